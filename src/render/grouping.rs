//! The filter `group_by`, with the same order in every build.

use std::collections::HashMap;

use tera::value::Key;
use tera::{Error, Kwargs, Map, State, TeraResult, Value};

/// Groups `values` by the value at the path `attribute` of each, in the order in which the groups first appear. Leaves out those where it is
/// null.
///
/// Replaces Tera's own filter, whose groups are in a different order each time it runs.
#[expect(clippy::needless_pass_by_value, reason = "the form of Tera's filters")]
pub(super) fn group_by(values: &[Value], kwargs: Kwargs, _: &State) -> TeraResult<Map> {
    let attribute = kwargs.must_get::<&str>("attribute")?;
    let mut groups: Vec<(Key<'static>, Vec<Value>)> = Vec::new();
    let mut places: HashMap<Key<'static>, usize> = HashMap::new();
    for (at, value) in values.iter().enumerate() {
        let found = value.get_from_path(attribute).ok_or_else(|| {
            let kind = value.name();
            Error::message(format!("value {at} (a {kind}) has nothing at `{attribute}`"))
        })?;
        if found.is_none() {
            continue;
        }
        let key = key(found).ok_or_else(|| {
            let kind = found.name();
            Error::message(format!(
                "value {at} has a {kind} at `{attribute}`, which names no group"
            ))
        })?;
        let place = *places.entry(key.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[place].1.push(value.clone());
    }
    Ok(groups.into_iter().map(|(key, values)| (key, values.into())).collect())
}

/// Returns the key for a text, a boolean or a whole number; `None` for other values.
fn key(value: &Value) -> Option<Key<'static>> {
    let text = value.as_str().map(|it| Key::from(it.to_owned()));
    text.or_else(|| value.as_bool().map(Key::Bool)).or_else(|| value.as_i64().map(Key::I64))
}
