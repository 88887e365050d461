//! The `standpoint` command.

use clap::Parser;
use standpoint::cli::{self, Cli};

fn main() -> std::process::ExitCode {
    cli::run(&Cli::parse()).into()
}
