//! Reads a type from a tree, and reports every mistake on the way.
//!
//! A [`Field`](crate::content::field::Field) asks for its value as a sequence of at most one: a mistake in it is recorded, the sequence
//! is empty, and reading goes on. An unknown key is recorded and skipped. A required key that is missing is recorded and given to serde
//! all the same, with a value that is absent. So the types of front matter are the only definition of what is valid.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::mem::{Discriminant, discriminant};

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};

use super::problem::{Fault, Problem, ProblemKind, is_meant_for};
use super::{Kind, Node, Style, plain_value};
use crate::content::field::{FIELD, OPTIONAL_TEXT, TEXT};
use crate::content::front_matter::required_keys;
use crate::diagnostic::MOST_ALIKE;

/// The result of reading a tree.
#[derive(Debug)]
pub(in crate::content) struct Walked<T> {
    /// The value, with all fields that are valid. `None` if the document is not a mapping.
    pub(in crate::content) value: Option<T>,
    /// Every mistake.
    pub(in crate::content) problems: Vec<Problem>,
    /// The ids of the values that are texts for readers.
    pub(in crate::content) texts: HashSet<usize>,
}

/// Reads `T` from `root` as far as possible and records every mistake.
pub(in crate::content) fn walk<T: DeserializeOwned>(root: &Node) -> Walked<T> {
    let walk = Walk::default();
    let value = walk.attempt(root, PhantomData::<T>);
    Walked { value, problems: walk.problems.take(), texts: walk.texts.take() }
}

/// The most problems of one kind that are recorded: two more than a report shows of one code, so that it says that there are more.
const MOST: usize = MOST_ALIKE + 2;

/// The problems and the texts that are recorded while a tree is read.
#[derive(Debug, Default)]
struct Walk {
    problems: RefCell<Vec<Problem>>,
    /// The number of problems of each kind.
    counts: RefCell<HashMap<Discriminant<ProblemKind>, usize>>,
    texts: RefCell<HashSet<usize>>,
}

impl Walk {
    fn record(&self, kind: ProblemKind, node: &Node) {
        self.push(Problem::new(kind, node));
    }

    /// Records a problem, unless a report would leave it out because the document has too many of its kind.
    fn push(&self, problem: Problem) {
        if self.has_room(&problem.kind) {
            *self.counts.borrow_mut().entry(discriminant(&problem.kind)).or_default() += 1;
            self.problems.borrow_mut().push(problem);
        }
    }

    /// Returns `true` if a report may hold one more problem of this kind.
    fn has_room(&self, kind: &ProblemKind) -> bool {
        self.counts.borrow().get(&discriminant(kind)).is_none_or(|count| *count < MOST)
    }

    /// Reads a value from `node`. `None` if it is invalid, which is recorded.
    fn attempt<'de, S: DeserializeSeed<'de>>(&self, node: &Node, seed: S) -> Option<S::Value> {
        match seed.deserialize(Reading { node, walk: self }) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.push(fault.at(node));
                None
            }
        }
    }
}

/// Reads a value from its node.
#[derive(Clone, Copy)]
struct Reading<'a> {
    node: &'a Node,
    walk: &'a Walk,
}

impl<'a> Reading<'a> {
    /// Reads `entries` of a mapping. `known` are the keys that it may have, if they are limited, and `required` those that it must have.
    fn entries(
        self,
        entries: &'a [(Node, Node)],
        known: Option<&'static [&'static str]>,
        required: Vec<&'static str>,
    ) -> Entries<'a> {
        Entries {
            reading: self,
            left: entries.iter(),
            value: None,
            known,
            required: required.into_iter(),
            seen: HashSet::new(),
            unknown: Vec::new(),
        }
    }

    fn items(self, items: &'a [Node]) -> Items<'a> {
        Items { items: items.iter(), walk: self.walk }
    }

    /// Returns `true` if the value is an empty plain scalar.
    fn is_empty(self) -> bool {
        matches!(
            &self.node.kind,
            Kind::Scalar { text, style: Style::Plain } if text.is_empty()
        )
    }
}

/// Places the error of a visitor at a node.
fn placed<T>(read: Result<T, Fault>, node: &Node) -> Result<T, Fault> {
    read.map_err(|fault| Fault::Placed(fault.at(node)))
}

