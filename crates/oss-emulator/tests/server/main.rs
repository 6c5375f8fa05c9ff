//! The server, asked by the client in process and by bytes over a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod access;
mod buckets;
mod client_encryption;
mod common;
mod conditions;
mod control;
mod copies;
mod details;
mod encryption;
mod faults;
mod folders;
mod forms;
mod hidden;
mod inventory;
mod limits;
mod listings;
mod multipart;
mod objects;
mod odd;
mod packing;
mod presigned;
mod raw;
mod remembered;
mod restore;
mod sequential;
mod storage;
mod streaming;
mod sts;
mod tls;
mod wire;
