//! Behaviour: the real binary on real folders.

mod browser;
mod build;
mod diagnostics;
mod house;
mod project;
mod scaffold;
mod serve;
mod server;
mod site;
