//! Documents and labels: data in, a page out that can be signed, printed and kept for years.
//!
//! - [`Templates`] are files that a quality officer edits; each version of a form stands beside the others.
//! - [`Renderer::render`] gives PDF/A-2b, tagged, with document information. Equal input gives equal bytes: nothing here
//!   reads a clock, and the document's time is part of the input.
//! - [`Document::boxes`] says where on which page each signature belongs.
//! - [`label`] draws the label of a blood unit, as PDF and for ZPL printers.
//!
//! Words of people are data, never markup. What a page cannot show as it was given (an unknown field, a character that no
//! font has, a text that leaves the paper) is a refusal with a name, never a silent gap.
//!
//! Invariant: this crate knows no scene, no database and no clock.

mod codes;
mod fault;
mod fonts;
pub mod label;
mod page;
mod problem;
mod renderer;
mod template;
mod world;

pub use codes::Code;
pub use fault::{FaultyField, RenderFault};
pub use fonts::{FAMILY, Fonts, PLACES};
pub use page::{PageBox, Picture};
pub use renderer::{Document, Head, Renderer, Sheet};
pub use template::{
    Choice, CodeKind, CodeOf, Field, FieldKind, Fields, Manifest, Retention, SignaturePlace, Template, Templates,
};
