//! JSON Schemas for editors, generated from the types that read front matter. Within an explainer's folder they also list what exists
//! there.
//!
//! They agree with `check` on the shape of a file, and are a little stricter: text that YAML takes for a number or for `true` must be in
//! quotation marks, and a list key must not be left without a value.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::front_matter::{
    EventFront, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront, SiteFront,
    SourceFront, TermFront,
};
use super::load::parse;
use super::memo::Memo;
use super::registry::{Inventory, Registry};
use super::tree::{self, Folder, OnDisk, Overlay};

/// The key that marks a reference, with the kind it refers to, while a schema is generated. It is removed from the result.
const REFERENCE: &str = "x-standpoint";

/// The key that marks a key as required although its type has a default. It is removed from the result.
const REQUIRED: &str = "x-required";

/// A function that generates the schema of a type.
type Make = fn() -> Value;

/// Every schema: its name and its generator.
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

/// Returns the names of the schemas: one for each kind of front matter, and `site` for `site.yaml`.
pub fn schema_names() -> impl Iterator<Item = &'static str> {
    SCHEMAS.iter().map(|(name, _)| *name)
}

/// The description of a value in front matter or in the settings, from the schema of the file.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    schema: &'a Value,
    /// The kind that it names, if that is declared on the list that contains it.
    names: Option<&'a str>,
}

impl Shape<'static> {
    /// Returns the shape of the front matter of the file at a path under `content/`, or of the settings. `None` for other files.
    pub fn of(path: &str) -> Option<Self> {
        static SHAPES: LazyLock<BTreeMap<&str, Value>> =
            LazyLock::new(|| SCHEMAS.into_iter().map(|(name, make)| (name, make())).collect());
        let name = match path.split_once('/').and_then(|(folder, _)| Folder::of(folder)) {
            Some(folder) => folder.kind().as_str(),
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

    /// Returns the shape of the value under a key.
    pub fn key(self, key: &str) -> Option<Self> {
        self.schema.get("properties")?.get(key).map(Self::new)
    }

    /// Returns the shape of each item of a list. `None` if this is not a list.
    pub fn item(self) -> Option<Self> {
        let schema = self.ways().into_iter().find_map(|way| way.get("items"))?;
        Some(Self { schema, names: self.names() })
    }

    /// Returns every key with the shape of its value, in alphabetical order, and `true` if the key is required.
    pub fn keys(self) -> impl Iterator<Item = (&'a str, Self, bool)> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        let required = self.schema.get("required").and_then(Value::as_array);
        properties.into_iter().flatten().map(move |(key, value)| {
            let is_required = required.is_some_and(|required| required.iter().any(|it| it == key))
                || value.get(REQUIRED).is_some();
            (key.as_str(), Self::new(value), is_required)
        })
    }

    /// Returns the description, or an empty string if there is none.
    pub fn description(self) -> &'a str {
        self.schema.get("description").and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns the allowed values, each with its meaning. An empty list if they are not enumerated.
    pub fn values(self) -> Vec<(&'a str, &'a str)> {
        let ways = self.ways().into_iter().flat_map(|way| {
            let listed = way.get("enum").and_then(Value::as_array);
            let described = way.get("const").map(|it| (it, Self::new(way).description()));
            listed.into_iter().flatten().map(|it| (it, "")).chain(described)
        });
        ways.filter_map(|(value, meaning)| Some((value.as_str()?, meaning))).collect()
    }

    /// Returns the kind that it names: `participant`, `party`, `issue`, `event`, `proposal`, `stance` or `citation`. `None` if it is not a
    /// reference.
    pub fn names(self) -> Option<&'a str> {
        let own = self.ways().into_iter().find_map(|way| way.get(REFERENCE)?.as_str());
        own.or(self.names)
    }

    /// Returns `true` if it is a boolean.
    pub fn is_truth(self) -> bool {
        self.schema.get("type").is_some_and(|it| it == "boolean")
    }

    /// Returns `true` if it is a list or a mapping, which is written on lines of its own.
    pub fn is_nested(self) -> bool {
        let types = self.schema.get("type");
        let listed = types.and_then(Value::as_array);
        let mut types = listed.into_iter().flatten().chain(types);
        types.any(|it| it == "array" || it == "object")
    }

    /// Returns its schema and those of all alternatives in which it may be written.
    fn ways(self) -> Vec<&'a Value> {
        let of = |key| self.schema.get(key).and_then(Value::as_array).into_iter().flatten();
        let others = of("anyOf").chain(of("oneOf")).flat_map(|way| Self::new(way).ways());
        std::iter::once(self.schema).chain(others).collect()
    }
}

/// Returns every schema by its name. References are completed with what exists in the explainer at `root`, drafts included. If `root` is
/// `None`, a reference is any text.
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

/// Generates the schema of one type. It is inlined without any `$ref`, because many editors would show the description of the referenced
/// schema.
fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|it| it.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// The values that references can have, by the kind that marks them.
type Known = BTreeMap<&'static str, Vec<String>>;

/// Returns what exists in the explainer at `root`. A kind that could not be read in full is left out, so that the schema rejects no valid
/// value.
fn known(root: &Path) -> Known {
    let mut memo = Memo::default();
    let on_disk = OnDisk::read(root, &mut memo.texts);
    let tree = tree::read(root, &on_disk, &Overlay::new());
    // Problems of the content are reported by `check`.
    let files = parse(&tree, &mut memo, &mut Vec::new());
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

/// Returns the ids of all proposals. An empty list if those of an issue could not all be read.
fn proposals(registry: &Registry) -> Vec<String> {
    let all: Option<Vec<_>> = registry.parts(Folder::Issues).map(|(_, ids)| ids).collect();
    let ids: BTreeSet<String> = all.unwrap_or_default().concat().into_iter().collect();
    ids.into_iter().collect()
}

/// Completes every reference in a schema, at any depth, and removes the marks.
fn complete(schema: &mut Value, known: &Known) {
    match schema {
        Value::Object(keys) => {
            if let Some(Value::String(kind)) = keys.remove(REFERENCE)
                && let Some(values) = known.get(kind.as_str())
            {
                name(keys, &kind, values);
            }
            require_marked(keys);
            // An optional value is left out instead of being written as `null`.
            if keys.get("default").is_some_and(|it| it.is_null() || it.is_string()) {
                // A word that is the default is named in the description.
                keys.remove("default");
            }
            keys.values_mut().for_each(|it| complete(it, known));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| complete(it, known)),
        _ => {}
    }
}

/// Adds the properties that are marked as required to the required ones.
fn require_marked(keys: &mut Map<String, Value>) {
    let properties = keys.get_mut("properties").and_then(Value::as_object_mut);
    let properties = properties.into_iter().flatten().filter_map(|(key, property)| {
        property.as_object_mut()?.remove(REQUIRED).map(|_| Value::from(key.as_str()))
    });
    let marked: Vec<_> = properties.collect();
    if let Some(Value::Array(required)) = keys.get_mut("required") {
        required.extend(marked);
    }
}

/// Lists the values of one reference, or of each item of a list. Citations are only suggested, because there are many.
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
