"""Outside witness: Alibaba's own Python SDKs call the local server. They know nothing of this repository.

witness.py URL    the server must be empty and have its default access key

Expectations marked "live" are asserted against the real service by an official SDK's own integration tests.
"""

import os
import sys
from types import SimpleNamespace

for name in [name for name in os.environ if name.lower().endswith('_proxy')]:
    del os.environ[name]  # or the SDKs would send requests there

import alibabacloud_oss_v2 as v2
import oss2

KEY_ID, SECRET, REGION = 'emulator', 'emulator-secret', 'cn-hangzhou'
SSE, SSE_KEY_ID, SSE_DATA = (
    'x-oss-server-side-' + end for end in ('encryption', 'encryption-key-id', 'data-encryption')
)
NO_BUCKET = (404, 'NoSuchBucket', '0015-00000101')
NO_RULE = (404, 'NoSuchServerSideEncryptionRule', '0005-00000004')
UNKNOWN_KEY = (403, 'InvalidAccessKeyId', '0002-00000902')
WRONG_SECRET = (403, 'SignatureDoesNotMatch', '0002-00000040')
WRONG_REGION = (400, 'InvalidArgument', '0002-00000226')
BAD_ALGORITHM = (400, 'InvalidEncryptionAlgorithmError', '0005-00000003')
BAD_DATA_ALGORITHM = (400, 'InvalidDataEncryptionAlgorithmError', '0005-00000203')
KEY_ID_WITHOUT_KMS = (400, 'InvalidArgument', '0005-00000204')
EMPTY_KEY_ID = (400, 'InvalidArgument', '0005-00000205')

# A rule is (SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption). What is put, and what is then kept.
ACCEPTED = [
    (('AES256', None, None), ('AES256', None, None)),
    (('AES256', '', None), ('AES256', None, None)),
    (('AES256', None, 'SM4'), ('AES256', None, None)),
    (('SM4', None, None), ('SM4', None, None)),
    (('KMS', None, None), ('KMS', None, None)),
    (('KMS', '', None), ('KMS', None, None)),
    (('KMS', 'kid', None), ('KMS', 'kid', None)),
    (('KMS', 'a&<b>"密钥', None), ('KMS', 'a&<b>"密钥', None)),
    (('KMS', None, 'SM4'), ('KMS', None, 'SM4')),
    (('KMS', 'kid', 'SM4'), ('KMS', 'kid', 'SM4')),
]
REFUSED = [
    (('AES256', 'kid', None), KEY_ID_WITHOUT_KMS),
    (('SM4', 'kid', None), KEY_ID_WITHOUT_KMS),
    (('KMS', None, 'AES256'), BAD_DATA_ALGORITHM),
    (('KMS', 'kid', 'DES'), BAD_DATA_ALGORITHM),
    (('DES', None, None), BAD_ALGORITHM),
    (('aes256', None, None), BAD_ALGORITHM),
    (('None', None, None), BAD_ALGORITHM),
]
# The same in the headers of PutBucket, where an empty key id is refused.
REFUSED_HEADERS = [
    ({SSE: 'DES'}, BAD_ALGORITHM),
    ({SSE: 'AES256', SSE_KEY_ID: 'kid'}, KEY_ID_WITHOUT_KMS),
    ({SSE: 'KMS', SSE_KEY_ID: ''}, EMPTY_KEY_ID),
    ({SSE: 'KMS', SSE_DATA: 'AES256'}, BAD_DATA_ALGORITHM),
]

# Of an empty bucket, all of these are 0 (live: alibabacloud-oss-v2 and the Go SDK v2, test_get_bucket_stat).
COUNTS = ['object_count', 'multi_part_upload_count', 'live_channel_count', 'delete_marker_count']
COUNTS += ['last_modified_time', 'standard_storage', 'standard_object_count']
for kind in ('infrequent_access', 'archive', 'cold_archive', 'deep_cold_archive'):
    COUNTS += [f'{kind}_storage', f'{kind}_real_storage', f'{kind}_object_count']
# Every bucket is described with these (live: alibabacloud-oss-v2, the Go SDK v2, and oss2 for the comment).
DESCRIBED = ['access_monitor', 'cross_region_replication', 'transfer_acceleration', 'resource_group_id']

passed, failed = 0, 0


def check(what, call, wanted):
    """A call's result, or (status, code, EC) of its refusal, is what is wanted."""
    global passed, failed
    try:
        got = call()
    except oss2.exceptions.ServerError as error:
        got = (error.status, error.code, error.ec)
        assert len(error.request_id) == 24 and error.headers['x-oss-ec'] == error.ec, error
    except v2.exceptions.OperationError as error:
        cause = error.unwrap()
        got = (cause.status_code, cause.code, cause.ec) if isinstance(cause, v2.exceptions.ServiceError) else cause
    except Exception as error:
        got = error
    if got == wanted:
        passed += 1
        print('ok  ', what)
    else:
        failed += 1
        print('FAIL', what, f'\n     got    {got!r}\n     wanted {wanted!r}')


