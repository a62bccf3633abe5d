//! The timetable of a day, and of all days.

use vena_kernel::{
    clock::{Day, Instant},
    zone,
};

use super::SECONDS_PER_DAY;

/// What many people do at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Donors come, are asked and checked.
    Arrivals(i64),
    /// Bags and tubes are bound to a number.
    Binding,
    /// Needles are out.
    Needles,
    /// Places pack their bags and tubes and hand them to the van.
    Packing,
    /// The van reaches the component hall.
    Receipt,
    /// Bags go through the machines of the hall.
    Steps,
    /// What came out is recorded, and plasma goes into the freezers.
    Split,
    /// The plasma is frozen.
    Frozen,
    /// The hall's evening shift writes down what stands open.
    ShiftHanded,
    /// The morning shift takes it over.
    ShiftTaken,
    /// A bag that waited is in a centrifuge.
    SpinNow,
    /// How clean the rooms are: values read and dishes put out, by how long they stand open, and taken in at last.
    Rooms(Exposure),
    /// Components are sampled and measured.
    Sampling,
    /// Results are entered and signed once.
    Testing,
    /// A second person signs.
    Checking,
    /// Platelets of one group become one bag.
    Pooling,
    /// Labels are printed and scanned again.
    Labels,
    /// One person proposes a release.
    ReleaseProposed,
    /// Another one confirms it.
    ReleaseConfirmed,
    /// Released bags go into their cold rooms.
    PutAway,
    /// Hospitals order.
    Orders(i64),
    /// The station allocates, issues and packs.
    Issue,
    /// The vans leave.
    HandOver,
    /// Hospitals check what arrives.
    Delivery,
    /// Patients are sampled and matched.
    Matching,
    /// Units go to the wards.
    Dispensing,
    /// Two persons begin at the bedside.
    Bedside,
    /// Transfusions end.
    Finish,
    /// Each place counts and closes its day.
    Closing,
    /// What does not happen every day.
    Oddities(i64),
}

/// How long dishes stand open that are put out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exposure {
    /// Half an hour, or not at all.
    Long,
    /// Ten minutes.
    Short,
    /// Five minutes.
    Brief,
    /// They are taken in.
    Over,
}

impl Phase {
    /// What people see while it is played.
    pub(super) fn doing(self) -> &'static str {
        match self {
            Self::Arrivals(_) | Self::Binding | Self::Needles | Self::Packing | Self::Closing => "献血 donating",
            Self::Receipt
            | Self::Steps
            | Self::Split
            | Self::Frozen
            | Self::ShiftHanded
            | Self::ShiftTaken
            | Self::SpinNow
            | Self::Pooling => "制备 preparing",
            Self::Testing | Self::Checking => "检验 testing",
            Self::Rooms(_) | Self::Sampling => "质控 controlling quality",
            Self::Labels => "贴签 labelling",
            Self::ReleaseProposed | Self::ReleaseConfirmed => "放行 releasing",
            Self::PutAway => "入库 putting away",
            Self::Orders(_) | Self::Issue => "订单与发血 ordering and issuing",
            Self::HandOver | Self::Delivery => "运输 delivering",
            Self::Matching | Self::Dispensing | Self::Bedside | Self::Finish => "输血 transfusing",
            Self::Oddities(_) => "其他 everything else",
        }
    }
}

impl Phase {
    /// Whether others hear of it: news is delivered before life goes on.
    pub(super) fn tells(self) -> bool {
        matches!(self, Self::Needles | Self::Checking | Self::Delivery | Self::Finish | Self::Oddities(_))
    }
}

/// A phase and when it takes place, minutes after midnight on Chinese clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) minute: i64,
    pub(super) phase: Phase,
}

/// The hours at which donors come, minutes after midnight.
const ROUNDS: [i64; 6] = [9 * 60, 10 * 60, 11 * 60, 13 * 60 + 20, 14 * 60 + 30, 15 * 60 + 40];

