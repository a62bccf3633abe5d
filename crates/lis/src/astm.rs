//! Records of ASTM E1394 (CLSI LIS02-A2).

use crate::{Ask, Found, LineFault, Message, Status, Unreadable, some};

/// The delimiters that a header declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Between fields.
    pub field: char,
    /// Between repetitions of a field.
    pub repeat: char,
    /// Between components of a field.
    pub component: char,
    /// Around an escape.
    pub escape: char,
}

impl Marks {
    /// Those of a header record; `None` when it declares none.
    pub fn of(header: &str) -> Option<Self> {
        let mut letters = header.strip_prefix('H')?.chars();
        let mut next = || letters.next().filter(|letter| letter.is_ascii_graphic() && !letter.is_alphanumeric());
        Some(Self { field: next()?, repeat: next()?, component: next()?, escape: next()? })
    }

    /// A text without its escapes: `&F&` is the field delimiter, `&R&` the repeat's, `&S&` the component's, `&E&` the escape
    /// itself.
    pub fn plain(self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        let mut rest = text.trim();
        while let Some(at) = rest.find(self.escape) {
            plain.push_str(&rest[..at]);
            rest = &rest[at + self.escape.len_utf8()..];
            match self.escaped(rest) {
                Some(letter) => {
                    plain.push(letter);
                    rest = &rest[1 + self.escape.len_utf8()..];
                }
                None => plain.push(self.escape),
            }
        }
        plain.push_str(rest);
        plain
    }

    /// What the code after an escape stands for, when its own end follows it.
    fn escaped(self, rest: &str) -> Option<char> {
        let mut letters = rest.chars();
        let meant = match letters.next()? {
            'F' => self.field,
            'R' => self.repeat,
            'S' => self.component,
            'E' => self.escape,
            _ => return None,
        };
        (letters.next() == Some(self.escape)).then_some(meant)
    }

    /// Component `at` of a field, from 0.
    fn part(self, field: &str, at: usize) -> String {
        self.plain(field.split(self.component).nth(at).unwrap_or_default())
    }

    /// The local code of a universal test identifier: its fourth component, or the first that says something.
    fn test(self, field: &str) -> String {
        some(self.part(field, 3))
            .or_else(|| field.split(self.component).find_map(|part| some(self.plain(part))))
            .unwrap_or_default()
    }
}

/// What the records of an order say of the results that follow.
#[derive(Debug, Default, Clone)]
struct Order {
    specimen: String,
    run: Option<String>,
    well: Option<String>,
}

/// Reads a message: header, orders with their results, queries, terminator.
///
/// # Errors
/// Without a header, or without the terminator that says that it is whole.
pub fn read(text: &str) -> Result<Message, Unreadable> {
    let mut records = text.split(['\r', '\n']).map(str::trim).enumerate().filter(|(_, record)| !record.is_empty());
    let (_, header) = records.next().ok_or(Unreadable::Header)?;
    let marks = Marks::of(header).ok_or(Unreadable::Header)?;
    let mut message = Message { id: header.split(marks.field).nth(2).and_then(some), ..Message::default() };
    let (mut order, mut ended) = (None, false);
    for (at, record) in records {
        let fields: Vec<&str> = record.split(marks.field).collect();
        match fields[0] {
            "O" => order = Some(order_of(&fields, marks)),
            "R" => match (&order, result_of(at + 1, &fields, marks)) {
                (Some(order), Some(found)) => message.results.push(with(found, order)),
                _ => message.faults.push(LineFault::of(at + 1, record)),
            },
            "Q" => message.asks.push(ask_of(&fields, marks)),
            "P" => order = None,
            "L" => ended = true,
            "C" | "M" | "S" => {}
            _ => message.faults.push(LineFault::of(at + 1, record)),
        }
    }
    if ended { Ok(message) } else { Err(Unreadable::Cut) }
}

/// Whether these records say that the message is whole.
pub fn is_whole(text: &[u8]) -> bool {
    text.ends_with(b"\r") && text.split(|byte| *byte == b'\r').any(|record| record.first() == Some(&b'L'))
}

fn at<'a>(fields: &[&'a str], index: usize) -> &'a str {
    fields.get(index).copied().unwrap_or_default()
}

/// The specimen stands in the third field, or where the instrument has its own name for it in the fourth; run and well, where the
/// instrument has them, are the components of the fourth.
fn order_of(fields: &[&str], marks: Marks) -> Order {
    let (own, instrument) = (marks.part(at(fields, 2), 0), at(fields, 3));
    let placed = |at: usize| some(marks.part(instrument, at));
    Order {
        specimen: some(own).or_else(|| placed(0)).unwrap_or_default(),
        run: placed(1).and(placed(0)),
        well: placed(1),
    }
}

fn result_of(line: usize, fields: &[&str], marks: Marks) -> Option<Found> {
    let test = some(marks.test(at(fields, 2)))?;
    let flags = at(fields, 6).split(marks.repeat).filter_map(|flag| some(marks.plain(flag)));
    Some(Found {
        line,
        specimen: String::new(),
        run: None,
        well: None,
        test,
        value: marks.part(at(fields, 3), 0),
        unit: marks.plain(at(fields, 4)),
        flags: flags.collect(),
        status: status(at(fields, 8).trim()),
    })
}

fn with(found: Found, order: &Order) -> Found {
    Found { specimen: order.specimen.clone(), run: order.run.clone(), well: order.well.clone(), ..found }
}

/// The status of a result; only what is said to be final, or said again, is.
fn status(code: &str) -> Status {
    match code {
        "" | "F" | "R" | "V" => Status::Final,
        "C" => Status::Corrected,
        "X" => Status::Cannot,
        _ => Status::Preliminary,
    }
}

fn ask_of(fields: &[&str], marks: Marks) -> Ask {
    let range = at(fields, 2);
    let specimen = some(marks.part(range, 1)).or_else(|| some(marks.part(range, 0))).unwrap_or_default();
    if specimen.is_empty() || specimen.eq_ignore_ascii_case("ALL") { Ask::All } else { Ask::Specimen(specimen) }
}

/// A specimen with the tests that an analyser shall make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is on the tube.
    pub specimen: String,
    /// The run.
    pub run: String,
    /// The well.
    pub well: String,
    /// The analyser's codes of the tests.
    pub tests: Vec<String>,
}

/// The records that answer a query; without a wanted test they say that there is none.
pub fn answer(host: &str, wanted: &[Wanted]) -> Vec<String> {
    let mut records = vec![format!("H|\\^&|||{}|||||||P|E1394-97", escaped(host)), "P|1".to_owned()];
    for (at, one) in wanted.iter().enumerate() {
        let tests: Vec<String> = one.tests.iter().map(|test| format!("^^^{}", escaped(test))).collect();
        let (specimen, place) = (escaped(&one.specimen), format!("{}^{}", escaped(&one.run), escaped(&one.well)));
        records.push(format!("O|{}|{specimen}|{place}|{}|R||||||A||||||||||||||O", at + 1, tests.join("\\")));
    }
    records.push(format!("L|1|{}", if wanted.is_empty() { 'I' } else { 'F' }));
    records
}

/// A text with its delimiters escaped; a line end would be a new record and becomes a blank.
fn escaped(text: &str) -> String {
    text.replace('&', "&E&").replace('|', "&F&").replace('\\', "&R&").replace('^', "&S&").replace(['\r', '\n'], " ")
}
