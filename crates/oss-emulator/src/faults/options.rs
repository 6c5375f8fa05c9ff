//! What a fault is told: which requests it strikes, how often, and what it does to them.

use super::FaultError;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

/// Which requests are struck, how often, and how. The default strikes the next request, and does nothing to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Only requests of this operation, such as `PutObject`.
    pub operation: Option<String>,
    /// Only requests for this bucket and what is in it.
    pub bucket: Option<String>,
    /// Only requests for this object.
    pub key: Option<String>,
    /// Only requests for objects whose key begins so.
    pub prefix: Option<String>,
    /// So many requests that fit pass before the first strike.
    pub skip: u64,
    /// So often it strikes; `None` is without end.
    pub times: Option<u64>,
    /// The answer is a refusal with this status, and the request is not acted on.
    pub status: Option<StatusCode>,
    /// The code of the refusal; by default that of the status.
    pub code: Option<String>,
    /// The words of the refusal.
    pub message: Option<String>,
    /// Headers of the answer, in place of its own of the same names.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The request is acted on before it is delayed or refused.
    pub afterwards: bool,
    /// Where the connection is reset.
    pub cut: Option<CutAt>,
    /// Where nothing more comes.
    pub stall: Option<StallAt>,
    /// Milliseconds to wait before the request is acted on.
    pub delay: Option<u64>,
    /// The answer tells another CRC64 than that of the object.
    pub wrong_crc64: bool,
    /// The answer ends before the length it announces.
    pub truncate: bool,
    /// The body of the answer is no XML, nor what was asked for.
    pub malformed: bool,
}

/// Where a connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutAt {
    /// Before the request is acted on.
    Before,
    /// When it has been acted on, before the head of the answer.
    Head,
    /// In the middle of the body of the answer.
    Body,
}

/// Where nothing more comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StallAt {
    /// When the request has been acted on, before the head of the answer.
    Head,
    /// In the middle of the body of the answer.
    Body,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            operation: None,
            bucket: None,
            key: None,
            prefix: None,
            skip: 0,
            times: Some(1),
            status: None,
            code: None,
            message: None,
            headers: Vec::new(),
            afterwards: false,
            cut: None,
            stall: None,
            delay: None,
            wrong_crc64: false,
            truncate: false,
            malformed: false,
        }
    }
}

impl Fault {
    /// Reads an object with the options as JavaScript writes them: `{ "operation": "PutObject", "status": 503 }`. `times: null`
    /// is without end.
    ///
    /// # Errors
    /// When a value means nothing, or an option is not known.
    pub fn from_json(json: &Value) -> Result<Self, FaultError> {
        let wrong = || FaultError::wrong("a fault", "an object with options", json);
        let options = json.as_object().ok_or_else(wrong)?;
        let mut fault = Self::default();
        for (name, value) in options {
            match name.as_str() {
                "operation" => fault.operation = Some(text(name, value)?),
                "bucket" => fault.bucket = Some(text(name, value)?),
                "key" => fault.key = Some(text(name, value)?),
                "prefix" => fault.prefix = Some(text(name, value)?),
                "skip" => fault.skip = count(name, value)?,
                "times" => fault.times = if value.is_null() { None } else { Some(count(name, value)?) },
                "status" => fault.status = Some(status(name, value)?),
                "code" => fault.code = Some(text(name, value)?),
                "message" => fault.message = Some(text(name, value)?),
                "headers" => fault.headers = headers(name, value)?,
                "afterwards" => fault.afterwards = flag(name, value)?,
                "cut" => {
                    fault.cut = Some(match value.as_str() {
                        Some("before") => CutAt::Before,
                        Some("head") => CutAt::Head,
                        Some("body") => CutAt::Body,
                        _ => return Err(FaultError::wrong(name, "'before', 'head' or 'body'", value)),
                    });
                }
                "stall" => {
                    fault.stall = Some(match value.as_str() {
                        Some("head") => StallAt::Head,
                        Some("body") => StallAt::Body,
                        _ => return Err(FaultError::wrong(name, "'head' or 'body'", value)),
                    });
                }
                "delay" => fault.delay = Some(count(name, value)?),
                "crc64" => match value.as_str() {
                    Some("wrong") => fault.wrong_crc64 = true,
                    _ => return Err(FaultError::wrong(name, "'wrong'", value)),
                },
                "truncate" => fault.truncate = flag(name, value)?,
                "malformed" => fault.malformed = flag(name, value)?,
                _ => return Err(FaultError::Unknown(name.clone())),
            }
        }
        Ok(fault)
    }

