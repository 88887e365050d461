//! The parts of front matter: a value, a list and a text. Each of them is either valid, or its mistake was reported and there is no value.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::diagnostic::without_end;

/// The newtype name with which a [`Field`] is requested. `yaml::walk` answers it with a sequence of one value, or of none if the value is
/// invalid.
pub(super) const FIELD: &str = "standpoint field";

/// The newtype name with which a [`Text`] is requested. By it, `yaml::walk` records which values are texts for readers.
pub(super) const TEXT: &str = "standpoint text";

/// The newtype name with which a text that may be left out is requested. An empty value is then recorded as a text as well.
pub(super) const OPTIONAL_TEXT: &str = "standpoint optional text";

/// The value of a key or of an item of a list. It has no value if it is invalid or missing, which has then been reported. So whoever finds
/// no value has no problem to report.
///
/// `serde_yaml` fails at the first invalid field, so fields without a value only come from `yaml::walk`.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(transparent)]
pub(super) struct Field<T>(Option<T>);

impl<T> Field<T> {
    /// Returns the value. `None` if it is invalid.
    pub(super) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// Creates a valid field.
    pub(super) fn new(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T: Copy> Field<T> {
    /// Returns a copy of the value. `None` if it is invalid.
    pub(super) fn copied(&self) -> Option<T> {
        self.0
    }
}

impl<T: AsRef<str>> Field<T> {
    /// Returns the value as a text. `None` if it is invalid.
    pub(super) fn as_str(&self) -> Option<&str> {
        self.get().map(T::as_ref)
    }

    /// Returns the text for a record. Empty if it is invalid: a record of a file with mistakes is never published.
    pub(super) fn owned(&self) -> String {
        self.as_str().unwrap_or_default().to_owned()
    }
}

/// Returns the text of an optional field. `None` if the key is left out, or its value is invalid.
pub(super) fn text<T: AsRef<str>>(field: Option<&Field<T>>) -> Option<&str> {
    field.and_then(Field::as_str)
}

impl<T: Default> Default for Field<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(FIELD, FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        T::deserialize(deserializer).map(Field::new)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut value: A) -> Result<Self::Value, A::Error> {
        value.next_element().map(Field)
    }
}

/// A list, whose items keep their places when some of them are invalid.
#[derive(Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct List<T>(Field<Vec<Field<T>>>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Field::default())
    }
}

impl<T> List<T> {
    /// Returns every valid item with its index.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        let items = self.0.get().into_iter().flatten().enumerate();
        items.filter_map(|(at, item)| Some((at, item.get()?)))
    }

    /// Returns every valid item.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, item)| item)
    }

    /// Returns what `of` makes of each item. `None` if it is `None` for one of them, or if some items are invalid or unknown.
    pub(super) fn all<'a, U>(&'a self, of: impl Fn(&'a T) -> Option<U>) -> Option<Vec<U>> {
        self.0.get()?.iter().map(|item| of(item.get()?)).collect()
    }

    /// Returns `true` if no item is written, valid or not.
    pub(super) fn is_empty(&self) -> bool {
        self.0.get().is_none_or(Vec::is_empty)
    }
}

/// A text for readers. The line break at the end of a block after `>` or `|` is removed, and `null` or `~` is an empty text.
#[derive(Debug)]
pub(super) struct Text(String);

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT, TextVisitor)
    }
}

/// Reads a text for readers that may be left out.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Field<Text>>, D::Error> {
    deserializer.deserialize_newtype_struct(OPTIONAL_TEXT, OptionalTextVisitor)
}

struct OptionalTextVisitor;

impl<'de> Visitor<'de> for OptionalTextVisitor {
    type Value = Option<Field<Text>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        Option::deserialize(deserializer)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(Text(text.map(without_end).unwrap_or_default()))
    }
}

/// Gives a type the schema of the type that is written.
macro_rules! written_as {
    ($type:ty, $written:ty $(, $parameter:ident)?) => {
        impl$(<$parameter: JsonSchema>)? JsonSchema for $type {
            fn inline_schema() -> bool {
                <$written>::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                <$written>::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                <$written>::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$written>::json_schema(generator)
            }
        }
    };
}

written_as!(Field<T>, T, T);
written_as!(List<T>, Vec<T>, T);
written_as!(Text, String);
