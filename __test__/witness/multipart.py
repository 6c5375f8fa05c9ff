"""Uploads in parts, step by step and as the SDKs do them by themselves."""

import hashlib
import os
import tempfile

from checks import NO_KEY, PRECONDITION_FAILED, check, shown

SIZE = 100 * 1024  # the smallest part that may not be the last
PARTS = [bytes([65 + number]) * size for number, size in enumerate((SIZE, SIZE, 1234))]
WHOLE = b''.join(PARTS)

COMPLETE_ALL_WITH_BODY = (400, 'InvalidArgument', '0042-00000216')
INVALID_PART = (400, 'InvalidPart', '')
INVALID_ORDER = (400, 'InvalidPartOrder', '')
TOO_SMALL = (400, 'EntityTooSmall', '')
# Live: the Go SDK v2, TestUploadPart, TestUploadPartCopy and TestPresign…
NO_UPLOAD = (404, 'NoSuchUpload', '0042-00000002')
NO_UPLOAD_FOR_PART = (404, 'NoSuchUpload', '0042-00000104')
NO_UPLOAD_FOR_COPY = (404, 'NoSuchUpload', '0042-00000311')


def etag_of(part):
    return hashlib.md5(part).hexdigest().upper()


ETAGS = [etag_of(part) for part in PARTS]
# Live: the Java SDK, UploadPartTest: of the ETags of the parts, as text.
ETAG = f'"{etag_of("".join(ETAGS).encode())}-3"'


def begin(sdk, key='parts', headers=None):
    upload = sdk.initiate(key, headers).id
    for number, part in enumerate(PARTS, 1):
        sdk.upload(key, upload, number, part)
    return upload


def steps(title, sdk):
    upload = sdk.initiate('parts', {'x-oss-meta-a': '1', 'Content-Type': 'a/b', 'x-oss-tagging': 'k=v'}).id
    for number in (3, 1, 2):
        etag = f'"{ETAGS[number - 1]}"'
        check(
            f'{title}: upload part {number}',
            lambda: shown(sdk.upload('parts', upload, number, PARTS[number - 1]), 'etag'),
            (200, etag),
        )
    listed = [(number, len(part), etag) for number, part, etag in zip((1, 2, 3), PARTS, ETAGS)]
    check(f'{title}: list parts', lambda: sdk.parts('parts', upload).keys, listed)
    check(
        f'{title}: list two parts',
        lambda: vars(sdk.parts('parts', upload, max_parts=2)),
        {'keys': listed[:2], 'prefixes': None, 'next': (True, '2')},
    )
    check(
        f'{title}: list the parts after',
        lambda: vars(sdk.parts('parts', upload, '2', 2)),
        {'keys': listed[2:], 'prefixes': None, 'next': (False, None)},
    )
    check(f'{title}: it is not there yet', lambda: sdk.head('parts'), NO_KEY)
    check(f'{title}: bucket is not empty', sdk.drop_bucket, (409, 'BucketNotEmpty', '0015-00000301'))

    numbered = list(enumerate(ETAGS, 1))
    if sdk.name != 'oss2':  # which sorts them
        check(f'{title}: complete in wrong order', lambda: sdk.complete('parts', upload, numbered[::-1]), INVALID_ORDER)
    check(f'{title}: complete with a wrong ETag', lambda: sdk.complete('parts', upload, [(1, ETAGS[1])]), INVALID_PART)
    check(
        f'{title}: complete with a missing part',
        lambda: sdk.complete('parts', upload, [*numbered, (4, ETAGS[0])]),
        INVALID_PART,
    )
    # Live: the Go SDK v2, TestCompleteMultipartUpload.
    every = {'x-oss-complete-all': 'yes'}
    check(
        f'{title}: complete all and some',
        lambda: sdk.complete('parts', upload, numbered, every),
        COMPLETE_ALL_WITH_BODY,
    )
    # The SDK checks the CRC64 of the whole where it has that of the parts.
    check(
        f'{title}: complete',
        lambda: shown(sdk.complete('parts', upload, numbered), 'content-type'),
        (200, 'application/xml'),
    )
    check(f'{title}: body', lambda: sdk.get('parts').body == WHOLE, True)
    facts = ('etag', 'x-oss-object-type', 'x-oss-meta-a', 'content-type', 'x-oss-tagging-count', 'content-md5')
    check(f'{title}: head', lambda: shown(sdk.head('parts'), *facts), (200, ETAG, 'Multipart', '1', 'a/b', '1', None))
    got = (206, f'bytes {SIZE - 1}-{SIZE}/{len(WHOLE)}', b'AB')

    def across():
        answer = sdk.get('parts', {'Range': f'bytes={SIZE - 1}-{SIZE}'})
        return (*shown(answer, 'content-range'), answer.body)

    check(f'{title}: range across parts', across, got)
    crc = sdk.head('parts').headers['x-oss-hash-crc64ecma']
    sdk.put('whole', WHOLE)
    check(f'{title}: CRC64 is that of the whole', lambda: sdk.head('whole').headers['x-oss-hash-crc64ecma'], crc)
    for what, call in (
        ('complete again', lambda: sdk.complete('parts', upload, [(1, ETAGS[0])])),
        ('list parts', lambda: sdk.parts('parts', upload)),
        ('abort', lambda: sdk.abort('parts', upload)),
    ):
        check(f'{title}: {what} when complete', call, NO_UPLOAD)
    check(f'{title}: upload a part when complete', lambda: sdk.upload('parts', upload, 1, b''), NO_UPLOAD_FOR_PART)
    check(
        f'{title}: copy a part when complete',
        lambda: sdk.upload_copy('whole', None, 'parts', upload, 1),
        NO_UPLOAD_FOR_COPY,
    )


