//! When a label may be printed and when what is on the bag equals the record. Pure.

#[cfg(test)]
mod tests;

use vena_contracts::lab::Verdict;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::UnitId,
    isbt128::{self, Structure},
    product::ProductCode,
    refusal::Refusal,
    say,
    scan::Meaning,
    unit_state::{Fact, Facts, Label, Safety, Unit},
};

use super::sheet::{LabelSheet, remarks};
use crate::events::Hand;

/// The group to be printed, or why no label may be printed.
pub(crate) fn may_print(hand: &Hand, id: UnitId, unit: &Unit, verdict: &Verdict) -> Result<BloodGroup, Refusal> {
    let rejected = || {
        let label = unit.facts.label();
        Refusal::new("label.rejected", say!("{label} 不合格，不能贴签", "{label} is rejected; no label is printed"))
    };
    let group = match verdict {
        _ if unit.state.safety == Safety::Rejected => return Err(rejected()),
        Verdict::Rejected => return Err(rejected()),
        Verdict::Incomplete { missing } => return Err(tests_missing(missing)),
        Verdict::Qualified { group, .. } => *group,
    };
    if let Some(known) = unit.facts.group.filter(|known| *known != group) {
        return Err(Refusal::new(
            "label.group-conflict",
            say!(
                "检验判定 {group}，记录为 {known}，不能贴签",
                "the laboratory says {group}, the record {known}; no label is printed"
            ),
        ));
    }
    shelf_life(hand, &unit.facts)?;
    hand.would(id, unit, Fact::LabelVerified(own_label(&unit.facts)))?;
    Ok(group)
}

/// Whether the label of `unit` may be checked at all: the newest print says what the record says, and the ledger would take
/// a right label.
pub(crate) fn may_check(hand: &Hand, id: UnitId, unit: &Unit, printed: Option<&LabelSheet>) -> Result<(), Refusal> {
    current(&unit.facts, printed)?;
    hand.would(id, unit, Fact::LabelVerified(own_label(&unit.facts)))
}

/// The newest print, when it still says what the record says.
///
/// # Errors
/// `label.not-printed`, `label.outdated` with the first thing that has changed since.
pub(crate) fn current<'a>(facts: &Facts, printed: Option<&'a LabelSheet>) -> Result<&'a LabelSheet, Refusal> {
    let unit = facts.label();
    let printed = printed.ok_or_else(|| {
        Refusal::new(
            "label.not-printed",
            say!("{unit} 尚未打印标签，请先打印", "no label has been printed for {unit}; print it first"),
        )
    })?;
    let changed = [
        (("血型", "group"), facts.group != Some(printed.group)),
        (("失效时间", "expiry"), facts.expires_at.map(minute) != Some(minute(printed.expires_at))),
        (("血量", "volume"), facts.volume_ml != printed.volume_ml),
        (("处理", "treatment"), remarks(facts) != printed.remarks),
    ];
    let Some(((zh, en), _)) = changed.into_iter().find(|(_, changed)| *changed) else { return Ok(printed) };
    Err(Refusal::new(
        "label.outdated",
        say!(
            "{unit} 的{zh}在打印后已变更，旧标签作废，请重新打印",
            "the {en} of {unit} has changed since its label was printed; that label is void, print it again"
        ),
    ))
}

/// Nothing without an expiry or past it is labelled.
fn shelf_life(hand: &Hand, facts: &Facts) -> Result<(), Refusal> {
    let label = facts.label();
    match facts.expires_at {
        Some(expires) if expires > hand.at => Ok(()),
        Some(expires) => {
            Err(Refusal::new("unit.expired", say!("{label} 已于 {expires} 过期", "{label} expired at {expires}")))
        }
        None => Err(Refusal::new("unit.expiry-unknown", say!("{label} 没有失效时间", "{label} has no expiry"))),
    }
}

/// What the label should say by the record.
fn own_label(facts: &Facts) -> Label {
    Label {
        donation_number: facts.donation_number,
        product: facts.product,
        division: facts.division,
        group: facts.group,
        expires_at: facts.expires_at,
    }
}

fn tests_missing(missing: &[vena_kernel::text::Text]) -> Refusal {
    let list =
        |language: fn(&vena_kernel::text::Text) -> &str| missing.iter().map(language).collect::<Vec<_>>().join(", ");
    let (zh, en) = (list(|text| &text.zh), list(|text| &text.en));
    Refusal::new("label.tests-missing", say!("检验未完成：{zh}", "the tests are not complete: {en}"))
}

