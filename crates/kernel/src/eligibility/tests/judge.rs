//! Both sides of every age, interval, deferral and limit of a year.

use super::super::{judge::judge_by, *};
use crate::{clock::Instant, id::DonationId, rulebook, table::cells, zone};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn kind(word: &str) -> DonationKind {
    match word {
        "wb" => DonationKind::WholeBlood,
        "plt" => DonationKind::ApheresisPlatelets,
        "plasma" => DonationKind::ApheresisPlasma,
        other => panic!("unknown kind: {other}"),
    }
}

/// `wb@2026-01-31`, with `!` failed, `~` elsewhere, `?` with a reaction, `=800` of this volume.
fn needle(word: &str) -> Needle {
    let (what, rest) = word.split_once('@').expect("kind@day");
    let (on, volume) = rest.split_once('=').unwrap_or((rest, "0"));
    let outcome = match what.chars().last() {
        Some('!') => NeedleOutcome::Failed,
        Some('~') => NeedleOutcome::Elsewhere,
        _ => NeedleOutcome::Completed,
    };
    Needle {
        donation: None,
        on: day(on),
        kind: kind(what.trim_end_matches(['!', '~', '?'])),
        outcome,
        volume_ml: volume.parse().expect("a volume"),
        reaction: what.ends_with('?'),
    }
}

/// `never` or a last day, for everything or, behind a colon, for kinds.
fn deferral(word: &str) -> Deferral {
    let (until, kinds) = word.split_once(':').unwrap_or((word, ""));
    let kinds = kinds.split(',').filter(|kind| !kind.is_empty()).map(kind_of).collect();
    Deferral { kinds, until: (until != "never").then(|| day(until)) }
}

fn kind_of(word: &str) -> DonationKind {
    kind(word)
}

fn words<T>(cell: &str, read: impl Fn(&str) -> T) -> Vec<T> {
    cell.split_whitespace().filter(|word| *word != "-").map(read).collect()
}

fn outcome(verdict: &Verdict) -> (String, String) {
    let from = verdict.from.map_or("never".to_owned(), |from| from.to_string());
    let because: Vec<&str> = verdict.lines.iter().map(|line| line.rule.as_str()).collect();
    (from, if because.is_empty() { "-".to_owned() } else { because.join(" ") })
}

/// Runs a table of `day | kind | born | needles | deferred | from | because`.
fn holds(table: &str) {
    for row in cells(table).iter().skip(1) {
        let mut history = History::new(day(row[2]));
        history.needles = words(row[3], needle);
        history.deferrals = words(row[4], deferral);
        let verdict = judge(&history, kind(row[1]), day(row[0]));
        assert_eq!(outcome(&verdict), (row[5].to_owned(), row[6].to_owned()), "{row:?}");
        assert_eq!(verdict.may, verdict.from == Some(day(row[0])), "{row:?}");
        assert_eq!(verdict.decision().err().map(|refusal| refusal.rule), verdict.lines.first().map(|l| l.rule.clone()));
        if row[0] >= "2012-07-01" {
            assert!(verdict.lines.iter().all(|line| !line.clause.is_empty()), "{row:?}");
        }
        if let Some(from) = verdict.from {
            assert!(judge(&history, kind(row[1]), from).may, "what was promised holds: {row:?}");
        }
    }
}

