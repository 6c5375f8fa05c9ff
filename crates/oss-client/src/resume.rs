//! An object that breaks off on its way is asked for the rest, and not for what has come already.

use crate::{Client, Error, Options, Response, ops::object::GetObject, transport::Body};
use http::{
    HeaderValue, StatusCode,
    header::{
        CONTENT_LENGTH, CONTENT_RANGE, ETAG, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
        RANGE,
    },
};
use oss_protocol::header;

/// Who has got so much further has not asked in vain: attempts count anew.
const PROGRESS: u64 = 1 << 20;

/// Which bytes of which object an answer holds.
#[derive(Clone, Debug)]
pub(crate) struct Extent {
    etag: HeaderValue,
    version: Option<String>,
    first: u64,
    last: u64,
}

impl Extent {
    /// Nothing where the answer does not say it, or is not the object itself but made from it.
    pub(crate) fn of(response: &Response) -> Option<Self> {
        let etag = response.headers.get(ETAG)?.clone();
        let (first, last) = match response.status {
            StatusCode::OK if !response.url.contains("x-oss-process=") => {
                (0, response.number(CONTENT_LENGTH)?.checked_sub(1)?)
            }
            StatusCode::PARTIAL_CONTENT => bounds(response)?,
            _ => return None,
        };
        let version = response.header(header::X_OSS_VERSION_ID).map(str::to_owned);
        Some(Self { etag, version, first, last })
    }
}

/// `bytes 10-19/100` as 10 and 19.
fn bounds(response: &Response) -> Option<(u64, u64)> {
    let range = response.header(CONTENT_RANGE)?.strip_prefix("bytes ")?;
    let (first, last) = range.split_once('/')?.0.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// Asks for the rest.
pub(crate) struct Resume {
    client: Client,
    object: GetObject,
    options: Options,
    extent: Extent,
    /// Attempts since bytes came last.
    made: u32,
    /// What had come then.
    reached: u64,
    /// Requests in all.
    asked: u32,
}

impl Resume {
    pub(crate) fn new(client: &Client, object: &GetObject, options: &Options, extent: Extent) -> Self {
        let mut options = options.clone();
        // The conditions have been met; now it must be the same object.
        for name in [IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE] {
            options.headers.remove(name);
        }
        options.headers.insert(IF_MATCH, extent.etag.clone());
        options.version_id = extent.version.clone().or(options.version_id);
        Self {
            client: client.clone(),
            object: object.clone(),
            options,
            extent,
            made: 1,
            reached: 0,
            asked: 0,
        }
    }

    /// Requests made for the rest.
    pub(crate) fn asked(&self) -> u32 {
        self.asked
    }

    /// The rest behind the first `received` bytes; nothing where it cannot be had.
    pub(crate) async fn rest(&mut self, received: u64, broken: &Error) -> Option<Body> {
        if received - self.reached >= PROGRESS {
            (self.made, self.reached) = (1, received);
        }
        let first = self.extent.first + received;
        let range = format!("bytes={first}-{}", self.extent.last);
        self.options.headers.insert(RANGE, HeaderValue::from_str(&range).ok()?);
        let mut failure = None;
        loop {
            self.wait(failure.as_ref().unwrap_or(broken)).await?;
            self.made += 1;
            self.asked += 1;
            match self.client.attempt(&self.object, &self.options).await {
                Ok(answer) if bounds(&answer.response).is_some_and(|(begins, _)| begins == first) => {
                    return answer.output.into_body();
                }
                Ok(_) => return None,
                Err(error) => failure = Some(error),
            }
        }
    }

    async fn wait(&self, error: &Error) -> Option<()> {
        let retry = self.client.retry(&self.options);
        let pause = retry.pause(error, self.made, self.client.time(), fastrand::f64())?;
        if !retry.allows(error).await {
            return None;
        }
        tokio::time::sleep(pause).await;
        Some(())
    }
}
