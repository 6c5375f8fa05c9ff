//! A line of an access log: its fields in the service's order. Signatures and tokens are not in it.

use super::ZONE;
use crate::{
    config::Account,
    store::{Bucket, Object},
};
use http::{HeaderMap, Method, StatusCode, Version, header};
use oss_protocol::{
    OperationId,
    date::Timestamp,
    encode,
    logging::{BucketLoggingStatus, LoggingEnabled},
};
use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

/// What was found out about a request while it was answered.
#[derive(Default)]
pub(crate) struct Seen {
    /// The bucket it is about.
    pub(crate) bucket: Option<Bucket>,
    /// Who sent it.
    pub(crate) account: Option<Arc<Account>>,
    /// The object as it was before, where the requests to its bucket are written down.
    pub(crate) before: Option<Object>,
}

impl Seen {
    /// The id of the access key that signed.
    pub(crate) fn signer(&self) -> Option<&str> {
        let account = self.account.as_deref().filter(|account| !account.is_anonymous())?;
        Some(&account.credentials.access_key_id)
    }

    /// Where the request is written down, if it is.
    pub(crate) fn logging(&self) -> Option<LoggingEnabled> {
        let bucket = self.bucket.as_ref().filter(|bucket| bucket.has::<BucketLoggingStatus>())?;
        bucket.setting::<BucketLoggingStatus>().ok()??.logging_enabled
    }
}

/// A request and its answer.
pub(crate) struct Line<'l> {
    pub(crate) seen: &'l Seen,
    /// None in process.
    pub(crate) remote: Option<IpAddr>,
    pub(crate) received: Timestamp,
    pub(crate) method: &'l Method,
    /// Path and query as they stood in the request line, without secrets.
    pub(crate) target: &'l str,
    pub(crate) version: Version,
    pub(crate) headers: &'l HeaderMap,
    /// Bytes of the request's body.
    pub(crate) length: u64,
    pub(crate) host: &'l str,
    pub(crate) request_id: &'l str,
    pub(crate) operation: Option<OperationId>,
    pub(crate) bucket: &'l str,
    pub(crate) key: Option<&'l str>,
    /// The object as it is now.
    pub(crate) object: Option<&'l Object>,
    pub(crate) status: StatusCode,
    pub(crate) error: Option<&'l str>,
    /// Bytes of the answer's body.
    pub(crate) sent: u64,
    pub(crate) took: Duration,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |name| self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let (referer, agent) = (text(header::REFERER), text(header::USER_AGENT));
        let account = self.seen.account.as_deref().filter(|account| !account.is_anonymous());
        let took = self.took.as_millis();
        let key = self.key.map(|key| encode::component(key).to_string());
        let class = self.object.map(|object| object.storage_class.as_str());
        let before = self.seen.before.as_ref();
        let changed = before.filter(|before| Some(before.storage_class.as_str()) != class).and(class);
        let version = format!("{:?}", self.version);

        match self.remote {
            Some(remote) => write!(f, "{remote} - - ")?,
            None => f.write_str("- - - ")?,
        }
        write!(f, "[{}] ", time(self.received))?;
        quoted(f, Some(&format!("{} {} {version}", self.method, self.target)))?;
        write!(f, "{} {} {took} ", self.status.as_u16(), self.sent)?;
        quoted(f, referer.as_deref())?;
        quoted(f, agent.as_deref())?;
        quoted(f, Some(self.host))?;
        quoted(f, Some(self.request_id))?;
        quoted(f, Some("true"))?;
        quoted(f, account.map(|account| account.owner.as_str()))?;
        quoted(f, self.operation.map(|operation| operation.spec().name))?;
        quoted(f, Some(self.bucket))?;
        quoted(f, key.as_deref())?;
        number(f, self.object.map(|object| object.length))?;
        write!(f, "{took} ")?;
        quoted(f, self.error)?;
        write!(f, "{} ", self.request_length())?;
        quoted(f, self.seen.bucket.as_ref().map(|bucket| bucket.owner.as_str()))?;
        number(f, self.growth())?;
        quoted(f, None)?; // no CDN asks, and no lifecycle
        quoted(f, class)?;
        quoted(f, changed.filter(|_| self.operation == Some(OperationId::CopyObject)))?;
        quoted(f, None)?; // there is no transfer acceleration
        match account {
            Some(account) => writeln!(f, "\"{}\"", plain(&account.credentials.access_key_id)),
            None => writeln!(f, "\"-\""),
        }
    }
}

impl Line<'_> {
    /// Whether a request stores an object.
    pub(crate) fn stores(operation: OperationId) -> bool {
        matches!(
            operation,
            OperationId::PutObject
                | OperationId::AppendObject
                | OperationId::CopyObject
                | OperationId::CompleteMultipartUpload
                | OperationId::PutSymlink
        )
    }

    fn request_length(&self) -> u64 {
        let head: usize =
            self.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        (self.method.as_str().len() + self.target.len() + head) as u64 + self.length
    }

    /// By how many bytes the object has become larger, where it was stored.
    fn growth(&self) -> Option<i128> {
        let stored = self.status.is_success() && self.operation.is_some_and(Self::stores);
        let now = i128::from(self.object.filter(|_| stored)?.length);
        let before = self.seen.before.as_ref().filter(|object| !object.is_marker());
        // What is stored as a further version takes nothing's place.
        let replaced =
            before.filter(|before| self.object.is_some_and(|object| object.version_id == before.version_id));
        Some(now - replaced.map_or(0, |object| i128::from(object.length)))
    }
}

/// `02/May/2012:00:00:04 +0800`
fn time(received: Timestamp) -> String {
    let text = Timestamp::from_secs(received.as_secs().saturating_add(ZONE)).rfc1123();
    let part = |from, to| text.get(from..to).unwrap_or_default();
    format!("{}/{}/{}:{} +0800", part(5, 7), part(8, 11), part(12, 16), part(17, 25))
}

fn number(f: &mut fmt::Formatter<'_>, number: Option<impl fmt::Display>) -> fmt::Result {
    match number {
        Some(number) => write!(f, "{number} "),
        None => f.write_str("- "),
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: Option<&str>) -> fmt::Result {
    write!(f, "\"{}\" ", plain(text.filter(|text| !text.is_empty()).unwrap_or("-")))
}

/// Text that ends neither its field nor its line.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c == '"' || c.is_control() { '\u{fffd}' } else { c }).collect()
}