#[test]
fn one_gives_between_two_ages() {
    holds(
        "
        day        | kind   | born       | needles                    | deferred              | from       | because
        -- age: from the 18th birthday to the day before the 56th (61st of a repeat donor without reaction)
        2026-02-09 | wb     | 2008-02-10 | -                          | -                     | 2026-02-10 | donor.age
        2026-02-10 | wb     | 2008-02-10 | -                          | -                     | 2026-02-10 | -
        2026-02-09 | plt    | 2008-02-10 | -                          | -                     | 2026-02-10 | donor.age
        2026-02-28 | wb     | 2008-02-29 | -                          | -                     | 2026-03-01 | donor.age
        2026-03-01 | wb     | 2008-02-29 | -                          | -                     | 2026-03-01 | -
        2026-02-09 | wb     | 1970-02-10 | -                          | -                     | 2026-02-09 | -
        2026-02-10 | wb     | 1970-02-10 | -                          | -                     | never      | donor.age
        2028-02-28 | wb     | 1972-02-29 | -                          | -                     | 2028-02-28 | -
        2028-02-29 | wb     | 1972-02-29 | -                          | -                     | never      | donor.age
        2026-02-10 | wb     | 1970-02-10 | wb@2020-01-01              | -                     | never      | donor.age
        2026-02-10 | wb     | 1970-02-10 | wb@2020-01-01 wb@2021-01-01 | -                    | 2026-02-10 | -
        2026-02-10 | wb     | 1970-02-10 | wb@2020-01-01 wb~@2021-01-01 | -                   | 2026-02-10 | -  -- elsewhere counts
        2026-02-10 | wb     | 1970-02-10 | wb@2020-01-01 wb!@2021-01-01 | -                   | never      | donor.age -- in vain does not
        2026-02-10 | wb     | 1970-02-10 | wb?@2020-01-01 wb@2021-01-01 | -                   | never      | donor.age -- a reaction
        2026-02-09 | wb     | 1965-02-10 | wb@2020-01-01 wb@2021-01-01 | -                    | 2026-02-09 | -
        2026-02-10 | wb     | 1965-02-10 | wb@2020-01-01 wb@2021-01-01 | -                    | never      | donor.age
        ",
    );
}

#[test]
fn whole_blood_is_given_every_six_calendar_months() {
    holds(
        "
        day        | kind   | born       | needles                    | deferred              | from       | because
        -- whole blood after whole blood: six calendar months, allowed again on the day on which they end
        2026-08-09 | wb     | 1990-05-20 | wb@2026-02-10              | -                     | 2026-08-10 | donor.interval
        2026-08-10 | wb     | 1990-05-20 | wb@2026-02-10              | -                     | 2026-08-10 | -
        2026-02-27 | wb     | 1990-05-20 | wb@2025-08-31              | -                     | 2026-02-28 | donor.interval
        2026-02-28 | wb     | 1990-05-20 | wb@2025-08-31              | -                     | 2026-02-28 | -
        2028-02-28 | wb     | 1990-05-20 | wb@2027-08-31              | -                     | 2028-02-29 | donor.interval
        2028-02-29 | wb     | 1990-05-20 | wb@2027-08-31              | -                     | 2028-02-29 | -
        2024-08-28 | wb     | 1990-05-20 | wb@2024-02-29              | -                     | 2024-08-29 | donor.interval
        2024-08-29 | wb     | 1990-05-20 | wb@2024-02-29              | -                     | 2024-08-29 | -
        -- the needle counts, in vain and elsewhere too
        2026-08-09 | wb     | 1990-05-20 | wb!@2026-02-10             | -                     | 2026-08-10 | donor.interval
        2026-08-10 | wb     | 1990-05-20 | wb!@2026-02-10             | -                     | 2026-08-10 | -
        2026-08-09 | wb     | 1990-05-20 | wb~@2026-02-10             | -                     | 2026-08-10 | donor.interval
        ",
    );
}

#[test]
fn platelets_and_plasma_have_intervals_of_their_own() {
    holds(
        "
        day        | kind   | born       | needles                    | deferred              | from       | because
        -- platelets after platelets: two weeks
        2026-02-23 | plt    | 1990-05-20 | plt@2026-02-10             | -                     | 2026-02-24 | donor.interval
        2026-02-24 | plt    | 1990-05-20 | plt@2026-02-10             | -                     | 2026-02-24 | -
        -- whole blood after platelets: four weeks
        2026-03-09 | wb     | 1990-05-20 | plt@2026-02-10             | -                     | 2026-03-10 | donor.interval
        2026-03-10 | wb     | 1990-05-20 | plt@2026-02-10             | -                     | 2026-03-10 | -
        -- platelets after whole blood: three months
        2026-05-09 | plt    | 1990-05-20 | wb@2026-02-10              | -                     | 2026-05-10 | donor.interval
        2026-05-10 | plt    | 1990-05-20 | wb@2026-02-10              | -                     | 2026-05-10 | -
        -- plasma
        2026-02-23 | plasma | 1990-05-20 | plasma@2026-02-10          | -                     | 2026-02-24 | donor.interval
        2026-02-24 | plasma | 1990-05-20 | plasma@2026-02-10          | -                     | 2026-02-24 | -
        2026-02-23 | plasma | 1990-05-20 | plt@2026-02-10             | -                     | 2026-02-24 | donor.interval
        2026-02-24 | plasma | 1990-05-20 | plt@2026-02-10             | -                     | 2026-02-24 | -
        2026-02-23 | plt    | 1990-05-20 | plasma@2026-02-10          | -                     | 2026-02-24 | donor.interval
        2026-02-24 | plt    | 1990-05-20 | plasma@2026-02-10          | -                     | 2026-02-24 | -
        2026-03-09 | wb     | 1990-05-20 | plasma@2026-02-10          | -                     | 2026-03-10 | donor.interval
        2026-03-10 | wb     | 1990-05-20 | plasma@2026-02-10          | -                     | 2026-03-10 | -
        2026-05-09 | plasma | 1990-05-20 | wb@2026-02-10              | -                     | 2026-05-10 | donor.interval
        2026-05-10 | plasma | 1990-05-20 | wb@2026-02-10              | -                     | 2026-05-10 | -
        ",
    );
}

