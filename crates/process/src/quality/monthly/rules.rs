//! When a month of a product may be concluded or reported, and what the report says. Pure.

use std::{fmt, str::FromStr};

use serde_json::{Value, json};
use vena_kernel::{
    clock::{Day, Instant},
    product::ProductCode,
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    text::Lang,
    zone,
};

use super::db::ValueRow;
use crate::quality::{book::Indicator, results::rules::Standing};

/// A month of a product: `RBC-S-LR@2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthOf {
    /// The product.
    pub(crate) product: ProductCode,
    /// The first day of the month.
    pub(crate) month: Day,
}

impl FromStr for MonthOf {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (product, month) = text.split_once('@').ok_or(())?;
        if month.len() != 7 {
            return Err(());
        }
        let month = format!("{month}-01").parse().map_err(drop)?;
        Ok(Self { product: product.parse().map_err(drop)?, month })
    }
}

impl fmt::Display for MonthOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.product, self.month.date().strftime("%Y-%m"))
    }
}

/// How a month stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Month {
    /// It is over.
    pub(super) ended: bool,
    /// Sheets that wait for their second person.
    pub(super) waiting: i64,
    /// Whether it was in control.
    pub(super) standing: Standing,
    /// People have concluded it.
    pub(super) concluded: bool,
}

fn settled(month: Month) -> Result<(), Refusal> {
    if !month.ended {
        let reason = say!("该月尚未结束", "the month is not over");
        return Err(Refusal::new("quality.month-running", reason));
    }
    if month.waiting > 0 {
        let waiting = month.waiting;
        let reason = say!("还有 {waiting} 份结果单等待复核", "{waiting} sheets of results wait to be confirmed");
        return Err(Refusal::new("quality.month-waiting", reason));
    }
    Ok(())
}

/// Whether people may say what follows from a month with too few samples. Refuses by `quality.month-running`,
/// `quality.month-waiting`, `quality.month-judged` and `quality.month-concluded`.
pub(super) fn may_conclude(month: Month) -> Result<(), Refusal> {
    settled(month)?;
    if month.concluded {
        let reason = say!("该月已有结论", "this month has been concluded");
        return Err(Refusal::new("quality.month-concluded", reason));
    }
    if month.standing != Standing::Open {
        let reason = say!("该月结果充足，已由系统判定", "there are enough results: the month is judged by them");
        return Err(Refusal::new("quality.month-judged", reason));
    }
    Ok(())
}

/// Whether a month may be reported. Refuses by `quality.month-running`, `quality.month-waiting` and `quality.month-short`.
pub(super) fn may_report(month: Month) -> Result<(), Refusal> {
    settled(month)?;
    if month.standing == Standing::Open && !month.concluded {
        let reason = say!(
            "检测结果不足，不能判定是否受控；请先写明原因并下结论",
            "there are too few results to tell whether the month was in control: conclude it with the reason first"
        );
        return Err(Refusal::new("quality.month-short", reason));
    }
    Ok(())
}

/// Everything a report is made from.
pub(super) struct Facts<'a> {
    pub(super) of: MonthOf,
    pub(super) made: i64,
    pub(super) standing: Standing,
    pub(super) concluded: Option<&'a str>,
    pub(super) indicators: &'a [&'static Indicator],
    pub(super) values: &'a [ValueRow],
    pub(super) lang: Lang,
}

/// The fields of the form `qc-report`. Who made the units is left to people; the verdict too where there were too few samples.
pub(super) fn report(facts: &Facts<'_>) -> Value {
    let Facts { of, made, standing, concluded, indicators, values, lang } = *facts;
    let mut samples: Vec<&ValueRow> = values.iter().collect();
    samples.dedup_by_key(|value| value.sample_id);
    let measured: Vec<&Indicator> =
        indicators.iter().copied().filter(|one| values.iter().any(|value| value.indicator == one.code)).collect();
    let day = |at: Instant| at.day_in(&zone::china());
    let latest = |of: fn(&ValueRow) -> Instant| values.iter().map(of).max().map(day);
    let name = rulebook::products().get(of.product).map_or(of.product.as_str(), |known| known.name.get(lang));
    let mut fields = json!({
        "report_number": format!("{}-{}", of.month.date().strftime("%Y%m"), of.product),
        "product": name,
        "sampled_units": samples.len(),
        "made_units": made,
        "basis": basis(values),
        "items": measured.iter().map(|one| item(one, values, lang)).collect::<Vec<_>>(),
        "samples": samples.iter().map(|sample| row(sample, &measured, values)).collect::<Vec<_>>(),
    });
    if let Some(size) = size(&samples, lang) {
        fields["size"] = json!(size);
    }
    if let Some(on) = latest(|value| value.taken_at) {
        fields["sampled_on"] = json!(on);
    }
    if let Some(on) = latest(|value| value.confirmed_at) {
        fields["tested_on"] = json!(on);
    }
    match (standing, concluded) {
        (Standing::InControl, _) => fields["verdict"] = json!("conforming"),
        (Standing::Out, _) => fields["verdict"] = json!("not_conforming"),
        (Standing::Open, Some(reason)) => fields["conclusion"] = json!(reason),
        (Standing::Open, None) => {}
    }
    fields
}

