//! What may go into a box, when it may leave, what its contents are compared with. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonationId, SiteId, UnitId},
    refusal::Refusal,
    say,
};

use super::book::Mode;
use crate::donations::DonationState;

/// How far a box has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(super) enum BoxState {
    /// 装箱中
    Packing,
    /// 已交出，在途
    Sent,
    /// 已接收
    Received,
    /// 已撤销
    Undone,
}

impl BoxState {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Packing => ("正在装箱", "being packed"),
            Self::Sent => ("已交出", "on its way"),
            Self::Received => ("已接收", "received"),
            Self::Undone => ("已撤销", "undone"),
        }
    }
}

/// How a bag was found when the box was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = BoxFound)]
pub(super) enum Found {
    /// 完好
    Good,
    /// 破损或异常
    Damaged,
    /// 缺失
    Missing,
}

/// A donation, as far as packing asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    pub(super) donation: DonationId,
    pub(super) number: DonationNumber,
    pub(super) site: SiteId,
    pub(super) state: DonationState,
    /// Tubes that were drawn.
    pub(super) tubes: i32,
    /// Tubes that are in a box.
    pub(super) boxed_tubes: i32,
}

/// A bag of a donation, and the box it is in.
#[derive(Debug, Clone)]
pub(super) struct Bag {
    pub(super) unit: UnitId,
    pub(super) in_box: Option<String>,
}

/// Refuses by `box.state` what a box in `state` does not allow.
pub(super) fn needs(state: BoxState, wanted: BoxState) -> Result<(), Refusal> {
    if state == wanted {
        return Ok(());
    }
    let (zh, en) = state.names();
    Err(Refusal::new("box.state", say!("该交接箱{zh}，不能进行此操作", "this box is {en}: this is not possible now")))
}

/// Whether the logger may be read out: on the way, and afterwards too, for some are read at a desk. Refuses by `box.state`.
pub(super) fn may_read(state: BoxState) -> Result<(), Refusal> {
    if state == BoxState::Received { Ok(()) } else { needs(state, BoxState::Sent) }
}

/// Refuses what was not given at this site. By `box.unknown-number`, `box.other-site` and `box.not-completed`.
pub(super) fn from_here(found: Option<Given>, scan: &str, site: SiteId) -> Result<Given, Refusal> {
    let Some(given) = found else {
        let shown: String = scan.chars().take(60).collect();
        let reason = say!("没有编号为 {shown} 的献血", "no donation has the number {shown}");
        return Err(Refusal::new("box.unknown-number", reason));
    };
    let number = given.number;
    if given.site != site {
        let reason = say!("{number} 不是在本献血点采集的", "{number} was not given at this site");
        return Err(Refusal::new("box.other-site", reason));
    }
    if given.state != DonationState::Completed {
        let (zh, en) = given.state.words();
        let reason = say!("{number} 的献血{zh}，不能装箱", "the donation {number} is {en}: it cannot be packed");
        return Err(Refusal::new("box.not-completed", reason));
    }
    Ok(given)
}

/// The bag of `given` that was not packed yet. Refuses by `box.in-a-box`.
pub(super) fn next_bag(given: &Given, bags: &[Bag]) -> Result<UnitId, Refusal> {
    if let Some(bag) = bags.iter().find(|bag| bag.in_box.is_none()) {
        return Ok(bag.unit);
    }
    let (number, code) = (given.number, bags.iter().find_map(|bag| bag.in_box.clone()).unwrap_or_default());
    Err(in_a_box(&number.to_string(), &code))
}

/// The refusal of a bag that is in a box already.
pub(super) fn in_a_box(number: &str, code: &str) -> Refusal {
    Refusal::new("box.in-a-box", say!("{number} 已在交接箱 {code} 中", "{number} is in box {code} already"))
}

/// Whether one more tube of `given` can be in a box. Refuses by `box.tube-extra`.
pub(super) fn one_more_tube(given: &Given) -> Result<(), Refusal> {
    let (number, tubes) = (given.number, given.tubes);
    if given.boxed_tubes < tubes {
        return Ok(());
    }
    let reason = say!(
        "{number} 只留取了 {tubes} 支试管，均已装箱",
        "only {tubes} tubes of {number} were drawn, and all are packed"
    );
    Err(Refusal::new("box.tube-extra", reason))
}

