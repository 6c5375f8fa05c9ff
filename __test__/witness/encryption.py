"""What lies encrypted, and what says so.

Live, but for what says otherwise: test_server_side_encryotion.py of oss2; ObjectEncryptionTest and
BucketEncryptionTest of the Java SDK; client_integration_test.go of the Go SDK v2.
"""

from checks import (
    BAD_ALGORITHM,
    BAD_DATA_ALGORITHM,
    EMPTY_KEY_ID,
    ENCRYPTION_NOT_HERE,
    KEY_ID_WITHOUT_KMS,
    SSE,
    SSE_DATA,
    SSE_KEY_ID,
    check,
)
from objects import BODY, CRC64, MD5

DEFAULT = 'the default key'

# What is asked (algorithm, data algorithm), and what is then said: algorithm, data algorithm, key.
CHOICES = [
    ((None, None), (None, None, None)),
    (('AES256', None), ('AES256', None, None)),
    (('SM4', None), ('SM4', None, None)),
    (('KMS', None), ('KMS', None, DEFAULT)),
    (('KMS', 'SM4'), ('KMS', 'SM4', DEFAULT)),
    (('AES256', 'SM4'), ('AES256', None, None)),
    (('SM4', 'SM4'), ('SM4', None, None)),
    ((None, 'SM4'), (None, None, None)),
]
# The first is live; the others are on the service's pages of their EC.
REFUSED = [
    ({SSE: 'Invalid'}, BAD_ALGORITHM),
    ({SSE: 'aes256'}, BAD_ALGORITHM),
    ({SSE: 'KMS', SSE_KEY_ID: ''}, EMPTY_KEY_ID),
    ({SSE: 'KMS', SSE_DATA: 'AES256'}, BAD_DATA_ALGORITHM),
    ({SSE: 'AES256', SSE_KEY_ID: 'kid'}, KEY_ID_WITHOUT_KMS),
]
RULES = [('AES256', None, None), ('SM4', None, None), ('KMS', None, None), ('KMS', None, 'SM4')]


def headers_of(algorithm, data=None):
    return {name: value for name, value in ((SSE, algorithm), (SSE_DATA, data)) if value}


def said(answer, default):
    """The three headers of an answer."""
    key = answer.headers.get(SSE_KEY_ID)
    return (answer.headers.get(SSE), answer.headers.get(SSE_DATA), DEFAULT if key and key == default else key)


def choices(title, sdk, default):
    for asked, wanted in CHOICES:
        headers = headers_of(*asked)
        check(f'{title}: put {asked}', lambda: said(sdk.put('sse', BODY, headers), default), wanted)
        for what, call in (('get', sdk.get), ('head', sdk.head)):
            check(f'{title}: {what} {asked}', lambda: said(call('sse'), default), wanted)
        check(f'{title}: get meta {asked} says nothing', lambda: said(sdk.meta('sse'), default), (None, None, None))
        # The ETag and the CRC64 are those of the plain text.
        check(
            f'{title}: ETag and CRC64 {asked}',
            lambda: (sdk.head('sse').headers['etag'], sdk.head('sse').headers['x-oss-hash-crc64ecma']),
            (f'"{MD5}"', CRC64),
        )
        check(f'{title}: body {asked}', lambda: sdk.get('sse').body, BODY)
        check(f'{title}: range {asked}', lambda: sdk.get('sse', {'Range': 'bytes=3-5'}).body, BODY[3:6])
        check(f'{title}: copy to {asked}', lambda: said(sdk.copy('key', 'sse', headers), default), wanted)
        check(f'{title}: head of that copy', lambda: said(sdk.head('sse'), default), wanted)
        multipart(title, sdk, default, asked, wanted)
        sdk.delete('log')
        check(f'{title}: append {asked}', lambda: said(sdk.append('log', 0, BODY[:4], headers), default), wanted)
        for position, other in ((4, None), (5, 'AES256'), (6, 'KMS')):
            # Only the first decides; what the others ask is passed over.
            again = headers_of(other, other == 'KMS' and 'SM4')
            body = BODY[position : position + 1]
            check(
                f'{title}: append {other} to {asked}',
                lambda: said(sdk.append('log', position, body, again, None), default),
                wanted,
            )
        check(f'{title}: body of what was appended', lambda: sdk.get('log').body, BODY[:7])
    for headers, refusal in REFUSED:
        check(f'{title}: put {headers} is refused', lambda: sdk.put('sse', b'', headers), refusal)
        check(f'{title}: copy {headers} is refused', lambda: sdk.copy('key', 'sse', headers), refusal)
        check(f'{title}: initiate {headers} is refused', lambda: sdk.initiate('sse', headers), refusal)
        check(f'{title}: append {headers} is refused', lambda: sdk.append('new', 0, b'', headers), refusal)


