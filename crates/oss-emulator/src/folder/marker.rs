//! `folder.id`: the id of a data folder, and how often its index and its keys were changed. A running server holds its lock.
//!
//! It is written behind what it counts, so it never tells more than there is: after a crash, or a loss of power, index and keys
//! are as new as it says, or newer. Older ones are not those that belong here.

use super::FolderId;
use crate::disk::{Access, Disk, DiskFile};
use oss_protocol::crc64;
use std::{
    fs::TryLockError,
    io,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Its name in the folder.
const NAME: &str = "folder.id";
/// Id, two numbers of 20 digits, and a checksum of 16: one line, always of this length, so that it is overwritten in one piece.
const LENGTH: usize = 32 + 1 + 20 + 1 + 20 + 1 + 16 + 1;

/// What the marker says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) id: FolderId,
    /// How often the index was changed.
    pub(crate) commits: u64,
    /// How often the keys were saved.
    pub(crate) saves: u64,
}

/// The open file.
pub(crate) struct Marker(Mutex<(Box<dyn DiskFile>, Option<Seen>)>);

/// Why the file cannot be used.
pub(crate) enum MarkerError {
    /// Another server holds its lock.
    Locked,
    /// It says nothing that makes sense.
    Damaged,
    Io(io::Error),
}

impl Marker {
    /// Opens the file of a folder, made if it is missing, and locks it until this is dropped.
    pub(crate) fn open(disk: &dyn Disk, folder: &Path) -> Result<Self, MarkerError> {
        let unusable = |e: io::Error| {
            MarkerError::Io(io::Error::new(e.kind(), format!("{NAME} cannot be opened for writing: {e}")))
        };
        let mut file = disk.open(&folder.join(NAME), Access::ReadWrite).map_err(unusable)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(MarkerError::Locked),
            // Some file systems know no locks.
            Err(TryLockError::Error(e)) if e.kind() != io::ErrorKind::Unsupported => {
                return Err(MarkerError::Io(e));
            }
            _ => {}
        }
        let bytes = file.read(0, LENGTH + 1).map_err(MarkerError::Io)?;
        // One that was made and never written is as good as none.
        let seen = if bytes.is_empty() { None } else { Some(parse(&bytes).ok_or(MarkerError::Damaged)?) };
        Ok(Self(Mutex::new((file, seen))))
    }

    /// What it says; `None` where there was no such file.
    pub(crate) fn seen(&self) -> Option<Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Writes it, and waits until it is on the disk.
    pub(crate) fn set(&self, new: Seen) -> io::Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, seen) = &mut *state;
        if *seen != Some(new) {
            file.write(0, line(&new).as_bytes())?;
            file.sync()?;
            *seen = Some(new);
        }
        Ok(())
    }

    /// The index was changed for the `commits`th time.
    pub(crate) fn committed(&self, commits: u64) {
        self.count(|seen| seen.commits = commits);
    }

    /// The keys were saved for the `saves`th time.
    pub(crate) fn saved(&self, saves: u64) {
        self.count(|seen| seen.saves = saves);
    }

    /// What is counted is done already. Where this cannot be written, less is known the next time, which loses nothing.
    fn count(&self, change: impl FnOnce(&mut Seen)) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (file, Some(seen)) = &mut *state {
            change(seen);
            let _ = file.write(0, line(seen).as_bytes());
        }
    }
}

fn line(Seen { id, commits, saves }: &Seen) -> String {
    let text = format!("{id} {commits:020} {saves:020}");
    format!("{text} {:016x}\n", crc64::checksum(text.as_bytes()))
}

fn parse(bytes: &[u8]) -> Option<Seen> {
    let mut words = std::str::from_utf8(bytes).ok()?.split_ascii_whitespace();
    let id = FolderId::parse(words.next()?)?;
    let seen = Seen { id, commits: words.next()?.parse().ok()?, saves: words.next()?.parse().ok()? };
    (line(&seen).as_bytes() == bytes).then_some(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written_or_not_at_all() {
        let seen = Seen { id: FolderId(7), commits: u64::MAX, saves: 3 };
        let line = line(&seen).into_bytes();
        assert_eq!(line.len(), LENGTH);
        assert_eq!(parse(&line), Some(seen));
        for place in 0..8 * line.len() {
            let mut flipped = line.clone();
            flipped[place / 8] ^= 1 << (place % 8);
            assert_eq!(parse(&flipped), None, "bit {place}");
        }
        assert_eq!(parse(&line[..40]), None);
        assert_eq!(parse(&[0; LENGTH]), None);
    }
}
