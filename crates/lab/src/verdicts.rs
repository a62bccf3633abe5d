//! Answers other scenes' questions about verdicts. Which marker it was stays here.

use vena_contracts::{
    Answer,
    lab::{Verdict, Verdicts},
};
use vena_kernel::{donation_number::DonationNumber, say, text::Text};
use vena_platform::{db::Tx, fault::Fault};

use crate::{
    donations::{
        db::{self, Head},
        view::Loaded,
    },
    words::{State, VerdictWord},
};

/// The desk of verdicts.
pub(crate) struct Desk;

impl Verdicts for Desk {
    fn verdict<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Verdict> {
        Box::pin(verdict(tx, *number))
    }
}

async fn verdict(tx: &mut Tx, number: DonationNumber) -> Result<Verdict, Fault> {
    let Some(head) = db::head(tx, number).await? else {
        return Ok(lacking(say!("检验科尚无该献血的标本", "the laboratory has no sample of this donation")));
    };
    match (head.verdict, head.state) {
        (Some(VerdictWord::Rejected), _) => Ok(Verdict::Rejected),
        (Some(VerdictWord::Qualified), State::Judged) => qualified(tx, number).await,
        (Some(VerdictWord::GroupConflict), State::Judged) => {
            Ok(lacking(say!("血型与既往不符，待调查", "the group contradicts earlier ones, to be looked into")))
        }
        _ => open(tx, head).await,
    }
}

async fn qualified(tx: &mut Tx, number: DonationNumber) -> Result<Verdict, Fault> {
    let standing = db::standing(tx, number).await?;
    let shown = standing.map(|(group, evidence)| Verdict::Qualified { group, evidence });
    Ok(shown.unwrap_or_else(|| lacking(say!("检验报告不完整", "the report is not complete"))))
}

/// Everything is there but signatures, or something is missing.
async fn open(tx: &mut Tx, head: Head) -> Result<Verdict, Fault> {
    let mut missing = Loaded::of(tx, head).await?.missing();
    if missing.is_empty() {
        missing.push(say!("检验报告未经双人签署", "the report is not signed by two persons"));
    }
    Ok(Verdict::Incomplete { missing })
}

fn lacking(what: Text) -> Verdict {
    Verdict::Incomplete { missing: vec![what] }
}
