//! What the screens of the vehicle see.

use serde::Serialize;
use serde_json::{Value, json};
use vena_kernel::{
    clock::{Day as Date, Instant},
    collection::{
        book,
        reactions::{self, Resting},
        screening::Line,
    },
    id::{TripId, UserId},
    rulebook,
};
use vena_trip::{
    package::{Booked, Duty, Hand},
    rules,
    state::{Journal, Stage, Visit},
};

use super::{
    Vehicle,
    day::{Day, No},
    people::Who,
};

/// The vehicle at a glance.
#[derive(Debug, Serialize)]
pub(crate) struct State {
    trip_id: Option<TripId>,
    unlocked: bool,
    site_name: Option<String>,
    day: Option<Date>,
    today: Option<Date>,
    now: Option<Instant>,
    crew: Vec<Member>,
    me: Option<Member>,
    /// Entries that the station does not have yet.
    waiting: i64,
    entries: i64,
    online: bool,
    problem: Option<String>,
    last_contact: Option<Instant>,
    clock_jumps: usize,
    numbers: usize,
    numbers_used: usize,
    numbers_void: usize,
    booked: usize,
    known: usize,
    /// Who is expected today, by time, and how far each has come.
    expected: Vec<Value>,
    /// Where the vehicle stands today.
    sessions: Vec<Value>,
    package_made_at: Option<Instant>,
    closed_at: Option<Instant>,
    visits: Vec<Value>,
    sheet: Option<Value>,
}

#[derive(Debug, Serialize)]
struct Member {
    user_id: UserId,
    name: String,
    duty: Duty,
    /// May decide who gives.
    decides: bool,
}

impl Member {
    fn new(user_id: UserId, name: &str, hand: Hand) -> Self {
        Self { user_id, name: name.to_owned(), duty: hand.duty, decides: hand.duty == Duty::Physician && hand.decides }
    }
}

/// The state for whoever holds `token`.
pub(crate) fn state(vehicle: &Vehicle, token: Option<&str>) -> Result<State, No> {
    let day = vehicle.day();
    let store = vehicle.store();
    let trip_id = store.trip()?;
    let (end, reached) = match trip_id {
        Some(trip) => (store.end(trip)?.0, store.reached(trip)?),
        None => (0, (0, None, None)),
    };
    let reach = vehicle.server.reach();
    let me = people_of(vehicle, token);
    let mut state = State {
        trip_id,
        unlocked: day.is_some(),
        site_name: None,
        day: None,
        today: None,
        now: None,
        crew: Vec::new(),
        me,
        waiting: (end - reached.0).max(0),
        entries: end,
        online: reach.online,
        problem: reach.problem,
        last_contact: reached.2.and_then(|ms| Instant::from_micros(ms * 1000)),
        clock_jumps: 0,
        numbers: 0,
        numbers_used: 0,
        numbers_void: 0,
        booked: 0,
        known: 0,
        expected: Vec::new(),
        sessions: Vec::new(),
        package_made_at: None,
        closed_at: None,
        visits: Vec::new(),
        sheet: None,
    };
    if let Some(day) = &*day {
        let today = day.today(vehicle, &store)?;
        let signed_in = state.me.is_some();
        of_day(&mut state, vehicle, day, (today, signed_in));
    }
    Ok(state)
}

fn people_of(vehicle: &Vehicle, token: Option<&str>) -> Option<Member> {
    let people = vehicle.people.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    people.name(token).map(|(user_id, hand, name)| Member::new(user_id, &name, hand))
}

fn of_day(state: &mut State, vehicle: &Vehicle, day: &Day, (today, signed_in): (Date, bool)) {
    let package = &day.package;
    state.site_name = Some(package.site_name.clone());
    (state.day, state.today, state.now) = (Some(package.day), Some(today), Some(day.now(vehicle)));
    state.crew = package.crew.iter().map(|member| Member::new(member.user_id, &member.name, member.hand())).collect();
    state.clock_jumps = day.journal.jumps.len();
    state.numbers = package.numbers.len();
    (state.numbers_used, state.numbers_void) = (day.journal.used.len(), day.journal.void.len());
    (state.booked, state.known) = (package.bookings.len(), day.table.len());
    state.package_made_at = Some(package.made_at);
    state.closed_at = day.journal.closed_at;
    if signed_in {
        let mut visits: Vec<&Visit> = day.journal.visits.values().collect();
        visits.sort_by_key(|visit| (visit.stage.is_final(), std::cmp::Reverse(visit.since)));
        state.visits = visits.into_iter().map(row).collect();
        state.sheet = sheet(today);
        state.expected = package.bookings.iter().map(|booked| expected(booked, &day.journal)).collect();
        state.sessions = package.sessions.iter().map(|session| json!(session)).collect();
    }
}

fn expected(booked: &Booked, journal: &Journal) -> Value {
    let mut came = journal.visits.values().filter(|visit| visit.booking == Some(booked.booking_id));
    let visit = came.next_back();
    json!({ "booking_id": booked.booking_id, "code": booked.code, "at": booked.at, "kind": booked.kind,
        "name_masked": booked.name_masked, "group": booked.group, "visit_id": visit.map(|visit| visit.visit_id),
        "stage": visit.map(|visit| visit.stage) })
}

