//! One target under libFuzzer: `npm run fuzz`.
#![no_main]

use fuzz::{TARGETS, Target};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[expect(clippy::disallowed_methods, reason = "libFuzzer reads the arguments")]
static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
    TARGETS.iter().find(|target| target.name == name).expect("FUZZ_TARGET names a target")
});

fuzz_target!(|input: &[u8]| (TARGET.run)(input));
