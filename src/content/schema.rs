//! JSON Schemas for editors, from the types that read front matter. Within an explainer's folder they know what exists there.
//!
//! They agree with `check` on the shape of a file, and ask for a little more: text that YAML takes for a number or for `true` stands in
//! quotation marks, and a key with nothing after it is left out where a list is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::Files;
use super::front_matter::{
    EventFront, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront, SiteFront,
    SourceFront, TermFront,
};
use super::memo::Memo;
use super::registry::{Inventory, Registry};
use super::tree::{self, Folder, Overlay};

/// The key that marks a reference while a schema is made, with what it refers to; it is taken out again.
const REFERENCE: &str = "x-standpoint";

/// A schema, as it is made of a type.
type Make = fn() -> Value;

/// Every schema: its name and how it is made.
const SCHEMAS: [(&str, Make); 9] = [
    ("site", of::<SiteFront>),
    ("home", of::<HomeFront>),
    ("participant", of::<ParticipantFront>),
    ("party", of::<PartyFront>),
    ("issue", of::<IssueFront>),
    ("event", of::<EventFront>),
    ("source", of::<SourceFront>),
    ("term", of::<TermFront>),
    ("page", of::<PageFront>),
];

/// The names of the schemas: one for each kind of front matter, and `site` for `site.yaml`.
pub fn schema_names() -> impl Iterator<Item = &'static str> {
    SCHEMAS.iter().map(|(name, _)| *name)
}

/// Every schema by its name. References are completed with what exists in the explainer at `root`, drafts included; without one,
/// a reference is any text.
pub fn schemas(root: Option<&Path>) -> Vec<(&'static str, Value)> {
    let known = root.map(known).unwrap_or_default();
    let schema = |(name, make): (&'static str, Make)| {
        let mut schema = make();
        schema["title"] = format!("Standpoint: {name}").into();
        complete(&mut schema, &known);
        schema.sort_all_objects();
        (name, schema)
    };
    SCHEMAS.into_iter().map(schema).collect()
}

/// The schema of one type. Nothing in it is a `$ref`: many editors would show the description of what it refers to.
fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|it| it.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// What a reference can name, by the words that mark one.
type Known = BTreeMap<&'static str, Vec<String>>;

/// What exists in the explainer at `root`. What could not be read in full is left out, so that nothing is refused for its sake.
fn known(root: &Path) -> Known {
    let mut memo = Memo::default();
    let tree = tree::read(root, &Overlay::new(), &mut memo.texts);
    // What is wrong with the content is for `check` to say.
    let files = Files::parse(&tree, &mut memo, &mut Vec::new());
    let registry = Registry::new(Inventory::new(&tree, &files, true));
    let slugs = |folder| registry.slugs(folder).map(str::to_owned).collect();
    let citations = registry.parts(Folder::Sources).flat_map(|(source, passages)| {
        passages.unwrap_or_default().iter().map(move |passage| format!("{source}#{passage}"))
    });
    let mut known = Known::from([
        ("participant", slugs(Folder::Participants)),
        ("party", slugs(Folder::Parties)),
        ("issue", slugs(Folder::Issues)),
        ("event", slugs(Folder::Events)),
        ("proposal", proposals(&registry)),
        ("stance", registry.stances().unwrap_or_default().to_vec()),
        ("citation", citations.collect()),
    ]);
    known.retain(|_, values| !values.is_empty());
    known
}

/// The ids of all proposals; none when those of an issue could not all be read.
fn proposals(registry: &Registry) -> Vec<String> {
    let all: Option<Vec<_>> = registry.parts(Folder::Issues).map(|(_, ids)| ids).collect();
    let ids: BTreeSet<String> = all.unwrap_or_default().concat().into_iter().collect();
    ids.into_iter().collect()
}

/// Completes every reference in a schema, at any depth, and takes out what marked it.
fn complete(schema: &mut Value, known: &Known) {
    match schema {
        Value::Object(keys) => {
            if let Some(Value::String(kind)) = keys.remove(REFERENCE)
                && let Some(values) = known.get(kind.as_str())
            {
                name(keys, &kind, values);
            }
            keys.values_mut().for_each(|it| complete(it, known));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| complete(it, known)),
        _ => {}
    }
}

/// Names the values of one reference, or of each in a list. Citations are only suggested, because there are many.
fn name(keys: &mut Map<String, Value>, kind: &str, values: &[String]) {
    if let Some(Value::Object(items)) = keys.get_mut("items") {
        return name(items, kind, values);
    }
    let word = if kind == "citation" { "examples" } else { "enum" };
    let may_be_null = keys.get("type").is_some_and(Value::is_array);
    let null = may_be_null.then_some(Value::Null);
    let values = values.iter().map(|it| Value::from(it.as_str())).chain(null);
    keys.insert(word.to_owned(), values.collect());
}
