//! Which deferrals a decision leaves: those that follow from answers and measurements, as the physician has changed them, and
//! those that the physician adds. None of the first falls away without a word.

use vena_kernel::{clock::Day, collection::screening::Due, refusal::Refusal, say};

/// A deferral as the physician typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Typed<'a> {
    /// The rule whose deferral it replaces.
    pub(crate) instead_of: Option<&'a str>,
    pub(crate) code: &'a str,
    pub(crate) case: Option<&'a str>,
    pub(crate) event_on: Option<Day>,
    pub(crate) until: Option<Day>,
    pub(crate) note: Option<&'a str>,
}

/// What is entered: the deferrals that are due, as they are or as they were changed, then what was added. Refuses by
/// `decision.deferral-unknown` a change of what is not due, and by `decision.deferral-reason` one without a reason.
pub(crate) fn entered<'a>(dues: &'a [Due], typed: &[Typed<'a>]) -> Result<Vec<Typed<'a>>, Refusal> {
    if let Some(rule) =
        typed.iter().filter_map(|one| one.instead_of).find(|rule| dues.iter().all(|due| due.rule != *rule))
    {
        let text = say!("没有由 {rule} 产生的暂缓可改", "{rule} leaves no deferral that could be changed");
        return Err(Refusal::new("decision.deferral-unknown", text));
    }
    let mut all = Vec::new();
    for due in dues {
        let changed = typed.iter().find(|one| is_about(one, due));
        all.push(changed.map_or_else(|| Ok(plain(due)), |one| change(due, one))?);
    }
    all.extend(typed.iter().filter(|one| !dues.iter().any(|due| is_about(one, due))));
    Ok(all)
}

fn is_about(typed: &Typed<'_>, due: &Due) -> bool {
    match typed.instead_of {
        Some(rule) => due.rule == rule,
        None => due.code == typed.code && typed.case.is_none_or(|case| due.case.as_deref() == Some(case)),
    }
}

fn plain(due: &Due) -> Typed<'_> {
    let case = due.case.as_deref();
    Typed { instead_of: None, code: &due.code, case, event_on: due.event_on, until: due.until, note: None }
}

fn change<'a>(due: &'a Due, typed: &Typed<'a>) -> Result<Typed<'a>, Refusal> {
    let other = typed.code != due.code
        || typed.event_on.is_some_and(|day| Some(day) != due.event_on)
        || typed.until.zip(due.until).is_some_and(|(new, old)| new != old);
    if other && typed.note.is_none_or(|note| note.trim().chars().count() < 2) {
        let text =
            say!("修改系统给出的暂缓须写明理由", "to change a deferral that follows from the rules needs a reason");
        return Err(Refusal::new("decision.deferral-reason", text));
    }
    if typed.code != due.code {
        return Ok(*typed);
    }
    // Another day gives another end; what was not touched stays as the rules have it.
    let event_on = typed.event_on.or(due.event_on);
    let until = typed.until.or(due.until.filter(|_| typed.event_on.is_none_or(|day| Some(day) == due.event_on)));
    Ok(Typed { case: typed.case.or(due.case.as_deref()), event_on, until, ..*typed })
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn day(text: &str) -> Option<Day> {
        (text != "-").then(|| text.parse().expect("a day"))
    }

    #[test]
    fn no_deferral_that_is_due_falls_away_and_changes_have_a_reason() {
        // Due: T02 by inquiry.minor_surgery_on, counted from 02-01 until 02-16; P13 by inquiry.infectious_disease.
        let table = "
            instead of                 | code | event      | until      | note | outcome
            -                          | -    | -          | -          | -    | T02 2026-02-01 2026-02-16, P13
            -                          | T02  | -          | -          | -    | T02 2026-02-01 2026-02-16, P13
            -                          | T02  | -          | 2026-02-20 | -    | decision.deferral-reason
            -                          | T02  | -          | 2026-02-20 | why  | T02 2026-02-01 2026-02-20, P13
            -                          | T02  | 2026-02-03 | -          | -    | decision.deferral-reason
            -                          | T02  | 2026-02-03 | -          | why  | T02 2026-02-03, P13
            -                          | T99  | -          | 2026-03-01 | -    | T02 2026-02-01 2026-02-16, P13, T99 2026-03-01
            inquiry.infectious_disease | T16  | -          | -          | -    | decision.deferral-reason
            inquiry.infectious_disease | T16  | -          | -          | why  | T02 2026-02-01 2026-02-16, T16
            inquiry.dental             | T16  | -          | -          | why  | decision.deferral-unknown
        ";
        let due = |rule: &str, code: &str, event: &str, until: &str| Due {
            rule: rule.into(),
            code: code.into(),
            case: None,
            event_on: day(event),
            until: day(until),
        };
        let dues = [
            due("inquiry.minor_surgery_on", "T02", "2026-02-01", "2026-02-16"),
            due("inquiry.infectious_disease", "P13", "-", "-"),
        ];
        for row in rows(table).iter().skip(1) {
            let cell = |place: usize| (row[place] != "-").then_some(row[place]);
            let typed: Vec<Typed<'_>> = cell(1)
                .map(|code| Typed {
                    instead_of: cell(0),
                    code,
                    case: None,
                    event_on: day(row[2]),
                    until: day(row[3]),
                    note: cell(4),
                })
                .into_iter()
                .collect();
            let word = |one: &Typed<'_>| {
                let days = [one.event_on, one.until].into_iter().flatten().map(|day| format!(" {day}"));
                format!("{}{}", one.code, days.collect::<String>())
            };
            let outcome = entered(&dues, &typed)
                .map(|all| all.iter().map(word).collect::<Vec<_>>().join(", "))
                .unwrap_or_else(|refusal| refusal.rule);
            assert_eq!(outcome, row[5], "{row:?}");
        }
    }
}
