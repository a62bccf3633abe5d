//! Which machine may be used. Pure.

use vena_kernel::{clock::Day, refusal::Refusal, say};

/// Refuses by `equipment.stopped` and `equipment.calibration`: a machine is used up to the last day of its calibration.
pub(crate) fn may_use(stopped_why: Option<&str>, calibrated_until: Day, today: Day) -> Result<(), Refusal> {
    if let Some(why) = stopped_why {
        return Err(Refusal::new("equipment.stopped", say!("该设备已停用：{why}", "this machine is stopped: {why}")));
    }
    if calibrated_until < today {
        let reason = say!(
            "该设备校准已于 {calibrated_until} 到期，不得使用",
            "the calibration of this machine ended on {calibrated_until}"
        );
        return Err(Refusal::new("equipment.calibration", reason));
    }
    Ok(())
}

/// Refuses by `equipment.stopped` to stop what is stopped.
pub(crate) fn may_stop(stopped_why: Option<&str>) -> Result<(), Refusal> {
    if stopped_why.is_none() {
        return Ok(());
    }
    Err(Refusal::new("equipment.stopped", say!("该设备已停用", "this machine is stopped already")))
}

/// Refuses by `equipment.in-use` to put back what is in use.
pub(crate) fn may_resume(stopped_why: Option<&str>) -> Result<(), Refusal> {
    if stopped_why.is_some() {
        return Ok(());
    }
    Err(Refusal::new("equipment.in-use", say!("该设备在用", "this machine is in use")))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn a_machine_is_used_while_it_is_not_stopped_and_calibrated() {
        let table = "
            stopped | today      | use                   | stop              | resume
            -       | 2026-12-31 | yes                   | yes               | equipment.in-use
            -       | 2027-01-01 | equipment.calibration | yes               | equipment.in-use
            维修    | 2026-12-31 | equipment.stopped     | equipment.stopped | yes
        ";
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let rule = |found: Result<(), Refusal>| found.map_or_else(|refusal| refusal.rule, |()| "yes".into());
        for row in &rows(table)[1..] {
            let why = (row[0] != "-").then_some(row[0]);
            let found =
                [rule(may_use(why, day("2026-12-31"), day(row[1]))), rule(may_stop(why)), rule(may_resume(why))];
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), row[2..], "{row:?}");
        }
    }
}
