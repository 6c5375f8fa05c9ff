"""Objects that clients encrypt: what one wrote, the others read. Alibaba's own SDKs on this side, ali-oss-native on the other.

client_encryption.py URL FOLDER BUCKET KMS_KEY   reads what client-encryption.js stored, and stores for it
"""

import os
import sys
from urllib.parse import urlsplit

for name in [name for name in os.environ if name.lower().endswith('_proxy')]:
    del os.environ[name]  # or the SDKs would send requests there

import alibabacloud_oss_v2 as v2
import oss2
from aliyunsdkcore.profile import region_provider
from alibabacloud_oss_v2.crypto import MasterRsaCipher
from alibabacloud_oss_v2.encryption_client import EncryptionClient
from oss2.crypto import AliKMSProvider, LocalRsaProvider, RsaProvider
from oss2.models import MultipartUploadCryptoContext, PartInfo

import checks
from checks import KEY_ID, REGION, SECRET, check

PART_SIZE = 100 * 1024


def main(url, folder, bucket, kms_key):
    read = lambda name: open(os.path.join(folder, name), 'rb').read()
    public, private, body = read('public.pem').decode(), read('private.pem').decode(), read('body')
    pair = {'public_key': public, 'private_key': private}
    auth = oss2.AuthV4(KEY_ID, SECRET)

    def oss2_bucket(provider):
        return oss2.CryptoBucket(auth, url, bucket, crypto_provider=provider, region=REGION)

    rsa = oss2_bucket(RsaProvider(pair))
    described = oss2_bucket(RsaProvider(pair, mat_desc={'key': 'one'}))
    # The SDK of KMS asks the host of a region, by HTTPS; the server here has no certificate that it would trust.
    region_provider.add_endpoint('kms', REGION, urlsplit(url).netloc)
    provider = AliKMSProvider(KEY_ID, SECRET, REGION, kms_key)
    ask_kms = provider.kms_client.do_action_with_exception

    def by_http(request):
        request.set_protocol_type('http')
        return ask_kms(request)

    provider.kms_client.do_action_with_exception = by_http
    kms = oss2_bucket(provider)
    legacy = oss2_bucket(LocalRsaProvider(dir=folder, key='legacy'))

    config = v2.config.load_default()
    config.credentials_provider = v2.credentials.StaticCredentialsProvider(KEY_ID, SECRET)
    config.endpoint, config.region = url, REGION
    new = EncryptionClient(v2.Client(config), MasterRsaCipher({'key': 'one'}, public, private))

    def new_get(key, start=None, end=None):
        ranged = {} if start is None else {'range_header': f'bytes={start}-{end}'}
        with new.get_object(v2.GetObjectRequest(bucket=bucket, key=key, **ranged)).body as stream:
            return b''.join(stream.iter_bytes())

    ranges = ((0, 0), (1, 40), (17, 1000), (len(body) - 5, len(body) - 1))
    for key in ('rsa', 'parts', 'hmac'):
        check(f'oss2 reads {key}', lambda: rsa.get_object(key).read() == body, True)
        check(f'v2 reads {key}', lambda: new_get(key) == body, True)
        for start, end in ranges:
            want = body[start:end + 1]
            check(f'oss2 reads {key}, {start}-{end}', lambda: rsa.get_object(key, (start, end)).read() == want, True)
            check(f'v2 reads {key}, {start}-{end}', lambda: new_get(key, start, end) == want, True)
    check('oss2 reads kms', lambda: kms.get_object('kms').read() == body, True)
    check('oss2 reads kms, 17-1000', lambda: kms.get_object('kms', (17, 1000)).read() == body[17:1001], True)

    for key, client in (('oss2-rsa', rsa), ('oss2-described', described), ('oss2-kms', kms), ('oss2-legacy', legacy)):
        check(f'oss2 stores {key}', lambda: client.put_object(key, body).status, 200)

    def oss2_parts(key, client):
        context = MultipartUploadCryptoContext(len(body), PART_SIZE)
        upload = client.init_multipart_upload(key, upload_context=context).upload_id
        parts = []
        for number, start in enumerate(range(0, len(body), PART_SIZE), 1):
            part = client.upload_part(key, upload, number, body[start:start + PART_SIZE], upload_context=context)
            parts.append(PartInfo(number, part.etag))
        return client.complete_multipart_upload(key, upload, parts).status

    check('oss2 stores oss2-parts', lambda: oss2_parts('oss2-parts', rsa), 200)
    check('oss2 stores oss2-kms-parts', lambda: oss2_parts('oss2-kms-parts', kms), 200)

    def new_put():
        return new.put_object(v2.PutObjectRequest(bucket=bucket, key='v2-rsa', body=body)).status_code

    def new_parts():
        sizes = {'cse_data_size': len(body), 'cse_part_size': PART_SIZE}
        begun = new.initiate_multipart_upload(v2.InitiateMultipartUploadRequest(bucket=bucket, key='v2-parts', **sizes))
        named = {'bucket': bucket, 'key': 'v2-parts', 'upload_id': begun.upload_id}
        parts = []
        for number, start in enumerate(range(0, len(body), PART_SIZE), 1):
            request = v2.UploadPartRequest(part_number=number, body=body[start:start + PART_SIZE], **named)
            request.cse_multipart_context = begun.cse_multipart_context
            parts.append(v2.UploadPart(part_number=number, etag=new.upload_part(request).etag))
        document = v2.CompleteMultipartUpload(parts=parts)
        request = v2.CompleteMultipartUploadRequest(complete_multipart_upload=document, **named)
        return new.complete_multipart_upload(request).status_code

    check('v2 stores v2-rsa', new_put, 200)
    check('v2 stores v2-parts', new_parts, 200)
    print(f'{checks.passed} passed, {checks.failed} failed')
    return 1 if checks.failed else 0


sys.exit(main(*sys.argv[1:]))
