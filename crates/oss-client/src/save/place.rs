//! Where a download is until it is complete, and how it then becomes the file it was for (docs/decisions/0004).

use crate::payload::blocking;
use oss_protocol::crc64;
use std::{
    ffi::OsStr,
    fs::{self, File, Metadata, OpenOptions, Permissions, TryLockError},
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
    Beside { temporary: TempPath, target: PathBuf, kept: bool },
    /// The bytes have to get into the file that is there: it has other names or an owner that a new one would not have, or
    /// there can be no new one in its folder.
    Into { temporary: TempPath, existing: File, kept: bool },
    /// A device or a pipe.
    Itself,
}

impl Target {
    /// `kept`: whose bytes those are, which stay where they are until they are complete, and may be there from an earlier call.
    pub(super) fn open(path: &Path, kept: Option<&str>) -> io::Result<Self> {
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
            None => Ok(Self::beside(temporary(folder, name, ordinary(), kept)?, target, kept.is_some())),
            Some(metadata) => Self::replacing(&metadata, &target, name, folder, kept),
        }
    }

    fn beside((file, temporary): (File, TempPath), target: PathBuf, kept: bool) -> Self {
        Self { file, place: Place::Beside { temporary, target, kept } }
    }

    fn replacing(
        metadata: &Metadata,
        target: &Path,
        name: &OsStr,
        folder: &Path,
        kept: Option<&str>,
    ) -> io::Result<Self> {
        let existing = match OpenOptions::new().write(true).open(target) {
            Ok(existing) => Some(existing),
            // Who may not write to it may not replace it either.
            Err(error) if is_forbidden(&error) => return Err(error),
            // Such as a program that runs: it can be replaced.
            Err(_) => None,
        };
        let (temporary, is_beside) = match temporary(folder, name, None, kept) {
            Ok(beside) => (beside, true),
            Err(error) if is_forbidden(&error) && existing.is_some() => {
                (temporary(&std::env::temp_dir(), name, None, kept)?, false)
            }
            Err(error) => return Err(error),
        };
        match existing {
            Some(existing)
                if !is_beside || has_other_names(metadata) || !resemble(&temporary.0, metadata)? =>
            {
                let (file, temporary) = temporary;
                Ok(Self { file, place: Place::Into { temporary, existing, kept: kept.is_some() } })
            }
            _ => Ok(Self::beside(temporary, target.to_owned(), kept.is_some())),
        }
    }
}

impl Place {
    /// Whether it can be written to at any place.
    pub(super) fn has_offsets(&self) -> bool {
        !matches!(self, Self::Itself)
    }

    /// Where bytes stay that another call may go on from.
    pub(super) fn kept(&self) -> Option<&Path> {
        match self {
            Self::Beside { temporary, kept: true, .. } | Self::Into { temporary, kept: true, .. } => {
                Some(temporary)
            }
            _ => None,
        }
    }

    /// All of it has been written, and is right.
    pub(super) async fn complete(self) -> io::Result<()> {
        match self {
            Self::Itself => Ok(()),
            // Here and not on another thread: it is one step, and the call must not end between it and its success.
            Self::Beside { temporary, target, .. } => {
                temporary.persist(target).map_err(|unmoved| unmoved.error)
            }
            Self::Into { mut temporary, mut existing, .. } => {
                temporary.disable_cleanup(false);
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

fn temporary(
    folder: &Path,
    name: &OsStr,
    permissions: Option<Permissions>,
    kept: Option<&str>,
) -> io::Result<(File, TempPath)> {
    let name = name.to_string_lossy();
    let prefix = format!(".{}.", &name[..name.floor_char_boundary(STEM)]);
    if let Some(whose) = kept {
        return partial(folder.join(format!("{prefix}{:016x}.partial", crc64::checksum(whose.as_bytes()))));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".download");
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder).map(NamedTempFile::into_parts)
}

/// A file that stays when its call fails. Two calls at a time would mix in it.
fn partial(path: PathBuf) -> io::Result<(File, TempPath)> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let what = format!("another call downloads the same object into {}", path.display());
            return Err(io::Error::new(io::ErrorKind::WouldBlock, what));
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut path = TempPath::try_from_path(path)?;
    path.disable_cleanup(true);
    Ok((file, path))
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
