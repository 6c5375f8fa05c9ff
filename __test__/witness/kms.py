"""Customer master keys, and objects under keys that are gone: as the service's pages of HTTP 404 and 409 say."""

import base64
import json
import urllib.request

from checks import KEY_ID, SECRET, SSE, SSE_KEY_ID, check
from objects import BODY

NO_KEY_ID = (404, 'KeyNotFound', '0005-00000208')
NO_ALIAS = (404, 'AliasNotFound', '')
DISABLED = (409, 'KeyDisabled', '0005-00000214')
PENDING_DELETION = (409, 'KeyPendingDeletion', '0005-00000215')
PENDING_IMPORT = (409, 'KeyPendingImport', '')


def manage(url, action, key=None, **options):
    """The local server's own way to manage keys; the service has a product of its own for it."""
    basic = base64.b64encode(f'{KEY_ID}:{SECRET}'.encode()).decode()
    body = {'action': action, 'keyId': key, **options}
    body = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
    headers = {'Authorization': f'Basic {basic}', 'Content-Type': 'application/json'}
    with urllib.request.urlopen(urllib.request.Request(f'{url}/-/kms', body, headers)) as answer:
        return json.load(answer)


def kms(key):
    return {SSE: 'KMS', SSE_KEY_ID: key}


def refused_everywhere(title, sdk, key, refusal):
    """Every operation that needs the key is refused, reading too."""
    for what, call in (
        ('put', lambda: sdk.put('other', BODY, kms(key))),
        ('initiate', lambda: sdk.initiate('other', kms(key))),
        ('append', lambda: sdk.append('log', 0, BODY, kms(key))),
        ('copy to', lambda: sdk.copy('key', 'other', kms(key))),
        ('get', lambda: sdk.get('locked')),
        ('copy from', lambda: sdk.copy('locked', 'other')),
    ):
        check(f'{title}: {what}', call, refusal)


def ask(title, sdk, url):
    sdk.put('key', BODY)
    key = manage(url, 'create', alias=sdk.bucket)['keyId']
    alias = f'alias/{sdk.bucket}'
    check(f'{title}: put with a key', lambda: sdk.put('locked', BODY, kms(key)).headers[SSE_KEY_ID], key)
    check(f'{title}: head with a key', lambda: sdk.head('locked').headers[SSE_KEY_ID], key)
    check(f'{title}: put with an alias', lambda: sdk.put('named', BODY, kms(alias)).status, 200)
    check(f'{title}: get by an alias', lambda: sdk.get('named').body, BODY)
    for what, missing, refusal in (('key', 'missing', NO_KEY_ID), ('alias', 'alias/missing', NO_ALIAS)):
        check(f'{title}: put with a missing {what}', lambda: sdk.put('other', BODY, kms(missing)), refusal)
        check(f'{title}: initiate with a missing {what}', lambda: sdk.initiate('other', kms(missing)), refusal)
    # A rule may name any key; the first write finds out (live: oss2, test_bucket.py, and the Java SDK).
    check(f'{title}: put rule with a missing key', lambda: sdk.put_rule('KMS', 'missing'), 200)
    check(f'{title}: put under that rule', lambda: sdk.put('other', BODY), NO_KEY_ID)
    check(f'{title}: put beside that rule', lambda: sdk.put('other', BODY, {SSE: 'AES256'}).status, 200)
    check(f'{title}: put rule with the key', lambda: sdk.put_rule('KMS', key), 200)
    check(f'{title}: put under that rule', lambda: sdk.put('other', BODY).headers[SSE_KEY_ID], key)
    sdk.drop_rule()

    manage(url, 'disable', key)
    refused_everywhere(f'{title}, key disabled', sdk, key, DISABLED)
    manage(url, 'enable', key)
    check(f'{title}: get when enabled again', lambda: sdk.get('locked').body, BODY)
    manage(url, 'schedule-deletion', key, days=7)
    refused_everywhere(f'{title}, key pending deletion', sdk, key, PENDING_DELETION)
    manage(url, 'cancel-deletion', key)
    manage(url, 'enable', key)
    check(f'{title}: get when kept after all', lambda: sdk.get('locked').body, BODY)
    manage(url, 'rotate', key)
    check(f'{title}: get after a rotation', lambda: sdk.get('locked').body, BODY)
    manage(url, 'schedule-deletion', key, days=0)
    refused_everywhere(f'{title}, key gone', sdk, key, NO_KEY_ID)
    external = manage(url, 'create', origin='EXTERNAL')['keyId']
    check(f'{title}: put with a key without material', lambda: sdk.put('other', BODY, kms(external)), PENDING_IMPORT)
    check(f'{title}: delete what is locked', lambda: sdk.delete('locked').status, 204)
