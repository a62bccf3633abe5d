use vena_contracts::recruit::Contact;
use vena_testkit::table::rows;

use super::rules::{addressed, draft, not_agreed};

fn contact(name: &str, phone: &str) -> Contact {
    Contact { name: name.into(), phone: phone.into() }
}

#[test]
fn a_draft_shows_neither_name_nor_phone() {
    let table = "
        name     | phone       | to                | begins
        王小明   | 13812345678 | 王*明 138****5678 | 王*明，您好！您于2026年2月4日献出的血液
        王明     | 13900000001 | 王* 139****0001   | 王*，您好！您于2026年2月4日献出的血液
        {day}    | 53212356    | {***} ****56      | {***}，您好！您于2026年2月4日献出的血液
    ";
    for row in rows(table).into_iter().skip(1) {
        let draft = draft(Some(&contact(row[0], row[1])), "2026-02-04".parse().expect("a day"));
        assert_eq!((draft.to_masked.as_deref(), &draft.reason), (Some(row[2]), &None));
        assert!(draft.text.zh.starts_with(row[3]), "{}", draft.text.zh);
        assert!(!format!("{draft:?}").contains(row[1]), "the phone shows");
    }
}

#[test]
fn who_has_not_agreed_is_not_told() {
    let draft = draft(None, "2026-02-04".parse().expect("a day"));
    assert_eq!((draft.to_masked, draft.reason), (None, Some(not_agreed())));
    assert!(
        draft.text.zh.starts_with("献血者，您好！") && draft.text.en.starts_with("Dear donor, "),
        "{:?}",
        draft.text
    );
}

#[test]
fn the_donor_is_addressed_by_name_and_told_neither_where_nor_for_whom() {
    let text = addressed(&contact("王小明", "13812345678"), "2026-02-04".parse().expect("a day"));
    assert_eq!(text.zh, "王小明，您好！您于2026年2月4日献出的血液已用于临床救治，帮助到了需要的人。谢谢您！");
    assert!(text.en.starts_with("Dear 王小明, the blood that you gave on 2026-02-04 "), "{}", text.en);
    for word in ["医院", "hospital", "{", "}"] {
        assert!(!text.zh.contains(word) && !text.en.contains(word), "{word}");
    }
}