#[test]
fn several_needles_deferrals_and_days_without_a_rule() {
    holds(
        "
        day        | kind   | born       | needles                    | deferred              | from       | because
        -- of several needles the one after which one waits longest; two on one day; one in the future, by another clock
        2026-02-20 | wb     | 1990-05-20 | wb@2025-12-01 plt@2026-02-10 | -                   | 2026-06-01 | donor.interval
        2026-02-20 | plt    | 1990-05-20 | wb@2025-12-01 plt@2026-02-10 | -                   | 2026-03-01 | donor.interval
        2026-02-10 | wb     | 1990-05-20 | plt@2026-02-10 wb!@2026-02-10 | -                  | 2026-08-10 | donor.interval
        2026-02-10 | wb     | 1990-05-20 | wb@2026-02-11              | -                     | 2026-08-11 | donor.interval
        -- deferrals: the last day counts, the longest decides, a permanent one never ends
        2026-02-10 | wb     | 1990-05-20 | -                          | 2026-02-10            | 2026-02-11 | donor.deferred
        2026-02-11 | wb     | 1990-05-20 | -                          | 2026-02-10            | 2026-02-11 | -
        2026-02-10 | wb     | 1990-05-20 | -                          | 2026-02-12 2026-05-01 | 2026-05-02 | donor.deferred
        2026-02-10 | wb     | 1990-05-20 | -                          | 2026-02-12 never      | never      | donor.deferred
        2028-02-29 | wb     | 1990-05-20 | -                          | 2028-02-29            | 2028-03-01 | donor.deferred
        -- of some kinds only: aspirin keeps from platelets
        2026-02-10 | plt    | 1990-05-20 | -                          | 2026-02-14:plt        | 2026-02-15 | donor.deferred
        2026-02-10 | wb     | 1990-05-20 | -                          | 2026-02-14:plt        | 2026-02-10 | -
        2026-02-10 | plasma | 1990-05-20 | -                          | never:plt,wb          | 2026-02-10 | -
        2026-02-10 | wb     | 1990-05-20 | -                          | never:plt,wb          | never      | donor.deferred
        -- several rules: all are named, the latest decides, and who is too old by then never may
        2026-02-10 | wb     | 1990-05-20 | wb@2025-12-01              | 2026-03-01            | 2026-06-01 | donor.deferred donor.interval
        2026-02-10 | wb     | 1970-03-01 | wb@2025-12-01              | -                     | never      | donor.interval
        2026-02-10 | wb     | 2008-05-01 | -                          | 2026-06-01            | 2026-06-02 | donor.deferred donor.age
        -- no rule in force: nobody may, until one is
        2012-06-30 | wb     | 1990-05-20 | -                          | -                     | never      | donor.age
        2012-06-30 | wb     | 1990-05-20 | wb@2012-01-01              | -                     | never      | donor.age donor.interval
        2012-07-01 | wb     | 1990-05-20 | -                          | -                     | 2012-07-01 | -
        ",
    );
}

