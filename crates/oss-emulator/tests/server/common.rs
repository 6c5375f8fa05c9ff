//! The client plugged straight into the server: no socket.
use http::{
    HeaderValue,
    header::{CONTENT_LENGTH, TRANSFER_ENCODING},
};
use http_body_util::BodyExt;
use oss_client::{
    Client, Config, Credentials, Endpoint, Error, ErrorKind, Outgoing, Signing, TransportKind,
    transport::{Body, Exchange, Transport, TransportError},
};
use oss_emulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service};
use std::sync::Arc;

struct InProcess(Arc<Service>);

impl Transport for InProcess {
    fn exchange(&self, mut request: http::Request<Outgoing>) -> Exchange<'_> {
        // As the network's transport would say it.
        match http_body::Body::size_hint(request.body()).exact() {
            Some(length) => request.headers_mut().insert(CONTENT_LENGTH, length.into()),
            None => request.headers_mut().insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked")),
        };
        Box::pin(async move {
            let response = self.0.call(request).await;
            let broken =
                |e: std::io::Error| TransportError::Failed(TransportKind::Interrupted, e.to_string());
            Ok(response.map(|body| Body::new(body.map_err(broken))))
        })
    }
}

pub(crate) fn service() -> Arc<Service> {
    Arc::new(Service::open(oss_emulator::Config::default()).unwrap())
}

pub(crate) fn credentials() -> Credentials {
    Credentials {
        access_key_id: DEFAULT_ACCESS_KEY_ID.into(),
        access_key_secret: DEFAULT_ACCESS_KEY_SECRET.to_owned().into(),
        security_token: None,
    }
}

pub(crate) fn config() -> Config {
    Config::new(Endpoint::region("oss-cn-hangzhou", false, false).unwrap(), credentials())
}

/// A client that signs with V4.
pub(crate) fn client(service: &Arc<Service>) -> Client {
    Client::over(config(), InProcess(Arc::clone(service)))
}

/// A client with its own settings.
pub(crate) fn client_with(service: &Arc<Service>, change: impl FnOnce(&mut Config)) -> Client {
    let mut config = config();
    change(&mut config);
    Client::over(config, InProcess(Arc::clone(service)))
}

pub(crate) fn v4(region: &str) -> Signing {
    Signing::V4 { region: region.into(), product: "oss".into() }
}

/// Status, code and EC of a refusal.
pub(crate) fn refusal(error: &Error) -> (u16, String, String) {
    let ErrorKind::Service(refused) = error.kind() else { panic!("{error}") };
    let document = refused.document.as_ref().unwrap().as_ref().unwrap();
    (refused.status.as_u16(), document.code.clone().unwrap(), document.ec.clone().unwrap_or_default())
}

pub(crate) fn is(status: u16, code: &str, ec: &str) -> (u16, String, String) {
    (status, code.into(), ec.into())
}
