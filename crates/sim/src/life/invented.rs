//! Invented donors and patients.

use super::dice::Dice;
use crate::names;

/// Region code that no region has, so that no number is anybody's.
const NOBODY_S_REGION: &str = "379999";
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// A group with the weight of its share in the city, in a thousand.
const GROUPS: [(&str, u32); 4] = [("O", 300), ("A", 280), ("B", 320), ("AB", 100)];
/// Every so many donors one is RhD negative: rarer in life, but a demo needs a few.
const RHD_NEGATIVE_EVERY: usize = 53;

/// An invented donor.
#[derive(Debug, Clone)]
pub(super) struct Donor {
    pub(super) name: String,
    pub(super) id_number: String,
    pub(super) phone: String,
    pub(super) female: bool,
    /// ABO and RhD, `AB+`.
    pub(super) group: String,
    /// How much they give, mL.
    pub(super) volume_ml: i64,
    /// Haemoglobin, g/L.
    pub(super) hb_g_l: i64,
    pub(super) weight_kg: i64,
}

/// Donor `index` of the city.
pub(super) fn donor(seed: u64, index: usize, year: i64) -> Donor {
    let mut dice = Dice::of(seed, "donor", index);
    let female = dice.chance(430);
    let age = dice.between(19, 54);
    let (month, day) = (dice.between(1, 12), dice.between(1, 28));
    let id_number = citizen_id(&format!("{:04}{month:02}{day:02}", year - age), index, female);
    let abo = dice.pick(&GROUPS);
    let rhd = if index % RHD_NEGATIVE_EVERY == 9 { "-" } else { "+" };
    let lowest = if female { 115 } else { 120 };
    let low = dice.chance(40);
    Donor {
        name: names::person(2000 + index),
        id_number,
        phone: format!("1700000{:04}", index % 10_000),
        female,
        group: format!("{abo}{rhd}"),
        volume_ml: dice.pick(&[(400, 62), (300, 14), (200, 24)]),
        hb_g_l: if low { lowest - dice.between(3, 12) } else { lowest + dice.between(3, 40) },
        weight_kg: dice.between(52, 88),
    }
}

/// An 18-digit identity number that is right in form and belongs to nobody.
fn citizen_id(birthday: &str, index: usize, female: bool) -> String {
    let serial = (index % 499) * 2 + usize::from(!female);
    let digits = format!("{NOBODY_S_REGION}{birthday}{serial:03}");
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{digits}{}", char::from(check))
}

/// The donation number of donation `index` in `year`, as a station prints it. The facility code is invented.
pub(super) fn donation_number(year: i64, index: usize) -> String {
    format!("09932{:02}{:06}", year % 100, 1001 + index * 7)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use vena_kernel::{citizen_id::CitizenId, donation_number::DonationNumber};

    use super::{donation_number, donor};

    #[test]
    fn invented_numbers_are_right_in_form() {
        for index in 0..500 {
            let donor = donor(1, index, 2026);
            let id: CitizenId = donor.id_number.parse().expect("a number right in form");
            assert_eq!(id.region(), "379999");
            donation_number(2026, index).parse::<DonationNumber>().expect("a donation number");
        }
    }

    #[test]
    fn groups_are_shared_as_in_the_city_and_some_are_rhd_negative() {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for index in 0..1000 {
            *counts.entry(donor(1, index, 2026).group).or_default() += 1;
        }
        let of = |abo: &str| {
            counts
                .iter()
                .filter(|(group, _)| group.trim_end_matches(['+', '-']) == abo)
                .map(|(_, count)| count)
                .sum::<usize>()
        };
        assert!((260..340).contains(&of("O")) && (240..320).contains(&of("A")), "{counts:?}");
        assert!((280..360).contains(&of("B")) && (70..130).contains(&of("AB")), "{counts:?}");
        let negative: usize = counts.iter().filter(|(group, _)| group.ends_with('-')).map(|(_, count)| count).sum();
        assert!((17..21).contains(&negative), "{counts:?}");
    }

    #[test]
    fn no_two_donors_share_a_document() {
        let documents: std::collections::BTreeSet<String> =
            (0..600).map(|index| donor(1, index, 2026).id_number).collect();
        assert_eq!(documents.len(), 600);
    }
}
