//! The day in hand: the opened package, the journal folded, and the one way to add to it.

use std::{collections::BTreeMap, path::Path};

use uuid::Uuid;
use vena_kernel::{
    citizen_id::{CitizenId, Sex},
    clock::{Day as Date, Instant},
    id::VisitId,
    masking::mask_name,
    refusal::Refusal,
    say,
    text::Text,
    zone,
};
use vena_trip::{
    entry::{Entry, Identity, Sealed, Step},
    package::{self, Package},
    rules::{self, Taken},
    seal::{self, Bytes, Key},
    standing::{From, Table},
    state::{Journal, Visit},
};

use super::{Vehicle, clock::Steady, people::Who, store::Store};

/// Below this much room nobody new is taken in; whoever is here is finished.
const ROOM_FOR_ARRIVALS_BYTES: u64 = 64 << 20;
/// Below this much nothing is written any more.
const ROOM_TO_WRITE_BYTES: u64 = 8 << 20;

/// Kinds of documents by which donors are known.
const DOCUMENT_KINDS: [&str; 7] =
    ["citizen_id", "passport", "home_return_permit", "taiwan_permit", "residence_permit", "officer_card", "other"];

/// Why a step is not made.
#[derive(Debug)]
pub(crate) enum No {
    /// A rule says so.
    Refused(Refusal),
    /// The machine cannot.
    Broken(String),
}

impl std::convert::From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl std::convert::From<rusqlite::Error> for No {
    fn from(error: rusqlite::Error) -> Self {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
            return Self::Refused(disk_full());
        }
        Self::Broken(error.to_string())
    }
}

impl std::convert::From<seal::SealError> for No {
    fn from(error: seal::SealError) -> Self {
        Self::Broken(error.to_string())
    }
}

fn disk_full() -> Refusal {
    let reason = say!(
        "本机存储空间不足，未记录此步：请用纸质记录并联系站内",
        "this machine's disk is nearly full and the step was not kept: write it on paper and call the station"
    );
    Refusal::new("trip.disk-full", reason)
}

/// The opened day.
pub(crate) struct Day {
    pub(crate) package: Package,
    pub(crate) table: Table,
    pub(crate) journal: Journal,
    pub(crate) steady: Steady,
    key: Key,
    identity: Key,
    digest: Vec<u8>,
    made: BTreeMap<Uuid, Option<VisitId>>,
}

/// A step that somebody asks for.
pub(crate) struct Wish<'a> {
    pub(crate) entry_id: Uuid,
    pub(crate) visit_id: Option<VisitId>,
    pub(crate) who: Option<&'a Who>,
    pub(crate) device: &'a str,
    /// What was asked word for word: the same id with another wish is refused.
    pub(crate) asked: &'a [u8],
}

impl Day {
    /// Opens the package with the trip's code and folds the journal behind it.
    pub(crate) fn open(vehicle: &Vehicle, store: &mut Store, code: &str) -> Result<Self, No> {
        let none =
            || Refusal::new("trip.no-package", say!("本车没有行程包，请先取包", "there is no day package here yet"));
        let body = store.package()?.ok_or_else(none)?;
        let (package, table) = package::unpack(&body, &vehicle.station_key, code).map_err(package_refused)?;
        let key = Key::from_bytes(&package.journal_key.0)?;
        let identity = Key::from_bytes(&package.identity_key.0)?;
        let (counter, digest) = store.end(package.trip_id)?;
        let mut day = Self {
            journal: Journal::default(),
            steady: Steady::begin(&vehicle.machine, None),
            made: BTreeMap::new(),
            package,
            table,
            key,
            identity,
            digest,
        };
        let last = day.fold(store)?;
        debug_assert_eq!(day.journal.counter, counter);
        let last = last.as_ref().map(|entry| (entry.at, entry.boot.as_str(), entry.uptime_ms));
        day.steady = Steady::begin(&vehicle.machine, last);
        let step = Step::Opened { rulebook: vena_trip::rulebook_version(), package_made_at: day.package.made_at };
        day.write(vehicle, store, (fresh_id()?, None, None, "vehicle", b"opened"), step)?;
        Ok(day)
    }

