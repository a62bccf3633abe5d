use vena_kernel::{abo::BloodGroup, product::ProductCode, refusal::Refusal};
use vena_platform::auth::OrgKind;
use vena_testkit::table::rows;

use super::{rules::*, words::Progress};

fn progress(cell: &str) -> Progress {
    let count: Vec<i64> = cell.split_whitespace().map(|word| word.parse().expect("a count")).collect();
    let [asked, promised, issued, received, damaged] = count[..] else { panic!("five counts: {cell}") };
    Progress { asked, promised, issued, received, damaged, ..Progress::default() }.counted()
}

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "yes".into())
}

#[test]
fn what_lines_make_of_an_order() {
    // each line: asked promised issued received damaged
    let table = "
        cancelled | lines                   | state          | allocate           | issue        | cancel
        no        | 2 0 0 0 0               | submitted      | yes                | yes          | yes
        no        | 2 1 0 0 0               | part_allocated | yes                | yes          | yes
        no        | 2 2 0 0 0, 1 0 0 0 0    | part_allocated | yes                | yes          | yes
        no        | 2 2 0 0 0, 1 1 0 0 0    | allocated      | order.nothing-open | yes          | yes
        no        | 2 1 1 0 0               | part_issued    | order.nothing-open | yes          | yes
        no        | 2 0 1 0 0               | part_issued    | yes                | yes          | yes
        no        | 2 0 2 0 0               | issued         | order.closed       | order.closed | order.closed
        no        | 2 0 1 1 0               | issued         | order.closed       | order.closed | order.closed
        no        | 2 0 0 2 0               | received       | order.closed       | order.closed | order.closed
        no        | 2 0 0 1 1               | part_issued    | yes                | yes          | yes          -- one came damaged: another is due
        yes       | 2 0 0 0 0               | cancelled      | order.closed       | order.closed | order.closed
        yes       | 2 0 1 0 0               | issued         | order.closed       | order.closed | order.closed -- the rest was called off
        yes       | 2 0 0 1 1               | received       | order.closed       | order.closed | order.closed
    ";
    for row in &rows(table)[1..] {
        let lines: Vec<Progress> = row[1].split(',').map(progress).collect();
        let cancelled = row[0] == "yes";
        let found = [
            state(cancelled, &lines).word().to_owned(),
            rule(may_allocate(cancelled, &lines)),
            rule(may_issue(cancelled, &lines)),
            rule(may_cancel(cancelled, &lines)),
        ];
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), row[2..], "{row:?}");
    }
}

#[test]
fn only_what_has_not_arrived_is_taken_back() {
    let table = "
        lines                   | withdraw
        2 0 0 0 0               | order.nothing-to-withdraw
        2 1 0 0 0               | yes
        2 0 0 0 0, 2 0 1 0 0    | yes
        2 0 0 2 0, 1 0 0 0 1    | order.nothing-to-withdraw
    ";
    for row in &rows(table)[1..] {
        let lines: Vec<Progress> = row[0].split(',').map(progress).collect();
        assert_eq!(rule(may_withdraw(&lines)), row[1], "{row:?}");
    }
}

#[test]
fn which_orders_may_be_placed() {
    let table = "
        who      | site  | needed by            | lines                  | verdict
        hospital | own   | 2026-02-11T00:00:01Z | RBC-S-LR A+            | yes
        hospital | own   | 2026-02-11T00:00:01Z | RBC-S-LR A+, FFP A+    | yes
        station  | own   | 2026-02-11T00:00:01Z | RBC-S-LR A+            | order.hospital-only
        hospital | other | 2026-02-11T00:00:01Z | RBC-S-LR A+            | order.own-site
        hospital | own   | 2026-02-11T00:00:00Z | RBC-S-LR A+            | order.needed-by-past
        hospital | own   | 2026-02-11T00:00:01Z | NOTHING A+             | product.unknown
        hospital | own   | 2026-02-11T00:00:01Z | FFP A+, FFP A+         | order.line-twice
        hospital | own   | 2026-02-11T00:00:01Z | FFP A+, FFP A-         | yes
    ";
    for row in &rows(table)[1..] {
        let lines: Vec<(ProductCode, BloodGroup)> = row[3]
            .split(',')
            .map(|line| line.trim().split_once(' ').expect("product and group"))
            .map(|(product, group)| (product.parse().expect("a code"), group.parse().expect("a group")))
            .collect();
        let new = NewFacts {
            org_kind: if row[0] == "hospital" { OrgKind::Hospital } else { OrgKind::Station },
            own_site: row[1] == "own",
            lines: &lines,
            needed_by: row[2].parse().expect("an instant"),
            now: "2026-02-11T00:00:00Z".parse().expect("an instant"),
        };
        assert_eq!(rule(may_create(&new)), row[4], "{row:?}");
    }
}
