//! Sessions of the page. Whoever shows an access key, or the code that the command opened the page with, gets a token.
//!
//! A token is a header of the page's own requests and no cookie: cookies know no ports, so any other server of the machine would
//! be sent it.

use super::{Failure, answered, failure, malformed, origin};
use crate::{body::Body, call::Asked, config::Account, service::Service};
use bytes::Bytes;
use http::{Method, Response, StatusCode, header::AUTHORIZATION};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// So many sessions are remembered; the oldest are forgotten.
const REMEMBERED: usize = 64;

/// The sessions of a server.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<State>);

#[derive(Default)]
struct State {
    open: VecDeque<(Zeroizing<String>, Arc<Account>)>,
    /// Opens one session in the place of a key.
    code: Option<Zeroizing<String>>,
}

/// What opens a session.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Opening {
    #[serde(rename_all = "camelCase")]
    Key {
        access_key_id: String,
        access_key_secret: Zeroizing<String>,
    },
    Code {
        code: Zeroizing<String>,
    },
}

impl Sessions {
    /// A code that opens one session.
    pub(crate) fn code(&self) -> Result<Zeroizing<String>, getrandom::Error> {
        let code = random()?;
        self.state().code = Some(code.clone());
        Ok(code)
    }

    fn open(&self, account: Arc<Account>) -> Result<Zeroizing<String>, getrandom::Error> {
        let token = random()?;
        let mut state = self.state();
        if state.open.len() >= REMEMBERED {
            state.open.pop_front();
        }
        state.open.push_back((token.clone(), account));
        Ok(token)
    }

    /// Whose session has this token.
    fn find(&self, token: &str) -> Option<Arc<Account>> {
        let state = self.state();
        let found = state.open.iter().find(|(own, _)| same(own, token));
        found.map(|(_, account)| Arc::clone(account))
    }

    fn close(&self, token: &str) {
        self.state().open.retain(|(own, _)| !same(own, token));
    }

    fn take_code(&self, code: &str) -> bool {
        self.state().code.take_if(|own| same(own, code)).is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The account that is signed in, by the token of a request of the server's own page.
pub(super) fn of(service: &Service, asked: &Asked, host: &str) -> Option<Arc<Account>> {
    let token = token(asked).filter(|_| origin::is_own_page(asked, host, &service.config.hosts))?;
    service.sessions.find(token)
}

/// The token that a request shows, if it shows one.
pub(super) fn token(asked: &Asked) -> Option<&str> {
    asked.header(AUTHORIZATION)?.strip_prefix("Bearer ")
}

/// POST opens a session, GET shows whose it is, DELETE ends it.
pub(super) fn answer(service: &Service, asked: &Asked, host: &str, body: &Bytes) -> Response<Body> {
    let done = match asked.method {
        Method::POST => opened(service, asked, host, body),
        Method::GET => {
            of(service, asked, host).map(|account| about(service, &account, host)).ok_or_else(over)
        }
        Method::DELETE => match token(asked).filter(|_| of(service, asked, host).is_some()) {
            Some(token) => {
                service.sessions.close(token);
                Ok(Value::Null)
            }
            None => Err(over()),
        },
        _ => Err((StatusCode::METHOD_NOT_ALLOWED, "POST opens a session, DELETE ends it".to_owned())),
    };
    match done {
        Ok(done) => answered(StatusCode::OK, &done),
        // Without a word of how to show a key: the browser would ask for it in the page's place.
        Err((status, how)) => failure(status, &how),
    }
}

fn opened(service: &Service, asked: &Asked, host: &str, body: &Bytes) -> Result<Value, Failure> {
    if !origin::is_own_page(asked, host, &service.config.hosts) {
        let how =
            format!("{host} is no name of this server's own; use its address, or tell it the name (hosts)");
        return Err((StatusCode::FORBIDDEN, how));
    }
    let told = service.accounts.told();
    let account = match serde_json::from_slice(body).map_err(|e| malformed(&e))? {
        Opening::Code { code } => told.first().filter(|_| service.sessions.take_code(&code)),
        Opening::Key { access_key_id, access_key_secret } => told.iter().find(|account| {
            let own = &account.credentials;
            own.access_key_id == access_key_id && same(&own.access_key_secret, &access_key_secret)
        }),
    };
    let wrong =
        || (StatusCode::UNAUTHORIZED, "the server knows no such access key, or its secret is another".into());
    let account = account.ok_or_else(wrong)?;
    let token = service
        .sessions
        .open(Arc::clone(account))
        .map_err(|e| (StatusCode::INTERNAL_SERVER_ERROR, format!("no randomness for a session: {e}")))?;
    let mut about = about(service, account, host);
    about["token"] = token.as_str().into();
    Ok(about)
}

fn about(service: &Service, account: &Account, host: &str) -> Value {
    let scheme = if service.config.tls.is_some() { "https" } else { "http" };
    json!({
        "accessKeyId": account.credentials.access_key_id,
        "owner": account.owner,
        "region": service.config.region,
        "endpoint": format!("{scheme}://{host}"),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

fn over() -> Failure {
    (StatusCode::UNAUTHORIZED, "there is no such session: sign in".to_owned())
}

fn same(own: &str, shown: &str) -> bool {
    own.as_bytes().ct_eq(shown.as_bytes()).into()
}

/// 32 random bytes in hexadecimal digits.
fn random() -> Result<Zeroizing<String>, getrandom::Error> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(&mut *bytes)?;
    Ok(Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}
