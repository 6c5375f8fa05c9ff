//! A loss of power at any moment: what was answered is there, nothing else is, and the folder is used as before.
//!
//! All that a store does to its disk is written down, and done again up to a moment, on a disk that keeps what was forced to it
//! and as much of the rest as it pleases ([`Rest`]). What is left is opened, read as a whole, and written into; then the power
//! goes once more.

mod chance;
mod recorder;
mod remains;
mod run;
mod tree;
mod world;

use chance::Chance;
use recorder::Recorder;
use remains::{Remains, Rest};
use run::{Run, Told, open, possible, run};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
};
use tree::Tree;
use world::{Change, World, make};

/// Whether a disk forgets to be forced to what a path names.
type Forgets = fn(&Path) -> bool;

/// How much is tried.
#[derive(Clone, Copy)]
struct Extent {
    seed: u64,
    /// Steps of the changes that are made.
    steps: usize,
    /// Moments at which the power goes.
    points: usize,
}

/// Loses power at moments all over a run, and calls what it finds wrong.
fn lose(extent: Extent, forgets: Forgets) -> Vec<String> {
    let disk = Recorder::over(Tree::new(), forgets);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let done = runtime.block_on(run(&disk, &mut Chance(extent.seed), extent.steps));
    let half = |first: usize| {
        let mut findings = Vec::new();
        let mut remains = Remains::over(Tree::new());
        let mut at = 0;
        for point in (first..extent.points).step_by(2) {
            let until = done.done.len() * (point + 1) / extent.points;
            done.done[at..until].iter().for_each(|op| remains.then(op));
            at = until;
            for (number, rest) in Rest::EACH.into_iter().enumerate() {
                let mut chance = Chance(extent.seed + (point * Rest::EACH.len() + number) as u64);
                let tree = remains.after(rest, &mut chance);
                let found =
                    catch_unwind(AssertUnwindSafe(|| twice(&done, until, tree, forgets, &mut chance)));
                if let Err(what) = found.unwrap_or_else(|_| Err("it panicked".into())) {
                    findings.push(format!("after {until} of {}, {rest:?} left: {what}", done.done.len()));
                }
            }
        }
        findings
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let mut findings = half(0);
        findings.extend(other.join().unwrap());
        findings
    })
}

/// Opens what a loss of power left, goes on with it, and loses power again.
fn twice(done: &Run, until: usize, tree: Tree, forgets: Forgets, chance: &mut Chance) -> Result<(), String> {
    let disk = Recorder::over(tree.clone(), forgets);
    let world = opened(&disk, &possible(&done.steps, until))?;
    let answered = disk.count();
    let after = go_on(&disk, &world)?;
    // The power may go while what it left is opened, too.
    let again = chance.below(disk.count() + 1);
    let mut remains = Remains::over(tree);
    disk.done()[..again].iter().for_each(|op| remains.then(op));
    let rest = Rest::EACH[chance.below(Rest::EACH.len())];
    let disk = Recorder::over(remains.after(rest, chance), forgets);
    let worlds = if again < answered { vec![world.clone()] } else { vec![world.clone(), after] };
    let world = opened(&disk, &worlds).map_err(|e| format!("after {again} more, {rest:?} left: {e}"))?;
    go_on(&disk, &world).map(drop)
}

/// Opens a disk, whose contents must be those of one of the worlds.
fn opened(disk: &Recorder, worlds: &[World]) -> Result<World, String> {
    let told = Told::default();
    let store = open(disk, &told).map_err(|e| e.to_string())?;
    let world = World::of(&store).map_err(|refusal| refusal.message.unwrap_or_default())?;
    drop(store);
    told.nothing()?;
    if worlds.contains(&world) { Ok(world) } else { Err("what is there is not what was answered".into()) }
}

