"""ossfs, the file system of fsspec: by requests, and by asyncio."""

import os

import fsspec
from ossfs import AioOSSFileSystem

KEYS = {'key': os.environ['OSS_ACCESS_KEY_ID'], 'secret': os.environ['OSS_ACCESS_KEY_SECRET']}
ENDPOINT = 'https://oss-cn-hangzhou.aliyuncs.com'
for number, files in enumerate(
    (fsspec.filesystem('oss', endpoint=ENDPOINT, **KEYS), AioOSSFileSystem(endpoint=ENDPOINT, **KEYS))
):
    with files.open(f'/programs/with-ossfs-{number}/a b.txt', 'wb') as file:
        file.write(b'content' * 1000)
    assert files.cat(f'/programs/with-ossfs-{number}/a b.txt') == b'content' * 1000
    assert len(files.ls(f'/programs/with-ossfs-{number}')) == 1
    files.rm(f'/programs/with-ossfs-{number}/a b.txt')
    assert not files.exists(f'/programs/with-ossfs-{number}/a b.txt')
