//! What the record of a logger says of the journey. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, refusal::Refusal, say, temperature::Celsius, text::Text};

use crate::boxes::book::{Mode, RecordRule};

/// One line of a logger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoxReading)]
pub(crate) struct Reading {
    /// When.
    pub(crate) at: Instant,
    /// Temperature in the box, °C.
    pub(crate) temp_c: Celsius,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = BoxRecordVerdict)]
pub(crate) struct Verdict {
    /// Coldest reading on the way, °C.
    pub(crate) coldest_c: Option<Celsius>,
    /// Warmest reading on the way, °C.
    pub(crate) warmest_c: Option<Celsius>,
    /// Time outside the allowed temperatures, minutes.
    pub(crate) out_minutes: i64,
    /// The longest time without a reading, minutes.
    pub(crate) gap_minutes: i64,
    /// The contents were not kept as they should be: why.
    pub(crate) excursion: Option<Text>,
    /// The record does not cover the whole way: how.
    pub(crate) gap: Option<Text>,
}

/// Judges the readings between `from` and `until`. A reading counts until the next one.
pub(crate) fn judge(
    mode: &Mode,
    rule: &RecordRule,
    readings: &[Reading],
    (from, until): (Instant, Instant),
) -> Verdict {
    let on_the_way: Vec<&Reading> = readings.iter().filter(|line| from <= line.at && line.at <= until).collect();
    let out = |line: &Reading| line.temp_c.degrees() < mode.min_c || line.temp_c.degrees() > mode.max_c;
    let (mut out_seconds, mut gap_seconds, mut before) = (0, 0, from);
    for (at, line) in on_the_way.iter().enumerate() {
        gap_seconds = gap_seconds.max(line.at.seconds_since(before));
        let next = on_the_way.get(at + 1).map_or(until, |next| next.at);
        out_seconds += if out(line) { next.seconds_since(line.at) } else { 0 };
        before = line.at;
    }
    let (out_minutes, gap_minutes) = (out_seconds / 60, gap_seconds.max(until.seconds_since(before)) / 60);
    let coldest_c = on_the_way.iter().map(|line| line.temp_c).min();
    let warmest_c = on_the_way.iter().map(|line| line.temp_c).max();
    let excursion = (out_seconds > rule.out_minutes * 60).then(|| {
        let (min, max, limit) = (mode.min_c, mode.max_c, rule.out_minutes);
        let shown = |found: Option<Celsius>| found.map_or(0.0, Celsius::degrees);
        let (cold, warm) = (shown(coldest_c), shown(warmest_c));
        say!(
            "途中 {cold}–{warm} ℃，超出 {min}–{max} ℃ 共 {out_minutes} 分钟（允许 {limit} 分钟）",
            "{cold} to {warm} °C on the way, {out_minutes} min outside {min} to {max} °C, {limit} min are allowed"
        )
    });
    let gap = if on_the_way.is_empty() {
        Some(say!("记录中没有途中的读数", "no reading of the record is of the way"))
    } else {
        (gap_minutes > rule.gap_minutes).then(|| hole(gap_minutes, rule.gap_minutes))
    };
    Verdict { coldest_c, warmest_c, out_minutes, gap_minutes, excursion, gap }
}

fn hole(gap_minutes: i64, limit: i64) -> Text {
    say!(
        "有 {gap_minutes} 分钟没有温度记录（允许 {limit} 分钟）",
        "{gap_minutes} min without a reading, {limit} min are allowed"
    )
}

/// Whether a record may be kept: in the order of time, of no time that lies ahead. Refuses by `record.order`.
pub(crate) fn in_order(readings: &[Reading], now: Instant) -> Result<(), Refusal> {
    let ordered = readings.windows(2).all(|pair| pair[0].at < pair[1].at);
    if ordered && readings.iter().all(|line| line.at <= now) {
        return Ok(());
    }
    let reason = say!(
        "温度记录应按时间先后排列，且不晚于现在",
        "a record is in the order of time, and nothing in it lies ahead"
    );
    Err(Refusal::new("record.order", reason))
}

