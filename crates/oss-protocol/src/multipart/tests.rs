//! Documents in the form the service's documentation prints.

use super::*;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

fn read<T: Serialize + DeserializeOwned + PartialEq + Debug>(text: &str) -> T {
    let document: T = xml::from_bytes(text.as_bytes()).unwrap();
    assert_eq!(xml::from_bytes::<T>(&xml::to_bytes(&document)).unwrap(), document);
    document
}

#[test]
fn the_beginning_and_the_end() {
    let begun: InitiateMultipartUploadResult = read(
        "<InitiateMultipartUploadResult xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"><Bucket>oss-example</Bucket>\
         <Key>multipart.data</Key><UploadId>0004B9894A22E5B1888A1E29F823****</UploadId></InitiateMultipartUploadResult>",
    );
    assert_eq!(begun.upload_id, "0004B9894A22E5B1888A1E29F823****");
    let body: CompleteMultipartUpload = read(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"3349DC700140D7F86A0784842780****\"</ETag></Part>\
         <Part><PartNumber>5</PartNumber><ETag>8EFDA8BE206636A695359836FE0A****</ETag></Part></CompleteMultipartUpload>",
    );
    assert_eq!(body.part.iter().map(|part| part.part_number).collect::<Vec<_>>(), [1, 5]);
    let done: CompleteMultipartUploadResult = read(
        "<CompleteMultipartUploadResult><EncodingType>url</EncodingType><Location>http://oss-example.oss-cn-hangzhou.aliyuncs.com/a%2Fb</Location>\
         <Bucket>oss-example</Bucket><Key>a%2Fb</Key><ETag>\"B864DB6A936D376F9F8D3ED3BBE540****-3\"</ETag></CompleteMultipartUploadResult>",
    );
    assert_eq!(done.decode().unwrap().key, "a/b");
    let copied: CopyPartResult = read(
        "<CopyPartResult><LastModified>2014-07-17T06:27:54.000Z</LastModified><ETag>\"5B3C1A2E053D763E1B002CC607C5****\"</ETag></CopyPartResult>",
    );
    assert_eq!(copied.last_modified, "2014-07-17T06:27:54.000Z");
}

#[test]
fn lists() {
    let parts: PartList = read(
        "<ListPartsResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId><NextPartNumberMarker>5</NextPartNumberMarker>\
         <PartNumberMarker></PartNumberMarker><MaxParts>1000</MaxParts><IsTruncated>false</IsTruncated><StorageClass>Standard</StorageClass>\
         <Part><PartNumber>1</PartNumber><LastModified>2012-02-23T07:01:34.000Z</LastModified><ETag>\"E\"</ETag>\
         <HashCrc64ecma>9959193341234567890</HashCrc64ecma><Size>6291456</Size></Part></ListPartsResult>",
    );
    assert_eq!((parts.next_part_number_marker, parts.part_number_marker, parts.max_parts), (5, 0, 1000));
    assert_eq!(parts.part[0].crc64.as_deref(), Some("9959193341234567890"));
    let uploads: UploadList = read(
        "<ListMultipartUploadsResult><Bucket>b</Bucket><EncodingType>url</EncodingType><KeyMarker/><UploadIdMarker/>\
         <NextKeyMarker>a%26b</NextKeyMarker><NextUploadIdMarker>u2</NextUploadIdMarker><Delimiter>%2F</Delimiter><Prefix/>\
         <MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated>\
         <Upload><Key>a%26b</Key><UploadId>u1</UploadId><Initiated>2012-02-23T04:18:23.000Z</Initiated></Upload>\
         <CommonPrefixes><Prefix>p%2F</Prefix></CommonPrefixes>\
         <Upload><Key>c</Key><UploadId>u2</UploadId><StorageClass>Standard</StorageClass><Initiated>2012-02-23T04:18:23.000Z</Initiated></Upload>\
         </ListMultipartUploadsResult>",
    );
    assert_eq!(uploads.upload.len(), 2);
    let uploads = uploads.decode().unwrap();
    assert_eq!((uploads.upload[0].key.as_str(), uploads.next_key_marker.as_str()), ("a&b", "a&b"));
    assert_eq!((uploads.delimiter.as_str(), uploads.common_prefixes[0].prefix.as_str()), ("/", "p/"));
}

#[test]
fn refuses_what_is_none_of_them() {
    for text in [
        "<CompleteMultipartUpload><Part><ETag>E</ETag></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>-1</PartNumber><ETag>E</ETag></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>99999999999</PartNumber><ETag>E</ETag></Part></CompleteMultipartUpload>",
        "<Delete><Part><PartNumber>1</PartNumber><ETag>E</ETag></Part></Delete>",
        "<CompleteMultipartUpload><Part>",
    ] {
        assert!(xml::from_bytes::<CompleteMultipartUpload>(text.as_bytes()).is_err(), "{text}");
    }
    let without_id = b"<InitiateMultipartUploadResult><Bucket>b</Bucket></InitiateMultipartUploadResult>";
    assert!(xml::from_bytes::<InitiateMultipartUploadResult>(without_id).is_err());
}
