//! The places at which a file names entities.

use std::ops::Range;

use super::yaml::Step;
use crate::explainer::Entity;

/// An entity that a file names, and the place.
#[derive(Debug)]
pub(super) struct Mention {
    pub(super) to: Entity,
    pub(super) place: Place,
}

/// The place in a file at which an entity is named.
#[derive(Debug)]
pub(super) enum Place {
    /// A value of the front matter, or of the settings.
    Value(Vec<Step<'static>>),
    /// A link of the body, by its index.
    Link(usize),
    /// A citation `@source passage`, by its bytes in the body.
    Passage(Range<usize>),
}
