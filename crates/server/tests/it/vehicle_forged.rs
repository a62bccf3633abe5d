//! What a vehicle's journal cannot make true: a decision of somebody who may not decide, steps that never were, a lot that was
//! called back. Everything is kept and the bags are held; on board the same is refused before it happens.

use reqwest::Client;
use serde_json::{Value, json};
use uuid::Uuid;
use vena_kernel::{
    citizen_id::{CitizenId, Sex},
    clock::{Day, Instant},
    collection::{book, inquiry},
    id::{TripId, UserId, VisitId},
};
use vena_trip::{
    entry::{Again, Consented, Entry, Identity, Sealed, Step, beginning},
    package::{Duty, Package, unpack},
    seal::{self, Bytes, Key},
};

use crate::{
    crash::seed,
    program::{Program, data_folder, get, run, sign_in},
    trips::{Planned, number, plan, post, refused, text},
    vehicle::{Person, Vehicle, check, sheet},
};

fn now() -> Instant {
    vena_platform::clock::Clock::System.now()
}

fn today() -> Day {
    now().day_in(&vena_kernel::zone::china())
}

/// Somebody who has the disk and the code, and writes what they like.
struct Forger {
    package: Package,
    key: Key,
    trip: TripId,
    digest: Vec<u8>,
    entries: Vec<Sealed>,
}

impl Forger {
    async fn new(desk: &Client, base: &str, planned: &Planned) -> Self {
        let path = format!("{base}/api/collect/trips/{}/package", planned.id);
        let bytes = desk.get(path).send().await.expect("an answer").bytes().await.expect("bytes");
        let public: Vec<u8> =
            (0..64).step_by(2).map(|at| u8::from_str_radix(&planned.key[at..at + 2], 16).expect("hex")).collect();
        let (package, _) = unpack(&bytes, &public, &planned.code).expect("opens");
        let key = Key::from_bytes(&package.journal_key.0).expect("a key");
        let trip = package.trip_id;
        let mut forger = Self { digest: beginning(trip), key, trip, package, entries: Vec::new() };
        let opened = Step::Opened { rulebook: vena_trip::rulebook_version(), package_made_at: forger.package.made_at };
        forger.write(None, None, -900, opened);
        forger
    }

    fn write(&mut self, visit_id: Option<VisitId>, staff: Option<UserId>, seconds: i64, step: Step) {
        let entry = Entry {
            entry_id: Uuid::from_u128(rand::random()),
            visit_id,
            at: now().plus_seconds(seconds),
            offset_ms: Some(0),
            boot: "forged".into(),
            uptime_ms: 1,
            staff,
            device: "forged".into(),
            step,
        };
        let counter = i64::try_from(self.entries.len()).expect("few") + 1;
        let sealed = Sealed::new(&self.key, self.trip, &self.digest, counter, &entry).expect("sealed");
        self.digest.clone_from(&sealed.digest.0);
        self.entries.push(sealed);
    }

    /// A whole donation of person `n`, without the steps of `leave_out`.
    fn gives(&mut self, n: usize, by: Option<UserId>, leave_out: &[&str]) -> VisitId {
        let visit = VisitId::from_uuid(Uuid::from_u128(1_000 + n as u128));
        let nurse = self.package.crew.iter().find(|member| member.duty == Duty::Nurse).map(|member| member.user_id);
        let mut seconds = -800;
        for (name, staff, step) in self.steps(n, by, nurse) {
            seconds += 100;
            if !leave_out.contains(&name) {
                self.write(Some(visit), staff, seconds, step);
            }
        }
        visit
    }