#[test]
fn another_station_keeps_a_donor_away_and_is_named() {
    let mut history = History::new(day("1990-05-20"));
    let block =
        |until: Option<&str>| Block { station: "滨城血站 0532-0000".into(), kind: None, until: until.map(day) };
    history.blocks = vec![block(Some("2026-02-10"))];
    let (last, next) = (judge(&history, kind("wb"), day("2026-02-10")), judge(&history, kind("wb"), day("2026-02-11")));
    assert_eq!(outcome(&last), ("2026-02-11".into(), "donor.blocked-elsewhere".into()));
    assert!(next.may && last.lines[0].reason.zh.contains("滨城血站") && last.lines[0].reason.en.contains("滨城血站"));
    history.blocks.push(block(None));
    assert_eq!(judge(&history, kind("plt"), day("2026-02-11")).from, None);
}

#[test]
fn a_physician_may_shorten_the_interval_once_and_not_below_a_week() {
    let mut history = History::new(day("1990-05-20"));
    history.needles = vec![needle("plt@2026-02-10")];
    let permits = PermitKind::Interval;
    history.permits = vec![Permit { permits, kind: kind("plt"), from: day("2026-02-12"), until: day("2026-02-20") }];
    let table = "
        day        | kind   | from       | because        | permits
        2026-02-11 | plt    | 2026-02-17 | donor.interval | 0
        2026-02-16 | plt    | 2026-02-17 | donor.interval | 0
        2026-02-17 | plt    | 2026-02-17 | -              | 1
        2026-02-20 | plt    | 2026-02-20 | -              | 1
        2026-02-21 | plt    | 2026-02-24 | donor.interval | 0
        2026-02-24 | plt    | 2026-02-24 | -              | 0
        2026-02-17 | plasma | 2026-02-24 | donor.interval | 0
        2026-02-17 | wb     | 2026-03-10 | donor.interval | 0
    ";
    for row in cells(table).iter().skip(1) {
        let verdict = judge(&history, kind(row[1]), day(row[0]));
        let used = verdict.by_permit.len().to_string();
        assert_eq!((outcome(&verdict), used), ((row[2].into(), row[3].into()), row[4].into()), "{row:?}");
    }
    // whole blood has no shorter interval: a permission for it changes nothing
    history.needles = vec![needle("wb@2026-02-10")];
    history.permits = vec![Permit { permits, kind: kind("wb"), from: day("2026-02-12"), until: day("2026-02-20") }];
    assert_eq!(judge(&history, kind("wb"), day("2026-02-17")).from, Some(day("2026-08-10")));
}

#[test]
fn where_the_request_is_asked_for_on_paper_an_older_donor_needs_a_permission() {
    let page = include_str!("../../../../../rulebook/cn/eligibility.toml");
    let asked = page.replace("request_on_paper = false", "request_on_paper = true");
    assert_ne!(page, asked);
    let book: Eligibility = toml::from_str(&asked).expect("a page");
    let mut history = History::new(day("1970-02-10"));
    history.needles = vec![needle("wb@2020-01-01"), needle("wb@2021-01-01")];
    let on = |history: &History, text: &str| judge_by(&book, history, kind("wb"), day(text));
    assert_eq!(outcome(&on(&history, "2026-02-10")), ("never".into(), "donor.age".into()));
    assert!(on(&history, "2026-02-09").may);
    let (from, until) = (day("2026-02-10"), day("2026-03-11"));
    history.permits = vec![Permit { permits: PermitKind::Age, kind: kind("wb"), from, until }];
    let permitted = on(&history, "2026-03-11");
    assert_eq!((permitted.may, permitted.by_permit), (true, vec![PermitKind::Age]));
    assert!(!on(&history, "2026-03-12").may);
    // beyond the higher age nothing helps
    history.born_on = day("1965-02-10");
    assert!(!on(&history, "2026-02-10").may);
}

/// `count` donations of platelets, three weeks apart, the last on `last`.
fn series(count: u16, last: &str, volume_ml: i32) -> Vec<Needle> {
    let back =
        |at: u16| Day::from(day(last).date().checked_sub(jiff::Span::new().weeks(2 * i64::from(at))).expect("a day"));
    (0..count)
        .map(|at| Needle {
            donation: None,
            on: back(at),
            kind: kind("plt"),
            outcome: NeedleOutcome::Completed,
            volume_ml,
            reaction: false,
        })
        .collect()
}

