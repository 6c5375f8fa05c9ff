//! Where a download is until it is complete, and how it then becomes the file it was for (docs/decisions/0004).

use crate::payload::blocking;
use std::{
    ffi::OsStr,
    fs::{self, File, Metadata, OpenOptions, Permissions},
    io::{self, Seek},
    path::{Path, PathBuf},
};
use tempfile::{NamedTempFile, TempPath};

/// So much of a file's name is in that of its download: with the rest of it, it is no longer than any file system takes.
const STEM: usize = 64;

/// As many as Linux follows.
const MAX_LINKS: usize = 40;

/// A file that is written to, and what is left to do when it is complete.
pub(super) struct Target {
    pub(super) file: File,
    pub(super) place: Place,
}

pub(super) enum Place {
    /// Beside it, under another name, which is removed unless it becomes the file.
    Beside { temporary: TempPath, target: PathBuf },
    /// The bytes have to get into the file that is there: it has other names or an owner that a new one would not have, or
    /// there can be no new one in its folder.
    Into { temporary: TempPath, existing: File },
    /// A device or a pipe.
    Itself,
}

impl Target {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let existing = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = OpenOptions::new().write(true).open(path)?;
            return Ok(Self { file, place: Place::Itself });
        }
        let target = behind_links(path)?;
        let Some(name) = target.file_name() else { return Err(io::ErrorKind::NotFound.into()) };
        if target.as_os_str().as_encoded_bytes().ends_with(b"/") {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let folder = folder_of(&target);
        match existing {
            None => Ok(Self::beside(temporary(folder, name, ordinary())?, target)),
            Some(metadata) => Self::replacing(&metadata, &target, name, folder),
        }
    }

    fn beside(temporary: NamedTempFile, target: PathBuf) -> Self {
        let (file, temporary) = temporary.into_parts();
        Self { file, place: Place::Beside { temporary, target } }
    }

    fn replacing(metadata: &Metadata, target: &Path, name: &OsStr, folder: &Path) -> io::Result<Self> {
        let existing = match OpenOptions::new().write(true).open(target) {
            Ok(existing) => Some(existing),
            // Who may not write to it may not replace it either.
            Err(error) if is_forbidden(&error) => return Err(error),
            // Such as a program that runs: it can be replaced.
            Err(_) => None,
        };
        let (temporary, is_beside) = match temporary(folder, name, None) {
            Ok(beside) => (beside, true),
            Err(error) if is_forbidden(&error) && existing.is_some() => {
                (temporary(&std::env::temp_dir(), name, None)?, false)
            }
            Err(error) => return Err(error),
        };
        match existing {
            Some(existing)
                if !is_beside || has_other_names(metadata) || !resemble(temporary.as_file(), metadata)? =>
            {
                let (file, temporary) = temporary.into_parts();
                Ok(Self { file, place: Place::Into { temporary, existing } })
            }
            _ => Ok(Self::beside(temporary, target.to_owned())),
        }
    }
}

impl Place {
    /// Whether it can be written to at any place.
    pub(super) fn has_offsets(&self) -> bool {
        !matches!(self, Self::Itself)
    }

    /// All of it has been written, and is right.
    pub(super) async fn complete(self) -> io::Result<()> {
        match self {
            Self::Itself => Ok(()),
            // Here and not on another thread: it is one step, and the call must not end between it and its success.
            Self::Beside { temporary, target } => temporary.persist(target).map_err(|unmoved| unmoved.error),
            Self::Into { temporary, mut existing } => {
                blocking(move || {
                    existing.rewind()?;
                    let length = io::copy(&mut File::open(&temporary)?, &mut existing)?;
                    existing.set_len(length)
                })
                .await
            }
        }
    }
}

/// What a name stands for: a link keeps pointing where it points, be there a file yet or not.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => path = folder_of(&path).join(fs::read_link(&path)?),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => return Ok(path),
        }
    }
    // The system says it in its own words.
    fs::metadata(&path).map(|_| path)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn temporary(folder: &Path, name: &OsStr, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let name = name.to_string_lossy();
    let prefix = format!(".{}.", &name[..name.floor_char_boundary(STEM)]);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".download");
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder)
}

/// Gives a new file the owner and the permissions of the one it is to replace. `false`: that is not allowed.
fn resemble(file: &File, existing: &Metadata) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let new = file.metadata()?;
        let owned = (existing.uid(), existing.gid());
        if (new.uid(), new.gid()) != owned && fchown(file, Some(owned.0), Some(owned.1)).is_err() {
            return Ok(false);
        }
    }
    file.set_permissions(existing.permissions())?;
    Ok(true)
}

fn has_other_names(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::nlink(metadata) > 1;
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// What a new file may be used for, before the process's mask.
fn ordinary() -> Option<Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    #[cfg(not(unix))]
    None
}

#[cfg(test)]
mod tests;
