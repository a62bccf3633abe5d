//! What may be entered of a donation at another station. Pure.

use vena_kernel::{clock::Day, refusal::Refusal, say};

/// A field that may not be kept as it is, and why.
pub(super) type Wrong = (&'static str, Refusal);

/// The first age in whole years at which anybody can have given anywhere; before, the date is a typing error.
const YEARS_MIN: i16 = 16;

/// Checks the day of a donation of somebody born on `born_on`, entered on `today`.
pub(super) fn check_day(given_on: Day, born_on: Day, today: Day) -> Result<(), Wrong> {
    if given_on > today {
        let reason = say!("献血日期 {given_on} 在未来", "the day of the donation, {given_on}, lies ahead");
        return Err(("given_on", Refusal::new("elsewhere.ahead", reason)));
    }
    if born_on.years_until(given_on) < YEARS_MIN {
        let reason = say!(
            "献血日期 {given_on} 时本人不足 {YEARS_MIN} 周岁，请核对日期",
            "on {given_on} the donor was younger than {YEARS_MIN}; check the date"
        );
        return Err(("given_on", Refusal::new("elsewhere.too-young", reason)));
    }
    Ok(())
}

/// The same day and kind is entered once.
pub(super) fn known() -> Refusal {
    let reason =
        say!("该日同类外地献血已登记", "a donation of this kind at another station is entered for that day already");
    Refusal::new("elsewhere.known", reason)
}