#[test]
fn platelets_are_given_24_times_in_365_days() {
    let mut history = History::new(day("1990-05-20"));
    // the first of 24 on 2025-03-26, the last on 2026-02-11: it leaves the window of 365 days after 2026-03-26
    history.needles = series(24, "2026-02-11", 0);
    assert_eq!(history.needles.last().map(|needle| needle.on), Some(day("2025-03-26")));
    let on = |text: &str| judge(&history, kind("plt"), day(text));
    assert_eq!(outcome(&on("2026-02-25")), ("2026-03-27".into(), "donor.year-cap".into()));
    assert_eq!(outcome(&on("2026-03-26")), ("2026-03-27".into(), "donor.year-cap".into()));
    assert!(on("2026-03-27").may);
    // with 23 there is one left; whole blood has no such limit
    history.needles.pop();
    assert!(judge(&history, kind("plt"), day("2026-02-25")).may);
    history.needles = series(24, "2026-02-11", 0);
    assert!(judge(&history, kind("wb"), day("2026-03-11")).may);
    // a needle in vain and one elsewhere count
    history.needles[3].outcome = NeedleOutcome::Failed;
    history.needles[4].outcome = NeedleOutcome::Elsewhere;
    assert!(!judge(&history, kind("plt"), day("2026-02-25")).may);
}

#[test]
fn platelets_and_plasma_are_ten_litres_a_year() {
    let mut history = History::new(day("1990-05-20"));
    history.needles = series(20, "2026-02-11", 500);
    let first = history.needles.last().map(|needle| needle.on).expect("a needle");
    let full = judge(&history, kind("plasma"), day("2026-02-25"));
    assert_eq!((full.rest_ml, outcome(&full).1.as_str()), (Some(0), "donor.year-volume"));
    let again = Day::from(first.date().checked_add(jiff::Span::new().days(366)).expect("a day"));
    assert_eq!(full.from, Some(again));
    assert_eq!(judge(&history, kind("plt"), again).rest_ml, Some(500));
    history.needles[0].volume_ml = 499;
    assert_eq!(judge(&history, kind("plt"), day("2026-02-25")).rest_ml, Some(1));
    let whole_blood = judge(&history, kind("wb"), day("2026-03-11"));
    assert_eq!((whole_blood.may, whole_blood.rest_ml), (true, None));
}

#[test]
fn a_needle_that_is_heard_of_twice_is_one() {
    let id = |number| Some(DonationId::from_uuid(uuid::Uuid::from_u128(number)));
    let mut history = History::new(day("1990-05-20"));
    let known = Needle { donation: id(1), ..needle("plt@2026-02-10") };
    history.learn(&[known, known]);
    assert_eq!(history.needles.len(), 1);
    history.learn(&[Needle { donation: None, ..known }]);
    assert_eq!(history.needles.len(), 1, "the same day and kind without a number");
    history.learn(&[Needle { donation: id(2), ..known }, needle("plt~@2026-02-10"), needle("wb@2026-02-10")]);
    assert_eq!(history.needles.len(), 4, "another donation, another station, another kind");
}

#[test]
fn the_day_is_read_on_chinese_clocks() {
    let needle_at = |text: &str| text.parse::<Instant>().expect("an instant").day_in(&zone::china());
    // 23:59 and 00:01 in China are both 10 February in Greenwich
    let (before, after) = (needle_at("2026-02-10T15:59:00Z"), needle_at("2026-02-10T16:01:00Z"));
    let from = |on: Day| {
        let mut history = History::new(day("1990-05-20"));
        history.needles = vec![Needle { on, ..needle("wb@2026-01-01") }];
        judge(&history, kind("wb"), day("2026-03-01")).from
    };
    assert_eq!((from(before), from(after)), (Some(day("2026-08-10")), Some(day("2026-08-11"))));
}

#[test]
fn every_kind_is_judged_and_named() {
    let verdicts = judge_all(&History::new(day("1990-05-20")), day("2026-02-10"));
    assert_eq!(verdicts.iter().map(|verdict| verdict.kind).collect::<Vec<_>>(), DonationKind::ALL);
    assert!(DonationKind::ALL.iter().all(|kind| !kind.name().zh.is_empty() && !kind.name().en.is_empty()));
    let shown = rulebook::eligibility().effective_on(day("2026-02-10")).shown();
    assert_eq!(
        (shown.year_caps.len(), shown.volume_caps.len(), shown.permits.len(), shown.clauses.len()),
        (1, 1, 2, 2)
    );
}
