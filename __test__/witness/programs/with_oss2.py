"""oss2, as its documentation sets it up: keys from the environment, an endpoint over HTTPS."""

import oss2
from oss2.credentials import EnvironmentVariableCredentialsProvider

REGION = 'cn-hangzhou'
keys = EnvironmentVariableCredentialsProvider()
for auth in (oss2.ProviderAuth(keys), oss2.ProviderAuthV4(keys)):
    for scheme in ('https', 'http'):
        bucket = oss2.Bucket(auth, f'{scheme}://oss-{REGION}.aliyuncs.com', 'with-oss2', region=REGION)
        bucket.create_bucket()
        bucket.put_object('中文/a b.txt', 'content', headers={'x-oss-server-side-encryption': 'KMS'})
        assert bucket.get_object('中文/a b.txt').read() == b'content'
        assert [one.key for one in oss2.ObjectIteratorV2(bucket)] == ['中文/a b.txt']
        service = oss2.Service(auth, bucket.endpoint, region=REGION)
        assert 'with-oss2' in [one.name for one in oss2.BucketIterator(service)]
