//! Reads a type from a tree without stopping at the first mistake.
//!
//! Each mistake is recorded and patched (a filler replaces a wrong or missing value, an unknown key is skipped), and the tree is read
//! again. So one run reports all mistakes, from the same types that valid documents are read into.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};

use super::{Kind, Node, Style, plain_value};
use crate::content::front_matter::{A_DATE, OPTIONAL_TEXT, TEXT};
use crate::diagnostic::did_you_mean;

/// The placeholder for a value that was wrong or missing, in values that are only used to find further mistakes. It is valid as text and
/// as a date.
pub(in crate::content) const FILLER: &str = "0001";

/// The maximum number of passes over a document. A mistake costs one or two passes. Beyond this, only the mistakes found so far are
/// reported.
const MOST_READINGS: usize = 200;

/// A mistake in the shape of a document.
#[derive(Debug, Clone)]
pub(in crate::content) struct Problem {
    pub(in crate::content) kind: ProblemKind,
    pub(in crate::content) range: Range<usize>,
    /// `true` if another scalar can be written in its place.
    pub(in crate::content) is_replaceable: bool,
}

#[derive(Debug, Clone)]
pub(in crate::content) enum ProblemKind {
    WrongType {
        expected: String,
        found: String,
    },
    BadDate(String),
    UnknownKey {
        key: String,
        known: &'static [&'static str],
        /// The other keys of the mapping.
        present: Vec<String>,
    },
    DuplicateKey(String),
    /// A key that is not text, with a description of it.
    WrongKey(String),
    MissingKey(&'static str),
    BadValue {
        value: String,
        known: &'static [&'static str],
    },
    Other(String),
}

/// The result of reading a tree.
#[derive(Debug)]
pub(in crate::content) struct Recovered<T> {
    /// The value, with [`FILLER`] in place of mistakes. `None` if the mistakes leave no usable value.
    pub(in crate::content) value: Option<T>,
    /// Every mistake.
    pub(in crate::content) problems: Vec<Problem>,
    /// The ids of the values that are texts for readers.
    pub(in crate::content) texts: HashSet<usize>,
}

/// Reads `T` from `root` as far as possible and records every mistake.
pub(in crate::content) fn recover<T: DeserializeOwned>(root: &Node) -> Recovered<T> {
    let mut patches = Patches::default();
    let mut problems = Vec::new();
    root.duplicates(&mut patches, &mut problems);
    let mut value = None;
    for _ in 0..MOST_READINGS {
        match T::deserialize(Reading { node: root, patches: &patches }) {
            Ok(read) => {
                value = Some(read);
                break;
            }
            Err(fault) => {
                let (problem, go_on) = patches.apply(root, fault);
                problems.extend(problem);
                if !go_on {
                    break;
                }
            }
        }
    }
    Recovered { value, problems, texts: patches.texts.take() }
}

impl Node {
    /// Removes every repeated key of a mapping and reports it.
    fn duplicates(&self, patches: &mut Patches, problems: &mut Vec<Problem>) {
        match &self.kind {
            Kind::Scalar { .. } => {}
            Kind::List(items) => items.iter().for_each(|item| item.duplicates(patches, problems)),
            Kind::Map(entries) => {
                let mut seen = HashSet::new();
                for (key, value) in entries {
                    if let Kind::Scalar { text, .. } = &key.kind
                        && !seen.insert(text)
                    {
                        patches.removed.insert(key.id);
                        problems.push(Problem {
                            kind: ProblemKind::DuplicateKey(text.clone()),
                            range: key.range.clone(),
                            is_replaceable: false,
                        });
                    }
                    value.duplicates(patches, problems);
                }
            }
        }
    }

    /// Returns the mapping that has the key with this id.
    fn map_with_key(&self, id: usize) -> Option<&Node> {
        match &self.kind {
            Kind::Scalar { .. } => None,
            Kind::List(items) => items.iter().find_map(|item| item.map_with_key(id)),
            Kind::Map(entries) if entries.iter().any(|(key, _)| key.id == id) => Some(self),
            Kind::Map(entries) => entries.iter().find_map(|(_, value)| value.map_with_key(id)),
        }
    }