def other_ends(title, sdk):
    upload = begin(sdk, 'all')
    sdk.upload('all', upload, 2, PARTS[1])
    check(f'{title}: complete all', lambda: sdk.complete('all', upload, None).status, 200)
    check(f'{title}: body', lambda: sdk.get('all').body == WHOLE, True)
    # Live: alibabacloud-oss-v2, test_object_basic.py.
    upload = begin(sdk, 'open')
    public = {'x-oss-object-acl': 'public-read'}
    check(f'{title}: complete with an ACL', lambda: sdk.complete('open', upload, None, public).status, 200)
    check(f'{title}: that is its ACL', lambda: sdk.acl('open'), 'public-read')
    upload = begin(sdk, 'some')
    check(f'{title}: complete some', lambda: sdk.complete('some', upload, [(1, ETAGS[0]), (3, ETAGS[2])]).status, 200)
    check(f'{title}: body of some', lambda: sdk.get('some').body == PARTS[0] + PARTS[2], True)
    upload = begin(sdk, 'small')
    sdk.upload('small', upload, 1, b'small')
    check(
        f'{title}: complete with a small part',
        lambda: sdk.complete('small', upload, [(1, etag_of(b'small')), (2, ETAGS[1])]),
        TOO_SMALL,
    )
    check(f'{title}: abort', lambda: sdk.abort('small', upload).status, 204)
    check(f'{title}: abort again', lambda: sdk.abort('small', upload), NO_UPLOAD)
    upload = sdk.initiate('some').id
    check(f'{title}: part 0', lambda: sdk.upload('some', upload, 0, b''), (400, 'InvalidArgument', ''))
    check(f'{title}: part 10001', lambda: sdk.upload('some', upload, 10001, b''), (400, 'InvalidArgument', ''))
    sdk.upload('some', upload, 1, b'1')
    forbid = {'x-oss-forbid-overwrite': 'true'}
    check(
        f'{title}: complete over it is forbidden',
        lambda: sdk.complete('some', upload, [(1, etag_of(b'1'))], forbid),
        (409, 'FileAlreadyExists', ''),
    )
    sdk.abort('some', upload)


