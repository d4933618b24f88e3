//! Arguments → one of the subcommands.

use clap::Parser;
use stallholder::config::CommandLine;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = CommandLine::parse();
    stallholder::command::run(arguments)
}