    fn parent_map(&self, id: usize) -> Option<&Node> {
        match &self.kind {
            Kind::Scalar { .. } => None,
            Kind::List(items) => items.iter().find_map(|item| item.parent_map(id)),
            Kind::Map(entries) => {
                let here = entries.iter().any(|(_, value)| value.id == id);
                if here {
                    Some(self)
                } else {
                    entries.iter().find_map(|(_, value)| value.parent_map(id))
                }
            }
        }
    }
}

/// The changes that are applied while a tree is read.
#[derive(Debug, Default)]
struct Patches {
    /// Values that are read as [`FILLER`].
    filled: HashSet<usize>,
    /// Keys (with their values), items and whole values that are skipped.
    removed: HashSet<usize>,
    /// Required keys that are supplied with a filler, by mapping.
    supplied: HashMap<usize, Vec<&'static str>>,
    /// Values that were read as texts for readers.
    texts: RefCell<HashSet<usize>>,
}

impl Patches {
    /// Patches the place of `fault`. Returns the problem to report, or `None` if it is the consequence of another, and `true` if reading
    /// can continue.
    fn apply(&mut self, root: &Node, fault: Fault) -> (Option<Problem>, bool) {
        let Some(place) = fault.place else { return (None, false) };
        match fault.kind {
            ProblemKind::UnknownKey { key, known, .. } => {
                let map = root.map_with_key(place.id);
                let present = map.into_iter().flat_map(Node::keys).map(str::to_owned).collect();
                let go_on = self.removed.insert(place.id);
                (Some(place.problem(ProblemKind::UnknownKey { key, known, present })), go_on)
            }
            ProblemKind::WrongKey(_) => {
                let go_on = self.removed.insert(place.id);
                (Some(place.problem(fault.kind)), go_on)
            }
            ProblemKind::MissingKey(key) => {
                let map = root.by_id(place.id);
                let there = map.is_some_and(|map| map.keys().any(|k| k == key));
                let misspelt = map.is_some_and(|map| self.has_misspelt(map, key));
                let supplied = self.supplied.entry(place.id).or_default();
                if there || supplied.contains(&key) {
                    return (None, self.remove_value(root, place.id));
                }
                supplied.push(key);
                let missing = place.problem(ProblemKind::MissingKey(key));
                (Some(missing).filter(|_| !misspelt), true)
            }
            kind if self.filled.insert(place.id) => (Some(place.problem(kind)), true),
            _ => (None, self.remove_value(root, place.id)),
        }
    }

    /// Returns `true` if an unknown key of `map`, reported before, was meant to be `key`.
    fn has_misspelt(&self, map: &Node, key: &str) -> bool {
        let Kind::Map(entries) = &map.kind else { return false };
        let unknown = entries.iter().filter(|(k, _)| self.removed.contains(&k.id));
        let mut unknown = unknown.filter_map(|(k, _)| k.text());
        unknown.any(|wrong| wrong != key && is_meant_for(wrong, key))
    }

    /// Skips a value with its key. If its parent then cannot be read, the parent is skipped in turn. Returns `false` if nothing more can be
    /// skipped: the value is the document itself, or already skipped.
    fn remove_value(&mut self, root: &Node, id: usize) -> bool {
        let key = root.parent_map(id).and_then(|map| match &map.kind {
            Kind::Map(entries) => {
                entries.iter().find(|(_, value)| value.id == id).map(|(key, _)| key.id)
            }
            _ => None,
        });
        id != root.id && self.removed.insert(key.unwrap_or(id))
    }
}

impl Node {
    fn by_id(&self, id: usize) -> Option<&Node> {
        if self.id == id {
            return Some(self);
        }
        match &self.kind {
            Kind::Scalar { .. } => None,
            Kind::List(items) => items.iter().find_map(|item| item.by_id(id)),
            Kind::Map(entries) => {
                entries.iter().find_map(|(key, value)| key.by_id(id).or_else(|| value.by_id(id)))
            }
        }
    }
}

