//! The `serve` command.

use std::sync::Arc;

use super::args::{Common, Format, Serve};
use super::{ExitStatus, failure, print, report, say};
use crate::content::LoadOptions;
use crate::diagnostic::Diagnostic;
use crate::serve::{self, Notice, Reporter, ServeError, ServeOptions, Watching};

/// Serves until interrupted.
pub(super) fn run(arguments: &Serve) -> ExitStatus {
    let common = &arguments.common;
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
    let terminal = Terminal { common: common.clone(), open: arguments.open };
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

/// Tells on the terminal what happens.
struct Terminal {
    common: Common,
    open: bool,
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
            Notice::Loaded { diagnostics, stands, took } => {
                print(diagnostics, &self.common);
                if !stands {
                    say("the last good site stays until this is mended\n");
                } else if self.common.verbose {
                    say(&format!("loaded in {} ms\n", took.as_millis()));
                }
            }
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
