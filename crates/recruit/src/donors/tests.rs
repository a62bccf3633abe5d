use vena_kernel::{citizen_id::Sex, clock::Day};
use vena_platform::vault::Vault;
use vena_testkit::table::rows;

use super::{
    rules::{Typed, check},
    words::{Document, DocumentKind, Phone, Search, behind},
};

#[test]
fn documents_are_read_in_any_spelling_and_shown_masked() {
    let table = "
        kind     | text               | read               | shown
        citizen  | 11010519491231002X | 11010519491231002X | 110***********002X
        citizen  | 110105 19491231 002x | 11010519491231002X | 110***********002X
        citizen  | 110105194912310021 | citizen-id.check   | -
        citizen  | 11010519491231002  | citizen-id.length  | -
        passport | e12345678          | E12345678          | E1****78
        passport | E 1234 5678        | E12345678          | E1****78
        passport | A1234              | A1234              | A1****4
        passport | A123               | passport.form      | -
        passport | ABCDE              | passport.form      | -   -- no digit
        passport | A1234567890123456789 | A1234567890123456789 | A1****89
        passport | A12345678901234567890 | passport.form   | -
        passport | E1234-5678         | passport.form      | -
    ";
    for row in rows(table).iter().skip(1) {
        let kind = if row[0] == "citizen" { DocumentKind::CitizenId } else { DocumentKind::Passport };
        let (read, shown) = match Document::read(kind, row[1]) {
            Ok(document) => (document.expose().to_owned(), document.masked()),
            Err(refusal) => (refusal.rule, "-".to_owned()),
        };
        assert_eq!((read.as_str(), shown.as_str()), (row[2], row[3]), "{row:?}");
    }
}

#[test]
fn phones_are_read_in_any_spelling() {
    let table = "
        text               | read
        13800001234        | 13800001234
        138-0000-1234      | 13800001234
        +86 138 0000 1234  | 13800001234
        0086 13800001234   | 13800001234
        8613800001234      | 13800001234
        12800001234        | phone.form      -- no mobile begins with 12
        1380000123         | phone.form      -- one digit short
        138000012345       | phone.form
        +8212345678        | +8212345678
        +82123456          | +82123456
        +821234            | phone.form
        +86123             | phone.form      -- Chinese, but no mobile
        +0212345678        | phone.form
        053212345678       | phone.form
        １３８００００１２３４ | phone.form
    ";
    for row in rows(table).iter().skip(1) {
        let read = Phone::read(row[0]).map_or_else(|refusal| refusal.rule, |phone| phone.expose().to_owned());
        assert_eq!(read, row[1], "{row:?}");
    }
}

fn sex(word: &str) -> Option<Sex> {
    match word {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    }
}

#[test]
fn what_a_new_file_must_hold() {
    let table = "
        document           | name       | phone       | born       | sex    | outcome
        11010519491231002X | 王小明     | 13800001234 |            |        | 王小明 1949-12-31 Female
        11010519491231002X |  李  明    | 13800001234 | 1949-12-31 | female | 李 明 1949-12-31 Female
        11010519491231002X | 王小明     | 13800001234 | 1949-12-30 |        | born_on donor.contradicts-document
        11010519491231002X | 王小明     | 13800001234 |            | male   | sex donor.contradicts-document
        11010519491231002X | 王小明     | 1380000123  |            |        | phone phone.form
        11010519491231002X | 王3        | 13800001234 |            |        | name donor.name
        11010519491231002X | ··         | 13800001234 |            |        | name donor.name
        11010519491231002X | 阿依·古丽  | 13800001234 |            |        | 阿依·古丽 1949-12-31 Female
        E12345678          | Ann Lee    | +8212345678 | 1990-01-31 | female | Ann Lee 1990-01-31 Female
        E12345678          | Ann Lee    | +8212345678 |            | female | born_on donor.needed-with-passport
        E12345678          | Ann Lee    | +8212345678 | 1990-01-31 |        | sex donor.needed-with-passport
        E12345678          | Ann Lee    | +8212345678 | 2026-02-11 | male   | Ann Lee 2026-02-11 Male
        E12345678          | Ann Lee    | +8212345678 | 2026-02-12 | male   | born_on donor.born-ahead
    ";
    let now = "2026-02-11T08:00:00+08:00".parse().expect("an instant");
    for row in rows(table).iter().skip(1) {
        let kind = if row[0].starts_with('E') { DocumentKind::Passport } else { DocumentKind::CitizenId };
        let document = Document::read(kind, row[0]).expect("a document");
        let born_on = (!row[3].is_empty()).then(|| row[3].parse::<Day>().expect("a day"));
        let typed = Typed { document, name: row[1], phone: row[2], born_on, sex: sex(row[4]) };
        let outcome = match check(typed, now) {
            Ok(checked) => format!("{} {} {:?}", checked.name, checked.born_on, checked.sex),
            Err((field, refusal)) => format!("{field} {}", refusal.rule),
        };
        assert_eq!(outcome, row[5], "{row:?}");
    }
}