    /// Whether a request is one of those to strike.
    pub(super) fn fits(&self, operation: Option<&str>, bucket: Option<&str>, key: Option<&str>) -> bool {
        let same = |wanted: &Option<String>, is| wanted.as_deref().is_none_or(|wanted| Some(wanted) == is);
        same(&self.operation, operation)
            && same(&self.bucket, bucket)
            && same(&self.key, key)
            && self.prefix.as_deref().is_none_or(|prefix| key.is_some_and(|key| key.starts_with(prefix)))
    }

    /// What it does, in words.
    pub(super) fn does(&self) -> String {
        let when = if self.afterwards { " afterwards" } else { "" };
        let parts = [
            self.delay.map(|delay| format!("delay {delay} ms")),
            self.status.map(|status| format!("status {}{when}", status.as_u16())),
            (!self.headers.is_empty()).then(|| "headers".to_owned()),
            self.wrong_crc64.then(|| "wrong crc64".to_owned()),
            self.malformed.then(|| "malformed".to_owned()),
            self.truncate.then(|| "truncate".to_owned()),
            self.cut.map(|at| format!("cut {at:?}").to_lowercase()),
            self.stall.map(|at| format!("stall {at:?}").to_lowercase()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

fn text(name: &str, value: &Value) -> Result<String, FaultError> {
    let text = value.as_str().filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| FaultError::wrong(name, "text", value))
}

fn flag(name: &str, value: &Value) -> Result<bool, FaultError> {
    value.as_bool().ok_or_else(|| FaultError::wrong(name, "true or false", value))
}

fn count(name: &str, value: &Value) -> Result<u64, FaultError> {
    value.as_u64().ok_or_else(|| FaultError::wrong(name, "a whole number that is not negative", value))
}

fn status(name: &str, value: &Value) -> Result<StatusCode, FaultError> {
    let status = value.as_u64().and_then(|status| u16::try_from(status).ok());
    // What is below is no answer but a promise of one.
    status
        .filter(|status| (200..600).contains(status))
        .and_then(|status| StatusCode::from_u16(status).ok())
        .ok_or_else(|| FaultError::wrong(name, "a status from 200 to 599", value))
}

/// So many headers fit into an answer; clients take no more.
const MAX_HEADERS: usize = 100;

fn headers(name: &str, value: &Value) -> Result<Vec<(HeaderName, HeaderValue)>, FaultError> {
    let wrong = |value: &Value| FaultError::wrong(name, "an object of header names and texts", value);
    let map: &Map<String, Value> = value.as_object().ok_or_else(|| wrong(value))?;
    if map.len() > MAX_HEADERS {
        return Err(FaultError::wrong(name, "at most 100 headers", &map.len().into()));
    }
    map.iter()
        .map(|(name, value)| {
            let parsed = HeaderName::try_from(name).ok().zip(value.as_str().and_then(|v| v.parse().ok()));
            let (header, text) = parsed.ok_or_else(|| wrong(value))?;
            if [header::CONTENT_LENGTH, header::TRANSFER_ENCODING].contains(&header) {
                let wanted = "left to the server (truncate announces more than it sends)";
                return Err(FaultError::wrong(name, wanted, value));
            }
            Ok((header, text))
        })
        .collect()
}
