//! Access logs: who asked what of a bucket, written down as an object of another bucket when the hour is over.
//!
//! Until then lines are held in memory, and no more of them than [`MOST`]: what would be more is written at once, as a further
//! object of the hour. A log that cannot be written, because its bucket is gone say, is dropped, and the user is told.
//!
//! Source: the service's page "Logging" ("Log storage"): an object is
//! `<TargetPrefix><SourceBucket>YYYY-mm-DD-HH-MM-SS-UniqueString`, where minute and second are 00. Hours and times are those of
//! UTC+8, as in its examples.

mod line;
#[cfg(test)]
mod tests;

pub(crate) use line::{Line, Seen};

use crate::{
    Warn,
    handlers::object::{check_key, write},
    reason::Refusal,
    schedule::HOUR,
    store::Store,
};
use oss_protocol::{date::Timestamp, logging::LoggingEnabled};
use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, PoisonError},
};

/// Bytes of lines that are held in memory.
const MOST: usize = 4 << 20;
/// The service writes times of this zone.
const ZONE: u64 = 8 * 60 * 60;

/// Lines that wait to be written.
#[derive(Debug, Default)]
pub(crate) struct AccessLog(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    files: BTreeMap<File, String>,
    bytes: usize,
}

/// What lines are of, and where they go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct File {
    /// Since 1970.
    hour: u64,
    source: String,
    target: String,
    prefix: String,
}

impl AccessLog {
    /// Keeps a line of a time, in milliseconds since 1970. Whether there are enough to write.
    pub(crate) fn add(&self, source: &str, to: LoggingEnabled, time: u64, line: &str) -> bool {
        let file = File {
            hour: time / HOUR,
            source: source.to_owned(),
            target: to.target_bucket,
            prefix: to.target_prefix,
        };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.bytes += line.len();
        waiting.files.entry(file).or_default().push_str(line);
        waiting.bytes > MOST
    }

    /// Writes all lines of other hours than that of a time, in milliseconds since 1970.
    pub(crate) async fn write_before(&self, now: u64, store: &Store, warn: &Warn) {
        let files = self.take(|file| file.hour != now / HOUR);
        write_all(files, now, store, warn).await;
    }

    /// Writes all lines there are.
    pub(crate) async fn write_all(&self, now: u64, store: &Store, warn: &Warn) {
        write_all(self.take(|_| true), now, store, warn).await;
    }

    /// Forgets all lines that wait.
    pub(crate) fn forget(&self) {
        drop(self.take(|_| true));
    }

    fn take(&self, which: impl Fn(&File) -> bool) -> BTreeMap<File, String> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (taken, left) = mem::take(&mut waiting.files).into_iter().partition(|(file, _)| which(file));
        waiting.files = left;
        waiting.bytes = waiting.files.values().map(String::len).sum();
        taken
    }
}

async fn write_all(files: BTreeMap<File, String>, now: u64, store: &Store, warn: &Warn) {
    for (file, lines) in files {
        if let Err(refusal) = write_one(&file, lines, now, store).await {
            let why = refusal.message.as_deref().unwrap_or(refusal.reason.message());
            let File { source, target, .. } = &file;
            warn(&format!(
                "an access log of the bucket {source} cannot be written into the bucket {target}: {why}"
            ));
        }
    }
}

async fn write_one(file: &File, lines: String, now: u64, store: &Store) -> Result<(), Refusal> {
    let mut unique = [0; 4];
    // Without randomness names may repeat, which loses a log.
    let _ = getrandom::fill(&mut unique);
    let key = file.key(u32::from_be_bytes(unique));
    check_key(&key)?;
    write(store, &file.target, &key, lines.into(), now).await
}

impl File {
    fn key(&self, unique: u32) -> String {
        let time = Timestamp::from_secs(self.hour * HOUR / 1_000 + ZONE).iso8601();
        let (day, hour) = (time.get(..10).unwrap_or_default(), time.get(11..13).unwrap_or_default());
        format!("{}{}{day}-{hour}-00-00-{unique:08X}", self.prefix, self.source)
    }
}