impl<'de> Deserializer<'de> for Reading<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let read = match &self.node.kind {
            Kind::List(items) => visitor.visit_seq(self.items(items)),
            Kind::Map(entries) => visitor.visit_map(self.entries(entries, None, Vec::new())),
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
        placed(read, self.node)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let read = match &self.node.kind {
            Kind::Scalar { text, .. } => visitor.visit_enum(text.as_str().into_deserializer()),
            _ => Err(Fault::invalid_type(Unexpected::Seq, &"a word")),
        };
        placed(read, self.node)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            FIELD => visitor.visit_seq(Attempt(Some(self))),
            TEXT | OPTIONAL_TEXT => {
                self.walk.texts.borrow_mut().insert(self.node.id);
                visitor.visit_newtype_struct(self)
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    /// Accepts any scalar as text, as in valid documents.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.kind {
            Kind::Scalar { text, .. } => placed(visitor.visit_str(text), self.node),
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
            return placed(visitor.visit_seq(self.items(&[])), self.node);
        }
        self.deserialize_any(visitor)
    }

    /// Accepts only a mapping, because serde would also accept a list of values. An empty value is an empty mapping.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let entries = match &self.node.kind {
            Kind::Map(entries) => entries.as_slice(),
            _ if self.is_empty() => &[],
            _ => return placed(Err(Fault::invalid_type(Unexpected::Seq, &visitor)), self.node),
        };
        let required = required_keys(name);
        let required = known.iter().filter(|key| required.iter().any(|it| it == *key)).copied();
        let entries = self.entries(entries, Some(known), required.collect());
        placed(visitor.visit_map(entries), self.node)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct map ignored_any
    }
}

/// The value of a [`Field`](crate::content::field::Field) as a sequence: empty if it is invalid, or if it is `None` because its key is
/// missing.
struct Attempt<'a>(Option<Reading<'a>>);

impl<'de> SeqAccess<'de> for Attempt<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        Ok(self.0.take().and_then(|reading| reading.walk.attempt(reading.node, seed)))
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    walk: &'a Walk,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let walk = self.walk;
        self.items.next().map(|node| seed.deserialize(Reading { node, walk })).transpose()
    }
}

struct Entries<'a> {
    /// The mapping.
    reading: Reading<'a>,
    left: std::slice::Iter<'a, (Node, Node)>,
    /// The value of the last key. `None` if the key is missing.
    value: Option<&'a Node>,
    known: Option<&'static [&'static str]>,
    required: std::vec::IntoIter<&'static str>,
    seen: HashSet<&'a str>,
    unknown: Vec<&'a str>,
}

impl<'a> Entries<'a> {
    /// Returns the next entry with a valid key. Invalid ones are recorded. Fails at a key that is not text if any key is valid, because it
    /// is then unknown which keys are meant.
    fn next_written(&mut self) -> Result<Option<(&'a Node, &'a Node)>, Fault> {
        let Reading { node: map, walk } = self.reading;
        for (key, value) in self.left.by_ref() {
            let Some(text) = key.text() else {
                let wrong = ProblemKind::WrongKey(key.describe());
                if self.known.is_none() {
                    return Err(Fault::Placed(Problem::new(wrong, key)));
                }
                walk.record(wrong, key);
                continue;
            };
            if !self.seen.insert(text) {
                walk.record(ProblemKind::DuplicateKey(text.to_owned()), key);
                continue;
            }
            match self.known {
                Some(known) if !known.contains(&text) => {
                    let unknown = |present| {
                        let key = text.to_owned();
                        ProblemKind::UnknownKey { key, known, present }
                    };
                    // To name all keys beside each of very many would take their square.
                    if walk.has_room(&unknown(Vec::new())) {
                        walk.record(unknown(map.keys().map(str::to_owned).collect()), key);
                    }
                    self.unknown.push(text);
                }
                _ => return Ok(Some((key, value))),
            }
        }
        Ok(None)
    }

    /// Returns the next required key that is missing. It is recorded, unless an unknown key was meant for it.
    fn next_missing(&mut self) -> Option<&'static str> {
        let Reading { node: map, walk } = self.reading;
        let key = self.required.find(|key| !self.seen.contains(key))?;
        if !self.unknown.iter().any(|wrong| is_meant_for(wrong, key)) {
            walk.record(ProblemKind::MissingKey(key), map);
        }
        Some(key)
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let walk = self.reading.walk;
        if let Some((node, value)) = self.next_written()? {
            self.value = Some(value);
            return seed.deserialize(Reading { node, walk }).map(Some);
        }
        self.value = None;
        let missing: Option<StrDeserializer<'_, Fault>> =
            self.next_missing().map(IntoDeserializer::into_deserializer);
        missing.map(|key| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.value {
            Some(node) => seed.deserialize(Reading { node, walk: self.reading.walk }),
            None => seed.deserialize(Absent),
        }
    }
}

/// The value of a missing key, which only a field can be read from.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(Fault::custom("a required key is no field"))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_seq(Attempt(None))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
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
        walk::<ParticipantFront>(&root)
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
            let Walked { value, problems, .. } = walk::<ParticipantFront>(&root);
            prop_assert_eq!(good, problems.is_empty(), "{}{:#?}", yaml, problems);
            prop_assert!(value.is_some(), "{}", yaml);
        }
    }
}
