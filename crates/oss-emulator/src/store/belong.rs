//! Whether what lies in a data folder belongs together.

use crate::{
    folder::{FolderId, Seen},
    kms::Bound,
};

/// What kind of index there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// None, or one in which nothing is.
    Blank,
    /// Of version 0.2, which knows no folder.
    Old,
    /// One that knows its folder, and how often it was changed.
    Ours(FolderId, u64),
}

/// What lies in a data folder.
pub(super) struct Contents {
    /// What the marker says. Whoever removes it says that the rest is to be taken as it is.
    pub(super) seen: Option<Seen>,
    pub(super) nature: Nature,
    /// What the keys are bound to: nothing where they are of version 0.2.
    pub(super) keys: Option<Option<Bound>>,
    /// Whether there are blobs.
    pub(super) blobs: bool,
}

pub(super) const DAMAGED_MARKER: &str = "folder.id cannot be read. Put it back as it was; or remove it, if index.redb, keys.json and blobs \
     are those that belong together";

/// What to do where something is of another time.
const ADVICE: &str = "Put back what was there, or all of the folder from one backup. To use it as it is, remove folder.id: \
     blobs that the index does not name are then moved to unnamed, and kept for a week";

/// None of the blobs that the index names is there.
pub(super) fn no_blobs(count: usize) -> String {
    format!("of the {count} blobs that index.redb names, blobs holds none. {ADVICE}")
}

impl Contents {
    /// The id of the folder, if it has one; else why it must not be used.
    pub(super) fn id(&self) -> Result<Option<FolderId>, String> {
        self.check_index()?;
        self.check_keys()?;
        let index = match self.nature {
            Nature::Ours(id, _) => Some(id),
            Nature::Blank | Nature::Old => None,
        };
        let keys = self.keys.flatten().map(|bound| bound.folder);
        let id = index.or(self.seen.map(|seen| seen.id)).or(keys);
        if keys.is_some() && keys != id {
            return Err(format!("keys.json is of another data folder. {ADVICE}"));
        }
        Ok(id)
    }

    fn check_index(&self) -> Result<(), String> {
        let used = self.seen.is_some_and(|seen| seen.commits > 0);
        match (self.nature, self.seen) {
            (Nature::Blank, _) if used || self.blobs => {
                Err("index.redb, which names what the rest is, is missing or empty. Put it back; or move everything else \
                     out of the folder, to begin anew"
                    .into())
            }
            (Nature::Old, _) if used || self.keys.flatten().is_some_and(|bound| bound.complete) => {
                Err("index.redb is of version 0.2, and the rest is not. Put back what was there".into())
            }
            (Nature::Ours(id, _), Some(seen)) if id != seen.id => {
                Err(format!("index.redb is of another data folder. {ADVICE}"))
            }
            (Nature::Ours(_, commits), Some(seen)) if commits < seen.commits => Err(format!(
                "index.redb is older than the rest: it was changed {commits} times, and has been changed {} times. {ADVICE}",
                seen.commits
            )),
            _ => Ok(()),
        }
    }

    fn check_keys(&self) -> Result<(), String> {
        let saves = self.seen.map_or(0, |seen| seen.saves);
        let needed = match self.nature {
            Nature::Blank => false,
            Nature::Old => self.blobs,
            Nature::Ours(_, commits) => commits > 0,
        };
        match self.keys {
            None if needed || saves > 0 => {
                Err("keys.json is missing, without which nothing can be read. Put it back".into())
            }
            Some(None) if saves > 0 || needed && self.nature != Nature::Old => {
                Err("keys.json is of version 0.2, and the rest is not. Put back what was there".into())
            }
            Some(Some(bound)) if bound.saves < saves => {
                Err(format!("keys.json is older than the rest. {ADVICE}"))
            }
            _ => Ok(()),
        }
    }
}
