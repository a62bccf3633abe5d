//! The rule: places of a day = hours ∩ capacity − exceptions − what is taken. Minutes are counted from midnight on Chinese
//! clocks, which have no summer time, so that every day has 1440 of them.

use uuid::Uuid;
use vena_kernel::{eligibility::DonationKind, refusal::Refusal, say};

use super::book::Place;

/// Minutes of a day.
pub(crate) const MINUTES: i32 = 1440;

/// A stretch of one day, from the first minute up to and without the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Window {
    pub(crate) opens: i32,
    pub(crate) closes: i32,
}

impl Window {
    pub(crate) const fn new(opens: i32, closes: i32) -> Self {
        Self { opens, closes }
    }

    fn overlaps(self, other: Self) -> bool {
        self.opens < other.closes && other.opens < self.closes
    }
}

/// One stretch of work: when, with how many chairs and people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) window: Window,
    pub(crate) beds: i32,
    pub(crate) staff: i32,
}

/// A machine on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MachineDay {
    pub(crate) machine_id: Uuid,
    pub(crate) kinds: Vec<DonationKind>,
    /// When it is out of use or taken.
    pub(crate) taken: Vec<Window>,
}

/// What is different on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Exception {
    /// Not open at all.
    Closed,
    /// Other hours, here or elsewhere.
    Hours(Vec<Window>),
}

/// Places that begin at one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    /// When they begin.
    pub(crate) minute: i32,
    /// How long one takes.
    pub(crate) minutes: i32,
    /// How many donors can be served.
    pub(crate) capacity: i32,
    /// How many of them may be promised: the rest stays for those who come without a booking.
    pub(crate) promised: i32,
    /// The machines that are free then; empty for chairs.
    pub(crate) machines: Vec<Uuid>,
}

/// The hours of a day: the weekly ones, unless the day is an exception.
pub(crate) fn hours(weekly: &[Window], exception: Option<&Exception>) -> Vec<Window> {
    match exception {
        Some(Exception::Closed) => Vec::new(),
        Some(Exception::Hours(windows)) => windows.clone(),
        None => weekly.to_vec(),
    }
}

/// The places of chairs in `sessions`. What a quarter of an hour can do need not be whole: it is summed up from the beginning of
/// the session, so that three chairs of half an hour serve one and two in turn. `out`: chairs that are out of use, and when.
pub(crate) fn chairs(place: &Place, sessions: &[Session], walk_in_per_mille: i32, out: &[(Window, i32)]) -> Vec<Slot> {
    let mut slots: Vec<Slot> =
        sessions.iter().flat_map(|session| of_session(place, session, walk_in_per_mille, out)).collect();
    slots.sort_by_key(|slot| slot.minute);
    slots
}

fn of_session(place: &Place, session: &Session, walk_in_per_mille: i32, out: &[(Window, i32)]) -> Vec<Slot> {
    // donors per slot = per / whole, the smaller of what chairs and what people can do
    let slot = i64::from(place.slot_minutes);
    let whole = i64::from(place.chair_minutes) * 60;
    let by_staff =
        i64::from(session.staff) * i64::from(place.donors_per_staff_hour) * slot * i64::from(place.chair_minutes);
    let until = |sum: i64, share: i64| i32::try_from(sum * share / (whole * 1000)).unwrap_or(0);
    let promised = i64::from(1000 - walk_in_per_mille);
    let mut sum = 0;
    let slot_at = |minute: i32| {
        let taken = Window::new(minute, minute + place.chair_minutes);
        let gone: i32 = out.iter().filter(|(window, _)| window.overlaps(taken)).map(|(_, chairs)| chairs).sum();
        let by_chairs = i64::from((session.beds - gone).max(0)) * slot * 60;
        let before = sum;
        sum += by_chairs.min(by_staff);
        Slot {
            minute,
            minutes: place.chair_minutes,
            capacity: until(sum, 1000) - until(before, 1000),
            promised: until(sum, promised) - until(before, promised),
            machines: Vec::new(),
        }
    };
    starts(session.window, place.slot_minutes, place.chair_minutes).map(slot_at).collect()
}

/// Every `step` minutes from the opening on, as long as `minutes` fit before the closing.
fn starts(window: Window, step: i32, minutes: i32) -> impl Iterator<Item = i32> {
    let first = (window.opens + step - 1) / step * step;
    (0..).map(move |index| first + index * step).take_while(move |start| start + minutes <= window.closes)
}

/// The places of machines in `sessions`: each machine's free stretches, filled without gaps, set-up and cleaning included.
pub(crate) fn machines(place: &Place, sessions: &[Session], machines: &[MachineDay]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    for machine in machines.iter().filter(|machine| machine.kinds.contains(&place.kind)) {
        for minute in sessions
            .iter()
            .filter(|session| session.staff > 0)
            .flat_map(|session| packed(place, session.window, machine))
        {
            match slots.iter_mut().find(|slot| slot.minute == minute) {
                Some(slot) => {
                    slot.machines.push(machine.machine_id);
                    (slot.capacity, slot.promised) = (slot.capacity + 1, slot.promised + 1);
                }
                None => slots.push(Slot {
                    minute,
                    minutes: place.chair_minutes,
                    capacity: 1,
                    promised: 1,
                    machines: vec![machine.machine_id],
                }),
            }
        }
    }
    slots.sort_by_key(|slot| slot.minute);
    slots
}

fn packed(place: &Place, window: Window, machine: &MachineDay) -> Vec<i32> {
    let mut taken: Vec<Window> = machine.taken.iter().copied().filter(|taken| taken.overlaps(window)).collect();
    taken.sort_unstable();
    taken.push(Window::new(window.closes, MINUTES + 1));
    let (mut from, mut found) = (window.opens, Vec::new());
    for next in taken {
        let free = Window::new(from, next.opens.min(window.closes));
        let first = (free.opens + place.slot_minutes - 1) / place.slot_minutes * place.slot_minutes;
        found.extend(
            (0..)
                .map(|index| first + index * place.chair_minutes)
                .take_while(|start| start + place.chair_minutes <= free.closes),
        );
        from = from.max(next.closes);
    }
    found
}

/// Reads pairs of minutes as stretches of a day, in order. Refuses by `booking.hours` what lies outside a day, ends before it begins
/// or overlaps.
pub(crate) fn windows(pairs: &[(i32, i32)]) -> Result<Vec<Window>, Refusal> {
    let mut windows: Vec<Window> = pairs.iter().map(|(opens, closes)| Window::new(*opens, *closes)).collect();
    windows.sort_unstable();
    let whole =
        windows.iter().all(|window| 0 <= window.opens && window.opens < window.closes && window.closes <= MINUTES);
    let apart = windows.windows(2).all(|pair| !pair[0].overlaps(pair[1]));
    if whole && apart {
        return Ok(windows);
    }
    let shown: Vec<String> =
        windows.iter().map(|window| format!("{}–{}", clock(window.opens), clock(window.closes))).collect();
    let shown = shown.join(" ");
    let reason = say!(
        "时段须在当日 00:00–24:00 之内、先开后关、互不重叠：{shown}",
        "hours lie between 00:00 and 24:00 of one day, open before they close and do not overlap: {shown}"
    );
    Err(Refusal::new("booking.hours", reason))
}

/// A minute of a day as a clock shows it; the last one is 24:00.
pub(crate) fn clock(minute: i32) -> String {
    format!("{:02}:{:02}", minute.div_euclid(60), minute.rem_euclid(60))
}