/// Returns `true` if the unknown key `wrong` was meant for `key`: misspelt, by another name, or in braces without a space after its colon.
fn is_meant_for(wrong: &str, key: &str) -> bool {
    did_you_mean(wrong, [key]).is_some()
        || other_name_of(wrong) == Some(key)
        || wrong.split_once(':').is_some_and(|(word, _)| word == key)
}

/// Returns the key for which `key` is a common wrong name.
pub(in crate::content) fn other_name_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "title" => "name",
        "name" => "title",
        "description" | "text" => "summary",
        "source" | "sources" | "citation" => "cite",
        _ => return None,
    })
}

/// The place of a fault.
#[derive(Debug, Clone)]
struct Place {
    id: usize,
    range: Range<usize>,
    is_replaceable: bool,
}

impl Place {
    fn problem(self, kind: ProblemKind) -> Problem {
        Problem { kind, range: self.range, is_replaceable: self.is_replaceable }
    }
}

/// The error of one pass: serde's error and its place.
#[derive(Debug)]
struct Fault {
    kind: ProblemKind,
    place: Option<Place>,
}

impl Fault {
    /// Sets the place to `node`, unless it already has a place further in.
    fn at(mut self, node: &Node) -> Self {
        if let ProblemKind::WrongType { found, .. } = &mut self.kind
            && self.place.is_none()
        {
            *found = node.describe();
        }
        self.place.get_or_insert_with(|| Place {
            id: node.id,
            range: node.range.clone(),
            is_replaceable: node.is_replaceable(),
        });
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { kind: ProblemKind::Other(message.to_string()), place: None }
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        let expected = match expected.to_string() {
            it if it == "a string" => "text".to_owned(),
            it if it == "a sequence" => "a list".to_owned(),
            it if it == "a boolean" => "`true` or `false`".to_owned(),
            it if it.starts_with("struct ") || it == "a map" => "a mapping".to_owned(),
            it => it,
        };
        Self { kind: ProblemKind::WrongType { expected, found: found.to_string() }, place: None }
    }

    fn invalid_value(found: Unexpected, expected: &dyn Expected) -> Self {
        match found {
            Unexpected::Str(text) if expected.to_string() == A_DATE => {
                Self { kind: ProblemKind::BadDate(text.to_owned()), place: None }
            }
            _ => Self::invalid_type(found, expected),
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self {
            kind: ProblemKind::BadValue { value: variant.to_owned(), known: expected },
            place: None,
        }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self {
            kind: ProblemKind::UnknownKey {
                key: field.to_owned(),
                known: expected,
                present: Vec::new(),
            },
            place: None,
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { kind: ProblemKind::MissingKey(field), place: None }
    }
}

/// Reads a value from its node.
#[derive(Clone, Copy)]
struct Reading<'a> {
    node: &'a Node,
    patches: &'a Patches,
}

impl Reading<'_> {
    fn is_filled(self) -> bool {
        self.patches.filled.contains(&self.node.id)
    }

    /// Reads the node as a mapping with these entries.
    fn map<'de, V: Visitor<'de>>(
        self,
        entries: &[(Node, Node)],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let supplied = self.patches.supplied.get(&self.node.id).map_or(&[][..], Vec::as_slice);
        visitor.visit_map(Entries {
            map: self.node,
            left: entries.iter(),
            value: None,
            supplied: supplied.iter(),
            patches: self.patches,
        })
    }

    /// Returns `true` if the value is an empty plain scalar.
    fn is_empty(self) -> bool {
        let nothing = matches!(
            &self.node.kind,
            Kind::Scalar { text, style: Style::Plain } if text.is_empty()
        );
        nothing && !self.is_filled()
    }
}

