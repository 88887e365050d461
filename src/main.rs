//! The `standpoint` command.

use clap::Parser;
use mimalloc::MiMalloc;
use standpoint::cli::{self, Cli};

/// The global allocator. Loading and rendering make and free many small pieces on all cores.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run(&Cli::parse()).into()
}
