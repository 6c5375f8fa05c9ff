//! A form as it arrives: its fields, then its file, which is read as it comes.

use super::pace::Pace;
use crate::{
    reason::{Reason, Refusal},
    s3,
};
use bytes::Bytes;
use futures_util::Stream;
use http::HeaderMap;
use multer::{Field, Multipart};
use std::io;

/// The service's limit for the name of a field.
const MAX_NAME: usize = 8 << 10;
/// The service's limit for the value of a field.
const MAX_VALUE: usize = 2 << 20;
/// So many bytes of fields are kept, names and values; the service's own limit is not known.
const MAX_FIELDS: usize = 4 << 20;
/// So many fields are kept, far more than a form has; nor is this limit of the service known.
const MAX_COUNT: usize = 1_000;

/// A form whose fields have been read, and whose file is about to come.
pub(super) struct Form<'b> {
    /// Names in lower case, for the service does not tell them apart by case. Each is there once: what is checked must be what
    /// is used.
    fields: Vec<(String, String)>,
    /// The same as they were sent, where that was in the dialect of S3.
    sent: Option<Vec<(String, String)>>,
    multipart: Multipart<'b>,
    file: Field<'b>,
    pace: Pace,
}

impl<'b> Form<'b> {
    /// Reads the fields, up to the file.
    pub(super) async fn read(
        headers: &HeaderMap,
        body: impl Stream<Item = io::Result<Bytes>> + Send + 'b,
    ) -> Result<Self, Refusal> {
        let content_type = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let boundary =
            multer::parse_boundary(content_type.unwrap_or_default()).map_err(|_| Reason::NotAForm)?;
        let pace = Pace::default();
        let mut multipart = Multipart::new(pace.hold(body), boundary);
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut size = 0;
        while let Some(mut field) = pace.got(multipart.next_field().await)? {
            let name = field.name().map(str::to_ascii_lowercase).ok_or(Reason::MalformedForm)?;
            if name == "file" {
                return Ok(Self { fields, sent: None, multipart, file: field, pace });
            }
            if name.len() > MAX_NAME {
                return Err(Reason::FieldTooLong.into());
            }
            size += name.len();
            if size > MAX_FIELDS || fields.len() == MAX_COUNT {
                return Err(Reason::FieldsTooLong.into());
            }
            if fields.iter().any(|(there, _)| *there == name) {
                return Err(
                    Refusal::from(Reason::MalformedForm).saying(format!("The field {name} is there twice."))
                );
            }
            let mut value = Vec::new();
            while let Some(bytes) = pace.got(field.chunk().await)? {
                value.extend_from_slice(&bytes);
                size += bytes.len();
                if value.len() > MAX_VALUE {
                    return Err(Reason::FieldTooLong.into());
                }
                if size > MAX_FIELDS {
                    return Err(Reason::FieldsTooLong.into());
                }
            }
            fields.push((name, String::from_utf8(value).map_err(|_| Reason::MalformedForm)?));
        }
        Err(Reason::NotOneFile.into())
    }

    /// Reads the fields as S3 names them.
    pub(super) fn speak_s3(&mut self) -> Result<(), Refusal> {
        let mut ours: Vec<(String, String)> = Vec::with_capacity(self.fields.len());
        for (name, value) in &self.fields {
            let (name, value) = s3::form(name, value);
            if ours.iter().any(|(there, _)| *there == name) {
                return Err(
                    Refusal::from(Reason::MalformedForm).saying(format!("The field {name} is there twice."))
                );
            }
            ours.push((name, value));
        }
        self.sent = Some(std::mem::replace(&mut self.fields, ours));
        Ok(())
    }

    /// Whether it is in the dialect of S3.
    pub(super) fn is_s3(&self) -> bool {
        self.sent.is_some()
    }

