//! Behaviour: the real binary on real folders.

mod browser;
mod build;
mod diagnostics;
mod house;
mod project;
mod serve;
mod server;
mod site;
