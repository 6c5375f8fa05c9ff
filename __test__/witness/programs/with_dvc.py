"""dvc with dvc-oss: a file pushed, forgotten and pulled."""

import os
import shutil
import subprocess
import sys
import tempfile

DVC = [sys.executable, '-m', 'dvc']


def dvc(*words):
    subprocess.run([*DVC, *words], check=True, stdout=subprocess.DEVNULL)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    os.environ |= {'DVC_NO_ANALYTICS': '1', 'DVC_SITE_CACHE_DIR': f'{folder}/site', 'HOME': folder}
    dvc('init', '--no-scm', '--quiet')
    dvc('remote', 'add', '--default', 'service', 'oss://programs/with-dvc')
    dvc('remote', 'modify', 'service', 'oss_endpoint', 'https://oss-cn-hangzhou.aliyuncs.com')
    os.mkdir('data')
    for number in range(20):
        with open(f'data/{number}', 'wb') as file:
            file.write(os.urandom(10) * 10_000 * number)
    dvc('add', '--quiet', 'data')
    before = {name: open(f'data/{name}', 'rb').read() for name in os.listdir('data')}
    dvc('push', '--quiet')
    shutil.rmtree('data')
    shutil.rmtree('.dvc/cache')
    dvc('pull', '--quiet')
    assert {name: open(f'data/{name}', 'rb').read() for name in os.listdir('data')} == before
    os.chdir('/')
