//! Everything that waits to be written to a file system of Linux, forced to it at once.

use rustix::{fs::syncfs, system::uname};
use std::{fs::File, io, path::Path, sync::LazyLock};

/// Forces all that was written to the file system of a file.
pub(super) fn sync(of: &Path) -> io::Result<()> {
    // Opened now, it is told of what could not be written before, if nobody was.
    Ok(syncfs(File::open(of)?)?)
}

/// Whether the system says when something could not be written: since Linux 5.8 (`syncfs(2)`).
pub(super) fn tells_errors() -> bool {
    static TELLS: LazyLock<bool> =
        LazyLock::new(|| uname().release().to_str().is_ok_and(|release| is_since(release, (5, 8))));
    *TELLS
}

fn is_since(release: &str, version: (u32, u32)) -> bool {
    let mut numbers = release.split(|letter: char| !letter.is_ascii_digit()).map(str::parse);
    matches!((numbers.next(), numbers.next()), (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_their_numbers() {
        for release in ["5.8.0", "5.15.0-91-generic", "6.1.0+rpt", "10.0"] {
            assert!(is_since(release, (5, 8)), "{release}");
        }
        for release in ["5.7.19", "4.18.0-553.el8", "3.10", "5", "", "x.9"] {
            assert!(!is_since(release, (5, 8)), "{release}");
        }
    }
}
