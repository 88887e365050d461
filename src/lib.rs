//! Standpoint: a static site generator for explainers of negotiations.
//!
//! The program is a thin layer above this library, which can also be used by itself: [`snapshot::load`] turns a folder into an explainer with
//! its theme and a list of problems, and [`Renderer::render`](render::Renderer::render) turns one [`Route`](explainer::Route) into the bytes of
//! one file. [`publish::publish`] writes all of them.
//!
//! ```
//! use standpoint::content::LoadOptions;
//! use standpoint::explainer::Route;
//! use standpoint::snapshot;
//!
//! let options = LoadOptions { root: ".".into(), ..LoadOptions::default() };
//! let loaded = snapshot::load(&options, &mut snapshot::Memo::default());
//! for problem in &loaded.diagnostics {
//!     assert_eq!(problem.severity(), standpoint::diagnostic::Severity::Note, "{problem}");
//! }
//! let renderer = loaded.renderer.ok_or("the explainer has errors")?;
//! let page = renderer.render(&Route::Home)?;
//! assert!(page.starts_with(b"<!doctype html>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The layers of the crate, from the top; each imports only from those below (ARCHITECTURE.md has the map): [`cli`] · [`lsp`] ·
//! [`publish`], [`serve`], [`scaffold`], [`rename`] and, with the feature of that name, `external` · [`snapshot`] · [`content`] and
//! [`render`], which never see each other · [`explainer`] · [`markdown`] · [`diagnostic`] and [`files`].

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
