//! Bytes into rows: encodings, quotes and headers as office programs write them. Pure.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use vena_kernel::{say, text::Text};

use super::Column;
use crate::fault::{Fault, Problem};

/// Most rows of one file: what one transaction takes in within seconds.
pub(super) const ROWS_MAX: usize = 2000;

/// A file as read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// Name of the encoding.
    pub(super) encoding: &'static str,
    /// The first line.
    pub(super) header: Vec<String>,
    /// The other lines.
    pub(super) rows: Vec<RawRow>,
    /// What was noticed about the file as a whole.
    pub(super) notes: Vec<Text>,
}

/// A line as read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawRow {
    /// On which line of the file it begins.
    pub(super) line: i32,
    /// Its cells.
    pub(super) cells: Vec<String>,
}

/// Reads a file whose first line must name `columns`.
pub(super) fn read(bytes: &[u8], columns: &[Column]) -> Result<Table, Fault> {
    let (text, encoding) = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(about_file("import.empty", say!("文件是空的", "the file is empty")));
    }
    let (header, rows, blank) = records(&text)?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    fitting_header(&header, columns)?;
    fitting_length(rows.len())?;
    Ok(Table { encoding, notes: notes(&header, columns, blank), header, rows })
}

/// UTF-8 and UTF-16 by their marks, UTF-8 without a mark, else GB18030 (which contains GBK and GB 2312). Bytes that fit none are refused.
fn decode(bytes: &[u8]) -> Result<(String, &'static str), Fault> {
    let (text, encoding) = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        (std::str::from_utf8(rest).ok().map(str::to_owned), "utf-8-bom")
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        (strict(UTF_16LE, rest), "utf-16le")
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        (strict(UTF_16BE, rest), "utf-16be")
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        (Some(text.to_owned()), "utf-8")
    } else {
        (strict(GB18030, bytes), "gb18030")
    };
    let text = text.filter(|text| !text.contains('\u{fffd}')).ok_or_else(unreadable)?;
    if text.contains('\0') {
        let detail = say!(
            "文件含空字符，不是文本表格；请另存为 CSV",
            "the file holds NUL characters and is no text table; save it as CSV"
        );
        return Err(about_file("import.binary", detail));
    }
    Ok((text, encoding))
}

fn strict(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

fn unreadable() -> Fault {
    let detail = say!(
        "文件的字符编码已损坏：既不是 UTF-8，也不是 GB18030（GBK）或 UTF-16；请从原系统重新导出",
        "the characters of the file are damaged: it is neither UTF-8 nor GB18030 (GBK) nor UTF-16; export it again"
    );
    about_file("import.encoding", detail)
}

/// The first record, the others, and how many held nothing at all.
fn records(text: &str) -> Result<(Vec<String>, Vec<RawRow>, usize), Fault> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut header, mut rows, mut blank) = (None, Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| unparsable(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            blank += 1;
        } else if header.is_none() {
            header = Some(cells);
        } else {
            rows.push(RawRow { line: i32::try_from(line).unwrap_or(i32::MAX), cells });
        }
    }
    Ok((header.unwrap_or_default(), rows, blank))
}

fn unparsable(error: &csv::Error) -> Fault {
    about_file("import.form", say!("不是有效的 CSV：{error}", "not valid CSV: {error}"))
}

fn fitting_header(header: &[String], columns: &[Column]) -> Result<(), Fault> {
    let missing: Vec<&str> =
        columns.iter().map(|column| column.name).filter(|name| !header.iter().any(|found| found == name)).collect();
    if !missing.is_empty() {
        let (missing, found) = (missing.join("、"), header.join("、").chars().take(200).collect::<String>());
        let detail =
            say!("缺少列：{missing}；首行为：{found}", "missing columns: {missing}; the first line is: {found}");
        return Err(about_file("import.columns-missing", detail));
    }
    let twice = columns.iter().find(|column| header.iter().filter(|name| *name == column.name).count() > 1);
    match twice {
        Some(Column { name, .. }) => Err(about_file(
            "import.column-twice",
            say!("列“{name}”出现两次", "the column \"{name}\" stands there twice"),
        )),
        None => Ok(()),
    }
}

