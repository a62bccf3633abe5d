//! The second signature: the verdict is written, the units hear of it, the group is remembered. The third one issues: what
//! the report says in favour of a donation others are told only then.

use vena_contracts::lab::{DonationJudged, Verdict};
use vena_kernel::{abo::BloodGroup, say, zone};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    family::Hand,
    rules::{Book, Judgement, Past, judge},
};
use crate::{
    Ports, confirmations,
    donations::{
        db::{self, Head, JudgedGroup},
        loaded::Loaded,
    },
    look_back::LookBack,
    words::VerdictWord,
};

/// How many independent donations have to say the same group before the donor's file keeps it.
const CONFIRMING_DONATIONS: usize = 2;

/// What a report would be judged as, and from what.
#[derive(Debug)]
pub(crate) struct Settlement {
    judgement: Judgement,
    groups: Vec<JudgedGroup>,
}

impl Settlement {
    /// Judges what the results of `loaded` say, and keeps nothing yet.
    pub(crate) async fn of(tx: &mut Tx, scope: &Scope, ports: &Ports, loaded: &Loaded) -> Result<Self, Fault> {
        let groups = db::groups(tx, loaded.head.donor_id).await?;
        let past = past(tx, scope, ports, &loaded.head, &groups).await?;
        Ok(Self { judgement: judge(&loaded.reading, &past), groups })
    }

    /// Something here is not as it should be.
    pub(crate) fn stands_out(&self) -> bool {
        self.judgement.verdict != VerdictWord::Qualified || !self.judgement.findings.is_empty()
    }
}

/// Keeps the judgement of a report that was signed as `text` with the digest `evidence`; the caller is its checker. What
/// speaks against the donation takes effect now, what speaks for it when the report is issued.
pub(crate) async fn settle(
    tx: &mut Tx,
    scope: &Scope,
    ports: &Ports,
    loaded: &Loaded,
    settlement: &Settlement,
    (text, evidence): (&str, &str),
) -> Result<(), Fault> {
    let (head, Settlement { judgement, groups }) = (&loaded.head, settlement);
    let by = db::Signature { number: head.donation_number, version: head.version, user: scope.user };
    let verdict = db::Verdict {
        verdict: judgement.verdict,
        group: loaded.reading.group,
        findings: &judgement.findings,
        signed_text: text,
        evidence,
    };
    db::judge(tx, by, &verdict).await?;
    follow(tx, scope, ports, loaded, judgement, groups).await?;
    remember(tx, loaded, judgement).await?;
    let Some(verdict) = against(judgement, loaded.reading.group) else { return Ok(()) };
    let told = DonationJudged { donation_number: head.donation_number, verdict, reactive: loaded.reading.infectious() };
    tx.tell(&told).await
}

/// The third signature under a judged report: what speaks for the donation takes effect.
pub(crate) async fn issue(tx: &mut Tx, scope: &Scope, ports: &Ports, loaded: &Loaded) -> Result<(), Fault> {
    let head = &loaded.head;
    let by = db::Signature { number: head.donation_number, version: head.version, user: scope.user };
    db::issue(tx, by).await?;
    let report = loaded.report();
    let (Some(VerdictWord::Qualified), Some(group), Some(evidence)) =
        (head.verdict, report.and_then(|report| report.blood_group), report.and_then(|report| report.evidence.clone()))
    else {
        return Ok(());
    };
    let hand = Hand { scope, second: report.and_then(|report| report.checker), number: head.donation_number };
    hand.lift_corrections(tx, head.version).await?;
    confirm(tx, ports, head, group).await?;
    let verdict = Verdict::Qualified { group, evidence };
    tx.tell(&DonationJudged { donation_number: head.donation_number, verdict, reactive: false }).await
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
    if loaded.reading.infectious() {
        let book = Book::on(tx.now().day_in(&zone::china()))?;
        let look_back = LookBack { scope, second: tester, head: &loaded.head };
        look_back.open(tx, ports, &book, &loaded.reading).await?;
        confirmations::open(tx, scope, number, &book.found(&loaded.reading)).await?;
    }
    tx.announce("units", None).await
}

/// Keeps a group that contradicts nothing.
async fn remember(tx: &mut Tx, loaded: &Loaded, judgement: &Judgement) -> Result<(), Fault> {
    match loaded.reading.group.filter(|_| !judgement.conflict) {
        Some(group) => db::remember_group(tx, &loaded.head, group).await,
        None => Ok(()),
    }
}

/// Donations of the donor that are issued in favour and agree confirm the group in the donor's file.
async fn confirm(tx: &mut Tx, ports: &Ports, head: &Head, group: BloodGroup) -> Result<(), Fault> {
    let groups = db::groups(tx, head.donor_id).await?;
    let agreeing = groups.iter().filter(|judged| judged.qualified && judged.blood_group == group).count();
    if agreeing >= CONFIRMING_DONATIONS {
        ports.donors.confirm_group(tx, head.donor_id, group).await?;
    }
    Ok(())
}

/// What others are told as soon as two have signed: only what speaks against the donation.
fn against(judgement: &Judgement, group: Option<BloodGroup>) -> Option<Verdict> {
    match (judgement.verdict, group) {
        (VerdictWord::Rejected, _) => Some(Verdict::Rejected),
        (VerdictWord::Qualified, Some(_)) => None,
        (VerdictWord::GroupConflict, _) | (VerdictWord::Qualified, None) => Some(Verdict::Incomplete {
            missing: vec![say!("血型与既往不符，待调查", "the group contradicts earlier ones")],
        }),
    }
}
