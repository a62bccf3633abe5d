//! 档 What records asks of whoever its documents are about.

use vena_kernel::{
    clock::Instant,
    id::{DocumentId, OrgId, UnitId, UserId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx};

use crate::Answer;

/// A place for a signature on a paper that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperPlace {
    /// Its name in the form: `physician`.
    pub slot: String,
    /// Who signs there, in words.
    pub title: Text,
    /// Signed.
    pub signed: bool,
    /// Somebody without a key signs there, at a pad.
    pub by_hand: bool,
    /// The one person who has to.
    pub named: Option<String>,
}

/// How far the paper of one form has come: the newest that nothing has superseded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperStanding {
    /// The document.
    pub document_id: DocumentId,
    /// Its number.
    pub number: String,
    /// Which form: `informed-consent`.
    pub form: String,
    /// Id of what it is about.
    pub about: String,
    /// Signed by everybody whom it names.
    pub complete: bool,
    /// Its places, in order.
    pub places: Vec<PaperPlace>,
}

/// Says which papers count and by whom they are signed.
pub trait SignedPapers: Send + Sync {
    /// The papers of `forms` that count about things of one kind, by their ids; whoever asks. A form of which nothing was
    /// drawn, or nothing that still counts, is missing.
    fn standing<'a>(
        &'a self,
        tx: &'a mut Tx,
        about: (&'a str, &'a [String]),
        forms: &'a [String],
    ) -> Answer<'a, Vec<PaperStanding>>;

    /// What the papers about a thing say holds no longer: each of them is marked as superseded with the reason and kept as it
    /// was signed. Answers how many.
    fn supersede<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        about: (&'a str, &'a str),
        why: &'a str,
    ) -> Answer<'a, usize>;
}

/// A signed paper as the person whom it is about gets it.
#[derive(Debug, Clone)]
pub struct OwnPaper {
    /// The document.
    pub document_id: DocumentId,
    /// Which form.
    pub form: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: Text,
    /// When it was drawn up.
    pub created_at: Instant,
    /// Signed by everybody whom it names.
    pub complete: bool,
    /// The file, when it was asked for.
    pub pdf: Option<Vec<u8>>,
}

/// Gives people the papers that they have signed.
pub trait OwnPapers: Send + Sync {
    /// The papers of donations that carry a signature and count, newest first. Whose the donations are, the caller has proven.
    fn of_donations<'a>(&'a self, tx: &'a mut Tx, donations: &'a [String]) -> Answer<'a, Vec<OwnPaper>>;

    /// One of them with its file, and a line in its life that the donor has it; none when it is not among these donations'.
    fn file<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donations: &'a [String],
        document: DocumentId,
    ) -> Answer<'a, Option<OwnPaper>>;
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

    /// Who has to sign where in `form` about it, and nobody in their place: the one who decided what the form says. Whoever
    /// asks.
    fn signers<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: &'a str) -> Answer<'a, Vec<(String, UserId)>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Kind and id of things whose papers are looked for with this one's: the papers of a donor are those of the donations.
    fn parts<'a>(&'a self, _: &'a mut Tx, _: &'a str) -> Answer<'a, Vec<(&'static str, String)>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
