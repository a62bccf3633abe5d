//! The fonts of all documents. They are files beside the program, not part of it: 10 MB a weight.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};
use vena_kernel::{refusal::Refusal, say};

/// The family that every template is set in.
pub const FAMILY: &str = "Noto Sans SC";

/// Where fonts are looked for when no folder is named, in this order, relative ones from the current folder: what `./x`
/// fetched, then what a machine was given.
pub const PLACES: [&str; 3] = [".tools/fonts", "/usr/local/share/vena/fonts", "/usr/share/vena/fonts"];

/// Fonts read and ready. Files are taken by name, so the same folder always gives the same pages. A further font in the
/// folder serves the characters that the first family lacks.
#[derive(Debug)]
pub struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    digest: String,
}

impl Fonts {
    /// Finds the fonts: the folder that was `named`, and nothing else then; otherwise the first of [`PLACES`] that has the
    /// family.
    ///
    /// Refuses by `fonts.absent` with the places that were looked at.
    pub fn search(named: Option<&Path>) -> Result<Self, Refusal> {
        let places: Vec<PathBuf> =
            named.map_or_else(|| PLACES.iter().map(PathBuf::from).collect(), |folder| vec![folder.to_owned()]);
        places.iter().find_map(|folder| Self::open(folder)).ok_or_else(|| absent(&places))
    }

    /// The fonts of one folder, when it has the family in a regular and a bold weight.
    fn open(folder: &Path) -> Option<Self> {
        let mut files: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
        files.retain(|path| {
            path.extension().is_some_and(|end| ["ttf", "otf", "ttc"].iter().any(|font| end.eq_ignore_ascii_case(font)))
        });
        files.sort();
        let (mut hash, mut fonts) = (Sha256::new(), Vec::new());
        for path in files {
            let bytes = fs::read(path).ok()?;
            hash.update(Sha256::digest(&bytes));
            fonts.extend(Font::iter(Bytes::new(bytes)));
        }
        let weights = fonts.iter().filter(|font| font.info().family == FAMILY).count();
        let digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        (weights >= 2).then(|| Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, digest })
    }

    /// SHA-256 over all font files, hexadecimal: equal input gives equal bytes only with equal fonts.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn absent(places: &[PathBuf]) -> Refusal {
    let places = places.iter().map(|place| place.display().to_string()).collect::<Vec<_>>().join(", ");
    Refusal::new(
        "fonts.absent",
        say!(
            "找不到字体 {FAMILY}（常规和粗体），已查找：{places}；运行 ./x fonts 下载，或在设置 fonts 中指定目录",
            "the font {FAMILY} (regular and bold) is not in {places}; run ./x fonts, or name its folder in the setting fonts"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_folder_is_named_in_one_sentence() {
        let refusal = Fonts::search(Some(Path::new("src/template"))).expect_err("no fonts there");
        assert_eq!(refusal.rule, "fonts.absent");
        assert!(refusal.reason.en.contains("src/template") && refusal.reason.en.contains("./x fonts"));
    }
}
