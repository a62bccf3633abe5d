//! Who sits in the chair is the one who was accepted: two identifiers, asked again.

use vena_kernel::{
    citizen_id::CitizenId, clock::Day, clock::Instant, donation_number::DonationNumber, id::UserId, refusal::Refusal,
    say,
};

use crate::donations::{DonationState, rules as donations};

/// What the donor says or shows at the chair.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked<'a> {
    /// The number on the document, read by a scanner.
    Document(&'a str),
    /// Name and birthday, said by the donor.
    Said(&'a str, Day),
}

/// What the file says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) name: &'a str,
    pub(crate) born_on: Day,
    /// Number of the document, masked.
    pub(crate) document_shown: &'a str,
}

/// Refuses by `chair.document` what is no document, and by `chair.identity` another person.
pub(crate) fn same_person(asked: Asked<'_>, known: Known<'_>) -> Result<(), Refusal> {
    let same = match asked {
        Asked::Document(scan) => {
            let document: CitizenId = scan.trim().parse().map_err(|_| unreadable())?;
            document.birth_date() == known.born_on && document.masked() == known.document_shown
        }
        Asked::Said(name, born_on) => without_blanks(name) == without_blanks(known.name) && born_on == known.born_on,
    };
    if same { Ok(()) } else { Err(another()) }
}

