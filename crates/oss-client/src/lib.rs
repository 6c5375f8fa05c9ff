//! A client for Alibaba Cloud OSS.
//!
//! ```no_run
//! use oss_client::{Client, Config, Credentials, Endpoint, Options};
//! use oss_client::ops::bucket::{Get, Put};
//! use oss_protocol::encryption::{EncryptionRule, ServerSideEncryption};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let endpoint = Endpoint::region("oss-cn-hangzhou", false, true)?;
//! let credentials = Credentials {
//!     access_key_id: "id".into(),
//!     access_key_secret: "secret".to_owned().into(),
//!     security_token: None,
//! };
//! let client = Client::new(Config::new(endpoint, credentials));
//! let rule = EncryptionRule::from(ServerSideEncryption::Aes256);
//! client.send(Put { bucket: "examplebucket".into(), document: rule }, Options::default()).await?;
//! let answer = client.send(Get::<EncryptionRule>::of("examplebucket"), Options::default()).await?;
//! println!("{:?}", answer.output.default);
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod aftermath;
mod attempts;
mod client;
mod client_encryption;
mod clock;
mod coding;
mod config;
mod content;
pub mod credentials;
mod encryption;
mod endpoint;
mod erased;
mod error;
mod extent;
mod guard;
mod incoming;
pub mod local;
pub mod ops;
mod outgoing;
mod parallel;
mod payload;
mod pipeline;
mod presign;
mod progress;
mod raw;
mod reading;
mod request;
mod response;
mod resume;
mod retry;
mod route;
mod rpc;
mod save;
mod signer;
mod skew;
pub mod transport;

pub use client::{Answer, Choice, Client, Options};
pub use client_encryption::{
    DataKey, Envelope, InvalidDataKey, MasterKeyError, Open, Opened, Opener, Padding, RsaMasterKey, Sealed,
    Sums, is_client_encrypted, is_of_envelope,
};
pub use clock::{Clock, system_clock};
pub use config::{Config, Signing};
pub use content::Content;
pub use credentials::{CredentialsError, Provider, SourceError};
pub use endpoint::{DEFAULT_REGION, Endpoint, InvalidEndpoint};
pub use error::{Error, ErrorKind, ServiceError, TimeoutKind, TransportKind};
pub use guard::Panicked;
pub use incoming::Incoming;
pub use oss_protocol::sign::Credentials;
pub use outgoing::{BodyError, ByteStream, Outgoing};
pub use parallel::Parallel;
pub use payload::Payload;
pub use presign::{KeyWithoutUrl, Presign};
pub use progress::Progress;
pub use reading::{FileChanged, FileVersion, file_crc64, small_file};
pub use request::{MAX_HEADERS, Request};
pub use response::{Peer, Response};
pub use retry::{Judge, Judgement, Retry};
pub use route::{OwnRoute, Route};
pub use rpc::{Form, Rpc, RpcError};
