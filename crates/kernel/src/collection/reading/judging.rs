//! The rule: what speaks against using a reading. A reading is kept whatever is said of it; only what is no reading at all
//! is refused.

use serde::{Deserialize, Serialize};

use super::{ReadingKind, ReadingSent, ReadingValue, ReadingValues, page};
use crate::{
    clock::{Day, Instant},
    refusal::Refusal,
    say,
    text::Text,
    zone,
};

/// Most values of a reading.
const VALUES_MAX: usize = 40;
/// Longest name of a value, bytes.
const NAME_MAX: usize = 40;
/// Longest text, characters.
const TEXT_MAX: usize = 200;
/// Most points of a curve.
const POINTS_MAX: usize = 600;

/// Something that speaks about a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ReadingMark))]
pub struct Mark {
    /// Stable name of the rule.
    pub rule: String,
    /// The value that it is about; absent when it is about the whole reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it says, for people.
    pub reason: Text,
    /// Nothing may be decided by this reading.
    pub blocking: bool,
}

impl Mark {
    fn blocking(refusal: Refusal) -> Self {
        Self { rule: refusal.rule, field: None, reason: refusal.reason, blocking: true }
    }

    fn telling(refusal: Refusal) -> Self {
        Self { blocking: false, ..Self::blocking(refusal) }
    }

    fn of(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }
}

/// An instrument as it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// It is in use here: neither retired nor entered at another site.
    pub in_use_here: bool,
    /// Last day of its calibration.
    pub calibrated_until: Option<Day>,
}

/// What decides.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The reading.
    pub sent: &'a ReadingSent,
    /// When it arrived.
    pub received_at: Instant,
    /// The instrument; `None` when nobody has entered it yet.
    pub device: Option<Known>,
}

/// When a reading was taken: as it says, but never after it arrived.
pub fn moment(sent: &ReadingSent, received_at: Instant) -> Instant {
    sent.at.min(received_at)
}

fn is_ahead(sent: &ReadingSent, received_at: Instant) -> bool {
    sent.at.seconds_since(received_at) > page::limits(day(received_at)).ahead_seconds
}

fn day(instant: Instant) -> Day {
    instant.day_in(&zone::china())
}

/// Everything that speaks about a reading; empty when it may be used without a word.
pub fn marks(facts: &Facts<'_>) -> Vec<Mark> {
    let mut marks = of_time(facts);
    marks.extend(of_device(facts));
    marks.extend(of_values(facts));
    marks
}

fn of_time(Facts { sent, received_at, .. }: &Facts<'_>) -> Vec<Mark> {
    let limits = page::limits(day(*received_at));
    let (at, late) = (sent.at, received_at.seconds_since(sent.at));
    let mut marks = Vec::new();
    if is_ahead(sent, *received_at) {
        let reason = say!(
            "读数时间 {at} 晚于收到时间，设备或代理时钟偏快；按收到时间 {received_at} 记录",
            "the time of the reading, {at}, lies after its arrival: a clock is fast; it is dated by its arrival, {received_at}"
        );
        marks.push(Mark::telling(Refusal::new("reading.clock-ahead", reason)));
    } else if late > limits.late_seconds {
        let minutes = late / 60;
        let reason = say!("读数迟到 {minutes} 分钟", "the reading arrived {minutes} minutes late");
        marks.push(Mark::telling(Refusal::new("reading.late", reason)));
    }
    if !sent.clock_compared {
        let reason =
            say!("采集代理的时钟尚未与服务器核对", "the agent's clock has not been compared with the server's yet");
        marks.push(Mark::telling(Refusal::new("reading.clock-unsure", reason)));
    }
    marks
}

fn of_device(Facts { sent, received_at, device }: &Facts<'_>) -> Option<Mark> {
    let serial = &sent.device;
    let Some(known) = device else {
        let reason = say!(
            "设备 {serial} 尚未登记，请在“设备”页认领",
            "instrument {serial} has not been entered yet; adopt it on the page of instruments"
        );
        return Some(Mark::blocking(Refusal::new("reading.unknown-device", reason)));
    };
    if !known.in_use_here {
        let reason = say!("设备 {serial} 不在本采血点使用", "instrument {serial} is not in use at this site");
        return Some(Mark::blocking(Refusal::new("reading.not-in-use-here", reason)));
    }
    let at = day(moment(sent, *received_at));
    if !page::kind(sent.kind, at).calibrated {
        return None;
    }
    match known.calibrated_until {
        Some(until) if at > until => {
            let reason = say!("设备 {serial} 校准已于 {until} 到期", "the calibration of {serial} ended on {until}");
            Some(Mark::blocking(Refusal::new("reading.calibration-over", reason)))
        }
        Some(_) => None,
        None => {
            let reason = say!("设备 {serial} 没有校准有效期", "nothing is known of the calibration of {serial}");
            Some(Mark::blocking(Refusal::new("reading.calibration-unknown", reason)))
        }
    }
}

