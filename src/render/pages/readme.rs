//! The part of `templates/README.md` that is generated from the structs whose fields templates see.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value};

use super::{Frame, schemas};

const README: &str = include_str!("../../../templates/README.md");
const START: &str =
    "<!-- Generated from the structs in src/render/; a test fails if it differs. -->\n";
const END: &str = "<!-- End of the generated part. -->";

type Object = Map<String, Value>;

/// The number of fields from which on they are written one a line.
const MANY: usize = 9;

/// The variables that every template sees; the README describes them by hand.
const SHARED: [&str; 4] = ["body", "more_pages", "page", "pages"];

/// Returns the type of a value as the README writes it: `EventView[]`, `text?`. Numbers that are not whole are written as text.
fn type_of(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let some = choices.iter().find(|it| it["type"] != "null");
        let null = if choices.iter().any(|it| it["type"] == "null") { "?" } else { "" };
        return some.map(type_of).unwrap_or_default() + null;
    }
    let (kind, null) = match &schema["type"] {
        Value::Array(kinds) => (kinds[0].as_str(), "?"),
        kind => (kind.as_str(), ""),
    };
    let kind = match kind {
        Some("array") => type_of(&schema["items"]) + "[]",
        Some("integer") => "number".to_owned(),
        Some("boolean") => "yes/no".to_owned(),
        Some("string") if schema["format"] == "html" => "HTML".to_owned(),
        _ => "text".to_owned(),
    };
    kind + null
}

/// Returns a documentation comment as part of a sentence.
fn description(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

fn field(name: &str, schema: &Value) -> String {
    let kind = type_of(schema);
    let described = description(schema);
    let described = if described.is_empty() { described } else { format!(" ({described})") };
    let kind = if kind == "text" { String::new() } else { format!(": {kind}") };
    format!("`{name}{kind}`{described}")
}

fn fields(schema: &Object, left_out: &[&str]) -> Vec<String> {
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let fields = fields.filter(|(name, _)| !left_out.contains(&name.as_str()));
    fields.map(|(name, schema)| field(name, schema)).collect()
}

/// Returns the section on a view.
fn view(name: &str, schema: &Object) -> String {
    let text = description(&Value::Object(schema.clone()));
    let fields = fields(schema, &[]);
    if fields.len() < MANY {
        format!("**{name}**: {text}. {}.\n\n", fields.join(", "))
    } else {
        format!("**{name}**: {text}.\n- {}\n\n", fields.join("\n- "))
    }
}

/// Returns the generated part of the README: the variables of each template, and the views.
fn generated() -> String {
    let mut text = "| template | variables |\n|---|---|\n".to_owned();
    let mut views: BTreeMap<String, Object> = BTreeMap::new();
    let frame = ("", schemars::schema_for!(Frame<'_>));
    for (template, schema) in schemas().into_iter().chain([frame]) {
        let schema = schema.as_object().expect("a struct");
        let defined = schema.get("$defs").and_then(Value::as_object).into_iter().flatten();
        let defined =
            defined.filter_map(|(name, it)| Some((name.clone(), it.as_object()?.clone())));
        views.extend(defined.filter(|(_, it)| it.contains_key("properties")));
        let fields = fields(schema, &SHARED);
        if !template.is_empty() && !fields.is_empty() {
            writeln!(text, "| `{template}` | {} |", fields.join(", ")).expect("a text");
        }
    }
    text.push_str("\n## The views\n");
    text.push_str("A field without a type is text. Their names are those in `src/render/`.\n\n");
    for (name, schema) in &views {
        text.push_str(&view(name, schema));
    }
    text
}

#[test]
fn the_readme_of_the_theme_lists_what_templates_see() {
    let (_, rest) = README.split_once(START).expect("the generated part");
    let (found, _) = rest.split_once(END).expect("its end");
    let expected = generated();
    assert!(found == expected, "replace the generated part of templates/README.md by:\n{expected}");
}
