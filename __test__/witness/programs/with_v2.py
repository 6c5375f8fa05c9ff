"""alibabacloud-oss-v2 with a region, and nothing else."""

import alibabacloud_oss_v2 as oss

config = oss.config.load_default()
config.credentials_provider = oss.credentials.EnvironmentVariableCredentialsProvider()
config.region = 'cn-beijing'
client = oss.Client(config)
client.put_bucket(oss.PutBucketRequest(bucket='with-v2'))
client.put_object(oss.PutObjectRequest(bucket='with-v2', key='中文/a b.txt', body=b'content'))
got = client.get_object(oss.GetObjectRequest(bucket='with-v2', key='中文/a b.txt'))
assert got.body.content == b'content'
listed = client.list_objects_v2(oss.ListObjectsV2Request(bucket='with-v2'))
assert [one.key for one in listed.contents] == ['中文/a b.txt']
