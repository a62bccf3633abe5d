//! 检 What lab tells and answers about tested donations. It does not know whose they are.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    event::Event,
    id::{InstrumentId, LotId, OrgId, UserId},
    text::Text,
};
use vena_platform::db::Tx;

use crate::Answer;

/// What the laboratory says about a donation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Every mandatory marker is final and non-reactive, the group is complete, tester, checker and issuer have signed.
    Qualified {
        /// The judged group.
        group: BloodGroup,
        /// SHA-256 over the signed results, hexadecimal: the evidence that the release gate quotes.
        evidence: String,
    },
    /// Something is reactive or out of limits: never to be used. Which marker stays in the laboratory.
    Rejected,
    /// Something is missing.
    Incomplete {
        /// What, for people.
        missing: Vec<Text>,
    },
}

/// A donation was judged: in its favour when the report is issued, against it as soon as two persons have signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DonationJudged {
    /// Which.
    pub donation_number: DonationNumber,
    /// How.
    pub verdict: Verdict,
    /// Rejected because of an infectious marker, and not only for the time being. Which one stays in the laboratory.
    #[serde(default)]
    pub reactive: bool,
}

impl Event for DonationJudged {
    const NAME: &'static str = "lab.donation_judged";
}

/// A donation is reactive, and other donations of the same donor are held because of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookBackOpened {
    /// The reactive one.
    pub reactive: DonationNumber,
    /// Those that are looked back at.
    pub others: Vec<DonationNumber>,
    /// The organisation of the laboratory.
    pub org_id: OrgId,
    /// Who has signed second.
    pub opened_by: UserId,
}

impl Event for LookBackOpened {
    const NAME: &'static str = "lab.look_back_opened";
}

/// Which donations a thing of the laboratory has touched.
pub trait LabTracer: Send + Sync {
    /// Those tested with a lot of a reagent by this organisation, at most `limit`.
    fn by_reagent<'a>(&'a self, tx: &'a mut Tx, org: OrgId, lot: LotId, limit: i64) -> Answer<'a, Vec<DonationNumber>>;

    /// Those tested on an instrument in runs that were closed in `window`, at most `limit`.
    fn by_instrument<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        instrument: InstrumentId,
        window: (Instant, Instant),
        limit: i64,
    ) -> Answer<'a, Vec<DonationNumber>>;
}

/// Questions about test results.
pub trait Verdicts: Send + Sync {
    /// What the laboratory says about this donation now.
    fn verdict<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Verdict>;

    /// What it says about each of these donations: all at once, where a thousand are asked for.
    fn verdicts<'a>(
        &'a self,
        tx: &'a mut Tx,
        numbers: &'a [DonationNumber],
    ) -> Answer<'a, HashMap<DonationNumber, Verdict>> {
        Box::pin(async move {
            let mut all = HashMap::with_capacity(numbers.len());
            for number in numbers {
                all.insert(*number, self.verdict(tx, number).await?);
            }
            Ok(all)
        })
    }
}
