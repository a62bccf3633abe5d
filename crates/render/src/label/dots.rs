//! A label in the dots of its printer. Words are drawn by the layout; codes are drawn here, each module a whole number of
//! dots, because a bar that is half a dot wider is a bar that scanners misread.

use vena_kernel::{refusal::Refusal, say};

use crate::{
    codes::Code,
    page::{self, PageBox, Picture},
    renderer::LaidOut,
};

const POINTS_PER_MM: f64 = 72.0 / 25.4;
/// Darker than this is ink.
const INK_BELOW: u8 = 128;

/// Dots of a print head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Density {
    /// 8 dots a millimetre, sold as 203 dpi.
    Dots8,
    /// 12 dots a millimetre, sold as 300 dpi.
    Dots12,
    /// 24 dots a millimetre, sold as 600 dpi.
    Dots24,
}

impl Density {
    /// Dots a millimetre.
    pub const fn dots_per_mm(self) -> u32 {
        match self {
            Self::Dots8 => 8,
            Self::Dots12 => 12,
            Self::Dots24 => 24,
        }
    }

    fn dots_per_pt(self) -> f64 {
        f64::from(self.dots_per_mm()) / POINTS_PER_MM
    }
}

/// The first page in black (0) and white (255).
pub(super) fn draw(laid_out: &LaidOut, density: Density) -> Result<Picture, Refusal> {
    let document = &laid_out.document;
    let scale = density.dots_per_pt();
    let mut picture = page::picture(document, 0, scale).ok_or_else(|| too_wide("page"))?;
    for dot in &mut picture.luma {
        *dot = if *dot < INK_BELOW { 0 } else { 255 };
    }
    for place in page::boxes(document, "code-box") {
        let code = laid_out.codes.get(&place.name).ok_or_else(|| too_wide(&place.name))?;
        stamp(&mut picture, &place, code, scale)?;
    }
    Ok(picture)
}

/// Clears the place and draws the code from its upper left corner.
fn stamp(picture: &mut Picture, place: &PageBox, code: &Code, scale: f64) -> Result<(), Refusal> {
    // Places lie on the page, so they are small positive numbers of dots.
    let dots = |points: f64| (points * scale).round() as usize;
    let (left, width, height) = (dots(place.left_pt), dots(place.width_pt), dots(place.height_pt));
    let top = picture.height.saturating_sub(dots(place.bottom_pt) + height);
    let module = width / code.width;
    if module == 0 || left + width > picture.width || top + height > picture.height {
        return Err(too_wide(&place.name));
    }
    for row in 0..height {
        for column in 0..width {
            let code_row = if code.height() == 1 { 0 } else { row / module };
            let black = code_row < code.height() && code.is_black(column / module, code_row);
            picture.luma[(top + row) * picture.width + left + column] = if black { 0 } else { 255 };
        }
    }
    Ok(())
}

fn too_wide(name: &str) -> Refusal {
    Refusal::new(
        "label.code-too-wide",
        say!("条码 {name} 放不进标签", "the code {name} does not fit the label at this density"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::CodeKind;

    fn stamped(left_pt: f64, width_pt: f64) -> Result<Picture, Refusal> {
        let code = Code::new(CodeKind::Code128, "0160226004085")?;
        let mut picture = Picture { width: 400, height: 100, luma: vec![128; 40_000] };
        let place =
            PageBox { name: "donation".to_owned(), page: 1, left_pt, bottom_pt: 10.0, width_pt, height_pt: 30.0 };
        stamp(&mut picture, &place, &code, 1.0).map(|()| picture)
    }

    #[test]
    fn modules_are_whole_dots_or_the_code_is_refused() {
        let picture = stamped(20.0, 300.0).expect("two dots a module");
        let row = &picture.luma[65 * 400..66 * 400];
        assert!(row[..20].iter().chain(&row[320..]).all(|&dot| dot == 128), "nothing outside the place");
        assert!(row[20..320].chunks(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(
            (picture.luma[59 * 400 + 20], picture.luma[60 * 400 + 20], picture.luma[90 * 400 + 20]),
            (128, 0, 128)
        );
        for (left_pt, width_pt) in [(20.0, 120.0), (200.0, 300.0)] {
            assert_eq!(stamped(left_pt, width_pt).expect_err("too wide").rule, "label.code-too-wide");
        }
    }
}
