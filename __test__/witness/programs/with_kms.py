"""The SDK of KMS, which finds `kms.cn-hangzhou.aliyuncs.com` by the region."""

import base64
import json
import os

from aliyunsdkcore.client import AcsClient
from aliyunsdkkms.request.v20160120.DecryptRequest import DecryptRequest
from aliyunsdkkms.request.v20160120.EncryptRequest import EncryptRequest

CONTENT = base64.b64encode(b'content').decode()
client = AcsClient(os.environ['OSS_ACCESS_KEY_ID'], os.environ['OSS_ACCESS_KEY_SECRET'], 'cn-hangzhou')
for scheme in ('https', 'http'):
    request = EncryptRequest()
    request.set_KeyId('alias/programs')
    request.set_Plaintext(CONTENT)
    request.set_protocol_type(scheme)
    request.set_endpoint('kms.cn-hangzhou.aliyuncs.com')
    sealed = json.loads(client.do_action_with_exception(request))['CiphertextBlob']
    request = DecryptRequest()
    request.set_CiphertextBlob(sealed)
    request.set_protocol_type(scheme)
    request.set_endpoint('kms.cn-hangzhou.aliyuncs.com')
    assert json.loads(client.do_action_with_exception(request))['Plaintext'] == CONTENT