impl<'de> Deserializer<'de> for Reading<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_filled() {
            return Filler.deserialize_any(visitor).map_err(|fault| fault.at(self.node));
        }
        let read = match &self.node.kind {
            Kind::List(items) => {
                visitor.visit_seq(Items { items: items.iter(), patches: self.patches })
            }
            Kind::Map(entries) => self.map(entries, visitor),
            Kind::Scalar { text, style } if *style != Style::Plain => visitor.visit_str(text),
            Kind::Scalar { text, .. } => match plain_value(text) {
                serde_yaml::Value::Null => visitor.visit_unit(),
                serde_yaml::Value::Bool(value) => visitor.visit_bool(value),
                serde_yaml::Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                    (Some(number), _) => visitor.visit_u64(number),
                    (_, Some(number)) => visitor.visit_i64(number),
                    _ => visitor.visit_f64(number.as_f64().unwrap_or_default()),
                },
                _ => visitor.visit_str(text),
            },
        };
        read.map_err(|fault| fault.at(self.node))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.is_null() || self.is_filled() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.is_filled() {
            return Filler
                .deserialize_enum(name, variants, visitor)
                .map_err(|fault| fault.at(self.node));
        }
        match &self.node.kind {
            Kind::Scalar { text, .. } => visitor.visit_enum(text.as_str().into_deserializer()),
            _ => Err(de::Error::invalid_type(Unexpected::Seq, &"a word")),
        }
        .map_err(|fault: Fault| fault.at(self.node))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            TEXT | OPTIONAL_TEXT if self.is_filled() => {
                Filler.deserialize_newtype_struct(name, visitor)
            }
            TEXT | OPTIONAL_TEXT => {
                self.patches.texts.borrow_mut().insert(self.node.id);
                visitor.visit_newtype_struct(self)
            }
            _ => visitor.visit_newtype_struct(self),
        }
        .map_err(|fault| fault.at(self.node))
    }

    /// Accepts any scalar as text, as in valid documents.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.kind {
            Kind::Scalar { text, .. } if !self.is_filled() => {
                visitor.visit_str(text).map_err(|fault: Fault| fault.at(self.node))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    /// Reads an empty value as an empty list.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_empty() {
            return visitor
                .visit_seq(Items { items: [].iter(), patches: self.patches })
                .map_err(|fault: Fault| fault.at(self.node));
        }
        self.deserialize_any(visitor)
    }

    /// Reads an empty value as an empty mapping.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_empty() {
            return self.map(&[], visitor).map_err(|fault| fault.at(self.node));
        }
        self.deserialize_any(visitor)
    }

    /// Accepts only a mapping, because serde would also accept a list of values.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if matches!(&self.node.kind, Kind::List(_)) && !self.is_filled() {
            let list: Fault = de::Error::invalid_type(Unexpected::Seq, &visitor);
            return Err(list.at(self.node));
        }
        self.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct ignored_any
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    patches: &'a Patches,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let patches = self.patches;
        let item = self.items.find(|item| !patches.removed.contains(&item.id));
        item.map(|node| seed.deserialize(Reading { node, patches }).map_err(|fault| fault.at(node)))
            .transpose()
    }
}

struct Entries<'a> {
    map: &'a Node,
    left: std::slice::Iter<'a, (Node, Node)>,
    value: Option<&'a Node>,
    supplied: std::slice::Iter<'a, &'static str>,
    patches: &'a Patches,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let patches = self.patches;
        if let Some((key, value)) = self.left.find(|(key, _)| !patches.removed.contains(&key.id)) {
            self.value = Some(value);
            if key.text().is_none() {
                let wrong = ProblemKind::WrongKey(key.describe());
                return Err(Fault { kind: wrong, place: None }.at(key));
            }
            return seed
                .deserialize(Reading { node: key, patches })
                .map(Some)
                .map_err(|fault| fault.at(key));
        }
        self.value = None;
        let supplied: Option<StrDeserializer<'_, Fault>> =
            self.supplied.next().map(|key| (*key).into_deserializer());
        supplied.map(|key| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.value {
            Some(node) => seed
                .deserialize(Reading { node, patches: self.patches })
                .map_err(|fault| fault.at(node)),
            // If the filler does not fit, the mapping that lacks the key cannot be read.
            None => seed
                .deserialize(Filler)
                .map_err(|_| Fault { kind: ProblemKind::MissingKey(""), place: None }.at(self.map)),
        }
    }
}