def absent(result, names):
    return [name for name in names if getattr(result, name) is None]


def not_zero(result, names):
    return {name: getattr(result, name) for name in names if getattr(result, name) != 0}


def with_oss2(endpoint, signing, key_id=KEY_ID, secret=SECRET, region=REGION, proxies=None):
    """The calls, made by oss2."""
    auth = {'V1': oss2.Auth, 'V4': oss2.AuthV4}[signing](key_id, secret)
    service = oss2.Service(auth, endpoint, region=region, proxies=proxies)

    def bucket(name):
        return oss2.Bucket(auth, endpoint, name, region=region, proxies=proxies)

    def rule_of(result):
        return (result.sse_algorithm, result.kms_master_keyid, result.kms_data_encryption)

    def create(name, acl=None, storage=None, headers=None):
        config = storage and oss2.models.BucketCreateConfig(storage)
        return bucket(name).create_bucket(acl, config, headers).status

    def info(name):
        got = bucket(name).get_bucket_info()
        assert got.owner.id and got.creation_date.endswith('Z')
        return (got.name, got.acl.grant, got.storage_class, got.location, got.extranet_endpoint, got.intranet_endpoint)

    def page(prefix, marker, max_keys):
        got = service.list_buckets(prefix, marker, max_keys)
        return ([entry.name for entry in got.buckets], got.is_truncated, got.next_marker or None)

    return SimpleNamespace(
        create=create,
        drop=lambda name: bucket(name).delete_bucket().status,
        put_rule=lambda name, *rule: bucket(name).put_bucket_encryption(
            oss2.models.ServerSideEncryptionRule(*rule)
        ).status,
        get_rule=lambda name: rule_of(bucket(name).get_bucket_encryption()),
        drop_rule=lambda name: bucket(name).delete_bucket_encryption().status,
        info=info,
        # The SDK reads SSEAlgorithm None as no algorithm.
        rule_in_info=lambda name: rule_of(bucket(name).get_bucket_info().bucket_encryption_rule),
        missing_in_info=lambda name: absent(bucket(name).get_bucket_info(), [*DESCRIBED, 'comment']),
        location=lambda name: bucket(name).get_bucket_location().location,
        stat=lambda name: not_zero(bucket(name).get_bucket_stat(), ['storage_size_in_bytes', *COUNTS]),
        page=page,
        walk=lambda prefix, size: [entry.name for entry in oss2.BucketIterator(service, prefix, max_keys=size)],
        head=lambda name: bucket(name).head_object('key').status,
        no_rule=(None, None, None),
    )


def with_v2(endpoint, signing, key_id=KEY_ID, secret=SECRET, region=REGION, proxies=None):
    """The calls, made by alibabacloud-oss-v2."""
    config = v2.config.load_default()
    config.credentials_provider = v2.credentials.StaticCredentialsProvider(key_id, secret)
    config.signature_version = signing.lower()
    config.endpoint, config.region, config.proxy_host = endpoint, region, proxies
    client = v2.Client(config)

    def rule_of(rule):
        return (rule.sse_algorithm, rule.kms_master_key_id, rule.kms_data_encryption)

    def create(name, acl=None, storage=None, headers=None):
        configuration = storage and v2.CreateBucketConfiguration(storage_class=storage)
        request = v2.PutBucketRequest(
            bucket=name, acl=acl, create_bucket_configuration=configuration, headers=headers or {}
        )
        return client.put_bucket(request).status_code

    def put_rule(name, algorithm, key_id=None, data=None, headers=None):
        default = v2.ApplyServerSideEncryptionByDefault(
            sse_algorithm=algorithm, kms_master_key_id=key_id, kms_data_encryption=data
        )
        rule = v2.ServerSideEncryptionRule(apply_server_side_encryption_by_default=default)
        request = v2.PutBucketEncryptionRequest(bucket=name, server_side_encryption_rule=rule, headers=headers or {})
        return client.put_bucket_encryption(request).status_code

    def get_rule(name):
        got = client.get_bucket_encryption(v2.GetBucketEncryptionRequest(bucket=name))
        return rule_of(got.server_side_encryption_rule.apply_server_side_encryption_by_default)

    def described(name):
        return client.get_bucket_info(v2.GetBucketInfoRequest(bucket=name)).bucket_info

    def info(name):
        got = described(name)
        assert got.owner.id and got.creation_date.year > 2000
        return (got.name, got.acl, got.storage_class, got.location, got.extranet_endpoint, got.intranet_endpoint)

    def page(prefix, marker, max_keys):
        got = client.list_buckets(v2.ListBucketsRequest(prefix=prefix, marker=marker, max_keys=max_keys))
        return ([entry.name for entry in got.buckets or []], bool(got.is_truncated), got.next_marker)

    def walk(prefix, size):
        pages = client.list_buckets_paginator(limit=size).iter_page(v2.ListBucketsRequest(prefix=prefix))
        return [entry.name for page in pages for entry in page.buckets]

    return SimpleNamespace(
        create=create,
        drop=lambda name: client.delete_bucket(v2.DeleteBucketRequest(bucket=name)).status_code,
        put_rule=put_rule,
        get_rule=get_rule,
        drop_rule=lambda name: client.delete_bucket_encryption(
            v2.DeleteBucketEncryptionRequest(bucket=name)
        ).status_code,
        info=info,
        rule_in_info=lambda name: rule_of(described(name).sse_rule),
        missing_in_info=lambda name: absent(described(name), [*DESCRIBED, 'block_public_access']),
        location=lambda name: client.get_bucket_location(v2.GetBucketLocationRequest(bucket=name)).location,
        stat=lambda name: not_zero(
            client.get_bucket_stat(v2.GetBucketStatRequest(bucket=name)), ['storage', *COUNTS]
        ),
        page=page,
        walk=walk,
        head=lambda name: client.head_object(v2.HeadObjectRequest(bucket=name, key='key')).status_code,
        no_rule=('None', None, None),
    )


