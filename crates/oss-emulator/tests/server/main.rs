//! The server, asked by the client in process and by bytes over a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod access;
mod acl;
mod buckets;
mod callbacks;
mod channels;
mod client_encryption;
mod clocked;
mod common;
mod conditions;
mod control;
mod copies;
mod cors;
mod details;
mod encryption;
mod faults;
mod folders;
mod forms;
mod full;
mod hidden;
mod inventory;
mod lifecycle;
mod limits;
mod listings;
mod logging;
mod multipart;
mod objects;
mod odd;
mod packing;
mod payer;
mod policy;
mod presigned;
mod raw;
mod referer;
mod remembered;
mod restore;
mod sequential;
mod storage;
mod streaming;
mod sts;
mod tags;
mod tls;
mod website;
mod wire;
mod worm;
