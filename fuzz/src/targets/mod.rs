//! All targets.

mod address;
mod answers;
mod authorization;
mod control;
mod copy_source;
mod crc64;
mod credentials;
mod dates;
mod documents;
mod emulator;
mod encryption;
mod form;
mod network;
mod policy;
mod presigned;
mod query;
mod range;
mod s3;
mod server;
mod state;
mod xml;

use crate::Target;

/// All targets, in the order of their names.
pub const TARGETS: &[Target] = &[
    Target { name: "address", run: |bytes| text(bytes, address::run), text: true },
    Target { name: "answers", run: |bytes| structured(bytes, answers::run), text: false },
    Target { name: "authorization", run: |bytes| text(bytes, authorization::run), text: true },
    Target { name: "control", run: control::run, text: true },
    Target { name: "copy_source", run: |bytes| text(bytes, copy_source::run), text: true },
    Target { name: "crc64", run: |bytes| structured(bytes, crc64::run), text: false },
    Target { name: "credentials", run: credentials::run, text: true },
    Target { name: "dates", run: |bytes| text(bytes, dates::run), text: true },
    Target { name: "encryption", run: |bytes| structured(bytes, encryption::run), text: false },
    Target { name: "form", run: |bytes| structured(bytes, form::run), text: false },
    Target { name: "network", run: network::run, text: true },
    Target { name: "policy", run: |bytes| text(bytes, policy::run), text: true },
    Target { name: "presigned", run: |bytes| text(bytes, presigned::run), text: true },
    Target { name: "query", run: |bytes| text(bytes, query::run), text: true },
    Target { name: "range", run: |bytes| text(bytes, range::run), text: true },
    Target { name: "s3", run: |bytes| text(bytes, s3::run), text: true },
    Target { name: "server", run: |bytes| structured(bytes, server::run), text: false },
    Target { name: "state", run: |bytes| structured(bytes, state::run), text: false },
    Target { name: "xml", run: xml::run, text: true },
];

/// What is no UTF-8 is made it: parsers of text see nothing else.
fn text(bytes: &[u8], run: fn(&str)) {
    run(&String::from_utf8_lossy(bytes));
}

/// Bytes as a source of decisions; the run ends where they end.
fn structured(bytes: &[u8], run: fn(&mut arbitrary::Unstructured<'_>) -> arbitrary::Result<()>) {
    let _ = run(&mut arbitrary::Unstructured::new(bytes));
}
