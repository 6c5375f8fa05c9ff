//! The way for keys with `.` and `..` segments, which reqwest's URL type would fold: the library below reqwest, by itself.

use super::{
    Body,
    dns::Resolver,
    failure::{Failure, interrupted},
};
use crate::Outgoing;
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::ClientConfig;
use std::time::Duration;

pub(super) struct Direct(Client<HttpsConnector<HttpConnector<Resolver>>, Outgoing>);

impl Direct {
    pub(super) fn new(tls: ClientConfig, connect_timeout: Duration, idle: Duration) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver);
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(connect_timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(idle)
            .build(connector);
        Self(client)
    }

    pub(super) async fn send(
        &self,
        request: http::Request<Outgoing>,
    ) -> Result<http::Response<Body>, Failure> {
        let response = self.0.request(request).await.map_err(|error| Failure {
            connecting: error.is_connect(),
            // The only limit here is the one on connecting.
            timed_out: error.is_connect() && chain_times_out(&error),
            error: error.into(),
        })?;
        Ok(response.map(|body| Body::new(body.map_err(|error| interrupted(&error)))))
    }
}

fn chain_times_out(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::TimedOut)
    })
}
