//! An object that breaks off on its way is asked for the rest, and not for what has come already.

use crate::{
    Client, Error, ErrorKind, Options, extent::Extent, ops::object::GetObject, retry::RetryState,
    transport::Body,
};
use http::{
    HeaderValue,
    header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, RANGE},
};
use std::{sync::Arc, time::Duration};

/// Who has got so much further has not asked in vain: attempts count anew.
const PROGRESS: u64 = 1 << 20;

/// Who asks for the rest. It costs next to nothing until something breaks off.
pub(crate) struct Resume {
    pub(crate) client: Client,
    pub(crate) object: GetObject,
    pub(crate) options: Arc<Options>,
    begun: Option<Box<Begun>>,
}

/// Since something broke off.
struct Begun {
    options: Options,
    state: RetryState,
    /// What had come when attempts began to count.
    reached: u64,
    /// Requests in all.
    asked: u32,
}

impl Resume {
    pub(crate) fn new(client: &Client, object: &GetObject, options: &Arc<Options>) -> Self {
        Self { client: client.clone(), object: object.clone(), options: Arc::clone(options), begun: None }
    }

    /// What the requests for other bytes of `extent` say.
    pub(crate) fn options_of_the_rest(&self, extent: &Extent) -> Options {
        let mut options = Options::clone(&self.options);
        // The conditions have been met; now it must be the same object.
        for name in [IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE] {
            options.headers.remove(name);
        }
        if let Some(etag) = extent.etag() {
            options.headers.insert(IF_MATCH, etag.clone());
        }
        options.version_id = extent.version().map(str::to_owned).or(options.version_id);
        options.accept = &[];
        // What has come stays counted.
        options.progress = None;
        options
    }

    /// The rest of `extent` behind the first `received` bytes.
    ///
    /// # Errors
    /// `broken`, where it cannot be had; and when what comes is not the rest.
    pub(crate) async fn rest(
        &mut self,
        extent: &Extent,
        received: u64,
        broken: Error,
    ) -> Result<Body, Error> {
        let Some(missing) = extent.missing(received) else { return Err(broken) };
        let Ok(range) = HeaderValue::from_str(&format!("bytes={}-{}", missing.first, missing.last)) else {
            return Err(broken);
        };
        let options = self.options_of_the_rest(extent);
        let Self { client, object, begun, .. } = self;
        let begun = begun.get_or_insert_with(|| Box::new(Begun::new(client, options)));
        begun.options.headers.insert(RANGE, range);
        if received - begun.reached >= PROGRESS {
            begun.state.advance();
            begun.reached = received;
        }
        let mut failure = None;
        loop {
            if !begun.state.again(client, failure.as_ref().unwrap_or(&broken), true).await {
                // What is not what was asked for says more than what was before it.
                let told = failure.filter(|error| matches!(error.kind(), ErrorKind::Malformed { .. }));
                return Err(told.unwrap_or(broken).after(begun.asked, Duration::ZERO));
            }
            begun.state.begin();
            begun.asked += 1;
            match client.attempt(object, &begun.options).await {
                Ok(answer) => {
                    let rest = extent.check_rest(missing, answer.output.extent());
                    let body = rest.map(|()| answer.output.into_body());
                    let kind = match body {
                        Ok(Some(body)) => return Ok(body),
                        Ok(None) => answer.response.malformed("it has no body".to_owned()),
                        Err(what) => answer.response.malformed(what),
                    };
                    return Err(answer.response.failed(kind).after(begun.asked, Duration::ZERO));
                }
                Err(error) => failure = Some(error),
            }
        }
    }
}

impl Begun {
    fn new(client: &Client, options: Options) -> Self {
        let mut state = RetryState::new(client.retry(&options));
        state.begin();
        Self { options, state, reached: 0, asked: 0 }
    }
}
