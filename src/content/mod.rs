//! Turns files into an [`Explainer`](crate::explainer::Explainer): parses everything, resolves every reference, collects every problem.
//!
//! [`load()`] reads the files under `content/`, each on its own and in parallel, registers what exists, resolves every reference, and derives
//! the model. A [`Memo`] caches what did not change. Loading prints no output and does not stop at a problem: problems are part of the
//! result. [`index`] also returns the place of every reference, and [`schemas`] returns the JSON Schemas of files for editors.
//!
//! No file can use up memory or time, because every step limits its input:
//!
//! - Files (`diagnostic/files.rs`): 10 MB for text, 200 MB for any other file, and 20 symbolic links to one folder.
//! - YAML (`mistakes.rs`): 4 MB. The largest data set that was tried, a party with positions on 2,300 issues, needs a quarter of that, so no
//!   file has to be split for its size. `yaml.rs` counts aliases and open brackets before a parser expands or compares them.
//! - Markdown (`markdown/bounds.rs`): 100 levels. Deeper nesting is an error and is not written as HTML.
//! - Problems (`diagnostic::sort`): 100 of a kind in a file. Beyond that, the rest of the file's references are not looked up.
//! - Suggestions (`diagnostic/suggest.rs`) and colored code (`render/highlight.rs`): limits on their cost.

mod addresses;
mod aliases;
mod by_path;
mod check;
mod citations;
mod claims;
mod corpus;
mod disk;
mod field;
mod files;
mod front_matter;
mod geotags;
mod languages;
mod links;
mod load;
mod located;
mod malformed;
mod memo;
mod mention;
mod mistakes;
mod names;
mod options;
mod parsed;
mod paths;
mod quotes;
mod records;
mod references;
mod registry;
mod resolution;
mod resolve;
mod schema;
mod scope;
mod settings;
mod slips;
mod source_texts;
mod survey;
mod svg;
mod tree;
mod updates;
mod values;
mod yaml;

pub use addresses::can_be_alias;
pub use aliases::{AliasEdit, alias_edit};
pub use check::coverage;
pub use load::{Loaded, ThemeSettings, index, index_despite_errors, load};
pub use memo::Memo;
pub use options::LoadOptions;
pub use paths::{joined, relative_path};
pub use references::{Form, Index, Outgoing, Reference};
pub use schema::{Shape, schema_names, schemas};
pub use survey::{Heading, Outline, Part, Survey, Thing, passage_after, survey};
pub use tree::Overlay;