/// Whether the box may be received with what its logger says. Refuses by `record.missing` and `record.gap`, until somebody says
/// why.
pub(crate) fn said(logger: Option<&str>, verdict: Option<&Verdict>, note: Option<&str>) -> Result<(), Refusal> {
    if note.is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    match (logger, verdict) {
        (Some(logger), None) => {
            let reason = say!(
                "箱内有温度记录仪 {logger}，请先读取记录，或写明读不出的原因",
                "the logger {logger} is in this box: read it first, or say why it cannot be read"
            );
            Err(Refusal::new("record.missing", reason))
        }
        (_, Some(Verdict { gap: Some(Text { zh, en }), .. })) => {
            Err(Refusal::new("record.gap", say!("{zh}，请写明原因", "{en}: say why")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::boxes::book;

    fn at(minutes: i64) -> Instant {
        let start: Instant = "2026-11-16T08:00:00Z".parse().expect("an instant");
        start.plus_seconds(minutes * 60)
    }

    /// `0=4.0 30=10.1`: minutes on the way and degrees.
    fn readings(text: &str) -> Vec<Reading> {
        let line = |pair: &str| {
            let (minute, temp) = pair.split_once('=').expect("a pair");
            let temp_c = Celsius::from_degrees(temp.parse().expect("degrees")).expect("a temperature");
            Reading { at: at(minute.parse().expect("a minute")), temp_c }
        };
        text.split_whitespace().map(line).collect()
    }

    #[test]
    fn a_record_is_judged_at_its_limits() {
        let table = "
            readings                            | out | gap | excursion | hole
            0=4.0 30=5.0 60=10.0                | 0   | 30  | no        | no
            0=4.0 30=5.0 60=2.0                 | 0   | 30  | no        | no
            0=4.0 30=10.1 40=9.9 60=6.0         | 10  | 30  | no        | no
            0=4.0 30=10.1 41=9.9 60=6.0         | 11  | 30  | yes       | no
            0=4.0 30=1.9 41=2.0 60=6.0          | 11  | 30  | yes       | no
            0=4.0 31=5.0 60=6.0                 | 0   | 31  | no        | yes
            31=4.0 60=6.0                       | 0   | 31  | no        | yes
            0=4.0 29=5.0                        | 0   | 31  | no        | yes
            -5=40.0 0=4.0 30=5.0 60=6.0 65=40.0 | 0   | 30  | no        | no
        ";
        let day = "2026-11-16".parse().expect("a day");
        let (mode, rule) = (book::mode("cold", day).expect("a mode"), book::record(day).expect("a rule"));
        for row in rows(table).into_iter().skip(1) {
            let verdict = judge(mode, rule, &readings(row[0]), (at(0), at(60)));
            let word = |found: bool| if found { "yes" } else { "no" };
            let told = [
                verdict.out_minutes.to_string(),
                verdict.gap_minutes.to_string(),
                word(verdict.excursion.is_some()).into(),
                word(verdict.gap.is_some()).into(),
            ];
            assert_eq!(told.as_slice(), &row[1..], "{row:?}");
        }
        let before = judge(mode, rule, &readings("-9=4.0 -1=4.0"), (at(0), at(10)));
        assert_eq!((before.coldest_c, before.gap.is_some()), (None, true), "nothing is known of the way");
    }

    // rule: record.order
    // rule: record.missing
    // rule: record.gap
    #[test]
    fn a_record_that_is_missing_or_has_holes_is_explained() {
        assert_eq!(in_order(&readings("0=4.0 5=4.0"), at(5)), Ok(()));
        for wrong in ["5=4.0 0=4.0", "0=4.0 0=4.1", "0=4.0 6=4.0"] {
            assert_eq!(in_order(&readings(wrong), at(5)).expect_err("refused").rule, "record.order", "{wrong}");
        }
        let day = "2026-11-16".parse().expect("a day");
        let (mode, rule) = (book::mode("cold", day).expect("a mode"), book::record(day).expect("a rule"));
        let whole = judge(mode, rule, &readings("0=4.0 30=4.0"), (at(0), at(60)));
        let holed = judge(mode, rule, &readings("0=4.0"), (at(0), at(60)));
        assert_eq!(said(None, None, None), Ok(()));
        assert_eq!(said(Some("TL-1"), Some(&whole), None), Ok(()));
        assert_eq!(said(Some("TL-1"), None, None).expect_err("refused").rule, "record.missing");
        assert_eq!(said(Some("TL-1"), None, Some(" ")).expect_err("refused").rule, "record.missing");
        assert_eq!(said(Some("TL-1"), Some(&holed), None).expect_err("refused").rule, "record.gap");
        assert_eq!(said(Some("TL-1"), Some(&holed), Some("电池耗尽")), Ok(()));
    }
}
