use vena_kernel::{
    clock::{Day, Instant},
    id::UserId,
    refusal::Refusal,
};
use vena_testkit::table::rows;

use super::{
    book::{Agent, book},
    rules::{Confirmed, Facts, equal, may_check, may_enter, may_notify, may_sample, may_send, of_agent},
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn user(n: u128) -> UserId {
    format!("user_{n:032x}").parse().expect("an id")
}

fn agent(code: &str) -> &'static Agent {
    book().agent(code, day("2026-02-11")).expect("an agent")
}

/// `round 2, from 2026-03-01, sampled 2026-03-02, sent 2026-02-11, positive, typed, confirmed, notified`.
fn facts(text: &str) -> Facts {
    let mut facts = Facts { round: 1, ..Facts::default() };
    for part in text.split(", ") {
        let (word, rest) = part.split_once(' ').unwrap_or((part, ""));
        match word {
            "round" => facts.round = rest.parse().expect("a round"),
            "from" => facts.sample_from = Some(day(rest)),
            "sampled" => facts.sampled_on = Some(day(rest)),
            "sent" => facts.sent_at = Some(at(&format!("{rest}T02:00:00Z"))),
            "positive" => facts.outcome = Some(Confirmed::Positive),
            "negative" => facts.outcome = Some(Confirmed::Negative),
            "indeterminate" => facts.outcome = Some(Confirmed::Indeterminate),
            "typed" => facts.typed_by = Some(user(1)),
            "confirmed" => facts.confirmed_at = Some(at("2026-02-20T02:00:00Z")),
            "notified" => facts.notified = true,
            "new" => {}
            other => panic!("{other}"),
        }
    }
    facts
}

fn rule(answer: Result<(), Refusal>) -> String {
    answer.map_or_else(|refusal| refusal.rule, |()| "ok".to_owned())
}

#[test]
fn a_confirmation_goes_its_way_and_says_what_is_due() {
    let table = "
        agent | what is known                                              | stage    | due
        HIV   | new                                                        | ToSend   | -
        HIV   | sent 2026-02-11                                            | Sent     | 2026-02-25T16:00:00   -- through the fourteenth day
        TP    | sent 2026-02-11                                            | Sent     | 2026-02-18T16:00:00
        HIV   | sent 2026-02-11, positive, typed                           | Typed    | -
        HIV   | sent 2026-02-11, positive, typed, confirmed                | ToNotify | 2026-02-21T02:00:00
        HIV   | sent 2026-02-11, positive, typed, confirmed, notified      | Done     | -
        HTLV  | sent 2026-02-11, positive, typed, confirmed                | Done     | -      -- no law asks for it
        HIV   | sent 2026-02-11, negative, typed, confirmed                | Done     | -
        HIV   | sent 2026-02-11, indeterminate, typed, confirmed           | Done     | -
        HIV   | round 2, from 2026-03-11                                   | ToSample | 2026-03-24T16:00:00
        HIV   | round 2, from 2026-03-11, sampled 2026-03-11               | ToSend   | -
    ";
    for row in rows(table).into_iter().skip(1) {
        let (facts, agent) = (facts(row[1]), agent(row[0]));
        assert_eq!(format!("{:?}", facts.stage(agent)), row[2], "{row:?}");
        let due = facts.due(agent).map_or("-".to_owned(), |at| at.to_string()[..19].to_owned());
        assert_eq!(due, row[3], "{row:?}");
    }
}

#[test]
fn each_step_follows_the_one_before_it_and_two_persons_read_the_report() {
    let (hiv, today) = (agent("HIV"), day("2026-03-15"));
    let sent = facts("sent 2026-02-11");
    assert_eq!(rule(may_send(&facts("new"), hiv)), "ok");
    assert_eq!(rule(may_send(&sent, hiv)), "confirmation.stage");
    assert_eq!(rule(may_enter(&facts("new"), hiv, today, today)), "confirmation.stage");
    assert_eq!(rule(may_enter(&sent, hiv, day("2026-02-11"), today)), "ok");
    assert_eq!(rule(may_enter(&sent, hiv, day("2026-02-10"), today)), "confirmation.before-sent");
    assert_eq!(rule(may_enter(&sent, hiv, today, today)), "ok");
    assert_eq!(rule(may_enter(&sent, hiv, day("2026-03-16"), today)), "confirmation.future");
    let typed = facts("sent 2026-02-11, positive, typed");
    assert_eq!(rule(may_check(&typed, hiv, user(2))), "ok");
    assert_eq!(rule(may_check(&typed, hiv, user(1))), "confirmation.same-person");
    assert_eq!(rule(may_check(&sent, hiv, user(2))), "confirmation.stage");
    let confirmed = facts("sent 2026-02-11, positive, typed, confirmed");
    assert_eq!(rule(may_notify(&confirmed, hiv)), "ok");
    assert_eq!(rule(may_notify(&typed, hiv)), "confirmation.stage");
    let again = facts("round 2, from 2026-03-11");
    assert_eq!(rule(may_sample(&again, hiv, day("2026-03-11"), today)), "ok");
    assert_eq!(rule(may_sample(&again, hiv, day("2026-03-10"), today)), "confirmation.too-early");
    assert_eq!(rule(may_sample(&again, hiv, day("2026-03-16"), today)), "confirmation.future");
    assert_eq!(rule(may_sample(&sent, hiv, today, today)), "confirmation.stage");
}

#[test]
fn an_agent_without_a_rule_is_refused_and_not_guessed() {
    assert_eq!(rule(of_agent("HIV", day("2026-02-11")).map(drop)), "ok");
    assert_eq!(rule(of_agent("ZIKA", day("2026-02-11")).map(drop)), "confirmation.no-rule");
}

#[test]
fn the_second_reader_reads_the_same() {
    let typed = (Some(Confirmed::Positive), "QZ-2026-17");
    assert_eq!(rule(equal(typed, (Confirmed::Positive, " QZ-2026-17"))), "ok");
    assert_eq!(rule(equal(typed, (Confirmed::Negative, "QZ-2026-17"))), "confirmation.differs");
    assert_eq!(rule(equal(typed, (Confirmed::Positive, "QZ-2026-71"))), "confirmation.differs");
}
