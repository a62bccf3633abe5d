//! When a document may be destroyed, and by whom.

use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, say};

use super::db::DestructionState;
use crate::documents::words::DocumentState;

/// A document, as these rules see it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) number: String,
    pub(super) state: DocumentState,
    pub(super) destroyed: bool,
    /// The last day for which it is kept; `None` without end.
    pub(super) retain_until: Option<Day>,
    /// Somebody wants it kept.
    pub(super) held: bool,
    /// Blood that it is about is held, recalled or looked back at.
    pub(super) subject_held: bool,
}

/// Whether the document may be destroyed `today`: filed, its time over (血站管理办法: original records are kept at least ten
/// years), and wanted by nobody.
pub(super) fn may_destroy(document: &Kept, today: Day) -> Result<(), Refusal> {
    let number = &document.number;
    let (rule, reason) = if document.destroyed {
        ("retention.destroyed", say!("{number} 已销毁", "{number} is destroyed already"))
    } else if !matches!(document.state, DocumentState::Complete | DocumentState::Superseded) {
        ("retention.not-filed", say!("{number} 未归档", "{number} was never filed"))
    } else if let Some(until) = document.retain_until.filter(|until| today <= *until) {
        ("retention.not-due", say!("{number} 须保存至 {until}", "{number} is kept until {until}"))
    } else if document.retain_until.is_none() {
        ("retention.without-end", say!("{number} 永久保存", "{number} is kept without end"))
    } else if document.held {
        ("retention.held", say!("{number} 已被冻结", "{number} is held"))
    } else if document.subject_held {
        (
            "retention.subject-held",
            say!("{number} 涉及的血液仍被锁定或在追溯中", "blood that {number} is about is held or looked back at"),
        )
    } else {
        return Ok(());
    };
    Err(Refusal::new(rule, reason))
}

/// Whether `user` may decide about a proposal of `proposer`; nobody confirms what they proposed.
pub(super) fn may_confirm(state: DestructionState, proposer: UserId, user: UserId) -> Result<(), Refusal> {
    open(state)?;
    if proposer == user {
        let reason = say!("销毁须由另一人确认", "another person confirms a destruction");
        return Err(Refusal::new("destruction.other-person", reason));
    }
    Ok(())
}

/// Whether the proposal may still be rejected; who proposed may think better of it.
pub(super) fn may_reject(state: DestructionState) -> Result<(), Refusal> {
    open(state)
}

fn open(state: DestructionState) -> Result<(), Refusal> {
    if state == DestructionState::Proposed {
        return Ok(());
    }
    Err(Refusal::new("destruction.decided", say!("该销毁申请已处理", "this was decided already")))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vena_testkit::table::rows;

    use super::*;

    fn rule(answer: Result<(), Refusal>) -> String {
        answer.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
    }

    #[test]
    fn nothing_is_destroyed_before_its_time_or_while_somebody_needs_it() {
        let table = "
            state     | until      | destroyed | held | subject | today      | answer
            complete  | 2036-12-31 | no        | no   | no      | 2037-01-01 | yes
            complete  | 2036-12-31 | no        | no   | no      | 2036-12-31 | retention.not-due
            complete  | 2036-12-31 | no        | no   | no      | 2026-11-22 | retention.not-due
            complete  | -          | no        | no   | no      | 2099-01-01 | retention.without-end
            superseded | 2036-12-31 | no       | no   | no      | 2036-12-31 | retention.not-due
            superseded | 2036-12-31 | no       | no   | no      | 2037-01-01 | yes
            superseded | -         | no        | no   | no      | 2099-01-01 | retention.without-end
            complete  | 2036-12-31 | yes       | no   | no      | 2037-01-01 | retention.destroyed
            complete  | 2036-12-31 | no        | yes  | no      | 2037-01-01 | retention.held
            complete  | 2036-12-31 | no        | no   | yes     | 2037-01-01 | retention.subject-held
            complete  | 2036-12-31 | no        | yes  | yes     | 2037-01-01 | retention.held
            open      | 2036-12-31 | no        | no   | no      | 2037-01-01 | retention.not-filed
            refused   | -          | no        | no   | no      | 2037-01-01 | retention.not-filed
            withdrawn | -          | no        | no   | no      | 2037-01-01 | retention.not-filed
        ";
        for row in rows(table).iter().skip(1) {
            let document = Kept {
                number: "202611220001".into(),
                state: serde_json::from_value(row[0].into()).expect("a state"),
                retain_until: row[1].parse().ok(),
                destroyed: row[2] == "yes",
                held: row[3] == "yes",
                subject_held: row[4] == "yes",
            };
            assert_eq!(rule(may_destroy(&document, row[5].parse().expect("a day"))), row[6], "{row:?}");
        }
    }

    #[test]
    fn another_person_confirms_and_a_decision_stands() {
        let user = |n| UserId::from_uuid(Uuid::from_u128(n));
        let table = "
            proposed | 1 | destruction.other-person | yes
            proposed | 2 | yes                      | yes
            done     | 2 | destruction.decided      | destruction.decided
            rejected | 2 | destruction.decided      | destruction.decided
        ";
        for row in rows(table) {
            let state = serde_json::from_value(row[0].into()).expect("a state");
            let who = user(row[1].parse().expect("a number"));
            let answers = [rule(may_confirm(state, user(1), who)), rule(may_reject(state))];
            assert_eq!(answers, [row[2], row[3]], "{row:?}");
        }
    }
}
