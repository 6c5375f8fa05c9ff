"""Settings of buckets, put and read by alibabacloud-oss-v2, as plain values."""

from types import SimpleNamespace

import alibabacloud_oss_v2 as v2


def settings(sdk):
    """`put`, `get` and `drop` of each setting. `sdk.call` makes a call of a kind of request."""

    def call(method, **fields):
        kind = ''.join(word.capitalize() for word in method.split('_')) + 'Request'
        return sdk.call(method, getattr(v2, kind), **fields)

    def setting(name, field, write, read):
        return SimpleNamespace(
            put=lambda value: call(f'put_bucket_{name}', **{field: write(value)}).status,
            get=lambda: read(call(f'get_bucket_{name}')),
            drop=lambda: call(f'delete_bucket_{name}').status,
        )

    def cors(rules):
        rules = [
            v2.CORSRule(
                allowed_origins=origins,
                allowed_methods=methods,
                allowed_headers=headers,
                expose_headers=exposed,
                max_age_seconds=age,
            )
            for origins, methods, headers, exposed, age in rules
        ]
        return v2.CORSConfiguration(cors_rules=rules)

    def read_cors(got):
        return [
            (one.allowed_origins, one.allowed_methods, one.allowed_headers, one.expose_headers, one.max_age_seconds)
            for one in got.cors_configuration.cors_rules
        ]

    def expire(value):
        rules = [
            v2.LifecycleRule(
                id=name, prefix=prefix, status='Enabled', expiration=v2.LifecycleRuleExpiration(days=days)
            )
            for name, prefix, days in value
        ]
        return v2.LifecycleConfiguration(rules=rules)

    def log(value):
        enabled = v2.LoggingEnabled(target_bucket=value[0], target_prefix=value[1])
        return v2.BucketLoggingStatus(logging_enabled=enabled)

    def read_log(got):
        enabled = got.bucket_logging_status and got.bucket_logging_status.logging_enabled
        return enabled and enabled.target_bucket and (enabled.target_bucket, enabled.target_prefix) or None

    def referer(value):
        return v2.RefererConfiguration(
            allow_empty_referer=value[0], referer_list=v2.RefererList(referers=list(value[1]))
        )

    def read_referer(got):
        got = got.referer_configuration
        return (got.allow_empty_referer, (got.referer_list and got.referer_list.referers) or [])

    def tags(value):
        tags = [v2.Tag(key=key, value=text) for key, text in value.items()]
        return v2.Tagging(tag_set=v2.TagSet(tags=tags))

    def website(value):
        return v2.WebsiteConfiguration(
            index_document=v2.IndexDocument(suffix=value[0]), error_document=v2.ErrorDocument(key=value[1])
        )

    return SimpleNamespace(
        acl=setting('acl', 'acl', str, lambda got: got.acl),
        cors=setting('cors', 'cors_configuration', cors, read_cors),
        inventory=inventory(call),
        lifecycle=setting(
            'lifecycle',
            'lifecycle_configuration',
            expire,
            lambda got: [(rule.id, rule.prefix, rule.expiration.days) for rule in got.lifecycle_configuration.rules],
        ),
        logging=setting('logging', 'bucket_logging_status', log, read_log),
        policy=setting('policy', 'body', str, lambda got: got.body),
        referer=setting('referer', 'referer_configuration', referer, read_referer),
        request_payment=setting(
            'request_payment',
            'request_payment_configuration',
            lambda payer: v2.RequestPaymentConfiguration(payer=payer),
            lambda got: got.request_payment_configuration.payer,
        ),
        tags=setting('tags', 'tagging', tags, lambda got: {tag.key: tag.value for tag in got.tagging.tag_set.tags}),
        website=setting(
            'website',
            'website_configuration',
            website,
            lambda got: (got.website_configuration.index_document.suffix, got.website_configuration.error_document.key),
        ),
        worm=worm(call),
    )


def inventory(call):
    def number(text):
        return text and int(text)

    def put(rule):
        name, prefix, account, role = rule['destination']
        encryption = rule['encryption']
        if encryption == 'SSE-OSS':
            encryption = v2.InventoryEncryption(sse_oss='')
        elif encryption:
            encryption = v2.InventoryEncryption(sse_kms=v2.SSEKMS(key_id=encryption))
        destination = v2.InventoryOSSBucketDestination(
            format='CSV',
            account_id=account,
            role_arn=role,
            bucket=f'acs:oss:::{name}',
            prefix=prefix,
            encryption=encryption,
        )
        chosen = rule['filter'] and v2.InventoryFilter(
            prefix=rule['filter'][0],
            last_modify_begin_time_stamp=number(rule['filter'][1]),
            last_modify_end_time_stamp=number(rule['filter'][2]),
            lower_size_bound=number(rule['filter'][3]),
            upper_size_bound=number(rule['filter'][4]),
            storage_class=rule['filter'][5],
        )
        configuration = v2.InventoryConfiguration(
            id=rule['id'],
            is_enabled=rule['enabled'],
            filter=chosen,
            destination=v2.InventoryDestination(oss_bucket_destination=destination),
            schedule=v2.InventorySchedule(frequency=rule['frequency']),
            included_object_versions=rule['versions'],
            optional_fields=v2.OptionalFields(fields=rule['fields']),
        )
        return call('put_bucket_inventory', inventory_id=rule['id'], inventory_configuration=configuration).status

    def get(name):
        got = call('get_bucket_inventory', inventory_id=name).inventory_configuration
        chosen, to = got.filter, got.destination.oss_bucket_destination
        encryption = to.encryption
        if encryption:
            encryption = encryption.sse_kms.key_id if encryption.sse_kms else 'SSE-OSS'
        return {
            'id': got.id,
            'enabled': got.is_enabled,
            'filter': chosen
            and (
                chosen.prefix,
                str(chosen.last_modify_begin_time_stamp),
                str(chosen.last_modify_end_time_stamp),
                str(chosen.lower_size_bound),
                str(chosen.upper_size_bound),
                chosen.storage_class,
            ),
            'destination': (to.bucket.removeprefix('acs:oss:::'), to.prefix, to.account_id, to.role_arn),
            'encryption': encryption,
            'frequency': got.schedule.frequency,
            'versions': got.included_object_versions,
            'fields': got.optional_fields.fields,
        }

    def page(token=None):
        got = call('list_bucket_inventory', continuation_token=token).list_inventory_configurations_result
        return ([rule.id for rule in got.inventory_configurations], got.is_truncated, got.next_continuation_token)

    def drop(name):
        return call('delete_bucket_inventory', inventory_id=name).status

    return SimpleNamespace(put=put, get=get, list=page, drop=drop)


def worm(call):
    def get():
        got = call('get_bucket_worm').worm_configuration
        return (got.worm_id, got.state, got.retention_period_in_days)

    def begin(days):
        configuration = v2.InitiateWormConfiguration(retention_period_in_days=days)
        return call('initiate_bucket_worm', initiate_worm_configuration=configuration).worm_id

    def extend(name, days):
        configuration = v2.ExtendWormConfiguration(retention_period_in_days=days)
        return call('extend_bucket_worm', worm_id=name, extend_worm_configuration=configuration).status

    return SimpleNamespace(
        begin=begin,
        get=get,
        abort=lambda: call('abort_bucket_worm').status,
        lock=lambda name: call('complete_bucket_worm', worm_id=name).status,
        extend=extend,
    )
