//! What does not agree when a vehicle's day comes back, and when a trip may end. Pure.

use vena_kernel::{
    clock::Instant, collection::screening::Line, donation_number::DonationNumber, eligibility, id::UserId,
    refusal::Refusal, say, text::Text,
};

/// What the station knows now about one finished person of a trip.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// When the needle went in, by the station's clock.
    pub(super) needle_at: Instant,
    /// When the package in use was made.
    pub(super) package_made_at: Option<Instant>,
    /// How old it may be, hours.
    pub(super) package_hours_max: i64,
    /// Rules of the vehicle's program.
    pub(super) rules_then: &'a str,
    /// Rules of this program.
    pub(super) rules_now: &'a str,
    /// The chain does not hold for an entry of this person.
    pub(super) broken: bool,
    /// The number.
    pub(super) number: Option<DonationNumber>,
    /// The number carries another donation.
    pub(super) number_used: bool,
    /// The number belongs to this trip.
    pub(super) number_of_trip: bool,
    /// The document's file says another name, birthday or sex.
    pub(super) differs: bool,
    /// How many files may be the same person.
    pub(super) alike: usize,
    /// What the file says now, seen from the day of the needle.
    pub(super) standing: &'a [eligibility::Line],
    /// Answers and measurements judged again.
    pub(super) judged: &'a [Line],
    /// People at work who were not of the crew, or may not work any more.
    pub(super) strangers: &'a [UserId],
    /// Who decided that the donor may give.
    pub(super) decided: Decided<'a>,
    /// Steps are missing, or came in an order that no vehicle of ours writes.
    pub(super) irregular: bool,
    /// Version of what the donor has read and agreed to.
    pub(super) consent: Option<&'a str>,
    /// The version in force on the day of the needle.
    pub(super) consent_now: &'a str,
    /// Nobody asked the donor again before the needle.
    pub(super) not_asked_again: bool,
    /// The needle waited for a signature that is not there.
    pub(super) unsigned: bool,
    /// What touched the donor's blood, judged again.
    pub(super) lots: &'a [Refusal],
}

/// Who decided, and what the station knows of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decided<'a> {
    /// The one whose PIN was given; none where the journal names nobody.
    pub(super) by: Option<UserId>,
    /// Physicians of the crew who held the permission when the package in use was made; none for a package that is not ours.
    pub(super) then: Option<&'a [UserId]>,
    /// Whether `by` holds it now.
    pub(super) still: bool,
}

/// A decision that nobody with the permission made.
pub(super) fn decision(decided: &Decided<'_>) -> Option<Conflict> {
    let reason = match (decided.by, decided.then) {
        (None, _) => say!("没有医师判定的记录", "nobody is recorded who decided"),
        (Some(by), Some(then)) if then.contains(&by) && decided.still => return None,
        (Some(by), Some(then)) if then.contains(&by) => {
            say!("判定人的判定权限已被取消", "whoever decided may not decide any more")
        }
        _ => say!(
            "判定人不是随车且有判定权限的医师（以行程包为准）",
            "whoever decided was no physician of the crew with the permission, as of the day package"
        ),
    };
    Some(conflict("decision_unqualified", reason))
}

/// Something that a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// Stable name.
    pub(super) kind: &'static str,
    /// What it is about.
    pub(super) reason: Text,
}

fn conflict(kind: &'static str, reason: Text) -> Conflict {
    Conflict { kind, reason }
}

/// A deferral that the refusal leaves and that could not be entered.
pub(super) fn not_deferred(why: &Text) -> Conflict {
    let Text { zh, en } = why;
    conflict("not_deferred", say!("车上拒绝后的暂缓未能登记：{zh}", "the refusal's deferral was not entered: {en}"))
}

/// Everything that does not agree; empty when the blood may go its way.
pub(super) fn conflicts(known: &Known<'_>) -> Vec<Conflict> {
    let mut found = Vec::new();
    found.extend(decision(&known.decided));
    found.extend(steps(known));
    found.extend(number(known));
    found.extend(lots(known));
    found.extend(identity(known));
    found.extend(standing(known));
    found.extend(judged(known));
    found.extend(package(known));
    found.extend(rules(known));
    if known.broken {
        let reason =
            say!("车上记录的校验链在此人处不连续", "the chain of the vehicle's journal does not hold for this person");
        found.push(conflict("chain_broken", reason));
    }
    if !known.strangers.is_empty() {
        let count = known.strangers.len();
        let reason = say!(
            "{count} 名操作人不在本次人员名单中或账号已停用",
            "{count} of the people at work were not of the crew, or their account is closed"
        );
        found.push(conflict("staff_revoked", reason));
    }
    found
}

