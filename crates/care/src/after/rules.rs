//! The words after a visit: thanks for blood, kind words when none was drawn, and from when on one may give again. Pure.

use vena_kernel::{
    clock::Day,
    eligibility::{DonationKind, Verdict},
    say,
    text::Text,
};

/// What people call a kind of donation.
pub(super) fn kind_title(kind: DonationKind) -> Text {
    match kind {
        DonationKind::WholeBlood => say!("全血", "whole blood"),
        DonationKind::ApheresisPlatelets => say!("单采血小板", "apheresis platelets"),
        DonationKind::ApheresisPlasma => say!("单采血浆", "apheresis plasma"),
    }
}

/// The first day of each kind that may be given again; kinds that may not are left out.
pub(super) fn next(verdicts: &[Verdict]) -> Vec<(DonationKind, Day)> {
    verdicts.iter().filter_map(|verdict| Some((verdict.kind, verdict.from?))).collect()
}

/// The thanks for a donation of `on`.
pub(super) fn thanks(
    (kind, volume_ml, on): (DonationKind, i32, Day),
    next: &[(DonationKind, Day)],
    points: Option<i32>,
) -> Text {
    let (what, day, again) = (kind_title(kind), day_zh(on), again(next));
    let (earned_zh, earned_en) = points.map_or_else(Default::default, |points| {
        (format!("本次荣誉积分 {points} 分。"), format!(" You have earned {points} points of honour."))
    });
    Text::new(
        format!(
            "{{name}}，您好！感谢您于{day}献出{} {volume_ml} 毫升。{earned_zh}{}今天请多喝水、少用力；如有不适，请随时联系我们。",
            what.zh, again.zh
        ),
        format!(
            "Dear {{name}}, thank you for giving {volume_ml} mL of {} on {on}.{earned_en}{} Drink plenty today and do not strain your arm; call us if you feel unwell.",
            what.en, again.en
        ),
    )
}

/// Kind words for somebody from whom no blood could be taken although the needle was in.
pub(super) fn failed(on: Day, next: &[(DonationKind, Day)]) -> Text {
    let (day, again) = (day_zh(on), again(next));
    Text::new(
        format!(
            "{{name}}，您好！{day}的采血没有完成，您的心意我们已经收到，辛苦了。请按压好针眼，如有不适请随时联系我们。{}",
            again.zh
        ),
        format!(
            "Dear {{name}}, blood could not be drawn on {on}, and we thank you for coming all the same. Keep pressing on the spot, and call us if you feel unwell.{}",
            again.en
        ),
    )
}

/// Kind words for somebody who came and may not give; why is not told here.
pub(super) fn turned_away(on: Day, next: &[(DonationKind, Day)]) -> Text {
    let later: Vec<(DonationKind, Day)> = next.iter().copied().filter(|(_, from)| *from > on).collect();
    let (day, again) = (day_zh(on), again(&later));
    Text::new(
        format!(
            "{{name}}，您好！感谢您{day}前来献血。本次征询和检查后暂不适合献血，这是为了您和用血者的安全。{}如有疑问，欢迎咨询我们的医生。",
            again.zh
        ),
        format!(
            "Dear {{name}}, thank you for coming on {on}. After the questions and the check we could not take blood this time: it is for your safety and the patient's.{} Our physicians gladly answer your questions.",
            again.en
        ),
    )
}

fn again(next: &[(DonationKind, Day)]) -> Text {
    if next.is_empty() {
        return Text::new("", "");
    }
    let zh: Vec<String> =
        next.iter().map(|(kind, from)| format!("{} {}起", kind_title(*kind).zh, day_zh(*from))).collect();
    let en: Vec<String> = next.iter().map(|(kind, from)| format!("{} from {from}", kind_title(*kind).en)).collect();
    Text::new(format!("下次可献：{}。", zh.join("；")), format!(" You may give again: {}.", en.join("; ")))
}

/// `2026年2月4日`
fn day_zh(day: Day) -> String {
    let date = day.date();
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn verdict(kind: DonationKind, from: Option<&str>) -> Verdict {
        Verdict { kind, may: false, from: from.map(day), lines: Vec::new(), by_permit: Vec::new(), rest_ml: None }
    }

    #[test]
    fn thanks_say_how_much_and_from_when_on_what_may_be_given() {
        let all = [
            verdict(DonationKind::WholeBlood, Some("2026-08-04")),
            verdict(DonationKind::ApheresisPlatelets, Some("2026-05-05")),
            verdict(DonationKind::ApheresisPlasma, None),
        ];
        let told = thanks((DonationKind::WholeBlood, 400, day("2026-02-04")), &next(&all), Some(20));
        assert!(
            told.zh.starts_with("{name}，您好！感谢您于2026年2月4日献出全血 400 毫升。本次荣誉积分 20 分。"),
            "{}",
            told.zh
        );
        assert!(told.zh.contains("下次可献：全血 2026年8月4日起；单采血小板 2026年5月5日起。"), "{}", told.zh);
        assert!(told.en.contains("400 mL of whole blood on 2026-02-04. You have earned 20 points"), "{}", told.en);
        assert!(!told.zh.contains("血浆"), "what may never be given is not promised: {}", told.zh);
    }

    #[test]
    fn no_thanks_for_blood_that_was_not_drawn() {
        let next =
            [(DonationKind::WholeBlood, day("2026-02-04")), (DonationKind::ApheresisPlatelets, day("2026-02-20"))];
        let (failed, away) = (failed(day("2026-02-04"), &next), turned_away(day("2026-02-04"), &next));
        for words in [&failed, &away] {
            assert!(
                !words.zh.contains("献出") && !words.zh.contains("毫升") && !words.zh.contains("积分"),
                "{}",
                words.zh
            );
            assert!(words.zh.contains("单采血小板 2026年2月20日起"), "{}", words.zh);
        }
        assert!(!away.zh.contains("全血"), "today is no day to come again: {}", away.zh);
        assert_eq!(again(&[]).zh, "");
    }
}
