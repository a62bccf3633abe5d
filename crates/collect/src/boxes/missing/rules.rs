//! How a case of a missing bag goes on. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{id::UserId, refusal::Refusal, say};

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = BoxCaseState)]
pub(crate) enum CaseState {
    /// 查找中
    Open,
    /// 已提请确认丢失
    LossAsked,
    /// 已找到
    Found,
    /// 已确认丢失
    Lost,
}

/// Refuses by `box-case.closed` what is over.
pub(super) fn going_on(state: CaseState) -> Result<(), Refusal> {
    if matches!(state, CaseState::Open | CaseState::LossAsked) {
        return Ok(());
    }
    Err(Refusal::new("box-case.closed", say!("该追查已办结", "this case is closed")))
}

/// Whether `by` may sign the loss that `asked_by` has asked for. Refuses by `box-case.closed`, `box-case.not-asked` and
/// `box-case.second-person`.
pub(super) fn may_confirm(state: CaseState, asked_by: Option<UserId>, by: UserId) -> Result<(), Refusal> {
    going_on(state)?;
    if state != CaseState::LossAsked {
        let reason = say!("还没有人提请确认丢失", "nobody has asked for the loss to be signed yet");
        return Err(Refusal::new("box-case.not-asked", reason));
    }
    if asked_by == Some(by) {
        let reason = say!("丢失须由另一人确认签字", "the loss is signed by somebody else than who asked for it");
        return Err(Refusal::new("box-case.second-person", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vena_testkit::table::rows;

    use super::*;

    // rule: box-case.closed
    // rule: box-case.not-asked
    // rule: box-case.second-person
    #[test]
    fn a_loss_is_signed_by_two() {
        let table = "
            state      | asked by | by | outcome
            loss_asked | 1        | 2  | ok
            loss_asked | 1        | 1  | box-case.second-person
            open       | -        | 2  | box-case.not-asked
            found      | -        | 2  | box-case.closed
            lost       | 1        | 2  | box-case.closed
        ";
        let user = |text: &str| text.parse().ok().map(|n| UserId::from_uuid(Uuid::from_u128(n)));
        for row in rows(table).into_iter().skip(1) {
            let state = serde_json::from_value(serde_json::json!(row[0])).expect("a state");
            let found = may_confirm(state, user(row[1]), user(row[2]).expect("a user"));
            assert_eq!(found.err().map_or("ok".to_owned(), |refusal| refusal.rule), row[3], "{row:?}");
        }
    }
}
