//! How instruments and readings are shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    collection::reading::{self, Mark, ReadingKind, ReadingValue, ReadingValues},
    id::{DeviceId, ReadingId, SiteId},
    refusal::Refusal,
    text::Text,
};
use vena_platform::{
    auth::{Can, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    DeviceAdopt, DeviceCalibrate, DeviceRetire,
    db::{self, DeviceRecord, ReadingRecord},
    rules::{self, Watched},
    words::{DeviceLink, DeviceState},
};
use crate::day;

/// An instrument.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Device {
    device_id: DeviceId,
    site_id: SiteId,
    site_name: String,
    kind: ReadingKind,
    /// Name of the kind.
    kind_title: Text,
    serial: String,
    state: DeviceState,
    /// What people call it.
    name: String,
    /// Where it stands: a chair, a desk.
    place: String,
    /// Its readings count only while it is calibrated.
    needs_calibration: bool,
    /// Last day of its calibration.
    calibrated_until: Option<Day>,
    first_seen_at: Instant,
    /// Who entered it.
    entered_by: Option<String>,
    retired_reason: Option<String>,
    /// When its newest reading was taken.
    last_reading_at: Option<Instant>,
    /// What speaks about its newest reading.
    last_marks: Vec<Mark>,
    /// The line to it, as its agent says.
    link: DeviceLink,
    link_detail: String,
    link_since: Option<Instant>,
    /// Readings that were not kept because they came too fast.
    dropped: i64,
    /// When the agent of its site was last heard.
    agent_heard_at: Option<Instant>,
    /// What is wrong with it, the most pressing first. Silence is an alarm.
    alarms: Vec<Refusal>,
    can: DeviceCan,
}

/// What the caller may do with an instrument now.
#[derive(Debug, Serialize, ToSchema)]
struct DeviceCan {
    adopt: Can,
    calibrate: Can,
    retire: Can,
}

impl Device {
    pub(super) fn of(record: DeviceRecord, scope: &Scope, now: Instant) -> Self {
        let page = reading::kind(record.kind, day(now));
        Self {
            alarms: rules::alarms(&watched(&record), now),
            can: can(&record, scope),
            kind_title: page.title.clone(),
            needs_calibration: page.calibrated,
            device_id: record.device_id,
            site_id: record.site_id,
            site_name: record.site_name,
            kind: record.kind,
            serial: record.serial,
            state: record.state,
            name: record.name,
            place: record.place,
            calibrated_until: record.calibrated_until,
            first_seen_at: record.first_seen_at,
            entered_by: record.entered_by_name,
            retired_reason: record.retired_reason,
            last_reading_at: record.last_reading_at,
            last_marks: record.last_marks.map(|marks| marks.0).unwrap_or_default(),
            link: record.link,
            link_detail: record.link_detail,
            link_since: record.link_since,
            dropped: record.dropped,
            agent_heard_at: record.agent_heard_at,
        }
    }
}

fn watched(record: &DeviceRecord) -> Watched<'_> {
    Watched {
        serial: &record.serial,
        kind: record.kind,
        state: record.state,
        calibrated_until: record.calibrated_until,
        link: record.link,
        link_detail: &record.link_detail,
        agent_heard_at: record.agent_heard_at,
    }
}

fn can(record: &DeviceRecord, scope: &Scope) -> DeviceCan {
    DeviceCan {
        adopt: Can::by(scope, DeviceAdopt::INFO.name, Ok(())),
        calibrate: Can::by(scope, DeviceCalibrate::INFO.name, rules::in_use(record.state)),
        retire: Can::by(scope, DeviceRetire::INFO.name, rules::not_retired(record.state)),
    }
}

/// The instrument after a change.
pub(super) async fn again(tx: &mut Tx, scope: &Scope, id: DeviceId) -> Result<Device, Fault> {
    let record = found(tx, scope, id).await?;
    Ok(Device::of(record, scope, tx.now()))
}

/// The instrument, or 404.
pub(super) async fn found(tx: &mut Tx, scope: &Scope, id: DeviceId) -> Result<DeviceRecord, Fault> {
    Ok(db::device(tx, scope, id).await?.ok_or_else(|| Problem::not_found("device", id))?)
}

/// A reading, with the names and units of its values.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reading)]
pub(crate) struct ReadingShown {
    reading_id: ReadingId,
    device_id: DeviceId,
    site_id: SiteId,
    kind: ReadingKind,
    /// Name of the kind.
    kind_title: Text,
    serial: String,
    device_name: String,
    device_place: String,
    /// When it was taken, by the server's clock.
    at: Instant,
    /// When it was taken, by the clock of whoever reported it.
    clock_at: Instant,
    received_at: Instant,
    #[schema(value_type = std::collections::BTreeMap<String, ReadingValue>)]
    values: ReadingValues,
    /// The values in the order of the rulebook, with their names and units; without curves.
    shown: Vec<ReadingLine>,
    /// What was scanned at the instrument, a donation number as a rule.
    about: Option<String>,
    /// What speaks about it.
    marks: Vec<Mark>,
    /// Nothing may be decided by it.
    blocked: bool,
    /// It is used for a visit or a donation.
    taken: bool,
}

/// One value of a reading for people.
#[derive(Debug, Serialize, ToSchema)]
struct ReadingLine {
    name: String,
    title: Text,
    unit: String,
    text: String,
}

impl ReadingShown {
    /// Where the next page begins.
    pub(super) fn cursor(&self) -> String {
        format!("{}.{}", self.at.micros(), self.reading_id)
    }
}

impl From<ReadingRecord> for ReadingShown {
    fn from(record: ReadingRecord) -> Self {
        let page = reading::kind(record.kind, day(record.received_at));
        let values = record.reading_values.0;
        let line = |entry: &reading::ValuePage| {
            let text = match values.get(&entry.name)? {
                ReadingValue::Points(_) => return None,
                ReadingValue::Flag(flag) => flag.to_string(),
                ReadingValue::Number(number) => number.to_string(),
                ReadingValue::Text(text) => text.clone(),
            };
            Some(ReadingLine { name: entry.name.clone(), title: entry.title.clone(), unit: entry.unit.clone(), text })
        };
        Self {
            shown: page.values.iter().filter_map(line).collect(),
            kind_title: page.title.clone(),
            blocked: record.marks.0.iter().any(|mark| mark.blocking),
            taken: record.taken_for.is_some(),
            reading_id: record.reading_id,
            device_id: record.device_id,
            site_id: record.site_id,
            kind: record.kind,
            serial: record.serial,
            device_name: record.device_name,
            device_place: record.device_place,
            at: record.at,
            clock_at: record.clock_at,
            received_at: record.received_at,
            values,
            about: record.about,
            marks: record.marks.0,
        }
    }
}
