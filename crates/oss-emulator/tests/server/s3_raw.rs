//! Requests of S3 as bytes of their own, signed here: with the signer of the client's side as AWS publishes it.

use crate::raw::Answer;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full};
use oss_emulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service, system_clock};
use oss_protocol::{
    Query,
    date::Timestamp,
    encode,
    sign::{
        aws_v2,
        aws_v4::{self, Scope, SigningKey, UNSIGNED_PAYLOAD},
    },
};
use sha2::{Digest, Sha256};

pub(crate) const HOST: &str = "bkt.s3.oss-cn-hangzhou.aliyuncs.com";

/// A request that is about to be signed.
pub(crate) struct Sent<'a> {
    pub(crate) method: Method,
    pub(crate) target: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) now: Timestamp,
}

pub(crate) fn sent<'a>(
    method: Method,
    host: &str,
    target: &'a str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Sent<'a> {
    let mut map = HeaderMap::new();
    map.insert(header::HOST, HeaderValue::from_str(host).unwrap());
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    let now = Timestamp::from(system_clock()());
    let body = Bytes::copy_from_slice(body);
    Sent { method, target, headers: map, body, region: "cn-hangzhou", service: "s3", now }
}

impl Sent<'_> {
    /// Signs with V4 what is there, and tells the digest of the body unless that is said.
    pub(crate) fn v4(mut self) -> Self {
        let digest: String = Sha256::digest(&self.body).iter().map(|byte| format!("{byte:02x}")).collect();
        let time = self.now.basic();
        self.headers.insert("x-amz-date", time.parse().unwrap());
        let payload = self
            .headers
            .entry("x-amz-content-sha256")
            .or_insert(digest.parse().unwrap())
            .to_str()
            .unwrap()
            .to_owned();
        let mut names: Vec<_> = self.headers.keys().map(|name| name.as_str().to_owned()).collect();
        names.sort();
        let scope = Scope {
            date: time[..8].to_owned(),
            region: self.region.to_owned(),
            service: self.service.to_owned(),
        };
        let (path, query) = self.parts();
        let request = (&self.method, path.as_str(), &query, &self.headers);
        let canonical = aws_v4::canonical_request(request, &names, &payload);
        let text = aws_v4::string_to_sign(&canonical, &time, &scope);
        let signature = SigningKey::derive(DEFAULT_ACCESS_KEY_SECRET, &scope).sign(text.as_bytes());
        let names = names.join(";");
        let value = format!(
            "AWS4-HMAC-SHA256 Credential={DEFAULT_ACCESS_KEY_ID}/{scope}, SignedHeaders={names}, Signature={signature}"
        );
        self.headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        self
    }

    /// Signs with V2, for the bucket in the name of the host.
    pub(crate) fn v2(mut self) -> Self {
        self.headers.insert(header::DATE, self.now.rfc1123().parse().unwrap());
        let (_, query) = self.parts();
        let path = format!("/bkt{}", self.target.split('?').next().unwrap());
        let text = aws_v2::string_to_sign((&self.method, &path, &query, &self.headers), None);
        let signature = aws_v2::signature(DEFAULT_ACCESS_KEY_SECRET, &text);
        self.headers.insert(
            header::AUTHORIZATION,
            format!("AWS {DEFAULT_ACCESS_KEY_ID}:{signature}").parse().unwrap(),
        );
        self
    }

    fn parts(&self) -> (String, Query) {
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        (encode::decode(path).unwrap(), Query::parse(query).unwrap())
    }

    /// Adds or replaces a header behind the back of the signature.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(HeaderName::try_from(name).unwrap(), value.parse().unwrap());
        self
    }

    pub(crate) async fn to(self, service: &Service) -> Answer {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.headers_mut() = self.headers;
        request.headers_mut().insert(header::CONTENT_LENGTH, self.body.len().into());
        *request.method_mut() = self.method;
        *request.uri_mut() = self.target.parse().unwrap();
        let (parts, body) = service.call(request).await.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }
}

/// Sends a request to the bucket `bkt`, signed with V4.
pub(crate) async fn ask(
    service: &Service,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    sent(method, HOST, target, headers, body).v4().to(service).await
}

/// The URL of a request, signed with V4 for a minute; further headers are signed too.
pub(crate) fn url(method: Method, target: &str, headers: &[(&str, &str)], seconds: &str) -> String {
    let sent = sent(method, HOST, target, headers, b"");
    let (path, mut query) = sent.parts();
    let time = sent.now.basic();
    let scope = Scope { date: time[..8].to_owned(), region: "x".into(), service: "s3".into() };
    let mut names: Vec<_> = sent.headers.keys().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    query.push("X-Amz-Algorithm", aws_v4::ALGORITHM);
    query.push("X-Amz-Credential", format!("{DEFAULT_ACCESS_KEY_ID}/{scope}"));
    query.push("X-Amz-Date", &time);
    query.push("X-Amz-Expires", seconds);
    query.push("X-Amz-SignedHeaders", names.join(";"));
    let request = (&sent.method, path.as_str(), &query, &sent.headers);
    let canonical = aws_v4::canonical_request(request, &names, UNSIGNED_PAYLOAD);
    let text = aws_v4::string_to_sign(&canonical, &time, &scope);
    query
        .push("X-Amz-Signature", SigningKey::derive(DEFAULT_ACCESS_KEY_SECRET, &scope).sign(text.as_bytes()));
    format!("{}?{query}", encode::path(&path))
}

/// The body of a request that is signed already, in signed pieces.
pub(crate) fn pieces(sent: &Sent<'_>, contents: &[&[u8]]) -> Bytes {
    let digest =
        |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let authorization = sent.headers[header::AUTHORIZATION].to_str().unwrap();
    let mut before = authorization.rsplit_once('=').unwrap().1.to_owned();
    let time = sent.now.basic();
    let scope =
        Scope { date: time[..8].to_owned(), region: sent.region.into(), service: sent.service.into() };
    let key = SigningKey::derive(DEFAULT_ACCESS_KEY_SECRET, &scope);
    let mut body = Vec::new();
    for content in contents.iter().copied().chain([&b""[..]]) {
        let (empty, own) = (digest(b""), digest(content));
        let text = format!("AWS4-HMAC-SHA256-PAYLOAD\n{time}\n{scope}\n{before}\n{empty}\n{own}");
        before = key.sign(text.as_bytes());
        body.extend_from_slice(format!("{:x};chunk-signature={before}\r\n", content.len()).as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.into()
}
