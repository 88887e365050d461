//! A bar on a terminal, for builds that take longer than half a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

/// Counts files as they are written.
pub(super) struct Progress {
    started: Instant,
    done: AtomicU64,
    total: u64,
    bar: OnceLock<ProgressBar>,
    shown: bool,
}

impl Progress {
    /// A bar up to `total`; never shown when `quiet` or when standard error is no terminal.
    pub(super) fn new(total: usize, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        Self {
            started: Instant::now(),
            done: AtomicU64::new(0),
            total: total as u64,
            bar: OnceLock::new(),
            shown,
        }
    }

    /// One more is done. May be called from any thread.
    pub(super) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown && self.started.elapsed() > Duration::from_millis(500) {
            let new =
                || ProgressBar::with_draw_target(Some(self.total), ProgressDrawTarget::stderr());
            self.bar.get_or_init(new).set_position(done);
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