fn fitting_length(rows: usize) -> Result<(), Fault> {
    match rows {
        0 => Err(about_file("import.no-rows", say!("只有表头，没有数据行", "there is a header and no row below it"))),
        1..=ROWS_MAX => Ok(()),
        _ => {
            let detail = say!(
                "共 {rows} 行，一次最多 {ROWS_MAX} 行，请拆分文件",
                "{rows} rows; at most {ROWS_MAX} at a time, split the file"
            );
            Err(about_file("import.rows-max", detail))
        }
    }
}

fn notes(header: &[String], columns: &[Column], blank: usize) -> Vec<Text> {
    let mut notes = Vec::new();
    let extra: Vec<&str> =
        header.iter().map(String::as_str).filter(|name| !columns.iter().any(|column| column.name == *name)).collect();
    if !extra.is_empty() {
        let extra = extra.join("、");
        notes.push(say!("以下列照原样保存但未使用：{extra}", "these columns are kept as read and not used: {extra}"));
    }
    if blank > 0 {
        notes.push(say!("跳过 {blank} 个空行", "{blank} blank lines were skipped"));
    }
    notes
}

fn about_file(rule: &str, detail: Text) -> Fault {
    Problem::invalid("content", "", rule, detail).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[Column::filled("条码", "Number"), Column::optional("血型", "Group")];

    fn rule(bytes: &[u8]) -> String {
        read(bytes, COLUMNS).expect_err("refused").problem().and_then(|problem| problem.rule.clone()).expect("a rule")
    }

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        read(bytes, COLUMNS).expect("readable").rows.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn the_same_table_is_read_from_every_encoding_of_an_office() {
        let text = "条码,血型\r\n0160222096813,O型\r\n";
        let wide =
            |to: fn(u16) -> [u8; 2], mark: &[u8]| [mark.to_vec(), text.encode_utf16().flat_map(to).collect()].concat();
        let files = [
            ("utf-8", text.as_bytes().to_vec()),
            ("utf-8-bom", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("gb18030", GB18030.encode(text).0.into_owned()),
            ("utf-16le", wide(u16::to_le_bytes, b"\xff\xfe")),
            ("utf-16be", wide(u16::to_be_bytes, b"\xfe\xff")),
        ];
        for (name, bytes) in files {
            let table = read(&bytes, COLUMNS).expect(name);
            assert_eq!((table.encoding, table.rows[0].cells.join("|").as_str()), (name, "0160222096813|O型"));
        }
    }

    #[test]
    fn files_that_are_no_table_are_refused_by_name() {
        assert_eq!(rule(b""), "import.empty");
        assert_eq!(rule(b" \r\n\n"), "import.empty");
        assert_eq!(rule("条码,血型\n".as_bytes()), "import.no-rows");
        assert_eq!(rule("条码\nx\n".as_bytes()), "import.columns-missing");
        assert_eq!(rule("条码,血型,条码\nx,,y\n".as_bytes()), "import.column-twice");
        assert_eq!(rule("条码,血型\nx\0,A\n".as_bytes()), "import.binary");
        assert_eq!(rule("条码,血型\nx\u{fffd},A\n".as_bytes()), "import.encoding");
        assert_eq!(rule(b"\xef\xbb\xbf\xff\xff"), "import.encoding");
        assert_eq!(rule(b"\xd0\xff\xff\x00"), "import.encoding");
        let long = format!("条码,血型\n{}", "1,A\n".repeat(ROWS_MAX + 1));
        assert_eq!(rule(long.as_bytes()), "import.rows-max");
    }

    #[test]
    fn quotes_may_hold_commas_newlines_and_quotes() {
        let rows = cells("血型,条码\n\"A,\nB\",\"a\"\"b\"\nO,2\n".as_bytes());
        assert_eq!(rows, [["A,\nB", "a\"b"], ["O", "2"]]);
    }

    #[test]
    fn a_quote_that_never_closes_still_gives_a_row() {
        assert_eq!(cells("条码,血型\n1,\"A\n2,B\n".as_bytes()), [["1", "A\n2,B\n"]]);
    }

    #[test]
    fn unknown_columns_and_blank_lines_are_noted_and_rows_of_any_length_are_kept() {
        let table = read("条码,备注,血型\n1,x,A\n,,\n2\n3,y,B,z\n".as_bytes(), COLUMNS).expect("readable");
        assert_eq!(table.rows.iter().map(|row| row.cells.len()).collect::<Vec<_>>(), [3, 1, 4]);
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4, 5]);
        assert_eq!(table.notes.len(), 2);
        assert!(table.notes[0].en.contains("备注") && table.notes[1].en.contains('1'));
    }
}