fn without_blanks(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn unreadable() -> Refusal {
    let reason = say!("读不出证件号，请改为询问姓名和生日", "this is no citizen number: ask for name and birthday");
    Refusal::new("chair.document", reason)
}

fn another() -> Refusal {
    let reason = say!(
        "与通过判定的献血者不是同一人，停止操作并重新核对身份（血站技术操作规程 采血前核对）",
        "this is not the donor who was accepted: stop, and find out who sits here"
    );
    Refusal::new("chair.identity", reason)
}

/// Refuses by `donation.second-person` who bound the number, and by `binding.confirm-differs` a number that is not it.
pub(crate) fn may_confirm(
    (who, bound_by): (UserId, Option<UserId>),
    number: DonationNumber,
    seen: [DonationNumber; 2],
) -> Result<(), Refusal> {
    if bound_by == Some(who) {
        let reason = say!("须由另一人核对", "somebody else than who bound the number has to look");
        return Err(Refusal::new("donation.second-person", reason));
    }
    if let Some(other) = seen.into_iter().find(|seen| *seen != number) {
        let reason = say!("扫描的编号 {other} 不是本次献血 {number}", "{other} was scanned, the donation is {number}");
        return Err(Refusal::new("binding.confirm-differs", reason));
    }
    Ok(())
}

/// Refuses by `binding.confirm-lot` a lot that the second person does not read as the first one has typed it.
pub(crate) fn same_lot(typed: Option<&str>, read: Option<&str>) -> Result<(), Refusal> {
    let bare = |lot: &str| lot.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect::<String>();
    match (typed.map(bare), read.map(bare)) {
        (Some(typed), Some(read)) if typed == read => Ok(()),
        (_, read) => {
            let read = read.unwrap_or_default();
            let reason = say!(
                "厂家标签为手工录入：请另一人自行读取批号；读到“{read}”，与录入的不一致",
                "the maker's label was typed: the second person reads the lot too; '{read}' is not what was typed"
            );
            Err(Refusal::new("binding.confirm-lot", reason))
        }
    }
}

/// Refuses by `donation.not-seated` a needle before the donor sits in a chair and was asked again.
pub(crate) fn seated(seated_at: Option<Instant>) -> Result<(), Refusal> {
    if seated_at.is_some() {
        return Ok(());
    }
    let reason = say!(
        "进针前须在采血位再次核对身份（血站技术操作规程 采血前核对）",
        "before the needle goes in the donor is asked again, at the chair"
    );
    Err(Refusal::new("donation.not-seated", reason))
}

/// Whether a needle may go in at `at`: number bound, donor seated and asked again, nothing of this donation later than the needle.
///
/// Refuses by `donation.state`, `donation.not-seated`, `donation.times` and `donation.future`.
pub(crate) fn may_prick(
    (state, seated_at): (DonationState, Option<Instant>),
    at: Instant,
    latest: Option<Instant>,
    now: Instant,
) -> Result<(), Refusal> {
    donations::may_start(state)?;
    seated(seated_at)?;
    after(at, latest, now)
}

/// Refuses by `donation.paused` to pause twice, and by `donation.not-paused` to go on without a pause.
pub(crate) fn may_turn(paused: bool, pause: bool) -> Result<(), Refusal> {
    match (paused, pause) {
        (true, true) => Err(Refusal::new("donation.paused", say!("采集已暂停", "the flow is paused already"))),
        (false, false) => Err(Refusal::new("donation.not-paused", say!("采集没有暂停", "the flow is not paused"))),
        _ => Ok(()),
    }
}

/// Refuses by `donation.times` a time at the chair before the step it follows, and by `donation.future` one that lies ahead.
pub(crate) fn after(at: Instant, earlier: Option<Instant>, now: Instant) -> Result<(), Refusal> {
    donations::not_ahead(at, now)?;
    match earlier {
        Some(earlier) if at < earlier => {
            let reason = say!("时间 {at} 早于上一步 {earlier}", "{at} lies before the step before it, {earlier}");
            Err(Refusal::new("donation.times", reason))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn who_sits_down_is_who_was_accepted() {
        let table = "
            way      | text                | born       | outcome
            document | 370202199005201214  | -          | yes
            document | 37020219900521121X  | -          | chair.identity     -- another day
            document | 370202199005201230  | -          | chair.identity     -- another number
            document | 0160226000001       | -          | chair.document
            said     | 王小明              | 1990-05-20 | yes
            said     | 王 小明             | 1990-05-20 | yes
            said     | 王小明              | 1990-05-21 | chair.identity
            said     | 王晓明              | 1990-05-20 | chair.identity
        ";
        let own: CitizenId = "370202199005201214".parse().expect("a citizen number");
        let shown = own.masked();
        let born_on = "1990-05-20".parse().expect("a day");
        for row in rows(table).iter().skip(1) {
            let asked = match row[0] {
                "document" => Asked::Document(row[1]),
                _ => Asked::Said(row[1], row[2].parse().expect("a day")),
            };
            let found = same_person(asked, Known { name: "王小明", born_on, document_shown: &shown });
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), row[3], "{row:?}");
        }
    }

    #[test]
    fn a_needle_goes_in_where_everything_came_before_it() {
        // Instants are seconds; the latest thing known is at 100, now is 200.
        let table = "
            state     | seated | at  | outcome
            bound     | yes    | 99  | donation.times
            bound     | yes    | 100 | yes
            bound     | yes    | 200 | yes
            bound     | yes    | 201 | donation.future
            bound     | no     | 99  | donation.not-seated
            bound     | no     | 150 | donation.not-seated
            accepted  | yes    | 150 | donation.state
            accepted  | no     | 99  | donation.state
            started   | yes    | 150 | donation.state
            completed | yes    | 150 | donation.state
            cancelled | yes    | 150 | donation.state
            refused   | no     | 150 | donation.state
        ";
        let begin: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
        let at = |seconds: i64| begin.plus_seconds(seconds);
        for row in rows(table).iter().skip(1) {
            let state = serde_json::from_value(row[0].into()).expect("a state");
            let seated_at = (row[1] == "yes").then(|| at(50));
            let moment = at(row[2].parse().expect("seconds"));
            let found = may_prick((state, seated_at), moment, Some(at(100)), at(200));
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), row[3], "{row:?}");
        }
    }

    #[test]
    fn the_second_person_reads_the_lot_that_was_typed() {
        let rule = |found: Result<(), Refusal>| found.map_or_else(|refusal| refusal.rule, |()| "yes".into());
        for (typed, read, outcome) in [
            (Some("Q26A7"), Some(" q26 a7"), "yes"),
            (Some("Q26A7"), Some("Q26A1"), "binding.confirm-lot"),
            (Some("Q26A7"), None, "binding.confirm-lot"),
            (None, Some("Q26A7"), "binding.confirm-lot"),
        ] {
            assert_eq!(rule(same_lot(typed, read)), outcome);
        }
    }

    #[test]
    fn pauses_begin_and_end_in_turn() {
        let rule = |found: Result<(), Refusal>| found.map_or_else(|refusal| refusal.rule, |()| "yes".into());
        let table = [
            (false, true, "yes"),
            (true, true, "donation.paused"),
            (true, false, "yes"),
            (false, false, "donation.not-paused"),
        ];
        for (paused, pause, outcome) in table {
            assert_eq!(rule(may_turn(paused, pause)), outcome);
        }
    }
}