    fn steps(&self, n: usize, by: Option<UserId>, nurse: Option<UserId>) -> Vec<(&'static str, Option<UserId>, Step)> {
        let person = Person::new(n);
        let document: CitizenId = person.number.parse().expect("a citizen number");
        let who = Identity {
            document_kind: "citizen_id".into(),
            document_number: person.number.clone(),
            name: Some(person.name.clone()),
            phone: Some(format!("1700002{n:04}")),
            born_on: Some(document.birth_date()),
            sex: Some(document.sex()),
            consent_to_be_told: true,
        };
        let sealed = seal::seal_to(&self.package.station.0, &serde_json::to_vec(&who).expect("JSON")).expect("sealed");
        let (version, answers) = answers();
        // The seventh is asked without having read anything.
        let read = Consented { version: self.package.reading.version.clone(), research: false, notice: true };
        let consent = (n != 7).then_some(read);
        let lot = "Q26A11".to_owned();
        vec![
            (
                "identified",
                nurse,
                Step::Identified {
                    who: Bytes(sealed),
                    identity: Bytes(vec![n as u8; 16]),
                    known: false,
                    name_masked: "赵*".into(),
                    sex: document.sex(),
                    born_on: document.birth_date(),
                    booking: None,
                    kind: vena_trip::rules::KIND,
                },
            ),
            ("answered", nurse, Step::Answered { version, answers, consent, strokes: None }),
            ("checked", nurse, Step::Checked { check: serde_json::from_value(check()).expect("a check") }),
            ("decided", by, Step::Decided { accepted: true, volume_ml: 400, refusals: Vec::new(), note: None }),
            (
                "bound",
                nurse,
                Step::Bound {
                    number: number(n).parse().expect("a number"),
                    lot,
                    medium: "CPDA-1".parse().expect("a medium"),
                    expires_on: "2099-12-31".parse().expect("a day"),
                    tubes: 2,
                    kit: None,
                    piece: None,
                    lots: Vec::new(),
                },
            ),
            ("asked", nurse, Step::Started { again: (n != 6).then_some(Again::Document) }),
            ("ended", nurse, Step::Ended { volume_ml: 400, self_excluded: false }),
        ]
    }
}

/// What a man answers whom nothing speaks against.
fn answers() -> (String, vena_trip::Answers) {
    let about = inquiry::About { first_time: Some(true), ..inquiry::About::whole_blood(Sex::Male) };
    let asked = inquiry::asked(book::inquiry(today()).expect("in force"), about, &Default::default());
    let questions: Vec<Value> =
        asked.into_iter().map(|question| json!({ "code": question.code, "asked_if": null })).collect();
    let (version, answers) = sheet(&json!({ "questions": questions }));
    (version, serde_json::from_value(answers).expect("answers"))
}

