//! What a row says, read cell by cell.

use vena_kernel::{
    clock::{Day, Instant},
    donation_number::{self, DonationNumber},
    intake,
    product::ProductCode,
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
};
use vena_platform::imports::{Reason, Row};

/// Longest slip number.
const NUMBER_CHARS_MAX: usize = 24;
/// Most donation numbers of one slip.
const NUMBERS_MAX: usize = 500;

/// As much of a row as can be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) number: Option<String>,
    pub(super) collected_on: Option<Day>,
    pub(super) product: Option<ProductCode>,
    pub(super) label: Option<VolumeMl>,
    /// A, B, O, AB.
    pub(super) by_group: [Option<i32>; 4],
    pub(super) stated_bags: Option<i32>,
    pub(super) stated_ml: Option<i32>,
    /// Those that can be read; `None` when one cannot.
    pub(super) numbers: Option<Vec<DonationNumber>>,
    /// How many stand there, whether or not they can be read.
    pub(super) numbers_written: usize,
    pub(super) sent_at: Option<Instant>,
    pub(super) received_at: Option<Instant>,
    /// Department code, how sent, from, to, reason.
    pub(super) words: [String; 5],
}

/// A row of which every cell can be read.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) number: String,
    pub(super) collected_on: Day,
    pub(super) product: ProductCode,
    pub(super) label: VolumeMl,
    pub(super) by_group: [i32; 4],
    pub(super) numbers: Vec<DonationNumber>,
    pub(super) sent_at: Instant,
    pub(super) received_at: Instant,
    pub(super) words: [String; 5],
}

impl Entry {
    /// Bags in all.
    pub(super) fn bags(&self) -> i32 {
        self.by_group.iter().sum()
    }
}

impl Part {
    /// Bags by group, added up.
    pub(super) fn counted_bags(&self) -> Option<i32> {
        self.by_group.iter().copied().sum()
    }

    /// The row, when every cell could be read.
    pub(super) fn whole(self) -> Option<Entry> {
        let [a, b, o, ab] = self.by_group;
        Some(Entry {
            number: self.number?,
            collected_on: self.collected_on?,
            product: self.product?,
            label: self.label?,
            by_group: [a?, b?, o?, ab?],
            numbers: self.numbers?,
            sent_at: self.sent_at?,
            received_at: self.received_at?,
            words: self.words,
        })
    }
}

/// Reads every cell; what cannot be read gives a reason. An empty cell gives none: that is said already.
pub(super) fn read(row: &Row) -> (Part, Vec<Reason>) {
    let mut reasons = Vec::new();
    let written: Vec<&str> = row
        .cell("批发标识")
        .split([';', '；', ',', '，', '\n'])
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    let part = Part {
        number: cell(row, "单号", &mut reasons, slip_number),
        collected_on: cell(row, "采血日期", &mut reasons, intake::local_day),
        product: cell(row, "产品类别", &mut reasons, |text| {
            rulebook::products().find(text).map(|product| product.code)
        }),
        label: cell(row, "规格", &mut reasons, intake::volume),
        by_group: ["A型", "B型", "O型", "AB型"].map(|column| cell(row, column, &mut reasons, intake::count)),
        stated_bags: cell(row, "合计袋数", &mut reasons, intake::count),
        stated_ml: cell(row, "合计血量", &mut reasons, volume_in_all),
        numbers: numbers(&written, &mut reasons),
        numbers_written: written.len(),
        sent_at: cell(row, "发出日期", &mut reasons, intake::local_time),
        received_at: cell(row, "接收日期", &mut reasons, intake::local_time),
        words: ["部门序号", "发出方式", "发出部门", "接收部门", "搬运原因"].map(|column| row.cell(column).to_owned()),
    };
    reasons.extend(long_words(&part.words));
    (part, reasons)
}

fn cell<T>(row: &Row, column: &str, reasons: &mut Vec<Reason>, read: impl Fn(&str) -> Result<T, Refusal>) -> Option<T> {
    let text = row.filled(column)?;
    match read(text) {
        Ok(value) => Some(value),
        Err(refusal) => {
            reasons.push(Reason::new(column, text, refusal));
            None
        }
    }
}

/// Letters, then the day as six digits, then a running number of three: `SFCF230316022`.
fn slip_number(text: &str) -> Result<String, Refusal> {
    let number = text.to_ascii_uppercase();
    let letters = number.chars().take_while(char::is_ascii_uppercase).count();
    let digits = number.get(letters..).unwrap_or_default();
    let good = (1..=8).contains(&letters) && digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if good {
        return Ok(number);
    }
    let shown: String = text.chars().take(NUMBER_CHARS_MAX).collect();
    Err(Refusal::new(
        "slip.number-form",
        say!(
            "“{shown}”不是搬运单号：应为字母 + 6 位日期 + 3 位流水号，如 SFCF230316022",
            "'{shown}' is not a slip number: letters, six digits of the day, three running digits, such as SFCF230316022"
        ),
    ))
}

/// The total is written with or without its unit.
fn volume_in_all(text: &str) -> Result<i32, Refusal> {
    intake::count(text).or_else(|_| intake::volume(text).map(VolumeMl::ml))
}

/// Every number that cannot be read gives its own reason.
fn numbers(written: &[&str], reasons: &mut Vec<Reason>) -> Option<Vec<DonationNumber>> {
    if written.len() > NUMBERS_MAX {
        let count = written.len();
        let text = say!(
            "一张搬运单最多 {NUMBERS_MAX} 个编号，此处有 {count} 个",
            "a slip lists at most {NUMBERS_MAX} numbers, this one {count}"
        );
        reasons.push(Reason::new("批发标识", &count.to_string(), Refusal::new("slip.numbers-max", text)));
        return None;
    }
    let read: Vec<_> = written.iter().map(|text| (text, donation_number::parse(text))).collect();
    for (text, found) in &read {
        if let Err(refusal) = found {
            reasons.push(Reason::new("批发标识", text, refusal.clone()));
        }
    }
    read.into_iter().map(|(_, found)| found.ok().map(|reading| reading.number)).collect()
}

fn long_words(words: &[String; 5]) -> Vec<Reason> {
    let columns = ["部门序号", "发出方式", "发出部门", "接收部门", "搬运原因"];
    let long = columns.iter().zip(words).filter(|(_, word)| word.chars().count() > 100);
    let say_so = |(column, word): (&&str, &String)| {
        let text = say!("“{column}”最多 100 个字符", "\"{column}\" has at most 100 characters");
        Reason::new(column, word, Refusal::new("slip.word-too-long", text))
    };
    long.map(say_so).collect()
}
