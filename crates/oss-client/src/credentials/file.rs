//! Small files with secrets in them.

use super::SourceError;
use std::{io::Read, path::Path};
use zeroize::Zeroizing;

/// No file of credentials comes near this.
const MAX_FILE: u64 = 1 << 20;

/// A file's text; an error of the kind `Missing` where there is no such file.
pub(super) async fn read(path: &Path) -> Result<Zeroizing<String>, SourceError> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        read_now(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                SourceError::missing(format_args!("there is no file {}", path.display()))
            }
            _ => SourceError::failed(format!("{} cannot be read: {error}", path.display())),
        })
    });
    read.await.unwrap_or_else(|broken| Err(SourceError::failed(broken)))
}

fn read_now(path: &Path) -> std::io::Result<Zeroizing<String>> {
    let file = std::fs::File::open(path)?;
    // All of it at once: a buffer that grows leaves copies behind that nobody wipes.
    let size = file.metadata()?.len().min(MAX_FILE);
    let mut text = Zeroizing::new(String::with_capacity(size as usize + 1));
    if file.take(MAX_FILE + 1).read_to_string(&mut text)? as u64 > MAX_FILE {
        return Err(std::io::Error::other(format!("it is longer than {MAX_FILE} bytes")));
    }
    Ok(text)
}
