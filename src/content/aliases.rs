//! Adds an old address to a file's `aliases` without changing anything else in the file.

use std::ops::Range;

use super::located::Yaml;
use super::parsed;
use super::yaml::{Node, Step::Key};
use crate::diagnostic::SourceFile;

/// A change to a file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasEdit {
    /// The byte range to replace.
    pub range: Range<usize>,
    /// The replacement text.
    pub text: String,
}

/// Returns the edit that adds `alias` to the aliases of `file`, in the style of the existing list. If the list holds `instead_of`, that
/// entry is replaced. `None` if there is no safe edit, for instance if the list is written as a YAML alias.
pub fn alias_edit(file: &SourceFile, alias: &str, instead_of: &str) -> Option<AliasEdit> {
    let yaml = parsed::front_matter(file)?;
    let root = yaml.tree().ok()?;
    let (range, text) = match root.find_key(&[], "aliases") {
        None => new_key(&yaml, &root, alias),
        Some(key) => extended(&yaml, key, root.find(&[Key("aliases")])?, alias, instead_of)?,
    };
    let start = yaml.start();
    Some(AliasEdit { range: start + range.start..start + range.end, text })
}

/// Returns the edit that adds the key and its list: on the last line of the front matter, or as the first entry if the mapping is in
/// braces.
fn new_key(yaml: &Yaml, root: &Node, alias: &str) -> (Range<usize>, String) {
    let text = yaml.text();
    if text[root.range.clone()].starts_with('{') {
        let at = root.range.start + 1;
        return (at..at, format!("aliases: [{alias}], "));
    }
    let indent = indent(text, root.range.start);
    (text.len()..text.len(), format!("{indent}aliases: [{alias}]{}", line_ending(yaml)))
}

/// Returns the edit that adds an entry to the list under `key`.
fn extended(
    yaml: &Yaml,
    key: &Node,
    list: &Node,
    alias: &str,
    instead_of: &str,
) -> Option<(Range<usize>, String)> {
    let text = yaml.text();
    let Some(items) = list.items() else {
        let nothing = list.written.is_empty();
        let colon = key.range.end + text[key.range.end..].find(':')? + 1;
        return nothing.then(|| (colon..colon, format!(" [{alias}]")));
    };
    if list.range != list.written {
        return None;
    }
    let replaced =
        items.iter().find(|item| text[item.range.clone()].trim_matches(['\'', '"']) == instead_of);
    if let Some(item) = replaced {
        return Some((item.range.clone(), alias.to_owned()));
    }
    let Some(last) = items.last() else {
        let at = list.range.start + text[list.range.clone()].find('[')? + 1;
        return Some((at..at, alias.to_owned()));
    };
    let end = last.range.end;
    if text[list.range.clone()].starts_with('[') {
        return Some((end..end, format!(", {alias}")));
    }
    let indent = indent(text, last.range.start).trim_end().strip_suffix('-')?;
    if !indent.trim().is_empty() {
        return None;
    }
    let line_end = end + text[end..].lines().next().unwrap_or_default().len();
    Some((line_end..line_end, format!("{}{indent}- {alias}", line_ending(yaml))))
}

/// Returns the text before `at` on its line.
fn indent(text: &str, at: usize) -> &str {
    &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at]
}

fn line_ending(yaml: &Yaml) -> &'static str {
    if yaml.text().contains("\r\n") { "\r\n" } else { "\n" }
}
