"""The same calls, made by alibabacloud-oss-v2."""

import datetime
from types import SimpleNamespace
from urllib.parse import quote, unquote

import alibabacloud_oss_v2 as v2

from answers import page, read
from checks import KEY_ID, REGION, SECRET
from settings_v2 import settings


class V2:
    """The calls, made by alibabacloud-oss-v2."""

    name = 'alibabacloud-oss-v2'

    def __init__(self, url, signing, bucket, proxies=None):
        config = v2.config.load_default()
        config.credentials_provider = v2.credentials.StaticCredentialsProvider(KEY_ID, SECRET)
        config.signature_version = signing.lower()
        config.endpoint, config.region, config.proxy_host = url, REGION, proxies
        config.retry_max_attempts = 2  # with 1, get_object_to_file makes no attempt at all
        self.bucket = bucket
        self.calls = v2.Client(config)

    def request(self, kind, headers=None, params=None, **fields):
        """A request, whose headers and query are fields of it where the SDK knows them."""
        known = {
            (entry['position'], entry.get('rename', name).lower()): name
            for name, entry in kind._attribute_map.items()
            if entry.get('position') in ('header', 'query') and entry.get('type', 'str') == 'str'
        }
        further = {'header': {}, 'query': {}}
        for position, given in (('header', headers), ('query', params)):
            for name, value in (given or {}).items():
                field = known.get((position, name.lower()))
                if field:
                    fields[field] = value
                elif name.startswith('x-oss-meta-') and 'metadata' in kind._attribute_map:
                    fields.setdefault('metadata', {})[name.removeprefix('x-oss-meta-')] = value
                else:
                    further[position][name] = value
        return kind(bucket=self.bucket, headers=further['header'], parameters=further['query'], **fields)

    def call(self, method, kind, headers=None, params=None, **fields):
        result = getattr(self.calls, method)(self.request(kind, headers, params, **fields))
        result.status = result.status_code
        return result

    def settings(self):
        return settings(self)

    def create_bucket(self):
        return self.call('put_bucket', v2.PutBucketRequest).status

    def drop_bucket(self):
        return self.call('delete_bucket', v2.DeleteBucketRequest).status

    def put_rule(self, algorithm, key_id=None, data=None):
        default = v2.ApplyServerSideEncryptionByDefault(
            sse_algorithm=algorithm, kms_master_key_id=key_id, kms_data_encryption=data
        )
        rule = v2.ServerSideEncryptionRule(apply_server_side_encryption_by_default=default)
        fields = {'server_side_encryption_rule': rule}
        return self.call('put_bucket_encryption', v2.PutBucketEncryptionRequest, **fields).status

    def drop_rule(self):
        return self.call('delete_bucket_encryption', v2.DeleteBucketEncryptionRequest).status

    def set_versioning(self, status):
        fields = {'versioning_configuration': v2.VersioningConfiguration(status=status)}
        return self.call('put_bucket_versioning', v2.PutBucketVersioningRequest, **fields).status

    def versioning(self):
        return self.call('get_bucket_versioning', v2.GetBucketVersioningRequest).version_status

    def versioning_in_info(self):
        return self.call('get_bucket_info', v2.GetBucketInfoRequest).bucket_info.versioning

    def put(self, key, body, headers=None):
        return self.call('put_object', v2.PutObjectRequest, headers, key=key, body=body)

    def get(self, key, headers=None, params=None):
        result = self.call('get_object', v2.GetObjectRequest, headers, params, key=key)
        return SimpleNamespace(status=result.status, headers=result.headers, body=result.body.read())

    def head(self, key, headers=None, params=None):
        return self.call('head_object', v2.HeadObjectRequest, headers, params, key=key)

    def meta(self, key, params=None):
        return self.call('get_object_meta', v2.GetObjectMetaRequest, None, params, key=key)

    def append(self, key, position, body, headers=None, crc=None):
        result = self.call('append_object', v2.AppendObjectRequest, headers, key=key, position=position, body=body)
        result.crc = int(result.hash_crc64)
        return result

    def copy(self, source, key, headers=None, version=None):
        fields = {'source_key': source, 'source_version_id': version}
        return self.call('copy_object', v2.CopyObjectRequest, headers, key=key, **fields)

    def delete(self, key, params=None, headers=None):
        return self.call('delete_object', v2.DeleteObjectRequest, headers, params, key=key)

    def delete_many(self, keys):
        objects = [v2.DeleteObject(key=key) for key in keys]
        result = self.call(
            'delete_multiple_objects', v2.DeleteMultipleObjectsRequest, objects=objects, encoding_type='url'
        )
        return sorted(one.key for one in result.deleted_objects or [])

    def delete_versions(self, pairs):
        objects = [v2.DeleteObject(key=key, version_id=version) for key, version in pairs]
        result = self.call('delete_multiple_objects', v2.DeleteMultipleObjectsRequest, objects=objects)
        return [
            (one.key, one.version_id or '', bool(one.delete_marker), one.delete_marker_version_id or '')
            for one in result.deleted_objects
        ]

    def list(self, prefix='', delimiter='', marker='', max_keys=100):
        fields = {'prefix': prefix, 'delimiter': delimiter, 'marker': marker, 'max_keys': max_keys}
        got = self.call('list_objects', v2.ListObjectsRequest, encoding_type='url', **fields)
        return page(keys_of(got.contents), prefixes_of(got), got.is_truncated, got.next_marker)

    def list_v2(self, prefix='', delimiter='', token='', after='', max_keys=100):
        fields = {'prefix': prefix, 'delimiter': delimiter, 'start_after': after, 'max_keys': max_keys}
        if token:
            fields['continuation_token'] = token
        got = self.call('list_objects_v2', v2.ListObjectsV2Request, encoding_type='url', **fields)
        assert got.key_count == len(got.contents or []) + len(got.common_prefixes or []), got
        return page(keys_of(got.contents), prefixes_of(got), got.is_truncated, got.next_continuation_token)

    def described(self, prefix):
        """Of listed objects: key, size, ETag, type and class."""
        found = self.call('list_objects_v2', v2.ListObjectsV2Request, prefix=prefix, fetch_owner=True).contents
        assert all(one.owner.id and one.last_modified.year > 2000 for one in found)
        return [(one.key, one.size, one.etag.strip('"'), one.object_type, one.storage_class) for one in found]

    def list_versions(self, prefix='', delimiter='', marker='', version='', max_keys=100):
        fields = {'prefix': prefix, 'delimiter': delimiter, 'key_marker': marker, 'max_keys': max_keys}
        fields |= {'version_id_marker': version, 'encoding_type': 'url'}
        got = self.call('list_object_versions', v2.ListObjectVersionsRequest, **fields)
        keys = [(one.key, one.version_id, one.is_latest) for one in got.version or []]
        markers = [(one.key, one.version_id, one.is_latest) for one in got.delete_marker or []]
        found = page(keys, prefixes_of(got), got.is_truncated, got.next_key_marker)
        return SimpleNamespace(**vars(found), markers=markers, next_version=got.next_version_id_marker or None)

    def walk(self, size):
        request = self.request(v2.ListObjectsV2Request)
        pages = self.calls.list_objects_v2_paginator(limit=size).iter_page(request)
        return [key for page in pages for key in keys_of(page.contents)]

    def initiate(self, key, headers=None):
        result = self.call('initiate_multipart_upload', v2.InitiateMultipartUploadRequest, headers, key=key)
        return SimpleNamespace(status=result.status, headers=result.headers, id=result.upload_id)

    def upload(self, key, upload, number, body, headers=None):
        fields = {'upload_id': upload, 'part_number': number, 'body': body}
        return self.call('upload_part', v2.UploadPartRequest, headers, key=key, **fields)

    def upload_copy(self, source, span, key, upload, number, headers=None):
        fields = {'source_key': source, 'upload_id': upload, 'part_number': number}
        if span:
            fields['source_range'] = 'bytes={}-{}'.format(*span)
        return self.call('upload_part_copy', v2.UploadPartCopyRequest, headers, key=key, **fields)

    def complete(self, key, upload, parts, headers=None):
        """Parts are (number, ETag); None is for all that were uploaded."""
        fields = {'upload_id': upload, 'complete_all': 'yes'}
        if parts is not None:
            found = [v2.UploadPart(part_number=number, etag=etag) for number, etag in parts]
            fields = {'upload_id': upload, 'complete_multipart_upload': v2.CompleteMultipartUpload(parts=found)}
        return self.call('complete_multipart_upload', v2.CompleteMultipartUploadRequest, headers, key=key, **fields)

    def abort(self, key, upload):
        return self.call('abort_multipart_upload', v2.AbortMultipartUploadRequest, key=key, upload_id=upload)

    def parts(self, key, upload, marker='', max_parts=1000):
        fields = {'upload_id': upload, 'part_number_marker': int(marker or 0), 'max_parts': max_parts}
        got = self.call('list_parts', v2.ListPartsRequest, key=key, **fields)
        keys = [(part.part_number, part.size, part.etag.strip('"')) for part in got.parts or []]
        return page(keys, None, got.is_truncated, got.is_truncated and str(got.next_part_number_marker))

    def uploads(self, prefix='', delimiter='', marker='', id_marker='', max_uploads=1000):
        fields = {'prefix': prefix, 'delimiter': delimiter, 'key_marker': marker, 'max_uploads': max_uploads}
        fields |= {'upload_id_marker': id_marker, 'encoding_type': 'url'}
        got = self.call('list_multipart_uploads', v2.ListMultipartUploadsRequest, **fields)
        keys = [(one.key, one.upload_id) for one in got.uploads or []]
        prefixes = [one.prefix for one in getattr(got, 'common_prefixes', None) or []]
        return page(keys, prefixes, got.is_truncated, got.is_truncated and got.next_key_marker)

    def send_file(self, key, path, folder, part_size, headers=None):
        """The SDK's own way with large files: in parts, with checkpoints and CRC64."""
        uploader = self.calls.uploader(
            part_size=part_size, parallel_num=2, enable_checkpoint=True, checkpoint_dir=folder
        )
        return uploader.upload_file(self.request(v2.PutObjectRequest, headers, key=key), path).status_code

    def fetch_file(self, key, path, folder, part_size):
        downloader = self.calls.downloader(part_size=part_size, parallel_num=2)
        downloader.download_file(self.request(v2.GetObjectRequest, key=key), path)

    def fetch_whole(self, key, path):
        """One request. The SDK checks the CRC64."""
        self.calls.get_object_to_file(self.request(v2.GetObjectRequest, key=key), path)
        return read(path)

    def put_symlink(self, target, key, headers=None):
        # This SDK leaves the encoding to its callers.
        return self.call('put_symlink', v2.PutSymlinkRequest, headers, key=key, symlink_target=quote(target))

    def symlink(self, key):
        return unquote(self.call('get_symlink', v2.GetSymlinkRequest, key=key).target)

    def put_tags(self, key, tags, params=None):
        found = v2.TagSet(tags=[v2.Tag(key=name, value=value) for name, value in tags.items()])
        fields = {'tagging': v2.Tagging(tag_set=found)}
        return self.call('put_object_tagging', v2.PutObjectTaggingRequest, None, params, key=key, **fields).status

    def tags(self, key, params=None):
        got = self.call('get_object_tagging', v2.GetObjectTaggingRequest, None, params, key=key)
        return {tag.key: tag.value or '' for tag in got.tag_set.tags or []}

    def drop_tags(self, key):
        return self.call('delete_object_tagging', v2.DeleteObjectTaggingRequest, key=key).status

    def put_acl(self, key, acl):
        return self.call('put_object_acl', v2.PutObjectAclRequest, key=key, object_acl=acl).status

    def acl(self, key):
        return self.call('get_object_acl', v2.GetObjectAclRequest, key=key).acl

    def restore(self, key, days=None, tier=None):
        job = tier and v2.JobParameters(tier=tier)
        wanted = days and v2.RestoreRequest(days=days, job_parameters=job)
        return self.call('restore_object', v2.RestoreObjectRequest, key=key, restore_request=wanted).status

    def presign(self, method, key, seconds=60, headers=None, params=None):
        kind = {'GET': v2.GetObjectRequest, 'HEAD': v2.HeadObjectRequest, 'PUT': v2.PutObjectRequest}[method]
        expires = datetime.timedelta(seconds=seconds)
        result = self.calls.presign(self.request(kind, headers, params, key=key), expires=expires)
        return result.url, {**(headers or {}), **result.signed_headers}


def keys_of(contents):
    return [one.key for one in contents or []]


def prefixes_of(result):
    return [one.prefix for one in result.common_prefixes or []]