    fn fold(&mut self, store: &Store) -> Result<Option<Entry>, No> {
        let (mut from, mut last) = (0, None);
        loop {
            let portion = store.behind(self.package.trip_id, from, 500)?;
            let Some(end) = portion.last().map(|entry| entry.counter) else { return Ok(last) };
            for sealed in &portion {
                let entry = sealed.open(&self.key, self.package.trip_id)?;
                self.journal.apply(sealed.counter, &entry, entry.at);
                self.made.insert(entry.entry_id, entry.visit_id);
                last = Some(entry);
            }
            from = end;
        }
    }

    /// Steady time now.
    pub(crate) fn now(&self, vehicle: &Vehicle) -> Instant {
        self.steady.now(&vehicle.machine)
    }

    /// Today, as the station's clock would say it.
    pub(crate) fn today(&self, vehicle: &Vehicle, store: &Store) -> Result<Date, No> {
        let offset = store.reached(self.package.trip_id)?.1.unwrap_or_default();
        let now = self.now(vehicle);
        Ok(Instant::from_micros(now.micros() + offset * 1000).unwrap_or(now).day_in(&zone::china()))
    }

    /// What the package says, as far as rules need it.
    pub(crate) fn taken(&self) -> Taken<'_> {
        Taken::from(&self.package)
    }

    /// When the owner of a document may give.
    pub(crate) fn standing(&self, identity: &Bytes) -> Option<From> {
        let hash: &[u8; 16] = identity.0.as_slice().try_into().ok()?;
        self.table.from(hash, rules::KIND)
    }

    /// The hash of a document that was read at the chair, whichever kind it is of; its kind is not in the scan.
    pub(crate) fn is_document_of(&self, visit: &Visit, text: &str) -> Bytes {
        let hash = |kind: &str| {
            let (number, _) = normal(kind, text.trim()).ok()?;
            Some(Bytes(self.identity.identity(kind, &number).to_vec()))
        };
        let mut hashes = DOCUMENT_KINDS.into_iter().filter_map(hash);
        hashes.find(|hash| *hash == visit.identity).unwrap_or_default()
    }

    /// Takes somebody in: the identity is sealed to the station before anything is written.
    pub(crate) fn identified(&self, today: Date, who: &Identity) -> Result<Step, No> {
        let (number, said) = normal(&who.document_kind, &who.document_number)?;
        let identity = Bytes(self.identity.identity(&who.document_kind, &number).to_vec());
        rules::may_arrive(&self.journal, &identity)?;
        let known = self.standing(&identity).is_some();
        let booking = self.package.bookings.iter().find(|booked| booked.identities.contains(&identity));
        let (born_on, sex) = said
            .or(who.born_on.zip(who.sex))
            .ok_or_else(|| Refusal::new("trip.needs-birthday", say!("请填写生日和性别", "fill in birthday and sex")))?;
        new_is_complete(known, who)?;
        if born_on > today {
            return Err(Refusal::new("trip.needs-birthday", say!("生日在将来", "the birthday lies ahead")).into());
        }
        let name_masked =
            who.name.as_deref().map(mask_name).or_else(|| booking.map(|booked| booked.name_masked.clone()));
        let sealed = Identity { document_number: number, born_on: Some(born_on), sex: Some(sex), ..who.clone() };
        let plain = serde_json::to_vec(&sealed).map_err(|error| No::Broken(error.to_string()))?;
        Ok(Step::Identified {
            who: Bytes(seal::seal_to(&self.package.station.0, &plain)?),
            identity,
            known,
            name_masked: name_masked.unwrap_or_else(|| "***".to_owned()),
            sex,
            born_on,
            booking: booking.map(|booked| booked.booking_id),
            kind: rules::KIND,
        })
    }

    /// Seals something to the station.
    pub(crate) fn to_station(&self, plain: &[u8]) -> Result<Bytes, No> {
        Ok(Bytes(seal::seal_to(&self.package.station.0, plain)?))
    }

    /// Whether this wish was fulfilled before: then its visit. Refuses by `trip.entry-reused` the same id for another wish.
    pub(crate) fn before(&self, store: &Store, wish: &Wish<'_>) -> Result<Option<Option<VisitId>>, No> {
        let Some(asked) = store.asked(wish.entry_id)? else { return Ok(None) };
        if asked == self.mark(wish.asked) {
            return Ok(Some(self.made.get(&wish.entry_id).copied().flatten()));
        }
        let reason = say!("这个操作编号已用于另一操作，请刷新页面", "this id belongs to another step; reload the page");
        Err(Refusal::new("trip.entry-reused", reason).into())
    }

    fn mark(&self, asked: &[u8]) -> Vec<u8> {
        self.key.identity("asked", &seal::hex(&seal::sha256(&[asked]))).to_vec()
    }

    /// Writes a step; it is on disk when this returns, and then it counts.
    pub(crate) fn add(&mut self, vehicle: &Vehicle, store: &mut Store, wish: &Wish<'_>, step: Step) -> Result<(), No> {
        room(&vehicle.data, matches!(step, Step::Identified { .. }))?;
        self.note_jump(vehicle, store)?;
        let asked = self.mark(wish.asked);
        let made = (wish.entry_id, wish.visit_id, wish.who.map(|who| who.user), wish.device, asked.as_slice());
        self.write(vehicle, store, made, step)
    }

    fn note_jump(&mut self, vehicle: &Vehicle, store: &mut Store) -> Result<(), No> {
        let Some(by_ms) = self.steady.jump(&vehicle.machine) else { return Ok(()) };
        self.write(vehicle, store, (fresh_id()?, None, None, "vehicle", b"jump"), Step::ClockJump { by_ms })
    }

    fn write(
        &mut self,
        vehicle: &Vehicle,
        store: &mut Store,
        (entry_id, visit_id, staff, device, asked): (
            Uuid,
            Option<VisitId>,
            Option<vena_kernel::id::UserId>,
            &str,
            &[u8],
        ),
        step: Step,
    ) -> Result<(), No> {
        let trip = self.package.trip_id;
        let counter = self.journal.counter + 1;
        let entry = Entry {
            entry_id,
            visit_id,
            at: self.now(vehicle),
            offset_ms: store.reached(trip)?.1,
            boot: vehicle.machine.boot().to_owned(),
            uptime_ms: vehicle.machine.uptime_ms(),
            staff,
            device: device.to_owned(),
            step,
        };
        let sealed = Sealed::new(&self.key, trip, &self.digest, counter, &entry)?;
        store.add(trip, entry_id, asked, &sealed)?;
        self.digest.clone_from(&sealed.digest.0);
        self.journal.apply(counter, &entry, entry.at);
        self.made.insert(entry_id, visit_id);
        Ok(())
    }
}

