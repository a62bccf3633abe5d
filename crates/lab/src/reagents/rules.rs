//! What may be done with a lot of reagents. Pure; how well two lots have to agree is the rulebook's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, say, testing::LotCheckRule};

/// How a lot stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = LabLotState)]
pub(crate) enum LotState {
    /// 待比对
    Received,
    /// 已比对，待批准
    Compared,
    /// 使用中
    Open,
    /// 不予使用
    Refused,
    /// 已用完或退出
    Finished,
}

/// What decides about a lot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lot {
    /// How it stands.
    pub(crate) state: LotState,
    /// Last day on which it may be used.
    pub(crate) expires_on: Day,
    /// Who compared it.
    pub(crate) compared_by: Option<UserId>,
    /// How many samples were tested with both lots, and how many came out alike.
    pub(crate) compared: Option<(i32, i32)>,
}

fn state(lot: &Lot, wanted: LotState, reason: vena_kernel::text::Text) -> Result<(), Refusal> {
    if lot.state == wanted { Ok(()) } else { Err(Refusal::new("reagent.state", reason)) }
}

/// Refuses by `reagent.expired`: a lot is used up to its last day.
pub(crate) fn in_date(expires_on: Day, today: Day) -> Result<(), Refusal> {
    if expires_on >= today {
        return Ok(());
    }
    Err(Refusal::new("reagent.expired", say!("该批试剂已于 {expires_on} 过期", "this lot expired on {expires_on}")))
}

/// Refuses by `reagent.state` to compare a lot that somebody has decided about, and by `reagent.expired`.
pub(crate) fn may_compare(lot: &Lot, today: Day) -> Result<(), Refusal> {
    if !matches!(lot.state, LotState::Received | LotState::Compared) {
        let reason = say!("该批号已有结论，不再比对", "this lot was decided about already");
        return Err(Refusal::new("reagent.state", reason));
    }
    in_date(lot.expires_on, today)
}

/// Refuses by `reagent.comparison` a comparison that says more samples agree than were tested.
pub(crate) fn comparison(samples: i32, agreed: i32) -> Result<(), Refusal> {
    if agreed <= samples {
        return Ok(());
    }
    let reason = say!("一致数 {agreed} 大于样本数 {samples}", "{agreed} of {samples} samples cannot agree");
    Err(Refusal::new("reagent.comparison", reason))
}

/// Refuses by `reagent.state` and `reagent.same-person`: who compared does not decide.
pub(crate) fn may_decide(lot: &Lot, user: UserId) -> Result<(), Refusal> {
    state(lot, LotState::Compared, say!("请先完成批间比对", "the lot has to be compared first"))?;
    if lot.compared_by == Some(user) {
        let reason = say!("比对人不能批准，请由另一人批准", "who compared may not decide; another person has to");
        return Err(Refusal::new("reagent.same-person", reason));
    }
    Ok(())
}

/// Refuses by `reagent.too-few` and `reagent.disagrees` to let in a lot that does not do what the rulebook asks of it.
pub(crate) fn may_open(lot: &Lot, rule: &LotCheckRule, today: Day) -> Result<(), Refusal> {
    in_date(lot.expires_on, today)?;
    let (samples, agreed) = lot.compared.unwrap_or_default();
    let (least, percent) = (rule.samples_min, rule.agree_percent_min);
    if samples < least {
        let reason = say!(
            "批间比对至少 {least} 份样本，现为 {samples} 份",
            "{least} samples are compared at least, not {samples}"
        );
        return Err(Refusal::new("reagent.too-few", reason));
    }
    if i64::from(agreed) * 100 < i64::from(samples) * i64::from(percent) {
        let reason = say!(
            "批间比对一致 {agreed}/{samples}，低于 {percent}%，不得启用",
            "{agreed} of {samples} agree, which is below {percent} %: the lot is not used"
        );
        return Err(Refusal::new("reagent.disagrees", reason));
    }
    Ok(())
}

/// Refuses by `reagent.state` to finish a lot twice.
pub(crate) fn may_finish(lot: &Lot) -> Result<(), Refusal> {
    if matches!(lot.state, LotState::Refused | LotState::Finished) {
        return Err(Refusal::new("reagent.state", say!("该批号已结束使用", "this lot is finished already")));
    }
    Ok(())
}

/// Refuses by `reagent.not-open` and `reagent.expired` to test with a lot.
pub(crate) fn may_use(lot: &Lot, today: Day) -> Result<(), Refusal> {
    if lot.state != LotState::Open {
        let reason = say!("该批试剂未批准使用", "this lot was not let in, or is used no more");
        return Err(Refusal::new("reagent.not-open", reason));
    }
    in_date(lot.expires_on, today)
}
