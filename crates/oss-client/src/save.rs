//! An object into a file, which is there only when it is complete.

mod partial;
mod place;

use crate::{
    Error, ErrorKind, Incoming, local,
    parallel::{Known, Plan, Sink},
    payload::blocking,
};
use bytes::Bytes;
use partial::Partial;
use place::Target;
use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::task::JoinHandle;

/// So much is gathered before it is written, while the next is on its way.
const BATCH: usize = 2 << 20;

impl Incoming {
    /// Writes it to a file. The file appears, or is replaced, when all of it has arrived and is what the service sent;
    /// until then it has another name beside it. A link keeps pointing where it points, and a file with several names keeps
    /// them. Where there is no object, for a condition does not hold, it stays as it is. What is no file but a device or pipe
    /// is written to as it comes.
    ///
    /// # Errors
    /// As [`next`](Self::next), and when the file cannot be written. The old file is then as it was.
    pub async fn save(mut self, path: impl Into<PathBuf>) -> Result<u64, Error> {
        let path = path.into();
        if self.is_unmodified() {
            return Ok(0);
        }
        self.unlock().await?;
        local::leave().await;
        let failed = |incoming: &Self, error| incoming.file_error(&path, error);
        let resumable = self.resume().is_some_and(|resume| resume.options.resumable);
        let plan = Plan::of(&self, resumable);
        let kept = plan.as_ref().filter(|_| resumable).map(Plan::name);
        let target = {
            let path = path.clone();
            blocking(move || Target::open(&path, kept.as_deref()))
                .await
                .map_err(|error| failed(&self, error))?
        };
        let Target { file, place } = target;
        let plan = plan.filter(|_| place.has_offsets());
        let (file, received) = match plan {
            Some(plan) => {
                let partial =
                    place.kept().map(|path| Partial { path: path.to_owned(), identity: plan.identity() });
                self.write_in_parts(&plan, file, partial, &path).await?
            }
            None => (self.write_as_it_comes(file, &path).await?, self.received()),
        };
        blocking(move || {
            drop(file);
            Ok(())
        })
        .await
        .map_err(|error| failed(&self, error))?;
        place.complete().await.map_err(|error| failed(&self, error))?;
        Ok(received)
    }

    async fn write_in_parts(
        &mut self,
        plan: &Plan,
        file: File,
        partial: Option<Partial>,
        path: &Path,
    ) -> Result<(File, u64), Error> {
        let (file, name) = (Arc::new(file), Arc::from(path));
        let known = match &partial {
            None => Known::default(),
            Some(partial) => {
                let (partial, file) = (partial.clone(), Arc::clone(&file));
                let parts =
                    plan.parts().map(|(first, length)| (first, length, self.place_at(first))).collect();
                let known = blocking(move || partial.known(&file, parts)).await;
                known.map_err(|error| self.file_error(path, error))?
            }
        };
        let parts = plan.parts().filter(|(first, _)| !known.done.contains_key(first));
        let parts = parts.map(|(first, length)| self.part(first, length, Sink::file(&file, &name, first)));
        let parts = parts.collect();
        let received = match (self.read_in_parts(plan, parts, known).await, partial) {
            (Ok(received), partial) => {
                if let Some(partial) = partial {
                    partial.forget_parts();
                }
                received
            }
            (Err(error), Some(partial)) if matches!(error.kind(), ErrorKind::Inconsistent { .. }) => {
                // Nobody knows which of its bytes are wrong.
                partial.forget();
                return Err(error);
            }
            (Err(error), _) => return Err(error),
        };
        match Arc::try_unwrap(file) {
            Ok(file) => Ok((file, received)),
            Err(_) => Err(self.file_error(path, io::Error::other("it is still being written"))),
        }
    }

    async fn write_as_it_comes(&mut self, file: File, path: &Path) -> Result<File, Error> {
        let mut writer = Writer { file: Some(file), writing: None };
        let mut batch = Vec::new();
        let mut gathered = 0;
        while let Some(data) = self.next().await? {
            gathered += data.len();
            batch.push(data);
            if gathered >= BATCH {
                gathered = 0;
                let full = std::mem::take(&mut batch);
                writer.write(full).await.map_err(|error| self.file_error(path, error))?;
            }
        }
        writer.write(batch).await.map_err(|error| self.file_error(path, error))?;
        writer.finish().await.map_err(|error| self.file_error(path, error))
    }

    fn file_error(&self, path: &Path, error: io::Error) -> Error {
        self.error(ErrorKind::File { path: path.to_owned(), error })
    }
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
