use vena_kernel::{citizen_id::Sex, clock::Day};
use vena_platform::pinyin;
use vena_testkit::table::rows;

use super::{
    ask_from, review_from,
    rules::{Person, birthdays_like, compare},
};
use crate::donors::{Document, DocumentKind};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// `name, birthday, sex, phone, document, group`; `-` unknown.
fn person(text: &str) -> Person {
    let cells: Vec<&str> = text.split(',').map(str::trim).collect();
    let known = |at: usize| Some(cells[at]).filter(|cell| *cell != "-");
    let document = known(4).map(|number| {
        let kind = if number.len() == 18 { DocumentKind::CitizenId } else { DocumentKind::Passport };
        Document::read(kind, number).expect("a document")
    });
    Person {
        name: cells[0].to_owned(),
        pinyin: pinyin::sortable(cells[0]),
        born_on: known(1).map(day),
        sex: known(2).map(|word| if word == "m" { Sex::Male } else { Sex::Female }),
        phone: known(3).map(|phone| phone.as_bytes().to_vec()),
        documents: document.into_iter().collect(),
        group: known(5).map(|group| group.parse().expect("a group")),
    }
}

#[test]
fn how_much_two_files_look_like_one_person() {
    let table = "
        one                                        | other                                       | points | grounds
        王小明, 1990-03-05, m, 1, E10000001, -     | 王小明, 1990-03-05, m, 2, G20000009, -      | 75  | name-same born-same
        王小明, 1990-03-05, m, 1, E10000001, A+    | 王小明, 1990-03-05, m, 1, E10000002, A+     | 145 | document-near name-same born-same phone-same group-same
        王小明, 1990-03-05, m, 1, E10000001, -     | 李大力, 1970-01-01, f, 2, E10000001, -      | 70  | document-same sex-differs
        王小明, 1990-03-05, m, 1, E10000001, -     | 王晓明, 1990-03-05, m, 2, G20000009, -      | 65  | born-same name-sound
        王小明, 1990-03-05, m, 1, -, -             | 王明小, 1990-03-05, m, 2, -, -              | 60  | born-same name-swapped
        王小明, 1990-03-05, m, 1, -, -             | 王小红, 1990-03-05, m, 2, -, -              | 55  | born-same name-near
        王小明, 1990-03-05, m, 1, -, -             | 李小明, 1990-03-05, m, 2, -, -              | 35  | born-same   -- another family
        王小, 1990-03-05, m, 1, -, -               | 王大, 1990-03-05, m, 2, -, -                | 35  | born-same   -- two characters say too little
        王小明, 1990-03-05, m, 1, -, -             | 王小明, 1990-05-03, m, 2, -, -              | 65  | name-same born-swapped
        王小明, 1990-03-05, m, 1, -, -             | 王小明, 1990-03-06, m, 2, -, -              | 60  | name-same born-near
        王小明, 1990-03-05, m, 1, -, -             | 王小明, 1991-03-06, m, 2, -, -              | 40  | name-same
        王小明, 1990-03-05, m, 1, -, -             | 王小明, -, -, 1, -, -                       | 65  | name-same phone-same
        王小明, 1990-03-05, m, 1, E10000001, -     | 李大力, 1990-03-05, m, 1, E10000002, -      | 60  | born-same phone-same   -- consecutive passports of a family
        王小明, 1990-03-05, m, 1, -, -             | 王小明, 1990-03-05, f, 1, -, -              | 70  | name-same born-same phone-same sex-differs
        王小明, -, -, 1, 11010519491231002X, -     | 王小明, -, -, 2, 110105194912310038, -      | 80  | document-near name-same
    ";
    let today = day("2026-02-11");
    for row in rows(table).iter().skip(1) {
        let found = compare(&person(row[0]), &person(row[1]), today);
        assert_eq!((found.points.to_string().as_str(), found.grounds.join(" ").as_str()), (row[2], row[3]), "{row:?}");
        let back = compare(&person(row[1]), &person(row[0]), today);
        assert_eq!(found, back, "likeness has no direction");
    }
    assert_eq!((ask_from(today), review_from(today)), (70, 60));
    assert_eq!(ask_from(day("2012-06-30")), i32::MAX, "before the rulebook begins nobody is asked");
}

#[test]
fn groups_that_differ_stop_whatever_the_points() {
    let one = person("王小明, 1990-03-05, m, 1, E10000001, A+");
    let stop = |group: &str| {
        let text = format!("王小明, 1990-03-05, m, 1, E10000001, {group}");
        compare(&one, &person(&text), day("2026-02-11")).stop
    };
    assert_eq!(["A+", "A-", "B+", "-"].map(stop), [false, true, true, false]);
}

#[test]
fn birthdays_that_look_alike_are_days_of_the_calendar() {
    let alike = birthdays_like(day("1990-03-05"));
    for (text, within) in [
        ("1990-03-05", true),
        ("1990-05-03", true),
        ("1990-03-06", true),
        ("1990-03-25", true),
        ("1980-03-05", true),
        ("1991-03-06", false),
    ] {
        assert_eq!(alike.contains(&day(text)), within, "{text}");
    }
    assert!(birthdays_like(day("2024-02-29")).contains(&day("2020-02-29")));
    assert!(!birthdays_like(day("2024-02-29")).contains(&day("2023-02-28")));
}
