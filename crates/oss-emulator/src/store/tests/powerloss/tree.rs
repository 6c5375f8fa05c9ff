//! Folders and files in memory, by number, and what is done to them.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Component, Path},
    sync::Arc,
};

/// The number of a file or folder. It stays the same whatever its names are.
pub(super) type Node = u64;
/// The folder in which everything is.
pub(super) const ROOT: Node = 0;

/// What is done to a disk.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// A file or folder is made, which has no name yet.
    Make {
        node: Node,
        folder: bool,
    },
    Write {
        file: Node,
        offset: usize,
        bytes: Arc<[u8]>,
    },
    SetLength {
        file: Node,
        length: usize,
    },
    SyncFile {
        file: Node,
    },
    /// A file could not be forced to the disk. What waited is given up, and not tried again.
    SyncFailed {
        file: Node,
    },
    /// A name in a folder is of another node than before, or of none.
    Name {
        folder: Node,
        name: String,
        node: Option<Node>,
    },
    /// Two names in a folder change as one: the first is of none any more, the second of the node.
    Rename {
        folder: Node,
        from: String,
        to: String,
        node: Node,
    },
    SyncFolder {
        folder: Node,
    },
}

/// Folders and files.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub(super) files: HashMap<Node, Vec<u8>>,
    pub(super) folders: HashMap<Node, BTreeMap<String, Node>>,
    /// The next number.
    pub(super) next: Node,
}

impl Tree {
    pub(super) fn new() -> Self {
        Self { folders: HashMap::from([(ROOT, BTreeMap::new())]), next: ROOT + 1, ..Self::default() }
    }

    pub(super) fn apply(&mut self, op: &Op) {
        match op {
            Op::Make { node, folder } => {
                self.next = node + 1;
                match folder {
                    true => drop(self.folders.insert(*node, BTreeMap::new())),
                    false => drop(self.files.insert(*node, Vec::new())),
                }
            }
            Op::Write { file, offset, bytes } => write(self.files.entry(*file).or_default(), *offset, bytes),
            Op::SetLength { file, length } => self.files.entry(*file).or_default().resize(*length, 0),
            Op::Name { folder, name, node: Some(node) } => {
                self.folders.entry(*folder).or_default().insert(name.clone(), *node);
            }
            Op::Name { folder, name, node: None } => {
                self.folders.entry(*folder).or_default().remove(name);
            }
            Op::Rename { folder, from, to, node } => {
                let folder = self.folders.entry(*folder).or_default();
                folder.remove(from);
                folder.insert(to.clone(), *node);
            }
            Op::SyncFile { .. } | Op::SyncFailed { .. } | Op::SyncFolder { .. } => {}
        }
    }

    /// The node of a path.
    pub(super) fn find(&self, path: &Path) -> io::Result<Node> {
        path.components().filter(|part| matches!(part, Component::Normal(_))).try_fold(ROOT, |node, part| {
            let name = part.as_os_str().to_str().unwrap();
            let folder = self.folders.get(&node);
            folder.and_then(|folder| folder.get(name)).copied().ok_or(io::ErrorKind::NotFound.into())
        })
    }

    /// The folder of a path, and the name in it.
    pub(super) fn place(&self, path: &Path) -> io::Result<(Node, String)> {
        let folder = self.find(path.parent().unwrap())?;
        Ok((folder, path.file_name().unwrap().to_str().unwrap().to_owned()))
    }
}

pub(super) fn write(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(bytes);
}
