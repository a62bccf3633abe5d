//! Whether a lot of what touches a donor's blood may be used: one rule for the chair and for a vehicle without a network.

use crate::{clock::Day, refusal::Refusal, say};

/// How a lot stands where it shall be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing<'a> {
    /// Why it was recalled.
    pub recalled: Option<&'a str>,
    /// Its use was ended at this site.
    pub finished: bool,
    /// Last day of use, where it was received here.
    pub expires_on: Option<Day>,
    /// The site's list has to name it and does not.
    pub unknown: bool,
}

/// Refuses by `binding.lot-recalled`, `binding.lot-finished`, `binding.lot-expired` and `binding.lot-unknown`.
pub fn may_use(lot: &str, standing: Standing<'_>, today: Day) -> Result<(), Refusal> {
    let refuse = |rule, reason| Err(Refusal::new(rule, reason));
    if let Some(why) = standing.recalled {
        return refuse("binding.lot-recalled", say!("批号 {lot} 已召回：{why}", "lot {lot} was recalled: {why}"));
    }
    if standing.finished {
        let reason = say!(
            "批号 {lot} 在本采血点已结束使用，请核对实物",
            "lot {lot} was finished at this site: look at what lies there"
        );
        return refuse("binding.lot-finished", reason);
    }
    if let Some(day) = standing.expires_on.filter(|day| *day < today) {
        return refuse("binding.lot-expired", say!("批号 {lot} 已于 {day} 过期", "lot {lot} expired on {day}"));
    }
    if standing.unknown {
        let reason = say!(
            "批号 {lot} 不在本采血点的耗材清单中，请核对实物或先登记到货",
            "lot {lot} is not on this site's list: look at what lies there, or take it in first"
        );
        return refuse("binding.lot-unknown", reason);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_is_used_until_its_last_day_unless_it_was_recalled_finished_or_never_came() {
        let day = |text: &str| text.parse::<Day>().ok();
        for (recalled, finished, expires, unknown, outcome) in [
            (None, false, "", false, "yes"),
            (None, false, "2026-02-10", false, "yes"),
            (None, false, "2026-02-09", false, "binding.lot-expired"),
            (None, true, "2026-02-10", false, "binding.lot-finished"),
            (Some("导管微漏"), false, "2026-02-10", false, "binding.lot-recalled"),
            (Some("导管微漏"), true, "2026-02-09", true, "binding.lot-recalled"),
            (None, false, "", true, "binding.lot-unknown"),
        ] {
            let standing = Standing { recalled, finished, expires_on: day(expires), unknown };
            let found = may_use("L1", standing, day("2026-02-10").expect("a day"));
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), outcome, "{standing:?}");
        }
    }
}
