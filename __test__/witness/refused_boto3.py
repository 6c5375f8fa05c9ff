"""Signatures of AWS that are refused: boto3 with a wrong secret, with requests that are changed after they were signed, and with links that
are used otherwise. The key says what the server must find: `/header-changed/boto3`.

refused_boto3.py PROXY BUCKET
"""

import os
import sys
import urllib.error
import urllib.request

for name in [name for name in os.environ if name.lower().endswith('_proxy')]:
    del os.environ[name]

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError

from checks import KEY_ID, REGION, SECRET


def client(proxy, secret=SECRET):
    config = Config(proxies={'http': proxy}, s3={'addressing_style': 'virtual'}, retries={'max_attempts': 0})
    keys = {'aws_access_key_id': KEY_ID, 'aws_secret_access_key': secret}
    return boto3.client('s3', endpoint_url=f'http://s3.oss-{REGION}.aliyuncs.com', region_name=f'oss-{REGION}', config=config, **keys)


def tried(call):
    """A call that must fail; what came of it is in the server's request log."""
    try:
        call()
    except (ClientError, urllib.error.HTTPError):
        return
    raise SystemExit('a wrong signature was accepted')


def main(proxy, bucket):
    def changed(cause, change, **settings):
        s3 = client(proxy)
        s3.meta.events.register('before-send.s3.*', lambda request, **_: change(request))
        tried(lambda: s3.put_object(Bucket=bucket, Key=f'{cause}/boto3', Body=b'content', **settings))

    def typed(request):
        request.headers['Content-Type'] = 'text/plain'

    def added(request):
        request.url += '?x-oss-process=image%2Finfo'

    changed('content-type-changed', typed, ContentType='image/png')
    changed('parameter-not-signed', added)
    for cause, secret in (('secret-case', SECRET.upper()), ('secret-whitespace', SECRET + '\n'), ('none', 'another')):
        tried(lambda cause=cause, secret=secret: client(proxy, secret).get_object(Bucket=bucket, Key=f'{cause}/boto3'))

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({'http': proxy}))

    def fetch(cause, method, end=''):
        parameters = {'Bucket': bucket, 'Key': f'{cause}/link-boto3'}
        link = client(proxy).generate_presigned_url('get_object', Params=parameters, ExpiresIn=600)
        tried(lambda: opener.open(urllib.request.Request(link + end, method=method)))

    fetch('method-changed', 'HEAD')
    fetch('parameter-added', 'GET', '&versionId=1')


main(*sys.argv[1:])
