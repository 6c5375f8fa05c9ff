//! Lists, page by page: objects, versions, uploads.

mod group;
mod objects;
mod token;
mod uploads;
mod versions;

pub(crate) use objects::{list_objects, list_objects_v2};
pub(crate) use uploads::list_uploads;
pub(crate) use versions::list_versions;

use super::object::bad_argument as bad;
use crate::{body::Body, call::Call, reason::Refusal, reply};
use http::Response;
use oss_protocol::{Names, bucket::Owner, listing::CommonPrefix, number};
use serde::Serialize;

/// The longest prefix, marker or delimiter, in bytes: as long as a key may be.
const MAX_NAME: usize = 1_023;

/// What every list is asked with.
struct Asked<'a> {
    prefix: &'a str,
    delimiter: &'a str,
    limit: usize,
    encoded: bool,
}

impl<'a> Asked<'a> {
    /// Reads the parameters; the page size is called `limit` and is `default` where it is not asked for.
    fn read(call: &'a Call<'_>, limit: &'static str, default: usize) -> Result<Self, Refusal> {
        Ok(Self {
            prefix: name(call, "prefix")?,
            delimiter: name(call, "delimiter")?,
            limit: page_size(call, limit, default)?,
            encoded: encoded(call)?,
        })
    }
}

/// The name of a key, or a part of one.
fn name<'a>(call: &'a Call<'_>, parameter: &'static str) -> Result<&'a str, Refusal> {
    let text = call.asked.query.get(parameter).unwrap_or_default();
    if text.len() > MAX_NAME { Err(bad(parameter, text)) } else { Ok(text) }
}

/// 1 to 1,000.
pub(super) fn page_size(call: &Call<'_>, parameter: &'static str, default: usize) -> Result<usize, Refusal> {
    match call.asked.query.get(parameter).filter(|text| !text.is_empty()) {
        None => Ok(default),
        Some(text) => {
            let size = number::plain(text).filter(|size| (1..=1_000).contains(size));
            size.ok_or_else(|| bad(parameter, text))
        }
    }
}

/// Whether names are to be percent-encoded.
pub(super) fn encoded(call: &Call<'_>) -> Result<bool, Refusal> {
    match call.asked.query.get("encoding-type").unwrap_or_default() {
        "" => Ok(false),
        "url" => Ok(true),
        other => Err(bad("encoding-type", other)),
    }
}

/// The document, its names encoded if that was asked.
pub(super) fn answer<D: Names + Serialize>(document: D, encoded: bool) -> Response<Body> {
    reply::document(&if encoded { document.encode() } else { document })
}

fn owner(id: &str) -> Owner {
    Owner { id: id.to_owned(), display_name: id.to_owned() }
}

fn groups(prefixes: Vec<String>) -> Vec<CommonPrefix> {
    prefixes.into_iter().map(|prefix| CommonPrefix { prefix }).collect()
}
