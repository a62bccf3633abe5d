//! ZPL II: the whole label as one picture (`^GFA`), so that a printer needs neither Chinese fonts nor its own idea of a
//! bar code.

use std::fmt::Write;

use crate::Picture;

/// One label, printed once.
pub(super) fn write(picture: &Picture) -> String {
    let (width, height) = (picture.width, picture.height);
    let row_bytes = width.div_ceil(8);
    let total = row_bytes * height;
    let mut rows = String::new();
    let mut before = None;
    for row in picture.luma.chunks(width) {
        let digits = digits(row);
        if before.as_ref() == Some(&digits) {
            rows.push(':');
        } else {
            rows.push_str(&packed(&digits));
        }
        before = Some(digits);
    }
    format!("^XA\n^PW{width}\n^LL{height}\n^LH0,0\n^FO0,0^GFA,{total},{total},{row_bytes},{rows}^FS\n^PQ1\n^XZ\n")
}

/// A row in hexadecimal digits, black is 1.
fn digits(row: &[u8]) -> String {
    let mut digits = String::new();
    for byte in row.chunks(8) {
        let bits = byte.iter().enumerate().fold(0_u8, |bits, (at, &dot)| bits | (u8::from(dot == 0) << (7 - at)));
        // Writing to a string cannot fail.
        let _ = write!(digits, "{bits:02X}");
    }
    digits
}

/// Runs of equal digits as counts: `G`–`Y` are 1–19, `g`–`z` are 20–400 in twenties. `,` fills a row with white, `!` with
/// black.
fn packed(digits: &str) -> String {
    let mut packed = String::new();
    let mut rest = digits;
    while let Some(digit) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(digit).len();
        rest = &rest[run..];
        match (digit, rest.is_empty()) {
            ('0', true) => packed.push(','),
            ('F', true) => packed.push('!'),
            _ => counted(&mut packed, digit, run),
        }
    }
    packed
}

fn counted(packed: &mut String, digit: char, run: usize) {
    let mut left = run;
    while left > 400 {
        packed.push('z');
        packed.push(digit);
        left -= 400;
    }
    if left >= 3 {
        let letter = |base: u8, count: usize| char::from(base + count as u8 - 1);
        if left >= 20 {
            packed.push(letter(b'g', left / 20));
        }
        if !left.is_multiple_of(20) {
            packed.push(letter(b'G', left % 20));
        }
        packed.push(digit);
    } else {
        packed.extend(std::iter::repeat_n(digit, left));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An independent reading of the packed rows, as the programming guide of the printer language describes them.
    fn unpack(text: &str, row_digits: usize) -> Vec<String> {
        let (mut rows, mut row, mut count) = (Vec::<String>::new(), String::new(), 0);
        for c in text.chars() {
            match c {
                'G'..='Y' => count += c as usize - 'G' as usize + 1,
                'g'..='z' => count += (c as usize - 'g' as usize + 1) * 20,
                ',' | '!' => {
                    let fill = if c == ',' { "0" } else { "F" };
                    row.push_str(&fill.repeat(row_digits - row.len()));
                }
                ':' => row = rows.last().cloned().expect("a row before"),
                digit => {
                    row.push_str(&digit.to_string().repeat(count.max(1)));
                    count = 0;
                }
            }
            if row.len() == row_digits {
                rows.push(std::mem::take(&mut row));
            }
        }
        assert!(row.is_empty(), "no rest");
        rows
    }

    #[test]
    fn packed_rows_are_the_picture() {
        let width = 816;
        let black = |x: usize, y: usize| match y {
            0 => false,
            1 => true,
            2 | 3 => x > 700,
            4 => x < 500,
            _ => (x * 7 + y * 13) % 11 < 3,
        };
        let luma = (0..40).flat_map(|y| (0..width).map(move |x| if black(x, y) { 0 } else { 255 })).collect();
        let zpl = write(&Picture { width, height: 40, luma });
        let (head, rest) = zpl.split_once("^GFA,4080,4080,102,").expect("sizes in bytes");
        assert!(head.starts_with("^XA\n^PW816\n^LL40"));
        let rows = unpack(rest.split_once("^FS").expect("an end").0, 204);
        assert_eq!(rows.len(), 40);
        for (y, row) in rows.iter().enumerate() {
            for x in 0..width {
                let digit = u8::from_str_radix(&row[x / 4..=x / 4], 16).expect("a digit");
                assert_eq!(digit >> (3 - x % 4) & 1 == 1, black(x, y), "{x},{y}");
            }
        }
        assert!(rest.len() < 4_080 * 2, "shorter than without counts");
    }
}
