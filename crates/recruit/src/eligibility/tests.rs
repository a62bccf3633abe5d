use vena_kernel::clock::Day;
use vena_testkit::table::rows;

use super::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// `-` none; `never` permanent; otherwise last days, separated by blanks.
fn deferrals(cell: &str) -> Vec<Standing> {
    let words = cell.split_whitespace().filter(|word| *word != "-");
    words.map(|word| Standing { until: (word != "never").then(|| day(word)) }).collect()
}

#[test]
fn when_whole_blood_may_be_given() {
    let table = "
        today      | born       | gave | reactions | last needle | deferred              | from       | because
        -- age: from the 18th birthday to the day before the 56th (61st of a repeat donor without reaction)
        2026-02-09 | 2008-02-10 | 0    | 0         | -           | -                     | 2026-02-10 | donor.age
        2026-02-10 | 2008-02-10 | 0    | 0         | -           | -                     | 2026-02-10 | -
        2026-02-28 | 2008-02-29 | 0    | 0         | -           | -                     | 2026-03-01 | donor.age
        2026-03-01 | 2008-02-29 | 0    | 0         | -           | -                     | 2026-03-01 | -
        2026-02-09 | 1970-02-10 | 0    | 0         | -           | -                     | 2026-02-09 | -
        2026-02-10 | 1970-02-10 | 0    | 0         | -           | -                     | never      | donor.age
        2026-02-10 | 1970-02-10 | 1    | 0         | 2020-01-01  | -                     | never      | donor.age
        2026-02-10 | 1970-02-10 | 2    | 0         | 2020-01-01  | -                     | 2026-02-10 | -
        2026-02-10 | 1970-02-10 | 2    | 1         | 2020-01-01  | -                     | never      | donor.age
        2026-02-09 | 1965-02-10 | 9    | 0         | 2020-01-01  | -                     | 2026-02-09 | -
        2026-02-10 | 1965-02-10 | 9    | 0         | 2020-01-01  | -                     | never      | donor.age
        -- interval: six calendar months, allowed again on the day on which they end
        2026-08-09 | 1990-05-20 | 1    | 0         | 2026-02-10  | -                     | 2026-08-10 | donor.interval
        2026-08-10 | 1990-05-20 | 1    | 0         | 2026-02-10  | -                     | 2026-08-10 | -
        2026-02-27 | 1990-05-20 | 1    | 0         | 2025-08-31  | -                     | 2026-02-28 | donor.interval
        2026-02-28 | 1990-05-20 | 1    | 0         | 2025-08-31  | -                     | 2026-02-28 | -
        -- deferrals: the last day counts, the longest decides, a permanent one never ends
        2026-02-10 | 1990-05-20 | 0    | 0         | -           | 2026-02-10            | 2026-02-11 | donor.deferred
        2026-02-11 | 1990-05-20 | 0    | 0         | -           | 2026-02-10            | 2026-02-11 | -
        2026-02-10 | 1990-05-20 | 0    | 0         | -           | 2026-02-12 2026-05-01 | 2026-05-02 | donor.deferred
        2026-02-10 | 1990-05-20 | 0    | 0         | -           | 2026-02-12 never      | never      | donor.deferred
        -- several rules: all are named, the latest decides, and who is too old by then never may
        2026-02-10 | 1990-05-20 | 1    | 0         | 2025-12-01  | 2026-03-01            | 2026-06-01 | donor.deferred donor.interval
        2026-02-10 | 1970-03-01 | 1    | 0         | 2025-12-01  | -                     | never      | donor.interval
        2026-02-10 | 2008-05-01 | 0    | 0         | -           | 2026-06-01            | 2026-06-02 | donor.deferred donor.age
        -- no rule in force: nobody may
        2012-06-30 | 1990-05-20 | 0    | 0         | -           | -                     | never      | donor.age
    ";
    for row in rows(table).iter().skip(1) {
        let facts = DonorFacts {
            born_on: day(row[1]),
            donations: row[2].parse().expect("a number"),
            reactions: row[3].parse().expect("a number"),
            last_needle_on: (row[4] != "-").then(|| day(row[4])),
            deferrals: deferrals(row[5]),
        };
        let verdict = whole_blood(&facts, day(row[0]));
        let from = verdict.from.map_or("never".to_owned(), |from| from.to_string());
        let because: Vec<&str> = verdict.lines.iter().map(|line| line.rule).collect();
        let words = if because.is_empty() { "-".to_owned() } else { because.join(" ") };
        assert_eq!((from.as_str(), words.as_str()), (row[6], row[7]), "{row:?}");
        assert_eq!(verdict.may, verdict.from == Some(day(row[0])), "{row:?}");
        assert_eq!(
            verdict.decision().err().map(|refusal| refusal.rule),
            because.first().map(|rule| (*rule).to_owned())
        );
        let expected: Vec<String> =
            because.iter().filter(|rule| **rule != "donor.interval").map(|r| (*r).to_owned()).collect();
        let objections: Vec<String> = objections(&facts, day(row[0])).into_iter().map(|refusal| refusal.rule).collect();
        assert_eq!(objections, expected, "{row:?}");
    }
}

#[test]
fn every_line_names_its_clause() {
    let facts = DonorFacts {
        born_on: day("2010-01-01"),
        donations: 1,
        reactions: 0,
        last_needle_on: Some(day("2026-02-01")),
        deferrals: deferrals("never"),
    };
    let verdict = whole_blood(&facts, day("2026-02-10"));
    assert_eq!(verdict.lines.len(), 3);
    assert!(verdict.lines.iter().all(|line| !line.clause.is_empty()));
    let refusal = verdict.decision().expect_err("deferred");
    assert!(refusal.reason.zh.contains("GB 18467") && refusal.reason.en.contains("GB 18467"), "{refusal}");
}
