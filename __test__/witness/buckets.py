"""Buckets and their encryption rules, as the SDKs see them."""

from bucket_calls import with_oss2, with_v2
from checks import (
    BAD_ALGORITHM,
    BAD_DATA_ALGORITHM,
    EMPTY_KEY_ID,
    ENCRYPTION_NOT_HERE,
    KEY_ID_WITHOUT_KMS,
    NO_BUCKET,
    NO_RULE,
    REGION,
    SSE,
    SSE_DATA,
    SSE_KEY_ID,
    UNKNOWN_KEY,
    WRONG_REGION,
    WRONG_SECRET,
    check,
)

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


def ask(url):
    """The server has no buckets, and has none afterwards."""
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
                check(
                    f'{title}: put rule with an encryption header',
                    lambda: sdk.put_rule('bkt', 'AES256', headers={SSE: 'AES256'}),
                    ENCRYPTION_NOT_HERE,
                )
                sdk.drop('bkt')
            # The server stands in for a proxy: the host names need not resolve, and nothing leaves the machine.
            for host in (f'oss-{REGION}.aliyuncs.com', f'localhost:{port}'):
                virtual_host(f'{title} at {host}', make(f'http://{host}', signing, proxies={'http': url}))
