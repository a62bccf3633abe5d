//! What each played machine of the component hall says of one run: that it begins, how it goes, and how it ended. Each sentence is
//! said again until it is acknowledged.

use std::time::Duration;

use super::{Options, Step};
use crate::{
    frame::{ACK, sentence},
    hall::HallKind,
};

/// What one run of a machine of `kind` is like: its programme, how long it takes, what it reports on the way and at the end by
/// name and usual value, and whether it speaks of single bags.
fn run(kind: HallKind) -> (&'static str, u64, &'static [(&'static str, &'static str)], bool) {
    match kind {
        HallKind::Centrifuge => ("5", 600, &[("G", "5000"), ("T", "4")], false),
        HallKind::Separator => ("1", 240, &[("V", "200"), ("R", "ok")], false),
        HallKind::BlastFreezer => ("1", 2900, &[("C", "-32")], false),
        HallKind::Thawer => ("1", 900, &[("T", "36")], false),
        HallKind::Welder => ("1", 0, &[("I", "pass"), ("N", "7")], true),
        HallKind::Washer => ("3", 1500, &[("Y", "3"), ("R", "ok")], false),
        HallKind::FilterStand => ("1", 900, &[("T", "20")], false),
        HallKind::Cabinet => ("1", 1800, &[("L", "34"), ("T", "4.5"), ("M", "0.18")], true),
        HallKind::Refrigerator => ("1", 50_400, &[("T", "4")], false),
        HallKind::RedCellProcessor => ("4", 2400, &[("K", "6.2"), ("Y", "4"), ("R", "ok")], true),
        HallKind::Irradiator => ("1", 300, &[("D", "27"), ("X", "41")], false),
    }
}

/// The steps of run number `at`, counted from 1.
pub(super) fn plan(kind: HallKind, options: &Options, at: u32) -> Vec<Step> {
    let (usual, seconds, values, of_bags) = run(kind);
    let (head, programme) = (kind.head(), options.value("P", usual));
    let bag = if of_bags { format!(",B={}", options.number) } else { String::new() };
    let value = |(name, usual): &(&str, &str)| format!(",{name}={}", options.value(name, usual));
    let warm = values.iter().find(|(name, _)| *name == "T").map(value);
    let mut steps = Vec::new();
    let mut say = |number: u32, body: String| {
        steps.push(Step::Say(sentence(&format!("{head},SEQ={at}-{number},{body}"))));
        steps.push(Step::Await(ACK));
    };
    say(1, format!("BEGIN,P={programme}"));
    if let Some(warm) = &warm {
        say(2, format!("SAMPLE{warm}{bag}"));
    }
    let told: String = values.iter().map(value).collect();
    let lasted = if seconds > 0 { format!(",S={}", options.value("S", &seconds.to_string())) } else { String::new() };
    say(3, format!("END,P={programme}{told}{lasted}{bag}"));
    // The run itself: the machine has begun, works, and tells at the end.
    steps.insert(2, Step::Pause(Duration::from_secs(seconds)));
    steps
}
