//! Deferrals: until when a donor may not give, and why, for those who may know.
//!
//! Everybody at the desk sees "不宜献血" and a date. Why is shown to physicians (`recruit.deferral.view_reason`), and a
//! confidential why only through the recorded route. What the laboratory's judgement entered is lifted by no one here, and a
//! permanent one by re-entry only. Another physician may end a temporary one early; what was entered by mistake is corrected.

mod correction;
mod db;
mod ending;
mod entry;
mod http;
mod rules;
#[cfg(test)]
mod tests;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use vena_contracts::shown::Can;
use vena_kernel::{clock::Day, id::DonorId, say, text::Text};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

pub(crate) use db::{insert_by_laboratory, lift};
pub(crate) use entry::DeferralDesk;

use correction::Correction;

use crate::{
    book::{Book, Kind},
    today,
};

permission! {
    pub(crate) DeferralCreate = "recruit.deferral.create", "登记暂缓或屏蔽", "Enter deferrals";
    pub(crate) DeferralCodes = "recruit.deferral.list_codes", "暂缓代码表", "List deferral codes";
    pub(crate) DeferralReasons = "recruit.deferral.view_reason", "查看不宜献血原因", "See why a donor is deferred";
    pub(crate) DeferralEndView = "recruit.deferral.end", "计算暂缓截止日", "See until when a deferral would last";
    pub(crate) DeferralMoveEnd = "recruit.deferral.move_end", "调整暂缓截止日", "Move the last day of deferrals";
    pub(crate) DeferralShorten = "recruit.deferral.shorten", "提前暂缓截止日（医师）", "End deferrals earlier than the rulebook";
    pub(crate) DeferralCorrect = "recruit.deferral.correct", "提出更正误登记的暂缓", "Say that a deferral was entered by mistake";
    pub(crate) DeferralConfirm = "recruit.deferral.decide_correction", "确认更正误登记的暂缓", "Decide whether a deferral was a mistake";
    pub(crate) DeferralLift = "recruit.deferral.lift", "解除暂缓或屏蔽", "Lift deferrals";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        DeferralCreate::INFO,
        DeferralCodes::INFO,
        DeferralEndView::INFO,
        DeferralReasons::INFO,
        DeferralMoveEnd::INFO,
        DeferralShorten::INFO,
        DeferralCorrect::INFO,
        DeferralConfirm::INFO,
        DeferralLift::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::create))
        .routes(routes!(http::codes))
        .routes(routes!(http::end))
        .routes(routes!(ending::move_end))
        .routes(routes!(http::reasons))
        .routes(routes!(ending::lift))
        .routes(routes!(ending::shorten))
        .routes(routes!(correction::http::propose))
        .routes(routes!(correction::http::decide))
}

/// A deferral that stands, as the desk sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorDeferral {
    /// Identity.
    deferral_id: Uuid,
    /// What may be said to everybody.
    label: Text,
    /// It will not end by itself.
    permanent: bool,
    /// Last day on which the donor may not give.
    until: Option<Day>,
    /// It keeps from these donations only; from everything when empty.
    kinds: Vec<String>,
    /// Code of the reason, for those who may know.
    code: Option<String>,
    /// The reason, for those who may know.
    reason: Option<Text>,
    /// Whether the reason is confidential, for those who may know.
    confidential: Option<bool>,
    /// Said to be a mistake, and waits for another person with a medical role.
    correction: Option<Correction>,
    /// What is possible now.
    can: DeferralCan,
}

/// What may be done about a deferral.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeferralCan {
    /// End it today.
    lift: Can,
    /// End it earlier.
    shorten: Can,
    /// Move its last day, not before the rulebook's.
    move_end: Can,
    /// Say that it is a mistake.
    correct: Can,
    /// Decide whether it is one.
    decide_correction: Can,
}

/// The deferrals of a donor that stand on `day`, as `scope` may see them.
pub(crate) async fn standing(
    tx: &mut Tx,
    scope: &Scope,
    donor: DonorId,
    day: Day,
) -> Result<Vec<DonorDeferral>, Fault> {
    let records = db::of_donor(tx, scope, donor).await?;
    let mistakes = if records.is_empty() { Vec::new() } else { correction::db::of_donor(tx, scope, donor).await? };
    let standing = records.iter().filter(|record| record.stands_on(day));
    Ok(standing.map(|record| shown((record, &records, &mistakes), scope, day)).collect())
}

fn shown(
    (record, all, mistakes): (&db::DeferralRecord, &[db::DeferralRecord], &[correction::db::CorrectionRecord]),
    scope: &Scope,
    day: Day,
) -> DonorDeferral {
    let open = correction::open(mistakes, record.deferral_id, day);
    let told = rules::may_be_told(scope.may(DeferralReasons::INFO.name), record.confidential);
    let name = told.then(|| Book::get().reason(&record.code, day).ok().map(|reason| reason.name.clone())).flatten();
    DonorDeferral {
        deferral_id: record.deferral_id,
        label: say!("不宜献血", "Not to donate"),
        permanent: record.kind == Kind::Permanent,
        until: record.until,
        kinds: record.kinds.clone(),
        code: told.then(|| record.code.clone()),
        reason: name,
        confidential: told.then_some(record.confidential),
        correction: open.map(|one| if told { Correction::of(one) } else { Correction::of(one).without_words() }),
        can: can((record, all, open), scope, day),
    }
}

fn can(
    (record, all, open): (&db::DeferralRecord, &[db::DeferralRecord], Option<&correction::db::CorrectionRecord>),
    scope: &Scope,
    day: Day,
) -> DeferralCan {
    let standing = record.standing(day);
    let physician = scope.may(DeferralShorten::INFO.name);
    // The day of the question itself: whether there is anything to choose from.
    let last = record.until.map(|until| until.max(standing.floor.unwrap_or(until))).unwrap_or(day);
    let mistake = correction::proposing(record, all, open, day, None);
    let deciding = correction::rules::may_decide(&standing, open.map(|one| one.proposed_by), scope.user);
    let answer = |permission, rule| Can::by(scope, permission, rules::neutral(rule));
    DeferralCan {
        lift: answer(DeferralLift::INFO.name, rules::may_lift(&standing, scope.user)),
        shorten: answer(DeferralShorten::INFO.name, rules::may_shorten(&standing, day, day, scope.user)),
        move_end: answer(DeferralMoveEnd::INFO.name, rules::may_move_end(&standing, last, day, physician)),
        correct: answer(DeferralCorrect::INFO.name, mistake),
        decide_correction: answer(DeferralConfirm::INFO.name, deciding),
    }
}

/// An exclusion that stands.
pub(crate) struct Excluded {
    /// Its code.
    pub(crate) code: String,
    /// Since when.
    pub(crate) on: Day,
}

/// The deferral of a donor's person, if it still stands on `day`.
pub(crate) async fn excluded(
    tx: &mut Tx,
    scope: &Scope,
    donor: DonorId,
    deferral: Uuid,
    day: Day,
) -> Result<Option<Excluded>, Fault> {
    let records = db::of_donor(tx, scope, donor).await?;
    let found = records.into_iter().find(|record| record.deferral_id == deferral && record.stands_on(day));
    Ok(found.map(|record| Excluded { on: today::day(record.made_at), code: record.code }))
}
