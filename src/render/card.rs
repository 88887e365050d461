//! Cards: the pictures that represent pages in previews elsewhere.
//!
//! `layout` computes the place of each element in px, from the widths of the fonts; `templates/card.svg` draws it, and [`png()`] renders the
//! drawing. The fonts are embedded in the program, so the picture is the same on any machine.
//!
//! A view provides the content (`Route::Card` has the route of the page). Long titles get smaller and are then cut with an ellipsis;
//! nothing extends beyond an edge. The drawing is cheap and determines the picture, so a picture need not be rendered again while the
//! drawing stays the same (`Renderer::drawing`, `Renderer::picture`).

mod layout;
mod measure;
mod picture;

pub(super) use layout::{Camp, Card, Said, Shown, Stand, laid_out};
pub(super) use picture::{check, png};

/// The width of a card, in px.
pub(super) const WIDTH: u32 = 1200;

/// The height of a card, in px.
pub(super) const HEIGHT: u32 = 630;
