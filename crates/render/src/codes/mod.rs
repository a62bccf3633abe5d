//! Bar codes as modules: black and white squares or stripes, before anybody decides how large they are.

mod code128;
mod square;

use serde::Serialize;
use vena_kernel::{refusal::Refusal, say};

use crate::template::CodeKind;

/// A code without its quiet zone. A linear code has one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The text it holds.
    pub text: String,
    /// Modules a row.
    pub width: usize,
    modules: Vec<bool>,
}

/// What a template is given: size in modules and a drawing.
#[derive(Serialize)]
pub(crate) struct Drawing {
    text: String,
    columns: usize,
    rows: usize,
    svg: String,
}

impl Code {
    /// Draws `text` as `kind`.
    ///
    /// Refuses by `code.text` what the kind cannot hold: Code 128 and Data Matrix take printable ASCII, a QR code up to 1 kB.
    pub fn new(kind: CodeKind, text: &str) -> Result<Self, Refusal> {
        let ascii = !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let drawn = match kind {
            CodeKind::Code128 if ascii && text.len() <= 80 => Some(code128::modules(text)),
            CodeKind::DataMatrix if ascii => square::data_matrix(text),
            CodeKind::Qr if (1..=1_000).contains(&text.len()) => square::qr(text),
            _ => None,
        };
        let (width, modules) = drawn.ok_or_else(|| unfit(kind, text))?;
        Ok(Self { text: text.to_owned(), width, modules })
    }

    /// Rows of modules; 1 for a linear code.
    pub fn height(&self) -> usize {
        self.modules.len() / self.width
    }

    /// Whether the module in `column` of `row` is black; outside the code nothing is.
    pub fn is_black(&self, column: usize, row: usize) -> bool {
        column < self.width && self.modules.get(row * self.width + column).copied().unwrap_or(false)
    }

    pub(crate) fn drawing(&self) -> Drawing {
        Drawing { text: self.text.clone(), columns: self.width, rows: self.height(), svg: self.svg() }
    }

    /// One path of black runs, one unit a module.
    fn svg(&self) -> String {
        let (width, height) = (self.width, self.height());
        let mut path = String::new();
        for row in 0..height {
            let mut column = 0;
            while column < width {
                let run = (column..width).take_while(|&at| self.is_black(at, row)).count();
                if run > 0 {
                    path.push_str(&format!("M{column} {row}h{run}v1h-{run}z"));
                }
                column += run.max(1);
            }
        }
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" shape-rendering="crispEdges"><path d="{path}"/></svg>"#
        )
    }
}

fn unfit(kind: CodeKind, text: &str) -> Refusal {
    let shown: String = text.chars().take(60).collect();
    Refusal::new("code.text", say!("“{shown}”不能印成 {kind:?} 条码", "'{shown}' cannot be printed as a {kind:?} code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_kind_cannot_hold_is_refused() {
        for (kind, text) in
            [(CodeKind::Code128, ""), (CodeKind::Code128, "血"), (CodeKind::DataMatrix, "a\u{1d}b"), (CodeKind::Qr, "")]
        {
            assert_eq!(Code::new(kind, text).expect_err("refused").rule, "code.text", "{text:?}");
        }
        assert!(Code::new(CodeKind::Code128, &"7".repeat(81)).is_err());
        assert!(Code::new(CodeKind::Qr, &"a".repeat(1_001)).is_err());
    }

    #[test]
    fn a_drawing_has_every_black_module_once() {
        let code = Code::new(CodeKind::DataMatrix, "0160222096813/RBC-S-LR/00").expect("a code");
        let runs = code.svg().matches(['M']).count();
        let starts = (0..code.height())
            .flat_map(|row| (0..code.width).map(move |column| (column, row)))
            .filter(|&(column, row)| code.is_black(column, row) && (column == 0 || !code.is_black(column - 1, row)))
            .count();
        assert_eq!(runs, starts);
        assert!((0..code.height()).all(|row| code.is_black(0, row)), "the solid left edge of a Data Matrix");
    }
}