/// The sources of the limits, each once, as far as they fit.
fn basis(values: &[ValueRow]) -> String {
    let mut sources: Vec<&str> = values.iter().map(|value| value.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.join("；").chars().take(120).collect()
}

/// From what size of donation the samples were made, each once.
fn size(samples: &[&ValueRow], lang: Lang) -> Option<String> {
    let nominal = |sample: &&ValueRow| rulebook::preparation().nominal(VolumeMl::new(sample.drawn_ml?)?);
    let mut sizes: Vec<i32> = samples.iter().filter_map(nominal).map(VolumeMl::ml).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let list = sizes.iter().map(|ml| format!("{ml} mL")).collect::<Vec<_>>().join("、");
    (!sizes.is_empty()).then(|| say!("{list} 全血制备", "from {list}").get(lang).chars().take(40).collect())
}

/// `≥ 36`, `0.45 – 0.60`, `< 0.8`.
fn standard(minimum: Option<f64>, maximum: Option<f64>, open: bool) -> String {
    match (minimum, maximum) {
        (Some(least), Some(most)) => format!("{least} – {most}"),
        (Some(least), None) => format!("{} {least}", if open { ">" } else { "≥" }),
        (None, Some(most)) => format!("{} {most}", if open { "<" } else { "≤" }),
        (None, None) => "/".into(),
    }
}

/// One indicator over all samples. Where sizes have limits of their own, each is named.
fn item(indicator: &Indicator, values: &[ValueRow], lang: Lang) -> Value {
    let own: Vec<&ValueRow> = values.iter().filter(|value| value.indicator == indicator.code).collect();
    let mut standards: Vec<String> =
        own.iter().map(|value| standard(value.minimum, value.maximum, indicator.open)).collect();
    standards.sort_unstable();
    standards.dedup();
    let (tested, passed) = (own.len(), own.iter().filter(|value| value.inside).count());
    let all = own.iter().map(|value| value.value);
    let (lowest, highest) = all.clone().fold((f64::MAX, f64::MIN), |(low, high), one| (low.min(one), high.max(one)));
    let share = |part: usize| permille(part, tested);
    json!({
        "item": short(indicator.name.get(lang), 30),
        "unit": indicator.unit,
        "standard": short(&standards.join(" / "), 80),
        "lowest": lowest,
        "mean": rounded(all.sum::<f64>() / count(tested)),
        "highest": highest,
        "passed": passed,
        "tested": tested,
        "rate_percent": share(passed) / 10.0,
        "required_percent": f64::from(indicator.share) / 10.0,
        "conforming": share(passed) >= f64::from(indicator.share),
    })
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// A count of results, of which there are never more than a few thousand.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Exactly so many of a thousand, rounded down: 749.9 is not 750.
fn permille(part: usize, all: usize) -> f64 {
    count((part * 1000).checked_div(all).unwrap_or(0))
}

/// To three places, as the mean of values that have as many is told.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn row(sample: &ValueRow, measured: &[&Indicator], values: &[ValueRow]) -> Value {
    let of = |indicator: &&Indicator| {
        let own = values.iter().find(|one| one.sample_id == sample.sample_id && one.indicator == indicator.code);
        own.map_or_else(|| "/".to_owned(), |one| one.value.to_string())
    };
    json!({
        "number": sample.donation_number.to_string(),
        "made_on": sample.made_at.day_in(&zone::china()),
        "values": measured.iter().map(of).collect::<Vec<_>>(),
    })
}
