//! The `standpoint` command.

use mimalloc::MiMalloc;

/// The global allocator. Loading and rendering make and free many small pieces on all cores.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> std::process::ExitCode {
    standpoint::cli::main()
}
