//! Values of front matter that can be written in several forms: dates, citations and passages.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use super::field::{Field, Text};
use crate::explainer::Date;

/// The name of [`Date`] in deserialization errors. By it, a wrong date is recognized as a kind of problem of its own.
pub(super) const A_DATE: &str = "a date such as 2025-04-17, 2025-04 or 2025";

/// The pattern of a slug in schemas. [`Slug`](crate::explainer::Slug) decides which slugs are valid.
pub(super) const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// A date as it is written: text, or a bare year, which YAML takes for a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DayVisitor;

        impl Visitor<'_> for DayVisitor {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(A_DATE)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                Date::parse(text)
                    .map(Day)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_u64<E: de::Error>(self, year: u64) -> Result<Day, E> {
                self.visit_str(&year.to_string())
            }
        }

        deserializer.deserialize_any(DayVisitor)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "integer"],
            "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
            "minimum": 1000,
            "maximum": 9999,
            "examples": ["2025-04-17", "2025-04", "2025"],
        })
    }
}

/// One citation or a list of them, as written.
#[derive(Debug, Default)]
pub(super) struct Cite(pub(super) Vec<Field<String>>);

impl<'de> Deserialize<'de> for Cite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CiteVisitor;

        impl<'de> Visitor<'de> for CiteVisitor {
            type Value = Cite;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a citation such as ap-2025-04-17#p6, or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Cite, E> {
                Ok(Cite(vec![Field::new(text.to_owned())]))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Cite, E> {
                Ok(Cite::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Cite, A::Error> {
                let mut cite = Vec::new();
                while let Some(item) = items.next_element()? {
                    cite.push(item);
                }
                Ok(Cite(cite))
            }
        }

        deserializer.deserialize_any(CiteVisitor)
    }
}

impl JsonSchema for Cite {
    fn schema_name() -> Cow<'static, str> {
        "citations".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = json_schema!({
            "type": "string",
            "pattern": "^[a-z0-9-]+#[a-z0-9-]+$",
            "x-standpoint": "citation",
        });
        json_schema!({
            "anyOf": [one, { "type": "array", "minItems": 1, "items": one }],
        })
    }
}

/// `passages`: ids and labels, in the order written.
#[derive(Debug, Default)]
pub(super) struct Passages(pub(super) Vec<(String, Field<Text>)>);

impl<'de> Deserialize<'de> for Passages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PassagesVisitor;

        impl<'de> Visitor<'de> for PassagesVisitor {
            type Value = Passages;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a mapping of passage ids to labels")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Passages, E> {
                Ok(Passages::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Passages, A::Error> {
                let mut passages: Vec<(String, Field<Text>)> = Vec::new();
                while let Some((id, label)) = entries.next_entry()? {
                    if passages.iter().any(|(known, _)| *known == id) {
                        return Err(de::Error::custom(format!("the passage `{id}` stands twice")));
                    }
                    passages.push((id, label));
                }
                Ok(Passages(passages))
            }
        }

        deserializer.deserialize_any(PassagesVisitor)
    }
}

impl JsonSchema for Passages {
    fn schema_name() -> Cow<'static, str> {
        "passages".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["object", "null"],
            "propertyNames": { "pattern": SLUG },
            "additionalProperties": { "type": "string" },
        })
    }
}

/// Returns the date of an optional field. `None` if the key is left out, or its value is invalid.
pub(super) fn date(field: Option<&Field<Day>>) -> Option<Date> {
    field.and_then(Field::copied).map(|day| day.0)
}
