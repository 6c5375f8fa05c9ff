//! Blobs as files: `xx/<id>`, where `xx` are the first digits of the id. Unfinished ones end in `.part`.
//!
//! A file is written whole and renamed before a record names it, so what the index names survives the end of the process.
//! It is not forced to the disk: after a loss of power a blob may be short, which the vault tells when it is read.

use super::{BlobId, Blobs, Unfinished};
use bytes::Bytes;
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Blobs in a folder.
pub(crate) struct Dir(PathBuf);

impl Dir {
    /// Opens a folder, made if it is missing.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    fn path(&self, id: BlobId) -> PathBuf {
        let name = id.to_string();
        self.0.join(&name[..2]).join(name)
    }
}

impl Blobs for Dir {
    fn begin(&self, id: BlobId) -> io::Result<Box<dyn Unfinished>> {
        let path = self.path(id);
        let part = path.with_extension("part");
        let file = match File::create_new(&part) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
                File::create_new(&part)?
            }
            other => other?,
        };
        Ok(Box::new(Writing { file: Some(file), part, path }))
    }

    fn read(&self, id: BlobId, offset: u64, length: usize) -> io::Result<Bytes> {
        let mut file = File::open(self.path(id))?;
        if offset > 0 {
            file.seek(SeekFrom::Start(offset))?;
        }
        // One more than is wanted, so that the end of the file is met without growing the vector.
        let mut bytes = Vec::with_capacity(length + 1);
        file.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }

    fn remove(&self, id: BlobId) {
        // What cannot be removed now, because another program has it open, say, is removed at the next start.
        let _ = fs::remove_file(self.path(id));
    }

    fn instant(&self) -> bool {
        false
    }
}

struct Writing {
    file: Option<File>,
    part: PathBuf,
    path: PathBuf,
}

impl Unfinished for Writing {
    fn write(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.write_all(&bytes),
            None => Err(io::Error::other("the blob is finished")),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let file = self.file.take();
        drop(file); // Some systems do not rename what is open.
        let renamed = fs::rename(&self.part, &self.path);
        if renamed.is_err() {
            let _ = fs::remove_file(&self.part);
        }
        renamed
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            drop(file);
            let _ = fs::remove_file(&self.part);
        }
    }
}
