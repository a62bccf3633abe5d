//! Donations through the real router, database and ledger; the donors' files are answered by the test.

mod chair;
mod completing;
mod laws;
mod reacting;
mod reading;
mod registering;
mod typed;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use vena_contracts::{
    Answer,
    records::{PaperStanding, SignedPapers},
    recruit::{
        Contact, DeferralEntered, DeferralEntry, DonorBrief, DonorDeferrals, DonorDesk, DonorOnPaper, DonorPapers,
    },
};
use vena_kernel::{
    abo::BloodGroup,
    citizen_id::CitizenId,
    clock::{Day, Instant},
    eligibility::{History, Line, Needle, Verdict, judge_all},
    id::DonorId,
    refusal::Refusal,
    say,
};
use vena_platform::{auth::Scope, db::Tx};
use vena_testkit::{
    town::{PICKER, Town},
    visit,
};

/// The document of the donor at the desk.
const DOCUMENT: &str = "370202199005201214";
const DONATIONS: &str = "/api/collect/donations";
const NUMBER: &str = "01602-26000001";
const KIT: &str = "(01)06901234504002(17)271231(10)Q26A7(21)0001";

/// A desk at which every donor is 王*明, a man, and against whom speaks what the test says.
#[derive(Default)]
struct OneDonor {
    objection: Mutex<Option<&'static str>>,
}

impl OneDonor {
    fn object(&self, rule: &'static str) {
        *self.objection.lock().expect("no panic") = Some(rule);
    }
}

impl DonorDesk for OneDonor {
    fn brief<'a>(&'a self, _: &'a mut Tx, scope: &'a Scope, donor: DonorId) -> Answer<'a, Option<DonorBrief>> {
        let (name_masked, born_on) = ("王*明".to_owned(), Day::new(1990, 5, 20).expect("a day"));
        let known = scope.only_org().is_none() && donor != nobody();
        let brief = DonorBrief { donor_id: donor, name_masked, male: true, born_on, group: None };
        Box::pin(async move { Ok(known.then_some(brief)) })
    }

    fn objections<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: DonorId, _: Day) -> Answer<'a, Vec<Refusal>> {
        let objection = *self.objection.lock().expect("no panic");
        let refusal = |rule| Refusal::new(rule, say!("不宜献血", "not to donate"));
        Box::pin(async move { Ok(objection.map(refusal).into_iter().collect()) })
    }

    fn verdicts<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a Scope,
        donor: DonorId,
        on: Day,
        own: &'a [Needle],
    ) -> Answer<'a, Vec<Verdict>> {
        let objection = *self.objection.lock().expect("no panic");
        let mut history = History::new(Day::new(1990, 5, 20).expect("a day"));
        history.learn(own);
        let mut verdicts = judge_all(&history, on);
        for verdict in verdicts.iter_mut().filter(|_| objection.is_some()) {
            let rule = objection.unwrap_or_default().to_owned();
            let line = Line { rule, reason: say!("不宜献血", "not to donate"), until: None, clause: "test".into() };
            (verdict.may, verdict.from) = (false, None);
            verdict.lines.insert(0, line);
        }
        Box::pin(async move { Ok(if donor == nobody() { Vec::new() } else { verdicts }) })
    }

    fn contact<'a>(&'a self, _: &'a mut Tx, _: DonorId) -> Answer<'a, Option<Contact>> {
        Box::pin(async { Ok(None) })
    }

    fn confirm_group<'a>(&'a self, _: &'a mut Tx, _: DonorId, _: BloodGroup) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

impl DonorPapers for OneDonor {
    fn on_paper<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: DonorId, _: Instant) -> Answer<'a, Option<DonorOnPaper>> {
        let document: CitizenId = DOCUMENT.parse().expect("a citizen number");
        let paper = DonorOnPaper {
            name: "王小明".to_owned(),
            male: true,
            born_on: Day::new(1990, 5, 20).expect("a day"),
            id_kind: say!("居民身份证", "citizen card"),
            id_shown: document.masked(),
            phone_shown: String::new(),
            group: None,
            donations_before: 0,
            last_donation_on: None,
            told: true,
        };
        Box::pin(async { Ok(Some(paper)) })
    }
}

impl SignedPapers for OneDonor {
    fn standing<'a>(
        &'a self,
        _: &'a mut Tx,
        _: (&'a str, &'a [String]),
        _: &'a [String],
    ) -> Answer<'a, Vec<PaperStanding>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn supersede<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: (&'a str, &'a str), _: &'a str) -> Answer<'a, usize> {
        Box::pin(async { Ok(0) })
    }
}

impl DonorDeferrals for OneDonor {
    fn enter<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, entry: DeferralEntry<'a>) -> Answer<'a, DeferralEntered> {
        let entered = DeferralEntered { deferral_id: uuid::Uuid::from_u128(26), until: entry.until };
        Box::pin(async move { Ok(entered) })
    }
}

/// A donor of whom there is no file.
fn nobody() -> DonorId {
    DonorId::from_uuid(uuid::Uuid::from_u128(0))
}

fn donor(number: u128) -> DonorId {
    DonorId::from_uuid(uuid::Uuid::from_u128(number))
}

