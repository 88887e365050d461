//! Behaviour: the real binary on real folders.

mod build;
mod diagnostics;
mod house;
mod project;
