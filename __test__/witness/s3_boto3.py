"""Outside witness: boto3 calls the server as S3, at the names that the service has, with the server as its proxy.

s3_boto3.py URL TLS_URL CA     the servers must have their default access key; the authority of the second is in the file

What is expected is what the service's pages say ("S3 API on OSS", "Access OSS using an AWS SDK", EC 0003-00001401 and 0017-00000804).
"""

import base64
import hashlib
import os
import socket
import sys
import urllib.error
import urllib.parse
import urllib.request

for name in [name for name in os.environ if name.lower().endswith('_proxy')]:
    del os.environ[name]

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError

import checks
from checks import check

HOST = f's3.oss-{checks.REGION}.aliyuncs.com'
PATH_STYLE = (403, 'SecondLevelDomainForbidden', '0003-00001401')
KEY = "1234+-/中 文/a'(b)*!~.txt"
ALL = 'http://acs.amazonaws.com/groups/global/AllUsers'


def client(url, style='virtual', secret=checks.SECRET, region=f'oss-{checks.REGION}', host=HOST, **settings):
    config = Config(proxies={'http': url}, s3={'addressing_style': style}, retries={'max_attempts': 0}, **settings)
    keys = {'aws_access_key_id': checks.KEY_ID, 'aws_secret_access_key': secret}
    return boto3.client('s3', endpoint_url=f'http://{host}', region_name=region, config=config, **keys)


def refusal(call):
    """Status, code and EC of a refusal; what a call gives that is none."""
    try:
        return call()
    except ClientError as error:
        answer = error.response['ResponseMetadata']
        assert len(answer['RequestId']) == 24, error.response
        ec = answer['HTTPHeaders'].get('x-oss-ec', '')
        return answer['HTTPStatusCode'], error.response['Error']['Code'], ec


def md5(body):
    return f'"{hashlib.md5(body).hexdigest().upper()}"'