def rules(title, sdk):
    for rule, kept in ACCEPTED:
        check(f'{title}: put rule {rule}', lambda: sdk.put_rule('bkt', *rule), 200)
        check(f'{title}: get rule {rule}', lambda: sdk.get_rule('bkt'), kept)
        check(f'{title}: bucket info shows {rule}', lambda: sdk.rule_in_info('bkt'), kept)
    for rule, refusal in REFUSED:
        check(f'{title}: put rule {rule} is refused', lambda: sdk.put_rule('bkt', *rule), refusal)
    check(f'{title}: a refused rule changes nothing', lambda: sdk.get_rule('bkt'), ACCEPTED[-1][1])
    check(f'{title}: delete rule', lambda: sdk.drop_rule('bkt'), 204)
    check(f'{title}: delete no rule', lambda: sdk.drop_rule('bkt'), 204)
    check(f'{title}: get no rule', lambda: sdk.get_rule('bkt'), NO_RULE)
    check(f'{title}: bucket info shows no rule', lambda: sdk.rule_in_info('bkt'), sdk.no_rule)


def buckets(title, sdk):
    place = tuple(f'oss-{REGION}{end}' for end in ('', '.aliyuncs.com', '-internal.aliyuncs.com'))
    check(f'{title}: put bucket', lambda: sdk.create('bkt'), 200)
    check(f'{title}: put the same bucket', lambda: sdk.create('bkt'), 200)
    check(f'{title}: bucket info', lambda: sdk.info('bkt'), ('bkt', 'private', 'Standard', *place))
    check(f'{title}: bucket info lacks nothing', lambda: sdk.missing_in_info('bkt'), [])
    check(f'{title}: bucket location', lambda: sdk.location('bkt'), place[0])
    check(f'{title}: bucket stat of an empty bucket is all zero', lambda: sdk.stat('bkt'), {})

    check(f'{title}: put bucket with ACL and class', lambda: sdk.create('bkt-1', 'public-read', 'IA'), 200)
    check(f'{title}: ACL and class', lambda: sdk.info('bkt-1'), ('bkt-1', 'public-read', 'IA', *place))
    headers = {SSE: 'KMS', SSE_KEY_ID: 'kid', SSE_DATA: 'SM4'}
    check(f'{title}: put bucket with a KMS rule', lambda: sdk.create('bkt-2', headers=headers), 200)
    check(f'{title}: get that rule', lambda: sdk.get_rule('bkt-2'), ('KMS', 'kid', 'SM4'))
    check(f'{title}: put bucket with an SM4 rule', lambda: sdk.create('bkt-3', headers={SSE: 'SM4'}), 200)
    check(f'{title}: get that rule', lambda: sdk.get_rule('bkt-3'), ('SM4', None, None))
    for headers, refusal in REFUSED_HEADERS:
        check(f'{title}: put bucket with {headers} is refused', lambda: sdk.create('bkt-4', headers=headers), refusal)

    names = ['bkt-1', 'bkt-2', 'bkt-3']
    check(f'{title}: list buckets', lambda: sdk.page('', '', 100), (['bkt', *names], False, None))
    check(f'{title}: list with prefix', lambda: sdk.page('bkt-', '', 100), (names, False, None))
    check(f'{title}: list with max keys', lambda: sdk.page('bkt-', '', 2), (names[:2], True, 'bkt-2'))
    check(f'{title}: list with marker', lambda: sdk.page('bkt-', 'bkt-2', 2), (names[2:], False, None))
    check(f'{title}: list none', lambda: sdk.page('other', '', 100), ([], False, None))
    check(f'{title}: list page by page', lambda: sdk.walk('bkt-', 1), names)
    for name in names:
        check(f'{title}: delete {name}', lambda: sdk.drop(name), 204)


