//! Cards: the pictures that stand for pages elsewhere.
//!
//! What a card says becomes places in px here, by the widths of the fonts that it is drawn with; `templates/card.svg` draws it, and
//! [`png()`] makes a picture of the drawing. The fonts are part of the program, so that the picture is the same on any machine.

mod layout;
mod measure;
mod picture;

pub(super) use layout::{Camp, Said, Shown, Stand, laid_out};
pub(super) use picture::{check, png};

/// How wide a card is, in px.
pub(super) const WIDTH: u32 = 1200;

/// How high it is.
pub(super) const HEIGHT: u32 = 630;
