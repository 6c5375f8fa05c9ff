//! Which bytes of which object an answer holds, held against what was asked for.

use crate::{ErrorKind, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG},
};
use oss_protocol::{
    header,
    range::{self, ByteRange, Ranged},
};

/// Which bytes of which object an answer holds.
#[derive(Clone, Debug)]
pub(crate) struct Extent {
    etag: Option<HeaderValue>,
    version: Option<HeaderValue>,
    /// How it is packed: what is packed on the way and what is not do not go together.
    coding: Option<HeaderValue>,
    /// Where the first byte is in the object.
    first: u64,
    /// How many bytes are to come, if that is told.
    count: Option<u64>,
    /// How long the object is, if that is told.
    total: Option<u64>,
    /// Whether these are bytes of the object itself, whose rest can be asked for, and not made from it.
    plain: bool,
}

impl Extent {
    /// # Errors
    /// When the answer is a part of the object that was not asked for, or contradicts itself.
    pub(crate) fn of(response: &Response) -> Result<Self, ErrorKind> {
        let length = response.number(CONTENT_LENGTH);
        let made = response.url.contains("x-oss-process=");
        let (first, count, total, plain) = match response.status {
            StatusCode::OK => (0, length, length, !made),
            StatusCode::PARTIAL_CONTENT => match part(response).map_err(|what| response.malformed(what))? {
                Some((range, total)) => (range.first, Some(range.count()), total, !made),
                None => (0, length, None, false),
            },
            StatusCode::NOT_MODIFIED if !response.conditional => {
                let what = "it says that the object has not changed since, and that was not asked";
                return Err(response.malformed(what.to_owned()));
            }
            // There is no object in it.
            _ => (0, None, None, false),
        };
        Ok(Self {
            etag: response.headers.get(ETAG).cloned(),
            version: response.headers.get(header::X_OSS_VERSION_ID).cloned(),
            coding: response.headers.get(CONTENT_ENCODING).cloned(),
            first,
            count,
            total,
            plain,
        })
    }

    /// How many bytes are to come, if that is told.
    pub(crate) fn count(&self) -> Option<u64> {
        self.count
    }

    /// Where the first byte is in the object.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// Whether these are bytes of the object itself, one after the other.
    pub(crate) fn is_plain(&self) -> bool {
        self.plain
    }

    pub(crate) fn etag(&self) -> Option<&HeaderValue> {
        self.etag.as_ref()
    }

    pub(crate) fn version(&self) -> Option<&str> {
        self.version.as_ref()?.to_str().ok()
    }

    /// So many bytes from `start` on, counted from the first that came.
    pub(crate) fn range(&self, start: u64, length: u64) -> Option<ByteRange> {
        let first = self.first.checked_add(start)?;
        Some(ByteRange { first, last: first.checked_add(length.checked_sub(1)?)? })
    }

    /// What is missing when the first `received` bytes have come; nothing where that cannot be asked for.
    pub(crate) fn missing(&self, received: u64) -> Option<ByteRange> {
        let left = self.count?.checked_sub(received).filter(|left| *left > 0 && self.plain)?;
        self.etag.as_ref()?;
        self.range(received, left)
    }

    /// Whether `rest` is what was missing: of the same object, all of it and no more.
    ///
    /// # Errors
    /// What differs.
    pub(crate) fn check_rest(&self, missing: ByteRange, rest: &Self) -> Result<(), String> {
        let differ = |one: &Option<HeaderValue>, other: &Option<HeaderValue>| matches!((one, other), (Some(one), Some(other)) if one != other);
        if rest.etag != self.etag {
            let name = |etag: &Option<HeaderValue>| match etag {
                Some(etag) => format!("{etag:?}"),
                None => "none".to_owned(),
            };
            return Err(format!(
                "its rest is of another object: the ETag was {}, and is {}",
                name(&self.etag),
                name(&rest.etag)
            ));
        }
        if differ(&rest.version, &self.version) {
            return Err("its rest is of another version of the object".to_owned());
        }
        if rest.coding != self.coding {
            return Err("its rest is packed otherwise than its beginning".to_owned());
        }
        if matches!((self.total, rest.total), (Some(one), Some(other)) if one != other) {
            return Err("its rest is of an object of another length".to_owned());
        }
        if (rest.first, rest.count) != (missing.first, Some(missing.count())) {
            return Err(format!(
                "its rest is bytes {}-{}, and {} bytes from {} on came",
                missing.first,
                missing.last,
                rest.count.map_or("some".to_owned(), |count| count.to_string()),
                rest.first
            ));
        }
        Ok(())
    }
}

/// The range that a `206` holds, and the length of the whole; nothing where it holds several.
fn part(response: &Response) -> Result<Option<(ByteRange, Option<u64>)>, String> {
    let Some(asked) = response.asked.as_ref().map(|range| range.to_str().unwrap_or_default()) else {
        return Err("it is a part of the object, and the whole was asked for".to_owned());
    };
    let Some(text) = response.header(CONTENT_RANGE) else {
        let several =
            response.header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("multipart/byteranges"));
        return if several && asked.contains(',') {
            Ok(None)
        } else {
            Err("it is a part of the object, and does not say which".to_owned())
        };
    };
    let (range, total) = range::parse_content_range(text).ok_or_else(|| format!("{text:?} is no range"))?;
    // Without a length, the range ends the object as far as anybody knows.
    let meant = match range::parse(asked, total.unwrap_or(range.last.saturating_add(1))) {
        Ranged::Inside(meant) | Ranged::Cut(meant) => meant == range,
        Ranged::Outside => false,
        // Several ranges, or what only the service understands.
        Ranged::Invalid => true,
    };
    if !meant {
        return Err(format!("it holds {text}, and {asked} was asked for"));
    }
    if response.number(CONTENT_LENGTH).is_some_and(|length| length != range.count()) {
        return Err(format!("it holds {text}, and says that it has another length"));
    }
    Ok(Some((range, total)))
}
