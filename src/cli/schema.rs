//! The `schema` command.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use serde_json::Value;

use super::args::Schema;
use super::{ExitStatus, answer, failure, say};
use crate::content;

/// Prints the schemas asked for, or writes them into a folder.
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
        return write(folder, &schemas);
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

/// Writes each schema into a file of its own.
fn write(folder: &Path, schemas: &[(&str, Value)]) -> ExitStatus {
    for (name, schema) in schemas {
        let path = folder.join(format!("{name}.json"));
        if let Err(error) = replace(&path, &text(schema)) {
            let message = format!("`{}` cannot be written: {error}", path.display());
            return failure(&message, "name another folder with `--output`");
        }
    }
    say(&format!("{} schemas: {}\n", schemas.len(), folder.display()));
    ExitStatus::Success
}

/// Writes a file anew. A link in its place goes; what it leads to stays as it is.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::create_new(path)?.write_all(text.as_bytes())
}
