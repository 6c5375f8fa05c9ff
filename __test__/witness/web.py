"""What browsers do: signed URLs, anonymous requests, forms. The SDKs sign the URLs; the rest is plain HTTP."""

import base64
import datetime
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

from checks import KEY_ID, REGION, SECRET, SSE, SSE_DATA, SSE_KEY_ID, WRONG_SECRET, check
from objects import BODY, CRC64, MD5

FORBIDDEN = (403, 'AccessDenied')

# URLs that will be too old at a time, which is asked when everything else is done.
late = []


def fetch(url, method='GET', body=None, headers=None):
    """(status, headers, body) of an answer; (status, code, EC) of a refusal."""
    request = urllib.request.Request(url, body, headers or {}, method=method)
    if body is not None and not request.has_header('Content-type'):
        request.add_header('Content-Type', '')  # or urllib would say that it is a form
    try:
        with urllib.request.urlopen(request) as answer:
            return (answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        body = error.read() or base64.b64decode(error.headers.get('x-oss-err', ''))
        document = ET.fromstring(body)
        return (error.code, document.findtext('Code'), document.findtext('EC') or '')


def presigned(title, sdk):
    key = '中文/a b+c&d.txt'
    sdk.put(key, BODY, {SSE: 'KMS'})

    def signed(method, body=None, headers=None, params=None, key=key):
        url, to_send = sdk.presign(method, key, headers=headers, params=params)
        return fetch(url, method, body, to_send)

    check(f'{title}: get by URL', lambda: signed('GET')[2], BODY)
    check(f'{title}: head by URL', lambda: signed('HEAD')[1][SSE], 'KMS')
    params = {'response-content-disposition': 'attachment; filename="a b"', 'response-content-type': 'c/d'}
    check(
        f'{title}: get by URL with other headers',
        lambda: [signed('GET', params=params)[1][name[9:]] for name in params],
        list(params.values()),
    )
    check(f'{title}: get a range by URL', lambda: signed('GET', headers={'Range': 'bytes=1-2'})[2], BODY[1:3])
    headers = {'Content-Type': 'a/b', SSE: 'AES256', 'x-oss-meta-a': '1'}
    check(f'{title}: put by URL', lambda: signed('PUT', BODY, headers)[1]['x-oss-hash-crc64ecma'], CRC64)
    check(f'{title}: it is there', lambda: [sdk.head(key).headers[name] for name in headers], list(headers.values()))
    check(
        f'{title}: get of a missing object by URL',
        lambda: signed('GET', key='missing'),
        (404, 'NoSuchKey', '0026-00000001'),
    )

    url, to_send = sdk.presign('PUT', key, headers={'Content-Type': 'a/b', SSE: 'KMS'})
    check(
        f'{title}: put by URL without what was signed',
        lambda: fetch(url, 'PUT', BODY, {'Content-Type': 'a/b'}),
        WRONG_SECRET,
    )
    check(
        f'{title}: put by URL with something else',
        lambda: fetch(url, 'PUT', BODY, to_send | {SSE: 'SM4'}),
        WRONG_SECRET,
    )
    check(f'{title}: get by a URL to put', lambda: fetch(url, 'GET', None, to_send), WRONG_SECRET)
    url, _ = sdk.presign('GET', 'key')
    check(f'{title}: get something else', lambda: fetch(url.replace('/key?', '/log?')), WRONG_SECRET)
    late.append((title, sdk.presign('GET', 'key', 3)[0], time.monotonic() + 4))


def too_late():
    for title, url, ripe in late:
        time.sleep(max(0, ripe - time.monotonic()))
        check(f'{title}: get too late', lambda: fetch(url)[:2], FORBIDDEN)


def anonymous(title, sdk, url):
    here = f'{url}/{sdk.bucket}'
    sdk.put('private', BODY)
    sdk.put('public', BODY, {'x-oss-object-acl': 'public-read'})
    sdk.put('sealed', BODY, {'x-oss-object-acl': 'public-read', SSE: 'AES256'})
    sdk.put('locked', BODY, {'x-oss-object-acl': 'public-read', SSE: 'KMS'})
    check(f'{title}: nobody gets what is private', lambda: fetch(f'{here}/private')[:2], FORBIDDEN)
    check(f'{title}: nobody lists', lambda: fetch(f'{here}/?list-type=2')[:2], FORBIDDEN)
    check(f'{title}: nobody puts', lambda: fetch(f'{here}/public', 'PUT', BODY)[:2], FORBIDDEN)
    check(f'{title}: nobody deletes', lambda: fetch(f'{here}/public', 'DELETE')[:2], FORBIDDEN)
    check(f'{title}: nobody learns what is missing', lambda: fetch(f'{here}/missing')[:2], FORBIDDEN)
    check(f'{title}: anybody gets what is public', lambda: fetch(f'{here}/public')[2], BODY)
    check(f'{title}: anybody gets what OSS encrypts', lambda: fetch(f'{here}/sealed')[2], BODY)
    # "This request is forbidden by kms", says the user guide.
    check(f'{title}: nobody gets what KMS encrypts', lambda: fetch(f'{here}/locked')[:2], FORBIDDEN)
    check(f'{title}: nobody heads what KMS encrypts', lambda: fetch(f'{here}/locked', 'HEAD')[:2], FORBIDDEN)
    refused = (400, 'InvalidRequest')
    check(
        f'{title}: nobody asks for other headers',
        lambda: fetch(f'{here}/public?response-content-type=a/b')[:2],
        refused,
    )
    sdk.put_acl('public', 'public-read-write')
    check(f'{title}: anybody puts where all may', lambda: fetch(f'{here}/public', 'PUT', BODY)[0], 200)


def sha256(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256)


def signed_form(signing, conditions, **fields):
    """The fields of a form, signed as the page PostObject and post_object.go, a sample of the Go SDK v2, say."""
    now = datetime.datetime.now(datetime.timezone.utc)
    if signing == 'V4':
        day = now.strftime('%Y%m%d')
        scope = f'{day}/{REGION}/oss/aliyun_v4_request'
        proof = {'x-oss-signature-version': 'OSS4-HMAC-SHA256', 'x-oss-credential': f'{KEY_ID}/{scope}'}
        proof['x-oss-date'] = now.strftime('%Y%m%dT%H%M%SZ')
        conditions = [*conditions, *({name: value} for name, value in proof.items())]
    until = (now + datetime.timedelta(seconds=60)).strftime('%Y-%m-%dT%H:%M:%S.000Z')
    policy = base64.b64encode(json.dumps({'expiration': until, 'conditions': conditions}).encode()).decode()
    if signing == 'V4':
        key = f'aliyun_v4{SECRET}'.encode()
        for part in scope.split('/'):
            key = sha256(key, part).digest()
        return fields | proof | {'policy': policy, 'x-oss-signature': sha256(key, policy).hexdigest()}
    signature = base64.b64encode(hmac.new(SECRET.encode(), policy.encode(), hashlib.sha1).digest()).decode()
    return fields | {'OSSAccessKeyId': KEY_ID, 'policy': policy, 'Signature': signature}


def post(url, fields, body=BODY, name='file.txt'):
    parts = [
        f'--xXx\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n' for field, value in fields.items()
    ]
    parts.append(
        f'--xXx\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: a/b\r\n\r\n'
    )
    content = ''.join(parts).encode() + body + b'\r\n--xXx--\r\n'
    return fetch(url, 'POST', content, {'Content-Type': 'multipart/form-data; boundary=xXx'})


def forms(title, sdk, url):
    signing = title[-2:]
    here = f'{url}/{sdk.bucket}/'
    bucket = {'bucket': sdk.bucket}
    form = signed_form(signing, [bucket, ['starts-with', '$key', 'form/']], key='form/${filename}')
    check(f'{title}: post', lambda: post(here, form, name='名.txt')[0], 204)
    check(f'{title}: it is there', lambda: sdk.get('form/名.txt').body, BODY)
    check(f'{title}: with its CRC64', lambda: sdk.head('form/名.txt').headers['x-oss-hash-crc64ecma'], CRC64)
    for asked in ({SSE: 'KMS', SSE_DATA: 'SM4'}, {SSE: 'AES256'}, {SSE: 'SM4'}):
        fields = signed_form(
            signing, [bucket, *({name: value} for name, value in asked.items())], key='form/sse', **asked
        )
        check(f'{title}: post {asked}', lambda: post(here, fields)[0], 204)
        check(
            f'{title}: it is so',
            lambda: [sdk.head('form/sse').headers.get(name) for name in asked],
            list(asked.values()),
        )
        check(f'{title}: body', lambda: sdk.get('form/sse').body, BODY)
    for asked, refusal in (
        ({SSE: 'DES'}, (400, 'InvalidEncryptionAlgorithmError', '0005-00000003')),
        ({SSE: 'KMS', SSE_KEY_ID: 'missing'}, (404, 'KeyNotFound', '0005-00000208')),
    ):
        fields = signed_form(signing, [bucket], key='form/sse', **asked)
        check(f'{title}: post {asked}', lambda: post(here, fields), refusal)
    more = {
        'success_action_status': '201',
        'x-oss-meta-a': '1',
        'x-oss-content-type': 'text/html',
        'x-oss-object-acl': 'public-read',
    }
    fields = signed_form(signing, [bucket, ['content-length-range', 1, 9]], key='form/more', **more)

    def posted():
        status, headers, body = post(here, fields)
        return (status, headers['etag'], ET.fromstring(body).findtext('Key'))

    check(f'{title}: post with more', posted, (201, f'"{MD5}"', 'form/more'))
    check(
        f'{title}: it has it',
        lambda: [sdk.head('form/more').headers[name] for name in ('x-oss-meta-a', 'content-type')],
        ['1', 'text/html'],
    )
    check(f'{title}: its ACL too', lambda: sdk.acl('form/more'), 'public-read')
    check(f'{title}: post too much', lambda: post(here, fields, BODY * 2), (400, 'EntityTooLarge', ''))
    check(f'{title}: post too little', lambda: post(here, fields, b''), (400, 'EntityTooSmall', ''))
    check(f'{title}: post elsewhere', lambda: post(here, form | {'key': 'other'})[:2], FORBIDDEN)
    changed = 'x-oss-signature' if signing == 'V4' else 'Signature'
    check(
        f'{title}: post with a wrong signature',
        lambda: post(here, form | {changed: 'bm9uZQ=='})[:2],
        (403, 'SignatureDoesNotMatch'),
    )
    check(f'{title}: post by nobody', lambda: post(here, {'key': 'form/nobody'})[:2], FORBIDDEN)


def ask(title, sdk, url):
    sdk.put('key', BODY)
    presigned(title, sdk)
    anonymous(title, sdk, url)
    forms(title, sdk, url)
