"""A plugin of pytest: skips what skipped.json names of a suite, for the reason that stands there."""

import json
import os

import pytest


def pytest_collection_modifyitems(items):
    with open(os.path.join(os.path.dirname(__file__), 'skipped.json'), encoding='utf-8') as file:
        skipped = json.load(file)[os.environ['WITNESS_SUITE']]
    left = set(skipped)
    for item in items:
        for name in (item.nodeid, item.nodeid.split('[')[0]):
            if name in skipped:
                item.add_marker(pytest.mark.skip(reason=skipped[name]))
                left.discard(name)
    if left:
        raise pytest.UsageError(f'skipped.json names tests that are not there: {", ".join(sorted(left))}')
