"""Calls about objects, made by oss2: headers and query in, status and headers out."""

from types import SimpleNamespace

import oss2

from answers import page, read
from checks import KEY_ID, REGION, SECRET
from settings_oss2 import settings


class Oss2:
    """The calls, made by oss2."""

    name = 'oss2'

    def __init__(self, url, signing, bucket, proxies=None):
        auth = {'V1': oss2.Auth, 'V4': oss2.AuthV4}[signing](KEY_ID, SECRET)
        self.bucket = bucket
        self.calls = oss2.Bucket(auth, url, bucket, region=REGION, connect_timeout=20, proxies=proxies)

    def settings(self):
        return settings(self.calls)

    def create_bucket(self):
        return self.calls.create_bucket().status

    def drop_bucket(self):
        return self.calls.delete_bucket().status

    def put_rule(self, *rule):
        return self.calls.put_bucket_encryption(oss2.models.ServerSideEncryptionRule(*rule)).status

    def drop_rule(self):
        return self.calls.delete_bucket_encryption().status

    def set_versioning(self, status):
        return self.calls.put_bucket_versioning(oss2.models.BucketVersioningConfig(status)).status

    def versioning(self):
        return self.calls.get_bucket_versioning().status

    def versioning_in_info(self):
        return self.calls.get_bucket_info().versioning_status

    def put(self, key, body, headers=None):
        return self.calls.put_object(key, body, headers=headers)

    def get(self, key, headers=None, params=None):
        result = self.calls.get_object(key, headers=headers, params=params)
        return SimpleNamespace(status=result.status, headers=result.headers, body=result.read())

    def head(self, key, headers=None, params=None):
        return self.calls.head_object(key, headers=headers, params=params)

    def meta(self, key, params=None):
        return self.calls.get_object_meta(key, params=params)

    def append(self, key, position, body, headers=None, crc=0):
        """The SDK checks the CRC64 of the whole, given that of what is there."""
        return self.calls.append_object(key, position, body, headers=headers, init_crc=crc)

    def copy(self, source, key, headers=None, version=None):
        params = version and {'versionId': version}
        return self.calls.copy_object(self.bucket, source, key, headers=headers, params=params)

    def delete(self, key, params=None, headers=None):
        return self.calls.delete_object(key, params=params, headers=headers)

    def delete_many(self, keys):
        return sorted(self.calls.batch_delete_objects(keys).deleted_keys)

    def delete_versions(self, pairs):
        wanted = oss2.models.BatchDeleteObjectVersionList()
        for pair in pairs:
            wanted.append(oss2.models.BatchDeleteObjectVersion(*pair))
        deleted = self.calls.delete_object_versions(wanted).delete_versions
        return [(one.key, one.versionid, one.delete_marker, one.delete_marker_versionid) for one in deleted]

    def list(self, prefix='', delimiter='', marker='', max_keys=100):
        got = self.calls.list_objects(prefix, delimiter, marker, max_keys)
        return page([one.key for one in got.object_list], got.prefix_list, got.is_truncated, got.next_marker)

    def list_v2(self, prefix='', delimiter='', token='', after='', max_keys=100):
        got = self.calls.list_objects_v2(prefix, delimiter, token, after, max_keys=max_keys)
        keys = [one.key for one in got.object_list]
        return page(keys, got.prefix_list, got.is_truncated, got.next_continuation_token)

    def described(self, prefix):
        """Of listed objects: key, size, ETag, type and class."""
        found = self.calls.list_objects_v2(prefix, fetch_owner=True).object_list
        assert all(one.owner.id and one.last_modified > 0 for one in found)
        return [(one.key, one.size, one.etag, one.type, one.storage_class) for one in found]

    def list_versions(self, prefix='', delimiter='', marker='', version='', max_keys=100):
        got = self.calls.list_object_versions(prefix, delimiter, marker, max_keys, version)
        keys = [(one.key, one.versionid, one.is_latest) for one in got.versions]
        markers = [(one.key, one.versionid, one.is_latest) for one in got.delete_marker]
        found = page(keys, got.common_prefix, got.is_truncated, got.next_key_marker)
        return SimpleNamespace(**vars(found), markers=markers, next_version=got.next_versionid_marker or None)

    def walk(self, size):
        return [one.key for one in oss2.ObjectIteratorV2(self.calls, max_keys=size)]

    def initiate(self, key, headers=None):
        result = self.calls.init_multipart_upload(key, headers=headers)
        return SimpleNamespace(status=result.status, headers=result.headers, id=result.upload_id)

    def upload(self, key, upload, number, body, headers=None):
        return self.calls.upload_part(key, upload, number, body, headers=headers)

    def upload_copy(self, source, span, key, upload, number, headers=None):
        return self.calls.upload_part_copy(self.bucket, source, span, key, upload, number, headers=headers)

    def complete(self, key, upload, parts, headers=None):
        """Parts are (number, ETag); None is for all that were uploaded."""
        found = [oss2.models.PartInfo(*part) for part in parts or []]
        if parts is None:
            headers = {'x-oss-complete-all': 'yes', **(headers or {})}
            found = None
        return self.calls.complete_multipart_upload(key, upload, found, headers=headers)

    def abort(self, key, upload):
        return self.calls.abort_multipart_upload(key, upload)

    def parts(self, key, upload, marker='', max_parts=1000):
        got = self.calls.list_parts(key, upload, marker, max_parts)
        keys = [(part.part_number, part.size, part.etag) for part in got.parts]
        return page(keys, None, got.is_truncated, got.next_marker if got.is_truncated else None)

    def uploads(self, prefix='', delimiter='', marker='', id_marker='', max_uploads=1000):
        got = self.calls.list_multipart_uploads(prefix, delimiter, marker, id_marker, max_uploads)
        keys = [(one.key, one.upload_id) for one in got.upload_list]
        return page(keys, got.prefix_list, got.is_truncated, got.next_key_marker if got.is_truncated else None)

    def send_file(self, key, path, folder, part_size, headers=None):
        """The SDK's own way with large files: in parts, with checkpoints and CRC64."""
        store = oss2.make_upload_store(root=folder)
        return oss2.resumable_upload(
            self.calls, key, path, store, headers, multipart_threshold=part_size, part_size=part_size, num_threads=2
        ).status

    def fetch_file(self, key, path, folder, part_size):
        store = oss2.make_download_store(root=folder)
        oss2.resumable_download(
            self.calls, key, path, multiget_threshold=part_size, part_size=part_size, num_threads=2, store=store
        )

    def fetch_whole(self, key, path):
        """One request. The SDK checks the CRC64."""
        self.calls.get_object_to_file(key, path)
        return read(path)

    def put_symlink(self, target, key, headers=None):
        return self.calls.put_symlink(target, key, headers=headers)

    def symlink(self, key):
        return self.calls.get_symlink(key).target_key

    def put_tags(self, key, tags, params=None):
        rules = oss2.models.TaggingRule()
        for name, value in tags.items():
            rules.add(name, value)
        return self.calls.put_object_tagging(key, oss2.models.Tagging(rules), params=params).status

    def tags(self, key, params=None):
        return self.calls.get_object_tagging(key, params=params).tag_set.tagging_rule

    def drop_tags(self, key):
        return self.calls.delete_object_tagging(key).status

    def put_acl(self, key, acl):
        return self.calls.put_object_acl(key, acl).status

    def acl(self, key):
        return self.calls.get_object_acl(key).acl

    def restore(self, key, days=None, tier=None):
        job = tier and oss2.models.RestoreJobParameters(tier)
        return self.calls.restore_object(key, input=days and oss2.models.RestoreConfiguration(days, job)).status

    def presign(self, method, key, seconds=60, headers=None, params=None):
        return (
            self.calls.sign_url(method, key, seconds, headers=headers, params=dict(params or {}), slash_safe=True),
            headers or {},
        )
