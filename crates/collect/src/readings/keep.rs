//! Taking a reading in: once, however often it is sent, and with everything that speaks about it.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    citizen_id::CitizenId,
    collection::reading::{self, Facts, Known, Mark, ReadingSent},
    id::ReadingId,
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    db::{self, DeviceRecord},
    words::DeviceState,
};
use crate::{binding, day};

/// What became of a reading that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReadingFate {
    /// Kept.
    Kept,
    /// Kept when it was sent before.
    Known,
    /// Not kept; sending it again will not change that.
    Refused,
}

/// What became of a reading, and what is said of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReadingOutcome {
    pub(super) reading_id: Option<ReadingId>,
    pub(super) outcome: ReadingFate,
    /// Why it was not kept.
    pub(super) rule: Option<String>,
    /// The field at fault.
    pub(super) field: Option<String>,
    pub(super) reason: Option<Text>,
    /// What speaks about it.
    pub(super) marks: Vec<Mark>,
}

impl ReadingOutcome {
    fn refused(id: Option<ReadingId>, (field, refusal): (Option<String>, Refusal)) -> Self {
        let (rule, reason) = (Some(refusal.rule), Some(refusal.reason));
        Self { reading_id: id, outcome: ReadingFate::Refused, rule, field, reason, marks: Vec::new() }
    }

    fn good(id: ReadingId, outcome: ReadingFate, marks: Vec<Mark>) -> Self {
        Self { reading_id: Some(id), outcome, rule: None, field: None, reason: None, marks }
    }
}

/// Takes a reading in.
pub(super) async fn keep(tx: &mut Tx, scope: &Scope, sent: &ReadingSent) -> Result<ReadingOutcome, Fault> {
    if let Err((field, refusal)) = reading::well_formed(sent) {
        return Ok(ReadingOutcome::refused(sent.reading_id, (Some(field), refusal)));
    }
    let digest = digest(sent)?;
    let id = sent.reading_id.unwrap_or_else(|| ReadingId::from_uuid(tx.new_id()));
    if let Some(known) = known(tx, scope, id, &digest).await? {
        return Ok(known);
    }
    let device = match device(tx, scope, sent).await? {
        Ok(device) => device,
        Err(refusal) => return Ok(ReadingOutcome::refused(sent.reading_id, (None, refusal))),
    };
    let (at, now) = (reading::moment(sent, tx.now()), tx.now());
    if db::around(tx, device.device_id, at).await? >= reading::limits(day(now)).per_minute_max {
        db::count_dropped(tx, device.device_id).await?;
        return Ok(ReadingOutcome::refused(sent.reading_id, (None, burst(sent))));
    }
    let mut marks = reading::marks(&Facts { sent, received_at: now, device: known_device(&device, scope) });
    let (about, not_kept) = about(sent);
    marks.extend(not_kept);
    let new = db::NewReading {
        reading_id: id,
        device_id: device.device_id,
        kind: sent.kind,
        at,
        clock_at: sent.clock_at,
        values: &sent.values,
        about: about.as_deref(),
        marks: &marks,
        digest: &digest,
    };
    if db::insert(tx, scope, &new).await? {
        return Ok(ReadingOutcome::good(id, ReadingFate::Kept, marks));
    }
    Ok(known(tx, scope, id, &digest).await?.unwrap_or_else(|| reused(id)))
}

/// What is said about a reading whose name is known: the same again, or another one under its name.
async fn known(tx: &mut Tx, scope: &Scope, id: ReadingId, digest: &[u8]) -> Result<Option<ReadingOutcome>, Fault> {
    let Some(before) = db::digest_of(tx, id).await? else { return Ok(None) };
    if before != digest {
        return Ok(Some(reused(id)));
    }
    let marks = db::reading(tx, scope, id).await?.map(|record| record.marks.0).unwrap_or_default();
    Ok(Some(ReadingOutcome::good(id, ReadingFate::Known, marks)))
}

fn reused(id: ReadingId) -> ReadingOutcome {
    let reason = say!("编号 {id} 已属于另一条读数", "{id} names another reading already");
    ReadingOutcome::refused(Some(id), (Some("reading_id".to_owned()), Refusal::new("reading.id-reused", reason)))
}

