//! What has come of a download that failed, and which parts those are: a file beside it has a line for each.

use crate::{client_encryption::KeyPlace, parallel::Known};
use oss_protocol::crc64::Crc64;
use std::{
    collections::{BTreeMap, HashSet},
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// So much is read at once.
const PIECE: usize = 1 << 20;

/// More lines than an object has parts are no record of ours.
const MAX_RECORD: u64 = 1 << 20;

/// The bytes of a download that may be gone on from.
#[derive(Clone)]
pub(super) struct Partial {
    /// Where they are.
    pub(super) path: PathBuf,
    /// Of which object, in which parts: the first line of the record.
    pub(super) identity: String,
}

impl Partial {
    fn record(&self) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(".parts");
        name.into()
    }

    /// Which of `parts` are in `file`, with their checksums as they are on the disk now; of what was decrypted, those of its ciphertext.
    /// Parts of another object are forgotten.
    pub(super) fn known(
        &self,
        mut file: &File,
        parts: Vec<(u64, u64, Option<KeyPlace>)>,
    ) -> io::Result<Known> {
        let first_line = format!("{}\n", self.identity);
        let recorded = self.read_record();
        let lines = recorded.strip_prefix(&first_line);
        let mut done = BTreeMap::new();
        // A line that was not written to its end is none.
        let whole =
            lines.unwrap_or_default().split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        let starts: HashSet<u64> = whole.filter_map(|line| line.parse().ok()).collect();
        let end = parts.last().map_or(0, |(first, length, _)| first + length);
        if file.metadata()?.len() > end {
            file.set_len(end)?;
        }
        for (first, length, place) in parts {
            if starts.contains(&first)
                && let Some(crc64) = checksum(&mut file, first, length, place)?
            {
                done.insert(first, (crc64, length));
            }
        }
        let mut record = OpenOptions::new().create(true).write(true).truncate(true).open(self.record())?;
        record.write_all(first_line.as_bytes())?;
        for first in done.keys() {
            writeln!(record, "{first}")?;
        }
        let record = Mutex::new(record);
        let tell = move |first| {
            // Without its line, a part comes again.
            let _ = writeln!(record.lock().unwrap_or_else(PoisonError::into_inner), "{first}");
        };
        Ok(Known { done, tell: Some(Box::new(tell)) })
    }

    fn read_record(&self) -> String {
        let mut text = String::new();
        let read = File::open(self.record()).and_then(|file| file.take(MAX_RECORD).read_to_string(&mut text));
        if read.is_ok() { text } else { String::new() }
    }

    /// All parts are there.
    pub(super) fn forget_parts(&self) {
        let _ = fs::remove_file(self.record());
    }

    /// What is there is of no use.
    pub(super) fn forget(&self) {
        self.forget_parts();
        let _ = fs::remove_file(&self.path);
    }
}

/// The checksum of a part of a file, encrypted where it was decrypted; nothing where the file ends before it.
fn checksum(file: &mut &File, first: u64, length: u64, place: Option<KeyPlace>) -> io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(first))?;
    let mut keystream = place.map(|place| place.keystream());
    let (mut crc, mut piece) = (Crc64::default(), vec![0; PIECE]);
    let mut part = file.take(length);
    loop {
        match part.read(&mut piece)? {
            0 => return Ok((crc.length() == length).then(|| crc.value())),
            read => {
                let bytes = &mut piece[..read];
                if let Some(keystream) = &mut keystream {
                    keystream.apply_in_place(bytes);
                }
                crc.update(bytes);
            }
        }
    }
}
