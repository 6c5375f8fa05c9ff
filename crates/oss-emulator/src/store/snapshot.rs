//! All that a store holds at one moment, and a store that is made to hold it again.
//!
//! The change is made in steps, each of which leaves a store that can be read: first the keys of both, then all records in one
//! transaction, then the keys that were meant.

use super::{
    Draft, Store, broken,
    known::{self, Stored},
    lease::Pin,
    record::Record,
    tables::Row,
};
use crate::{blobs::Loose, kms::Keys, reason::Refusal};
use oss_protocol::bucket::is_creatable_name;
use serde_json::Value;
use std::collections::HashSet;

/// All records of a store, in the order of its tables.
pub(crate) type Rows = Vec<(Row<String>, Stored)>;

/// Why records that came from elsewhere cannot be those of a store.
pub(crate) type Flaw = String;

/// All that a store held at one moment. While it lives, the blobs of then stay.
pub(crate) struct Snapshot {
    pub(crate) rows: Rows,
    pub(crate) keys: Keys,
    _pin: Pin,
}

impl Store {
    /// What there is now.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Refusal> {
        // First the lease, as for a view; last the keys, for none that a record needs may be missing.
        let _lease = self.reclaim.lease();
        let transaction = self.index.begin_read().map_err(broken)?;
        let (mut rows, mut blobs) = (Vec::new(), HashSet::new());
        known::each(&transaction, &self.records, |row, stored| {
            blobs.extend(stored.segments().iter().map(|segment| segment.blob));
            rows.push((row.owned(), stored));
            Ok(true)
        })?;
        Ok(Snapshot { rows, keys: self.kms.keys(), _pin: self.reclaim.pin(blobs) })
    }

    /// Makes it hold again what it held then. A failure leaves it as it is.
    pub(crate) async fn restore(&self, snapshot: &Snapshot) -> Result<(), Refusal> {
        self.replace(snapshot.rows.clone(), &snapshot.keys, Vec::new()).await
    }

    /// Makes records, the keys that open them, and blobs that are new all that there is. Other blobs which they name must be held
    /// by a [`Snapshot`].
    pub(crate) async fn replace(&self, rows: Rows, keys: &Keys, blobs: Vec<Loose>) -> Result<(), Refusal> {
        let added = self.kms.add(keys)?;
        let mut rows = rows;
        for (_, stored) in &mut rows {
            if let Some(encryption) = stored.encryption_mut() {
                *encryption = added.rewrapped(encryption)?;
            }
        }
        self.change(move |draft: &mut Draft<'_, '_>| draft.replace_all(&rows, blobs)).await?;
        self.kms.become_those(keys)?;
        self.timetable.changed();
        Ok(())
    }
}

/// A record and its row as a line of JSON.
pub(crate) fn to_json(row: &Row<String>, stored: &Stored) -> serde_json::Result<Vec<u8>> {
    match stored {
        Stored::Bucket(record) => serde_json::to_vec(&(row, record)),
        Stored::Object(record) => serde_json::to_vec(&(row, record)),
        Stored::Upload(record) => serde_json::to_vec(&(row, record)),
        Stored::Part(record) => serde_json::to_vec(&(row, record)),
    }
}

/// The same read back.
pub(crate) fn from_json(line: &[u8]) -> Result<(Row<String>, Stored), Flaw> {
    fn record<T: Record>(json: Value) -> Result<T, Flaw> {
        let record: T =
            serde_json::from_value(json).map_err(|e| format!("a {} is malformed: {e}", T::WHAT))?;
        record.flaw().map_or(Ok(record), |flaw| Err(format!("a {} is unsound: {flaw}", T::WHAT)))
    }
    let (row, json): (Row<String>, Value) =
        serde_json::from_slice(line).map_err(|e| format!("a record is malformed: {e}"))?;
    let stored = match &row {
        Row::Bucket(_) => Stored::Bucket(record(json)?),
        Row::Object(..) => Stored::Object(record(json)?),
        Row::Upload(..) => Stored::Upload(record(json)?),
        Row::Part(..) => Stored::Part(record(json)?),
    };
    Ok((row, stored))
}

/// Whether records belong together as those of a store do; else why not.
pub(crate) fn check(rows: &Rows) -> Result<(), Flaw> {
    let (mut buckets, mut uploads, mut seen) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (row, _) in rows {
        match row {
            Row::Bucket(name) if !is_creatable_name(name) => {
                return Err(format!("no bucket may be called {name:?}"));
            }
            Row::Bucket(name) => drop(buckets.insert(name.as_str())),
            Row::Upload(_, _, id) => drop(uploads.insert(id.as_str())),
            _ => {}
        }
    }
    for (row, stored) in rows {
        match row {
            Row::Object(bucket, ..) | Row::Upload(bucket, ..) if !buckets.contains(bucket.as_str()) => {
                return Err(format!("there is no bucket {bucket:?} for what is in it"));
            }
            Row::Part(id, _) if !uploads.contains(id.as_str()) => {
                return Err(format!("there is no upload {id:?} for its part"));
            }
            _ => {}
        }
        let twice = !seen.insert(row.place());
        let version_twice = match (row, stored) {
            (Row::Object(bucket, key, _), Stored::Object(object)) => {
                !seen.insert(Row::Upload(bucket, key, &object.version_id).place())
            }
            _ => false,
        };
        if twice || version_twice {
            return Err(format!("{row:?} is there twice"));
        }
    }
    Ok(())
}
