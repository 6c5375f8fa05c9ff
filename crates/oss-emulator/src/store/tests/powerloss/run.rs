//! Changes that are made one after the other, some of them at once, and what they do to the disk.

use super::{
    chance::Chance,
    recorder::Recorder,
    tree::Op,
    world::{Change, KEPT, PLAIN, World, make},
};
use crate::store::{Store, StoreError};
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

/// Below a folder that is missing.
const FOLDER: &str = "/above/data";

/// Changes that were made at once.
pub(super) struct Step {
    pub(super) changes: Vec<Change>,
    /// How much had been done to the disk when they were begun, and when all of them were answered.
    pub(super) begun: usize,
    pub(super) answered: usize,
}

/// All that was done.
pub(super) struct Run {
    pub(super) steps: Vec<Step>,
    pub(super) done: Vec<Op>,
}

/// What a store told its user.
#[derive(Clone, Default)]
pub(super) struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    pub(super) fn nothing(&self) -> Result<(), String> {
        let told = self.0.lock().unwrap();
        if told.is_empty() { Ok(()) } else { Err(told.join("; ")) }
    }
}

pub(super) fn open(disk: &Recorder, told: &Told) -> Result<Store, StoreError> {
    let clock = Arc::new(|| UNIX_EPOCH + Duration::from_secs(1_800_000_000));
    let told = told.clone();
    let warn = Arc::new(move |text: &str| told.0.lock().unwrap().push(text.to_owned()));
    Store::in_folder(Arc::new(disk.clone()), Path::new(FOLDER), clock, warn)
}

/// Makes so many steps on a disk on which nothing is.
pub(super) async fn run(disk: &Recorder, chance: &mut Chance, steps: usize) -> Run {
    let store = open(disk, &Told::default()).unwrap();
    let mut made = Vec::new();
    let mut plan = Plan::default();
    for number in 0..steps {
        let changes = plan.next(number, chance);
        let begun = disk.count();
        let all = changes.iter().map(|change| make(&store, change.clone()));
        for outcome in futures_util::future::join_all(all).await {
            outcome.unwrap();
        }
        made.push(Step { changes, begun, answered: disk.count() });
    }
    drop(store);
    Run { steps: made, done: disk.done() }
}

/// What is done next.
#[derive(Default)]
struct Plan {
    /// Uploads under way, and how many parts they have.
    uploads: Vec<(String, u32)>,
}

impl Plan {
    fn next(&mut self, number: usize, chance: &mut Chance) -> Vec<Change> {
        match number {
            0 => vec![Change::Bucket(PLAIN.into())],
            1 => vec![Change::Bucket(KEPT.into()), Change::Key("key".into())],
            _ => match chance.below(16) {
                0 => vec![Change::Key(format!("key{number}"))],
                1 => vec![Change::Rotate("key".into())],
                2 => vec![Change::Rule(bucket(chance), format!("acl{number}"))],
                3..8 => vec![self.upload(number, chance)],
                // Of different keys, so that it does not matter which is made first.
                _ => (0..=chance.below(4)).map(|key| object(key, chance)).collect(),
            },
        }
    }

    fn upload(&mut self, number: usize, chance: &mut Chance) -> Change {
        match self.uploads.first_mut() {
            Some((upload, parts)) if *parts < 3 => {
                *parts += 1;
                // The first comes twice.
                let number = (*parts - 1).max(1);
                Change::Part { upload: upload.clone(), number, bytes: bytes(chance) }
            }
            Some(_) => {
                let (upload, _) = self.uploads.remove(0);
                if chance.half() { Change::Complete { upload } } else { Change::Abort { upload } }
            }
            None => {
                let upload = format!("upload{number}");
                self.uploads.push((upload.clone(), 0));
                Change::Begin { upload, sse: sse(chance) }
            }
        }
    }
}

fn object(key: usize, chance: &mut Chance) -> Change {
    let (bucket, key) = (bucket(chance), format!("k{key}"));
    match chance.below(5) {
        0 => Change::Delete { bucket, key },
        _ => Change::Put { bucket, key, bytes: bytes(chance), sse: sse(chance) },
    }
}

fn bucket(chance: &mut Chance) -> String {
    if chance.half() { PLAIN.into() } else { KEPT.into() }
}

fn sse(chance: &mut Chance) -> Option<&'static str> {
    [None, Some("AES256"), Some("SM4"), Some("KMS")][chance.below(4)]
}

/// Few, many, or none.
fn bytes(chance: &mut Chance) -> Vec<u8> {
    let most = [1, 100, 9_000, 90_000][chance.below(4)];
    let length = chance.below(most);
    chance.bytes(length)
}

/// What may be there when the power goes after so much was done: all that was answered, and any of what was not.
pub(super) fn possible(steps: &[Step], done: usize) -> Vec<World> {
    let answered = steps.iter().filter(|step| step.answered <= done).flat_map(|step| &step.changes);
    let mut worlds = vec![answered.fold(World::default(), |world, change| world.with(change))];
    for change in
        steps.iter().filter(|step| step.begun < done && done < step.answered).flat_map(|s| &s.changes)
    {
        for world in worlds.clone() {
            worlds.push(world.with(change));
        }
    }
    worlds
}
