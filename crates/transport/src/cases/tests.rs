use vena_testkit::{table::rows, town::Org};

use super::rules::{Outcome, may_close};

#[test]
fn who_may_say_what_became_of_a_missing_unit() {
    let table = "
        closed | caller   | arrived     | lost        | came back
        no     | receiver | yes         | case.who    | case.who
        no     | sender   | case.who    | yes         | yes
        no     | stranger | case.who    | case.who    | case.who
        yes    | receiver | case.closed | case.closed | case.closed
        yes    | sender   | case.closed | case.closed | case.closed
    ";
    for row in &rows(table)[1..] {
        let caller = match row[1] {
            "sender" => Org::Station,
            "receiver" => Org::Harbour,
            _ => Org::Hill,
        };
        let found = Outcome::ALL.map(|outcome| {
            may_close(row[0] == "yes", outcome, caller.id(), Org::Station.id(), Org::Harbour.id())
                .map_or_else(|refusal| refusal.rule, |()| "yes".into())
        });
        assert_eq!(found, row[2..], "{row:?}");
    }
}
