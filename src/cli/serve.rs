//! The `serve` command.

use std::sync::Arc;

use super::args::{Common, Format, Serve};
use super::{ExitStatus, failure, find_explainer, print, report, say};
use crate::content::LoadOptions;
use crate::diagnostic::Diagnostic;
use crate::serve::{self, Notice, Reporter, ServeError, ServeOptions, Showing, Watching};

/// Runs `serve` until interrupted.
pub(super) fn run(arguments: &Serve) -> ExitStatus {
    let common = &arguments.common;
    // With `--watch`, `content/` may be created later; without it, it must exist now.
    if let Err(status) = find_explainer(&common.root)
        && !(arguments.watch && common.root.is_dir())
    {
        return status;
    }
    let options = ServeOptions {
        load: LoadOptions {
            root: common.root.clone(),
            drafts: common.drafts,
            base_url: common.base_url.clone(),
            ..LoadOptions::default()
        },
        host: arguments.host,
        port: arguments.port,
        watch: match (arguments.watch, arguments.poll) {
            (false, _) => None,
            (true, false) => Some(Watching::Events),
            (true, true) => Some(Watching::Polling),
        },
    };
    let terminal =
        Terminal { common: common.clone(), open: arguments.open, watch: arguments.watch };
    let reporter: Arc<dyn Reporter> = Arc::new(terminal);
    match serve::serve(&options, &reporter) {
        Ok(()) => ExitStatus::Success,
        Err(ServeError::Busy(address)) => failure(
            &format!("{address} is in use"),
            "stop what is served there, or name another port with `--port`",
        ),
        Err(ServeError::Bind(address, error)) => failure(
            &format!("{address} cannot be served at: {error}"),
            "name another address with `--host`, or another port with `--port`",
        ),
        Err(ServeError::Io(error)) => {
            failure(&format!("the server ended: {error}"), "start it again")
        }
    }
}

/// Prints the server's notices on the terminal.
struct Terminal {
    common: Common,
    open: bool,
    watch: bool,
}

/// Maximum number of old problems that are repeated after a load; the others are only counted.
const MOST_REPEATED: usize = 10;

impl Terminal {
    /// Prints the problems that the previous load did not have, and the current state of the site.
    fn loaded(
        &self,
        all: &[Diagnostic],
        new: &[Diagnostic],
        old: &[&Diagnostic],
        showing: Showing,
    ) {
        print(new, &self.common);
        let stands = !matches!(showing, Showing::LastGood | Showing::Nothing);
        if stands && (self.common.quiet || showing == Showing::First && all.is_empty()) {
            return;
        }
        if !stands {
            say(&repeated(old));
        }
        let tally = report::tally(all, self.common.strict);
        let tally = tally.as_deref();
        say(&match showing {
            Showing::First | Showing::Newest => {
                format!("{}\n", tally.unwrap_or("all is well"))
            }
            Showing::Mended => match tally {
                None => "mended: all is well\n".to_owned(),
                Some(tally) => format!("mended: the site is shown again, with {tally}\n"),
            },
            Showing::LastGood => {
                format!("{}, the last good site stays\n", tally.unwrap_or_default())
            }
            Showing::Nothing if self.watch => {
                format!("{}, there is no site to show yet\n", tally.unwrap_or_default())
            }
            Showing::Nothing => format!(
                "{}, there is no site to show: mend that and start again, or use `--watch`\n",
                tally.unwrap_or_default()
            ),
        });
    }
}

/// Returns a short line for each problem that was printed in full after an earlier load, up to [`MOST_REPEATED`], and the number of the
/// others.
fn repeated(old: &[&Diagnostic]) -> String {
    let line = |it: &&Diagnostic| {
        let (line, column) = it.span.line_column();
        format!("still wrong: {}:{line}:{column} {}\n", it.span.file.path(), it.code.name())
    };
    let more = old.len().saturating_sub(MOST_REPEATED);
    let more = if more > 0 { format!("still wrong: {more} more\n") } else { String::new() };
    old.iter().take(MOST_REPEATED).map(line).collect::<String>() + &more
}

impl Reporter for Terminal {
    fn notice(&self, notice: Notice) {
        match notice {
            Notice::Serving(address) => {
                say(&format!("serving {address} (Ctrl-C ends it)\n"));
                if self.open && open::that_detached(address).is_err() {
                    say("no browser could be opened\n");
                }
            }
            Notice::Loaded { all, new, old, showing, took } => {
                self.loaded(all, new, old, showing);
                if self.common.verbose {
                    say(&format!("loaded in {} ms\n", took.as_millis()));
                }
            }
            Notice::Moved(address) => say(&format!("the site is at {address} now\n")),
            Notice::Failed(diagnostic) => print(std::slice::from_ref(diagnostic), &self.common),
            Notice::Polling(why) => say(&format!(
                "changes are looked for twice a second, since the system's events ran out: {why}\nhelp: raise `fs.inotify.max_user_watches` and `fs.inotify.max_user_instances`\n"
            )),
            Notice::Unwatched(why) => {
                say(&format!("changes are not seen: {why}\nhelp: try `--watch --poll`\n"));
            }
        }
    }

    fn text(&self, diagnostics: &[Diagnostic]) -> String {
        let text = report::text(diagnostics, Format::Human, self.common.strict);
        anstream::adapter::strip_str(&text).to_string()
    }
}
