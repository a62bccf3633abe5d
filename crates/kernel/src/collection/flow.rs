//! What a machine's own record says about a donation: long, interrupted, not full, too full; and where it differs from what
//! was typed. Numbers stand in `rulebook/cn/chair.toml` and `preparation.toml`.

use serde::{Deserialize, Serialize};

use super::chair;
use crate::{
    clock::Day, eligibility::DonationKind, preparation::Preparation, product::ProductCode, quantity::VolumeMl,
    refusal::Refusal, rulebook::Basis, say, text::Text,
};

/// A machine's record of one donation.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// What was given.
    pub kind: DonationKind,
    /// The volume that was agreed, mL.
    pub agreed_ml: i32,
    /// What the scale says, mL.
    pub volume_ml: Option<f64>,
    /// How long it took, s.
    pub duration_s: Option<f64>,
    /// Seconds since the beginning, and mL then.
    pub points: Vec<[f64; 2]>,
    /// What the machine has complained about.
    pub alarms: Vec<String>,
    /// The machine has told its end; otherwise it runs, or went away.
    pub ended: bool,
    /// It went away before it told its end.
    pub cut: bool,
}

/// Something that the record says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = FlowFinding))]
pub struct Finding {
    /// Stable name of the rule.
    pub rule: String,
    /// For people.
    pub reason: Text,
    /// The clause behind it.
    pub clause: String,
    /// Where on the curve it begins and ends, s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_s: Option<[f64; 2]>,
}

impl Finding {
    fn of(refusal: Refusal, basis: &Basis) -> Self {
        Self { rule: refusal.rule, reason: refusal.reason, clause: basis.source.clone(), span_s: None }
    }
}

/// Everything that the record says, the gravest first. Refuses by `chair.no-version`.
pub fn judge(flow: &Flow, preparation: &Preparation, day: Day) -> Result<Vec<Finding>, Refusal> {
    let mut found = Vec::new();
    if flow.kind == DonationKind::WholeBlood {
        found.extend(filled(flow, day)?);
        found.extend(long(flow, preparation));
        found.extend(interrupted(flow, day)?);
    }
    let basis = &chair::still_flow(day)?.basis;
    if flow.cut {
        let reason = say!("设备记录中断，没有结束记录", "the machine's record breaks off before its end");
        found.push(Finding::of(Refusal::new("flow.cut", reason), basis));
    }
    if !flow.alarms.is_empty() {
        let alarms = flow.alarms.join(" ");
        let reason = say!("设备报警：{alarms}", "alarms of the machine: {alarms}");
        found.push(Finding::of(Refusal::new("flow.alarm", reason), basis));
    }
    Ok(found)
}

/// A bag that is not full enough, or too full, for everything.
fn filled(flow: &Flow, day: Day) -> Result<Option<Finding>, Refusal> {
    let Some(volume) = flow.volume_ml.filter(|_| flow.ended) else { return Ok(None) };
    // Whole millilitres, as on the label; a bag's volume is far inside the range of the type.
    let ml = volume.clamp(0.0, 10_000.0).round() as i32;
    let outcome = chair::makes(flow.agreed_ml, ml, day)?;
    let rule = if ml < flow.agreed_ml { "flow.under" } else { "flow.over" };
    Ok(outcome.reason.map(|reason| Finding::of(Refusal::new(rule, reason), outcome.basis)))
}

/// Products that the blood flowed too long for.
fn long(flow: &Flow, preparation: &Preparation) -> Vec<Finding> {
    let Some((seconds, agreed)) = flow.duration_s.zip(VolumeMl::new(flow.agreed_ml)) else { return Vec::new() };
    let over =
        preparation.slow_limits(agreed).into_iter().filter(|(minutes, ..)| seconds > minutes.saturating_mul(60) as f64);
    let finding = |(minutes, products, basis): (i64, &[ProductCode], &Basis)| {
        let taken = (seconds / 60.0).ceil();
        let (zh, en) = (names(products, |name| &name.zh, "、"), names(products, |name| &name.en, ", "));
        let reason = say!(
            "采集 {taken} 分钟，超过 {minutes} 分钟，不得制备{zh}",
            "it took {taken} minutes, more than {minutes}: not to be made of it: {en}"
        );
        Finding {
            span_s: Some([minutes.saturating_mul(60) as f64, seconds]),
            ..Finding::of(Refusal::new("flow.long", reason), basis)
        }
    };
    over.map(finding).collect()
}

/// Products as people call them.
fn names(products: &[ProductCode], of: fn(&Text) -> &str, between: &str) -> String {
    let name = |code: &ProductCode| products_of_the_book(*code).map_or(code.to_string(), |name| of(name).to_owned());
    products.iter().map(name).collect::<Vec<_>>().join(between)
}

