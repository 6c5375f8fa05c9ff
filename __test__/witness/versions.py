"""Versions of objects, and what marks them deleted.

Live: test_object_versioning.py of oss2, TestListObjectVersions of the Go SDK v2.
"""

from checks import NO_KEY, check, shown

VERSION, MARKER = 'x-oss-version-id', 'x-oss-delete-marker'


def ask(title, sdk, _):
    check(f'{title}: bucket info says nothing of versions', sdk.versioning_in_info, None)
    sdk.put('v', b'old')
    check(f'{title}: turn versioning on', lambda: sdk.set_versioning('Enabled'), 200)
    check(f'{title}: it is on', sdk.versioning, 'Enabled')
    check(f'{title}: bucket info says so', sdk.versioning_in_info, 'Enabled')
    ids = {}

    def keep(name, answer):
        ids[name] = answer.headers.get(VERSION)
        return (answer.status, len(ids[name] or '') > 10, answer.headers.get(MARKER))

    check(f'{title}: put one', lambda: keep('one', sdk.put('v', b'one')), (200, True, None))
    check(f'{title}: put two', lambda: keep('two', sdk.put('v', b'two')), (200, True, None))
    check(f'{title}: get the newest', lambda: (sdk.get('v').body, sdk.get('v').headers[VERSION]), (b'two', ids['two']))
    for name, version, body in (('one', ids['one'], b'one'), ('the one before', 'null', b'old')):
        check(f'{title}: get {name}', lambda: sdk.get('v', params={'versionId': version}).body, body)
        check(
            f'{title}: head {name}',
            lambda: shown(sdk.head('v', params={'versionId': version}), VERSION),
            (200, version),
        )
        check(
            f'{title}: get meta of {name}',
            lambda: shown(sdk.meta('v', {'versionId': version}), 'content-length'),
            (200, '3'),
        )
    check(f'{title}: put tags of one', lambda: sdk.put_tags('v', {'a': '1'}, {'versionId': ids['one']}), 200)
    check(f'{title}: tags of both', lambda: (sdk.tags('v', {'versionId': ids['one']}), sdk.tags('v')), ({'a': '1'}, {}))
    check(
        f'{title}: copy one',
        lambda: shown(sdk.copy('v', 'w', version=ids['one']), 'x-oss-copy-source-version-id'),
        (200, ids['one']),
    )
    check(f'{title}: get the copy', lambda: sdk.get('w').body, b'one')
    check(f'{title}: delete', lambda: keep('gone', sdk.delete('v')), (204, True, 'true'))
    check(f'{title}: delete again', lambda: keep('gone again', sdk.delete('v')), (204, True, 'true'))
    check(f'{title}: get when deleted', lambda: sdk.get('v'), NO_KEY)
    not_allowed = (405, 'MethodNotAllowed', '')
    check(f'{title}: get the marker', lambda: sdk.get('v', params={'versionId': ids['gone']}), not_allowed)
    check(f'{title}: get one when deleted', lambda: sdk.get('v', params={'versionId': ids['one']}).body, b'one')
    kept = [('v', ids['two'], False), ('v', ids['one'], False), ('v', 'null', False)]
    marked = [('v', ids['gone again'], True), ('v', ids['gone'], False)]
    listed = sdk.list_versions('v')
    check(f'{title}: list versions', lambda: (listed.keys, listed.markers), (kept, marked))

    def walk():
        found, marker, version = [], '', ''
        while True:
            got = sdk.list_versions('v', marker=marker, version=version, max_keys=2)
            assert len(got.keys) + len(got.markers) <= 2, got
            found += got.keys + got.markers
            if not got.next[0]:
                return sorted(found)
            marker, version = got.next[1], got.next_version

    check(f'{title}: list versions page by page', walk, sorted(kept + marked))
    check(f'{title}: list of objects without it', lambda: sdk.list().keys, ['w'])
    check(
        f'{title}: delete a marker',
        lambda: shown(sdk.delete('v', {'versionId': ids['gone again']}), VERSION, MARKER),
        (204, ids['gone again'], 'true'),
    )
    check(
        f'{title}: delete the other',
        lambda: sdk.delete_versions([('v', ids['gone'])]),
        [('v', ids['gone'], True, ids['gone'])],
    )
    check(f'{title}: get the newest again', lambda: sdk.get('v').body, b'two')
    check(
        f'{title}: delete the newest version',
        lambda: shown(sdk.delete('v', {'versionId': ids['two']}), VERSION, MARKER),
        (204, ids['two'], None),
    )
    check(f'{title}: get the next newest', lambda: sdk.get('v').body, b'one')
    check(
        f'{title}: get what never was',
        lambda: sdk.get('v', params={'versionId': ids['two']}),
        (404, 'NoSuchVersion', ''),
    )

    check(f'{title}: turn versioning off', lambda: sdk.set_versioning('Suspended'), 200)
    check(f'{title}: put without', lambda: shown(sdk.put('v', b'new'), VERSION), (200, 'null'))
    check(f'{title}: that replaces the null version', lambda: sdk.get('v', params={'versionId': 'null'}).body, b'new')
    check(f'{title}: delete without', lambda: shown(sdk.delete('v'), VERSION, MARKER), (204, 'null', 'true'))
    got = sdk.list_versions()
    check(
        f'{title}: what is left',
        lambda: ([key[:2] for key in got.keys], got.markers),
        ([('v', ids['one']), ('w', got.keys[-1][1])], [('v', 'null', True)]),
    )
    check(f'{title}: batch delete of keys', lambda: sdk.delete_many(['v', 'w']), ['v', 'w'])
    for found in (sdk.list_versions(),):
        every = [one[:2] for one in found.keys + found.markers]
        check(f'{title}: delete every version', lambda: len(sdk.delete_versions(every)), len(every))
    check(f'{title}: nothing is left', lambda: vars(sdk.list_versions())['keys'] + sdk.list_versions().markers, [])
    check(f'{title}: delete bucket of versions', sdk.drop_bucket, 204)
