"""Calls about buckets, made alike by both SDKs."""

from types import SimpleNamespace

import alibabacloud_oss_v2 as v2
import oss2

from checks import KEY_ID, REGION, SECRET

# Of an empty bucket, all of these are 0 (live: alibabacloud-oss-v2 and the Go SDK v2, test_get_bucket_stat).
COUNTS = ['object_count', 'multi_part_upload_count', 'live_channel_count', 'delete_marker_count']
COUNTS += ['last_modified_time', 'standard_storage', 'standard_object_count']
for kind in ('infrequent_access', 'archive', 'cold_archive', 'deep_cold_archive'):
    COUNTS += [f'{kind}_storage', f'{kind}_real_storage', f'{kind}_object_count']
# Every bucket is described with these (live: alibabacloud-oss-v2, the Go SDK v2, and oss2 for the comment).
DESCRIBED = ['access_monitor', 'cross_region_replication', 'transfer_acceleration', 'resource_group_id']


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
        put_rule=lambda name, *rule: bucket(name)
        .put_bucket_encryption(oss2.models.ServerSideEncryptionRule(*rule))
        .status,
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
        stat=lambda name: not_zero(client.get_bucket_stat(v2.GetBucketStatRequest(bucket=name)), ['storage', *COUNTS]),
        page=page,
        walk=walk,
        head=lambda name: client.head_object(v2.HeadObjectRequest(bucket=name, key='key')).status_code,
        no_rule=('None', None, None),
    )
