//! Writes a synthetic explainer, for measuring: `cargo run --release --example synth -- OUT --participants 1000`. With `--hugo` it writes the
//! same words as the content of a Hugo site, for which `benches/hugo/` has the templates.
//!
//! The same arguments give the same bytes.

mod explainer;
mod hugo;
mod synthetic;

use std::path::PathBuf;

use clap::Parser;
use synthetic::{Size, Synthetic};

/// Writes a synthetic explainer
#[derive(Parser)]
struct Arguments {
    /// The folder to write into
    out: PathBuf,
    /// How many participants
    #[arg(long, default_value_t = 1000)]
    participants: usize,
    /// How many issues
    #[arg(long, default_value_t = 100)]
    issues: usize,
    /// How many positions each participant has
    #[arg(long, default_value_t = 6)]
    positions: usize,
    /// What the choices begin from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Writes the content of a Hugo site instead
    #[arg(long)]
    hugo: bool,
}

fn main() -> std::io::Result<()> {
    let Arguments { out, participants, issues, positions, seed, hugo } = Arguments::parse();
    let synthetic = Synthetic::new(&Size { participants, issues, positions }, seed);
    if hugo { hugo::write(&synthetic, &out) } else { explainer::write(&synthetic, &out) }
}
