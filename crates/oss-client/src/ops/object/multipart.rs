//! Objects are stored in parts. How they are encrypted is said when the upload begins, and holds for all of it.

use crate::{
    ErrorKind, Payload, Request, Response, Route,
    ops::{Operation, Proof},
};
use http::header::{CONTENT_TYPE, ETAG};
use oss_protocol::{
    Names, OperationId, Query,
    copy_source::CopySource,
    header,
    multipart::{
        CompleteMultipartUpload as Parts, CompleteMultipartUploadResult, CopyPartResult,
        InitiateMultipartUploadResult, PartList,
    },
};

/// Begins a multipart upload.
#[derive(Clone, Debug, Default)]
pub struct InitiateMultipartUpload {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// What the object is, such as `text/plain`.
    pub content_type: Option<String>,
    /// The user's own metadata, by name without `x-oss-meta-`.
    pub metadata: Vec<(String, String)>,
}

impl Operation for InitiateMultipartUpload {
    type Output = InitiateMultipartUploadResult;

    fn route(&self) -> Route {
        OperationId::InitiateMultipartUpload.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
            .header(CONTENT_TYPE, self.content_type.as_deref())
            .metadata(&self.metadata)
    }

    async fn parse(response: &mut Response) -> Result<InitiateMultipartUploadResult, ErrorKind> {
        let result: InitiateMultipartUploadResult = response.xml().await?;
        result.decode().map_err(|e| response.malformed(e.to_string()))
    }
}

/// A step of a multipart upload: which upload.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The id that the beginning gave.
    pub upload_id: String,
}

impl Upload {
    fn request(&self) -> Request {
        Request::object(&self.bucket, &self.key).parameter("uploadId", Some(&self.upload_id))
    }

    fn part(&self, number: u32) -> Request {
        Request::object(&self.bucket, &self.key)
            .parameter("partNumber", Some(number))
            .parameter("uploadId", Some(&self.upload_id))
    }
}

/// Stores a part.
#[derive(Clone, Debug, Default)]
pub struct UploadPart {
    /// Of which upload.
    pub upload: Upload,
    /// 1 to 10,000.
    pub number: u32,
    /// At least 100 KiB, but for the last part.
    pub body: Payload,
}

impl Operation for UploadPart {
    /// The ETag, which completing needs.
    type Output = String;

    fn route(&self) -> Route {
        OperationId::UploadPart.into()
    }

    fn build(&self) -> Request {
        self.upload.part(self.number).body(self.body.clone())
    }

    fn echoes_checksum(&self) -> bool {
        true
    }

    async fn parse(response: &mut Response) -> Result<String, ErrorKind> {
        response.required(ETAG)
    }
}

/// Stores a part that is copied from an object.
#[derive(Clone, Debug)]
pub struct UploadPartCopy {
    /// Of which upload.
    pub upload: Upload,
    /// 1 to 10,000.
    pub number: u32,
    /// What is copied.
    pub source: CopySource,
    /// Which bytes of it, as in `0-102399`; without it, all.
    pub range: Option<String>,
}

impl Operation for UploadPartCopy {
    type Output = CopyPartResult;

    fn route(&self) -> Route {
        OperationId::UploadPartCopy.into()
    }

    fn build(&self) -> Request {
        let range = self.range.as_ref().map(|range| format!("bytes={range}"));
        self.upload
            .part(self.number)
            .header(header::X_OSS_COPY_SOURCE, Some(&self.source.to_string()))
            .header(header::X_OSS_COPY_SOURCE_RANGE, range.as_deref())
    }

    async fn parse(response: &mut Response) -> Result<CopyPartResult, ErrorKind> {
        response.xml().await
    }
}

/// Makes the parts an object.
#[derive(Clone, Debug)]
pub struct CompleteMultipartUpload {
    /// Which upload.
    pub upload: Upload,
    /// Its parts, in the order of their numbers.
    pub parts: Parts,
    /// The checksum of them all, if it is known: by it a repeated call finds that the object is there already.
    pub crc64: Option<u64>,
}

impl Operation for CompleteMultipartUpload {
    /// Nothing where a callback's answer took the place of the document.
    type Output = Option<CompleteMultipartUploadResult>;

    fn route(&self) -> Route {
        OperationId::CompleteMultipartUpload.into()
    }

    fn build(&self) -> Request {
        self.upload.request().xml(&self.parts)
    }

    fn proof(&self, code: &str) -> Option<Proof> {
        (code == "NoSuchUpload").then_some(Proof::Checksum(self.crc64))
    }

    async fn parse(response: &mut Response) -> Result<Option<CompleteMultipartUploadResult>, ErrorKind> {
        response.read().await?;
        Ok(response.xml().await.ok())
    }
}

/// Forgets an upload and its parts.
#[derive(Clone, Debug, Default)]
pub struct AbortMultipartUpload {
    /// Which upload.
    pub upload: Upload,
}

impl Operation for AbortMultipartUpload {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::AbortMultipartUpload.into()
    }

    fn build(&self) -> Request {
        self.upload.request()
    }

    fn proof(&self, code: &str) -> Option<Proof> {
        (code == "NoSuchUpload").then_some(Proof::Refusal)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// Lists the parts of an upload.
#[derive(Clone, Debug, Default)]
pub struct ListParts {
    /// Which upload.
    pub upload: Upload,
    /// Which page: `max-parts`, `part-number-marker`, `encoding-type`.
    pub parameters: Query,
}

impl Operation for ListParts {
    type Output = PartList;

    fn route(&self) -> Route {
        OperationId::ListParts.into()
    }

    fn build(&self) -> Request {
        let mut request = self.upload.request();
        // Which upload is the call's to say, not the page's.
        request.query = self.parameters.clone().with(request.query.iter());
        request
    }

    async fn parse(response: &mut Response) -> Result<PartList, ErrorKind> {
        let list: PartList = response.xml().await?;
        list.decode().map_err(|e| response.malformed(e.to_string()))
    }
}
