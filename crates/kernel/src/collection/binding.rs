//! What may be bound together.

use crate::{
    clock::Day,
    donation_number::DonationNumber,
    isbt128::Data,
    product::MediumCode,
    refusal::Refusal,
    say,
    scan::{self, Meaning},
};

use super::book::Collection;

/// The kit of bags as its label says.
#[derive(Debug)]
pub struct Bag {
    /// Its anticoagulant.
    pub medium: MediumCode,
    /// Last day on which it may be used.
    pub expires_on: Day,
}

/// The donation number that a scanned or typed text carries. Refuses by the grammar of scanned texts, and by
/// `binding.no-number` a text that means something else.
pub fn number_of(text: &str) -> Result<DonationNumber, Refusal> {
    match scan::interpret(text)?.meaning {
        Meaning::DonationNumber { number, .. } | Meaning::UnitLabel { number, .. } => Ok(number),
        Meaning::Compound { structures, .. } => {
            let number = structures.iter().find_map(|structure| match &structure.data {
                Data::DonationNumber { number, .. } => Some(*number),
                _ => None,
            });
            number.ok_or_else(no_number)
        }
        _ => Err(no_number()),
    }
}

fn no_number() -> Refusal {
    Refusal::new("binding.no-number", say!("扫描内容不是献血编号", "what was scanned is no donation number"))
}

/// Refuses by `binding.bag-differs` a bag that does not carry `number`, and by the grammar of scanned texts.
pub fn bag_number(number: DonationNumber, bag: &str) -> Result<(), Refusal> {
    let on_bag = number_of(bag)?;
    if on_bag == number {
        return Ok(());
    }
    let reason =
        say!("血袋编号 {on_bag} 与献血编号 {number} 不一致", "the bag says {on_bag}, the donation is {number}");
    Err(Refusal::new("binding.bag-differs", reason))
}

/// Whether the bag and every tube carry `number`, and there are enough tubes. Refuses by `binding.bag-differs`,
/// `binding.tube-differs`, `binding.tubes-missing`, and by the grammar of scanned texts.
pub fn one_number(number: DonationNumber, bag: &str, tubes: &[String], rules: &Collection) -> Result<(), Refusal> {
    bag_number(number, bag)?;
    for (index, tube) in tubes.iter().enumerate() {
        let (place, on_tube) = (index + 1, number_of(tube)?);
        if on_tube != number {
            let reason = say!(
                "第 {place} 支试管编号 {on_tube} 与献血编号 {number} 不一致",
                "tube {place} says {on_tube}, the donation is {number}"
            );
            return Err(Refusal::new("binding.tube-differs", reason));
        }
    }
    let (found, needed) = (tubes.len(), rules.tubes_min);
    if found < needed {
        let reason =
            say!("试管不足：{found} 支，至少 {needed} 支", "{found} tubes are not enough, {needed} are needed");
        return Err(Refusal::new("binding.tubes-missing", reason));
    }
    Ok(())
}

/// Whether the kit may be used on `today`. Refuses by `binding.medium` and `binding.bag-expired`.
pub fn bag_usable(bag: &Bag, rules: &Collection, today: Day) -> Result<(), Refusal> {
    if !rules.bag_media.contains(&bag.medium) {
        let medium = bag.medium;
        let reason = say!("{medium} 血袋不能用于采集全血", "whole blood is not collected into {medium}");
        return Err(Refusal::new("binding.medium", reason));
    }
    not_expired(bag, today)
}

/// Refuses by `binding.bag-expired` a kit after its last day.
pub fn not_expired(bag: &Bag, today: Day) -> Result<(), Refusal> {
    if bag.expires_on < today {
        let day = bag.expires_on;
        return Err(Refusal::new("binding.bag-expired", say!("血袋已于 {day} 过期", "the bag expired on {day}")));
    }
    Ok(())
}
