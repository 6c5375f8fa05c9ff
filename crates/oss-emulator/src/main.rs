//! The `oss-emulator` command, as a plain binary: [`oss_emulator::cli`].
#![forbid(unsafe_code)]

use oss_emulator::cli::{self, Surroundings};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let code = cli::main(Surroundings::here(std::env::args_os().skip(1).collect()));
    // A system with larger codes than a byte takes their lowest.
    ExitCode::from((code & 0xff) as u8)
}