def multipart(title, sdk, default, asked, wanted):
    headers = headers_of(*asked)
    upload = sdk.initiate('sse', headers)
    check(f'{title}: initiate {asked}', lambda: said(upload, default), wanted)
    part = sdk.upload('sse', upload.id, 1, BODY)
    check(f'{title}: upload part {asked}', lambda: said(part, default), wanted)
    check(
        f'{title}: copy part {asked}', lambda: said(sdk.upload_copy('key', None, 'sse', upload.id, 1), default), wanted
    )
    if asked[0]:
        check(
            f'{title}: upload part with headers',
            lambda: sdk.upload('sse', upload.id, 1, BODY, headers),
            ENCRYPTION_NOT_HERE,
        )
        check(
            f'{title}: complete with headers',
            lambda: sdk.complete('sse', upload.id, [(1, part.etag)], headers),
            ENCRYPTION_NOT_HERE,
        )
    check(f'{title}: complete {asked}', lambda: said(sdk.complete('sse', upload.id, [(1, MD5)]), default), wanted)
    check(f'{title}: head {asked} of parts', lambda: said(sdk.head('sse'), default), wanted)
    check(f'{title}: body {asked} of parts', lambda: sdk.get('sse').body, BODY)


def copies(title, sdk, default):
    """What a source is encrypted with does not go along."""
    kms_sm4 = headers_of('KMS', 'SM4')
    sdk.put('source', BODY, kms_sm4)
    for asked, wanted in CHOICES:
        check(
            f'{title}: copy from KMS to {asked}',
            lambda: said(sdk.copy('source', 'sse', headers_of(*asked)), default),
            wanted,
        )
        check(f'{title}: head of it', lambda: said(sdk.head('sse'), default), wanted)
        check(f'{title}: body of it', lambda: sdk.get('sse').body, BODY)
    # The service's pages re-encrypt so: the ETag and the CRC64 stay.
    change = headers_of('SM4') | {'x-oss-metadata-directive': 'REPLACE'}
    check(
        f'{title}: copy onto itself to SM4',
        lambda: said(sdk.copy('source', 'source', change), default),
        ('SM4', None, None),
    )
    check(f'{title}: ETag stays', lambda: sdk.head('source').headers['etag'], f'"{MD5}"')
    for what, call in (
        ('head', lambda: sdk.head('source', headers_of('KMS'))),
        ('get', lambda: sdk.get('source', headers_of('KMS'))),
        ('delete', lambda: sdk.delete('source', headers=headers_of('KMS'))),  # the example of the page of this EC
    ):
        check(f'{title}: {what} with an encryption header', call, ENCRYPTION_NOT_HERE)


def rules(title, sdk, default):
    """The rule of a bucket stands in where a request says nothing."""
    sdk.put('before', BODY)
    for rule in RULES:
        algorithm, _, data = rule
        wanted = (algorithm, data, DEFAULT if algorithm == 'KMS' else None)
        check(f'{title}: put rule {rule}', lambda: sdk.put_rule(*rule), 200)
        check(f'{title}: put under {rule}', lambda: said(sdk.put('ruled', BODY), default), wanted)
        check(f'{title}: head under {rule}', lambda: said(sdk.head('ruled'), default), wanted)
        check(f'{title}: body under {rule}', lambda: sdk.get('ruled').body, BODY)
        check(f'{title}: what was before {rule} stays', lambda: said(sdk.head('before'), default), (None, None, None))
        # The user guide says so; no test of an SDK asks.
        check(f'{title}: copy under {rule}', lambda: said(sdk.copy('before', 'ruled'), default), wanted)
        check(f'{title}: initiate under {rule}', lambda: said(sdk.initiate('ruled'), default), wanted)
        sdk.delete('log')
        check(f'{title}: append under {rule}', lambda: said(sdk.append('log', 0, BODY), default), wanted)
        for asked, other in CHOICES[1:5]:
            check(
                f'{title}: {asked} wins over {rule}',
                lambda: said(sdk.put('ruled', BODY, headers_of(*asked)), default),
                other,
            )
        check(
            f'{title}: put under {rule} with a data algorithm alone',
            lambda: said(sdk.put('ruled', BODY, {SSE_DATA: 'SM4'}), default),
            wanted,
        )
    sdk.put('ruled', BODY)
    check(f'{title}: delete rule', sdk.drop_rule, 204)
    check(f'{title}: put without a rule', lambda: said(sdk.put('plain', BODY), default), (None, None, None))
    check(f'{title}: what was put under one stays', lambda: said(sdk.head('ruled'), default), ('KMS', 'SM4', DEFAULT))
    check(f'{title}: its body too', lambda: sdk.get('ruled').body, BODY)


def ask(title, sdk, _):
    sdk.put('key', BODY)
    # So the SDKs' own tests come to know the default key (Go v2: getKmsID).
    default = sdk.put('kms', BODY, headers_of('KMS')).headers[SSE_KEY_ID]
    for part in (choices, copies, rules):
        part(title, sdk, default)
