//! Why a server refuses: one row a reason, for one code has many. Code, status, EC and words are the service's own.

use crate::auth::diagnosis::Diagnosis;
use http::{HeaderName, HeaderValue, StatusCode};
use std::{fmt, sync::Arc};

macro_rules! reasons {
    ($( $(#[$doc:meta])* $reason:ident: $code:ident $status:ident $ec:literal $message:literal; )+) => {
        /// Why a request is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Reason { $( $(#[$doc])* $reason, )+ }

        impl Reason {
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[ $( Self::$reason, )+ ];

            /// The service's code.
            pub(crate) fn code(self) -> &'static str {
                match self { $( Self::$reason => stringify!($code), )+ }
            }

            /// The status.
            pub(crate) fn status(self) -> StatusCode {
                match self { $( Self::$reason => StatusCode::$status, )+ }
            }

            /// The diagnostic code; empty where it is not known.
            pub(crate) fn ec(self) -> &'static str {
                match self { $( Self::$reason => $ec, )+ }
            }

            /// The words.
            pub(crate) fn message(self) -> &'static str {
                match self { $( Self::$reason => $message, )+ }
            }
        }
    };
}

reasons! {
    // reason                 code                            status                 EC
    AliasNotFound:            AliasNotFound                   NOT_FOUND              ""              "The specified Alias is not found.";
    AnonymousForbidden:       AccessDenied                    FORBIDDEN              "0003-00001201" "Anonymous access is forbidden for this operation.";
    AwsAlgorithm:             InvalidArgument                 BAD_REQUEST            "0002-00000402"  "The signature algorithm of the Authorization header is not AWS4-HMAC-SHA256.";
    AwsChunked:               InvalidArgument                 BAD_REQUEST            "0017-00000804"  "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.";
    AwsCredential:            InvalidArgument                 BAD_REQUEST            "0002-00000404"  "The Credential of the Authorization header is incomplete.";
    AwsHeaderMissing:         SignatureDoesNotMatch           FORBIDDEN              "0002-00000428"  "A header that was signed is not in the request.";
    AwsHeaderNotSigned:       SignatureDoesNotMatch           FORBIDDEN              "0002-00000431"  "A header of the request must be signed and is not.";
    AwsChunkMismatch:         SignatureDoesNotMatch           FORBIDDEN              "0002-00000430"  "The signature of a piece of the body does not match the signature we calculated. Check your key and signing method.";
    AwsChunks:                InvalidArgument                 BAD_REQUEST            ""               "The body is not made of signed pieces, or not of as many bytes as x-amz-decoded-content-length says.";
    AwsHostNotSigned:         InvalidArgument                 BAD_REQUEST            "0002-00000420"  "The signed headers must contain host.";
    AwsNoCredential:          InvalidArgument                 BAD_REQUEST            "0002-00000403"  "The Credential of the Authorization header is missing.";
    AwsNoSignature:           InvalidArgument                 BAD_REQUEST            "0002-00000407"  "The Signature of the Authorization header is missing.";
    AwsNoSignedHeaders:       InvalidArgument                 BAD_REQUEST            "0002-00000405"  "The SignedHeaders of the Authorization header are missing.";
    AwsPayload:               InvalidArgument                 BAD_REQUEST            "0002-00000427"  "The x-amz-content-sha256 of the request is neither UNSIGNED-PAYLOAD nor the SHA-256 of its body.";
    AwsSignature:             InvalidArgument                 BAD_REQUEST            "0002-00000408"  "The Signature of the Authorization header is not 64 hexadecimal digits.";
    AwsUrlAlgorithm:          InvalidArgument                 BAD_REQUEST            "0002-00000411"  "X-Amz-Algorithm is not AWS4-HMAC-SHA256.";
    AwsUrlCredential:         InvalidArgument                 BAD_REQUEST            "0002-00000425"  "X-Amz-Credential is not ID/YYYYMMDD/REGION/s3/aws4_request.";
    AwsUrlDate:               InvalidArgument                 BAD_REQUEST            "0002-00000415"  "X-Amz-Date is not of the form YYYYMMDDThhmmssZ.";
    AwsUrlIncomplete:         AccessDenied                    FORBIDDEN              "0002-00000303"  "AWSAccessKeyId, Expires and Signature must all be there.";
    AwsUrlNoSignedHeaders:    InvalidArgument                 BAD_REQUEST            "0002-00000419"  "X-Amz-SignedHeaders is missing.";
    AwsUrlSignature:          InvalidArgument                 BAD_REQUEST            "0002-00000423"  "X-Amz-Signature is not 64 hexadecimal digits.";
    AwsV2Mismatch:            SignatureDoesNotMatch           FORBIDDEN              "0002-00000307"  "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    AwsV4Mismatch:            SignatureDoesNotMatch           FORBIDDEN              "0002-00000429"  "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    BadArgument:              InvalidArgument                 BAD_REQUEST            ""              "The argument is invalid.";
    BadAuthorization:         InvalidArgument                 BAD_REQUEST            ""              "Authorization header is invalid.";
    BadCallback:              InvalidArgument                 BAD_REQUEST            ""              "The callback configuration is invalid.";
    BadCallbackBase64:        InvalidArgument                 BAD_REQUEST            "0007-00000002" "The callback configuration is not base64 encoded.";
    BadCallbackBodyType:      InvalidArgument                 BAD_REQUEST            "0007-00000012" "The callbackBodyType is invalid.";
    BadCallbackHeaders:       InvalidArgument                 BAD_REQUEST            "0007-00000026" "The additionalHeaders of the callback are invalid.";
    BadCallbackHost:          InvalidArgument                 BAD_REQUEST            "0007-00000009" "The callbackHost is invalid.";
    BadCallbackJson:          InvalidArgument                 BAD_REQUEST            "0007-00000003" "The callback configuration is not json format.";
    BadCallbackUrl:           InvalidArgument                 BAD_REQUEST            "0007-00000004" "The callbackUrl is invalid.";
    BadContentSha256:         InvalidArgument                 BAD_REQUEST            ""              "x-oss-content-sha256 must be UNSIGNED-PAYLOAD.";
    BadDataEncryption:        InvalidDataEncryptionAlgorithmError BAD_REQUEST        "0005-00000203" "The KMS Data Encryption request you specified is not valid. Supported value:SM4";
    BadDate:                  AccessDenied                    FORBIDDEN              ""              "OSS authentication requires a valid Date.";
    BadDigest:                InvalidDigest                   BAD_REQUEST            ""              "The Content-MD5 you specified was invalid.";
    BadEncryption:            InvalidEncryptionAlgorithmError BAD_REQUEST            "0005-00000003" "The Encryption request you specified is not valid. Supported value: AES256/SM4/KMS.";
    BadFragCount:             InvalidArgument                 BAD_REQUEST            "0044-00000015" "FragCount must be an integer between 1 and 100.";
    BadLiveType:              InvalidArgument                 BAD_REQUEST            "0044-00000013" "The type of the target of a live channel must be HLS.";
    BadLocation:              InvalidLocationConstraint       BAD_REQUEST            ""               "The specified location constraint is not that of the server.";
    BadPlaylistEnd:           InvalidArgument                 BAD_REQUEST            "0044-00000018" "PlaylistName must end with .m3u8.";
    BadPlaylistLength:        InvalidArgument                 BAD_REQUEST            "0044-00000017" "PlaylistName must have 6 to 128 characters.";
    BadPlaylistSlash:         InvalidArgument                 BAD_REQUEST            "0044-00000016" "PlaylistName must not contain slashes.";
    BadPresigned:             AccessDenied                    FORBIDDEN              ""              "The signed URL is not valid.";
    BadScopeDate:             InvalidArgument                 BAD_REQUEST            ""              "Invalid signing date in Authorization header.";
    BadSigningProduct:        InvalidArgument                 BAD_REQUEST            ""              "Invalid signing product in Authorization header.";
    BadSigningRegion:         InvalidArgument                 BAD_REQUEST            "0002-00000226" "Invalid signing region in Authorization header.";
    BucketNotEmpty:           BucketNotEmpty                  CONFLICT               "0015-00000301" "The bucket you tried to delete is not empty.";
    BucketTaken:              BucketAlreadyExists             CONFLICT               "0015-00000104" "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
    CallbackFailed:           CallbackFailed                  NON_AUTHORITATIVE_INFORMATION "" "The callback failed.";
    CallbackFailedAnswer:     CallbackFailed                  NON_AUTHORITATIVE_INFORMATION "0007-00000205" "Response body is not valid json format.";
    CallbackFailedStatus:     CallbackFailed                  NON_AUTHORITATIVE_INFORMATION "0007-00000203" "Error status.";
    CallbackFailedTime:       CallbackFailed                  NON_AUTHORITATIVE_INFORMATION "0007-00000202" "Cost too long time.";
    CallbackVarTooLong:       InvalidArgument                 BAD_REQUEST            "0007-00000101" "The length of callback-var exceeds 5 KB.";
    ClientCekAlgMissing:      InvalidEncryptionRequest        BAD_REQUEST            "0005-00000403" "x-oss-meta-client-side-encryption-cek-alg is missing.";
    ClientDataSize:           InvalidEncryptionRequest        BAD_REQUEST            "0005-00000408" "x-oss-meta-client-side-encryption-data-size is no whole number.";
    ClientDataSizeMissing:    InvalidEncryptionRequest        BAD_REQUEST            "0005-00000406" "x-oss-meta-client-side-encryption-data-size is missing.";
    ClientEncryption:         InvalidEncryptionRequest        BAD_REQUEST            ""              "The client-side encryption is not that of the object.";
    ClientKeyMissing:         InvalidEncryptionRequest        BAD_REQUEST            "0005-00000401" "x-oss-meta-client-side-encryption-key is missing.";
    ClientPartSizeMissing:    InvalidEncryptionRequest        BAD_REQUEST            "0005-00000407" "x-oss-meta-client-side-encryption-part-size is missing.";
    ClientParts:              InvalidEncryptionRequest        BAD_REQUEST            "0005-00000411" "There are more parts than the client-side encryption was begun for.";
    ClientStartMissing:       InvalidEncryptionRequest        BAD_REQUEST            "0005-00000402" "x-oss-meta-client-side-encryption-start is missing.";
    ClientStartOther:         InvalidEncryptionRequest        BAD_REQUEST            "0005-00000413" "x-oss-meta-client-side-encryption-start is not that of the upload.";
    ClientWrapAlgMissing:     InvalidEncryptionRequest        BAD_REQUEST            "0005-00000404" "x-oss-meta-client-side-encryption-wrap-alg is missing.";
    CompleteAllWithBody:      InvalidArgument                 BAD_REQUEST            "0042-00000216" "Should not speficy both complete all header and http body.";
    CorsForbids:              AccessForbidden                 FORBIDDEN              ""              "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec.";
    CorsNotEnabled:           AccessForbidden                 FORBIDDEN              ""              "CORSResponse: CORS is not enabled for this bucket.";
    DeniedByPolicy:           AccessDenied                    FORBIDDEN              ""              "Access denied by bucket policy.";
    DeniedBySession:          AccessDenied                    FORBIDDEN              "0003-00000301" "Access denied by authorizer's policy.";
    DeniedByPolicyInBatch:    AccessDenied                    FORBIDDEN              "0003-00000204" "Access denied by bucket policy.";
    EmptyCallbackBody:        InvalidArgument                 BAD_REQUEST            "0007-00000011" "The callbackBody is empty.";
    EmptyKeyId:               InvalidArgument                 BAD_REQUEST            "0005-00000205" "x-oss-server-side-encryption-key-id must not be empty.";
    EmptyKeyInForm:           UserKeyMustBeSpecified          BAD_REQUEST            ""              "User key must be specified.";
    EncryptionNotHere:        InvalidArgument                 BAD_REQUEST            "0005-00000002" "x-oss-server-side-encryption header is not supported for this operation.";
    EntityTooSmall:           EntityTooSmall                  BAD_REQUEST            ""              "Your proposed upload smaller than the minimum allowed size.";
    FieldTooLong:             FieldItemTooLong                BAD_REQUEST            ""              "Your name of form field is too long.";
    FieldsTooLong:            MaxPOSTPreDataLengthExceededError BAD_REQUEST          ""              "Your POST request fields preceding the upload file were too large.";
    FileAlreadyExists:        FileAlreadyExists               CONFLICT               ""              "The object you specified already exists and can not be overwritten.";
    FileImmutable:            FileImmutable                   CONFLICT               ""              "The object you specified is immutable.";
    ForbiddenByKms:           AccessDenied                    FORBIDDEN              ""              "This request is forbidden by kms.";
    InternalError:            InternalError                   INTERNAL_SERVER_ERROR  ""              "We encountered an internal error. Please try again.";
    InvalidBucketName:        InvalidBucketName               BAD_REQUEST            "0015-00000001" "The specified bucket is not valid.";
    InvalidBucketTag:         InvalidTag                      BAD_REQUEST            "0010-00000219" "The tags you specified are invalid.";
    InvalidBucketTagPrefix:   InvalidTag                      BAD_REQUEST            "0010-00000207" "The tags you specified are invalid.";
    InvalidLoggingRole:       InvalidArgument                 BAD_REQUEST            "0032-00000014" "LoggingRole is invalid.";
    InvalidObjectName:        InvalidObjectName               BAD_REQUEST            ""              "The specified object is not valid.";
    InvalidObjectState:       InvalidObjectState              FORBIDDEN              ""              "The operation is not valid for the object's state";
    InvalidPart:              InvalidPart                     BAD_REQUEST            ""              "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.";
    InvalidPartOrder:         InvalidPartOrder                BAD_REQUEST            ""              "The list of parts was not in ascending order. Parts list must specified in order by part number.";
    InvalidPolicyDocument:    InvalidPolicyDocument           BAD_REQUEST            ""              "The content of the form does not meet the conditions specified in the policy document.";
    InvalidRange:             InvalidRange                    RANGE_NOT_SATISFIABLE  ""              "The requested range cannot be satisfied";
    InvalidTag:               InvalidTag                      BAD_REQUEST            ""              "The tags you specified are invalid.";
    InvalidTargetType:        InvalidTargetType               BAD_REQUEST            ""              "The symlink points to an object of another type than it may.";
    InvalidWorm:              InvalidWORMConfiguration        BAD_REQUEST            ""              "Invalid WORM Configuration.";
    InventoryAccount:         InvalidArgument                 BAD_REQUEST            "0020-00000028" "The account of the inventory destination is invalid.";
    InventoryAlreadyExist:    InventoryAlreadyExist           CONFLICT               ""              "The inventory already exists.";
    InventoryBegin:           InvalidArgument                 BAD_REQUEST            "0020-00000008" "The LastModifyBeginTimeStamp of the inventory filter is invalid.";
    InventoryBucket:          InvalidArgument                 BAD_REQUEST            "0020-00000032" "The bucket of the inventory destination is invalid.";
    InventoryClass:           InvalidArgument                 BAD_REQUEST            "0020-00000026" "The StorageClass of the inventory filter is invalid.";
    InventoryExceedLimit:     InventoryExceedLimit            BAD_REQUEST            ""              "You are not allowed to create more inventory than limit.";
    InventoryField:           InvalidArgument                 BAD_REQUEST            "0020-00000036" "The optional field of the inventory is invalid.";
    InventoryId:              InvalidArgument                 BAD_REQUEST            "0020-00000044" "The id of the inventory is invalid.";
    InventoryIdMissing:       MalformedXML                    BAD_REQUEST            "0020-00000005" "The XML you provided was not well-formed or did not validate against our published schema.";
    InventoryIdOther:         InvalidArgument                 BAD_REQUEST            "0020-00000043" "The inventoryId of the request is not the Id of the inventory.";
    KeyDisabled:              KeyDisabled                     CONFLICT               "0005-00000214" "The request was rejected because the key state is Disabled.";
    KeyIdWithoutKms:          InvalidArgument                 BAD_REQUEST            "0005-00000204" "KMSMasterKeyID is not applicable if the default sse algorithm is not KMS";
    KeyNotFound:              KeyNotFound                     NOT_FOUND              "0005-00000208" "The specified parameter KMS keyId is not found.";
    KeyPendingDeletion:       KeyPendingDeletion              CONFLICT               "0005-00000215" "The request was rejected because the key state is PendingDeletion.";
    KeyPendingImport:         KeyPendingImport                CONFLICT               ""              "The request was rejected because the key state is PendingImport.";
    LifecycleActionMissing:   MalformedXML                    BAD_REQUEST            "0014-00000026" "The XML you provided was not well-formed or did not validate against our published schema.";
    LifecycleBadClass:        InvalidArgument                 BAD_REQUEST            "0014-00000044" "Invalid StorageClass";
    LifecycleBadDate:         InvalidArgument                 BAD_REQUEST            "0014-00000087" "CreatedBeforeDate must be midnight UTC in the format yyyy-MM-ddT00:00:00.000Z.";
    LifecycleBadDays:         InvalidArgument                 BAD_REQUEST            "0014-00000086" "Days must be a positive integer.";
    LifecycleBadNoncurrentClass: InvalidArgument                 BAD_REQUEST            "0014-00000062" "Invalid StorageClass";
    LifecycleBadStatus:       MalformedXML                    BAD_REQUEST            "0014-00000024" "The XML you provided was not well-formed or did not validate against our published schema.";
    LifecycleExpirationEmpty: MalformedXML                    BAD_REQUEST            "0014-00000060" "The XML you provided was not well-formed or did not validate against our published schema.";
    LifecycleExpirationTwice: MalformedXML                    BAD_REQUEST            "0014-00000061" "The XML you provided was not well-formed or did not validate against our published schema.";
    LifecycleExpirationUnknown: MalformedXML                    BAD_REQUEST            "0014-00000056" "The XML you provided was not well-formed or did not validate against our published schema.";
    LifecycleMixed:           InvalidRequest                  BAD_REQUEST            "0014-00000080" "Days and CreatedBeforeDate cannot be mixed in the Transition actions of rules whose prefixes overlap.";
    LifecycleOrder:           InvalidArgument                 BAD_REQUEST            ""              "A later action must have more days than an earlier one.";
    LifecycleOrderOverlaps:   InvalidArgument                 BAD_REQUEST            "0014-00000082" "A later action must have more days than an earlier one.";
    LifecycleOverlaps:        InvalidRequest                  BAD_REQUEST            "0014-00000084" "Overlap for same action type Expiration";
    LifecycleSameId:          InvalidArgument                 BAD_REQUEST            "0014-00000020" "Rule ID must be unique.";
    LifecycleSamePrefix:      InvalidRequest                  BAD_REQUEST            "0014-00000085" "Found same prefix in different rules";
    LifecycleTransitionOverlaps: InvalidRequest                  BAD_REQUEST            "0014-00000079" "Overlap for same action type Transition";
    LifecycleTransitionTwice: MalformedXML                    BAD_REQUEST            "0014-00000050" "The XML you provided was not well-formed or did not validate against our published schema.";
    LoggingTargetMissing:     InvalidTargetBucketForLogging   BAD_REQUEST            "0032-00000008" "The target bucket for logging does not exist.";
    LoggingTargetNotNamed:    MalformedXML                    BAD_REQUEST            "0032-00000002" "The XML you provided was not well-formed or did not validate against our published schema.";
    LoggingTargetNotYours:    InvalidTargetBucketForLogging   BAD_REQUEST            "0032-00000009" "The target bucket for logging does not belong to you.";
    MalformedForm:            MalformedPOSTRequest            BAD_REQUEST            ""              "The body of your POST request is not well-formed multipart/form-data.";
    MalformedXml:             MalformedXML                    BAD_REQUEST            "0031-00000001" "The XML you provided was not well-formed or did not validate against our published schema.";
    MethodNotAllowed:         MethodNotAllowed                METHOD_NOT_ALLOWED     ""              "The specified method is not allowed against this resource.";
    MissingArgument:          MissingArgument                 BAD_REQUEST            "0016-00000502" "Missing Some Required Arguments.";
    MissingContentLength:     MissingContentLength            LENGTH_REQUIRED        ""              "You must provide the Content-Length HTTP header.";
    NoKeyInForm:              InvalidArgument                 BAD_REQUEST            ""              "The bucket POST must contain the specified 'key'. If it is specified, please check the order of the fields.";
    NoSuchBucket:             NoSuchBucket                    NOT_FOUND              "0015-00000101" "The specified bucket does not exist.";
    NoSuchBucketPolicy:       NoSuchBucketPolicy              NOT_FOUND              ""              "The bucket policy does not exist.";
    NoSuchCors:               NoSuchCORSConfiguration         NOT_FOUND              ""              "The CORS Configuration does not exist.";
    NoSuchEncryptionRule:     NoSuchServerSideEncryptionRule  NOT_FOUND              "0005-00000004" "The server side encryption configuration was not found.";
    NoSuchInventory:          NoSuchInventory                 NOT_FOUND              ""              "The specified inventory does not exist.";
    NoSuchKey:                NoSuchKey                       NOT_FOUND              "0026-00000001" "The specified key does not exist.";
    NoSuchLifecycle:          NoSuchLifecycle                 NOT_FOUND              ""              "No Row found in Lifecycle Table.";
    NoSuchLiveChannel:        NoSuchLiveChannel               NOT_FOUND              ""              "The specified live channel does not exist.";
    NoSuchUpload:             NoSuchUpload                    NOT_FOUND              "0042-00000002" "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
    NoSuchUploadForCopy:      NoSuchUpload                    NOT_FOUND              "0042-00000311" "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
    NoSuchUploadForPart:      NoSuchUpload                    NOT_FOUND              "0042-00000104" "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
    NoSuchVersion:            NoSuchVersion                   NOT_FOUND              ""              "The specified version does not exist.";
    NoSuchWebsite:            NoSuchWebsiteConfiguration      NOT_FOUND              ""              "The specified bucket does not have a website configuration.";
    NoSuchWorm:               NoSuchWORMConfiguration         NOT_FOUND              ""              "The WORM Configuration does not exist.";
    NotAForm:                 RequestIsNotMultiPartContent    BAD_REQUEST            ""              "Bucket POST must be of the enclosure-type multipart/form-data.";
    NotImplemented:           NotImplemented                  NOT_IMPLEMENTED        ""              "The local server does not do this yet.";
    NotModified:              NotModified                     NOT_MODIFIED           ""              "";
    NotOneFile:               IncorrectNumberOfFilesInPOSTRequest BAD_REQUEST        ""              "POST requires exactly one file upload per request.";
    NotRestorable:            OperationNotSupported           BAD_REQUEST            "0016-00000702" "The operation is not supported for this resource";
    NotSupported:             OperationNotSupported           BAD_REQUEST            ""              "The operation is not supported for this resource";
    NotSymlink:               NotSymlink                      BAD_REQUEST            ""              "The object is not symlink.";
    NotYours:                 AccessDenied                    FORBIDDEN              ""              "The bucket you access does not belong to you.";
    NothingWasPushed:         InvalidArgument                 BAD_REQUEST            "0044-00000308" "No ts file found in specified time span.";
    ObjectNotAppendable:      ObjectNotAppendable             CONFLICT               ""              "The object is not appendable";
    OverridesForbidden:       InvalidRequest                  BAD_REQUEST            ""              "Request specific response headers cannot be used for anonymous GET requests.";
    PartAlreadyExist:         PartAlreadyExist                CONFLICT               "0042-00000108" "For sequential multipart upload, you can't overwrite uploaded parts.";
    PartNotSequential:        PartNotSequential               BAD_REQUEST            "0042-00000105" "For sequential multipart upload, you must upload or complete parts with sequential part number.";
    PathStyle:                SecondLevelDomainForbidden      FORBIDDEN              "0003-00001401"  "Please use virtual hosted style to access.";
    PolicyForbids:            AccessDenied                    FORBIDDEN              ""              "Invalid according to Policy: Policy Condition failed.";
    PositionNotEqualToLength: PositionNotEqualToLength        CONFLICT               "0026-00000016" "Position is not equal to file length";
    PreconditionFailed:       PreconditionFailed              PRECONDITION_FAILED    ""              "At least one of the pre-conditions you specified did not hold.";
    RefererForbidden:         AccessDenied                    FORBIDDEN              "0003-00000502" "You are denied by bucket referer policy.";
    RefererMissing:           AccessDenied                    FORBIDDEN              "0003-00000501" "You are denied by bucket referer policy.";
    RefererNotAllowed:        AccessDenied                    FORBIDDEN              "0003-00000503" "You are denied by bucket referer policy.";
    RepeatedTags:             RepeatedTags                    BAD_REQUEST            ""              "Tag keys must be unique.";
    RequestExpired:           AccessDenied                    FORBIDDEN              ""              "Request has expired.";
    RequestNotValidYet:       AccessDenied                    FORBIDDEN              ""              "The signed URL is not valid yet.";
    RequestTimeout:           RequestTimeout                  BAD_REQUEST            ""              "Your socket connection to the server was not read from or written to within the timeout period.";
    RequesterPays:            AccessDenied                    FORBIDDEN              "0003-00000702" "Whoever asks pays for this bucket: x-oss-request-payer must be requester.";
    RestoreInProgress:        RestoreAlreadyInProgress        CONFLICT               ""              "The restore operation is in progress.";
    SignatureMismatch:        SignatureDoesNotMatch           FORBIDDEN              "0002-00000040" "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    SymlinkTargetNotExist:    SymlinkTargetNotExist           NOT_FOUND              ""              "The symlink target object does not exist.";
    TimeTooSkewed:            RequestTimeTooSkewed            FORBIDDEN              "0002-00000504" "The difference between the request time and the current time is too large.";
    TokenExpired:             SecurityTokenExpired            FORBIDDEN              "0002-00000007" "The security token you provided has expired.";
    TokenInvalid:             InvalidSecurityToken            FORBIDDEN              ""              "The security token you provided is invalid.";
    TooLarge:                 EntityTooLarge                  BAD_REQUEST            ""              "Your proposed upload exceeds the maximum allowed size.";
    TooManyCallbackUrls:      InvalidArgument                 BAD_REQUEST            "0007-00000005" "The callbackUrl has more than 5 addresses.";
    TwoSignatures:            InvalidArgument                 BAD_REQUEST            ""              "Only one auth mechanism allowed; only the signature query parameters or the Authorization header should be specified.";
    UnknownAccessKey:         InvalidAccessKeyId              FORBIDDEN              "0002-00000902" "The OSS Access Key Id you provided does not exist in our records.";
    UnsupportedHeader:        NotImplemented                  BAD_REQUEST            ""              "A header you provided implies functionality that is not implemented.";
    VersioningForbidsWorm:    InvalidArgument                 BAD_REQUEST            "0027-00000003" "A retention policy cannot be configured for a bucket whose versioning is suspended.";
    WormBadDays:              InvalidWORMConfiguration        BAD_REQUEST            "0027-00000002" "Invalid WORM Configuration.";
    WormForbidsVersioning:    InvalidArgument                 BAD_REQUEST            "0012-00000006" "Versioning cannot be changed in a bucket with a retention policy.";
    WormLocked:               WORMConfigurationLocked         CONFLICT               ""              "The WORM Configuration is locked.";
    WormNotANumber:           MalformedXML                    BAD_REQUEST            "0027-00000005" "The XML you provided was not well-formed or did not validate against our published schema.";
}

