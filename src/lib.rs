pub mod content;
pub mod diagnostic;
pub mod explainer;
pub mod markdown;