/// Makes another change, which is there when the disk is opened again.
fn go_on(disk: &Recorder, world: &World) -> Result<World, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = open(disk, &Told::default()).map_err(|e| e.to_string())?;
    let bytes = b"after".repeat(1_000);
    let change = match world.has_buckets() {
        true => Change::Put { bucket: world::PLAIN.into(), key: "after".into(), bytes, sse: Some("AES256") },
        false => Change::Bucket(world::PLAIN.into()),
    };
    let made = runtime.block_on(make(&store, change.clone()));
    made.map_err(|refusal| refusal.message.unwrap_or_default())?;
    drop(store);
    opened(disk, &[world.with(&change)])
}

#[test]
fn what_was_answered_is_there_and_nothing_else() {
    let findings = lose(Extent { seed: 14, steps: 40, points: 36 }, |_| false);
    assert!(findings.is_empty(), "{} findings, {:#?}", findings.len(), &findings[..findings.len().min(9)]);
}

/// The same at length: `npm run powerloss`, which says how long.
#[test]
#[ignore = "takes minutes"]
#[expect(clippy::disallowed_methods, reason = "how long is said from outside")]
fn at_length() {
    let number = |name: &str| std::env::var(name).unwrap().parse::<usize>().unwrap();
    let extent = Extent { seed: number("SEED") as u64, steps: number("STEPS"), points: number("POINTS") };
    let findings = lose(extent, |_| false);
    let losses = 2 * extent.points * Rest::EACH.len();
    println!(
        "{losses} losses of power in {} steps, seed {}: {} findings",
        extent.steps,
        extent.seed,
        findings.len()
    );
    assert!(findings.is_empty(), "{findings:#?}");
}

/// What could not be forced to the disk is held by the system for written; what is answered later must not stand on it.
#[test]
fn what_is_answered_after_a_failure_to_force_is_there() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let disk = Recorder::over(Tree::new(), |_| false);
    let store = open(&disk, &Told::default()).unwrap();
    let put = |key: &str| Change::Put {
        bucket: world::PLAIN.into(),
        key: key.into(),
        bytes: key.repeat(500).into(),
        sse: None,
    };
    let make = |change: &Change| runtime.block_on(make(&store, change.clone()));
    // In another table than what comes after it, which would else write all of it again.
    let during = Change::Rule(world::PLAIN.into(), "during".into());
    let changes = [Change::Bucket(world::PLAIN.into()), put("first"), during, put("after")];
    make(&changes[0]).unwrap();
    make(&changes[1]).unwrap();
    disk.fail();
    let during = make(&changes[2]);
    make(&changes[3]).unwrap();
    let mut remains = Remains::over(Tree::new());
    disk.done().iter().for_each(|op| remains.then(op));
    let disk = Recorder::over(remains.after(Rest::Nothing, &mut Chance(0)), |_| false);
    let all = changes.iter().fold(World::default(), |world, change| world.with(change));
    let others = [0, 1, 3].iter().fold(World::default(), |world, number| world.with(&changes[*number]));
    let worlds = if during.is_ok() { vec![all] } else { vec![all, others] };
    opened(&disk, &worlds).unwrap();
}

/// This test would find it if any of them were left out.
#[test]
fn without_any_of_what_is_forced_something_is_lost() {
    let forgotten: [(&str, Forgets); 6] = [
        ("blobs", |path| path.starts_with("/above/data/blobs") && path.components().count() == 6),
        ("names of blobs", |path| path.starts_with("/above/data/blobs") && path.components().count() == 5),
        ("names of shelves", |path| path.ends_with("data/blobs")),
        ("index", |path| path.ends_with("index.redb")),
        ("keys", |path| path.ends_with("keys.json.part")),
        ("names of keys and index", |path| path.ends_with("data")),
    ];
    for (what, forgets) in forgotten {
        let findings = lose(Extent { seed: 15, steps: 12, points: 10 }, forgets);
        assert!(!findings.is_empty(), "{what} need not be forced");
    }
}
