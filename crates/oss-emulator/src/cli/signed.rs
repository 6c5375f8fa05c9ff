//! Requests to the server of this process, as a client signs them: what the command sets up, it does as clients do.

use super::Failure;
use crate::{Account, Server, body::Body};
use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, Method, Request, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, DATE, HOST},
};
use http_body_util::BodyExt;
use oss_protocol::{
    ErrorDocument, Query,
    date::Timestamp,
    encode, header,
    sign::{Signable, v1},
    xml,
};

/// A request for a bucket or an object.
pub(super) struct Signed<'a> {
    pub(super) method: Method,
    pub(super) bucket: &'a str,
    pub(super) key: Option<&'a str>,
    /// What follows `?`, a subresource.
    pub(super) query: &'a str,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    /// The length of the body.
    pub(super) length: u64,
}

impl Signed<'_> {
    /// Sends it, and gives the answer, whatever it is.
    pub(super) async fn ask<B>(
        &self,
        server: &Server,
        account: &Account,
        now: Timestamp,
        body: B,
    ) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (bucket, key) = (encode::path(self.bucket), encode::path(self.key.unwrap_or_default()));
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        let mut request = Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = format!("/{bucket}/{key}{query}").parse().map_err(Failure::said)?;
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::from_static("localhost"));
        headers.insert(CONTENT_LENGTH, self.length.into());
        let value = |text: &str| HeaderValue::from_bytes(text.as_bytes()).map_err(Failure::said);
        headers.insert(DATE, value(&now.rfc1123())?);
        for (name, text) in &self.headers {
            headers.append(HeaderName::try_from(*name).map_err(Failure::said)?, value(text)?);
        }
        if let Some(token) = &account.credentials.security_token {
            headers.insert(header::X_OSS_SECURITY_TOKEN, value(token)?);
        }
        let query = Query::parse(self.query).ok_or_else(|| Failure::said("the query is not UTF-8"))?;
        let signable = Signable {
            method: &self.method,
            bucket: Some(self.bucket),
            key: self.key,
            query: &query,
            headers,
        };
        let authorization = v1::authorize(&signable, &account.credentials).to_string();
        headers.insert(AUTHORIZATION, value(&authorization)?);
        Ok(server.call(request).await)
    }
}

/// A refusal in the server's words.
pub(super) async fn refusal(response: Response<Body>) -> String {
    let status: StatusCode = response.status();
    let body = response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let document = xml::from_bytes::<ErrorDocument>(&body).unwrap_or_default();
    let words = [document.code, document.message].into_iter().flatten().collect::<Vec<_>>().join(": ");
    format!("{} {words}", status.as_u16())
}
