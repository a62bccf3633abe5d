//! What is wrong with a transport slip. Every reason is named, not only the first.

use std::collections::BTreeSet;

use vena_kernel::{clock::Instant, product::VolumeRule, refusal::Refusal, rulebook, say, text::Text, zone};
use vena_platform::imports::Reason;

use super::entry::Part;

/// Everything that contradicts itself, the rulebook or the time `now`, as far as the row could be read.
pub(super) fn judge(part: &Part, now: Instant) -> Vec<Reason> {
    let single = [
        number_day(part),
        label_usual(part),
        bags_in_all(part),
        volume_in_all(part),
        numbers_in_all(part),
        received_after_sent(part),
        sent_after_collected(part),
        not_ahead("发出日期", part.sent_at, now),
        not_ahead("接收日期", part.received_at, now),
    ];
    let mut reasons: Vec<Reason> = single.into_iter().flatten().collect();
    reasons.extend(numbers_twice(part));
    reasons.extend(number_years(part));
    reasons
}

fn reason(field: &str, value: impl ToString, rule: &str, text: Text) -> Option<Reason> {
    Some(Reason::new(field, &value.to_string(), Refusal::new(rule, text)))
}

fn minute(at: Instant) -> String {
    let day = at.day_in(&zone::china());
    let minutes = day.start_in(&zone::china()).map_or(0, |start| at.seconds_since(start) / 60);
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}

/// The number carries the day on which the slip was written: the day of sending.
fn number_day(part: &Part) -> Option<Reason> {
    let (number, sent) = (part.number.as_ref()?, part.sent_at?);
    let day = sent.day_in(&zone::china()).to_string().replace('-', "");
    let written = number.get(number.len().checked_sub(9)?..number.len() - 3)?;
    if day.get(2..) == Some(written) {
        return None;
    }
    let sent = minute(sent);
    let text = say!(
        "单号中的日期是 {written}，发出日期是 {sent}：两者不符",
        "the number names the day {written}, but the slip was sent at {sent}"
    );
    reason("单号", number, "slip.number-day", text)
}

fn label_usual(part: &Part) -> Option<Reason> {
    let (product, label) = (rulebook::products().get(part.product?)?, part.label?);
    let VolumeRule::Labelled { usual_ml, .. } = &product.volume else { return None };
    if usual_ml.is_empty() || usual_ml.contains(&label.ml()) {
        return None;
    }
    let usual = usual_ml.iter().map(i32::to_string).collect::<Vec<_>>().join("/");
    let (zh, en) = (&product.name.zh, &product.name.en);
    let text = say!("{zh}的规格没有 {label}，只有 {usual} mL", "{en} is not labelled with {label} but with {usual} mL");
    reason("规格", label, "slip.label-unusual", text)
}

fn bags_in_all(part: &Part) -> Option<Reason> {
    let (counted, stated) = (part.counted_bags()?, part.stated_bags?);
    if counted == 0 {
        let text = say!("各血型袋数都是 0", "there are 0 bags of every group");
        return reason("合计袋数", stated, "slip.no-bags", text);
    }
    if counted == stated {
        return None;
    }
    let text = say!(
        "各血型相加为 {counted} 袋，合计袋数写的是 {stated}",
        "the groups add up to {counted} bags, the total says {stated}"
    );
    reason("合计袋数", stated, "slip.bags-total", text)
}

fn volume_in_all(part: &Part) -> Option<Reason> {
    let (counted, label, stated) = (part.counted_bags()?, part.label?, part.stated_ml?);
    let volume = i64::from(counted) * i64::from(label.ml());
    if volume == i64::from(stated) {
        return None;
    }
    let text = say!(
        "{counted} 袋 × {label} = {volume} mL，合计血量写的是 {stated}",
        "{counted} bags × {label} = {volume} mL, the total says {stated}"
    );
    reason("合计血量", stated, "slip.volume-total", text)
}

fn numbers_in_all(part: &Part) -> Option<Reason> {
    let (counted, written) = (part.counted_bags()?, part.numbers_written);
    if written == 0 || usize::try_from(counted).is_ok_and(|counted| counted == written) {
        return None;
    }
    let text = say!(
        "各血型相加为 {counted} 袋，列出的编号有 {written} 个",
        "the groups add up to {counted} bags, but {written} numbers are listed"
    );
    reason("批发标识", written, "slip.numbers-total", text)
}

fn received_after_sent(part: &Part) -> Option<Reason> {
    let (sent, received) = (part.sent_at?, part.received_at?);
    if received >= sent {
        return None;
    }
    let (sent, received) = (minute(sent), minute(received));
    let text = say!("接收 {received} 早于发出 {sent}", "received at {received}, before it was sent at {sent}");
    reason("接收日期", received, "slip.received-before-sent", text)
}

fn sent_after_collected(part: &Part) -> Option<Reason> {
    let (collected, sent) = (part.collected_on?, part.sent_at?);
    if sent.day_in(&zone::china()) >= collected {
        return None;
    }
    let sent = minute(sent);
    let text = say!("发出 {sent} 早于采血日期 {collected}", "sent at {sent}, before the day of collection {collected}");
    reason("发出日期", sent, "slip.sent-before-collected", text)
}

fn not_ahead(field: &str, at: Option<Instant>, now: Instant) -> Option<Reason> {
    let at = minute(at.filter(|at| *at > now)?);
    let text = say!("“{field}”{at} 在未来", "{at} lies in the future");
    reason(field, &at, "slip.time-ahead", text)
}

fn numbers_twice(part: &Part) -> Vec<Reason> {
    let mut seen = BTreeSet::new();
    let numbers = part.numbers.iter().flatten();
    let again: BTreeSet<_> = numbers.filter(|number| !seen.insert(**number)).collect();
    let say_so = |number| {
        let text = say!("编号 {number} 列了不止一次", "the number {number} is listed more than once");
        reason("批发标识", number, "slip.number-twice", text)
    };
    again.into_iter().filter_map(say_so).collect()
}

fn number_years(part: &Part) -> Vec<Reason> {
    let Some(collected) = part.collected_on else { return Vec::new() };
    let numbers: BTreeSet<_> = part.numbers.iter().flatten().collect();
    let wrong = |number: &vena_kernel::donation_number::DonationNumber| {
        let refusal = rulebook::intake().number_year(*number, collected).err()?;
        Some(Reason::new("批发标识", &number.to_string(), refusal))
    };
    numbers.into_iter().filter_map(wrong).collect()
}
