"""Settings of buckets, put and read by oss2, as plain values."""

from types import SimpleNamespace

from oss2 import models


def settings(bucket):
    """`put`, `get` and `drop` of each setting."""

    def setting(name, write, read, short=None):
        short = short or name
        drop = getattr(bucket, f'delete_bucket_{short}', None)
        return SimpleNamespace(
            put=lambda value: getattr(bucket, f'put_bucket_{short}')(write(value)).status,
            get=lambda: read(getattr(bucket, f'get_bucket_{short}')()),
            drop=drop and (lambda: drop().status),
        )

    def tagging(value):
        rule = models.TaggingRule()
        for key, text in value.items():
            rule.add(key, text)
        return models.Tagging(rule)

    def expire(value):
        return models.BucketLifecycle(
            [
                models.LifecycleRule(name, prefix, expiration=models.LifecycleExpiration(days=days))
                for name, prefix, days in value
            ]
        )

    return SimpleNamespace(
        acl=setting('acl', str, lambda got: got.acl),
        cors=setting(
            'cors',
            lambda rules: models.BucketCors([models.CorsRule(*rule) for rule in rules]),
            lambda got: [
                (one.allowed_origins, one.allowed_methods, one.allowed_headers, one.expose_headers, one.max_age_seconds)
                for one in got.rules
            ],
        ),
        inventory=inventory(bucket),
        lifecycle=setting(
            'lifecycle', expire, lambda got: [(rule.id, rule.prefix, rule.expiration.days) for rule in got.rules]
        ),
        logging=setting(
            'logging',
            lambda value: models.BucketLogging(*value),
            lambda got: (got.target_bucket, got.target_prefix) if got.target_bucket else None,
        ),
        policy=setting('policy', str, lambda got: got.policy),
        referer=setting(
            'referer',
            lambda value: models.BucketReferer(*value),
            lambda got: (got.allow_empty_referer, got.referers),
        ),
        request_payment=setting('request_payment', str, lambda got: got.payer),
        tags=setting('tags', tagging, lambda got: got.tag_set.tagging_rule, 'tagging'),
        website=setting(
            'website', lambda value: models.BucketWebsite(*value), lambda got: (got.index_file, got.error_file)
        ),
        worm=worm(bucket),
    )


def inventory(bucket):
    def put(rule):
        name, prefix, account, role = rule['destination']
        encryption = rule['encryption']
        kms = encryption not in (None, 'SSE-OSS') and models.InventoryServerSideEncryptionKMS(encryption)
        destination = models.InventoryBucketDestination(
            account_id=account,
            role_arn=role,
            bucket=name,
            inventory_format='CSV',
            prefix=prefix,
            sse_kms_encryption=kms or None,
            sse_oss_encryption=models.InventoryServerSideEncryptionOSS() if encryption == 'SSE-OSS' else None,
        )
        configuration = models.InventoryConfiguration(
            inventory_id=rule['id'],
            is_enabled=rule['enabled'],
            inventory_schedule=models.InventorySchedule(frequency=rule['frequency']),
            included_object_versions=rule['versions'],
            inventory_filter=rule['filter'] and models.InventoryFilter(*rule['filter']),
            optional_fields=rule['fields'],
            inventory_destination=models.InventoryDestination(bucket_destination=destination),
        )
        return bucket.put_bucket_inventory_configuration(configuration).status

    def get(name):
        got = bucket.get_bucket_inventory_configuration(name)
        chosen, to = got.inventory_filter, got.inventory_destination.bucket_destination
        return {
            'id': got.inventory_id,
            'enabled': got.is_enabled,
            'filter': chosen
            and (
                chosen.prefix,
                chosen.last_modify_begin_time_stamp,
                chosen.last_modify_end_time_stamp,
                chosen.lower_size_bound,
                chosen.upper_size_bound,
                chosen.storage_class,
            ),
            'destination': (to.bucket, to.prefix, to.account_id, to.role_arn),
            'encryption': to.sse_kms_encryption.key_id if to.sse_kms_encryption else to.sse_oss_encryption and 'SSE-OSS',
            'frequency': got.inventory_schedule.frequency,
            'versions': got.included_object_versions,
            'fields': got.optional_fields,
        }

    def page(token=None):
        got = bucket.list_bucket_inventory_configurations(token)
        names = [rule.inventory_id for rule in got.inventory_configurations]
        return (names, got.is_truncated, got.next_continuation_token)

    def drop(name):
        return bucket.delete_bucket_inventory_configuration(name).status

    return SimpleNamespace(put=put, get=get, list=page, drop=drop)


def worm(bucket):
    def get():
        got = bucket.get_bucket_worm()
        return (got.worm_id, got.state, got.retention_period_days)

    return SimpleNamespace(
        begin=lambda days: bucket.init_bucket_worm(days).worm_id,
        get=get,
        abort=lambda: bucket.abort_bucket_worm().status,
        lock=lambda name: bucket.complete_bucket_worm(name).status,
        extend=lambda name, days: bucket.extend_bucket_worm(name, days).status,
    )
