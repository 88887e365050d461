//! Behaviour: the real binary on real folders.

mod diagnostics;
mod project;
