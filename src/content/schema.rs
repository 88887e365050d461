//! JSON Schemas for editors, from the types that read front matter. Within an explainer's folder they know what exists there.
//!
//! They agree with `check` on the shape of a file, and ask for a little more: text that YAML takes for a number or for `true` stands in
//! quotation marks, and a key with nothing after it is left out where a list is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

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
use super::tree::{self, Folder, OnDisk, Overlay};

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

/// What may stand at a place in front matter or in the settings, as the schema of the file says.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    schema: &'a Value,
    /// What it names, where that is said of the list that it stands in.
    names: Option<&'a str>,
}

impl Shape<'static> {
    /// The shape of the front matter of the file at a path under `content/`, or of the settings.
    pub fn of(path: &str) -> Option<Self> {
        static SHAPES: LazyLock<BTreeMap<&str, Value>> =
            LazyLock::new(|| SCHEMAS.into_iter().map(|(name, make)| (name, make())).collect());
        let name = match path.split_once('/').and_then(|(folder, _)| Folder::of(folder)) {
            Some(Folder::Participants) => "participant",
            Some(Folder::Parties) => "party",
            Some(Folder::Issues) => "issue",
            Some(Folder::Events) => "event",
            Some(Folder::Sources) => "source",
            Some(Folder::Glossary) => "term",
            Some(Folder::Pages) => "page",
            None if path == "site.yaml" => "site",
            None if path == "index.md" => "home",
            None => return None,
        };
        SHAPES.get(name).map(Shape::new)
    }
}

impl<'a> Shape<'a> {
    fn new(schema: &'a Value) -> Self {
        Self { schema, names: None }
    }

    /// The value under a key.
    pub fn key(self, key: &str) -> Option<Self> {
        self.schema.get("properties")?.get(key).map(Self::new)
    }

    /// Each of a list.
    pub fn item(self) -> Option<Self> {
        let schema = self.ways().into_iter().find_map(|way| way.get("items"))?;
        Some(Self { schema, names: self.names() })
    }

    /// Every key with its value, in alphabetical order, and whether it must be there.
    pub fn keys(self) -> impl Iterator<Item = (&'a str, Self, bool)> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        let required = self.schema.get("required").and_then(Value::as_array);
        properties.into_iter().flatten().map(move |(key, value)| {
            let is_required = required.is_some_and(|required| required.iter().any(|it| it == key));
            (key.as_str(), Self::new(value), is_required)
        })
    }

    /// What it is for.
    pub fn description(self) -> &'a str {
        self.schema.get("description").and_then(Value::as_str).unwrap_or_default()
    }

    /// The values that it can have, each with what it means, where they are few.
    pub fn values(self) -> Vec<(&'a str, &'a str)> {
        let ways = self.ways().into_iter().flat_map(|way| {
            let listed = way.get("enum").and_then(Value::as_array);
            let described = way.get("const").map(|it| (it, Self::new(way).description()));
            listed.into_iter().flatten().map(|it| (it, "")).chain(described)
        });
        ways.filter_map(|(value, meaning)| Some((value.as_str()?, meaning))).collect()
    }

    /// What it names: `participant`, `party`, `issue`, `event`, `proposal`, `stance` or `citation`.
    pub fn names(self) -> Option<&'a str> {
        let own = self.ways().into_iter().find_map(|way| way.get(REFERENCE)?.as_str());
        own.or(self.names)
    }

    /// Whether it is yes or no.
    pub fn is_truth(self) -> bool {
        self.schema.get("type").is_some_and(|it| it == "boolean")
    }

    /// Whether it is a list or a mapping, which stands on lines of its own.
    pub fn is_nested(self) -> bool {
        let types = self.schema.get("type");
        let listed = types.and_then(Value::as_array);
        let mut types = listed.into_iter().flatten().chain(types);
        types.any(|it| it == "array" || it == "object")
    }

    /// It, and all the ways in which it may be written.
    fn ways(self) -> Vec<&'a Value> {
        let of = |key| self.schema.get(key).and_then(Value::as_array).into_iter().flatten();
        let others = of("anyOf").chain(of("oneOf")).flat_map(|way| Self::new(way).ways());
        std::iter::once(self.schema).chain(others).collect()
    }
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
    let on_disk = OnDisk::read(root, &mut memo.texts);
    let tree = tree::read(root, &on_disk, &Overlay::new());
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
            // What may be missing is left out, and not written as `null`.
            if keys.get("default").is_some_and(Value::is_null) {
                keys.remove("default");
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
