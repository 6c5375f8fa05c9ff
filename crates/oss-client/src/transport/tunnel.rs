//! `CONNECT`: a way through a proxy to a server that the proxy cannot read along with.

use super::{failure::ConnectError, proxy::Proxy, socket::Io};
use crate::TransportKind;
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, StatusCode, Uri,
    header::{HOST, PROXY_AUTHORIZATION},
};
use http_body_util::Empty;
use hyper::client::conn::http1;

/// Asks the proxy at the other end of `io` to connect to `target`, which names a host.
pub(super) async fn open(io: Box<dyn Io>, target: &Uri, proxy: &Proxy) -> Result<Box<dyn Io>, ConnectError> {
    let broken = |error: hyper::Error| failed(format!("{proxy} broke the connection off: {error}"));
    let request = request(target, proxy).map_err(|error| failed(error.to_string()))?;
    let (mut sender, connection) = http1::handshake(io).await.map_err(broken)?;
    // It ends with the tunnel, or when `sender` is dropped.
    let connection = tokio::spawn(connection.with_upgrades());
    let answer = sender.send_request(request).await.map_err(broken)?;
    match answer.status() {
        status if status.is_success() => {
            let tunnel = hyper::upgrade::on(answer).await.map_err(broken)?;
            Ok(Box::new(tunnel))
        }
        status => {
            connection.abort();
            let said = format!("{proxy} answers {status} to CONNECT {}", authority(target));
            Err(match status {
                StatusCode::PROXY_AUTHENTICATION_REQUIRED => refused(proxy.unauthorized()),
                // It could not reach the server, which may pass.
                status if status.is_server_error() => failed(said),
                _ => refused(said),
            })
        }
    }
}

fn request(target: &Uri, proxy: &Proxy) -> http::Result<Request<Empty<Bytes>>> {
    let authority = authority(target);
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(Uri::builder().authority(authority.as_str()).build()?)
        .header(HOST, HeaderValue::from_str(&authority)?)
        .body(Empty::new())?;
    if let Some(authorization) = &proxy.authorization {
        request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
    }
    Ok(request)
}

/// Host and port; proxies want the port said.
fn authority(target: &Uri) -> String {
    format!("{}:{}", target.host().unwrap_or_default(), target.port_u16().unwrap_or(443))
}

fn refused(message: String) -> ConnectError {
    ConnectError::Failed(TransportKind::Proxy, message)
}

fn failed(message: String) -> ConnectError {
    ConnectError::Failed(TransportKind::Connect, message)
}