fn row(visit: &Visit) -> Value {
    let kit = visit.kit.as_ref().map(|kit| kit.number.to_string());
    json!({ "visit_id": visit.visit_id, "stage": visit.stage, "since": visit.since, "name_masked": visit.name_masked,
        "number": kit, "started_at": visit.started_at, "final": visit.stage.is_final(), "ended_at": visit.ended_at,
        "resting": visit.stage == Stage::Ended && visit.went_at.is_none() })
}

/// What is asked and what may be chosen today.
fn sheet(today: Date) -> Option<Value> {
    let (sheet, rules) = (book::inquiry(today).ok()?, book::collection(today).ok()?);
    let medium = |code| rulebook::products().medium(code).map(|medium| json!({ "code": code, "name": medium.name }));
    let media: Vec<Value> = rules.bag_media.iter().filter_map(|code| medium(*code)).collect();
    // Machines stay at the houses, and with them what they may cause.
    let kinds = reactions::types(today).into_iter().filter(|kind| kind.group != "apheresis");
    let kinds: Vec<Value> = kinds.map(|kind| json!({ "code": kind.code, "name": kind.name })).collect();
    let eligibility = rulebook::eligibility().effective_on(today);
    let volumes = eligibility.volumes(rules::KIND).map(|rule| rule.allowed_ml.clone()).unwrap_or_default();
    Some(json!({ "version": sheet.version, "media": media, "volumes_ml": volumes, "tubes_min": rules.tubes_min,
        "minutes_max": rules.minutes_max, "rest_minutes": rest_minutes(today), "reactions": kinds }))
}

/// How long somebody rests after an uneventful donation, by the rulebook.
fn rest_minutes(today: Date) -> i64 {
    let since = today.start_in(&vena_kernel::zone::china());
    let rest = since.and_then(|since| {
        Some(reactions::may_leave_from(Resting { since, reaction: None }, today)?.seconds_since(since))
    });
    rest.unwrap_or_default() / 60
}

/// One person, and what comes next.
pub(crate) fn visit(day: &Day, visit: &Visit, who: &Who, today: Date) -> Result<Value, No> {
    let mut shown = serde_json::to_value(visit).map_err(|error| No::Broken(error.to_string()))?;
    let physician = who.hand.duty == Duty::Physician && who.hand.decides;
    if let Some(lines) = shown["refusals"].as_array_mut().filter(|_| !physician) {
        lines.retain(|line| line["confidential"] != true);
    }
    shown["wished"] = json!(visit.wish.is_some());
    shown["rest_from"] = json!(rest_from(visit, today));
    shown["questions"] = questions(visit, today)?;
    shown["reading"] = json!((visit.stage == Stage::Identified).then_some(&day.package.reading));
    if visit.stage == Stage::Checked {
        let lines = rules::judge(visit, day.standing(&visit.identity), today)?;
        shown["verdict"] = json!(lines.iter().filter(|line| physician || !line.confidential).collect::<Vec<&Line>>());
        shown["hidden"] = json!(lines.iter().filter(|line| line.confidential).count());
    } else if visit.stage == Stage::Identified {
        // Whoever may not give today is told before the questions.
        let early = rules::not_yet(day.standing(&visit.identity), today).into_iter();
        let early: Vec<_> = early.chain(rules::age(visit.born_on, visit.known, today)).collect();
        shown["early"] = json!(early);
    }
    Ok(shown)
}

/// From when whoever rests may go home; nothing while a reaction is not over.
fn rest_from(visit: &Visit, today: Date) -> Option<Instant> {
    let since = visit.ended_at?;
    let gravest = visit.reaction.as_ref().and_then(|(severity, _)| reactions::grade(severity, today).ok());
    reactions::may_leave_from(Resting { since, reaction: gravest.map(|grade| (grade, visit.over_at)) }, today)
}

/// The questions of the sheet for this person; each screen shows those whose condition holds.
fn questions(visit: &Visit, today: Date) -> Result<Value, No> {
    if visit.stage != Stage::Identified {
        return Ok(Value::Null);
    }
    let about = rules::about(visit);
    let sheet = book::inquiry(today)?;
    let fits = |question: &&book::Question| {
        question.asked_of(visit.sex)
            && (question.kinds.is_empty() || question.kinds.contains(&visit.kind))
            && (question.first_time.is_none() || question.first_time == about.first_time)
    };
    let shown = |question: &book::Question| {
        let condition = question.asked_if.as_ref().map(|after| json!({ "question": after.question, "is": after.is }));
        let choices: Vec<Value> =
            question.choices.iter().map(|choice| json!({ "code": choice.code, "text": choice.text })).collect();
        json!({ "code": question.code, "text": question.text, "help": question.help, "kind": question.kind,
            "asked_if": condition, "choices": choices, "min": question.min, "max": question.max })
    };
    Ok(json!(sheet.questions.iter().filter(fits).map(shown).collect::<Vec<_>>()))
}
