//! What Alibaba Cloud OSS says on the wire: operations, headers, documents, signatures, errors.
//!
//! Client and server both stand on this crate, so nothing in it may be believed because the two agree:
//! its tests hold it against published vectors and values computed elsewhere.
//! It does no I/O and reads no clock.
#![forbid(unsafe_code)]

pub mod address;
pub mod bucket;
pub mod copy_source;
pub mod cors;
pub mod crc64;
pub mod date;
pub mod digest;
pub mod document;
pub mod encode;
pub mod encryption;
pub mod error;
pub mod header;
pub mod inventory;
pub mod lifecycle;
pub mod listing;
pub mod live;
pub mod logging;
pub mod mime;
pub mod multipart;
pub mod names;
pub mod number;
pub mod object;
pub mod operation;
pub mod query;
pub mod range;
pub mod referer;
pub mod request_payment;
pub mod sign;
pub mod subresource;
pub mod tagging;
pub mod versioning;
pub mod website;
pub mod worm;
pub mod xml;

pub use document::BucketDocument;
pub use error::ErrorDocument;
pub use names::Names;
pub use operation::{Encrypts, OperationId, Spec, TABLE, Target};
pub use query::Query;
