//! When a code may be sent, and whether what was typed is right. Pure.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

use super::book::{CodeRule, ReportRule};

/// What was asked for before.
#[derive(Debug, Default, Clone)]
pub(super) struct Before {
    /// When the last code went to this phone.
    pub(super) last_at: Option<Instant>,
    /// Codes to this phone in the last hour.
    pub(super) hour: i64,
    /// Codes to this phone in the last 24 hours.
    pub(super) day: i64,
    /// Codes asked for from this address in the last hour.
    pub(super) address_hour: i64,
}

/// Whether another code may be sent at `now`. Refuses by `own.code-too-soon` and `own.code-too-often`; whose phone it is
/// plays no part.
pub(super) fn may_send(rule: &CodeRule, before: &Before, now: Instant) -> Result<(), Refusal> {
    let clause = &rule.basis.source;
    let wait = before.last_at.map_or(0, |last| rule.again_seconds - now.seconds_since(last));
    if wait > 0 {
        let reason = say!(
            "验证码刚刚发出，请 {wait} 秒后再试（依据：{clause}）",
            "a code was sent just now; try again in {wait} seconds (by: {clause})"
        );
        return Err(Refusal::new("own.code-too-soon", reason));
    }
    if before.hour >= rule.per_hour_max
        || before.day >= rule.per_day_max
        || before.address_hour >= rule.per_address_hour_max
    {
        let (hour, day) = (rule.per_hour_max, rule.per_day_max);
        let reason = say!(
            "验证码发送过于频繁：每小时最多 {hour} 次、每天最多 {day} 次，请稍后再试（依据：{clause}）",
            "too many codes: {hour} an hour and {day} a day at most; try again later (by: {clause})"
        );
        return Err(Refusal::new("own.code-too-often", reason));
    }
    Ok(())
}

/// A code as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept<'a> {
    /// The keyed hash of the right one.
    pub(super) fingerprint: &'a [u8],
    /// Until when it is good.
    pub(super) good_until: Instant,
    /// How often something was typed, this time not counted.
    pub(super) tries: i32,
    /// It was typed rightly before.
    pub(super) used: bool,
}

/// Whether `typed` is the code. Every no says the same, so that nobody learns whether a code was ever sent. Refuses by
/// `own.code-wrong`.
pub(super) fn check(rule: &CodeRule, kept: Option<&Kept<'_>>, typed: &[u8], now: Instant) -> Result<(), Refusal> {
    let good = kept.is_some_and(|kept| {
        !kept.used && kept.tries < rule.tries_max && now <= kept.good_until && kept.fingerprint == typed
    });
    if good {
        return Ok(());
    }
    let (minutes, tries) = (rule.good_minutes, rule.tries_max);
    let reason = say!(
        "验证码不对或已失效：{minutes} 分钟内有效、最多输入 {tries} 次、只能用一次，请重新获取",
        "the code is wrong or no longer good: it lasts {minutes} minutes, {tries} tries and one use; ask for another"
    );
    Err(Refusal::new("own.code-wrong", reason))
}

/// Whether a donor may report once more. Refuses by `own.report-empty`, `own.report-long` and `own.reports-open`.
pub(super) fn may_report(rule: &ReportRule, words: &str, open: i64) -> Result<(), Refusal> {
    let (length, longest) = (words.trim().chars().count(), rule.characters_max);
    if length == 0 {
        let reason = say!("请写几个字，工作人员才知道如何帮助您", "write a few words, so that we know how to help");
        return Err(Refusal::new("own.report-empty", reason));
    }
    if length > longest {
        let reason = say!(
            "内容 {length} 字，最多 {longest} 字；可以请工作人员给您打电话",
            "{length} characters, {longest} at most; you may also ask us to call you"
        );
        return Err(Refusal::new("own.report-long", reason));
    }
    if open >= rule.open_max {
        let reason = say!(
            "您已有 {open} 条反馈正在处理，请等待答复或致电我们",
            "{open} of your reports are being worked on; wait for an answer or call us"
        );
        return Err(Refusal::new("own.reports-open", reason));
    }
    Ok(())
}

/// A code of `digits` digits out of chance.
pub(super) fn code(random: u64, digits: u32) -> String {
    let width = usize::try_from(digits).unwrap_or(6);
    format!("{:0width$}", random % 10_u64.pow(digits.min(12)))
}
