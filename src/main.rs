//! Arguments → one of the subcommands.

use clap::Parser;
use stallholder::config::CommandLine;
use std::process::ExitCode;

/// A page is thousands of small pieces of text: this allocator takes a third of the system's time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = CommandLine::parse();
    stallholder::command::run(arguments)
}
