//! The `init` and `new` commands.

use std::io::{BufRead, IsTerminal};

use super::args::{Init, New};
use super::{ExitStatus, answer, failure, say};
use crate::scaffold::{self, NewFile};

/// Printed by `init` as long as its workflow has no release of Standpoint to install.
const NOT_PUBLISHED_YET: &str = "to publish from GitHub: the workflow `.github/workflows/pages.yml` is off and installs nothing, as there are no releases yet; \
its first lines say how to switch it on\n";

/// Writes a small explainer.
pub(super) fn init(init: &Init) -> ExitStatus {
    match scaffold::init(&init.folder, init.theme) {
        Ok(files) => {
            let folder = init.folder.display();
            say(&format!("{} files: {folder}\n", files.len()));
            say(&format!("next: `standpoint serve --watch --open --root {folder}`, and write\n"));
            say(NOT_PUBLISHED_YET);
            ExitStatus::Success
        }
        Err(error) => failure(&error.message, &error.help),
    }
}

/// Begins a file, and prints its path.
pub(super) fn new(new: &New) -> ExitStatus {
    let kind = new.kind.into();
    let given = new.values();
    if let Some((key, _)) =
        given.iter().find(|(key, _)| !scaffold::Kind::fields(kind).iter().any(|it| it.key == *key))
    {
        return failure(&format!("a file of this kind has no `{key}`"), "leave that option out");
    }
    let mut values: Vec<_> =
        given.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    ask(kind, &mut values);
    let file = NewFile {
        root: &new.root,
        kind,
        name: &new.name,
        slug: new.slug.as_deref(),
        values: &values,
    };
    match scaffold::new(&file) {
        Ok(path) => {
            let shown = path.strip_prefix(".").unwrap_or(&path);
            answer(&format!("{}\n", shown.display()));
            ExitStatus::Success
        }
        Err(error) => failure(&error.message, &error.help),
    }
}

/// Asks for what is missing, on a terminal.
fn ask(kind: scaffold::Kind, values: &mut Vec<(String, String)>) {
    if !std::io::stdin().is_terminal() {
        return;
    }
    let missing = kind.fields().iter().filter(|field| field.default.is_none());
    let missing: Vec<_> =
        missing.filter(|field| !values.iter().any(|(key, _)| key == field.key)).collect();
    for field in missing {
        say(&format!("{}: ", field.question));
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line).is_ok() && !line.trim().is_empty() {
            values.push((field.key.to_owned(), line.trim().to_owned()));
        }
    }
}
