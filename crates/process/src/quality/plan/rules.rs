//! How many are due, by when, and which. Pure.

use sha2::{Digest, Sha256};
use vena_kernel::{
    clock::Instant,
    id::UnitId,
    refusal::Refusal,
    say,
    unit_state::{Life, Promise, State},
};

use crate::quality::book::Sampling;

/// In how many parts a month is sampled.
pub(super) const PARTS: u32 = 4;

/// How many units are due of `made`: never more than there are.
pub(crate) fn due(rule: &Sampling, made: u32) -> u32 {
    let share = (u64::from(made) * u64::from(rule.permille)).div_ceil(1000);
    u32::try_from(share).unwrap_or(made).max(rule.units_min).min(made)
}

/// The part of the month to which a day belongs: weeks, the last of which goes to the end.
pub(super) fn part(day_of_month: u32) -> u32 {
    (day_of_month.saturating_sub(1) / 7 + 1).min(PARTS)
}

/// How many of `due` have to be drawn by the end of a part.
pub(super) fn due_by(due: u32, part: u32) -> u32 {
    (due * part.min(PARTS)).div_ceil(PARTS)
}

/// Draws `wanted` of the candidates: those whose SHA-256 of `seed:unit` is lowest, so that anybody can draw again.
pub(super) fn draw(seed: &str, candidates: &[UnitId], wanted: usize) -> Vec<UnitId> {
    let mut ranked: Vec<([u8; 32], UnitId)> =
        candidates.iter().map(|unit| (Sha256::digest(format!("{seed}:{unit}")).into(), *unit)).collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().take(wanted).map(|(_, unit)| unit).collect()
}

/// Whether a drawn unit is there to be taken.
pub(super) fn there(state: &State, expires_at: Option<Instant>, own: bool, now: Instant) -> Result<(), Refusal> {
    let gone = |reason| Err(Refusal::new("quality.unit-gone", reason));
    if !own || !matches!(state.life, Life::InProcess | Life::Stock) {
        return gone(say!("该单位已不在本站，请抽取替换样品", "the unit is not here any more: draw another"));
    }
    if expires_at.is_some_and(|end| end <= now) {
        return gone(say!("该单位已过期，请抽取替换样品", "the unit has expired: draw another"));
    }
    if !matches!(state.promise, Promise::Free) {
        return gone(say!("该单位已分配给订单，请抽取替换样品", "the unit is promised to an order: draw another"));
    }
    Ok(())
}

/// Whether a sample still waits.
pub(super) fn waits(taken: bool, replaced: bool) -> Result<(), Refusal> {
    if taken {
        let reason = say!("该样品已取样", "this sample has been taken already");
        return Err(Refusal::new("quality.taken-already", reason));
    }
    if replaced {
        let reason = say!("该样品已被替换", "this sample was replaced by another");
        return Err(Refusal::new("quality.replaced-already", reason));
    }
    Ok(())
}

/// The bag in the hand is the one that was drawn.
pub(super) fn drawn(wanted: UnitId, scanned: UnitId) -> Result<(), Refusal> {
    if wanted == scanned {
        return Ok(());
    }
    let reason = say!("扫到的不是抽中的血液单位，请核对标签", "the scanned unit is not the one that was drawn");
    Err(Refusal::new("quality.not-drawn", reason))
}

/// Nobody draws again because a unit does not please: only what is gone is replaced.
pub(super) fn may_replace(there: Result<(), Refusal>) -> Result<Refusal, Refusal> {
    match there {
        Err(gone) => Ok(gone),
        Ok(()) => {
            let reason = say!("抽中的单位仍可取样，不能替换", "the drawn unit can be taken: it is not replaced");
            Err(Refusal::new("quality.can-be-taken", reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::quality::book::quality;

    fn unit(n: u32) -> UnitId {
        format!("unit_{n:032x}").parse().expect("an id")
    }

    #[test]
    fn due_is_four_or_one_in_a_hundred_and_never_more_than_was_made() {
        let rule = quality().sampling("2026-10-01".parse().expect("a day")).expect("a rule");
        let table = "
            made | due | by week 1 | 2 | 3 | 4
            0    | 0   | 0         | 0 | 0 | 0
            3    | 3   | 1         | 2 | 3 | 3
            4    | 4   | 1         | 2 | 3 | 4
            400  | 4   | 1         | 2 | 3 | 4
            401  | 5   | 2         | 3 | 4 | 5
            500  | 5   | 2         | 3 | 4 | 5
            501  | 6   | 2         | 3 | 5 | 6
            ";
        for row in &rows(table)[1..] {
            let n: Vec<u32> = row.iter().map(|cell| cell.parse().expect("a number")).collect();
            let due = due(rule, n[0]);
            assert_eq!(due, n[1], "of {}", n[0]);
            assert_eq!((1..=4).map(|part| due_by(due, part)).collect::<Vec<_>>(), n[2..], "of {}", n[0]);
        }
    }

    #[test]
    fn a_month_has_four_parts() {
        let parts = [1, 7, 8, 14, 15, 21, 22, 28, 29, 31].map(part);
        assert_eq!(parts, [1, 1, 2, 2, 3, 3, 4, 4, 4, 4]);
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order() {
        let units: Vec<UnitId> = (1..=50).map(unit).collect();
        let first = draw("seed", &units, 5);
        assert_eq!((first.len(), draw("seed", &units, 5)), (5, first.clone()));
        let backwards: Vec<UnitId> = units.iter().rev().copied().collect();
        assert_eq!(draw("seed", &backwards, 5), first);
        assert_ne!(draw("another", &units, 5), first);
        assert_eq!(draw("seed", &units[..3], 5).len(), 3, "not more than there are");
        // printf 'seed:unit_%032x' N | sha256sum for N of 1 to 3, the lowest first
        assert_eq!(draw("seed", &units[..3], 3), [2, 3, 1].map(unit));
    }

    #[test]
    fn over_many_seeds_every_unit_has_the_same_chance() {
        let units: Vec<UnitId> = (1..=20).map(unit).collect();
        let mut drawn = [0_u32; 20];
        for seed in 0..4000 {
            for unit in draw(&seed.to_string(), &units, 4) {
                drawn[units.iter().position(|one| *one == unit).expect("a candidate")] += 1;
            }
        }
        // 800 expected of each, with a standard deviation of 25.
        assert!(drawn.iter().all(|times| (675..=925).contains(times)), "{drawn:?}");
    }

    #[test]
    fn what_waits_is_taken_or_replaced_once() {
        let rule = |result: Result<(), Refusal>| result.map_or_else(|refusal| refusal.rule, |()| "ok".into());
        assert_eq!(rule(waits(false, false)), "ok");
        assert_eq!(rule(waits(true, false)), "quality.taken-already");
        assert_eq!(rule(waits(false, true)), "quality.replaced-already");
        assert_eq!(rule(drawn(unit(1), unit(1))), "ok");
        assert_eq!(rule(drawn(unit(1), unit(2))), "quality.not-drawn");
        assert_eq!(rule(may_replace(Ok(())).map(drop)), "quality.can-be-taken");
        let gone = Refusal::new("quality.unit-gone", say!("已发出", "issued"));
        assert_eq!(may_replace(Err(gone.clone())), Ok(gone));
    }
}
