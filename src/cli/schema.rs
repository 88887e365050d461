//! The `schema` command.

use std::path::Path;

use serde_json::Value;

use super::args::Schema;
use super::{ExitStatus, answer, failure, say};
use crate::content;
use crate::diagnostic::printable;
use crate::files::{Root, confined};

/// Prints the requested schemas, or writes them into a folder.
pub(super) fn run(schema: &Schema) -> ExitStatus {
    let here = Path::new(".");
    let root = schema.root.as_deref().unwrap_or(here);
    let is_explainer = root.join("content").is_dir();
    if schema.root.is_some() && !is_explainer {
        let message = format!("`{}` is no explainer: it holds no `content/`", root.display());
        return failure(&message, "name its folder, or leave `--root` out for plain schemas");
    }
    let mut schemas = content::schemas(is_explainer.then_some(root));
    schemas.retain(|(name, _)| schema.kind.as_ref().is_none_or(|kind| kind == name));
    if let Some(folder) = &schema.output {
        return write(root, folder, &schemas);
    }
    match (&schema.kind, schemas.pop()) {
        (Some(_), Some((_, schema))) => answer(&text(&schema)),
        (_, last) => answer(&text(&schemas.into_iter().chain(last).collect())),
    }
    ExitStatus::Success
}

fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

/// Writes each schema to its own file. Replaces a symbolic link at that path; refuses a folder that a link puts outside the explainer's.
fn write(root: &Path, folder: &Path, schemas: &[(&str, Value)]) -> ExitStatus {
    let opened = confined(root, folder).and_then(|folder| Root::create(&folder));
    for (name, schema) in schemas {
        let name = format!("{name}.json");
        let written = opened.as_ref().map_err(std::io::Error::to_string).and_then(|opened| {
            let replaced = opened.replace(Path::new(&name), text(schema).as_bytes());
            replaced.map_err(|error| error.to_string())
        });
        if let Err(error) = written {
            let message = format!("`{}` cannot be written: {error}", folder.join(name).display());
            return failure(&message, "name another folder with `--output`");
        }
    }
    say(&printable(&format!("{} schemas: {}\n", schemas.len(), folder.display())));
    ExitStatus::Success
}