/// A journal that no vehicle of ours writes, or a needle before what it waits for.
fn steps(known: &Known<'_>) -> Vec<Conflict> {
    let mut found = Vec::new();
    if known.irregular {
        found.push(incomplete());
    }
    if known.consent != Some(known.consent_now) {
        let (given, now) = (known.consent.unwrap_or("—"), known.consent_now);
        let reason = say!(
            "车上没有现行知情同意的记录（当日应为 {now}，记录为 {given}）",
            "no consent to the text of the day is recorded ({now} was in force, recorded is {given})"
        );
        found.push(conflict("no_consent", reason));
    }
    if known.not_asked_again {
        let reason =
            say!("进针前没有再次核对身份的记录", "nobody is recorded to have asked the donor again before the needle");
        found.push(conflict("not_asked_again", reason));
    }
    if known.unsigned {
        let reason = say!("进针前没有献血者签名", "there is no signature of the donor before the needle");
        found.push(conflict("unsigned", reason));
    }
    found
}

/// Steps are missing or out of order.
pub(super) fn incomplete() -> Conflict {
    let reason =
        say!("车上记录的步骤缺失或次序不对", "steps of the vehicle's journal are missing, or in an impossible order");
    conflict("steps_missing", reason)
}

fn lots(known: &Known<'_>) -> Option<Conflict> {
    let reasons = known.lots.iter().map(|refusal| refusal.reason.clone());
    let Text { zh, en } = reasons
        .reduce(|one, other| Text::new(format!("{}；{}", one.zh, other.zh), format!("{}; {}", one.en, other.en)))?;
    Some(conflict("lot_refused", say!("耗材不得使用：{zh}", "what was used may not be: {en}")))
}

/// A kit that another donation wears.
pub(super) fn kit_used() -> Conflict {
    conflict("kit_used", say!("该血袋已绑定其他献血", "this kit is bound to another donation"))
}

/// The donor's sticker is not one of ours, or was used for somebody else: what the donor wants is not known.
pub(super) fn wish_unclear(why: Text) -> Conflict {
    let Text { zh, en } = why;
    conflict("wish_unclear", say!("献血者意愿贴纸无法确认：{zh}", "the donor's sticker says nothing: {en}"))
}

fn number(known: &Known<'_>) -> Option<Conflict> {
    let number = known.number?;
    if known.number_used {
        let reason = say!(
            "献血编号 {number} 已属于另一次献血，本次血液须换编号",
            "the number {number} belongs to another donation; this blood needs another number"
        );
        return Some(conflict("number_used", reason));
    }
    if known.number_of_trip {
        return None;
    }
    let reason = say!("献血编号 {number} 不属于本次外采", "the number {number} does not belong to this trip");
    Some(conflict("number_foreign", reason))
}

fn identity(known: &Known<'_>) -> Vec<Conflict> {
    let mut found = Vec::new();
    if known.differs {
        let reason = say!(
            "该证件在系统中的姓名、生日或性别与车上登记不一致",
            "the file of this document says another name, birthday or sex than the vehicle"
        );
        found.push(conflict("identity_differs", reason));
    }
    let alike = known.alike;
    if alike > 0 {
        let reason = say!(
            "新建的档案可能与 {alike} 份已有档案为同一人",
            "the new file may be the same person as {alike} others"
        );
        found.push(conflict("duplicate", reason));
    }
    found
}

/// What the file speaks against it: an interval is another needle, anything else a deferral that the vehicle did not know.
fn standing(known: &Known<'_>) -> Vec<Conflict> {
    let named = |needle: bool| {
        let lines = known.standing.iter().filter(move |line| is_needle(&line.rule) == needle);
        lines
            .map(|line| line.reason.clone())
            .reduce(|one, other| Text::new(format!("{}；{}", one.zh, other.zh), format!("{}; {}", one.en, other.en)))
    };
    let mut found = Vec::new();
    if let Some(Text { zh, en }) = named(true) {
        found.push(conflict("gave_elsewhere", say!("另有献血记录：{zh}", "there is another needle: {en}")));
    }
    if named(false).is_some() {
        // The reason may be confidential; whoever decides sees it in the donor's file.
        let reason = say!(
            "献血者档案现不允许此次献血，请在档案中查看",
            "the donor's file does not allow this donation now; see the file"
        );
        found.push(conflict("deferred", reason));
    }
    found
}

fn is_needle(rule: &str) -> bool {
    matches!(rule, "donor.interval" | "donor.year-cap" | "donor.year-volume")
}

fn judged(known: &Known<'_>) -> Option<Conflict> {
    let count = known.judged.len();
    if count == 0 {
        return None;
    }
    let reason = say!(
        "按现行规则重新判定，征询或检查有 {count} 项不符合",
        "judged again by the rules here, {count} answers or measurements refuse"
    );
    Some(conflict("judged_otherwise", reason))
}

