//! Lists whose items are created during serialization.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// A list whose items are created one at a time while they are serialized, so that a hundred thousand of them are never in memory at once. In the
/// output and in the schema it is a plain list.
pub(super) struct Lazily<'a, T>(Box<dyn Fn() -> Items<'a, T> + 'a>);

/// The iterator over the items.
type Items<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

impl<'a, T> Lazily<'a, T> {
    /// Creates a list from `items`, which is called for each serialization.
    pub(super) fn new<I: Iterator<Item = T> + 'a>(items: impl Fn() -> I + 'a) -> Self {
        Self(Box::new(move || Box::new(items())))
    }
}

impl<T: Serialize> Serialize for Lazily<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

impl<T: JsonSchema> JsonSchema for Lazily<'_, T> {
    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn inline_schema() -> bool {
        Vec::<T>::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}
