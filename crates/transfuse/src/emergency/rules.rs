//! Who signs for an emergency, and when its crossmatch is entered.

use vena_kernel::{refusal::Refusal, say};

use crate::matches::{
    rules::{Standing, in_state},
    words::{Crossmatch, MatchState},
};

/// A physician signs once, and not for what the same person has prepared.
pub(crate) fn may_sign(standing: &Standing) -> Result<(), Refusal> {
    in_state(standing, &[MatchState::Emergency])?;
    if standing.caller == standing.matched_by {
        let reason = say!("紧急用血须由另一位医师签字", "an emergency is signed by another person, a physician");
        return Err(Refusal::new("emergency.second-person", reason));
    }
    Ok(())
}

/// The crossmatch of an emergency is entered once, after the unit has left.
pub(crate) fn may_crossmatch(standing: &Standing) -> Result<(), Refusal> {
    if standing.crossmatch != Crossmatch::Emergency {
        let reason = say!("不是紧急用血，无需补做交叉配血", "this is no emergency: its crossmatch is done");
        return Err(Refusal::new("crossmatch.no-emergency", reason));
    }
    if standing.crossmatched_later {
        let reason = say!("交叉配血已补做", "the crossmatch is entered already");
        return Err(Refusal::new("crossmatch.entered-already", reason));
    }
    in_state(standing, &[MatchState::Dispensed, MatchState::Starting, MatchState::Running, MatchState::Finished])
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::matches::tests::{rule, standing};

    #[test]
    fn who_signs_and_when_the_crossmatch_follows() {
        // self: asked by the person who made the match; later: the crossmatch is entered already
        let table = "
            state            | kind       | sign                    | crossmatch
            emergency        | emergency  | yes                     | match.state
            emergency        | self       | emergency.second-person | match.state
            emergency_signed | emergency  | match.state             | match.state
            dispensed        | emergency  | match.state             | yes
            starting         | emergency  | match.state             | yes
            running          | emergency  | match.state             | yes
            finished         | emergency  | match.state             | yes
            finished         | later      | match.state             | crossmatch.entered-already
            returned         | emergency  | match.state             | match.state
            dispensed        | ordinary   | match.state             | crossmatch.no-emergency
        ";
        for row in &rows(table)[1..] {
            let mut facts = standing(row[0]);
            facts.crossmatch = if row[1] == "ordinary" { Crossmatch::Compatible } else { Crossmatch::Emergency };
            facts.crossmatched_later = row[1] == "later";
            if row[1] == "self" {
                facts.caller = facts.matched_by;
            }
            assert_eq!([rule(may_sign(&facts)), rule(may_crossmatch(&facts))], row[2..], "{row:?}");
        }
    }
}
