//! What may be typed, corrected and signed. Pure.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    id::UserId,
    refusal::Refusal,
    say,
    testing::{Marker, MarkerKind},
    text::Text,
};

use crate::{
    judging::rules::{Book, RHD},
    words::{Run, Value},
};

/// What is typed for a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LabValueKind)]
pub(crate) enum ValueKind {
    /// Reactive or not, or for serology the ratio.
    Reactive,
    /// A number in the unit of the marker.
    Number,
    /// An ABO group.
    Abo,
    /// An RhD group.
    Rhd,
}

/// What is typed for this marker.
pub(crate) fn value_kind(marker: &Marker) -> ValueKind {
    match marker.kind {
        MarkerKind::Serology | MarkerKind::NucleicAcid => ValueKind::Reactive,
        MarkerKind::Measured => ValueKind::Number,
        MarkerKind::Group if marker.code == RHD => ValueKind::Rhd,
        MarkerKind::Group => ValueKind::Abo,
    }
}

fn fits(marker: &Marker, value: Value) -> bool {
    match value {
        Value::NonReactive | Value::Reactive => value_kind(marker) == ValueKind::Reactive,
        Value::Ratio { .. } => marker.kind == MarkerKind::Serology,
        Value::Number { .. } => value_kind(marker) == ValueKind::Number,
        Value::Abo { .. } => value_kind(marker) == ValueKind::Abo,
        Value::Rhd { .. } => value_kind(marker) == ValueKind::Rhd,
    }
}

/// The highest number of a retest.
fn repeats(book: &Book, marker: &Marker) -> i16 {
    match marker.kind {
        MarkerKind::Serology => book.serology_repeats,
        MarkerKind::NucleicAcid => book.telling_apart(),
        MarkerKind::Group if marker.code == RHD => 1,
        MarkerKind::Measured | MarkerKind::Group => 0,
    }
}

/// A field that does not fit, and why.
#[derive(Debug)]
pub(crate) struct Misfit {
    /// The field of the result.
    pub(crate) field: &'static str,
    /// What was given.
    pub(crate) value: String,
    /// Why not.
    pub(crate) refusal: Refusal,
}

fn misfit(field: &'static str, value: impl ToString, refusal: Refusal) -> Misfit {
    Misfit { field, value: value.to_string(), refusal }
}

/// Whether `run` is a run of a marker of the rulebook.
pub(crate) fn typable(book: &Book, run: &Run) -> Result<(), Misfit> {
    let code = &run.marker;
    let Some(marker) = book.marker(code) else {
        let reason = say!("没有检验项目 {code}", "there is no marker {code}");
        return Err(misfit("marker", code, Refusal::new("lab.marker-unknown", reason)));
    };
    let (zh, en) = (&marker.name.zh, &marker.name.en);
    let (rounds, last) = (marker.rounds, repeats(book, marker));
    if run.round < 1 || u32::try_from(run.round).is_ok_and(|round| round > rounds) {
        let reason = say!("{zh} 只有 {rounds} 轮", "{en} has rounds 1 to {rounds}");
        return Err(misfit("round", run.round, Refusal::new("lab.round", reason)));
    }
    if !(0..=last).contains(&run.repeat) {
        let reason = say!("{zh} 的复检序号最大为 {last}", "{en} has retests up to {last}");
        return Err(misfit("repeat", run.repeat, Refusal::new("lab.repeat", reason)));
    }
    if run.pooled && (marker.kind != MarkerKind::NucleicAcid || run.repeat > 0) {
        let reason = say!("只有核酸首次检测可以混样", "only the first run of a nucleic acid may be pooled");
        return Err(misfit("pooled", run.pooled, Refusal::new("lab.pooled", reason)));
    }
    if run.combined && (marker.kind != MarkerKind::NucleicAcid || run.repeat == book.telling_apart()) {
        let reason = say!(
            "只有核酸检测可以联合，鉴别检测须单项",
            "only nucleic acids are read together, and never by the test that tells them apart"
        );
        return Err(misfit("combined", run.combined, Refusal::new("lab.combined", reason)));
    }
    if !fits(marker, run.value) {
        let reason = say!("{zh} 的结果不能这样填写", "{en} has results of another kind");
        return Err(misfit("value", "", Refusal::new("lab.value-kind", reason)));
    }
    Ok(())
}

/// The place of a run that stands twice among `runs`.
pub(crate) fn once(runs: &[Run]) -> Result<(), (usize, Refusal)> {
    let twice = (1..runs.len()).find(|at| runs[..*at].iter().any(|run| run.key() == runs[*at].key()));
    let Some(at) = twice else { return Ok(()) };
    let reason = say!("同一项目、轮次、复检填写了两次", "the same run of a marker is given twice");
    Err((at, Refusal::new("lab.twice", reason)))
}

