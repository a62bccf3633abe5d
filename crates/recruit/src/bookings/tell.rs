//! What donors are told about their places, and the telling.

use vena_contracts::care::{DonorMessages, Message, Purpose};
use vena_kernel::{clock::Instant, say, text::Text};
use vena_platform::{db::Tx, fault::Fault};

use super::{db::BookingRow, other::Elsewhere, rules::shown};
use crate::sites::kind_title;

/// Tells the donor; once for each booking and kind.
pub(crate) async fn tell(
    tx: &mut Tx,
    messages: &dyn DonorMessages,
    booking: &BookingRow,
    (kind, text): (&'static str, Text),
) -> Result<(), Fault> {
    let Some(donor) = booking.donor_id else { return Ok(()) };
    let about = booking.booking_id.to_string();
    let not_after = Some(booking.starts_at);
    let message = Message { donor, kind, about, text, not_before: None, not_after, purpose: Purpose::Service };
    messages.send(tx, message).await?;
    Ok(())
}

fn what(booking: &BookingRow) -> Text {
    let kind = crate::sites::kind_of(&booking.kind).map_or_else(|| say!("献血", "donation"), kind_title);
    let (at, code) = (shown(booking.starts_at), &booking.code);
    let (zh, en, site, site_en) = (kind.zh, kind.en, &booking.site_name, &booking.site_name_en);
    say!("{at} 在{site}献{zh}（预约码 {code}）", "{en} on {at} at {site_en} (code {code})")
}

/// Words of a notice.
pub(crate) fn made_words(booking: &BookingRow) -> Text {
    let Text { zh, en } = what(booking);
    say!(
        "{{name}}您好，已为您预约：{zh}。请携带身份证件。如需改期请提前取消。",
        "Dear {{name}}, your place is kept: {en}. Please bring your identity document. If you cannot come, please cancel in time."
    )
}

/// Words of a notice.
pub(crate) fn moved_words(old: &BookingRow, new: &BookingRow) -> Text {
    let (was, Text { zh, en }) = (shown(old.starts_at), what(new));
    say!("{{name}}您好，您 {was} 的预约已改为：{zh}。", "Dear {{name}}, your booking of {was} was moved: {en}.")
}

/// Words of a notice.
pub(crate) fn cancelled_words(old: &BookingRow) -> Text {
    let Text { zh, en } = what(old);
    say!("{{name}}您好，您的预约已取消：{zh}。", "Dear {{name}}, your booking was cancelled: {en}.")
}

/// What a donor is told whose place we take back: why, and where else there is one.
pub(crate) fn closed_words(old: &BookingRow, why: &str, (next, others): (&[Instant], &[Elsewhere])) -> Text {
    let Text { zh, en } = what(old);
    let Text { zh: zh_else, en: en_else } = alternatives(next, others);
    say!(
        "{{name}}您好，很抱歉，我们取消了您的预约：{zh}。原因：{why}。{zh_else}",
        "Dear {{name}}, we are sorry: we had to cancel {en}. Reason: {why}. {en_else}"
    )
}

fn alternatives(next: &[Instant], others: &[Elsewhere]) -> Text {
    if next.is_empty() && others.is_empty() {
        return say!("请在预约页面选择其他站点或日期。", "Please choose another site or day.");
    }
    let here: Vec<String> = next.iter().map(|at| shown(*at)).collect();
    let words: Vec<Text> = others.iter().map(Elsewhere::words).collect();
    let near_zh: Vec<&str> = words.iter().map(|text| text.zh.as_str()).collect();
    let near_en: Vec<&str> = words.iter().map(|text| text.en.as_str()).collect();
    let mut told = say!("", "");
    if !here.is_empty() {
        let listed = here.join("、");
        told = say!("本站点最近可约：{listed}。", "The next places there: {listed}. ");
    }
    if !others.is_empty() {
        let (zh, en) = (near_zh.join("、"), near_en.join(", "));
        let (before_zh, before_en) = (told.zh, told.en);
        told = say!(
            "{before_zh}附近可约：{zh}。可在预约页面一键改约。",
            "{before_en}Nearby: {en}. Your booking page offers them."
        );
    }
    told
}

/// What a donor is told whose file speaks against the day: not why, for the notice may be read over a shoulder.
pub(crate) fn unfit_words(old: &BookingRow) -> Text {
    let Text { zh, en } = what(old);
    say!(
        "{{name}}您好，按献血间隔等规定，您届时还不能献血，我们已取消预约：{zh}。何时可以再献，请打开献血服务的“我”查看，或致电我们。",
        "Dear {{name}}, by the rules of giving blood (such as intervals) it would be too early for you on that day: we have cancelled {en}. From when on you may give is shown under Me in the donor app; or call us."
    )
}

/// What a donor is reminded of.
pub(crate) fn reminder_words(booking: &BookingRow) -> Text {
    let Text { zh, en } = what(booking);
    say!(
        "{{name}}您好，提醒您：{zh}。请携带身份证件，休息好、吃过饭再来；不能前来请取消，把名额让给别人。",
        "Dear {{name}}, a reminder: {en}. Bring your identity document, come rested and not hungry; if you cannot come, cancel so that somebody else can."
    )
}

/// What somebody on the waiting list is told of a place that is free.
pub(crate) fn offer_words(booking: &BookingRow) -> Text {
    let Text { zh, en } = what(booking);
    let until = booking.offer_until.map(shown).unwrap_or_default();
    say!(
        "{{name}}您好，您候补的名额有了：{zh}。请在 {until} 前确认，过时让给下一位。",
        "Dear {{name}}, there is a place for you: {en}. Please take it before {until}; then it goes to the next one."
    )
}
