//! When a unit may leave the blood bank, and when it may come back into stock.

use vena_kernel::{refusal::Refusal, say};

use crate::{
    matches::{
        rules::{Standing, in_state},
        words::MatchState,
    },
    policy::ReturnLimit,
};

/// Whether the unit may be handed out, as far as the match decides. The ledger decides the rest.
pub(crate) fn may_dispense(standing: &Standing) -> Result<(), Refusal> {
    match standing.state {
        MatchState::Emergency => {
            let reason = say!("紧急用血须先由医师签字", "a physician has to sign for the emergency first");
            Err(Refusal::new("emergency.physician-signature", reason))
        }
        MatchState::Incompatible => {
            let reason = say!("交叉配血不合，不能发出", "the crossmatch is incompatible");
            Err(Refusal::new("crossmatch.incompatible", reason))
        }
        MatchState::Lapsed => {
            let reason = say!("配血已过期，请重新配血", "the match has lapsed: match again");
            Err(Refusal::new("match.lapsed", reason))
        }
        _ => in_state(standing, &[MatchState::Matched, MatchState::EmergencySigned]),
    }
}

/// The bag was looked at.
pub(crate) fn looks_good(good: bool) -> Result<(), Refusal> {
    if good {
        return Ok(());
    }
    let reason = say!("外观检查不合格，不能发出；请锁定或报废", "the bag does not look right: hold or discard it");
    Err(Refusal::new("dispense.visual-check", reason))
}

/// The ward is one of the hospital's places.
pub(crate) fn own_ward(own: bool) -> Result<(), Refusal> {
    if own {
        return Ok(());
    }
    let reason = say!("科室不是本院的站点", "the ward is not one of the hospital's places");
    Err(Refusal::new("dispense.ward", reason))
}

/// Whether the unit may be brought back at all.
pub(crate) fn may_return(standing: &Standing) -> Result<(), Refusal> {
    in_state(standing, &[MatchState::Dispensed, MatchState::Starting])
}

/// What was found when a unit came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BroughtBack {
    /// Minutes out of the monitored place, as stated.
    pub(crate) stated_minutes: i64,
    /// Minutes since it left, by our own clock, rounded up.
    pub(crate) elapsed_minutes: i64,
    /// How often it came back before.
    pub(crate) exits_before: i64,
    /// Minutes out, in those earlier exits.
    pub(crate) minutes_before: i64,
    /// Whether it is frozen still; asked where it has to be.
    pub(crate) still_frozen: Option<bool>,
}

impl BroughtBack {
    /// The minutes that count: nobody can shorten what the clock says.
    pub(crate) fn minutes(&self) -> i64 {
        self.stated_minutes.max(self.elapsed_minutes)
    }
}

/// Whether time and temperature allow the unit into stock again. Exposures add up.
///
/// # Errors
/// `return.minutes`, `return.exits`, `return.thawed`.
pub(crate) fn may_restock(found: &BroughtBack, limit: &ReturnLimit) -> Result<(), Refusal> {
    let (total, most) = (found.minutes() + found.minutes_before, limit.minutes);
    if total > most {
        let reason = say!(
            "离控累计 {total} 分钟，超过 {most} 分钟，不能再入库，请报废",
            "out of control for {total} minutes, more than {most}: it cannot be stored again, discard it"
        );
        return Err(Refusal::new("return.minutes", reason));
    }
    if found.exits_before >= limit.exits {
        let exits = limit.exits;
        let reason = say!("已退回 {exits} 次，不能再退回", "it has come back {exits} times already");
        return Err(Refusal::new("return.exits", reason));
    }
    if limit.frozen && found.still_frozen != Some(true) {
        let reason =
            say!("冰冻品种须仍为冰冻状态才能退回", "a frozen product comes back only while it is frozen still");
        return Err(Refusal::new("return.thawed", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vena_kernel::{clock::Instant, product::ComponentClass};
    use vena_testkit::table::rows;

    use super::*;
    use crate::{
        matches::tests::{now, rule, standing},
        policy::Policy,
    };

    #[test]
    fn what_may_leave_and_come_back() {
        let table = "
            state            | dispense                      | return
            matched          | yes                           | match.state
            lapsed           | match.lapsed                  | match.state
            incompatible     | crossmatch.incompatible       | match.state
            emergency        | emergency.physician-signature | match.state
            emergency_signed | yes                           | match.state
            dispensed        | match.state                   | yes
            starting         | match.state                   | yes
            running          | match.state                   | match.state
            finished         | match.state                   | match.state
            returned         | match.state                   | match.state
            cancelled        | match.state                   | match.state
        ";
        for row in &rows(table)[1..] {
            let facts = standing(row[0]);
            assert_eq!([rule(may_dispense(&facts)), rule(may_return(&facts))], row[1..], "{row:?}");
        }
        assert_eq!((rule(looks_good(true)), rule(looks_good(false))), ("yes".into(), "dispense.visual-check".into()));
        assert_eq!((rule(own_ward(true)), rule(own_ward(false))), ("yes".into(), "dispense.ward".into()));
    }

    #[test]
    fn what_may_be_stored_again() {
        // stated and elapsed minutes, exits and minutes before; limits of the rulebook: 30 minutes, 3 exits
        let table = "
            class     | stated | elapsed | exits | before | frozen | verdict
            red_cells | 10     | 12      | 0     | 0      | ?      | yes
            red_cells | 30     | 30      | 0     | 0      | ?      | yes
            red_cells | 31     | 5       | 0     | 0      | ?      | return.minutes
            red_cells | 5      | 31      | 0     | 0      | ?      | return.minutes   -- the clock is not talked down
            red_cells | 10     | 10      | 1     | 20     | ?      | yes
            red_cells | 11     | 10      | 1     | 20     | ?      | return.minutes   -- exposures add up
            red_cells | 5      | 5       | 2     | 10     | ?      | yes
            red_cells | 5      | 5       | 3     | 10     | ?      | return.exits
            plasma    | 10     | 10      | 0     | 0      | yes    | yes
            plasma    | 10     | 10      | 0     | 0      | no     | return.thawed
            plasma    | 10     | 10      | 0     | 0      | ?      | return.thawed
        ";
        for row in &rows(table)[1..] {
            let class: ComponentClass = serde_json::from_value(row[0].into()).expect("a class");
            let number = |cell: &str| cell.parse().expect("a number");
            let found = BroughtBack {
                stated_minutes: number(row[1]),
                elapsed_minutes: number(row[2]),
                exits_before: number(row[3]),
                minutes_before: number(row[4]),
                still_frozen: (row[5] != "?").then(|| row[5] == "yes"),
            };
            let at: Instant = now();
            let limit = Policy::book().returning(class, at).expect("a limit");
            assert_eq!(rule(may_restock(&found, limit)), row[6], "{row:?}");
        }
    }
}
