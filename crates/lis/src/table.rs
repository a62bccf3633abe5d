//! Tables that analysers write: a heading, and a line for each result.

use csv::{ReaderBuilder, StringRecord};

use crate::{Found, LineFault, Message, Status, Unreadable, some};

/// A column: what it is called, in lower case.
type Names = &'static [&'static str];

const SPECIMEN: Names = &["sample", "specimen", "sample id", "样本号", "样本", "献血编号", "条码", "条码号"];
const TEST: Names = &["test", "item", "assay", "项目", "项目代码"];
const VALUE: Names = &["value", "result", "结果", "数值"];
const UNIT: Names = &["unit", "units", "单位"];
const RUN: Names = &["run", "plate", "检测批", "板号"];
const WELL: Names = &["well", "position", "孔位", "位置", "孔"];
const FLAG: Names = &["flag", "flags", "标志", "报警"];

/// Where the columns stand.
struct Columns {
    specimen: usize,
    test: usize,
    value: usize,
    unit: Option<usize>,
    run: Option<usize>,
    well: Option<usize>,
    flag: Option<usize>,
}

impl Columns {
    fn of(heading: &StringRecord) -> Result<Self, Unreadable> {
        let place =
            |names: Names| heading.iter().position(|title| names.contains(&title.trim().to_lowercase().as_str()));
        let needed = |names: Names| place(names).ok_or(Unreadable::Column(names[0]));
        Ok(Self {
            specimen: needed(SPECIMEN)?,
            test: needed(TEST)?,
            value: needed(VALUE)?,
            unit: place(UNIT),
            run: place(RUN),
            well: place(WELL),
            flag: place(FLAG),
        })
    }

    fn found(&self, line: usize, row: &StringRecord) -> Option<Found> {
        let cell = |at: usize| row.get(at).and_then(some);
        let maybe = |at: Option<usize>| at.and_then(cell);
        Some(Found {
            line,
            specimen: cell(self.specimen)?,
            run: maybe(self.run),
            well: maybe(self.well),
            test: cell(self.test)?,
            value: cell(self.value).unwrap_or_default(),
            unit: maybe(self.unit).unwrap_or_default(),
            flags: maybe(self.flag).into_iter().collect(),
            status: Status::Final,
        })
    }
}

/// Reads a table: the first line names the columns, in Chinese or English, apart by commas, semicolons or tabs.
///
/// # Errors
/// When it is empty or a column that is needed is missing.
pub fn read(text: &str) -> Result<Message, Unreadable> {
    let heading = text.lines().next().filter(|line| !line.trim().is_empty()).ok_or(Unreadable::Header)?;
    let delimiter =
        [b'\t', b';', b','].into_iter().max_by_key(|mark| heading.bytes().filter(|byte| byte == mark).count());
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(text.as_bytes());
    let columns = Columns::of(&reader.headers().cloned().unwrap_or_default())?;
    let mut message = Message::default();
    for (at, row) in reader.records().enumerate() {
        let line = at + 2;
        match row.as_ref().ok().and_then(|row| columns.found(line, row)) {
            Some(found) => message.results.push(found),
            None => {
                let text = row.map(|row| row.iter().collect::<Vec<_>>().join(",")).unwrap_or_default();
                message.faults.push(LineFault::of(line, &text));
            }
        }
    }
    Ok(message)
}
