//! The `init` and `new` commands.

use std::io::{BufRead, IsTerminal};
use std::path::Path;

use super::args::{Init, New};
use super::{ExitStatus, answer, failure, say};
use crate::scaffold::{self, Field, Initialized, Need, NewFile, Scaffolder};

/// Printed by `init` as long as its workflow has no release of Standpoint to install.
const NOT_PUBLISHED_YET: &str = "to publish from GitHub: the workflow `.github/workflows/pages.yml` is off and installs nothing, as there are no releases yet; \
its first lines say how to switch it on\n";

/// Runs `init`: writes a small explainer and prints which files were written or kept.
pub(super) fn init(init: &Init) -> ExitStatus {
    match scaffold::init(&init.folder, init.theme) {
        Ok(Initialized { written, kept, to_ignore }) => {
            let folder = init.folder.display();
            say(&format!("{} files: {folder}\n", written.len()));
            for path in kept {
                say(&format!("not written, as there is one already: {path}\n"));
            }
            if !to_ignore.is_empty() {
                say(&format!("add to .gitignore: {}\n", to_ignore.join(" ")));
            }
            let root = shell_word(&init.folder);
            say(&format!("next: `standpoint serve --watch --open --root {root}`, and write\n"));
            say(NOT_PUBLISHED_YET);
            ExitStatus::Success
        }
        Err(error) => failure(&error.message, &error.help),
    }
}

/// Returns a path as one shell word, in quotation marks if it contains more than letters, digits and common path punctuation.
fn shell_word(path: &Path) -> String {
    let text = path.to_string_lossy();
    // A word that begins with a hyphen would be parsed as an option.
    let text = if text.starts_with('-') { format!("./{text}") } else { text.into_owned() };
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else if cfg!(windows) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Runs `new`: writes a file and prints its path.
pub(super) fn new(new: &New) -> ExitStatus {
    let kind = new.kind;
    let given = new.values();
    let is_known = |key: &str| kind.fields().iter().any(|it| it.key == key);
    if let Some((key, _)) = given.iter().find(|(key, _)| !is_known(key)) {
        return failure(&format!("a file of this kind has no `{key}`"), "leave that option out");
    }
    let at_terminal = std::io::stdin().is_terminal();
    let mut file = NewFile {
        kind,
        name: new.name.clone(),
        slug: new.slug.clone(),
        values: given.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        may_be_draft: at_terminal,
    };
    let written = Scaffolder::open(&new.root).and_then(|mut scaffolder| {
        if at_terminal {
            ask(&mut scaffolder, &mut file);
        }
        scaffolder.write(&file)
    });
    match written {
        Ok((path, is_draft)) => {
            let shown = path.strip_prefix(".").unwrap_or(&path);
            answer(&format!("{}\n", shown.display()));
            if is_draft {
                say("it is a draft, which readers do not see; its first line says what to write\n");
            }
            ExitStatus::Success
        }
        Err(error) => failure(&error.message, &error.help),
    }
}

/// Asks for missing values, and again for values that `check` would reject. Stops at the end of input.
fn ask(scaffolder: &mut Scaffolder, file: &mut NewFile) {
    for field in file.kind.fields() {
        let is_given = file.values.iter().any(|(key, _)| key == field.key);
        if is_given && is_right(scaffolder, file, field) {
            continue;
        }
        loop {
            let Some(line) = asked(field.question) else { return };
            if line.is_empty() {
                match field.need {
                    Need::Fact => continue,
                    Need::Text => say("left for later\n"),
                    Need::Optional(_) => {}
                }
                break;
            }
            file.values.push((field.key.to_owned(), line));
            if is_right(scaffolder, file, field) {
                break;
            }
        }
    }
}

/// Returns `true` if `check` would accept the value of `field`. Otherwise prints the error and removes the value from `file`.
fn is_right(scaffolder: &mut Scaffolder, file: &mut NewFile, field: &Field) -> bool {
    let Some(error) = scaffolder.problem(file, field.key) else { return true };
    say(&format!("{}\nhelp: {}\n", error.message, error.help));
    file.values.retain(|(key, _)| key != field.key);
    false
}

/// Prints a question and returns the trimmed answer, or `None` at the end of input.
fn asked(question: &str) -> Option<String> {
    say(&format!("{question}: "));
    let mut line = String::new();
    let length = std::io::stdin().lock().read_line(&mut line).unwrap_or_default();
    if length == 0 {
        say("\n");
        return None;
    }
    Some(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::shell_word;

    #[cfg(unix)]
    #[test]
    fn paths_are_quoted_where_a_shell_would_read_something_else() {
        for (path, word) in [
            ("talks", "talks"),
            ("../a/b_c-d.e", "../a/b_c-d.e"),
            ("Fähren", "Fähren"),
            ("my talks", "'my talks'"),
            ("it's", r"'it'\''s'"),
            ("$HOME", "'$HOME'"),
            ("a;b", "'a;b'"),
            ("~", "'~'"),
            ("-x", "./-x"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(Path::new(path)), word, "{path}");
        }
    }
}