fn of_values(Facts { sent, received_at, .. }: &Facts<'_>) -> Vec<Mark> {
    let page = page::kind(sent.kind, day(*received_at));
    let judged = page.values.iter().filter_map(|entry| {
        let (zh, en) = (&entry.title.zh, &entry.title.en);
        let Some(value) = sent.values.get(&entry.name) else {
            let reason = say!("读数缺少{zh}", "the reading lacks: {en}");
            let incomplete = || Mark::blocking(Refusal::new("reading.incomplete", reason)).of(&entry.name);
            return entry.needed.then(incomplete);
        };
        let (Some(min), Some(max)) = (entry.min, entry.max) else { return None };
        if value.number().is_some_and(|number| (min..=max).contains(&number)) {
            return None;
        }
        let (unit, shown) = (&entry.unit, shown(value));
        let reason = say!(
            "{zh} {shown} 不在物理可能范围 {min}–{max} {unit} 内，请重测",
            "{en}, {shown}, is outside what can be true ({min} to {max} {unit}); measure again"
        );
        Some(Mark::blocking(Refusal::new("reading.implausible", reason)).of(&entry.name))
    });
    judged.collect()
}

fn shown(value: &ReadingValue) -> String {
    match value {
        ReadingValue::Flag(flag) => flag.to_string(),
        ReadingValue::Number(number) => number.to_string(),
        ReadingValue::Text(text) => text.chars().take(40).collect(),
        ReadingValue::Points(points) => format!("[{}]", points.len()),
    }
}

/// Whether it is a reading at all: few, short values with names of this kind, finite numbers. The field is named with the
/// refusal.
///
/// # Errors
/// Refuses by `reading.form` and `reading.unknown-value`.
pub fn well_formed(sent: &ReadingSent) -> Result<(), (String, Refusal)> {
    let serial = sent.device.trim();
    let serial_ok = (1..=60).contains(&serial.chars().count()) && !serial.contains(char::is_control);
    if !serial_ok || sent.device != serial {
        let reason = say!(
            "设备序列号应为 1–60 个字符，前后无空格",
            "a serial number has 1 to 60 characters and no space around it"
        );
        return Err(("device".to_owned(), Refusal::new("reading.form", reason)));
    }
    let about = sent.about.as_deref().unwrap_or_default();
    if about.chars().count() > TEXT_MAX || about.contains(char::is_control) {
        let reason = say!("扫描内容过长或含控制字符", "what was scanned is too long or has control characters");
        return Err(("about".to_owned(), Refusal::new("reading.form", reason)));
    }
    if sent.values.is_empty() || sent.values.len() > VALUES_MAX {
        let reason = say!("一条读数应有 1–{VALUES_MAX} 个值", "a reading has 1 to {VALUES_MAX} values");
        return Err(("values".to_owned(), Refusal::new("reading.form", reason)));
    }
    known_values(sent.kind, &sent.values)
}

fn known_values(kind: ReadingKind, values: &ReadingValues) -> Result<(), (String, Refusal)> {
    for (name, value) in values {
        let short: String = name.chars().take(NAME_MAX).collect();
        if !page::kind(kind, Day::from(jiff::civil::Date::MAX)).values.iter().any(|entry| entry.name == *name) {
            let reason = say!("{kind} 没有名为 {short} 的值", "a reading of {kind} has no value named {short}");
            return Err((format!("values.{short}"), Refusal::new("reading.unknown-value", reason)));
        }
        if !is_bounded(value) {
            let reason =
                say!("{short} 的值过长或不是有限的数", "the value of {short} is too long or not a finite number");
            return Err((format!("values.{short}"), Refusal::new("reading.form", reason)));
        }
    }
    Ok(())
}

fn is_bounded(value: &ReadingValue) -> bool {
    match value {
        ReadingValue::Flag(_) => true,
        ReadingValue::Number(number) => number.is_finite(),
        ReadingValue::Text(text) => text.chars().count() <= TEXT_MAX && !text.contains(char::is_control),
        ReadingValue::Points(points) => {
            points.len() <= POINTS_MAX && points.iter().flatten().all(|number| number.is_finite())
        }
    }
}
