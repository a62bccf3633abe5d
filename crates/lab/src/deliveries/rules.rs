//! What a result of an analyser means, and into which well it belongs. Pure.
//!
//! What cannot be said for sure is kept for a person with its reason: an analyser's word is never guessed at, and never lost.

use vena_kernel::{
    abo::{Abo, Rhd},
    refusal::Refusal,
    say,
    testing::{Marker, MarkerKind},
    text::Text,
};
use vena_lis::{Found, Status};

use crate::{
    judging::rules::RHD,
    kits::assay::Gives,
    runs::{open::OpenCell, validity::Raw},
};

const POSITIVE: &[&str] =
    &["reactive", "positive", "pos", "detected", "target detected", "+", "r", "阳性", "有反应性", "检出"];
const NEGATIVE: &[&str] = &[
    "nonreactive",
    "non-reactive",
    "non reactive",
    "negative",
    "neg",
    "not detected",
    "target not detected",
    "-",
    "−",
    "nr",
    "阴性",
    "无反应性",
    "未检出",
];

fn kept<T>(rule: &str, reason: Text) -> Result<T, Refusal> {
    Err(Refusal::new(format!("delivery.{rule}"), reason))
}

/// What was read, as the kit gives it. Refuses by `delivery.preliminary`, `delivery.corrected`, `delivery.value` and
/// `delivery.unit`.
pub(crate) fn raw_of(gives: Gives, marker: &Marker, found: &Found) -> Result<Raw, Refusal> {
    match found.status {
        Status::Final => {}
        Status::Cannot => return Ok(Raw::Unreadable { why: why_not(found) }),
        Status::Preliminary => {
            return kept("preliminary", say!("结果还不是最终结果", "the result is not final yet"));
        }
        Status::Corrected => {
            return kept(
                "corrected",
                say!("仪器更正了结果，须人工核对", "the analyser corrects itself: a person has to look"),
            );
        }
    }
    let read = match gives {
        Gives::Signal => number(&found.value).map(|signal| Raw::Signal { signal }),
        Gives::Ratio => number(&found.value).map(|s_co| Raw::Ratio { s_co }),
        Gives::Number => return measured(marker, found),
        Gives::Detected => detected(&found.value),
        Gives::Group => group(marker, &found.value),
    };
    read.map_or_else(|| no_value(found), Ok)
}

fn no_value<T>(found: &Found) -> Result<T, Refusal> {
    let value = &found.value;
    kept("value", say!("读不懂结果“{value}”", "“{value}” is no value of this test"))
}

/// Why an analyser gave nothing: its marks, or what it said in place of a value.
fn why_not(found: &Found) -> String {
    let told = if found.flags.is_empty() { found.value.clone() } else { found.flags.join(" ") };
    let told: String = told.chars().take(200).collect();
    if told.trim().is_empty() { "仪器未给出结果".to_owned() } else { told }
}