/// What was read from a bag, field by field; what no code told is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Read {
    number: Option<DonationNumber>,
    product: Option<ProductCode>,
    division: Option<Division>,
    group: Option<BloodGroup>,
    expires_at: Option<Instant>,
}

/// What one scan says, or why it says nothing about a label.
pub(crate) fn read(text: &str) -> Result<Read, Refusal> {
    let unreadable = || {
        let shown: String = text.chars().filter(|letter| !letter.is_control()).take(60).collect();
        Refusal::new(
            "label.unreadable",
            say!(
                "“{shown}”不是标签上的编号、产品、血型或失效时间",
                "'{shown}' is no number, product, group or expiry of a label"
            ),
        )
    };
    let meaning = vena_kernel::scan::interpret(text)?.meaning;
    let none = Read::default();
    match meaning {
        Meaning::UnitLabel { number, product, division } => {
            Ok(Read { number: Some(number), product: Some(product), division: Some(division), ..none })
        }
        Meaning::DonationNumber { number, .. } => Ok(Read { number: Some(number), ..none }),
        Meaning::Product { product: Some(product), division, .. } => {
            // Our own product codes say nothing about the part.
            let division = division.map(|text| text.parse()).transpose()?;
            Ok(Read { product: Some(product), division, ..none })
        }
        Meaning::BloodGroup { group: Some(group), .. } => Ok(Read { group: Some(group), ..none }),
        Meaning::ExpiresAt { at } => Ok(Read { expires_at: Some(at), ..none }),
        Meaning::Compound { structures, .. } => Ok(structures.iter().fold(none, with)),
        _ => Err(unreadable()),
    }
}

/// What a compound symbol says in addition. Product codes of ISBT 128 are opaque and read with their own symbol.
fn with(read: Read, structure: &Structure) -> Read {
    match &structure.data {
        isbt128::Data::DonationNumber { number, .. } => Read { number: Some(*number), ..read },
        isbt128::Data::BloodGroup { code, .. } => Read { group: code.group(), ..read },
        isbt128::Data::ExpiryDate { at, .. } | isbt128::Data::ExpiryTime { at } => {
            Read { expires_at: Some(*at), ..read }
        }
        _ => read,
    }
}

/// The label as it was scanned, when it is whole and equals the record.
///
/// # Errors
/// `label.differs` names the first field that differs, what was read and what the record says; `label.incomplete` names
/// the first field that was not scanned.
pub(crate) fn equal(facts: &Facts, reads: &[Read]) -> Result<Label, Refusal> {
    let number =
        field(("献血编号", "donation number"), reads.iter().map(|read| read.number), Some(facts.donation_number))?;
    let product = field(("产品", "product"), reads.iter().map(|read| read.product), Some(facts.product))?;
    let division = field(
        ("二维码中的分装号", "division of the two-dimensional code"),
        reads.iter().map(|read| read.division),
        Some(facts.division),
    )?;
    let group = field(("血型", "group"), reads.iter().map(|read| read.group), facts.group)?;
    let expires = facts.expires_at.map(minute);
    let expires_at = field(("失效时间", "expiry"), reads.iter().map(|read| read.expires_at.map(minute)), expires)?;
    Ok(Label { donation_number: number, product, division, group: Some(group), expires_at: Some(expires_at) })
}

/// Labels print minutes.
fn minute(at: Instant) -> Instant {
    at.plus_seconds(-(at.micros().div_euclid(1_000_000).rem_euclid(60)))
}

fn field<T: PartialEq + std::fmt::Display + Copy>(
    (zh, en): (&str, &str),
    read: impl Iterator<Item = Option<T>>,
    record: Option<T>,
) -> Result<T, Refusal> {
    let read: Vec<T> = read.flatten().collect();
    let shown = record.map_or_else(|| "–".to_owned(), |value| value.to_string());
    if let Some(other) = read.iter().find(|value| Some(**value) != record) {
        return Err(Refusal::new(
            "label.differs",
            say!(
                "{zh}不一致：标签 {other}，记录 {shown}",
                "the {en} differs: {other} on the label, {shown} in the record"
            ),
        ));
    }
    read.first()
        .copied()
        .ok_or_else(|| Refusal::new("label.incomplete", say!("没有扫描到{zh}", "the {en} was not scanned")))
}
