//! Arguments → one of the subcommands.

use clap::Parser;
use stallholder::config::CommandLine;
use std::ffi::{c_int, c_long};
use std::process::ExitCode;

/// A page is thousands of small pieces of text: this allocator takes a third of the system's time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Free memory goes back to the system after this many milliseconds rather than after a second: a burst would be paid
/// for once more in each second that follows.
const PURGE_DELAY_MS: c_long = 10;
/// `mi_option_purge_delay`; the environment's `MIMALLOC_PURGE_DELAY` comes before it.
const PURGE_DELAY: c_int = 15;

unsafe extern "C" {
    safe fn mi_option_set_default(option: c_int, value: c_long);
}

fn main() -> ExitCode {
    mi_option_set_default(PURGE_DELAY, PURGE_DELAY_MS);
    let arguments = CommandLine::parse();
    stallholder::command::run(arguments)
}
