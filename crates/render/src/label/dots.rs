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