def fetch(url, link, method='GET', body=None, **headers):
    """Asks a signed URL, through the server as a proxy: the status and the body."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({'http': url}))
    try:
        with opener.open(urllib.request.Request(link, body, headers, method=method)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get('x-oss-ec')


def objects(title, s3, bucket):
    body = b'0123456789' * 50
    stored = lambda: s3.put_object(
        Bucket=bucket,
        Key=KEY,
        Body=body,
        ContentType='text/plain',
        CacheControl='no-cache',
        Metadata={'a': ' b '},
        Tagging='t=1&u=2',
    )
    check(f'{title}: put', lambda: stored()['ETag'], md5(body))
    read = lambda **more: s3.get_object(Bucket=bucket, Key=KEY, **more)
    check(f'{title}: get', lambda: read()['Body'].read(), body)
    ranged = lambda: (lambda got: (got['ContentRange'], got['Body'].read()))(read(Range='bytes=8-11'))
    check(f'{title}: get a range', ranged, ('bytes 8-11/500', b'8901'))
    check(f'{title}: not modified', lambda: refusal(lambda: read(IfNoneMatch=md5(body)))[0], 304)
    check(f'{title}: precondition', lambda: refusal(lambda: read(IfMatch='"0"'))[:1], (412,))
    names = ('ContentLength', 'ContentType', 'CacheControl', 'Metadata', 'TagCount', 'StorageClass')
    head = lambda: tuple(s3.head_object(Bucket=bucket, Key=KEY).get(name) for name in names)
    check(f'{title}: head', head, (500, 'text/plain', 'no-cache', {'a': 'b'}, 2, 'STANDARD'))
    copied = lambda: s3.copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': KEY})
    check(f'{title}: copy', lambda: copied()['CopyObjectResult']['ETag'], md5(body))
    replaced = lambda: s3.copy_object(
        Bucket=bucket,
        Key='copy',
        CopySource=f'{bucket}/copy',
        MetadataDirective='REPLACE',
        Metadata={'c': 'd'},
        StorageClass='STANDARD_IA',
    )
    check(f'{title}: copy onto itself', lambda: replaced()['ResponseMetadata']['HTTPStatusCode'], 200)
    changed = lambda: (lambda got: (got['Metadata'], got['StorageClass']))(s3.head_object(Bucket=bucket, Key='copy'))
    check(f'{title}: what it became', changed, ({'c': 'd'}, 'STANDARD_IA'))
    missing = lambda: refusal(lambda: s3.get_object(Bucket=bucket, Key='missing'))
    check(f'{title}: no such key', missing, checks.NO_KEY)
    check(f'{title}: no such key, head', lambda: refusal(lambda: s3.head_object(Bucket=bucket, Key='missing'))[0], 404)
    forbidden = lambda: refusal(lambda: s3.put_object(Bucket=bucket, Key=KEY, Body=b'', IfNoneMatch='*'))
    check(f'{title}: no conditions on what is stored', forbidden, (400, 'NotImplemented', ''))
    conditions(title, s3, bucket)


def conditions(title, s3, bucket):
    for part in ('a', 'b/1', 'b/2'):
        s3.put_object(Bucket=bucket, Key=f'list/{part}', Body=b'1')
    listed = lambda: [
        (page.get('KeyCount'), [one['Key'] for one in page.get('Contents', [])], [one['Prefix'] for one in page.get('CommonPrefixes', [])])
        for page in s3.get_paginator('list_objects_v2').paginate(
            Bucket=bucket, Prefix='list/', Delimiter='/', PaginationConfig={'PageSize': 1}
        )
    ]
    check(f'{title}: list in pages', listed, [(1, ['list/a'], []), (1, [], ['list/b/'])])
    first = lambda: (lambda one: (one['Key'], one['Size'], one['ETag'], one['StorageClass'], 'Owner' in one))(
        s3.list_objects(Bucket=bucket, Prefix='list/')['Contents'][0]
    )
    check(f'{title}: list, the first way', first, ('list/a', 1, md5(b'1'), 'STANDARD', True))
    odd = lambda: [one['Key'] for one in s3.list_objects_v2(Bucket=bucket, Prefix='1234+')['Contents']]
    check(f'{title}: list an odd key', odd, [KEY])


def multipart(title, s3, bucket):
    one, two = b'a' * 102_400, b'b' * 7
    begun = s3.create_multipart_upload(Bucket=bucket, Key='parts', ContentType='text/plain', Metadata={'m': 'n'})
    upload = {'Bucket': bucket, 'Key': 'parts', 'UploadId': begun['UploadId']}
    check(f'{title}: part', lambda: s3.upload_part(PartNumber=1, Body=one, **upload)['ETag'], md5(one))
    s3.put_object(Bucket=bucket, Key='source', Body=b'..' + two)
    copied = lambda: s3.upload_part_copy(
        PartNumber=2, CopySource={'Bucket': bucket, 'Key': 'source'}, CopySourceRange='bytes=2-8', **upload
    )
    check(f'{title}: part copied', lambda: copied()['CopyPartResult']['ETag'], md5(two))
    parts = lambda: [(part['PartNumber'], part['Size']) for part in s3.list_parts(**upload)['Parts']]
    check(f'{title}: list parts', parts, [(1, 102_400), (2, 7)])
    chosen = {'Parts': [{'PartNumber': 1, 'ETag': md5(one)}, {'PartNumber': 2, 'ETag': md5(two)}]}
    etag = hashlib.md5((hashlib.md5(one).hexdigest() + hashlib.md5(two).hexdigest()).upper().encode()).hexdigest()
    done = lambda: (lambda got: (got['Key'], got['ETag']))(s3.complete_multipart_upload(MultipartUpload=chosen, **upload))
    check(f'{title}: complete', done, ('parts', f'"{etag.upper()}-2"'))
    check(f'{title}: what it became', lambda: s3.get_object(Bucket=bucket, Key='parts')['Body'].read(), one + two)
    begun = s3.create_multipart_upload(Bucket=bucket, Key='given up')
    given_up = {'Bucket': bucket, 'Key': 'given up', 'UploadId': begun['UploadId']}
    status = lambda: s3.abort_multipart_upload(**given_up)['ResponseMetadata']['HTTPStatusCode']
    check(f'{title}: abort', status, 204)
    gone = lambda: refusal(lambda: s3.list_parts(**given_up))[:2]
    check(f'{title}: gone', gone, (404, 'NoSuchUpload'))


def encryption(title, s3, bucket):
    said = lambda got: tuple(got.get(name) for name in ('ServerSideEncryption', 'SSEKMSKeyId'))
    put = lambda **how: s3.put_object(Bucket=bucket, Key='sealed', Body=b'sealed', **how)
    check(f'{title}: AES256', lambda: said(put(ServerSideEncryption='AES256')), ('AES256', None))
    _, key_id = said(put(ServerSideEncryption='aws:kms'))
    check(f'{title}: a key of KMS was made', lambda: bool(key_id), True)
    by_key = {'ServerSideEncryption': 'aws:kms', 'SSEKMSKeyId': key_id}
    check(f'{title}: aws:kms', lambda: said(put(**by_key)), ('aws:kms', key_id))
    check(f'{title}: told with the object', lambda: said(s3.head_object(Bucket=bucket, Key='sealed')), ('aws:kms', key_id))
    check(f'{title}: read', lambda: s3.get_object(Bucket=bucket, Key='sealed')['Body'].read(), b'sealed')
    wrong = lambda: refusal(lambda: put(ServerSideEncryption='aws:kms:dsse'))
    check(f'{title}: another', wrong, checks.BAD_ALGORITHM)
    customer = lambda: refusal(lambda: put(SSECustomerAlgorithm='AES256', SSECustomerKey='k' * 32))[:2]
    check(f'{title}: keys of customers', customer, (400, 'NotImplemented'))


def settings(title, s3, bucket):
    grants = lambda got: [(one['Grantee'].get('URI', 'owner'), one['Permission']) for one in got['Grants']]
    owner, read, write = ('owner', 'FULL_CONTROL'), (ALL, 'READ'), (ALL, 'WRITE')
    for acl, wanted in (('public-read-write', [owner, read, write]), ('public-read', [owner, read]), ('private', [owner])):
        s3.put_bucket_acl(Bucket=bucket, ACL=acl)
        check(f'{title}: ACL {acl}', lambda: grants(s3.get_bucket_acl(Bucket=bucket)), wanted)
    s3.put_object(Bucket=bucket, Key='open', Body=b'', ACL='public-read')
    check(f'{title}: ACL of an object', lambda: grants(s3.get_object_acl(Bucket=bucket, Key='open')), [owner, read])
    policy = s3.get_object_acl(Bucket=bucket, Key='open')
    as_grants = {'Owner': policy['Owner'], 'Grants': policy['Grants'][:1]}
    s3.put_object_acl(Bucket=bucket, Key='open', AccessControlPolicy=as_grants)
    check(f'{title}: ACL by grants', lambda: grants(s3.get_object_acl(Bucket=bucket, Key='open')), [owner])
    unknown = lambda: refusal(lambda: s3.put_bucket_acl(Bucket=bucket, ACL='authenticated-read'))[:2]
    check(f'{title}: an ACL that the service does not have', unknown, (400, 'InvalidArgument'))
    location = lambda: s3.get_bucket_location(Bucket=bucket)['LocationConstraint']
    # boto3 asks for this one in path style, whatever is said (botocore, utils.switch_to_virtual_host_style).
    check(f'{title}: location', lambda: refusal(location), PATH_STYLE)
    rules = [
        {
            'ID': 'r',
            'Status': 'Enabled',
            'Filter': {'And': {'Prefix': 'log/', 'Tags': [{'Key': 'a', 'Value': '1'}]}},
            'Transitions': [{'Days': 30, 'StorageClass': 'GLACIER'}],
            'Expiration': {'Days': 60},
        },
        {
            'ID': 's',
            'Status': 'Disabled',
            'Filter': {'Prefix': 'tmp/'},
            'AbortIncompleteMultipartUpload': {'DaysAfterInitiation': 3},
        },
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={'Rules': rules})
    kept = lambda: s3.get_bucket_lifecycle_configuration(Bucket=bucket)['Rules']
    check(f'{title}: lifecycle', kept, rules)
    target = {'TargetBucket': bucket, 'TargetPrefix': 'logs/'}
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={'LoggingEnabled': target})
    check(f'{title}: logging', lambda: s3.get_bucket_logging(Bucket=bucket)['LoggingEnabled'], target)
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})
    for name in ('get_bucket_versioning', 'get_bucket_policy', 'list_object_versions', 'list_multipart_uploads', 'get_bucket_tagging'):
        check(f'{title}: {name}', lambda: refusal(lambda: getattr(s3, name)(Bucket=bucket))[:2], (501, 'NotImplemented'))


def signed(title, s3, bucket, url):
    link = lambda call, **params: s3.generate_presigned_url(call, {'Bucket': bucket, 'Key': KEY, **params}, 60)
    put = link('put_object', ContentType='text/plain')
    check(f'{title}: put by a signed URL', lambda: fetch(url, put, 'PUT', b'link', **{'Content-Type': 'text/plain'}), (200, b''))
    check(f'{title}: get by one', lambda: fetch(url, link('get_object')), (200, b'link'))
    spoiled = link('get_object').replace('%E4', '%E5')
    ec = '0002-00000307' if 'AWSAccessKeyId' in spoiled else '0002-00000429'
    check(f'{title}: of another object', lambda: fetch(url, spoiled), (403, ec))


def form(title, s3, bucket, url):
    """A form, which the service takes with V4; what it carries is the vendor-neutral multipart of a browser."""
    fields = {'x-amz-meta-a': 'b', 'success_action_status': '201', 'x-amz-server-side-encryption': 'aws:kms'}
    wanted = [{name: value} for name, value in fields.items()]
    post = s3.generate_presigned_post(bucket, 'from/${filename}', fields, wanted, 60)
    parts = [(f'name="{name}"', value) for name, value in post['fields'].items()]
    parts.append(('name="file"; filename="a.txt"', 'content'))
    text = ''.join(f'--B\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n' for head, value in parts)
    kind = {'Content-Type': 'multipart/form-data; boundary=B'}
    sent = lambda: fetch(url, post['url'], 'POST', f'{text}--B--\r\n'.encode(), **kind)[0]
    check(f'{title}: a form', sent, 201)
    stored = lambda: (lambda got: (got['Body'].read(), got['Metadata'], got['ServerSideEncryption']))(
        s3.get_object(Bucket=bucket, Key='from/a.txt')
    )
    check(f'{title}: what it brought', stored, (b'content', {'a': 'b'}, 'aws:kms'))
    other = text.replace('\r\nb\r\n', '\r\nc\r\n')
    refused = lambda: fetch(url, post['url'], 'POST', f'{other}--B--\r\n'.encode(), **kind)[0]
    check(f'{title}: a form that its policy does not allow', refused, 403)


def deleted(title, s3, bucket):
    one = lambda: s3.delete_object(Bucket=bucket, Key=KEY)['ResponseMetadata']['HTTPStatusCode']
    check(f'{title}: delete', one, 204)
    keys = [one['Key'] for one in s3.list_objects_v2(Bucket=bucket)['Contents']]
    named = {'Objects': [{'Key': key} for key in keys]}
    check(f'{title}: delete many without Content-MD5', lambda: refusal(lambda: s3.delete_objects(Bucket=bucket, Delete=named)), (400, 'MissingArgument', '0016-00000502'))
    def with_md5(request, **_):
        request.headers['Content-MD5'] = base64.b64encode(hashlib.md5(request.body).digest()).decode()

    s3.meta.events.register('before-sign.s3.DeleteObjects', with_md5)
    done = lambda: sorted(one['Key'] for one in s3.delete_objects(Bucket=bucket, Delete=named)['Deleted'])
    check(f'{title}: delete many', done, sorted(keys))
    check(f'{title}: nothing is left', lambda: s3.list_objects_v2(Bucket=bucket)['KeyCount'], 0)
    status = lambda: s3.delete_bucket(Bucket=bucket)['ResponseMetadata']['HTTPStatusCode']
    check(f'{title}: delete bucket', status, 204)
    check(f'{title}: head a bucket that is gone', lambda: refusal(lambda: s3.head_bucket(Bucket=bucket))[0], 404)


def refused(title, url, bucket, secure, authority):
    """What teams meet at the service, having tested elsewhere."""
    required = {'request_checksum_calculation': 'when_required'}
    path = client(url, 'path', **required)
    check(f'{title}: path style', lambda: refusal(lambda: path.list_objects_v2(Bucket=bucket)), PATH_STYLE)
    # Over TLS, and without being told otherwise, it writes a checksum behind the body.
    chunked = over_tls(secure, authority)
    chunked.create_bucket(Bucket=bucket)
    aws_chunked = (400, 'InvalidArgument', '0017-00000804')
    put = lambda s3, **how: refusal(lambda: s3.put_object(Bucket=bucket, Key='k', Body=b'1', **how))
    check(f'{title}: aws-chunked, as boto3 does by itself', lambda: put(chunked), aws_chunked)
    told = lambda: chunked.put_object(Bucket=bucket, Key='k', Body=b'1')
    message = lambda: str(getattr(_error(told), 'response', {}).get('Error', {}).get('Message'))
    text = 'aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.'
    check(f'{title}: its text', message, text)
    required_there = over_tls(secure, authority)
    required_there.meta.config.request_checksum_calculation = 'when_required'
    check(f'{title}: over TLS, as the service wants it', lambda: put(required_there)['ETag'], md5(b'1'))
    wrong = client(url, secret='wrong', **required)
    check(f'{title}: a wrong key, V4', lambda: put(wrong), (403, 'SignatureDoesNotMatch', '0002-00000429'))
    wrong = client(url, secret='wrong', signature_version='s3')
    check(f'{title}: a wrong key, V2', lambda: put(wrong), (403, 'SignatureDoesNotMatch', '0002-00000307'))


def over_tls(url, authority):
    """A client at names that lie below localhost, which Python does not find by itself."""
    find = socket.getaddrinfo
    local = lambda host, *args, **more: find('127.0.0.1' if host.endswith('.localhost') else host, *args, **more)
    socket.getaddrinfo = local
    keys = {'aws_access_key_id': checks.KEY_ID, 'aws_secret_access_key': checks.SECRET}
    config = Config(s3={'addressing_style': 'virtual'}, retries={'max_attempts': 0})
    endpoint = f'https://s3.localhost:{urllib.parse.urlsplit(url).port}'
    return boto3.client('s3', endpoint_url=endpoint, region_name='x', verify=authority, config=config, **keys)


def _error(call):
    try:
        return call()
    except Exception as error:
        return error


def main(url, secure, authority):
    required = {'request_checksum_calculation': 'when_required', 'response_checksum_validation': 'when_required'}
    ways = {
        'V4': client(url, **required),
        # What the service's page tells users of boto3 to do.
        'V2': client(url, signature_version='s3'),
        # At its own name the service tells the dialect by the signature; and it takes any region.
        'V4 at oss-': client(url, host=f'oss-{checks.REGION}.aliyuncs.com', region='us-east-1', **required),
    }
    for way, s3 in ways.items():
        title, bucket = f'boto3 {way}', f'boto3-{way}-bucket'.lower().replace(' ', '-').replace('oss-', 'oss')
        check(f'{title}: create bucket', lambda: s3.create_bucket(Bucket=bucket)['ResponseMetadata']['HTTPStatusCode'], 200)
        check(f'{title}: head bucket', lambda: s3.head_bucket(Bucket=bucket)['ResponseMetadata']['HTTPStatusCode'], 200)
        check(f'{title}: list buckets', lambda: bucket in [one['Name'] for one in s3.list_buckets()['Buckets']], True)
        for part in (objects, multipart, encryption, settings):
            part(title, s3, bucket)
        signed(title, s3, bucket, url)
        if way == 'V4':
            form(title, s3, bucket, url)
            refused(title, url, bucket, secure, authority)
        deleted(title, s3, bucket)
    print(f'{checks.passed} passed, {checks.failed} failed')
    return 1 if checks.failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
