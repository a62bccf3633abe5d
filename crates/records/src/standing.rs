//! What is signed, for scenes that wait for it and for the people whom it is about.

use vena_contracts::{
    Answer,
    records::{OwnPaper, OwnPapers, PaperPlace, PaperStanding, SignedPapers},
};
use vena_kernel::{id::DocumentId, zone};
use vena_platform::{auth::Scope, db::Tx, vault::Vault};

use crate::{
    documents::{
        db,
        words::{DocumentState, DocumentStep},
    },
    pads,
};

/// What a donor signs.
const DONORS_FORMS: [&str; 3] = ["informed-consent", "donor-registration", "health-check"];

/// Answers from the documents.
pub(crate) struct Standing;

impl SignedPapers for Standing {
    fn standing<'a>(
        &'a self,
        tx: &'a mut Tx,
        about: (&'a str, &'a [String]),
        forms: &'a [String],
    ) -> Answer<'a, Vec<PaperStanding>> {
        Box::pin(async move {
            let today = tx.now().day_in(&zone::china());
            let mut found: Vec<PaperStanding> = Vec::new();
            for row in db::newest(tx, about, forms).await? {
                let place = PaperPlace {
                    by_hand: pads::by_hand(&row.form, today).contains(&row.slot),
                    slot: row.slot,
                    title: row.title.0,
                    signed: row.signed,
                    named: row.for_name,
                };
                match found.last_mut().filter(|last| last.document_id == row.document_id) {
                    Some(paper) => paper.places.push(place),
                    None => found.push(PaperStanding {
                        document_id: row.document_id,
                        number: row.number,
                        form: row.form,
                        about: row.subject_id,
                        complete: row.state == DocumentState::Complete,
                        places: vec![place],
                    }),
                }
            }
            Ok(found)
        })
    }

    fn supersede<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        about: (&'a str, &'a str),
        why: &'a str,
    ) -> Answer<'a, usize> {
        Box::pin(async move { Ok(db::supersede(tx, (scope.org, scope.user), about, None, why).await?.len()) })
    }
}

/// Gives donors what they have signed.
pub(crate) struct Own {
    pub(crate) vault: Vault,
}

impl Own {
    async fn found(
        &self,
        tx: &mut Tx,
        donations: &[String],
        wanted: Option<DocumentId>,
    ) -> Result<Vec<OwnPaper>, vena_platform::fault::Fault> {
        let forms = DONORS_FORMS.map(str::to_owned);
        let rows = db::of_things(tx, ("donation", donations), &forms, wanted).await?;
        let opened = |row: db::PaperRow| {
            let pdf = row.pdf_sealed.map(|sealed| self.vault.open_bytes(&sealed)).transpose()?;
            let db::PaperRow { document_id, form, number, title, created_at, complete, .. } = row;
            Ok(OwnPaper { document_id, form, number, title: title.0, created_at, complete, pdf })
        };
        rows.into_iter().map(opened).collect()
    }
}

impl OwnPapers for Own {
    fn of_donations<'a>(&'a self, tx: &'a mut Tx, donations: &'a [String]) -> Answer<'a, Vec<OwnPaper>> {
        Box::pin(self.found(tx, donations, None))
    }

    fn file<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donations: &'a [String],
        document: DocumentId,
    ) -> Answer<'a, Option<OwnPaper>> {
        Box::pin(async move {
            let found = self.found(tx, donations, Some(document)).await?.pop();
            if found.is_some() {
                db::note(tx, document, DocumentStep::GivenToDonor, scope.user, None).await?;
            }
            Ok(found)
        })
    }
}
