//! A service that answers as each test tells it.

use crate::{
    Client, Config, Credentials, Endpoint, Outgoing, TransportKind,
    transport::{Body, Exchange, Transport, TransportError},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt, Full, StreamBody};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

pub(super) const NOW: u64 = 1_700_000_000;

/// What came, and what is answered, in order.
#[derive(Clone, Default)]
pub(super) struct Script(Arc<Mutex<Scripted>>);

#[derive(Default)]
struct Scripted {
    answers: VecDeque<Planned>,
    seen: Vec<Seen>,
    overrun: bool,
}

/// A panic within a call is an error of that call.
impl Drop for Scripted {
    fn drop(&mut self) {
        assert!(!self.overrun || std::thread::panicking(), "more was asked than the script has");
    }
}

pub(super) struct Seen {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

pub(super) enum Planned {
    Fails(TransportKind),
    Silence,
    Answers(Response<Body>),
    /// After a second.
    AnswersLate(Response<Body>),
}

impl Script {
    pub(super) fn then(self, planned: Planned) -> Self {
        self.0.lock().unwrap().answers.push_back(planned);
        self
    }

    pub(super) fn says(self, status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        self.then(Planned::Answers(answer(status, headers, full(body.as_bytes()))))
    }

    /// The same, a second later.
    pub(super) fn says_late(self, status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        self.then(Planned::AnswersLate(answer(status, headers, full(body.as_bytes()))))
    }

    /// An answer of bytes that are no text.
    pub(super) fn holds(self, status: u16, headers: &[(&'static str, &str)], body: &[u8]) -> Self {
        self.then(Planned::Answers(answer(status, headers, full(body))))
    }

    pub(super) fn refuses(self, status: u16, code: &str) -> Self {
        let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
        self.says(status, &[], &body)
    }

    pub(super) fn fails(self, kind: TransportKind) -> Self {
        self.then(Planned::Fails(kind))
    }

    /// An answer of which a byte comes each second, without end.
    pub(super) fn drips(self, status: u16) -> Self {
        let mut pause = Box::pin(tokio::time::sleep(Duration::from_secs(1)));
        let bytes = futures_util::stream::poll_fn(move |cx| {
            pause.as_mut().poll(cx).map(|()| {
                pause.set(tokio::time::sleep(Duration::from_secs(1)));
                Some(Ok(http_body::Frame::data(Bytes::from_static(b" "))))
            })
        });
        let body = Body::new(StreamBody::new(bytes));
        self.then(Planned::Answers(answer(status, &[], body)))
    }

    /// An answer that breaks off behind `body`.
    pub(super) fn breaks_off(self, status: u16, headers: &[(&'static str, &str)], body: &[u8]) -> Self {
        let broken = TransportError::Failed(TransportKind::Interrupted, "cut".into());
        let frames = [Ok(http_body::Frame::data(Bytes::copy_from_slice(body))), Err(broken)];
        let body = Body::new(StreamBody::new(futures_util::stream::iter(frames)));
        self.then(Planned::Answers(answer(status, headers, body)))
    }

    pub(super) fn client(&self, change: impl FnOnce(&mut Config)) -> Client {
        let endpoint = Endpoint::parse("http://oss-cn-hangzhou.aliyuncs.com", false).unwrap();
        let credentials = Credentials {
            access_key_id: "id".into(),
            access_key_secret: "secret".to_owned().into(),
            security_token: None,
        };
        let mut config = Config::new(endpoint, credentials);
        config.clock = Arc::new(|| UNIX_EPOCH + Duration::from_secs(NOW));
        change(&mut config);
        Client::over(config, self.clone())
    }

    pub(super) fn requests(&self) -> usize {
        self.0.lock().unwrap().seen.len()
    }

    pub(super) fn seen<T>(&self, index: usize, read: impl FnOnce(&Seen) -> T) -> T {
        read(&self.0.lock().unwrap().seen[index])
    }
}

impl Transport for Script {
    fn exchange(&self, request: Request<Outgoing>) -> Exchange<'_> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(|error| TransportError::Body(error.to_io()))?;
            let body = body.to_bytes().to_vec();
            let planned = {
                let mut script = self.0.lock().unwrap();
                script.seen.push(Seen { method: parts.method, headers: parts.headers, body });
                let planned = script.answers.pop_front();
                script.overrun |= planned.is_none();
                planned.expect("the script goes on")
            };
            match planned {
                Planned::Fails(kind) => Err(TransportError::Failed(kind, "failed".into())),
                Planned::Silence => std::future::pending().await,
                Planned::Answers(response) => Ok(response),
                Planned::AnswersLate(response) => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    Ok(response)
                }
            }
        })
    }
}

fn full(bytes: &[u8]) -> Body {
    Body::new(Full::new(Bytes::copy_from_slice(bytes)).map_err(|never| match never {}))
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status.try_into().unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
    }
    response
}
