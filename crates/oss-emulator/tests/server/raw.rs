//! Requests as bytes of their own, signed here: what no client of ours would send.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use oss_emulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service, system_clock};
use oss_protocol::{
    Query,
    date::Timestamp,
    encode,
    sign::{Signable, v1},
};

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Status, code and EC of a refusal; also of one to HEAD.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let document = match self.header("x-oss-err") {
            Some(text) => STANDARD.decode(text).unwrap(),
            None => self.body.to_vec(),
        };
        let document: oss_protocol::ErrorDocument = oss_protocol::xml::from_bytes(&document)
            .unwrap_or_else(|e| panic!("{} {e}: {}", self.status, String::from_utf8_lossy(&document)));
        (self.status.as_u16(), document.code.unwrap(), document.ec.unwrap_or_default())
    }

    /// Algorithm, data encryption and key id, as the headers say them.
    pub(crate) fn encryption(&self) -> (Option<&str>, Option<&str>, Option<&str>) {
        (
            self.header("x-oss-server-side-encryption"),
            self.header("x-oss-server-side-data-encryption"),
            self.header("x-oss-server-side-encryption-key-id"),
        )
    }
}

impl Answer {
    /// The document of an answer that succeeded.
    pub(crate) fn document<T: serde::de::DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.body);
        assert!(self.status.is_success(), "{} {text}", self.status);
        oss_protocol::xml::from_bytes(&self.body).unwrap_or_else(|e| panic!("{e}: {text}"))
    }
}

/// Sends a request that nobody signed, or whose URL is.
pub(crate) async fn unsigned(
    service: &Service,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let body = body.into();
    let mut request = Request::new(Full::new(body.clone()));
    request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
    request.headers_mut().insert(header::CONTENT_LENGTH, body.len().into());
    for (name, value) in headers {
        request
            .headers_mut()
            .append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().unwrap();
    let (parts, body) = service.call(request).await.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

pub(crate) async fn post(service: &Service, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    ask(service, Method::POST, target, headers, body.to_owned()).await
}

/// The headers of a signed request for `/bucket/key?query`.
pub(crate) fn signed(method: &Method, target: &str, headers: &[(&str, &str)]) -> HeaderMap {
    signed_by((DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET), method, target, headers)
}

/// The same with another access key.
pub(crate) fn signed_by(
    key: (&str, &str),
    method: &Method,
    target: &str,
    headers: &[(&str, &str)],
) -> HeaderMap {
    signed_at(Timestamp::from(system_clock()()), key, method, target, headers)
}

/// The same at another time.
pub(crate) fn signed_at(
    now: Timestamp,
    (id, secret): (&str, &str),
    method: &Method,
    target: &str,
    headers: &[(&str, &str)],
) -> HeaderMap {
    let mut map = HeaderMap::new();
    map.insert(header::HOST, HeaderValue::from_static("localhost"));
    map.insert(header::DATE, now.rfc1123().parse().unwrap());
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        map.append(HeaderName::try_from(*name).unwrap(), value);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = encode::decode(&path[1..]).unwrap();
    let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
    let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
    let query = Query::parse(query).unwrap();
    let request = Signable { method, bucket: some(bucket), key: some(key), query: &query, headers: &map };
    let signature = v1::signature(secret, &v1::string_to_sign(&request));
    map.insert(header::AUTHORIZATION, format!("OSS {id}:{signature}").parse().unwrap());
    map
}

/// Sends a request without a body, signed with another access key.
pub(crate) async fn by(
    service: &Service,
    key: (&str, &str),
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let headers: Vec<_> = headers.iter().copied().chain([("content-length", "0")]).collect();
    let mut request = Request::new(Full::<Bytes>::default());
    *request.headers_mut() = signed_by(key, &method, target, &headers);
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().unwrap();
    let (parts, body) = service.call(request).await.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

/// Sends a request with a body whose length is told.
pub(crate) async fn ask(
    service: &Service,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let body = body.into();
    let length = body.len().to_string();
    let mut headers = headers.to_vec();
    headers.push(("content-length", &length));
    send(service, method, target, &headers, Full::new(body)).await
}

/// Sends a request with any body.
pub(crate) async fn send<B>(
    service: &Service,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: B,
) -> Answer
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut request = Request::new(body);
    *request.headers_mut() = signed(&method, target, headers);
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().unwrap();
    let (parts, body) = service.call(request).await.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

pub(crate) async fn put(service: &Service, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    ask(service, Method::PUT, target, headers, Bytes::copy_from_slice(body)).await
}

pub(crate) async fn get(service: &Service, target: &str, headers: &[(&str, &str)]) -> Answer {
    send(service, Method::GET, target, headers, Full::default()).await
}

pub(crate) async fn head(service: &Service, target: &str, headers: &[(&str, &str)]) -> Answer {
    send(service, Method::HEAD, target, headers, Full::default()).await
}

pub(crate) async fn delete(service: &Service, target: &str) -> Answer {
    send(service, Method::DELETE, target, &[], Full::default()).await
}

/// Appends at a position.
pub(crate) async fn append(
    service: &Service,
    target: &str,
    position: usize,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let target = format!("{target}?append&position={position}");
    ask(service, Method::POST, &target, headers, Bytes::copy_from_slice(body)).await
}

pub(crate) async fn versioning(service: &Service, status: &str) {
    let body = format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
    assert_eq!(put(service, "/bkt/?versioning", &[], body.as_bytes()).await.status, 200);
}
