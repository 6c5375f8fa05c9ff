//! What is left on a disk after a loss of power: all that was forced to it, and of the rest as much as it pleases.

use super::{
    chance::Chance,
    tree::{Node, Op, Tree},
};
use std::collections::BTreeMap;

/// What becomes of that which was not forced to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// It is gone.
    Nothing,
    /// Files are found under their names, and their contents are gone.
    Names,
    /// Contents are there, and the names are as they were.
    Contents,
    /// Pieces of so many bytes are there or not, and names are or not, each by chance.
    Pieces(usize),
    /// It is there: the process ended, and the power did not.
    All,
}

impl Rest {
    pub(super) const EACH: [Self; 6] =
        [Self::Nothing, Self::Names, Self::Contents, Self::Pieces(512), Self::Pieces(4_096), Self::All];
}

/// A disk at one moment: what is safe, and what waits.
pub(super) struct Remains {
    safe: Tree,
    contents: BTreeMap<Node, Vec<Op>>,
    names: BTreeMap<Node, Vec<Op>>,
}

impl Remains {
    pub(super) fn over(safe: Tree) -> Self {
        Self { safe, contents: BTreeMap::new(), names: BTreeMap::new() }
    }

    /// The next thing is done.
    pub(super) fn then(&mut self, op: &Op) {
        match op {
            Op::Write { file, .. } | Op::SetLength { file, .. } => {
                self.contents.entry(*file).or_default().push(op.clone());
            }
            Op::Make { .. } => self.safe.apply(op),
            Op::Name { folder, .. } | Op::Rename { folder, .. } => {
                self.names.entry(*folder).or_default().push(op.clone());
            }
            Op::SyncFile { file } => {
                self.contents.remove(file).into_iter().flatten().for_each(|op| self.safe.apply(&op));
            }
            Op::SyncFailed { file } => drop(self.contents.remove(file)),
            Op::SyncFolder { folder } => {
                self.names.remove(folder).into_iter().flatten().for_each(|op| self.safe.apply(&op));
            }
        }
    }

    /// The power goes.
    pub(super) fn after(&self, rest: Rest, chance: &mut Chance) -> Tree {
        let mut tree = self.safe.clone();
        for op in self.names.values().flatten() {
            let survives = match rest {
                Rest::Nothing | Rest::Contents => false,
                Rest::Names | Rest::All => true,
                Rest::Pieces(_) => chance.half(),
            };
            if survives {
                tree.apply(op);
            }
        }
        for op in self.contents.values().flatten() {
            match (rest, op) {
                (Rest::Nothing | Rest::Names, _) => {}
                (Rest::Pieces(size), Op::Write { file, offset, bytes }) => {
                    let mut from = 0;
                    while from < bytes.len() {
                        // Pieces end where those of the disk do.
                        let to = bytes.len().min(from + size - (offset + from) % size);
                        if chance.half() {
                            let bytes = bytes[from..to].into();
                            tree.apply(&Op::Write { file: *file, offset: offset + from, bytes });
                        }
                        from = to;
                    }
                }
                (Rest::Pieces(_), _) if !chance.half() => {}
                (_, op) => tree.apply(op),
            }
        }
        tree
    }
}