/// A refusal on its way to becoming an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: Reason,
    /// In place of the reason's own words.
    pub(crate) message: Option<String>,
    /// Further elements of the error document.
    pub(crate) details: Vec<(&'static str, String)>,
    /// Further headers of the answer.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Why the signature is wrong, for the log: the client is not told.
    pub(crate) signature: Option<Arc<Diagnosis>>,
}

impl Refusal {
    /// Says it in other words.
    pub(crate) fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Adds an element to the error document.
    pub(crate) fn with(mut self, element: &'static str, text: impl Into<String>) -> Self {
        self.details.push((element, text.into()));
        self
    }

    /// The same for another reason, where it is for `one`.
    pub(crate) fn instead_of(mut self, one: Reason, other: Reason) -> Self {
        if self.reason == one {
            self.reason = other;
        }
        self
    }

    /// Says why the signature is wrong.
    pub(crate) fn explained(mut self, diagnosis: Diagnosis) -> Self {
        self.signature = Some(Arc::new(diagnosis));
        self
    }

    /// Adds a header to the answer.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Code and words.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason.code(), self.message.as_deref().unwrap_or(self.reason.message()))?;
        self.details.iter().try_for_each(|(name, text)| write!(f, " ({name} {text})"))
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reason, message: None, details: Vec::new(), headers: Vec::new(), signature: None }
    }
}