    /// The value of a field by the name that it was sent with, in lower case: a policy was signed for that.
    pub(super) fn sent(&self, name: &str) -> Option<&str> {
        let sent = self.sent.as_ref().unwrap_or(&self.fields);
        sent.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The value of a field, by its lower-case name.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The key; `${filename}` in it stands for the name of the file, without its folders.
    pub(super) fn key(&self) -> Option<String> {
        let path = self.file.file_name().unwrap_or_default();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        self.field("key").map(|key| key.replace("${filename}", name))
    }

    /// The content type the browser gave the file.
    pub(super) fn file_type(&self) -> Option<String> {
        self.file.headers().get(http::header::CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
    }

    /// The next bytes of the file.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Refusal> {
        self.pace.got(self.file.chunk().await)
    }

    /// Reads what follows the file, which the service passes over. A second file is too much.
    pub(super) async fn finish(mut self) -> Result<(), Refusal> {
        drop(self.file);
        while let Some(mut field) = self.pace.got(self.multipart.next_field().await)? {
            if field.name().is_some_and(|name| name.eq_ignore_ascii_case("file")) {
                return Err(Reason::NotOneFile.into());
            }
            while self.pace.got(field.chunk().await)?.is_some() {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{StreamExt, stream};
    use http::HeaderValue;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    fn headers() -> HeaderMap {
        let value = HeaderValue::from_static("multipart/form-data; boundary=9431149156168");
        [(http::header::CONTENT_TYPE, value)].into_iter().collect()
    }

    fn form(parts: &[(&str, &str)]) -> Bytes {
        let part = |(head, value): &(&str, &str)| {
            format!("--9431149156168\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
        };
        let parts: String = parts.iter().map(part).collect();
        Bytes::from(format!("{parts}--9431149156168--\r\n"))
    }

    async fn read(body: Bytes) -> Result<Form<'static>, Reason> {
        Form::read(&headers(), stream::iter([Ok(body)])).await.map_err(|refusal| refusal.reason)
    }

    #[tokio::test]
    async fn fields_come_first_then_the_file() {
        let file = "name=\"file\"; filename=\"C:\\dir\\MyFile.jpg\"\r\nContent-Type: image/jpeg";
        let body = form(&[
            ("name=\"key\"", "user/${filename}"),
            ("name=\"X-OSS-Meta-A\"", "中"),
            (file, "content\r\n--9431 but no boundary"),
            ("name=\"submit\"", "Upload"),
        ]);
        // Byte by byte, so that every boundary is cut somewhere.
        let bytes: Vec<_> = body.iter().map(|byte| Ok(Bytes::copy_from_slice(&[*byte]))).collect();
        let mut form = Form::read(&headers(), stream::iter(bytes)).await.ok().unwrap();
        assert_eq!(form.key().as_deref(), Some("user/MyFile.jpg"));
        assert_eq!(form.field("x-oss-meta-a"), Some("中"));
        assert_eq!(form.file_type().as_deref(), Some("image/jpeg"));
        let mut content = Vec::new();
        while let Some(bytes) = form.chunk().await.unwrap() {
            content.extend_from_slice(&bytes);
        }
        assert_eq!(content, b"content\r\n--9431 but no boundary");
        assert!(form.finish().await.is_ok());
    }

    #[tokio::test]
    async fn what_is_no_form_is_refused() {
        let reason = |result: Result<Form<'static>, Reason>| result.err().unwrap();
        assert_eq!(reason(read(form(&[("name=\"key\"", "k")])).await), Reason::NotOneFile);
        assert_eq!(reason(read(form(&[("filename=\"x\"", "k")])).await), Reason::MalformedForm);
        assert_eq!(
            reason(read(Bytes::from_static(b"--9431149156168\r\nContent-")).await),
            Reason::MalformedForm
        );
        assert_eq!(reason(read(Bytes::new()).await), Reason::MalformedForm);
        let long = "x".repeat(MAX_VALUE + 1);
        assert_eq!(reason(read(form(&[("name=\"a\"", &long)])).await), Reason::FieldTooLong);
        let half = "x".repeat(MAX_VALUE);
        let parts = ["name=\"a\"", "name=\"b\"", "name=\"c\""].map(|head| (head, half.as_str()));
        assert_eq!(reason(read(form(&parts)).await), Reason::FieldsTooLong);
        let heads: Vec<_> = (0..MAX_COUNT + 1).map(|n| format!("name=\"x-oss-meta-{n}\"")).collect();
        let parts: Vec<_> = heads.iter().map(|head| (head.as_str(), "")).collect();
        assert_eq!(reason(read(form(&parts)).await), Reason::FieldsTooLong);
        let plain = Form::read(&HeaderMap::new(), stream::empty()).await.err().unwrap();
        assert_eq!(plain.reason, Reason::NotAForm);
    }

    #[tokio::test]
    async fn a_field_that_is_there_twice_is_refused() {
        let file = ("name=\"file\"; filename=\"a\"", "content");
        for (first, second) in [("key", "key"), ("x-oss-object-acl", "X-OSS-Object-ACL"), ("a", "A")] {
            let heads = [first, second].map(|name| format!("name=\"{name}\""));
            let body = form(&[(&heads[0], "private"), (&heads[1], "private"), file]);
            assert_eq!(read(body).await.err(), Some(Reason::MalformedForm), "{first} {second}");
        }
    }

    /// Bytes that never end, each batch of them counted.
    fn endless(
        head: &'static str,
        taken: &Arc<AtomicUsize>,
    ) -> impl Stream<Item = io::Result<Bytes>> + use<> {
        let taken = Arc::clone(taken);
        let more = stream::repeat_with(move || {
            taken.fetch_add(64 << 10, Ordering::Relaxed);
            Ok(Bytes::from(vec![b'x'; 64 << 10]))
        });
        stream::iter([Ok(Bytes::from_static(head.as_bytes()))]).chain(more)
    }

    #[tokio::test]
    async fn what_does_not_end_is_not_kept() {
        const BEGIN: &str = "--9431149156168\r\nContent-Disposition: form-data; name=\"";
        let begun = |rest: &str| -> &'static str { format!("{BEGIN}{rest}").leak() };
        let cases = [
            ("", Reason::FieldsTooLong),
            (begun(""), Reason::FieldsTooLong),
            (begun("a\"\r\nX-Other: "), Reason::FieldsTooLong),
            (begun("a\"\r\n\r\n"), Reason::FieldTooLong),
        ];
        for (head, reason) in cases {
            let taken = Arc::default();
            let refused = Form::read(&headers(), endless(head, &taken)).await.err().unwrap();
            assert_eq!(refused.reason, reason, "{head}");
            assert!(taken.load(Ordering::Relaxed) < 4 << 20, "{head} {taken:?}");
        }
        // The file may be as long as it likes, and is not kept; what follows it is not kept either.
        let taken = Arc::default();
        let file = begun("file\"; filename=\"a\"\r\n\r\n");
        let mut form = Form::read(&headers(), endless(file, &taken)).await.ok().unwrap();
        let mut length = 0;
        while length < 64 << 20 {
            length += form.chunk().await.unwrap().unwrap().len();
            assert!(taken.load(Ordering::Relaxed) < length + (1 << 20));
        }
        let taken = Arc::default();
        let after = begun("file\"; filename=\"a\"\r\n\r\n\r\n--9431149156168\r\nX-Other: ");
        let mut form = Form::read(&headers(), endless(after, &taken)).await.ok().unwrap();
        while form.chunk().await.unwrap().is_some() {}
        assert_eq!(form.finish().await.unwrap_err().reason, Reason::FieldsTooLong);
        assert!(taken.load(Ordering::Relaxed) < 4 << 20);
    }

    #[tokio::test]
    async fn a_file_that_is_cut_or_not_alone_is_refused() {
        let file = ("name=\"file\"; filename=\"a\"", "content");
        let drain = async |body: Bytes| {
            let mut form = read(body).await.ok().unwrap();
            while form.chunk().await?.is_some() {}
            form.finish().await
        };
        assert_eq!(drain(form(&[file, file])).await.unwrap_err().reason, Reason::NotOneFile);
        let whole = form(&[file]);
        let cut = whole.slice(..whole.len() - 25);
        assert_eq!(drain(cut).await.unwrap_err().reason, Reason::MalformedForm);
    }
}
