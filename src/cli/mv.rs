//! The `mv` command.

use super::args::{Format, Mv};
use super::{ExitStatus, failure, report, say};
use crate::rename::{self, RenameError, Renamed, Renaming};

/// Renames a thing, and says what changed.
pub(super) fn mv(mv: &Mv) -> ExitStatus {
    let renaming = Renaming { root: &mv.root, from: &mv.from, to: &mv.to, alias: !mv.no_alias };
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

/// A line for each file, and one on the whole.
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
    lines.collect::<String>()
        + &format!(
            "{old} is {new} now: {} in {} changed{alias}\n",
            count(references, "reference"),
            count(files, "file"),
        )
}
