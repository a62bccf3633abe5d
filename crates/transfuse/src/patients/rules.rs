//! When a patient's group is known.

use vena_kernel::{abo::BloodGroup, clock::Instant, refusal::Refusal, say};
use vena_platform::auth::OrgKind;

/// One result: what, and from which draw. A result from an older record has no draw of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GroupResult {
    /// What came out.
    pub(crate) group: BloodGroup,
    /// When the sample was drawn; `None` for an older record.
    pub(crate) drawn_at: Option<Instant>,
}

/// What the results say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    /// The group that two independent results agree on.
    pub(crate) confirmed: Option<BloodGroup>,
    /// Results differ: possibly two people's samples were exchanged.
    pub(crate) conflict: bool,
}

/// Two tubes of one draw are one sample: a mix-up at the bedside would be in both. Results that differ confirm nothing.
///
/// clause: patient.group-two-samples
pub(crate) fn known(results: &[GroupResult]) -> Known {
    let Some(first) = results.first() else { return Known { confirmed: None, conflict: false } };
    let conflict = results.iter().any(|result| result.group != first.group);
    let independent = results.iter().any(|result| result.drawn_at != first.drawn_at);
    Known { confirmed: (independent && !conflict).then_some(first.group), conflict }
}

/// Patients belong to hospitals.
pub(crate) fn hospital_only(kind: OrgKind) -> Result<(), Refusal> {
    if kind == OrgKind::Hospital {
        return Ok(());
    }
    let reason = say!("只有医疗机构可以操作", "only a hospital does this");
    Err(Refusal::new("transfuse.hospital-only", reason))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn a_group_is_known_when_two_independent_results_agree() {
        // patient.group-two-samples; each result: group@draw, `record` for an older record
        let table = "
            results                  | confirmed | conflict
            none                     | -         | no
            A+@1                     | -         | no
            A+@1 A+@1                | -         | no        -- two tubes of one draw
            A+@1 A+@2                | A+        | no
            A+@record                | -         | no
            A+@record A+@1           | A+        | no
            A+@1 B+@2                | -         | yes
            A+@record A-@1           | -         | yes
            A+@1 A+@2 O+@3           | -         | yes       -- a third one that differs unsettles the first two
            O-@1 O-@1 O-@2           | O-        | no
        ";
        for row in &rows(table)[1..] {
            let results: Vec<GroupResult> =
                row[0].split_whitespace().filter(|word| *word != "none").map(result).collect();
            let found = known(&results);
            let shown = found.confirmed.map_or("-".to_owned(), |group| group.to_string());
            assert_eq!((shown.as_str(), found.conflict), (row[1], row[2] == "yes"), "{row:?}");
        }
    }

    fn result(word: &str) -> GroupResult {
        let (group, draw) = word.split_once('@').expect("group@draw");
        let drawn_at = draw.parse().ok().and_then(|second: i64| Instant::from_micros(second * 1_000_000));
        GroupResult { group: group.parse().expect("a group"), drawn_at }
    }

    #[test]
    fn a_station_has_no_patients() {
        assert!(hospital_only(OrgKind::Hospital).is_ok());
        assert_eq!(hospital_only(OrgKind::Station).expect_err("no").rule, "transfuse.hospital-only");
    }
}
