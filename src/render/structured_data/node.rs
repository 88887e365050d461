//! Nodes of a graph, as JSON. Unknown values are left out: an empty list, a missing text.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Serialize, Serializer};

/// A value of JSON-LD.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node<'a> {
    /// An unknown value, which is left out.
    Nothing,
    Text(Cow<'a, str>),
    Number(usize),
    Truth(bool),
    List(Vec<Node<'a>>),
    /// A node with properties.
    Thing(Vec<(&'static str, Node<'a>)>),
}

/// Creates a node with these properties, without those that are unknown.
pub(super) fn thing<'a, const N: usize>(fields: [(&'static str, Node<'a>); N]) -> Node<'a> {
    let mut thing = Node::Thing(Vec::with_capacity(N));
    for (name, value) in fields {
        thing.set(name, value);
    }
    thing
}

impl<'a> Node<'a> {
    /// Adds a property to a node, if its value is known.
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<Node<'a>>) {
        let value = value.into();
        if let Self::Thing(fields) = self
            && !value.is_empty()
        {
            fields.push((name, value));
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }

    fn id(&self) -> Option<&str> {
        let Self::Thing(fields) = self else { return None };
        fields.iter().find_map(|field| match field {
            ("@id", Self::Text(id)) => Some(&**id),
            _ => None,
        })
    }
}

/// Describes each thing once, and replaces all other mentions by references. The description is the node of the graph itself, or else the first
/// mention within one.
pub(super) fn name_once(nodes: &mut [Node]) {
    let mut described: HashSet<String> =
        nodes.iter().filter_map(Node::id).map(str::to_owned).collect();
    for node in nodes {
        if let Node::Thing(fields) = node {
            for (_, value) in fields {
                refer(value, &mut described);
            }
        }
    }
}

/// Replaces the nodes in `value` that are already described by references.
fn refer(value: &mut Node, described: &mut HashSet<String>) {
    let id = value.id().map(str::to_owned);
    match value {
        Node::List(items) => {
            for item in items {
                refer(item, described);
            }
        }
        Node::Thing(fields) => match id {
            Some(id) if fields.len() == 1 || described.contains(&id) => {
                fields.retain(|(name, _)| *name == "@id");
            }
            id => {
                described.extend(id);
                for (_, value) in fields {
                    refer(value, described);
                }
            }
        },
        _ => {}
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => number.serialize(serializer),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::List(items) => serializer.collect_seq(items),
            Self::Thing(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

impl<'a> From<&'a str> for Node<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Node<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Node<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<usize> for Node<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Node<'_> {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl<'a, T: Into<Node<'a>>> From<Option<T>> for Node<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl<'a, T: Into<Node<'a>>> FromIterator<T> for Node<'a> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items = items.into_iter().map(Into::into);
        Self::List(items.filter(|item| !item.is_empty()).collect())
    }
}
