//! Which tube is which: every tube proves its number and its role.

use serde::{Deserialize, Serialize};

use super::{read_kit, tubes};
use crate::{
    clock::Day,
    collection::binding::number_of,
    donation_number::{DonationNumber, FlagKind},
    eligibility::DonationKind,
    isbt128::Data,
    refusal::Refusal,
    say,
    scan::{self, Meaning},
};

/// What a sample tube is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TubeRole {
    /// 血清学
    Serology,
    /// 核酸
    Nat,
    /// 留样
    Retention,
}

impl TubeRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Serology, Self::Nat, Self::Retention];
}

/// A tube as it was scanned in its place.
#[derive(Debug, Clone, Copy)]
pub struct Tube<'a> {
    /// The place in which it stands.
    pub role: TubeRole,
    /// The label with the number.
    pub scan: &'a str,
    /// The maker's label, where the number carries no flags.
    pub article: Option<&'a str>,
}

fn flag(text: &str) -> Option<FlagKind> {
    match scan::interpret(text).ok()?.meaning {
        Meaning::DonationNumber { flags, .. } => flags.map(|flags| flags.kind()),
        Meaning::Compound { structures, .. } => structures.iter().find_map(|structure| match &structure.data {
            Data::DonationNumber { flags, .. } => Some(flags.kind()),
            _ => None,
        }),
        _ => None,
    }
}

fn word(flag: FlagKind) -> Option<&'static str> {
    match flag {
        FlagKind::TestTube => Some("test_tube"),
        FlagKind::NatTube => Some("nat_tube"),
        FlagKind::PilotTube => Some("pilot_tube"),
        FlagKind::Container(_) => Some("container"),
        FlagKind::DonorRecord => Some("donor_record"),
        FlagKind::BacterialSample => Some("bacterial_sample"),
        _ => None,
    }
}

/// Whether record and bag wear their own labels of the set. Refuses by `binding.label-swapped` a label that says it belongs
/// to something else.
pub fn labels(record: &str, bag: &str) -> Result<(), Refusal> {
    for (scan, own, zh, en) in [(record, "donor_record", "记录单", "record"), (bag, "container", "血袋", "bag")] {
        if let Some(found) = flag(scan).and_then(word).filter(|found| *found != own) {
            let reason = say!(
                "{zh}上贴的是 {found} 标签，请核对整套条码",
                "the label on the {en} is one for {found}: check the whole set of labels"
            );
            return Err(Refusal::new("binding.label-swapped", reason));
        }
    }
    Ok(())
}

/// How many tubes there are: one label that was scanned twice is one tube.
pub fn different(given: &[Tube<'_>]) -> usize {
    let label = |tube: &Tube<'_>| {
        (tube.role as u8, tube.scan.trim().to_owned(), tube.article.map(|text| text.trim().to_owned()))
    };
    given.iter().map(label).collect::<std::collections::BTreeSet<_>>().len()
}

/// Whether every tube carries `number`, stands in its own place, and none is missing. One label scanned twice is one tube.
///
/// Refuses by `binding.tube-differs`, `binding.tube-swapped`, `binding.tube-unproven`, `binding.tube-missing`, and by the
/// grammar of scanned texts.
pub fn right_tubes(number: DonationNumber, given: &[Tube<'_>], kind: DonationKind, day: Day) -> Result<(), Refusal> {
    let rules = tubes(kind, day);
    for tube in given {
        let Some(rule) = rules.iter().find(|rule| rule.role == tube.role) else { continue };
        let (zh, en) = (&rule.name.zh, &rule.name.en);
        let on_tube = number_of(tube.scan)?;
        if on_tube != number {
            let reason = say!(
                "{zh}编号 {on_tube} 与献血编号 {number} 不一致",
                "the {en} says {on_tube}, the donation is {number}"
            );
            return Err(Refusal::new("binding.tube-differs", reason));
        }
        proves_role(rule, tube)?;
    }
    for rule in &rules {
        let own: Vec<Tube<'_>> = given.iter().filter(|tube| tube.role == rule.role).copied().collect();
        let (found, min, zh, en) = (different(&own), rule.min, &rule.name.zh, &rule.name.en);
        if found < min {
            let source = &rule.basis.source;
            let reason = say!("缺少{zh}：{found} 支，应有 {min} 支（{source}）", "{en}: {found} of {min} ({source})");
            return Err(Refusal::new("binding.tube-missing", reason));
        }
    }
    Ok(())
}

/// What a tube of a donation of `kind` says it is for: by the flags of its number, or by the maker's label. `None` when
/// neither tells. Refuses by `binding.tube-swapped` a tube of which the two say different things, and by the grammar of
/// scanned texts.
pub fn role_of(scan: &str, article: Option<&str>, kind: DonationKind, day: Day) -> Result<Option<TubeRole>, Refusal> {
    let rules = tubes(kind, day);
    let by_flag = flag(scan).and_then(word);
    let by_flag = by_flag.and_then(|word| rules.iter().find(|rule| rule.flags.iter().any(|flag| flag == word)));
    let label = article.map(read_kit).transpose()?;
    let by_maker = label.and_then(|label| rules.iter().find(|rule| rule.articles.contains(&label.article)));
    match (by_flag.map(|rule| rule.role), by_maker.map(|rule| rule.role)) {
        (Some(flags), Some(maker)) if flags != maker => {
            let reason = say!(
                "编号标签与厂家条码说的不是同一种试管，请核对",
                "the number's label and the maker's speak of different tubes: check which it is"
            );
            Err(Refusal::new("binding.tube-swapped", reason))
        }
        (flags, maker) => Ok(flags.or(maker)),
    }
}

fn proves_role(rule: &super::TubeRule, tube: &Tube<'_>) -> Result<(), Refusal> {
    let (zh, en) = (&rule.name.zh, &rule.name.en);
    let swapped = || {
        let reason = say!("放在{zh}位置的不是{zh}，请核对试管", "what stands in the place of the {en} is another tube");
        Refusal::new("binding.tube-swapped", reason)
    };
    let by_flag = flag(tube.scan).and_then(word).map(|word| rule.flags.iter().any(|flag| flag == word));
    let by_maker = tube.article.map(read_kit).transpose()?.map(|label| rule.articles.contains(&label.article));
    if by_flag == Some(false) || by_maker == Some(false) {
        return Err(swapped());
    }
    if by_flag.or(by_maker).is_none() {
        let reason = say!(
            "请再扫描{zh}上的厂家条码",
            "scan the maker's code on the {en} too: its number does not tell which tube it is"
        );
        return Err(Refusal::new("binding.tube-unproven", reason));
    }
    Ok(())
}
