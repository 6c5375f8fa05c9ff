//! Who asks, and what conditions are held against.

use crate::{call::Call, config::Account};
use http::HeaderMap;
use oss_protocol::{Query, date::Timestamp};
use std::net::{IpAddr, Ipv4Addr};

/// Who asks, and what conditions are held against.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    pub(super) account: &'a Account,
    pub(super) headers: &'a HeaderMap,
    /// Where the options of the operation stand: in the headers, or in the fields of a form.
    pub(super) options: &'a HeaderMap,
    pub(super) query: &'a Query,
    pub(super) address: IpAddr,
    pub(super) secure: bool,
    pub(super) now: Timestamp,
    /// Whether they ask for a list, which has a prefix and a delimiter even where none is given.
    pub(super) lists: bool,
}

impl<'a> Asker<'a> {
    pub(crate) fn of(call: &Call<'a>) -> Self {
        Self {
            account: call.account,
            headers: &call.asked.headers,
            options: &call.asked.headers,
            query: &call.asked.query,
            address: call.asked.client.unwrap_or(Ipv4Addr::LOCALHOST.into()),
            secure: call.asked.secure,
            now: call.now,
            lists: call.operation.spec().name.starts_with("List"),
        }
    }

    /// Who sends a form, whose fields are the options.
    pub(crate) fn by_form(call: &'a Call<'_>, account: &'a Account, fields: &'a HeaderMap) -> Self {
        Self { account, options: fields, ..Self::of(call) }
    }

    /// A header as text, if it is any.
    pub(super) fn header(&self, name: impl http::header::AsHeaderName) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// An option as text. One that is no ASCII is nothing that anybody allows.
    pub(super) fn option(&self, name: impl http::header::AsHeaderName) -> Option<&'a str> {
        Some(self.options.get(name)?.to_str().unwrap_or("\u{fffd}"))
    }
}