fn burst(sent: &ReadingSent) -> Refusal {
    let serial = &sent.device;
    let reason = say!(
        "设备 {serial} 一分钟内读数过多，本条未保存，请检查设备",
        "instrument {serial} reports too much within one minute; this reading is not kept, check the instrument"
    );
    Refusal::new("reading.burst", reason)
}

/// The instrument; noted as unknown when nobody has entered it, as long as not too many are.
pub(super) async fn device(
    tx: &mut Tx,
    scope: &Scope,
    sent: &ReadingSent,
) -> Result<Result<DeviceRecord, Refusal>, Fault> {
    noted(tx, scope, (sent.kind, &sent.device)).await
}

pub(super) async fn noted(
    tx: &mut Tx,
    scope: &Scope,
    (kind, serial): (reading::ReadingKind, &str),
) -> Result<Result<DeviceRecord, Refusal>, Fault> {
    if let Some(device) = db::by_serial(tx, scope, kind, serial).await? {
        return Ok(Ok(device));
    }
    let most = reading::limits(day(tx.now())).unknown_max;
    if db::unknown_here(tx, scope).await? >= most {
        let reason = say!(
            "本采血点已有 {most} 台未登记设备，请先认领或停用",
            "{most} instruments of this site have been entered by nobody; adopt or retire them first"
        );
        return Ok(Err(Refusal::new("reading.too-many-unknown", reason)));
    }
    db::note_unknown(tx, scope, kind, serial).await?;
    let device = db::by_serial(tx, scope, kind, serial).await?;
    device.map(Ok).ok_or_else(|| Fault::Retry(std::io::Error::other("an instrument vanished").into()))
}

fn known_device(device: &DeviceRecord, scope: &Scope) -> Option<Known> {
    let in_use_here = device.state == DeviceState::InUse && device.site_id == scope.site;
    let known = Known { in_use_here, calibrated_until: device.calibrated_until };
    (device.state != DeviceState::Unknown).then_some(known)
}

/// What was scanned: a donation number in its canonical form, another text as it is. A person's identity number that was
/// scanned by mistake is not kept.
fn about(sent: &ReadingSent) -> (Option<String>, Option<Mark>) {
    let Some(text) = sent.about.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return (None, None);
    };
    if text.parse::<CitizenId>().is_ok() {
        let reason = say!(
            "扫描内容是身份证号，未保存；请扫描献血码",
            "an identity number was scanned and is not kept; scan the donation number"
        );
        let rule = "reading.identity-not-kept".to_owned();
        return (None, Some(Mark { rule, field: Some("about".to_owned()), reason, blocking: false }));
    }
    let number = binding::number_of(text).map(|number| number.as_str().to_owned());
    (Some(number.unwrap_or_else(|_| text.to_owned())), None)
}

fn digest(sent: &ReadingSent) -> Result<Vec<u8>, Fault> {
    use sha2::{Digest, Sha256};
    Ok(Sha256::digest(serde_json::to_vec(&ReadingSent { reading_id: None, ..sent.clone() })?).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> (Option<String>, Option<String>) {
        let sent: ReadingSent = serde_json::from_value(serde_json::json!({
            "device": "M-1", "kind": "mixer", "at": "2026-11-16T01:00:00Z", "clock_at": "2026-11-16T01:00:00Z",
            "values": { "phase": "end", "volume_ml": 400 }, "about": text
        }))
        .expect("a reading");
        let (about, mark) = about(&sent);
        (about, mark.map(|mark| mark.rule))
    }

    #[test]
    fn what_was_scanned_is_a_number_in_one_form_and_never_a_person() {
        for form in ["0160226000001", "01602-26000001", "a0160226000001b"] {
            assert_eq!(scanned(form), (Some("0160226000001".to_owned()), None), "{form}");
        }
        assert_eq!(scanned("=G12342600000100").0.as_deref(), Some("G123426000001"));
        assert_eq!(scanned("  ").0, None);
        assert_eq!(scanned("B012"), (Some("B012".to_owned()), None));
        assert_eq!(scanned("11010519491231002X"), (None, Some("reading.identity-not-kept".to_owned())));
        assert_eq!(scanned("110105194912310021"), (Some("110105194912310021".to_owned()), None), "no such number");
    }
}