/// Supplies a value of any requested type, so that reading can continue.
struct Filler;

impl<'de> Deserializer<'de> for Filler {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(FILLER)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(false)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_none()
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(Items { items: [].iter(), patches: &Patches::default() })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(Variant(variants.first().copied().unwrap_or_default()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            TEXT => visitor.visit_str(FILLER),
            OPTIONAL_TEXT => visitor.visit_none(),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier ignored_any
    }
}

/// A variant given by its name, without a value.
struct Variant(&'static str);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(Filler)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        Filler.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        Filler.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::content::front_matter::ParticipantFront;

    fn problems(yaml: &str) -> Vec<String> {
        let root = Node::parse(yaml).expect("YAML");
        recover::<ParticipantFront>(&root)
            .problems
            .iter()
            .map(|problem| {
                format!(
                    "{} {:?}",
                    &yaml[problem.range.clone()].lines().next().unwrap_or(""),
                    problem.kind
                )
            })
            .collect()
    }

    #[test]
    fn one_reading_finds_every_mistake() {
        let found = problems(
            "name: [7]\nrole: President\nrolle: x\nattendance: hots\npositions:\n  - issue: a\n    summary: s\n    as_of: soon\n  - issue: b\n    stance: [x]\n    summary: s\n",
        );
        let expected = [
            "[7] WrongType { expected: \"text\", found: \"a list\" }",
            "rolle UnknownKey",
            "hots BadValue",
            "soon BadDate(\"soon\")",
            "issue: a MissingKey(\"stance\")",
            "[x] WrongType { expected: \"text\", found: \"a list\" }",
        ];
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found} is not {expected}");
        }
    }

    #[test]
    fn a_document_of_the_wrong_shape_is_one_problem() {
        assert_eq!(problems("- a\n- b\n- c\n- d\n- e\n- f\n").len(), 1);
        assert_eq!(problems("just words\n").len(), 1);
    }

    #[test]
    fn a_key_that_stands_twice_is_found() {
        assert_eq!(problems("name: a\nrole: b\nname: c\n"), ["name DuplicateKey(\"name\")"]);
    }

    /// Generates front matter with values of every kind under keys of every kind.
    fn front_matter() -> impl Strategy<Value = String> {
        let key = select(
            &[
                "native_name",
                "party",
                "attendance",
                "draft",
                "updated",
                "aliases",
                "positions",
                "updates",
                "contacts",
                "x",
            ][..],
        );
        let value = select(
            &[
                "",
                "~",
                "7",
                "7.5",
                "yes",
                "true",
                "text",
                "'7'",
                "host",
                "remote",
                "2025",
                "2025-04",
                "2025-02-30",
                "[]",
                "[a, 7]",
                "{}",
                "[{ issue: a, stance: 7, summary: true, as_of: 2025, cite: ~ }]",
                "[{ with: a, kind: call, cite: [a, 1] }]",
                "!t x",
                "&a b",
            ][..],
        );
        proptest::collection::vec((key, value), 0..5).prop_map(|entries| {
            entries.iter().fold("name: 1\nrole:\n".to_owned(), |yaml, (key, value)| {
                format!("{yaml}{key}: {value}\n")
            })
        })
    }

    proptest! {
        /// Otherwise one mistake in a file would cause reports on the valid values beside it.
        #[test]
        fn what_good_files_may_hold_is_no_problem_in_bad_ones(yaml in front_matter()) {
            let good = serde_yaml::from_str::<ParticipantFront>(&yaml).is_ok();
            let root = Node::parse(&yaml).expect("YAML");
            let Recovered { value, problems, .. } = recover::<ParticipantFront>(&root);
            prop_assert_eq!(good, problems.is_empty(), "{}{:#?}", yaml, problems);
            prop_assert!(value.is_some(), "{}", yaml);
        }
    }
}