def copies(title, sdk):
    sdk.put('source', WHOLE)
    upload = sdk.initiate('copies').id
    spans = [(0, SIZE - 1), (SIZE, 2 * SIZE - 1), (2 * SIZE, len(WHOLE) - 1)]
    for number, span in enumerate(spans, 1):
        check(
            f'{title}: copy {span} to part {number}',
            lambda: sdk.upload_copy('source', span, 'copies', upload, number).etag.strip('"'),
            ETAGS[number - 1],
        )
    check(f'{title}: complete copies', lambda: sdk.complete('copies', upload, list(enumerate(ETAGS, 1))).status, 200)
    check(
        f'{title}: body of copies',
        lambda: (sdk.get('copies').body == WHOLE, sdk.head('copies').headers['etag']),
        (True, ETAG),
    )
    upload = sdk.initiate('copies').id
    check(
        f'{title}: copy all to a part',
        lambda: sdk.upload_copy('source', None, 'copies', upload, 1).etag.strip('"'),
        etag_of(WHOLE),
    )
    other = {'x-oss-copy-source-if-match': '"other"'}
    check(
        f'{title}: copy other to a part',
        lambda: sdk.upload_copy('source', None, 'copies', upload, 1, other),
        PRECONDITION_FAILED,
    )
    check(
        f'{title}: copy a missing object to a part',
        lambda: sdk.upload_copy('missing', None, 'copies', upload, 1),
        NO_KEY,
    )
    sdk.abort('copies', upload)


def uploads(title, sdk):
    check(f'{title}: no uploads', lambda: sdk.uploads().keys, [])
    begun = sorted((key, sdk.initiate(key).id) for key in ('a/1', 'a/1', 'a/2', 'b', '中 +'))

    check(f'{title}: list uploads', lambda: sdk.uploads().keys, begun)
    check(f'{title}: list uploads with prefix', lambda: sdk.uploads(prefix='a/').keys, begun[:3])
    check(f'{title}: list uploads with delimiter', lambda: sdk.uploads(delimiter='/').keys, begun[3:])
    check(
        f'{title}: list two uploads',
        lambda: vars(sdk.uploads(max_uploads=2)),
        {'keys': begun[:2], 'prefixes': [], 'next': (True, 'a/1')},
    )
    check(f'{title}: list the uploads after', lambda: sdk.uploads(marker='a/1', id_marker=begun[0][1]).keys, begun[1:])
    check(f'{title}: list the uploads of keys after', lambda: sdk.uploads(marker='a/1').keys, begun[2:])
    for key, upload in begun:
        sdk.abort(key, upload)
    check(f'{title}: no uploads are left', lambda: sdk.uploads().keys, [])


def helpers(title, sdk):
    """Files, sent and fetched in parts by several threads; the SDKs compare the CRC64 of what they sent and got."""
    with tempfile.TemporaryDirectory() as folder:
        path, back = os.path.join(folder, 'file'), os.path.join(folder, 'back')
        content = os.urandom(5 * SIZE + 17)
        with open(path, 'wb') as file:
            file.write(content)
        for what, headers in (('plain', None), ('KMS', {'x-oss-server-side-encryption': 'KMS'})):
            check(f'{title}: send a file, {what}', lambda: sdk.send_file('file', path, folder, SIZE, headers), 200)
            facts = ('x-oss-object-type', 'x-oss-server-side-encryption')
            wanted = (200, 'Multipart', headers and 'KMS')
            check(f'{title}: it went in parts', lambda: shown(sdk.head('file'), *facts), wanted)

            def fetched():
                sdk.fetch_file('file', back, folder, SIZE)
                with open(back, 'rb') as file:
                    return file.read() == content

            check(f'{title}: fetch the file in parts, {what}', fetched, True)
            check(f'{title}: fetch the file at once, {what}', lambda: sdk.fetch_whole('file', back) == content, True)
        check(f'{title}: they leave no uploads', lambda: sdk.uploads().keys, [])


def ask(title, sdk, _):
    for part in (steps, other_ends, copies, uploads, helpers):
        part(title, sdk)
