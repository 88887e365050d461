//! Behaviour: the real binary on real folders.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the names that are compared are published ones, in lower case"
)]

mod browser;
mod build;
mod cards;
mod citations;
mod compare;
mod data;
mod diagnostics;
mod drawings;
mod editors;
mod embeds;
#[cfg(feature = "external")]
mod external;
mod faults;
mod house;
mod linked;
mod links_to_files;
mod load;
mod lsp;
mod order;
mod outputs;
mod parts;
mod paths;
mod payloads;
mod photos;
mod project;
mod properties;
mod published;
mod publishing;
mod reading;
mod rename;
mod reproducible;
mod requests;
mod scaffold;
mod schema;
mod search;
mod serve;
mod server;
mod site;
mod sizes;
mod supply;
#[cfg(unix)]
mod terminal;
mod workflows;
