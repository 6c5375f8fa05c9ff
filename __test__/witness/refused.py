"""Signatures that are refused: official SDKs and opendal with a wrong secret, behind a proxy that changes what they signed, and with links
that are used otherwise. The key says what the server must find: `/bucket/header-added/oss2-V1`.

refused.py URL PROXY BUCKET
"""

import sys
import urllib.request

import checks
import opendal
from checks import REGION, SECRET
from sdk_oss2 import Oss2
from sdk_v2 import V2

BEHIND = ('content-type-changed', 'header-added', 'path-prefix-added', 'content-type-changed+header-added')


def tried(call):
    """A call that must fail; what came of it is in the server's request log."""
    try:
        call()
    except Exception:
        return
    raise SystemExit('a wrong signature was accepted')


def fetch(url, method='GET', headers=None, body=None):
    tried(lambda: urllib.request.urlopen(urllib.request.Request(url, body, headers or {}, method=method)))


def official(sdk, signing, url, proxy, bucket):
    name = f'{sdk.name}-{signing}'
    behind = sdk(proxy, signing, bucket)
    for change in BEHIND:
        tried(lambda change=change: behind.put(f'{change}/{name}', b'content', {'Content-Type': 'image/png'}))
    tried(lambda: behind.get(f'parameter-not-signed/{name}'))
    tried(lambda: behind.head(f'method-changed/{name}'))

    calls = sdk(url, signing, bucket)

    def link(cause, method, headers=None):
        signed, _ = calls.presign(method, f'{cause}/link-{name}', seconds=600, headers=headers)
        return signed

    fetch(link('method-changed', 'GET'), 'HEAD')
    fetch(link('parameter-added', 'GET') + '&x-oss-process=image%2Finfo')
    fetch(link('content-type-added', 'PUT'), 'PUT', {'Content-Type': 'image/png'}, b'content')
    typed = {'Content-Type': 'image/png'}
    fetch(link('content-type-changed', 'PUT', typed), 'PUT', {'Content-Type': 'text/plain'}, b'content')


def wrong_secret(sdk, signing, url, bucket):
    """The SDK reads the secret when it is made."""
    module = sys.modules[sdk.__module__]
    for cause, secret in (('secret-case', SECRET.upper()), ('secret-of-rpc', SECRET + '&'), ('none', 'another')):
        module.SECRET = secret
        tried(lambda cause=cause: sdk(url, signing, bucket).get(f'{cause}/{sdk.name}-{signing}'))
    module.SECRET = SECRET


def by_opendal(endpoint, bucket, secret=SECRET):
    return opendal.Operator(
        'oss',
        endpoint=endpoint,
        bucket=bucket,
        access_key_id=checks.KEY_ID,
        access_key_secret=secret,
        region=REGION,
        addressing_style='path',
    )


def main(url, proxy, bucket):
    for sdk in (Oss2, V2):
        for signing in ('V1', 'V4'):
            official(sdk, signing, url, proxy, bucket)
            wrong_secret(sdk, signing, url, bucket)
    for cause, secret in (('secret-case', SECRET.upper()), ('none', 'another')):
        tried(lambda cause=cause, secret=secret: by_opendal(url, bucket, secret).read(f'{cause}/opendal'))
    for change in ('header-added', 'content-type-added', 'path-prefix-added'):
        tried(lambda change=change: by_opendal(proxy, bucket).read(f'{change}/opendal'))


main(*sys.argv[1:])