async fn town() -> (Town, Arc<OneDonor>) {
    let desk = Arc::new(OneDonor::default());
    let town = Town::new(vec![vena_collect::with_decisions(
        vena_collect::module(desk.clone(), desk.clone(), Arc::new(vena_contracts::booking::NoBookings)),
        desk.clone(),
        desk.clone(),
        desk.clone(),
    )])
    .await;
    take_in(&town).await;
    (town, desk)
}

/// What a healthy man answers and measures.
async fn healthy(town: &Town, donor: DonorId) -> Value {
    let inquiry = town.get(PICKER, "/api/collect/inquiry").await;
    let questions = inquiry["questions"].as_array().expect("questions");
    let asked = questions.iter().filter(|question| question["sex"] != "female");
    let answers: serde_json::Map<String, Value> = asked
        .map(|question| (question["code"].as_str().expect("a code").to_owned(), question["expected"].clone()))
        .collect();
    json!({
        "donor_id": donor, "inquiry_version": inquiry["version"], "answers": answers, "volume_ml": 400,
        "check": {"weight_kg": 62.5, "systolic_mmhg": 118, "diastolic_mmhg": 76, "pulse_per_min": 72,
            "temperature_c": 36.6, "hb_g_l": 135},
    })
}

/// What carries one number: the maker's label of a kit of its own, each tube in its place.
fn binding(number: &str) -> Value {
    let digits = number.replace('-', "");
    by_scan(number, &format!("(01)06901234504002(17)271231(10)Q26A7(21){digits}"))
}

/// Bag, tubes and record with their makers' labels, each tube in its place.
fn by_scan(number: &str, kit: &str) -> Value {
    let digits = number.replace('-', "");
    let tube = |role: &str, article: &str| json!({"role": role, "scan": digits, "article_scan": format!("(01){article}(10)T-{role}")});
    json!({
        "donation_number": number, "bag_scan": format!("a{digits}b"),
        "tubes": [tube("serology", "06901234511000"), tube("nat", "06901234512007"), tube("retention", "06901234513004")],
        "bag": {"kit_scan": kit, "medium": "CPDA-1"},
    })
}

/// Takes in what the tests bind.
async fn take_in(town: &Town) {
    for (item, lot) in [
        ("kit", "Q26A7"),
        ("kit", "Q26"),
        ("kit", "P26A1"),
        ("tube", "T-serology"),
        ("tube", "T-nat"),
        ("tube", "T-retention"),
    ] {
        let arrives = json!({"item": item, "lot": lot, "expires_on": "2027-12-31", "pieces": 100});
        town.post(PICKER, "/api/collect/lots", arrives).await;
    }
}

/// A needle that came out a minute ago.
fn needle(town: &Town) -> Value {
    json!({"ended_at": town.now().plus_seconds(-60), "volume_ml": 402})
}

/// Walks somebody from the door to the physician's decision; what came of it.
async fn decided(town: &Town, form: &Value) -> Value {
    let visit = visit::path_of(&town.post(PICKER, visit::VISITS, visit::arrival(form)).await);
    let mut answer = Value::Null;
    for (_, verb, body) in visit::steps(form) {
        answer = town.post(PICKER, &format!("{visit}/{verb}"), body).await;
    }
    answer
}

/// The path of a visit whose donor was asked and measured.
async fn checked(town: &Town, donor: DonorId) -> String {
    let form = healthy(town, donor).await;
    let visit = visit::path_of(&town.post(PICKER, visit::VISITS, visit::arrival(&form)).await);
    for (_, verb, body) in visit::steps(&form).into_iter().take(3) {
        town.post(PICKER, &format!("{visit}/{verb}"), body).await;
    }
    visit
}

/// The path of a donation that was accepted.
async fn accepted(town: &Town, donor: DonorId) -> String {
    let donation = decided(town, &healthy(town, donor).await).await;
    assert_eq!(donation["state"], "accepted", "{donation}");
    format!("{DONATIONS}/{}", donation["donation_id"].as_str().expect("an id"))
}

/// The visit of a donation ends.
async fn leaves(town: &Town, donation: &Value, reason: &str) {
    let path = format!("{}/leave", visit::path_of(donation));
    town.post(PICKER, &path, json!({"reason": reason, "note": "今天到此为止"})).await;
}

/// The path of a donation whose donor sits in a chair and whose bag and tubes are bound to `number`.
async fn bound(town: &Town, donor: DonorId, number: &str) -> String {
    let path = accepted(town, donor).await;
    let seat = json!({"chair": number.replace('-', ""), "document_scan": DOCUMENT});
    town.post(PICKER, &format!("{path}/seat"), seat).await;
    let donation = town.post(PICKER, &format!("{path}/bind"), binding(number)).await;
    assert_eq!(donation["state"], "bound", "{donation}");
    path
}

/// The path of a donation whose needle went in seven minutes ago.
async fn running(town: &Town, donor: DonorId, number: &str) -> String {
    let path = bound(town, donor, number).await;
    town.post(PICKER, &format!("{path}/start"), json!({"arm": "left"})).await;
    town.wait_seconds(420);
    path
}
