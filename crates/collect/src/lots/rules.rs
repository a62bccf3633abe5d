//! Which lot may be opened and finished. Which may be used: [`vena_kernel::collection::lots`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Day, refusal::Refusal, say};

/// How a lot lies at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = LotState)]
pub(crate) enum LotState {
    /// 未启用
    Received,
    /// 使用中
    Open,
    /// 已用完或退出
    Finished,
    /// Used here, and never received.
    Unlisted,
}

/// Refuses by `lot.expired` a lot that is received or opened after its last day.
pub(super) fn not_expired(expires_on: Day, today: Day) -> Result<(), Refusal> {
    if expires_on >= today {
        return Ok(());
    }
    Err(Refusal::new("lot.expired", say!("该批号已于 {expires_on} 过期", "this lot expired on {expires_on}")))
}

/// Refuses by `lot.state` to open what is open or finished, by `lot.expired`, and by `lot.recalled` what was recalled.
pub(super) fn may_open(state: LotState, expires_on: Day, recalled: bool, today: Day) -> Result<(), Refusal> {
    if state != LotState::Received {
        return Err(Refusal::new(
            "lot.state",
            say!("只有未启用的批号可以启用", "only a lot that lies unopened is opened"),
        ));
    }
    if recalled {
        return Err(Refusal::new("lot.recalled", say!("该批号已召回，不得启用", "this lot was recalled")));
    }
    not_expired(expires_on, today)
}

/// Refuses by `lot.state` to finish a lot twice.
pub(super) fn may_finish(state: LotState) -> Result<(), Refusal> {
    if matches!(state, LotState::Received | LotState::Open) {
        return Ok(());
    }
    Err(Refusal::new("lot.state", say!("该批号已结束使用", "this lot is finished already")))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn rule(found: Result<(), Refusal>) -> String {
        found.map_or_else(|refusal| refusal.rule, |()| "yes".into())
    }

    #[test]
    fn what_may_be_done_with_a_lot_in_which_state() {
        let table = "
            state    | expires    | recalled | open         | finish
            received | 2026-02-10 | no       | yes          | yes
            received | 2026-02-09 | no       | lot.expired  | yes
            received | 2026-02-10 | yes      | lot.recalled | yes
            open     | 2026-02-10 | no       | lot.state    | yes
            finished | 2026-02-10 | no       | lot.state    | lot.state
            unlisted | 2026-02-10 | no       | lot.state    | lot.state
        ";
        let today = "2026-02-10".parse().expect("a day");
        for row in rows(table).iter().skip(1) {
            let state: LotState = serde_json::from_value(row[0].into()).expect("a state");
            let expires = row[1].parse().expect("a day");
            let found = [rule(may_open(state, expires, row[2] == "yes", today)), rule(may_finish(state))];
            assert_eq!(found, [row[3], row[4]], "{row:?}");
        }
    }
}
