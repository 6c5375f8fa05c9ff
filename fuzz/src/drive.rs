//! Runs a target over its corpus, then over random changes of it until the time is over.
//!
//! `FUZZ_SECONDS` says how long (2), `FUZZ_SEED` repeats a run, `FUZZ_INPUT` is a file that is run alone.

#![expect(clippy::print_stdout, reason = "what a failing test has printed is shown with it")]

use crate::Target;
use fastrand::Rng;
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    time::{Duration, Instant},
};

/// No input is longer.
const MAX_INPUT: usize = 4 << 10;
/// No input may take longer, without optimisation and beside other tests.
const MAX_TIME: Duration = Duration::from_secs(10);
/// The process may not have needed more memory than this, in KiB.
const MAX_MEMORY: u64 = 1 << 20;

/// Runs a target.
///
/// # Panics
/// When the target does, takes too long or needs too much memory. The input is kept in a file, which the message names.
pub fn drive(target: &Target) {
    if let Some(path) = setting("FUZZ_INPUT") {
        return (target.run)(&fs::read(&path).expect("FUZZ_INPUT names a file"));
    }
    let corpus = corpus(target.name);
    for input in &corpus {
        try_out(target, input);
    }
    let number =
        |name| setting(name).map(|text| text.parse::<u64>().expect("FUZZ_SECONDS and FUZZ_SEED are numbers"));
    let seed = number("FUZZ_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("{}: FUZZ_SEED={seed}", target.name);
    let (mut rng, end) =
        (Rng::with_seed(seed), now() + Duration::from_secs(number("FUZZ_SECONDS").unwrap_or(2)));
    let mut runs = 0_u64;
    while now() < end {
        try_out(target, &changed(&corpus, target.text, &mut rng));
        runs += 1;
    }
    println!("{}: {runs} inputs", target.name);
    assert!(peak().is_none_or(|kib| kib < MAX_MEMORY), "the process has needed more than {MAX_MEMORY} KiB");
}

fn try_out(target: &Target, input: &[u8]) {
    let start = now();
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let slow = start.elapsed() > MAX_TIME;
    if outcome.is_ok() && !slow {
        return;
    }
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let folder = root().join("../target/fuzz");
    let path = folder.join(format!("{}-{:016x}", target.name, hasher.finish()));
    fs::create_dir_all(&folder).and_then(|()| fs::write(&path, input)).expect("target can be written to");
    println!(
        "{0}: again with FUZZ_INPUT={1} cargo test -p fuzz {0}; once mended, move it to fuzz/corpus/{0}",
        target.name,
        path.display()
    );
    match outcome {
        Err(panic) => resume_unwind(panic),
        Ok(()) => panic!("an input took {:?}", start.elapsed()),
    }
}

/// What has been found before, in the order of its names, so that a seed repeats a run.
pub(crate) fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = fs::read_dir(root().join("corpus").join(name)).expect("every target has a corpus");
    let mut paths: Vec<_> = folder.map(|entry| entry.expect("the corpus can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("the corpus can be read")).collect()
}

/// An input of the corpus with some changes, or something all of its own.
fn changed(corpus: &[Vec<u8>], text: bool, rng: &mut Rng) -> Vec<u8> {
    let any = |rng: &mut Rng| corpus[rng.usize(..corpus.len())].as_slice();
    let byte = |rng: &mut Rng| if text { rng.u8(b' '..=b'~') } else { rng.u8(..) };
    let mut input = match rng.u8(..4) {
        0 if !text => {
            let mut bytes = vec![0; rng.usize(..MAX_INPUT)];
            rng.fill(&mut bytes);
            bytes
        }
        _ => any(rng).to_vec(),
    };
    for _ in 0..1 << rng.u8(..5) {
        let from = rng.usize(..=input.len());
        let to = rng.usize(from..=input.len().min(from + 32));
        match rng.u8(..7) {
            0 if from < input.len() => input[from] ^= 1 << rng.u8(..8),
            1 if from < input.len() => input[from] = byte(rng),
            2 => input.insert(from, byte(rng)),
            3 => drop(input.drain(from..to)),
            // What stands there comes once more,
            4 => drop(input.splice(from..from, input[from..to].to_vec())),
            // or something of another input takes its place.
            5 => {
                let other = any(rng);
                let start = rng.usize(..=other.len());
                let end = rng.usize(start..=other.len().min(start + 64));
                input.splice(from..to, other[start..end].iter().copied());
            }
            _ => {
                const EDGES: [&str; 10] = [
                    "0",
                    "-1",
                    "+1",
                    "18446744073709551615",
                    "18446744073709551616",
                    "%00",
                    "%ff",
                    "é",
                    "\u{feff}",
                    "\0",
                ];
                input.splice(from..to, EDGES[rng.usize(..EDGES.len())].bytes());
            }
        }
    }
    input.truncate(MAX_INPUT);
    input
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The most memory the process has had, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

#[expect(clippy::disallowed_methods, reason = "it ends after some seconds")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "a test runner takes no arguments of its tests")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
