//! The server, asked by the client in process and by bytes over a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod buckets;
mod common;
mod control;
mod encryption;
mod objects;
mod raw;
mod storage;
mod streaming;
mod wire;