/// What decides about a person at the current version.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Something was typed.
    pub(crate) begun: bool,
    /// Who has signed first.
    pub(crate) tester: Option<UserId>,
    /// Who has signed second.
    pub(crate) checker: Option<UserId>,
    /// The third has signed.
    pub(crate) issued: bool,
    /// What lacks first of all.
    pub(crate) missing: Option<Text>,
    /// The person has typed or opened any of it.
    pub(crate) touched: bool,
    /// The person.
    pub(crate) user: UserId,
}

/// Before the first signature results are simply typed.
pub(crate) fn may_enter(desk: &Desk) -> Result<(), Refusal> {
    if desk.tester.is_none() {
        return Ok(());
    }
    let reason = say!("报告已有签名：更正须说明原因", "the report is signed: a correction needs a reason");
    Err(Refusal::new("lab.reason-needed", reason))
}

/// After the first signature results are corrected by a new version, for a reason.
pub(crate) fn may_correct(desk: &Desk) -> Result<(), Refusal> {
    if desk.tester.is_some() {
        return Ok(());
    }
    let reason = say!("报告尚未签名，直接录入即可", "the report is not signed: simply type the results");
    Err(Refusal::new("lab.nothing-to-correct", reason))
}

fn complete(desk: &Desk) -> Result<(), Refusal> {
    if !desk.begun {
        return Err(Refusal::new("lab.incomplete", say!("尚无检验结果", "there are no results yet")));
    }
    let Some(Text { zh, en }) = &desk.missing else { return Ok(()) };
    Err(Refusal::new("lab.incomplete", say!("检验未完成：{zh}", "not complete: {en}")))
}

/// The tester signs first, once everything is there.
pub(crate) fn may_sign_tester(desk: &Desk) -> Result<(), Refusal> {
    if desk.tester.is_some() {
        return Err(Refusal::new("lab.already-signed", say!("检测人已签名", "the tester has signed already")));
    }
    complete(desk)
}

/// The checker signs second: not the tester, and nobody who typed.
pub(crate) fn may_sign_checker(desk: &Desk) -> Result<(), Refusal> {
    if desk.checker.is_some() {
        return Err(Refusal::new("lab.already-signed", say!("复核人已签名", "the checker has signed already")));
    }
    let Some(tester) = desk.tester else {
        complete(desk)?;
        return Err(Refusal::new("lab.tester-first", say!("请检测人先签名", "the tester has to sign first")));
    };
    if tester == desk.user {
        let reason = say!("检测人不能复核，请由另一人复核", "the tester may not check; another person has to");
        return Err(Refusal::new("lab.same-person", reason));
    }
    if desk.touched {
        let reason = say!("录入人不能复核，请由另一人复核", "who typed may not check; another person has to");
        return Err(Refusal::new("lab.typist-may-not-check", reason));
    }
    complete(desk)
}

/// The issuer signs last: neither the tester nor the checker.
pub(crate) fn may_issue(desk: &Desk) -> Result<(), Refusal> {
    if desk.issued {
        return Err(Refusal::new("lab.already-issued", say!("报告已签发", "the report has been issued already")));
    }
    let (Some(tester), Some(checker)) = (desk.tester, desk.checker) else {
        return Err(Refusal::new("lab.checker-first", say!("请先完成检测与复核签名", "two have to sign first")));
    };
    if [tester, checker].contains(&desk.user) {
        let reason = say!(
            "检测人与复核人不能签发，请由签发人签发",
            "neither the tester nor the checker may issue; a third person has to"
        );
        return Err(Refusal::new("lab.same-person", reason));
    }
    Ok(())
}

/// Among many only what is in order is signed: whatever stands out is opened and signed by itself.
pub(crate) fn in_order(stands_out: bool) -> Result<(), Refusal> {
    if !stands_out {
        return Ok(());
    }
    let reason = say!("结果有异常，请打开单独核对后签名", "something stands out here: open it and sign it by itself");
    Err(Refusal::new("lab.sign-alone", reason))
}

/// What is signed is what was shown.
pub(crate) fn unchanged(shown: Option<&str>, digest: &str) -> Result<(), Refusal> {
    if shown.is_none_or(|shown| shown == digest) {
        return Ok(());
    }
    let reason =
        say!("结果在显示之后有变化，请核对后再签", "the results have changed since they were shown: look again");
    Err(Refusal::new("lab.changed-since-shown", reason))
}
