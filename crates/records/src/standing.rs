//! What is signed, for scenes that wait for it.

use vena_contracts::{Answer, records::SignedPapers};
use vena_platform::db::Tx;

use crate::documents::db;

/// Answers from the documents.
pub(crate) struct Standing;

impl SignedPapers for Standing {
    fn signed<'a>(&'a self, tx: &'a mut Tx, about: (&'a str, &'a str), forms: &'a [String]) -> Answer<'a, Vec<String>> {
        Box::pin(db::complete(tx, about, forms))
    }
}