/// The cases of a trip by the donation's number.
async fn cases(base: &str, trip: &str) -> Vec<(String, String, bool)> {
    let quality = sign_in(base, "quality").await;
    let page = get(&quality, base, &format!("/api/collect/trip-cases?trip_id={trip}&limit=200")).await;
    let one = |case: &Value| {
        let number = case["donation_number"].as_str().unwrap_or("-").to_owned();
        (number, text(case, "kind"), case["unit_id"].is_string())
    };
    let mut found: Vec<_> = page["items"].as_array().expect("cases").iter().map(one).collect();
    found.sort_unstable();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_journal_makes_no_decision_and_every_bag_of_it_is_held() {
    let folder = data_folder();
    let program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let base = program.base.clone();
    let trip = plan(&base, "registrar21", &number(1)).await;
    let desk = sign_in(&base, "registrar21").await;
    let mut forger = Forger::new(&desk, &base, &trip).await;
    let of = |duty| forger.package.crew.iter().find(|member| member.duty == duty).expect("on board").clone();
    let (physician, clerk) = (of(Duty::Physician), of(Duty::Nurse));
    assert!(physician.decides && !clerk.decides, "as the permissions were when the package was made");
    let stranger = UserId::from_uuid(Uuid::from_u128(99));
    forger.gives(1, Some(physician.user_id), &[]);
    forger.gives(2, Some(clerk.user_id), &[]);
    forger.gives(3, Some(stranger), &[]);
    forger.gives(4, None, &["decided"]);
    forger.gives(5, Some(physician.user_id), &["bound"]);
    forger.gives(6, Some(physician.user_id), &[]);
    forger.gives(7, Some(physician.user_id), &[]);
    let body = json!({ "entries": forger.entries, "vehicle_now": now(), "waiting": 0 });
    let machine = sign_in(&base, "vehicle01").await;
    let replay = format!("/api/collect/trips/{}/replay", trip.id);
    for _ in 0..2 {
        let told = post(&machine, &base, &replay, body.clone()).await;
        assert_eq!(told["settled"], 7, "{told}");
    }
    let case = |n: usize, kind: &str, unit| (if unit { number(n) } else { "-".into() }, kind.to_owned(), unit);
    let mut expected = vec![
        case(2, "decision_unqualified", true),
        case(3, "decision_unqualified", true),
        case(3, "staff_revoked", true),
        case(4, "decision_unqualified", true),
        case(4, "steps_missing", true),
        case(5, "steps_missing", false),
        case(6, "not_asked_again", true),
        case(7, "no_consent", true),
    ];
    expected.sort_unstable();
    assert_eq!(cases(&base, &trip.id).await, expected);
    let quality = sign_in(&base, "quality").await;
    for (n, holds) in [(1, 0), (2, 1), (3, 1), (4, 1), (6, 1), (7, 1)] {
        let page = get(&desk, &base, &format!("/api/collect/donations?q={}", number(n))).await;
        let donation = text(&page["items"][0], "donation_id");
        let shown = get(&desk, &base, &format!("/api/collect/donations/{donation}")).await;
        let unit = text(&shown, "unit_id");
        let unit = get(&quality, &base, &format!("/api/ledger/units/{unit}")).await;
        assert_eq!(unit["state"]["holds"].as_array().map_or(0, Vec::len), holds, "{n}");
    }
    let (code, report) = run(folder.path(), &["verify"]).await;
    assert_eq!(code, 0, "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_decide_and_what_was_called_back_stop_on_board_or_are_held_at_home() {
    let (folder, disk) = (data_folder(), tempfile::tempdir().expect("a folder"));
    let program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let base = program.base.clone();
    let trip = plan(&base, "registrar21", &number(1)).await;
    let desk = sign_in(&base, "registrar21").await;
    let arrives =
        json!({ "site_id": trip.site, "item": "kit", "lot": "L2026", "expires_on": "2099-12-31", "pieces": 50 });
    post(&sign_in(&base, "collector21").await, &base, "/api/collect/lots", arrives).await;
    let mut vehicle = Vehicle::start(disk.path(), (&base, "vehicle01"), (&trip.key, &trip.code), &trip.staff, 0).await;

    let visit = vehicle.arrive(&Person::new(1)).await;
    let bound = |lot: &str| {
        let number = number(1);
        json!({ "entry_id": Uuid::from_u128(rand::random()), "step": "bound", "donation_number": number, "bag_scan": number,
            "tube_scans": [number, number], "lot": lot, "medium": "CPDA-1", "expires_on": "2099-12-31" })
    };
    let steps = format!("visits/{visit}/steps");
    assert_eq!(vehicle.refused(&steps, bound("L1999")).await, "binding.lot-unknown");
    let unfit = |scan: &str| {
        let mut bound = bound("L2026");
        bound["kit_scan"] = json!(scan);
        bound
    };
    // A 200 mL bag for a donor of 400 mL.
    assert_eq!(vehicle.refused(&steps, unfit("(01)06901234502008(17)991231")).await, "binding.kit-volume");
    vehicle.ok(&steps, bound("L2026")).await;
    let begun = |document: &str| json!({ "entry_id": Uuid::from_u128(rand::random()), "step": "started", "document": document });
    assert_eq!(vehicle.refused(&steps, begun("")).await, "donation.not-seated");
    assert_eq!(vehicle.refused(&steps, begun(&Person::new(2).number)).await, "chair.identity");
    vehicle.start_needle(&visit).await;
    vehicle.end(&visit).await;
    let leaves = json!({ "entry_id": Uuid::from_u128(rand::random()), "step": "left", "reason": "回家" });
    assert_eq!(vehicle.refused(&steps, leaves).await, "rest.short");

    vehicle.sign_in_as(1).await;
    let other = vehicle.measured(&Person::new(2)).await;
    let decides = json!({ "entry_id": Uuid::from_u128(rand::random()), "step": "decided", "accepted": true, "volume_ml": 400, "note": null });
    assert_eq!(vehicle.refused(&format!("visits/{other}/steps"), decides).await, "trip.not-physician");

    // Meanwhile the maker calls the lot back, and the physician's right is taken away.
    let quality = sign_in(&base, "quality").await;
    let recall = json!({ "item": "kit", "lot": "L2026", "reason": "厂家召回：导管微漏" });
    post(&quality, &base, "/api/collect/lots/recalls", recall).await;
    let admin = sign_in(&base, "admin").await;
    let roles = format!("/api/users/{}/roles", trip.staff[0].0);
    post(&admin, &base, &roles, json!({ "roles": ["registrar"] })).await;
    vehicle.ok("sync", Value::Null).await;
    let expected = ["decision_unqualified", "lot_refused"].map(|kind| (number(1), kind.to_owned(), true));
    assert_eq!(cases(&base, &trip.id).await, expected);
    let again = json!({ "site_id": trip.site, "day": "2099-01-01", "expected": 1, "first_number": number(500), "numbers": 1,
        "crew": [{ "user_id": trip.staff[0].0, "duty": "physician" }] });
    assert_eq!(refused(&desk, &base, "/api/collect/trips", again).await, "trip.physician-permission");
}
