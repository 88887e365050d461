//! Serialization of the model for `data/explainer.json` and its schema. The doc comment of a field is its description there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Body, Citation, Date, Proposal, Slug};

/// Makes types serialize as the text that they display as. In a schema they are plain strings.
macro_rules! as_text {
    ($($type:ident)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                String::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                String::json_schema(generator)
            }
        }
    )*};
}

as_text! { Slug Date Citation }

/// Serializes the Markdown of a body, with `\n` as line ends.
pub(super) fn markdown<S: Serializer>(body: &Body, serializer: S) -> Result<S::Ok, S::Error> {
    let text = body.document.text().trim();
    if text.contains('\r') {
        serializer.serialize_str(&text.replace("\r\n", "\n"))
    } else {
        serializer.serialize_str(text)
    }
}

/// Serializes proposals as a mapping from ids to labels.
pub(super) fn labels<S: Serializer>(
    proposals: &[Proposal],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let labels: BTreeMap<_, _> = proposals.iter().map(|it| (&it.id, &it.label)).collect();
    labels.serialize(serializer)
}

/// Leaves the descriptions of these fields out of a schema: there, the names say enough.
pub(super) fn undescribed(fields: &'static [&str]) -> impl FnMut(&mut Schema) {
    move |schema| {
        for field in fields {
            let property = schema.pointer_mut(&format!("/properties/{field}"));
            let description = property
                .and_then(Value::as_object_mut)
                .and_then(|property| property.remove("description"));
            debug_assert!(description.is_some(), "`{field}` is not a described field");
        }
    }
}
