"""What calls of both SDKs come back with."""

from types import SimpleNamespace


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def page(keys, prefixes, truncated, marker):
    return SimpleNamespace(keys=keys, prefixes=prefixes, next=(bool(truncated), marker or None))
