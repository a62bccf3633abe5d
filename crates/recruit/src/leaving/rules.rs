//! What goes and what stays when somebody leaves. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{refusal::Refusal, say, text::Text};

/// What is known of somebody who leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Facts {
    pub(super) sign_ins: i64,
    pub(super) consents: i64,
    pub(super) bookings: i64,
    pub(super) waiting: i64,
    /// District, occupation, somebody to call: what is there for convenience.
    pub(super) details: i64,
    pub(super) donations: i64,
    pub(super) needles: i64,
    pub(super) deferrals: i64,
    /// Somebody is at the door or at a chair just now.
    pub(super) here: bool,
}

/// One kind of thing that goes or stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeavingLine)]
pub(super) struct Line {
    /// Stable name.
    pub(super) code: String,
    /// In words.
    pub(super) text: Text,
    /// How many.
    pub(super) count: i64,
    /// The clause that keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) clause: Option<String>,
}

fn line(code: &str, count: i64, text: Text, clause: Option<&str>) -> Option<Line> {
    (count > 0).then(|| Line { code: code.to_owned(), text, count, clause: clause.map(str::to_owned) })
}

/// What is removed or ended.
pub(super) fn removed(facts: &Facts) -> Vec<Line> {
    let lines = [
        line("sign_ins", facts.sign_ins, say!("各设备上的登录", "sign-ins on devices"), None),
        line("consents", facts.consents, say!("短信、电话、微信、邮件等联系同意", "consents to be reached"), None),
        line("bookings", facts.bookings, say!("未赴的预约", "open bookings"), None),
        line("waiting", facts.waiting, say!("候补", "places on waiting lists"), None),
        line(
            "details",
            facts.details,
            say!("住址区县、职业、紧急联系人", "district, occupation, emergency contact"),
            None,
        ),
        line("account", 1, say!("用本手机号登录的账号", "the account of this phone"), None),
    ];
    lines.into_iter().flatten().collect()
}

/// What stays, each with the clause of `keeps` that keeps it.
pub(super) fn kept(facts: &Facts, keeps: &[(String, String)]) -> Vec<Line> {
    let clause = |code: &str| keeps.iter().find(|(known, _)| known == code).map(|(_, source)| source.as_str());
    let donations =
        say!("献血登记、检查、检测和血液追溯记录", "records of donations, checks, tests and of where the blood went");
    let deferrals = say!("不宜献血的登记", "deferrals");
    let record = say!("身份登记，以及谁看过档案的记录", "the registration, and who has looked at the file");
    let lines = [
        line("donations", facts.donations + facts.needles, donations, clause("donations")),
        line("deferrals", facts.deferrals, deferrals, clause("deferrals")),
        line("record", 1, record, clause("record")),
    ];
    lines.into_iter().flatten().collect()
}

/// Whether the case may be closed. Refuses by `leaving.closed` and `leaving.here`.
pub(super) fn may_close(state: &str, facts: &Facts) -> Result<(), Refusal> {
    open(state)?;
    if facts.here {
        let reason = say!(
            "该献血者的预约已到场，请在本次献血结束后办理",
            "this donor has come for a booking: handle it when the visit is over"
        );
        return Err(Refusal::new("leaving.here", reason));
    }
    Ok(())
}

/// Refuses by `leaving.closed` what is over.
pub(super) fn open(state: &str) -> Result<(), Refusal> {
    if state == "open" {
        return Ok(());
    }
    Err(Refusal::new("leaving.closed", say!("该申请已办结或已撤回", "this wish was handled or taken back already")))
}

/// A second wish while one is open.
pub(super) fn asked_already() -> Refusal {
    Refusal::new("leaving.asked", say!("您的注销申请正在办理", "your wish is being handled already"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.code.as_str()).collect()
    }

    #[test]
    fn what_was_never_there_is_neither_removed_nor_kept() {
        let new = Facts::default();
        assert_eq!((codes(&removed(&new)), codes(&kept(&new, &[]))), (vec!["account"], vec!["record"]));
        let facts = Facts { sign_ins: 2, consents: 3, bookings: 1, donations: 4, needles: 1, deferrals: 1, ..new };
        assert_eq!(codes(&removed(&facts)), ["sign_ins", "consents", "bookings", "account"]);
        let kept = kept(&facts, &[("donations".into(), "血站管理办法".into())]);
        assert_eq!((codes(&kept), kept[0].count), (vec!["donations", "deferrals", "record"], 5));
        assert_eq!((kept[0].clause.as_deref(), kept[1].clause.as_deref()), (Some("血站管理办法"), None));
    }

    // rule: leaving.closed
    // rule: leaving.here
    #[test]
    fn an_open_wish_is_handled_once_and_not_while_its_donor_is_here() {
        let away = Facts::default();
        assert_eq!(may_close("open", &away), Ok(()));
        let rule = |result: Result<(), Refusal>| result.expect_err("refused").rule;
        assert_eq!(rule(may_close("open", &Facts { here: true, ..away })), "leaving.here");
        for over in ["done", "withdrawn"] {
            assert_eq!(rule(may_close(over, &away)), "leaving.closed");
        }
        assert_eq!(asked_already().rule, "leaving.asked");
    }
}
