//! The store and the day on a real disk.

use std::path::Path;

use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{BookingId, SiteId, TripId, UserId, VisitId},
};
use vena_trip::{
    entry::Identity,
    package::{Booked, Duty, Hand, Member, Package, Reading, Session, pack, pin_verifier},
    seal::{self, Bytes, Key},
    standing::{From, Row, Table},
};

use super::{
    Vehicle, VehicleArgs,
    day::{Day, No, Wish, room_in},
    people::Who,
};

const CODE: &str = "22222-33333";

fn args(data: &Path, key: &[u8]) -> VehicleArgs {
    VehicleArgs {
        data: data.to_owned(),
        listen: "127.0.0.1:0".parse().expect("an address"),
        web: None,
        server: "http://127.0.0.1:9".into(),
        user: "vehicle".into(),
        password_file: data.join("password"),
        station_key: seal::hex(key),
        sync_seconds: 0,
        clock_shift_ms: 0,
    }
}

fn packed(signing: &[u8], known: &str) -> Vec<u8> {
    let (_, public) = seal::new_pair().expect("a pair");
    let identity = Key::from_bytes(&[1; 32]).expect("a key");
    let now = super::clock::Machine::new(0).expect("a machine").wall_ms();
    let now = Instant::from_micros(now * 1000).expect("an instant");
    let package = Package {
        trip_id: TripId::from_uuid(Uuid::from_u128(7)),
        site_id: SiteId::from_uuid(Uuid::from_u128(1)),
        site_name: "献血车 1 号".into(),
        day: now.day_in(&vena_kernel::zone::china()),
        made_at: now,
        rulebook: vena_trip::rulebook_version(),
        numbers: vec!["0160226000001".parse().expect("a number")],
        crew: vec![Member {
            user_id: UserId::from_uuid(Uuid::from_u128(4)),
            name: "陈医生".into(),
            duty: Duty::Physician,
            pin: pin_verifier("482915").expect("hashed"),
            decides: true,
        }],
        bookings: vec![booked(now, &identity, known)],
        sessions: vec![Session {
            place: "大学城".into(),
            from: now,
            until: now.plus_seconds(3600),
            target: 40,
            group_only: false,
        }],
        lots: Vec::new(),
        recalled: Vec::new(),
        reading: Reading { version: "consent-1".into(), pages: Vec::new() },
        signed_papers: false,
        identity_key: Bytes(vec![1; 32]),
        journal_key: Bytes(vec![2; 32]),
        station: Bytes(public.to_vec()),
    };
    let table = Table::new(vec![Row { hash: identity.identity("citizen_id", known), from: [From::Now; 3] }]);
    pack(&package, &table, CODE, signing).expect("packed")
}

fn booked(at: Instant, identity: &Key, known: &str) -> Booked {
    Booked {
        booking_id: BookingId::from_uuid(Uuid::from_u128(21)),
        code: "23456789".into(),
        at,
        kind: vena_trip::rules::KIND,
        name_masked: "钱*二".into(),
        group: Some("城市大学".into()),
        identities: vec![Bytes(vec![9; 16]), Bytes(identity.identity("citizen_id", known).to_vec())],
    }
}

fn person(number: &str, name: Option<&str>) -> Identity {
    Identity {
        document_kind: "citizen_id".into(),
        document_number: number.into(),
        name: name.map(str::to_owned),
        phone: name.map(|_| "13800001234".to_owned()),
        born_on: None,
        sex: None,
        consent_to_be_told: true,
    }
}

fn rule<T: std::fmt::Debug>(found: Result<T, No>) -> String {
    match found.expect_err("refused") {
        No::Refused(refusal) => refusal.rule,
        No::Broken(message) => message,
    }
}

/// A valid number that belongs to nobody: an area that does not exist.
const KNOWN: &str = "99010119900307002X";

fn started(folder: &Path) -> (Vehicle, Vec<u8>) {
    let signing = seal::new_signing_key().expect("a key");
    let public = seal::signing_public(&signing).expect("public");
    let vehicle = Vehicle::new(&args(folder, &public)).expect("a vehicle");
    vehicle.store().keep_package(TripId::from_uuid(Uuid::from_u128(7)), &packed(&signing, KNOWN)).expect("kept");
    (vehicle, public)
}

fn valid(base: &str) -> String {
    let found = (0..=9).map(|n| n.to_string()).chain(["X".to_owned()]).map(|check| format!("{base}{check}"));
    found.into_iter().find(|text| text.parse::<vena_kernel::citizen_id::CitizenId>().is_ok()).expect("one fits")
}

