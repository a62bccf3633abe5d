//! Answers other scenes' questions about verdicts. Which marker it was stays here.

use std::collections::HashMap;

use vena_contracts::{
    Answer,
    lab::{Verdict, Verdicts},
};
use vena_kernel::{donation_number::DonationNumber, say, text::Text};
use vena_platform::{db::Tx, fault::Fault};

use crate::{
    donations::{
        db::{self, Head, Standing},
        loaded::Loaded,
    },
    words::VerdictWord,
};

/// The desk of verdicts.
pub(crate) struct Desk;

impl Verdicts for Desk {
    fn verdict<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Verdict> {
        Box::pin(
            async move { Ok(all(tx, std::slice::from_ref(number)).await?.remove(number).unwrap_or_else(unheard_of)) },
        )
    }

    fn verdicts<'a>(
        &'a self,
        tx: &'a mut Tx,
        numbers: &'a [DonationNumber],
    ) -> Answer<'a, HashMap<DonationNumber, Verdict>> {
        Box::pin(all(tx, numbers))
    }
}

async fn all(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<HashMap<DonationNumber, Verdict>, Fault> {
    let mut verdicts: HashMap<DonationNumber, Verdict> = numbers.iter().map(|number| (*number, unheard_of())).collect();
    let mut open = Vec::new();
    for head in db::heads(tx, numbers).await? {
        match (head.verdict, head.state.is_judged()) {
            (Some(VerdictWord::Rejected), _) => {
                verdicts.insert(head.donation_number, Verdict::Rejected);
            }
            (Some(_), true) => {
                verdicts.insert(head.donation_number, judged(&head));
            }
            _ => open.push(head),
        }
    }
    verdicts.extend(unjudged(tx, open).await?);
    let standing = db::standing(tx, numbers).await?.into_iter();
    verdicts.extend(standing.map(|Standing { donation_number, blood_group, evidence }| {
        (donation_number, Verdict::Qualified { group: blood_group, evidence })
    }));
    Ok(verdicts)
}

/// What a judged report that does not speak for its donation lacks.
fn judged(head: &Head) -> Verdict {
    lacking(match head.verdict {
        Some(VerdictWord::GroupConflict) => {
            say!("血型与既往不符，待调查", "the group contradicts earlier ones, to be looked into")
        }
        _ => say!("检验报告待签发", "the report has not been issued"),
    })
}

/// Everything is there but signatures, or something is missing.
async fn unjudged(tx: &mut Tx, heads: Vec<Head>) -> Result<Vec<(DonationNumber, Verdict)>, Fault> {
    let said = |loaded: Loaded| {
        let mut missing = loaded.missing();
        if missing.is_empty() {
            missing.push(say!("检验报告未经双人签署", "the report is not signed by two persons"));
        }
        (loaded.head.donation_number, Verdict::Incomplete { missing })
    };
    Ok(Loaded::all(tx, heads).await?.into_iter().map(said).collect())
}

fn unheard_of() -> Verdict {
    lacking(say!("检验科尚无该献血的标本", "the laboratory has no sample of this donation"))
}

fn lacking(what: Text) -> Verdict {
    Verdict::Incomplete { missing: vec![what] }
}
