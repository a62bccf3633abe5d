//! The second signature: the verdict is written, the units hear of it, the group is remembered, others are told.

use vena_contracts::lab::{DonationJudged, Verdict};
use vena_kernel::{abo::BloodGroup, say, zone};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    family::Hand,
    rules::{Book, Judgement, Past, judge},
};
use crate::{
    Ports,
    donations::{
        db::{self, Head, JudgedGroup},
        view::Loaded,
    },
    look_back::LookBack,
    words::VerdictWord,
};

/// How many independent donations have to say the same group before the donor's file keeps it.
const CONFIRMING_DONATIONS: usize = 2;

/// Judges a report that was signed as `text` with the digest `evidence`; the caller is its checker.
pub(crate) async fn settle(
    tx: &mut Tx,
    scope: &Scope,
    ports: &Ports,
    loaded: &Loaded,
    text: &str,
    evidence: &str,
) -> Result<(), Fault> {
    let head = &loaded.head;
    let groups = db::groups(tx, head.donor_id).await?;
    let past = past(tx, scope, ports, head, &groups).await?;
    let judgement = judge(&loaded.reading, &past);
    let by = db::Signature { number: head.donation_number, version: head.version, user: scope.user };
    let verdict = db::Verdict {
        verdict: judgement.verdict,
        group: loaded.reading.group,
        findings: &judgement.findings,
        signed_text: text,
        evidence,
    };
    db::judge(tx, by, &verdict).await?;
    follow(tx, scope, ports, loaded, &judgement, &groups).await?;
    remember(tx, ports, loaded, &judgement, &groups).await?;
    let told = DonationJudged {
        donation_number: head.donation_number,
        verdict: shown_to_others(&judgement, loaded.reading.group, evidence),
        reactive: loaded.reading.infectious(),
    };
    tx.tell(&told).await
}

async fn past(tx: &mut Tx, scope: &Scope, ports: &Ports, head: &Head, groups: &[JudgedGroup]) -> Result<Past, Fault> {
    let known = ports.donors.brief(tx, scope, head.donor_id).await?.and_then(|brief| brief.group);
    let own = |judged: &&JudgedGroup| judged.donation_number == head.donation_number;
    let others = groups.iter().filter(|judged| !own(judged)).map(|judged| judged.blood_group);
    Ok(Past {
        own_group: groups.iter().find(own).map(|judged| judged.blood_group),
        rejected: head.verdict == Some(VerdictWord::Rejected),
        donor_groups: known.into_iter().chain(others).collect(),
    })
}

/// What happens to units: of this donation, of those that its group contradicts, and of the donor's others when it is
/// reactive.
async fn follow(
    tx: &mut Tx,
    scope: &Scope,
    ports: &Ports,
    loaded: &Loaded,
    judgement: &Judgement,
    groups: &[JudgedGroup],
) -> Result<(), Fault> {
    let (number, tester) = (loaded.head.donation_number, loaded.report().and_then(|report| report.tester));
    let hand = Hand { scope, second: tester, number };
    hand.tell(tx, &loaded.reading, judgement).await?;
    if judgement.conflict {
        hand.hold_conflict(tx, number).await?;
        let other = |judged: &&JudgedGroup| {
            judged.donation_number != number && Some(judged.blood_group) != loaded.reading.group
        };
        for judged in groups.iter().filter(other) {
            hand.hold_conflict(tx, judged.donation_number).await?;
        }
    }
    if judgement.verdict == VerdictWord::Qualified {
        hand.lift_corrections(tx, loaded.head.version).await?;
    }
    if loaded.reading.infectious() {
        let book = Book::on(tx.now().day_in(&zone::china()))?;
        let look_back = LookBack { scope, second: tester, head: &loaded.head };
        look_back.open(tx, ports, &book, &loaded.reading).await?;
    }
    tx.announce("units", None).await
}

/// Keeps a group that contradicts nothing; two qualified donations that agree confirm it in the donor's file.
async fn remember(
    tx: &mut Tx,
    ports: &Ports,
    loaded: &Loaded,
    judgement: &Judgement,
    groups: &[JudgedGroup],
) -> Result<(), Fault> {
    let head = &loaded.head;
    let Some(group) = loaded.reading.group.filter(|_| !judgement.conflict) else { return Ok(()) };
    db::remember_group(tx, head, group).await?;
    let agrees = |judged: &&JudgedGroup| {
        judged.donation_number != head.donation_number && judged.qualified && judged.blood_group == group
    };
    let agreeing = groups.iter().filter(agrees).count() + 1;
    if judgement.verdict == VerdictWord::Qualified && agreeing >= CONFIRMING_DONATIONS {
        ports.donors.confirm_group(tx, head.donor_id, group).await?;
    }
    Ok(())
}

fn shown_to_others(judgement: &Judgement, group: Option<BloodGroup>, evidence: &str) -> Verdict {
    match (judgement.verdict, group) {
        (VerdictWord::Rejected, _) => Verdict::Rejected,
        (VerdictWord::Qualified, Some(group)) => Verdict::Qualified { group, evidence: evidence.to_owned() },
        (VerdictWord::GroupConflict, _) | (VerdictWord::Qualified, None) => Verdict::Incomplete {
            missing: vec![say!("血型与既往不符，待调查", "the group contradicts earlier ones")],
        },
    }
}
