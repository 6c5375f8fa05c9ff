//! An object into a file, which is there only when it is complete.

use crate::{Error, ErrorKind, Incoming, payload::blocking};
use bytes::Bytes;
use std::{
    fs::{File, OpenOptions, Permissions},
    io::{self, Write},
    path::{Path, PathBuf},
};
use tempfile::TempPath;
use tokio::task::JoinHandle;

/// So much is gathered before it is written, while the next is on its way.
const BATCH: usize = 2 << 20;

impl Incoming {
    /// Writes it to a file. The file appears, or is replaced, when all of it has arrived and is what the service sent;
    /// until then it has another name beside it. Where there is no object, for a condition does not hold, it stays as it is. What is no file but a device or pipe is written to as it comes.
    ///
    /// # Errors
    /// As [`next`](Self::next), and when the file cannot be written. The old file is then as it was.
    pub async fn save(mut self, path: impl Into<PathBuf>) -> Result<u64, Error> {
        let path = path.into();
        if self.is_unmodified() {
            return Ok(0);
        }
        let failed = |incoming: &Self, error| incoming.error(ErrorKind::File { path: path.clone(), error });
        let target = {
            let path = path.clone();
            blocking(move || Target::open(&path)).await.map_err(|error| failed(&self, error))?
        };
        let (file, place) = (target.file, target.place);
        let mut writer = Writer { file: Some(file), writing: None };
        let mut batch = Vec::new();
        let mut gathered = 0;
        while let Some(data) = self.next().await? {
            gathered += data.len();
            batch.push(data);
            if gathered >= BATCH {
                gathered = 0;
                writer.write(std::mem::take(&mut batch)).await.map_err(|error| failed(&self, error))?;
            }
        }
        writer.write(batch).await.map_err(|error| failed(&self, error))?;
        let file = writer.finish().await.map_err(|error| failed(&self, error))?;
        blocking(move || {
            drop(file);
            Ok(())
        })
        .await
        .map_err(|error| failed(&self, error))?;
        if let Place::Beside { temporary, target } = place {
            // Here and not on another thread: it is one step, and the call must not end between it and its success.
            temporary.persist(target).map_err(|unmoved| failed(&self, unmoved.error))?;
        }
        Ok(self.received())
    }
}

struct Target {
    file: File,
    place: Place,
}

enum Place {
    /// Under another name, which is removed unless it becomes the file.
    Beside { temporary: TempPath, target: PathBuf },
    /// A device or a pipe.
    Itself,
}

impl Target {
    fn open(path: &Path) -> io::Result<Self> {
        let existing = std::fs::metadata(path).ok();
        if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = OpenOptions::new().write(true).open(path)?;
            return Ok(Self { file, place: Place::Itself });
        }
        // A link keeps pointing where it points.
        let target = if existing.is_some() { path.canonicalize()? } else { path.to_owned() };
        let folder =
            target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{name}.");
        builder.prefix(&prefix).suffix(".download");
        let permissions = existing.map(|metadata| metadata.permissions()).or_else(ordinary);
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let (file, temporary) = builder.tempfile_in(folder)?.into_parts();
        Ok(Self { file, place: Place::Beside { temporary, target } })
    }
}

/// What a new file may be used for, before the process's mask.
fn ordinary() -> Option<Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    #[cfg(not(unix))]
    None
}

/// Writes one batch while the next is gathered.
struct Writer {
    file: Option<File>,
    writing: Option<JoinHandle<io::Result<File>>>,
}

impl Writer {
    async fn write(&mut self, batch: Vec<Bytes>) -> io::Result<()> {
        let mut file = self.idle().await?;
        self.writing = Some(tokio::task::spawn_blocking(move || {
            for bytes in batch {
                file.write_all(&bytes)?;
            }
            Ok(file)
        }));
        Ok(())
    }

    async fn finish(mut self) -> io::Result<File> {
        self.idle().await
    }

    async fn idle(&mut self) -> io::Result<File> {
        if let Some(writing) = self.writing.take() {
            return writing.await.map_err(io::Error::other)?;
        }
        self.file.take().ok_or_else(|| io::Error::other("the file is gone"))
    }
}
