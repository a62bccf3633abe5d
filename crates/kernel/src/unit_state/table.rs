//! Reads `transitions.txt`, the one table of what may happen to a unit.

use std::{collections::HashMap, sync::OnceLock};

use super::{demands, demands::Demand, effects, effects::Effect, state::Life};

/// The table as text, for screens and documents.
pub const TRANSITIONS: &str = include_str!("transitions.txt");

/// From which lives an event may come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum From {
    /// The event is a birth.
    Unborn,
    /// Any life, also after an end.
    Any,
    /// Any life before an end.
    Living,
    /// One of these.
    In(Vec<Life>),
}

impl From {
    /// Whether a unit in `life` may have this event.
    pub(super) fn holds(&self, life: Life) -> bool {
        match self {
            Self::Unborn => false,
            Self::Any => true,
            Self::Living => !life.is_end(),
            Self::In(lives) => lives.contains(&life),
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub(super) struct Row {
    /// Name of the event, with its variant.
    pub(super) name: &'static str,
    /// From which lives.
    pub(super) from: From,
    /// The life afterwards; `None` leaves it as it is (or to the effect, for `same or …`).
    pub(super) to: Option<Life>,
    /// What must hold, in this order.
    pub(super) demands: Vec<(&'static str, Demand)>,
    /// What is done, in this order.
    pub(super) effects: Vec<(&'static str, Effect)>,
}

/// The rows of an event, in the order of the text.
pub(super) fn rows(name: &str) -> &'static [Row] {
    static TABLE: OnceLock<HashMap<&'static str, Vec<Row>>> = OnceLock::new();
    TABLE.get_or_init(|| read(TRANSITIONS)).get(name).map_or(&[], Vec::as_slice)
}

/// Reads the text. It is part of the program, so a wrong word is a fault of the program and stops it at once.
fn read(text: &'static str) -> HashMap<&'static str, Vec<Row>> {
    let mut table: HashMap<&'static str, Vec<Row>> = HashMap::new();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    for row in lines.skip(1).map(row) {
        table.entry(row.name).or_default().push(row);
    }
    table
}

fn row(line: &'static str) -> Row {
    let cells: Vec<&'static str> = line.split('|').map(str::trim).collect();
    let [name, life, demand_words, effect_words] = cells[..] else { panic!("four cells expected: {line}") };
    let Some((from, to)) = life.split_once("->") else { panic!("`from -> to` expected: {line}") };
    Row {
        name,
        from: from_lives(from.trim()),
        to: to_life(to.trim()),
        demands: words(demand_words, demands::by_word),
        effects: words(effect_words, effects::by_word),
    }
}

fn words<T>(cell: &'static str, find: fn(&str) -> Option<T>) -> Vec<(&'static str, T)> {
    cell.split_whitespace().map(|word| (word, find(word).unwrap_or_else(|| panic!("unknown word: {word}")))).collect()
}

fn life(word: &str) -> Life {
    Life::from_word(word).unwrap_or_else(|| panic!("unknown life: {word}"))
}

fn from_lives(cell: &str) -> From {
    match cell {
        "-" => From::Unborn,
        "any" => From::Any,
        "living" => From::Living,
        lives => From::In(lives.split_whitespace().map(life).collect()),
    }
}

fn to_life(cell: &str) -> Option<Life> {
    match cell {
        "same" => None,
        // The second life is reached by the effect `use-up`; it stands in the table for its readers.
        "same or consumed" => None,
        word => Some(life(word)),
    }
}

/// Every row, in no particular order.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    read(TRANSITIONS).into_keys().flat_map(|name| rows(name).iter())
}