fn package(known: &Known<'_>) -> Option<Conflict> {
    let hours = known.package_hours_max;
    let age = known.package_made_at.map(|made| known.needle_at.seconds_since(made));
    if age.is_some_and(|seconds| seconds <= hours * 3600) {
        return None;
    }
    let reason = say!("进针时行程包已超过 {hours} 小时", "the day package was older than {hours} hours at the needle");
    Some(conflict("package_old", reason))
}

fn rules(known: &Known<'_>) -> Option<Conflict> {
    if known.rules_then == known.rules_now {
        return None;
    }
    let (then, now) = (known.rules_then, known.rules_now);
    let reason = say!("车上规则版本 {then}，现行 {now}", "the vehicle judged by rules {then}, here they are {now}");
    Some(conflict("rules_changed", reason))
}

/// What decides whether a trip may end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    /// A package was made.
    pub(super) taken_out: bool,
    /// Closed already.
    pub(super) closed: bool,
    /// The crew has closed the day, and that entry is here.
    pub(super) vehicle_closed: bool,
    /// Entries that still waited when the vehicle was last heard.
    pub(super) waiting: i32,
    /// People of the journal who are not settled.
    pub(super) open: usize,
}

/// Refuses by `trip.ended`, `trip.entries-missing` and `trip.unsettled`.
pub(super) fn may_close(ending: &Ending) -> Result<(), Refusal> {
    if ending.closed {
        return Err(Refusal::new("trip.ended", say!("该外采任务已结束", "this trip is closed already")));
    }
    if !ending.taken_out {
        return Ok(());
    }
    if !ending.vehicle_closed || ending.waiting > 0 {
        let waiting = ending.waiting;
        let reason = say!(
            "车上记录尚未全部回传（还有 {waiting} 条，或车上未结束当天工作）",
            "not everything has come back: {waiting} entries wait on the vehicle, or its day is not closed"
        );
        return Err(Refusal::new("trip.entries-missing", reason));
    }
    let open = ending.open;
    if open > 0 {
        let reason = say!("还有 {open} 人未核对完成", "{open} people are not settled");
        return Err(Refusal::new("trip.unsettled", reason));
    }
    Ok(())
}

/// Whether the report of the day may be drawn up. Refuses by `trip.not-back`.
pub(super) fn may_report(vehicle_closed: bool, waiting: i32) -> Result<(), Refusal> {
    if vehicle_closed && waiting == 0 {
        return Ok(());
    }
    let reason = say!(
        "车上当天工作尚未结束或记录未全部回传，日报暂不能拟制",
        "the day is not closed on board or not everything has come back: there is no report yet"
    );
    Err(Refusal::new("trip.not-back", reason))
}

/// How a case may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(super) enum TripDecision {
    /// 解除锁定: the hold is lifted; needs a second person.
    Lift,
    /// 报废: the blood is not used.
    Discard,
    /// 保持锁定: the hold stays, for others to look into.
    Keep,
    /// 换编号登记: the blood gets a number of its own; needs a second person.
    Renumber,
}

impl TripDecision {
    /// Whether a second person confirms.
    pub(super) fn needs_second(self) -> bool {
        matches!(self, Self::Lift | Self::Renumber)
    }
}

/// Refuses by `trip.case-closed`, `trip.case-renumber`, `trip.case-lift`.
pub(super) fn may_propose(closed: bool, kind: &str, decision: TripDecision, number: bool) -> Result<(), Refusal> {
    if closed {
        return Err(Refusal::new("trip.case-closed", say!("该事项已处理完毕", "this case is closed")));
    }
    let renumbers = decision == TripDecision::Renumber;
    if renumbers != number || (renumbers && kind != "number_used") {
        let reason = say!(
            "只有“编号已被使用”的事项可换编号，且须给出新编号",
            "only a case of a used number takes another number, and needs one"
        );
        return Err(Refusal::new("trip.case-renumber", reason));
    }
    if kind == "number_used" && decision == TripDecision::Lift {
        let reason = say!("编号冲突须先换编号登记", "a used number is mended by another number");
        return Err(Refusal::new("trip.case-lift", reason));
    }
    Ok(())
}

/// Refuses by `trip.case-closed`, `trip.case-not-proposed` and `trip.second-person`.
pub(super) fn may_confirm(closed: bool, proposed_by: Option<UserId>, caller: UserId) -> Result<(), Refusal> {
    if closed {
        return Err(Refusal::new("trip.case-closed", say!("该事项已处理完毕", "this case is closed")));
    }
    match proposed_by {
        None => {
            let reason = say!("还没有处理意见", "nobody has proposed how this ends");
            Err(Refusal::new("trip.case-not-proposed", reason))
        }
        Some(first) if first == caller => {
            let reason = say!("解除锁定须由另一人确认", "a second person confirms");
            Err(Refusal::new("trip.second-person", reason))
        }
        Some(_) => Ok(()),
    }
}
