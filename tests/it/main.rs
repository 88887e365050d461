//! Behaviour: the real binary on real folders.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the names that are compared are published ones, in lower case"
)]

mod browser;
mod build;
mod cards;
mod diagnostics;
mod drawings;
mod embeds;
mod house;
mod project;
mod reading;
mod rename;
mod scaffold;
mod schema;
mod search;
mod serve;
mod server;
mod site;
