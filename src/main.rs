//! Entry point: parses arguments and runs a subcommand.

use clap::Parser;
use stallholder::config::CommandLine;
use std::ffi::{c_int, c_long};
use std::process::ExitCode;

/// A page is thousands of small pieces of text: this allocator takes a third of the system's time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Milliseconds until freed memory returns to the system; shorter than mimalloc's second, so that a burst is
/// not paid for again afterwards.
const PURGE_DELAY_MS: c_long = 10;
/// Option number of `mi_option_purge_delay`; the environment's `MIMALLOC_PURGE_DELAY` takes precedence.
const PURGE_DELAY: c_int = 15;

unsafe extern "C" {
    safe fn mi_option_set_default(option: c_int, value: c_long);
}

fn main() -> ExitCode {
    mi_option_set_default(PURGE_DELAY, PURGE_DELAY_MS);
    let arguments = CommandLine::parse();
    stallholder::command::run(arguments)
}
