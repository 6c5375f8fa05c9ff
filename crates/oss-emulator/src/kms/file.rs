//! The master keys in a file: readable by its owner only, replaced whole, with a checksum.

use super::keyring::Keyring;
use crate::disk::{Access, Disk};
use oss_protocol::crc64;
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use zeroize::Zeroizing;

/// Where master keys are kept.
pub(super) struct KeyFile {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Contents {
    keys: Keyring,
    /// CRC-64 of the keys as they are written.
    checksum: String,
}

impl KeyFile {
    pub(super) fn in_folder(disk: Arc<dyn Disk>, folder: &Path) -> Self {
        Self { disk, folder: folder.to_owned() }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("keys.json")
    }

    /// Where the next contents are written before they take the place of these.
    fn part(&self) -> PathBuf {
        self.folder.join("keys.json.part")
    }

    /// Reads the keys; `None` where there is no file yet.
    pub(super) fn load(&self) -> io::Result<Option<Keyring>> {
        // What a sudden end left of saving: keys that nobody looks after.
        match self.disk.remove(&self.part()) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let text = match self.disk.open(&self.path(), Access::Read) {
            Ok(mut file) => {
                let length = usize::try_from(file.length()?).map_err(io::Error::other)?;
                Zeroizing::new(file.read(0, length)?)
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        let damaged =
            |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("keys.json is damaged: {what}"));
        let contents: Contents = serde_json::from_slice(&text).map_err(|e| damaged(&e.to_string()))?;
        if checksum(&contents.keys)? != contents.checksum {
            return Err(damaged("its checksum does not fit"));
        }
        Ok(Some(contents.keys))
    }

    /// Replaces the keys. They are on the disk when this returns: what they have sealed is lost with them.
    pub(super) fn save(&self, keys: &Keyring) -> io::Result<()> {
        let contents = Contents { checksum: checksum(keys)?, keys: keys.clone() };
        let text = Zeroizing::new(serde_json::to_vec_pretty(&contents)?);
        let part = self.part();
        let written = (|| {
            let mut file = self.disk.open(&part, Access::Secret)?;
            file.write(0, &text)?;
            file.sync()?;
            drop(file);
            self.disk.rename(&part, &self.path())
        })();
        if written.is_err() {
            // Half of the keys of all objects is not left lying about.
            let _ = self.disk.remove(&part);
        }
        written?;
        // The new name is safe only when the folder is.
        self.disk.sync_folder(&self.folder)
    }
}

fn checksum(keys: &Keyring) -> io::Result<String> {
    let text = Zeroizing::new(serde_json::to_vec(keys)?);
    Ok(crc64::checksum(&text).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Durability, disk::System, folder::FolderId};
    use std::fs;

    #[test]
    fn keys_that_cannot_be_saved_leave_nothing_lying_about() {
        let folder = std::env::temp_dir().join(format!("oss-emulator-keys-{}", std::process::id()));
        let file = KeyFile::in_folder(Arc::new(System::new(Durability::Full)), &folder);
        // A folder in its place: nothing can be renamed to it.
        fs::create_dir_all(file.path()).unwrap();
        file.save(&Keyring::new(FolderId(7), true).unwrap()).unwrap_err();
        assert!(!file.part().exists());
        fs::remove_dir(file.path()).unwrap();
        file.save(&Keyring::new(FolderId(7), true).unwrap()).unwrap();
        assert!(file.load().unwrap().is_some());
        fs::remove_dir_all(folder).unwrap();
    }
}
