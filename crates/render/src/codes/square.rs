//! Two-dimensional codes, drawn by libraries that know the standards.

use datamatrix::{DataMatrix, SymbolList};
use qrcode::{EcLevel, QrCode};

/// Data Matrix ECC 200, the smallest square that holds `text`.
pub(super) fn data_matrix(text: &str) -> Option<(usize, Vec<bool>)> {
    let code = DataMatrix::encode(text.as_bytes(), SymbolList::default().enforce_square()).ok()?;
    let bitmap = code.bitmap();
    let mut modules = vec![false; bitmap.width() * bitmap.height()];
    for (column, row) in bitmap.pixels() {
        modules[row * bitmap.width() + column] = true;
    }
    Some((bitmap.width(), modules))
}

/// QR code with a quarter of its area to spare for dirt and folds (level M).
pub(super) fn qr(text: &str) -> Option<(usize, Vec<bool>)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some((code.width(), code.into_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect()))
}
