//! `index.sums`: the checksums of the blocks of the index, and one of themselves.

use super::Blocks;
use crate::disk::{Access, Disk};
use oss_protocol::crc64;
use redb::StorageBackend;
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The file. It is there only while the database is closed.
#[derive(Debug)]
pub(in crate::store) struct SumFile {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

impl SumFile {
    pub(in crate::store) fn in_folder(disk: Arc<dyn Disk>, folder: &Path) -> Self {
        Self { disk, folder: folder.to_owned() }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("index.sums")
    }

    /// What is known of the blocks of a database, which is then opened; nothing where it must be checked as a whole.
    pub(in crate::store) fn take(&self, database: &dyn StorageBackend) -> io::Result<Option<Blocks>> {
        let bytes = match self.disk.open(&self.path(), Access::Read) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => {
                let mut file = other?;
                let length = usize::try_from(file.length()?).map_err(io::Error::other)?;
                file.read(0, length)?
            }
        };
        // Before the database is changed, or its blocks would not be as this says.
        self.disk.remove(&self.path())?;
        self.disk.sync_folder(&self.folder)?;
        parse(&bytes).map_or(Ok(None), |sums| Blocks::of(database, sums))
    }

    /// Writes what a database is, which was closed.
    pub(in crate::store) fn leave(&self, database: &dyn StorageBackend, blocks: &Blocks) -> io::Result<()> {
        let mut bytes: Vec<u8> = blocks.sums(database)?.into_iter().flat_map(u64::to_le_bytes).collect();
        bytes.extend(crc64::checksum(&bytes).to_le_bytes());
        // Half of it is none.
        let mut file = self.disk.open(&self.path(), Access::New)?;
        file.write(0, &bytes)?;
        file.sync()
    }
}

fn parse(bytes: &[u8]) -> Option<Vec<u64>> {
    let (sums, sum) = bytes.split_last_chunk()?;
    if u64::from_le_bytes(*sum) != crc64::checksum(sums) {
        return None;
    }
    let (sums, rest) = sums.as_chunks();
    rest.is_empty().then(|| sums.iter().map(|sum| u64::from_le_bytes(*sum)).collect())
}
