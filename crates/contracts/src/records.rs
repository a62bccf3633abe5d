//! 档 What records asks of whoever its documents are about.

use vena_kernel::id::{OrgId, UnitId};
use vena_platform::db::Tx;

use crate::Answer;

/// Says which papers are signed by everybody whom they name.
pub trait SignedPapers: Send + Sync {
    /// Of `forms` those of which a complete document about the thing exists, by kind and id such as `donation`; whoever asks.
    fn signed<'a>(&'a self, tx: &'a mut Tx, about: (&'a str, &'a str), forms: &'a [String]) -> Answer<'a, Vec<String>>;
}

/// Answers about a thing that documents are about.
pub trait DocumentSubject: Send + Sync {
    /// Of which kind of thing: `shipment`.
    fn kind(&self) -> &'static str;

    /// The units of blood that it has to do with, whoever asks; empty when there is no such thing. While one of them is held,
    /// no paper about the thing is destroyed.
    fn units<'a>(&'a self, _: &'a mut Tx, _: &'a str) -> Answer<'a, Vec<UnitId>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The organisations that take part in it, whoever asks: each of them sees the papers that the thing fills in, and its
    /// people sign them. Empty when it is the business of one organisation alone.
    fn parties<'a>(&'a self, _: &'a mut Tx, _: &'a str) -> Answer<'a, Vec<OrgId>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Kind and id of things whose papers are looked for with this one's: the papers of a donor are those of the donations.
    fn parts<'a>(&'a self, _: &'a mut Tx, _: &'a str) -> Answer<'a, Vec<(&'static str, String)>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
