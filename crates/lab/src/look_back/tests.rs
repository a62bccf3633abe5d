use vena_contracts::collect::Sibling;
use vena_kernel::{clock::Instant, testing::MarkerKind, unit_state::Outcome};
use vena_testkit::table::rows;

use super::rules::concerned;
use crate::judging::rules::{Book, Final, Reading};

/// Noon of a day in Qingdao.
fn noon(day: &str) -> Instant {
    format!("{day}T04:00:00Z").parse().expect("an instant")
}

/// The final result of every marker named; all of them reactive.
fn reading(book: &Book, markers: &str) -> Reading {
    let named = markers.split_whitespace().filter(|code| *code != "-");
    let close = |code: &str| {
        let kind = book.marker(code).map_or(MarkerKind::Serology, |marker| marker.kind);
        Final { marker: code.to_owned(), kind, outcome: Outcome::Reactive }
    };
    Reading { finals: named.map(close).collect(), ..Reading::default() }
}

#[test]
fn which_donations_are_looked_back_at() {
    let table = "
        reactive        | of         | others                           | concerned
        -- nothing infectious, nothing to look back at
        -               | 2026-02-11 | 2025-08-01                       | -
        ALT             | 2026-02-11 | 2025-08-01                       | -
        -- a year, to the day
        HBSAG           | 2026-02-11 | -                                | -
        HBSAG           | 2026-02-11 | 2025-02-10 2025-02-11 2025-08-20 | 2025-02-11 2025-08-20
        -- longer ago the donation before it, and the window before that one
        HIV-RNA         | 2026-02-11 | 2019-01-01 2024-01-10            | 2024-01-10
        HBV-DNA         | 2026-02-11 | 2023-05-02 2023-07-01            | 2023-05-02 2023-07-01
        HBV-DNA         | 2026-02-11 | 2023-05-01 2023-07-01            | 2023-07-01
        ANTI-HCV        | 2026-02-11 | 2023-05-31 2023-06-01 2023-07-01 | 2023-06-01 2023-07-01
        -- several agents: the longest window counts
        ANTI-TP HIV-RNA | 2026-02-11 | 2023-04-01 2023-04-02 2023-07-01 | 2023-04-02 2023-07-01
        -- what was given after it is in question too
        HBSAG           | 2026-02-11 | 2026-09-01                       | 2026-09-01
        HBSAG           | 2026-02-11 | 2023-07-01 2026-09-01            | 2023-07-01 2026-09-01
        -- without a window in the rulebook everything is in question
        PLAGUE          | 2026-02-11 | 1999-07-01 2025-09-01            | 1999-07-01 2025-09-01
    ";
    let book = Book::on("2026-02-11".parse().expect("a day")).expect("rules of that day");
    for row in &rows(table)[1..] {
        let days: Vec<&str> = row[2].split_whitespace().filter(|word| *word != "-").collect();
        let number = |at: usize| format!("0160226{at:06}").parse().expect("a number");
        let siblings: Vec<Sibling> =
            (0..).zip(&days).map(|(at, day)| Sibling { donation_number: number(at), ended_at: noon(day) }).collect();
        let found = concerned(&book, &reading(&book, row[0]), noon(row[1]), &siblings);
        let of_day = |at: &usize| found.contains(&number(*at));
        let shown: Vec<&str> = (0..days.len()).filter(of_day).map(|at| days[at]).collect();
        let expected: Vec<&str> = row[3].split_whitespace().filter(|word| *word != "-").collect();
        assert_eq!(shown, expected, "{row:?}");
    }
}
