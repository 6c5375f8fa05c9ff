//! Inventories: what a bucket holds, written into another bucket by rules.
//!
//! Sources: the service's pages "Bucket inventory" for the files and their columns, "PutBucketInventory" for the rules, and those
//! of the EC 0020-00000005 to 44 for what is refused.

mod columns;
mod control;
mod due;
mod files;
mod rule;
mod scan;
#[cfg(test)]
mod tests;
mod write;

pub use control::InventoryError;
pub(crate) use control::perform;
pub(crate) use due::{Timetable, write_due};
pub(crate) use rule::accept;
pub(crate) use write::write;
