//! Templates: the shipped ones inside the program, and those of a folder that a quality officer keeps.
//!
//! `templates/<form>/<version>/manifest.toml` and `main.typ`, beside them whatever `main.typ` includes; shared parts in
//! `templates/lib/<version>/`. Versions live side by side. `published.txt` lists the digest of each version that is in
//! use: a file of such a version that was changed later is refused, so a new look needs a new version.

pub(crate) mod at;
mod manifest;
pub(crate) mod schema;
mod store;

pub use manifest::{Choice, CodeKind, CodeOf, Field, FieldKind, Fields, Manifest, Retention, SignaturePlace};
pub(crate) use store::id;
pub use store::{Template, Templates};
