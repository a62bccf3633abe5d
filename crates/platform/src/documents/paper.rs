//! Forms that scenes fill in from what they know.

use futures::future::BoxFuture;
use serde_json::Value;

use crate::{auth::Scope, db::Tx, fault::Fault};

/// Fills in a form from one of a scene's things: nobody copies by hand what the system knows.
pub trait PaperSource: Send + Sync {
    /// Which form: `transport-slip`.
    fn form(&self) -> &'static str;

    /// From which kind of thing: `shipment`.
    fn subject(&self) -> &'static str;

    /// The fields of the form as the templates name them. What only people know is left out and filled in by them.
    ///
    /// # Errors
    /// The thing does not exist, `scope` may not see it, or it has not come far enough for this paper.
    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>>;
}
