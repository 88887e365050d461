//! The `mv` command.

use std::path::Path;
use std::time::Duration;

use super::args::{Format, Mv};
use super::{ExitStatus, failure, find_explainer, report, say};
use crate::diagnostic::printable;
use crate::files::state_folder;
use crate::rename::{self, RenameError, Renamed, Renaming};

/// Runs `mv`: renames an entity and prints the changes.
pub(super) fn mv(mv: &Mv) -> ExitStatus {
    if let Err(status) = find_explainer(&mv.root) {
        return status;
    }
    let Some(state) = state_folder() else {
        let help = "name a folder that can be written to in `XDG_STATE_HOME`";
        return failure("there is no folder to keep the journal of a rename in", help);
    };
    if let Err(status) = recover(&mv.root) {
        return status;
    }
    let (root, from, to) = (&mv.root, &mv.from, &mv.to);
    let renaming = Renaming { root, from, to, alias: !mv.no_alias, state: &state };
    match rename::rename(&renaming) {
        Ok(renamed) => {
            say(&summary(&renamed));
            ExitStatus::Success
        }
        Err(RenameError::Content(diagnostics)) => {
            let tally = report::tally(&diagnostics, false).unwrap_or_default();
            say(&report::text(&diagnostics, Format::Human, false));
            say(&format!("{tally}: nothing was renamed, because references could be missed\n"));
            ExitStatus::ContentWrong
        }
        Err(RenameError::Refused(message, help)) => failure(&message, &help),
    }
}

/// Maximum time to wait for another rename that is running.
const PATIENCE: Duration = Duration::from_secs(30);

/// Recovers from a rename that was killed in the explainer in `root`, and prints the result. Every command that reads the explainer does
/// this first.
pub(super) fn recover(root: &Path) -> Result<(), ExitStatus> {
    let Some(state) = state_folder() else { return Ok(()) };
    match rename::recover(root, &state, PATIENCE) {
        Ok(Some(recovered)) => {
            say(&printable(&format!("{recovered}\n")));
            Ok(())
        }
        Err(RenameError::Refused(message, help)) => Err(failure(&message, &help)),
        Ok(None) | Err(RenameError::Content(_)) => Ok(()),
    }
}

/// Returns a line for each file, and a summary.
fn summary(renamed: &Renamed) -> String {
    let count = |count: usize, noun: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {noun}{plural}")
    };
    let lines = renamed
        .files
        .iter()
        .map(|(path, references)| format!("{path}: {}\n", count(*references, "reference")));
    let references = renamed.files.iter().map(|(_, references)| references).sum();
    let files = renamed.files.iter().filter(|(_, references)| *references > 0).count();
    let (old, new) = &renamed.moved;
    let alias = renamed.alias.as_ref().map(|it| format!("; {it} redirects")).unwrap_or_default();
    let kept = renamed.kept.iter().map(|path| {
        format!("`{}` holds what was saved meanwhile: put it where it belongs\n", path.display())
    });
    lines.chain(kept).collect::<String>()
        + &format!(
            "{old} is {new} now: {} in {} changed{alias}\n",
            count(references, "reference"),
            count(files, "file"),
        )
}
