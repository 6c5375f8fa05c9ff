//! A disk in memory that writes down all that is done to it.

use super::tree::{Node, Op, Tree};
use crate::disk::{Access, Disk, DiskFile, Entry};
use redb::StorageBackend;
use std::{
    fs::TryLockError,
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
    time::{SystemTime, UNIX_EPOCH},
};

/// The disk. It may forget to be forced to what a path names.
#[derive(Clone, Debug)]
pub(super) struct Recorder(Arc<Mutex<State>>, fn(&Path) -> bool);

#[derive(Debug)]
struct State {
    tree: Tree,
    done: Vec<Op>,
    /// Whether the next time that the index is forced to the disk fails.
    fails: bool,
}

impl State {
    fn perform(&mut self, op: Op) {
        self.tree.apply(&op);
        self.done.push(op);
    }

    fn make(&mut self, path: &Path, is_folder: bool) -> io::Result<Node> {
        let (folder, name) = self.tree.place(path)?;
        let node = self.tree.next;
        self.perform(Op::Make { node, folder: is_folder });
        self.perform(Op::Name { folder, name, node: Some(node) });
        Ok(node)
    }
}

impl Recorder {
    pub(super) fn over(tree: Tree, forgets: fn(&Path) -> bool) -> Self {
        Self(Arc::new(Mutex::new(State { tree, done: Vec::new(), fails: false })), forgets)
    }

    /// The index cannot be forced to the disk, once.
    pub(super) fn fail(&self) {
        self.state().fails = true;
    }

    /// How much was done.
    pub(super) fn count(&self) -> usize {
        self.state().done.len()
    }

    /// All that was done.
    pub(super) fn done(&self) -> Vec<Op> {
        self.state().done.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn opened(&self, node: Node, path: &Path) -> Opened {
        Opened { disk: self.clone(), node, forgets: self.1(path) }
    }
}

impl Disk for Recorder {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        if state.tree.find(path).is_err() {
            state.make(path, true)?;
        }
        Ok(())
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        let found = state.tree.find(path);
        let node = match (access, found) {
            (Access::Read, found) => found?,
            (Access::New, Ok(_)) => return Err(io::ErrorKind::AlreadyExists.into()),
            (Access::ReadWrite, Ok(node)) => node,
            (Access::Secret, Ok(node)) => {
                state.perform(Op::SetLength { file: node, length: 0 });
                node
            }
            (_, Err(_)) => state.make(path, false)?,
        };
        Ok(Box::new(self.opened(node, path)))
    }

    fn database(&self, path: &Path) -> io::Result<Arc<dyn StorageBackend>> {
        let node = self.state().tree.find(path)?;
        Ok(Arc::new(self.opened(node, path)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        let node = state.tree.find(from)?;
        let ((folder, from), (other, to)) = (state.tree.place(from)?, state.tree.place(to)?);
        if folder == other {
            state.perform(Op::Rename { folder, from, to, node });
        } else {
            state.perform(Op::Name { folder: other, name: to, node: Some(node) });
            state.perform(Op::Name { folder, name: from, node: None });
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.tree.find(path)?;
        let (folder, name) = state.tree.place(path)?;
        state.perform(Op::Name { folder, name, node: None });
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        let node = state.tree.find(path)?;
        if !state.tree.folders[&node].is_empty() {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        let (folder, name) = state.tree.place(path)?;
        state.perform(Op::Name { folder, name, node: None });
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let state = self.state();
        let Ok(node) = state.tree.find(folder) else { return Ok(Vec::new()) };
        let is_folder = |node| state.tree.folders.contains_key(node);
        let entries = state.tree.folders[&node].iter();
        Ok(entries.map(|(name, node)| Entry { name: name.clone(), is_folder: is_folder(node) }).collect())
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        Ok(self.state().tree.find(path).is_ok())
    }

    fn modified(&self, _: &Path) -> io::Result<SystemTime> {
        Ok(UNIX_EPOCH)
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        let file = state.tree.find(path)?;
        if !self.1(path) {
            state.perform(Op::SyncFile { file });
        }
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        let forgets = self.1(folder);
        let folder = state.tree.find(folder)?;
        if !forgets {
            state.perform(Op::SyncFolder { folder });
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Opened {
    disk: Recorder,
    node: Node,
    forgets: bool,
}

impl Opened {
    fn perform(&self, op: Op) -> io::Result<()> {
        self.disk.state().perform(op);
        Ok(())
    }

    fn force(&self) -> io::Result<()> {
        if self.forgets { Ok(()) } else { self.perform(Op::SyncFile { file: self.node }) }
    }

    fn write(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.perform(Op::Write { file: self.node, offset: offset as usize, bytes: bytes.into() })
    }

    fn read_up_to(&self, offset: u64, length: usize) -> Vec<u8> {
        let state = self.disk.state();
        let file = &state.tree.files[&self.node];
        let begin = file.len().min(offset as usize);
        file[begin..file.len().min(begin + length)].to_vec()
    }

    fn length(&self) -> u64 {
        self.disk.state().tree.files[&self.node].len() as u64
    }
}

impl DiskFile for Opened {
    fn try_lock(&self) -> Result<(), TryLockError> {
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.length())
    }

    fn read(&mut self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        Ok(self.read_up_to(offset, length))
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        Self::write(self, offset, bytes)
    }

    fn set_modified(&mut self, _: SystemTime) -> io::Result<()> {
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.force()
    }
}

impl StorageBackend for Opened {
    fn len(&self) -> io::Result<u64> {
        Ok(self.length())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let bytes = self.read_up_to(offset, out.len());
        if bytes.len() < out.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out.copy_from_slice(&bytes);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.perform(Op::SetLength { file: self.node, length: length as usize })
    }

    fn sync_data(&self) -> io::Result<()> {
        if std::mem::take(&mut self.disk.state().fails) {
            self.perform(Op::SyncFailed { file: self.node })?;
            return Err(io::Error::other("a bad disk"));
        }
        self.force()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        Self::write(self, offset, data)
    }
}
