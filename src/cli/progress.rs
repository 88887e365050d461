//! A progress bar on the terminal, shown only if the work takes longer than half a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

/// Counts finished items and draws the bar.
pub(super) struct Progress {
    started: Instant,
    done: AtomicU64,
    total: u64,
    bar: OnceLock<ProgressBar>,
    shown: bool,
}

impl Progress {
    /// Creates a bar for `total` items. It is never shown if `quiet` is set or standard error is not a terminal.
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

    /// Counts one more item. May be called from any thread.
    pub(super) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown && self.started.elapsed() > Duration::from_millis(500) {
            let new =
                || ProgressBar::with_draw_target(Some(self.total), ProgressDrawTarget::stderr());
            self.bar.get_or_init(new).set_position(done);
        }
    }

    /// Removes the bar from the terminal.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