fn fresh_id() -> Result<Uuid, seal::SealError> {
    Ok(uuid::Builder::from_random_bytes(seal::random()?).into_uuid())
}

fn package_refused(error: package::PackageError) -> No {
    let text = error.to_string();
    let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
    No::Refused(Refusal::new("trip.package", Text::new(zh, en)))
}

/// The number in normal form, and what the document itself says.
fn normal(kind: &str, number: &str) -> Result<(String, Option<(Date, Sex)>), Refusal> {
    if kind == "citizen_id" {
        let id: CitizenId = number.parse()?;
        return Ok((id.expose().to_owned(), Some((id.birth_date(), id.sex()))));
    }
    let text: String = number.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if (5..=20).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok((text, None));
    }
    let reason = say!("证件号码应为 5–20 位字母和数字", "a document number has 5 to 20 letters and digits");
    Err(Refusal::new("trip.document", reason))
}

/// Somebody new gives name and phone. Refuses by `trip.needs-name` and `trip.needs-phone`.
fn new_is_complete(known: bool, who: &Identity) -> Result<(), Refusal> {
    let name = who.name.as_deref().unwrap_or_default().trim();
    if !known && !name.chars().any(char::is_alphabetic) {
        let reason = say!("系统中没有此证件：请填写姓名", "this document is not known: fill in the name");
        return Err(Refusal::new("trip.needs-name", reason));
    }
    let phone = who.phone.as_deref().unwrap_or_default();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if !known && digits < 7 {
        let reason = say!("系统中没有此证件：请填写手机号", "this document is not known: fill in the phone");
        return Err(Refusal::new("trip.needs-phone", reason));
    }
    Ok(())
}

/// Room is left before it hurts.
fn room(data: &Path, arriving: bool) -> Result<(), Refusal> {
    let free = rustix::fs::statvfs(data).map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    room_in(free, arriving)
}

/// Refuses by `trip.disk-full`.
pub(crate) fn room_in(free: u64, arriving: bool) -> Result<(), Refusal> {
    let needed = if arriving { ROOM_FOR_ARRIVALS_BYTES } else { ROOM_TO_WRITE_BYTES };
    if free >= needed { Ok(()) } else { Err(disk_full()) }
}