/// Everything that happens from `begin` to `until`, in order. The last hour leaves something open for everybody who
/// comes to look: an order, a box on the road, a match; and nobody closes the day on which they come.
pub(super) fn calendar(begin: Instant, until: Instant) -> Vec<(Instant, Phase)> {
    let last_hour = until.plus_seconds(-3600);
    let midnights = (0..).map(|day| (day, begin.plus_seconds(day * SECONDS_PER_DAY).day_in(&zone::china())));
    let mut list = Vec::new();
    for (day, midnight) in midnights {
        let Some(midnight) = midnight.start_in(&zone::china()).filter(|midnight| *midnight < until) else { break };
        let all = timetable(day).into_iter().map(|entry| (midnight.plus_seconds(entry.minute * 60), entry.phase));
        let over = |phase| phase != Phase::Closing || day_of(midnight) < day_of(until);
        list.extend(all.filter(|(at, phase)| (begin..last_hour).contains(at) && over(*phase)));
    }
    let ending = [
        (55, Phase::Orders(0)),
        (50, Phase::Issue),
        (40, Phase::HandOver),
        (35, Phase::Orders(1)),
        (30, Phase::Issue),
        (20, Phase::Matching),
        (12, Phase::SpinNow),
        (10, Phase::Orders(1)),
    ];
    list.extend(ending.map(|(minutes, phase)| (until.plus_seconds(-minutes * 60), phase)));
    list
}

fn day_of(at: Instant) -> Day {
    at.day_in(&zone::china())
}

/// What happens on `day`, in order.
fn timetable(day: i64) -> Vec<Entry> {
    let at = |hour: i64, minute: i64, phase: Phase| Entry { minute: hour * 60 + minute, phase };
    let mut list = vec![
        at(7, 50, Phase::ShiftTaken),
        at(8, 0, Phase::Checking),
        at(8, 8, Phase::Pooling),
        at(8, 20, Phase::Labels),
        at(8, 45, Phase::ReleaseProposed),
        at(8, 55, Phase::ReleaseConfirmed),
        at(8, 43, Phase::Rooms(Exposure::Long)),
        at(9, 4, Phase::Rooms(Exposure::Short)),
        at(9, 9, Phase::Rooms(Exposure::Brief)),
        at(9, 14, Phase::Rooms(Exposure::Over)),
        at(9, 15, Phase::PutAway),
        at(9, 25, Phase::Sampling),
        at(9, 30, Phase::Orders(0)),
        at(9, 45, Phase::Issue),
        at(10, 10, Phase::HandOver),
        at(10, 50, Phase::Delivery),
        at(11, 15, Phase::Matching),
        at(11, 45, Phase::Dispensing),
        at(11, 55, Phase::Bedside),
        at(11, 50, Phase::Packing),
        at(12, 20, Phase::Receipt),
        at(12, 24, Phase::Steps),
        at(13, 8, Phase::Split),
        at(13, 58, Phase::Frozen),
        at(13, 45, Phase::Finish),
        at(13, 50, Phase::Orders(1)),
        at(14, 5, Phase::Issue),
        at(14, 20, Phase::HandOver),
        at(15, 0, Phase::Delivery),
        at(15, 20, Phase::Matching),
        at(15, 35, Phase::Dispensing),
        at(15, 50, Phase::Bedside),
        at(16, 20, Phase::Oddities(day)),
        at(16, 25, Phase::Packing),
        at(16, 50, Phase::Receipt),
        at(16, 54, Phase::Steps),
        at(17, 37, Phase::Split),
        at(17, 40, Phase::Closing),
        at(18, 0, Phase::Finish),
        at(18, 26, Phase::Frozen),
        at(18, 28, Phase::ShiftHanded),
        at(18, 30, Phase::Testing),
    ];
    for (round, minute) in (0..).zip(ROUNDS) {
        list.push(Entry { minute, phase: Phase::Arrivals(round) });
        list.push(Entry { minute: minute + 5, phase: Phase::Binding });
        list.push(Entry { minute: minute + 25, phase: Phase::Needles });
    }
    list.sort_by_key(|entry| entry.minute);
    list
}

#[cfg(test)]
mod tests {
    use vena_kernel::clock::Instant;

    use super::{Phase, calendar, day_of};

    #[test]
    fn a_calendar_never_runs_backwards_and_ends_with_something_open() {
        for hour in 0..24 {
            let until: Instant = format!("2026-11-22T{hour:02}:17:00+08:00").parse().expect("an instant");
            let begin = until.plus_seconds(-7 * 86_400);
            let list = calendar(begin, until);
            assert!(list.iter().zip(&list[1..]).all(|(a, b)| a.0 <= b.0), "at {hour}");
            assert!(list.iter().all(|(at, _)| (begin..until).contains(at)));
            assert_eq!(list.last().map(|(_, phase)| *phase), Some(Phase::Orders(1)));
            assert!(list.iter().filter(|(_, phase)| *phase == Phase::Split).count() >= 13, "at {hour}");
            let closed: Vec<_> = list.iter().filter(|(_, phase)| *phase == Phase::Closing).collect();
            assert!(closed.iter().all(|(at, _)| day_of(*at) < day_of(until)), "today is closed at {hour}");
            assert!(closed.len() >= 6, "at {hour}");
        }
    }
}
