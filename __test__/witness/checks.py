"""What is asked of every call, and what the service answers."""

import alibabacloud_oss_v2 as v2
import oss2

KEY_ID, SECRET, REGION = 'emulator', 'emulator-secret', 'cn-hangzhou'
SSE, SSE_KEY_ID, SSE_DATA = (
    'x-oss-server-side-' + end for end in ('encryption', 'encryption-key-id', 'data-encryption')
)

# Refusals: status, code, EC. Where the EC is not known, the server says none.
BAD_ALGORITHM = (400, 'InvalidEncryptionAlgorithmError', '0005-00000003')
BAD_DATA_ALGORITHM = (400, 'InvalidDataEncryptionAlgorithmError', '0005-00000203')
EMPTY_KEY_ID = (400, 'InvalidArgument', '0005-00000205')
ENCRYPTION_NOT_HERE = (400, 'InvalidArgument', '0005-00000002')
KEY_ID_WITHOUT_KMS = (400, 'InvalidArgument', '0005-00000204')
NO_BUCKET = (404, 'NoSuchBucket', '0015-00000101')
NO_KEY = (404, 'NoSuchKey', '0026-00000001')
NO_RULE = (404, 'NoSuchServerSideEncryptionRule', '0005-00000004')
NOT_MODIFIED = 304
PRECONDITION_FAILED = (412, 'PreconditionFailed', '')
UNKNOWN_KEY = (403, 'InvalidAccessKeyId', '0002-00000902')
WRONG_REGION = (400, 'InvalidArgument', '0002-00000226')
WRONG_SECRET = (403, 'SignatureDoesNotMatch', '0002-00000040')

passed, failed = 0, 0


def refusal_of(error):
    """(status, code, EC) of a refusal, 304 of an answer that has nothing else; another error is itself."""
    if isinstance(error, oss2.exceptions.ServerError):
        status, code, ec = error.status, error.code, error.ec or ''
        assert len(error.request_id) == 24 and error.headers.get('x-oss-ec', '') == ec, error
        return NOT_MODIFIED if status == 304 else (status, code, ec)
    while not isinstance(error, v2.exceptions.ServiceError) and hasattr(error, 'unwrap'):
        error = error.unwrap()
    if isinstance(error, v2.exceptions.ServiceError):
        return NOT_MODIFIED if error.status_code == 304 else (error.status_code, error.code, error.ec or '')
    return error


def check(what, call, wanted):
    """A call's result, or its refusal, is what is wanted."""
    global passed, failed
    try:
        got = call()
    except Exception as error:
        got = refusal_of(error)
    if got == wanted:
        passed += 1
        print('ok  ', what)
    else:
        failed += 1
        print('FAIL', what, f'\n     got    {got!r}\n     wanted {wanted!r}')


def shown(answer, *names):
    """The status of an answer and what its headers of these names say."""
    return (answer.status, *(answer.headers.get(name) for name in names))
