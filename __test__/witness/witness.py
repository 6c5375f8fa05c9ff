"""Outside witness: Alibaba's own Python SDKs call the local server. They know nothing of this repository.

witness.py URL             the server must be empty and have its default access key
witness.py URL SETTING…    asks only for these settings of buckets

Expectations marked "live" are asserted against the real service by an official SDK's own integration tests.
"""

import os
import sys

for name in [name for name in os.environ if name.lower().endswith('_proxy')]:
    del os.environ[name]  # or the SDKs would send requests there

import buckets
import checks
import encryption
import kms
import listing
import multipart
import objects
import settings
import versions
import web
from sdk_oss2 import Oss2
from sdk_v2 import V2


def only_settings(url, chosen):
    for sdk in (Oss2, V2):
        for signing in ('V1', 'V4'):
            title = f'{sdk.name} {signing}'
            calls = sdk(url, signing, f'{sdk.name}-{signing}-chosen'.lower())
            checks.check(f'{title}: put bucket', calls.create_bucket, 200)
            settings.ask(title, calls, url, chosen)
    return over()


def over():
    print(f'{checks.passed} passed, {checks.failed} failed')
    return 1 if checks.failed else 0


def main(url, *chosen):
    if chosen:
        return only_settings(url, chosen)
    buckets.ask(url)
    for sdk in (Oss2, V2):
        for signing in ('V1', 'V4'):
            title = f'{sdk.name} {signing}'
            for part in (objects, listing, multipart, versions, encryption, kms, web, settings):
                calls = sdk(url, signing, f'{sdk.name}-{signing}-{part.__name__}'.lower())
                checks.check(f'{title}: put bucket for {part.__name__}', calls.create_bucket, 200)
                part.ask(title, calls, url)
            # The server stands in for a proxy: the bucket is in the name of the host, which need not resolve.
            host = f'oss-{checks.REGION}.aliyuncs.com'
            calls = sdk(f'http://{host}', signing, f'{sdk.name}-{signing}-host'.lower(), proxies={'http': url})
            checks.check(f'{title} at {host}: put bucket', calls.create_bucket, 200)
            objects.ask(f'{title} at {host}', calls, url)
    web.too_late()
    return over()


sys.exit(main(*sys.argv[1:]))