def missing_bucket(title, sdk):
    calls = [sdk.drop, sdk.get_rule, sdk.drop_rule, sdk.info, sdk.location, sdk.stat]
    for what, call in zip(['delete bucket', 'get rule', 'delete rule', 'info', 'location', 'stat'], calls):
        check(f'{title}: {what} of a missing bucket', lambda: call('missing'), NO_BUCKET)
    check(f'{title}: put rule of a missing bucket', lambda: sdk.put_rule('missing', 'AES256'), NO_BUCKET)


def strangers(title, sdk_for, signing):
    """The bucket exists."""
    cases = [
        ('a wrong secret', {'secret': 'wrong'}, WRONG_SECRET),
        ('an unknown key', {'key_id': 'nobody'}, UNKNOWN_KEY),
    ]
    if signing == 'V4':
        cases.append(('a wrong region', {'region': 'cn-beijing'}, WRONG_REGION))
    for what, options, refusal in cases:
        sdk = sdk_for(**options)
        check(f'{title}: list buckets with {what}', lambda: sdk.page('', '', 100), refusal)
        check(f'{title}: put bucket with {what}', lambda: sdk.create('bkt-4'), refusal)
        check(f'{title}: put rule with {what}', lambda: sdk.put_rule('bkt', 'AES256'), refusal)
        check(f'{title}: get rule with {what}', lambda: sdk.get_rule('bkt'), refusal)
        check(f'{title}: delete rule with {what}', lambda: sdk.drop_rule('bkt'), refusal)
        check(f'{title}: info with {what}', lambda: sdk.info('bkt'), refusal)
        # An answer to HEAD has no body; the SDKs find the refusal in a header.
        check(f'{title}: head object with {what}', lambda: sdk.head('bkt'), refusal)
    # That there is no such bucket comes before who asks (live: alibabacloud-oss-v2, test_get_bucket_*_fail).
    sdk = sdk_for(key_id='nobody')
    for what, call in [('info', sdk.info), ('location', sdk.location), ('stat', sdk.stat)]:
        check(f'{title}: {what} of a missing bucket with an unknown key', lambda: call('missing'), NO_BUCKET)


def virtual_host(title, sdk):
    """The bucket in the host name: that of the service, or one under localhost."""
    check(f'{title}: put bucket', lambda: sdk.create('bkt'), 200)
    check(f'{title}: put rule', lambda: sdk.put_rule('bkt', 'KMS', 'kid', 'SM4'), 200)
    check(f'{title}: get rule', lambda: sdk.get_rule('bkt'), ('KMS', 'kid', 'SM4'))
    check(f'{title}: location', lambda: sdk.location('bkt'), f'oss-{REGION}')
    check(f'{title}: list buckets', lambda: sdk.page('', '', 100), (['bkt'], False, None))
    check(f'{title}: delete rule', lambda: sdk.drop_rule('bkt'), 204)
    check(f'{title}: get no rule', lambda: sdk.get_rule('bkt'), NO_RULE)
    check(f'{title}: delete bucket', lambda: sdk.drop('bkt'), 204)
    check(f'{title}: get rule of a missing bucket', lambda: sdk.get_rule('bkt'), NO_BUCKET)


def main(url):
    port = url.rsplit(':', 1)[1].strip('/')
    for name, make in (('oss2', with_oss2), ('alibabacloud-oss-v2', with_v2)):
        for signing in ('V1', 'V4'):
            title = f'{name} {signing}'
            sdk = make(url, signing)
            buckets(title, sdk)
            rules(title, sdk)
            missing_bucket(title, sdk)
            strangers(title, lambda **options: make(url, signing, **options), signing)
            check(f'{title}: delete bkt', lambda: sdk.drop('bkt'), 204)
            if make is with_v2:
                # Only this SDK lets a caller add a header to PutBucketEncryption.
                sdk.create('bkt')
                refusal = (400, 'InvalidArgument', '0005-00000002')
                check(
                    f'{title}: put rule with an encryption header',
                    lambda: sdk.put_rule('bkt', 'AES256', headers={SSE: 'AES256'}),
                    refusal,
                )
                sdk.drop('bkt')
            # The server stands in for a proxy: the host names need not resolve, and nothing leaves the machine.
            for host in (f'oss-{REGION}.aliyuncs.com', f'localhost:{port}'):
                virtual_host(f'{title} at {host}', make(f'http://{host}', signing, proxies={'http': url}))
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main(sys.argv[1]))
