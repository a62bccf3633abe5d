//! Rules as text tables: a person of the field reads them, a test runs them.
//!
//! ```text
//! component  | donor | patient | fits      -- comments run to the end of the line
//! red cells  | O     | A       | yes
//! ```

/// The rows of a `|`-separated table, cells trimmed, without blank lines, comments and rulers (`---|---`). The first row
/// is usually the header; skip it where it is.
///
/// # Panics
/// When a row has another number of cells than the first one: a cell was forgotten.
pub fn rows(text: &str) -> Vec<Vec<&str>> {
    let rows: Vec<Vec<&str>> = text.lines().filter_map(row).collect();
    let width = rows.first().map_or(0, Vec::len);
    let odd = rows.iter().find(|row| row.len() != width);
    assert!(odd.is_none(), "a row has not {width} cells like the first one: {odd:?}");
    rows
}

fn row(line: &str) -> Option<Vec<&str>> {
    let line = without_comment(line).trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
    let is_ruler = cells.iter().all(|cell| cell.chars().all(|letter| "-:".contains(letter)));
    (!line.is_empty() && !is_ruler).then_some(cells)
}

/// `--` begins a comment at the start of a line and after a space, so that `A--B` stays what it is.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with("--") {
        return "";
    }
    line.split_once(" --").map_or(line, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_table_loses_its_clothes_and_keeps_its_words() {
        let table = "
            -- who may give to whom
            donor | patient | why          -- the header
            ------|---------|----
            | O--neg | 张 A |  |
            A     | A       | same
        ";
        assert_eq!(rows(table), [["donor", "patient", "why"], ["O--neg", "张 A", ""], ["A", "A", "same"]]);
        assert!(rows("  \n-- nothing\n").is_empty());
    }

    #[test]
    #[should_panic(expected = "a row has not 2 cells")]
    fn a_forgotten_cell_is_noticed() {
        rows("a | b\nc");
    }
}
