"""Objects, listed: by prefix, in folders, page by page."""

from checks import check

KEYS = ['a b/1', 'a b/2', 'a b/c/3', 'a b/c/4', 'b', 'c', 'c/', 'c/5', '中/6']


def ask(title, sdk, _):
    for key in KEYS:
        sdk.put(key, b'123456789')

    def pages(call, size, token=lambda got: got.next[1], **options):
        """All that is listed, so many at a time."""
        found, given = [], {}
        while True:
            got = call(max_keys=size, **given, **options)
            assert len(got.keys) + len(got.prefixes) <= size, got
            found += [*got.keys, *got.prefixes]
            if not got.next[0]:
                return sorted(found)
            given = {'token' if call == sdk.list_v2 else 'marker': token(got)}

    for version, call in (('', sdk.list), (' v2', sdk.list_v2)):

        def listed(**options):
            got = call(**options)
            return got.keys, got.prefixes

        check(f'{title}: list{version}', lambda: listed(), (KEYS, []))
        check(f'{title}: list{version} with prefix', lambda: listed(prefix='a b/c/'), (KEYS[2:4], []))
        check(
            f'{title}: list{version} with delimiter', lambda: listed(delimiter='/'), (['b', 'c'], ['a b/', 'c/', '中/'])
        )
        check(f'{title}: list{version} a folder', lambda: listed(prefix='a b/', delimiter='/'), (KEYS[:2], ['a b/c/']))
        check(
            f'{title}: list{version} a folder that is an object',
            lambda: listed(prefix='c/', delimiter='/'),
            (['c/', 'c/5'], []),
        )
        check(
            f'{title}: list{version} with a long delimiter',
            lambda: listed(delimiter='b/c'),
            ([KEYS[0], KEYS[1], *KEYS[4:]], ['a b/c']),
        )
        check(f'{title}: list{version} none', lambda: listed(prefix='other'), ([], []))
        for size in (1, 2, 4):
            check(f'{title}: list{version}, {size} at a time', lambda: pages(call, size), KEYS)
            check(
                f'{title}: list{version} folders, {size} at a time',
                lambda: pages(call, size, delimiter='/'),
                ['a b/', 'b', 'c', 'c/', '中/'],
            )
    check(f'{title}: list after a marker', lambda: sdk.list(marker='b').keys, KEYS[5:])
    check(f'{title}: the next marker', lambda: sdk.list(max_keys=2).next, (True, KEYS[1]))
    check(f'{title}: the next marker is a folder', lambda: sdk.list(max_keys=1, delimiter='/').next, (True, 'a b/'))
    check(f'{title}: list after a folder', lambda: sdk.list(marker='a b/', delimiter='/').prefixes, ['c/', '中/'])
    check(f'{title}: list v2 after a key', lambda: sdk.list_v2(after='c').keys, KEYS[6:])
    check(f'{title}: list as the SDK does', lambda: sdk.walk(2), KEYS)
    wanted = [('c/5', 9, '25F9E794323B453885F5181F1B624D0B', 'Normal', 'Standard')]
    check(f'{title}: what is said of each', lambda: sdk.described('c/5'), wanted)
    too_many = (400, 'InvalidArgument', '')
    check(f'{title}: list 1001', lambda: sdk.list(max_keys=1001), too_many)
    check(f'{title}: delete all', lambda: sdk.delete_many(KEYS), sorted(KEYS))
    check(f'{title}: list nothing', lambda: sdk.list_v2().keys, [])
