"""Settings of buckets: put, read, removed.

Live, but for what says otherwise: test_bucket.py, test_bucket_inventory.py, test_bucket_worm.py of oss2;
tests/integration/test_bucket_*_client.py of alibabacloud-oss-v2.
"""

import json

from checks import check, refusal_of


def code_of(call):
    """Status and code of a refusal; a call that is not refused gives what it gives."""
    try:
        return call()
    except Exception as error:
        refusal = refusal_of(error)
        return refusal[:2] if isinstance(refusal, tuple) else refusal


def kept(title, setting, value, absent=None, removed=204):
    """A setting is put, read as it was put, removed; `absent` is what reading then gives."""
    if absent:
        check(f'{title}: read before it is put', lambda: code_of(setting.get), absent)
    check(f'{title}: put', lambda: setting.put(value), 200)
    check(f'{title}: read', setting.get, value)
    check(f'{title}: put again', lambda: setting.put(value), 200)
    if removed:
        check(f'{title}: remove', setting.drop, removed)
        check(f'{title}: remove again', setting.drop, removed)
    if absent and removed:
        check(f'{title}: read when it is removed', lambda: code_of(setting.get), absent)


def acl(title, calls, bucket):
    check(f'{title}: read before it is put', calls.acl.get, 'private')
    for value in ('public-read', 'public-read-write', 'private'):
        check(f'{title}: put {value}', lambda: calls.acl.put(value), 200)
        check(f'{title}: read {value}', calls.acl.get, value)


def cors(title, calls, bucket):
    # Names of headers come back in lower case (live: alibabacloud-oss-v2).
    rules = [
        (['*'], ['GET', 'HEAD'], ['get'], ['x-oss-test', 'x-oss-test1'], 33012),
        (['http://www.example.com'], ['PUT', 'POST'], ['*'], ['x-oss-test2'], 100),
    ]
    kept(title, calls.cors, rules, (404, 'NoSuchCORSConfiguration'))


def inventory(title, calls, bucket):
    fields = ['Size', 'LastModifiedDate', 'ETag', 'StorageClass', 'IsMultipartUploaded', 'EncryptionStatus']
    wanted = {
        'id': 'a',
        'enabled': True,
        # Classes come back sorted (live: oss2, test_bucket_inventory_filter).
        'filter': ('prefix', '1637883649', '1638347592', '1024', '1048576', 'IA,Standard'),
        'destination': (bucket, 'out', '1000000000000001', 'acs:ram::1000000000000001:role/AliyunOSSRole'),
        'encryption': 'SSE-OSS',
        'frequency': 'Weekly',
        'versions': 'All',
        'fields': fields,
    }
    rule = calls.inventory
    missing = (404, 'NoSuchInventory')
    check(f'{title}: list none', lambda: code_of(rule.list), missing)
    check(f'{title}: read none', lambda: code_of(lambda: rule.get('a')), missing)
    check(f'{title}: put', lambda: rule.put({**wanted, 'filter': (*wanted['filter'][:5], 'Standard,IA')}), 200)
    check(f'{title}: read', lambda: rule.get('a'), wanted)
    # Documented.
    check(f'{title}: put again', lambda: code_of(lambda: rule.put(wanted)), (409, 'InventoryAlreadyExist'))
    plain = {**wanted, 'filter': None, 'frequency': 'Daily', 'versions': 'Current', 'enabled': False}
    for encryption in (None, 'kid'):
        other = {**plain, 'id': encryption or 'plain', 'encryption': encryption}
        check(f'{title}: put with {encryption}', lambda: rule.put(other), 200)
        check(f'{title}: read with {encryption}', lambda: rule.get(other['id'])['encryption'], encryption)
    check(f'{title}: list', rule.list, (['a', 'kid', 'plain'], False, None))
    for number in range(100):
        rule.put({**plain, 'id': f'z{number:02}'})
    check(f'{title}: list the first hundred', lambda: (len(rule.list()[0]), *rule.list()[1:]), (100, True, 'z96'))
    check(f'{title}: list the rest', lambda: rule.list('z96'), (['z97', 'z98', 'z99'], False, None))
    for name in (*rule.list()[0], *rule.list('z96')[0]):
        rule.drop(name)
    check(f'{title}: remove what is removed', lambda: rule.drop('a'), 204)
    check(f'{title}: list when all are removed', lambda: code_of(rule.list), missing)


def lifecycle(title, calls, bucket):
    # Name, prefix, days until it expires.
    kept(title, calls.lifecycle, [('rule1', 'logs/', 30), ('rule2', 'temporary/', 1)], (404, 'NoSuchLifecycle'))


def logging(title, calls, bucket):
    kept(title, calls.logging, (bucket, 'access/'))
    check(f'{title}: read when it is removed', calls.logging.get, None)


def policy(title, calls, bucket):
    statement = {
        'Effect': 'Allow',
        'Action': ['oss:GetObject'],
        'Principal': ['1000000000000002'],
        'Resource': [f'acs:oss:*:*:{bucket}/*'],
    }
    text = json.dumps({'Version': '1', 'Statement': [statement]})
    kept(title, calls.policy, text, (404, 'NoSuchBucketPolicy'))


def referer(title, calls, bucket):
    check(f'{title}: read before it is put', calls.referer.get, (True, []))
    kept(title, calls.referer, (False, ['http://www.aliyun.com', 'https://*.example.com']), removed=None)
    check(f'{title}: put the default', lambda: calls.referer.put((True, [])), 200)


def request_payment(title, calls, bucket):
    check(f'{title}: read before it is put', calls.request_payment.get, 'BucketOwner')
    for value in ('Requester', 'BucketOwner'):
        check(f'{title}: put {value}', lambda: calls.request_payment.put(value), 200)
        check(f'{title}: read {value}', calls.request_payment.get, value)


def tags(title, calls, bucket):
    kept(title, calls.tags, {'key': 'value', 'key2': 'value2'})


def website(title, calls, bucket):
    kept(title, calls.website, ('index.html', 'error.html'), (404, 'NoSuchWebsiteConfiguration'))


def worm(title, calls, bucket):
    rule = calls.worm
    missing = (404, 'NoSuchWORMConfiguration')
    check(f'{title}: read before it begins', lambda: code_of(rule.get), missing)
    begun = rule.begin(1)
    check(f'{title}: read', rule.get, (begun, 'InProgress', 1))
    check(f'{title}: abort', rule.abort, 204)
    check(f'{title}: read when it is aborted', lambda: code_of(rule.get), missing)
    begun = rule.begin(1)
    check(f'{title}: lock', lambda: rule.lock(begun), 200)
    check(f'{title}: read when it is locked', rule.get, (begun, 'Locked', 1))
    check(f'{title}: extend', lambda: rule.extend(begun, 2), 200)
    check(f'{title}: read when it is extended', rule.get, (begun, 'Locked', 2))
    check(f'{title}: abort when it is locked', lambda: code_of(rule.abort)[1], 'WORMConfigurationLocked')


# A retention policy cannot be taken back, so that it comes last.
ALL = (acl, cors, inventory, lifecycle, logging, policy, referer, request_payment, tags, website, worm)


def ask(title, sdk, _, chosen=()):
    """Asks all, or those of the names that are chosen."""
    for setting in ALL:
        if not chosen or setting.__name__ in chosen:
            name = f'{title}: {setting.__name__}'
            check(f'{name}: is asked to its end', lambda: setting(name, sdk.settings(), sdk.bucket), None)
