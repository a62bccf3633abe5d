//! Which instrument may read a run. Pure.

use vena_kernel::{clock::Day, refusal::Refusal, say};

/// Refuses by `instrument.out` and `instrument.calibration`: an instrument is used up to the last day of its calibration.
pub(crate) fn may_use(out_why: Option<&str>, calibrated_until: Day, today: Day) -> Result<(), Refusal> {
    if let Some(why) = out_why {
        return Err(Refusal::new(
            "instrument.out",
            say!("该仪器已停用：{why}", "this instrument is out of use: {why}"),
        ));
    }
    if calibrated_until < today {
        let reason = say!(
            "该仪器校准已于 {calibrated_until} 到期，不得用于检测",
            "the calibration of this instrument ended on {calibrated_until}"
        );
        return Err(Refusal::new("instrument.calibration", reason));
    }
    Ok(())
}

/// Refuses by `instrument.out` to stop what is stopped.
pub(crate) fn may_stop(out_why: Option<&str>) -> Result<(), Refusal> {
    if out_why.is_none() {
        return Ok(());
    }
    Err(Refusal::new("instrument.out", say!("该仪器已停用", "this instrument is out of use already")))
}

/// Refuses by `instrument.in` to put back what is in use.
pub(crate) fn may_resume(out_why: Option<&str>) -> Result<(), Refusal> {
    if out_why.is_some() {
        return Ok(());
    }
    Err(Refusal::new("instrument.in", say!("该仪器在用", "this instrument is in use")))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn an_instrument_reads_while_it_is_in_use_and_calibrated() {
        let table = "
            out   | today      | use                    | stop           | resume
            -     | 2026-12-31 | yes                    | yes            | instrument.in
            -     | 2027-01-01 | instrument.calibration | yes            | instrument.in
            维修  | 2026-12-31 | instrument.out         | instrument.out | yes
        ";
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let rule = |found: Result<(), Refusal>| found.map_or_else(|refusal| refusal.rule, |()| "yes".into());
        for row in &rows(table)[1..] {
            let out = (row[0] != "-").then_some(row[0]);
            let found =
                [rule(may_use(out, day("2026-12-31"), day(row[1]))), rule(may_stop(out)), rule(may_resume(out))];
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), row[2..], "{row:?}");
        }
    }
}