/// Whether a box may leave. `short` names donations whose tubes are not all packed. Refuses by `box.state`, `box.empty` and,
/// when nobody says why, `box.tubes-missing`.
pub(super) fn may_send(
    state: BoxState,
    contents: (i64, i64),
    short: &[DonationNumber],
    note: Option<&str>,
) -> Result<(), Refusal> {
    needs(state, BoxState::Packing)?;
    if contents == (0, 0) {
        return Err(Refusal::new("box.empty", say!("箱内还没有血液或试管", "nothing is in the box yet")));
    }
    let Some(first) = short.first().filter(|_| note.is_none_or(|note| note.trim().is_empty())) else { return Ok(()) };
    let count = short.len();
    let reason = say!(
        "{first} 等 {count} 人份的试管没有装齐，请补齐或写明原因",
        "tubes of {count} donations, {first} among them, are not packed: add them or say why"
    );
    Err(Refusal::new("box.tubes-missing", reason))
}

/// Whether the seal on arrival is the one that closed the box; otherwise somebody says what happened. Refuses by
/// `box.seal-differs`.
pub(super) fn seal(put_on: &str, found: &str, note: Option<&str>) -> Result<(), Refusal> {
    if put_on == found.trim() || note.is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    let found = found.trim();
    let reason = say!(
        "封签 {found} 与交出时的 {put_on} 不一致，请写明情况",
        "the seal {found} is not {put_on}, which closed the box: say what happened"
    );
    Err(Refusal::new("box.seal-differs", reason))
}

/// Why the contents were not kept as they should be, if they were not.
pub(super) fn out_of_range(mode: &Mode, temp_c: Option<f64>) -> Option<String> {
    let temp_c = temp_c?;
    let (min, max) = (mode.min_c, mode.max_c);
    (temp_c < min || temp_c > max).then(|| format!("交接箱温度 {temp_c} ℃，应为 {min}–{max} ℃"))
}

/// Until when the contents should have arrived.
pub(super) fn deadline(mode: &Mode, oldest: Option<Instant>) -> Option<Instant> {
    oldest.map(|oldest| oldest.plus_seconds(mode.hours_max * 3600))
}

/// Compares the tubes that were scanned with those that were packed: how many of each number were found. Refuses by
/// `box.tube-not-in-box` a number of which none was packed; too many of one are kept as found.
pub(super) fn tubes_found(
    packed: &BTreeMap<DonationNumber, i32>,
    scanned: &[DonationNumber],
) -> Result<BTreeMap<DonationNumber, i32>, Refusal> {
    let mut found: BTreeMap<DonationNumber, i32> = packed.keys().map(|number| (*number, 0)).collect();
    for number in scanned {
        let Some(count) = found.get_mut(number) else {
            let reason = say!("箱内没有装入 {number} 的试管", "no tube of {number} was packed into this box");
            return Err(Refusal::new("box.tube-not-in-box", reason));
        };
        *count += 1;
    }
    Ok(found)
}

/// Which of the packed bags a scan means: the first of its number that was not scanned before. Refuses by
/// `box.bag-not-in-box` and `box.bag-twice`.
pub(super) fn bag_found(
    packed: &[(UnitId, DonationNumber)],
    seen: &[UnitId],
    number: DonationNumber,
) -> Result<UnitId, Refusal> {
    let of_number = || packed.iter().filter(|(_, packed)| *packed == number);
    if of_number().next().is_none() {
        let reason = say!(
            "{number} 不在交接单上，请单独登记接收",
            "{number} is not on the slip of this box: receive it by itself"
        );
        return Err(Refusal::new("box.bag-not-in-box", reason));
    }
    let next = of_number().find(|(unit, _)| !seen.contains(unit));
    next.map(|(unit, _)| *unit)
        .ok_or_else(|| Refusal::new("box.bag-twice", say!("{number} 重复扫描", "{number} was scanned twice")))
}

/// Refuses by `box.same-site` to receive a box where it was packed.
pub(super) fn elsewhere(from: SiteId, to: SiteId) -> Result<(), Refusal> {
    if from != to {
        return Ok(());
    }
    Err(Refusal::new("box.same-site", say!("交接箱应由接收地点接收", "a box is received at another place")))
}
