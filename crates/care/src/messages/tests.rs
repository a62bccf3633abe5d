use vena_contracts::care::{Channel, Purpose, Reach};
use vena_kernel::text::Text;
use vena_testkit::table::rows;

use super::{
    kinds::{BLOOD_USED, kind},
    rules::{addressed, blood_used, draft, not_agreed, too_late, with_code, without_code},
};

fn reach(name: &str, phone: &str, channels: &[Channel]) -> Reach {
    Reach { name: name.into(), phone: phone.into(), channels: channels.to_vec() }
}

fn thanks() -> Text {
    blood_used("2026-02-04".parse().expect("a day"))
}

#[test]
fn a_draft_shows_neither_name_nor_phone() {
    let table = "
        name     | phone       | to                | begins
        王小明   | 13812345678 | 王*明 138****5678 | 王*明，您好！您于2026年2月4日献出的血液
        王明     | 13900000001 | 王* 139****0001   | 王*，您好！您于2026年2月4日献出的血液
        {day}    | 53212356    | {***} ****56      | {***}，您好！您于2026年2月4日献出的血液
    ";
    let of_thanks = kind(BLOOD_USED).expect("a kind");
    for row in rows(table).into_iter().skip(1) {
        let who = reach(row[0], row[1], &[Channel::Sms]);
        let draft = draft(Some(&who), of_thanks, Purpose::Service, &thanks());
        assert_eq!((draft.to_masked.as_deref(), &draft.reason, draft.inbox), (Some(row[2]), &None, false));
        assert!(draft.text.zh.starts_with(row[3]), "{}", draft.text.zh);
        assert!(!format!("{draft:?}").contains(row[1]), "the phone shows");
    }
}

#[test]
fn who_is_told_and_where() {
    let table = "
        kind         | purpose   | channels | inbox | told
        blood_used   | service   | none     | no    | no
        blood_used   | service   | app      | yes   | yes
        blood_used   | service   | sms      | no    | yes
        blood_used   | service   | call     | no    | no
        booking_made | service   | none     | yes   | yes   -- the donor asked for it by booking
        booking_made | service   | sms      | yes   | yes
        booking_made | service   | no file  | yes   | yes
        blood_used   | service   | no file  | no    | no
        booking_made | marketing | none     | no    | no
        invitation   | marketing | none     | no    | no
        invitation   | marketing | app      | yes   | yes
    ";
    for row in rows(table).into_iter().skip(1) {
        let purpose = if row[1] == "service" { Purpose::Service } else { Purpose::Marketing };
        let channels: &[Channel] = match row[2] {
            "app" => &[Channel::App],
            "sms" => &[Channel::Sms],
            "call" => &[Channel::Call],
            _ => &[],
        };
        let who = (row[2] != "no file").then(|| reach("王小明", "13812345678", channels));
        let draft = draft(who.as_ref(), kind(row[0]).expect("a kind"), purpose, &thanks());
        let word = |yes: bool| if yes { "yes" } else { "no" };
        assert_eq!((word(draft.inbox), word(draft.reason.is_none())), (row[3], row[4]), "{row:?}");
        assert!(row[4] == "yes" || draft.reason == Some(not_agreed()));
        assert!(row[4] == "yes" || draft.to_masked.is_none(), "{row:?}");
    }
}

#[test]
fn the_donor_is_addressed_by_name_and_told_neither_where_nor_for_whom() {
    let text = addressed(&thanks(), Some("王小明"));
    assert_eq!(text.zh, "王小明，您好！您于2026年2月4日献出的血液已用于临床救治，帮助到了需要的人。谢谢您！");
    assert!(text.en.starts_with("Dear 王小明, the blood that you gave on 2026-02-04 "), "{}", text.en);
    for word in ["医院", "hospital", "{", "}"] {
        assert!(!text.zh.contains(word) && !text.en.contains(word), "{word}");
    }
    let nobody = addressed(&thanks(), None);
    assert!(nobody.zh.starts_with("献血者，您好！") && nobody.en.starts_with("Dear donor, "), "{nobody:?}");
}

#[test]
fn a_code_is_read_by_the_donor_alone_and_only_in_time() {
    let words = Text::new("验证码 {code}", "Your code is {code}");
    assert_eq!(with_code(&words, "123456").en, "Your code is 123456");
    assert_eq!(without_code(&words).zh, "验证码 ******");
    let at = |text: &str| text.parse().expect("an instant");
    let end = at("2026-02-04T08:05:00Z");
    assert_eq!(too_late(Some(end), end), None);
    assert!(too_late(Some(end), at("2026-02-04T08:05:00.000001Z")).is_some());
    assert_eq!(too_late(None, end), None);
}