#[test]
fn the_journal_goes_on_after_a_restart_and_says_nothing_without_the_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let (vehicle, public) = started(folder.path());
    assert_eq!(rule(Day::open(&vehicle, &mut vehicle.store(), "wrong").map(|_| ())), "trip.package");
    let who = Who { user: UserId::from_uuid(Uuid::from_u128(4)), hand: Hand { duty: Duty::Physician, decides: true } };
    let (entry_id, visit_id) = (Uuid::from_u128(11), VisitId::from_uuid(Uuid::from_u128(12)));
    let wish = Wish { entry_id, visit_id: Some(visit_id), who: Some(&who), device: "t", asked: b"one" };
    {
        let mut store = vehicle.store();
        let mut day = Day::open(&vehicle, &mut store, CODE).expect("opens");
        let today = day.today(&vehicle, &store).expect("a day");
        let step = day.identified(today, &person(&valid("11010119900307561"), Some("赵一一"))).expect("a person");
        day.add(&vehicle, &mut store, &wish, step).expect("kept");
        assert_eq!(day.journal.visits[&visit_id].name_masked, "赵*一");
        assert_eq!(day.before(&store, &wish).expect("read"), Some(Some(visit_id)), "asked twice is one entry");
        let other = Wish { asked: b"two", ..wish };
        assert_eq!(rule(day.before(&store, &other)), "trip.entry-reused");
    }
    // No orderly end: the next program opens what lies on the disk.
    let again = Vehicle::new(&args(folder.path(), &public)).expect("starts again");
    let mut store = again.store();
    let day = Day::open(&again, &mut store, CODE).expect("opens");
    assert_eq!((day.journal.visits.len(), day.journal.counter), (1, 3));
    assert!(day.journal.jumps.is_empty());
    let disk = std::fs::read(folder.path().join("vehicle.db")).expect("a file");
    let log = std::fs::read(folder.path().join("vehicle.db-wal")).unwrap_or_default();
    for secret in ["赵", "13800001234", "11010119900307561", "identified"] {
        let found = [&disk, &log].iter().any(|bytes| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
        assert!(!found, "{secret} lies on the disk");
    }
}

#[test]
fn somebody_new_gives_a_name_and_a_phone_and_a_document_its_birthday() {
    let folder = tempfile::tempdir().expect("a folder");
    let (vehicle, _) = started(folder.path());
    let mut store = vehicle.store();
    let day = Day::open(&vehicle, &mut store, CODE).expect("opens");
    let today = day.today(&vehicle, &store).expect("a day");
    let asked = |who: &Identity| day.identified(today, who).map(|_| ());
    let new = valid("11010119900307561");
    assert_eq!(rule(asked(&person(&new, None))), "trip.needs-name");
    assert_eq!(rule(asked(&Identity { phone: None, ..person(&new, Some("赵一一")) })), "trip.needs-phone");
    let passport =
        Identity {
            document_kind: "passport".into(), document_number: "E 1234567".into(), ..person("", Some("李二"))
        };
    assert_eq!(rule(asked(&passport)), "trip.needs-birthday");
    assert_eq!(rule(asked(&Identity { document_number: "E1".into(), ..passport })), "trip.document");
    assert_eq!(rule(asked(&person("123", Some("赵一一")))), "citizen-id.length");
}

#[test]
fn five_wrong_pins_are_the_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let (vehicle, _) = started(folder.path());
    let day = Day::open(&vehicle, &mut vehicle.store(), CODE).expect("opens");
    let mut people = vehicle.people.lock().expect("no panic");
    let user = UserId::from_uuid(Uuid::from_u128(4));
    assert_eq!(people.who(None).expect_err("nobody").rule, "trip.sign-in");
    let token = people.sign_in(&day.package.crew, user, "482915").expect("signed in");
    assert_eq!(people.who(Some(&token)).expect("known").hand.duty, Duty::Physician);
    for _ in 0..5 {
        assert_eq!(people.sign_in(&day.package.crew, user, "000000").expect_err("wrong").rule, "trip.pin");
    }
    assert_eq!(people.sign_in(&day.package.crew, user, "482915").expect_err("closed").rule, "trip.pin-tries");
    people.clear();
    assert!(people.who(Some(&token)).is_err());
    assert!(people.sign_in(&day.package.crew, user, "482915").is_ok());
}

#[test]
fn nobody_new_is_taken_in_when_the_disk_is_nearly_full_and_whoever_is_here_is_finished() {
    let rule = |free: u64, arriving| room_in(free, arriving).map_err(|refusal| refusal.rule);
    let full = Err("trip.disk-full".to_owned());
    for (free, arriving, expected) in [
        (64 << 20, true, Ok(())),
        ((64 << 20) - 1, true, full.clone()),
        ((64 << 20) - 1, false, Ok(())),
        (8 << 20, false, Ok(())),
        ((8 << 20) - 1, false, full),
    ] {
        assert_eq!(rule(free, arriving), expected, "{free} {arriving}");
    }
    let sqlite = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None);
    assert_eq!(rule_of(No::from(sqlite)), "trip.disk-full", "and so says the store itself");
}

fn rule_of(no: No) -> String {
    rule::<()>(Err(no))
}

#[test]
fn without_a_package_there_is_no_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let public = seal::signing_public(&seal::new_signing_key().expect("a key")).expect("public");
    let vehicle = Vehicle::new(&args(folder.path(), &public)).expect("a vehicle");
    assert_eq!(rule(Day::open(&vehicle, &mut vehicle.store(), CODE).map(|_| ())), "trip.no-package");
}
