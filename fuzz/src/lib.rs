//! Fuzz targets: functions that must neither panic nor hang, whatever bytes they are given.
//!
//! `cargo test -p fuzz` runs each over its corpus and over random changes of it ([`drive`]);
//! `npm run fuzz` lets libFuzzer look for inputs that reach code no other has reached.

pub mod drive;
mod targets;

pub use targets::TARGETS;

/// A fuzz target.
pub struct Target {
    /// What it is called; its corpus is the folder of that name.
    pub name: &'static str,
    /// Panics at what must not be.
    pub run: fn(&[u8]),
    /// Whether its inputs are text, so that random changes keep to text.
    pub text: bool,
}
