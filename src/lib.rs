//! Standpoint: a static site generator for explainers of negotiations.
//!
//! The layers of the crate, from the top; each imports only from those below (ARCHITECTURE.md has the map):
//! [`cli`] · [`lsp`] · [`publish`], [`serve`], [`scaffold`], [`rename`] and, with the feature of that name, `external` · [`snapshot`] · [`content`] and [`render`], which never see each other ·
//! [`explainer`] · [`markdown`] · [`diagnostic`] and [`files`].

pub mod cli;
pub mod content;
pub mod diagnostic;
pub mod explainer;
#[cfg(feature = "external")]
pub mod external;
pub mod files;
pub mod lsp;
pub mod markdown;
pub mod publish;
pub mod rename;
pub mod render;
pub mod scaffold;
pub mod serve;
pub mod snapshot;