#[test]
fn nothing_personal_is_printed_by_accident() {
    let document = Document::read(DocumentKind::Passport, "E12345678").expect("a document");
    let phone = Phone::read("13800001234").expect("a phone");
    let printed = format!("{document:?} {phone:?}");
    assert!(!printed.contains("12345") && !printed.contains("0000"), "{printed}");
}

#[test]
fn a_search_text_means_a_name_a_pinyin_or_a_number() {
    let vault = Vault::ephemeral().expect("random keys");
    let phone = Phone::read("13800001234").expect("a phone").fingerprint(&vault);
    let passport = Document::read(DocumentKind::Passport, "E12345678").expect("a document").fingerprint(&vault);
    let citizen =
        Document::read(DocumentKind::CitizenId, "11010519491231002X").expect("a document").fingerprint(&vault);
    let found = |text: &str| match Search::read(text, &vault) {
        Search::All | Search::Filtered(_) => "all".to_owned(),
        Search::Name(part) => format!("name {part}"),
        Search::Latin(part) => format!("latin {part}"),
        Search::Number(numbers) => {
            let whole = [("phone", &phone), ("passport", &passport), ("citizen", &citizen)];
            let mut words: Vec<&str> =
                whole.iter().filter(|one| numbers.fingerprints.contains(one.1)).map(|one| one.0).collect();
            words.extend(numbers.donation.is_some().then_some("donation"));
            words.extend(numbers.donor.is_some().then_some("card"));
            words.extend(numbers.run.is_some().then_some("run"));
            if words.is_empty() { "nothing".to_owned() } else { words.join(" ") }
        }
    };
    let table = "
        text               | means
        -                  | all
        王小               | name 王小
        阿依·古丽          | name 阿依古丽
        WangX              | latin wangx
        wang xiao ming     | latin wangxiaoming
        wang2 xiao3        | latin wangxiao
        wxm                | latin wxm
        13800001234        | phone run
        +86 138 0000 1234  | phone run
        e12345678          | passport run
        11010519491231002X | citizen run
        110105491231002    | citizen run                -- the first generation
        姓名王小明 性别女 公民身份号码11010519491231002X | citizen
        donor_00000000000000000000000000000001 | card
        vena:donor_00000000000000000000000000000001 | card
        0160226000001      | donation run
        1380               | run
        138                | nothing
        王3                | nothing
    ";
    for row in rows(table).iter().skip(1) {
        let text = if row[0] == "-" { " " } else { row[0] };
        assert_eq!(found(text), row[1], "{row:?}");
        let whole = ["phone", "passport", "citizen"].iter().any(|word| row[1].contains(word));
        assert!(!whole || Search::read(text, &vault).whole_numbers().is_some(), "{row:?}");
    }
}

#[test]
fn a_prefix_range_holds_every_text_with_the_prefix_and_no_other() {
    for (text, within) in [("王", true), ("王小明", true), ("王\u{10fffe}", true), ("玉", false), ("汪", false)]
    {
        assert_eq!(("王"..behind("王").as_str()).contains(&text), within, "{text}");
    }
}