fn products_of_the_book(code: ProductCode) -> Option<&'static Text> {
    crate::rulebook::products().named(code).ok().map(|product| &product.name)
}

/// The longest time in which nothing flowed before it went on.
fn interrupted(flow: &Flow, day: Day) -> Result<Option<Finding>, Refusal> {
    let rule = chair::still_flow(day)?;
    let Some([from, to]) = stillness(&flow.points, rule.still_ml) else { return Ok(None) };
    let seconds = (to - from).round();
    if seconds < rule.still_seconds as f64 {
        return Ok(None);
    }
    let reason = say!("采集中断 {seconds} 秒后继续", "the flow stopped for {seconds} s and went on");
    Ok(Some(Finding { span_s: Some([from, to]), ..Finding::of(Refusal::new("flow.interrupted", reason), &rule.basis) }))
}

/// The longest stretch that gains less than `still_ml` and is followed by more.
fn stillness(points: &[[f64; 2]], still_ml: f64) -> Option<[f64; 2]> {
    let mut longest: Option<[f64; 2]> = None;
    let mut begin = *points.first()?;
    let mut last = begin;
    for &[at, ml] in points {
        if ml - begin[1] >= still_ml {
            if last[0] > begin[0] && longest.is_none_or(|[from, to]| last[0] - begin[0] > to - from) {
                longest = Some([begin[0], last[0]]);
            }
            begin = [at, ml];
        }
        last = [at, ml];
    }
    longest
}

/// What was typed, or what a machine has recorded, about one donation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Collected volume, mL.
    pub volume_ml: Option<f64>,
    /// From needle in to needle out, s.
    pub seconds: Option<f64>,
    /// Anticoagulant, mL.
    pub anticoagulant_ml: Option<f64>,
    /// Platelets of all bags together, 10^11.
    pub platelets_e11: Option<f64>,
}

/// A figure that was typed otherwise than the machine has recorded it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = FlowDifference))]
pub struct Difference {
    /// Which figure: `volume_ml`, `seconds`, `anticoagulant_ml` or `platelets_e11`.
    pub figure: String,
    /// What was typed.
    pub typed: f64,
    /// What the machine has recorded.
    pub told: f64,
    /// How far they may lie apart.
    pub tolerance: f64,
}

/// The figures that lie further apart than the rulebook of `day` allows.
pub fn differences(typed: Figures, told: Figures, day: Day) -> Vec<Difference> {
    let rule = chair::differs(day);
    let table = [
        ("volume_ml", typed.volume_ml, told.volume_ml, chair::scale_differs_ml(day).map(f64::from)),
        ("seconds", typed.seconds, told.seconds, rule.map(|rule| rule.seconds as f64)),
        (
            "anticoagulant_ml",
            typed.anticoagulant_ml,
            told.anticoagulant_ml,
            rule.map(|rule| f64::from(rule.anticoagulant_ml)),
        ),
        ("platelets_e11", typed.platelets_e11, told.platelets_e11, rule.map(|rule| rule.platelets_e11)),
    ];
    let far = |(figure, typed, told, tolerance): (&str, Option<f64>, Option<f64>, Option<f64>)| {
        let (typed, told, tolerance) = (typed?, told?, tolerance?);
        // A hair for what decimal fractions lose in binary.
        ((typed - told).abs() > tolerance + 1e-9).then(|| Difference {
            figure: figure.to_owned(),
            typed,
            told,
            tolerance,
        })
    };
    table.into_iter().filter_map(far).collect()
}

/// Refuses by `donation.reading-differs` figures that lie too far apart while nobody says why.
pub fn explained(differences: &[Difference], why: Option<&str>) -> Result<(), Refusal> {
    if differences.is_empty() || why.is_some_and(|why| why.trim().chars().count() >= 2) {
        return Ok(());
    }
    let names = |of: fn(&str) -> &'static str| {
        let one = |found: &Difference| format!("{} {} / {}", of(&found.figure), found.typed, found.told);
        differences.iter().map(one).collect::<Vec<_>>().join("；")
    };
    let (zh, en) = (names(figure_zh), names(figure_en));
    let reason = say!(
        "录入与设备记录不符（{zh}），请复核并说明原因",
        "typed and recorded figures differ ({en}): look again and say why"
    );
    Err(Refusal::new("donation.reading-differs", reason))
}

fn figure_zh(figure: &str) -> &'static str {
    match figure {
        "volume_ml" => "采集量 mL",
        "seconds" => "时长 秒",
        "anticoagulant_ml" => "抗凝剂 mL",
        _ => "血小板 ×10¹¹",
    }
}

fn figure_en(figure: &str) -> &'static str {
    match figure {
        "volume_ml" => "volume mL",
        "seconds" => "seconds",
        "anticoagulant_ml" => "anticoagulant mL",
        _ => "platelets ×10¹¹",
    }
}
