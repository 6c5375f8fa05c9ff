//! A local Alibaba Cloud OSS for development and tests.
//!
//! It checks every signature, says what it expected when one is wrong, refuses what the service refuses,
//! and answers `NotImplemented` where it does not (yet) do what the service does: never a silent success.
//!
//! ```no_run
//! # async fn example() -> Result<(), oss_emulator::StartError> {
//! let server = oss_emulator::Server::start(oss_emulator::Config::default()).await?;
//! println!("{}", server.url());
//! server.stop().await;
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod access;
mod accesslog;
mod auth;
mod blobs;
mod body;
mod call;
mod callback;
pub mod cli;
mod clock;
mod config;
mod connections;
mod console;
mod control;
mod cors;
mod disk;
mod faults;
mod folder;
mod handlers;
mod health;
mod incoming;
mod inventory;
mod kms;
mod lifecycle;
mod log;
mod post;
mod proxy;
mod reached;
mod reason;
mod redact;
mod reply;
mod resolve;
mod rpc;
mod s3;
mod schedule;
mod server;
mod service;
mod serving;
mod socket;
mod sse;
mod state;
mod store;
mod strict;
mod sts;
mod tls;
mod vault;
mod website;
mod wildcard;

pub use access::SessionPolicy;
pub use auth::diagnosis::{Cause, Diagnosis, Texts};
pub use body::Body;
pub use clock::{Clock, ClockOffset, ClockRangeError, system_clock};
pub use config::{
    Account, Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, DEFAULT_REGION, Durability, Storage,
    Warn,
};
pub use faults::{CutAt, Fault, FaultError, Faults, StallAt};
pub use inventory::InventoryError;
pub use kms::{KeyDescription, KeyOrigin, Kms, KmsError, KmsRequest, NewKey};
pub use log::{Exchange, Log, StruckBy};
pub use server::{Server, StartError};
pub use service::Service;
pub use state::{Moment, StateError};
pub use store::StoreError;
pub use sts::{Issued, NewToken, Sts, StsError};
pub use tls::{Tls, TlsError};
