//! From when on everybody who is known may give, for those who are out of reach: a vehicle on the road.
//!
//! One statement reads every person, the kernel's rule judges each, and every document becomes a keyed hash.

use ring::hmac;
use vena_contracts::recruit::StandingRow;
use vena_kernel::{
    clock::Day,
    eligibility::{DonationKind, History, judge},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault, vault::Vault};

use super::db;
use crate::blocks;

/// One row a document, in no order.
pub(crate) async fn standing_table(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    (key, day): (&[u8; 32], Day),
) -> Result<Vec<StandingRow>, Fault> {
    let foreign = blocks::everything(tx, vault).await?;
    let hash = DocumentHash::new(key);
    let mut rows = Vec::new();
    db::everybody(tx, scope, |person| {
        let mut documents = Vec::with_capacity(person.documents_sealed.len());
        for (kind, sealed) in person.document_kinds.iter().zip(&person.documents_sealed) {
            documents.push(format!("document:{kind}:{}", vault.open(sealed)?));
        }
        let mut history = person.history()?;
        if let Some(foreign) = &foreign {
            history.blocks = foreign.about(person.person_id, &documents, (&person.name, person.born_on));
        }
        let first = first_days(&history, day);
        rows.extend(documents.iter().map(|document| StandingRow { key: hash.half(document), first }));
        Ok(())
    })
    .await?;
    Ok(rows)
}

fn first_days(history: &History, day: Day) -> [Option<Day>; 3] {
    DonationKind::ALL.map(|kind| judge(history, kind, day).from)
}

/// Documents by keyed hash, as a vehicle knows them.
pub(crate) struct DocumentHash(hmac::Key);

impl DocumentHash {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The hash of a document's number in its normal form.
    pub(crate) fn of(&self, kind: &str, number: &str) -> [u8; 16] {
        self.half(&format!("document:{kind}:{number}"))
    }

    /// The first half of the keyed hash.
    fn half(&self, text: &str) -> [u8; 16] {
        let tag = hmac::sign(&self.0, text.as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&tag.as_ref()[..16]);
        half
    }
}
