//! The server, asked by the client in process and by bytes over a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod access;
mod buckets;
mod callbacks;
mod channels;
mod common;
mod control;
mod copies;
mod cors;
mod details;
mod encryption;
mod faults;
mod folders;
mod forms;
mod hidden;
mod limits;
mod listings;
mod multipart;
mod objects;
mod odd;
mod packing;
mod presigned;
mod raw;
mod remembered;
mod storage;
mod streaming;
mod sts;
mod tls;
mod website;
mod wire;