/// A number; beyond the range of the analyser it is the end of that range.
fn number(text: &str) -> Option<f64> {
    let plain = text.trim().trim_start_matches(['<', '>', '≤', '≥', '=']).trim();
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn measured(marker: &Marker, found: &Found) -> Result<Raw, Refusal> {
    let Some(number) = number(&found.value) else { return no_value(found) };
    let plain = |unit: &str| unit.trim().to_uppercase().replace("IU", "U");
    let unit = found.unit.as_str();
    if marker.unit.as_deref().is_none_or(|own| unit.is_empty() || plain(own) == plain(unit)) {
        return Ok(Raw::Number { number });
    }
    kept("unit", say!("单位“{unit}”与项目不符", "the unit “{unit}” is not that of the test"))
}

fn said(text: &str, words: &[&str]) -> bool {
    words.contains(&text.trim().to_lowercase().as_str())
}

/// A tube whose internal control has failed is called invalid by its analyser, and neither detected nor not.
fn detected(text: &str) -> Option<Raw> {
    if said(text, POSITIVE) {
        return Some(Raw::Detected { detected: true, internal: true });
    }
    if said(text, NEGATIVE) {
        return Some(Raw::Detected { detected: false, internal: true });
    }
    said(text, &["invalid", "无效"]).then_some(Raw::Detected { detected: false, internal: false })
}

fn group(marker: &Marker, text: &str) -> Option<Raw> {
    if marker.kind != MarkerKind::Group {
        return None;
    }
    if marker.code != RHD {
        return text.trim().to_uppercase().parse::<Abo>().ok().map(|abo| Raw::Abo { abo });
    }
    if said(text, POSITIVE) {
        return Some(Raw::Rhd { rhd: Rhd::Positive });
    }
    said(text, NEGATIVE).then_some(Raw::Rhd { rhd: Rhd::Negative })
}

/// The place among `cells` of the cell in which a result belongs. Refuses by `delivery.no-run`, `delivery.well`,
/// `delivery.specimen-differs` and `delivery.several-runs`.
pub(crate) fn place(found: &Found, marker: &str, cells: &[OpenCell]) -> Result<usize, Refusal> {
    let of_run = |cell: &OpenCell| found.run.as_ref().is_none_or(|run| *run == cell.run_no);
    let about = |cell: &&OpenCell| cell.marker == marker && of_run(cell);
    if let (Some(run), Some(well)) = (&found.run, &found.well) {
        let named = cells.iter().position(|cell| about(&cell) && cell.well.eq_ignore_ascii_case(well));
        let Some(at) = named else {
            return kept(
                "well",
                say!("检测批 {run} 没有 {well} 孔的 {marker}", "{well} is not read for {marker} in the run {run}"),
            );
        };
        if cells[at].holds(&found.specimen) {
            return Ok(at);
        }
        let specimen = &found.specimen;
        let reason = say!(
            "{run} 的 {well} 孔排的不是 {specimen}：请核对加样",
            "{well} of {run} does not hold {specimen}: look whether tubes were swapped"
        );
        return kept("specimen-differs", reason);
    }
    let fitting: Vec<usize> =
        (0..cells.len()).filter(|at| about(&&cells[*at]) && cells[*at].holds(&found.specimen)).collect();
    let [first, rest @ ..] = fitting.as_slice() else {
        let specimen = &found.specimen;
        let reason = say!("没有进行中的检测批排了 {specimen} 的 {marker}", "no open run tests {specimen} for {marker}");
        return kept("no-run", reason);
    };
    if rest.iter().any(|other| cells[*other].run != cells[*first].run) {
        let specimen = &found.specimen;
        let reason =
            say!("{specimen} 同时在几个检测批中：请按孔位发送", "{specimen} stands in several runs: send the well");
        return kept("several-runs", reason);
    }
    // Wells of the same control, and both retests of a sample, are filled in their order.
    Ok(fitting.iter().copied().find(|at| cells[*at].read.is_none()).unwrap_or(*first))
}

/// What becomes of a result for a cell: it is written, it stands there already, or it says something else than what stands there,
/// which nobody overwrites. Refuses by `delivery.differs`.
pub(crate) fn enter(cell: &OpenCell, raw: &Raw) -> Result<bool, Refusal> {
    match &cell.read {
        None => Ok(true),
        Some(known) if known == raw => Ok(false),
        Some(_) => {
            let well = &cell.well;
            kept(
                "differs",
                say!("{well} 孔已有另一个读数，须人工核对", "{well} has another reading already: a person has to look"),
            )
        }
    }
}

/// The marker that an analyser means by a code: as its table of codes says, or the code itself.
pub(crate) fn marker_of<'a>(
    codes: &'a std::collections::BTreeMap<String, String>,
    markers: &'a [Marker],
    test: &str,
) -> Result<&'a Marker, Refusal> {
    let mapped = codes.iter().find(|(code, _)| code.eq_ignore_ascii_case(test)).map_or(test, |(_, marker)| marker);
    let found = markers.iter().find(|marker| marker.code.eq_ignore_ascii_case(mapped));
    found.map_or_else(
        || kept("test", say!("不认识仪器的项目代码“{test}”", "“{test}” is no known code of this analyser")),
        Ok,
    )
}
