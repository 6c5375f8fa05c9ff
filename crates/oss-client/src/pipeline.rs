//! One attempt: build, place, sign, exchange, judge, parse. Everything that may differ between attempts happens here.

use crate::{
    Answer, Client, Error, ErrorKind, Options, Request, Response, ServiceError, TimeoutKind,
    clock::Stopwatch, ops::Operation, signer::Signer, transport::TransportError,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderValue, Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING, USER_AGENT},
};
use oss_protocol::{ErrorDocument, Spec, header, sign::Signable, xml};
use std::time::Duration;

impl Client {
    pub(crate) async fn attempt<O: Operation>(
        &self,
        operation: &O,
        options: &Options,
    ) -> Result<Answer<O::Output>, Error> {
        let spec = O::ID.spec();
        let request = operation.build();
        let bucket = request.bucket.clone();
        let (url, request) = match self.finish(spec, request, options) {
            Ok(placed) => placed,
            Err(why) => return Err(Error::new(ErrorKind::Input(why), O::ID, bucket, String::new())),
        };
        let failed = |kind| Error::new(kind, O::ID, bucket.clone(), url.clone());
        let stopwatch = Stopwatch::start();
        let limit = options.timeout.unwrap_or(self.shared.config.timeout);

        let response = within(limit, async {
            self.shared.transport.exchange(request).await.map_err(TransportError::into_kind)
        });
        let mut response = Response::new(response.await.map_err(failed)?, bucket.clone(), url.clone());
        let rest = limit.saturating_sub(stopwatch.elapsed());
        let outcome = within(rest, async {
            if response.status != spec.success && !options.accept.contains(&response.status) {
                return Err(refusal(&mut response).await);
            }
            let output = O::parse(&mut response).await?;
            response.read().await?;
            Ok(output)
        })
        .await;
        response.elapsed = stopwatch.elapsed();
        match outcome {
            Ok(output) => Ok(Answer { output, response }),
            // The limit to report is the one that was asked for, not what was left of it.
            Err(ErrorKind::Timeout { kind, .. }) => Err(failed(ErrorKind::Timeout { kind, limit })),
            Err(kind) => Err(failed(kind).with_response(response)),
        }
    }

    /// Gives a request its place, its headers and its signature.
    fn finish(
        &self,
        spec: &Spec,
        request: Request,
        options: &Options,
    ) -> Result<(String, http::Request<bytes::Bytes>), String> {
        let config = &self.shared.config;
        let Request { bucket, key, query, mut headers, body, refused } = request;
        if let Some(why) = refused {
            return Err(why);
        }
        let selected: oss_protocol::Query =
            spec.selectors.iter().map(|name| (*name, "")).chain(query.iter()).collect();
        for name in options.headers.keys() {
            headers.remove(name);
        }
        headers.extend(options.headers.clone());
        // How the body is framed is not the caller's to say: a wrong length would break the connection.
        headers.remove(CONTENT_LENGTH);
        headers.remove(TRANSFER_ENCODING);
        let address = config.endpoint.address(bucket.as_deref(), key.as_deref());
        let text =
            |name, text: &str| HeaderValue::from_str(text).map_err(|_| format!("{name} is no header value"));
        if !headers.contains_key(USER_AGENT) {
            headers.insert(USER_AGENT, text("userAgent", &config.user_agent)?);
        }
        if config.request_payer {
            headers.insert(header::X_OSS_REQUEST_PAYER, HeaderValue::from_static("requester"));
        }
        Signer::prepare(&mut headers, config, &self.credentials)?;
        // The service answers 411 to a PUT or POST that does not say that it has no body.
        if body.is_empty() && matches!(spec.method, Method::PUT | Method::POST) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        // Not every caller signs `host`, but one who wants to must find it.
        if !headers.contains_key(HOST) {
            headers.insert(HOST, text("the host", &address.host)?);
        }
        if !headers.contains_key(AUTHORIZATION) {
            let signable = Signable {
                method: &spec.method,
                bucket: bucket.as_deref(),
                key: key.as_deref(),
                query: &selected,
                headers: &headers,
            };
            let additional = &options.additional_headers;
            let authorization = self.shared.signer.sign(&signable, config, &self.credentials, additional)?;
            headers.insert(AUTHORIZATION, authorization);
        }
        let mark = if selected.is_empty() { "" } else { "?" };
        let url = format!("{}{}{mark}{selected}", address.origin, address.path);
        let mut request = http::Request::new(body);
        *request.method_mut() = spec.method.clone();
        *request.uri_mut() = url.parse().map_err(|e| format!("{url} is no URL: {e}"))?;
        *request.headers_mut() = headers;
        Ok((url, request))
    }
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, ErrorKind>>,
) -> Result<T, ErrorKind> {
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ErrorKind::Timeout { kind: TimeoutKind::Response, limit }),
    }
}

/// What the service says where it does not do what was asked. Where an answer has no body, the document may stand in a header.
async fn refusal(response: &mut Response) -> ErrorKind {
    let status = response.status;
    let body = match response.read().await {
        Ok(body) => body.clone(),
        Err(kind) => return kind,
    };
    let document = if body.is_empty() { from_header(response) } else { read(&body).map(Some) };
    ErrorKind::Service(ServiceError { status, document })
}

fn from_header(response: &Response) -> Result<Option<Box<ErrorDocument>>, String> {
    // ali-oss knows these two without reading, and programs rely on it.
    if matches!(response.status, StatusCode::NOT_FOUND | StatusCode::PRECONDITION_FAILED) {
        return Ok(None);
    }
    let Some(value) = response.headers.get(header::X_OSS_ERR) else { return Ok(None) };
    let bytes = STANDARD.decode(value.as_bytes()).map_err(|e| e.to_string())?;
    read(&bytes).map(Some)
}

fn read(bytes: &[u8]) -> Result<Box<ErrorDocument>, String> {
    xml::from_bytes(bytes).map(Box::new).map_err(|e| e.to_string())
}
