//! Readers of fingerprints: the interface that a driver implements, and the one that reads pictures from a folder.
//!
//! A driver is given to [`crate::module`]. It may take as long as a finger takes to come, at most the time that the
//! rulebook grants; it is called on a thread that may wait.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use vena_kernel::{id::SiteId, refusal::Refusal, say};

/// Largest picture, bytes.
const BYTES_MAX: u64 = 1 << 20;
/// Largest side, pixels.
const SIDE_MAX: u32 = 2000;

/// What a reader has captured.
#[derive(Clone, PartialEq, Eq)]
pub struct Captured {
    /// The picture or the template, as `format` says.
    pub bytes: Vec<u8>,
    /// `image/png`, or the name of a template format such as `ISO 19794-2`.
    pub format: String,
    /// How clear it is, 0 to 100, as the reader judges.
    pub quality: u8,
    /// Which reader it was: model and number.
    pub device: String,
}

impl std::fmt::Debug for Captured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Captured").field("format", &self.format).field("quality", &self.quality).finish_non_exhaustive()
    }
}

/// A reader of fingerprints.
pub trait FingerprintReader: Send + Sync {
    /// Takes one fingerprint at the pad of `site`.
    ///
    /// # Errors
    /// `fingerprint.no-device` when there is no reader, `fingerprint.no-finger` when no finger came,
    /// `fingerprint.unreadable` when what came is no picture.
    fn capture(&self, site: SiteId) -> Result<Captured, Refusal>;
}

/// A reader that the handlers share.
pub type SharedReader = Arc<dyn FingerprintReader>;

/// Reads pictures from a folder, for development and for readers whose own program writes files there: the picture of a
/// site is `<site_id>.png`, of every other one `finger.png`.
#[derive(Debug, Clone)]
pub struct FolderReader {
    folder: PathBuf,
}

impl FolderReader {
    /// A reader of `folder`; without the folder it is one that is not plugged in.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

/// Lays a drawn finger on the reader of `folder`, for the demo city: rings around a point, of nobody.
///
/// # Errors
/// When the folder or the picture cannot be written.
pub fn lay_drawn_finger(folder: &Path) -> io::Result<()> {
    const SIDE: u16 = 192;
    let grey = |n: u16| {
        let (x, y) = (f64::from(n % SIDE) - 96.0, f64::from(n / SIDE) - 110.0);
        let finger = x.hypot(y * 0.75) < 80.0;
        let ridge = (x.hypot(y * 0.8) / 1.6 + (x / 17.0).sin()).sin();
        if finger && ridge > 0.0 { 40 } else { 235 }
    };
    let pixels: Vec<u8> = (0..SIDE * SIDE).map(grey).collect();
    fs::create_dir_all(folder)?;
    let mut encoder = png::Encoder::new(fs::File::create(folder.join("finger.png"))?, SIDE.into(), SIDE.into());
    encoder.set_color(png::ColorType::Grayscale);
    Ok(encoder.write_header()?.write_image_data(&pixels)?)
}

impl FingerprintReader for FolderReader {
    fn capture(&self, site: SiteId) -> Result<Captured, Refusal> {
        if !self.folder.is_dir() {
            let reason =
                say!("没有指纹仪，请改为工作人员见证", "there is no fingerprint reader: choose the witness instead");
            return Err(Refusal::new("fingerprint.no-device", reason));
        }
        let names = [format!("{site}.png"), "finger.png".to_owned()];
        let bytes = names.iter().find_map(|name| read(&self.folder.join(name)).transpose());
        let bytes = bytes.unwrap_or_else(|| Err(no_finger()))?;
        Ok(Captured { quality: contrast(&bytes)?, bytes, format: "image/png".to_owned(), device: "folder".to_owned() })
    }
}

fn no_finger() -> Refusal {
    let reason = say!("没有检测到手指，请重试", "no finger was found: try again");
    Refusal::new("fingerprint.no-finger", reason)
}

fn unreadable() -> Refusal {
    let reason = say!("指纹仪的图像无法读取，请重试", "what the reader gave is no picture: try again");
    Refusal::new("fingerprint.unreadable", reason)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Refusal> {
    match fs::metadata(path) {
        Ok(found) if found.len() > BYTES_MAX => Err(unreadable()),
        Ok(_) => fs::read(path).map(Some).map_err(|_| unreadable()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => Err(unreadable()),
    }
}

/// How far the ridges stand out, 0 to 100: the distance between the 5th and the 95th percentile of the greys. Rough, and
/// enough to tell a finger from an empty glass.
fn contrast(png: &[u8]) -> Result<u8, Refusal> {
    let greys = greys(png).map_err(|_| unreadable())?;
    let mut counts = [0_usize; 256];
    for grey in &greys {
        counts[usize::from(*grey)] += 1;
    }
    let percentile = |percent: usize| {
        let mut below = 0;
        counts
            .iter()
            .position(|count| {
                below += count;
                below * 100 > greys.len() * percent
            })
            .unwrap_or(0)
    };
    u8::try_from(percentile(95).saturating_sub(percentile(5)) * 100 / 255).map_err(|_| unreadable())
}

/// The brightness of every pixel.
fn greys(file: &[u8]) -> Result<Vec<u8>, png::DecodingError> {
    let mut decoder = png::Decoder::new_with_limits(io::Cursor::new(file), png::Limits { bytes: 64 << 20 });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info()?;
    let info = reader.info();
    if info.width > SIDE_MAX || info.height > SIDE_MAX {
        return Err(png::DecodingError::LimitsExceeded);
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(png::DecodingError::LimitsExceeded)?];
    let frame = reader.next_frame(&mut pixels)?;
    let channels = frame.color_type.samples();
    let colours = if channels >= 3 { 3 } else { 1 };
    let grey = |pixel: &[u8]| {
        let sum: usize = pixel[..colours].iter().copied().map(usize::from).sum();
        u8::try_from(sum / colours).unwrap_or(u8::MAX)
    };
    Ok(pixels[..frame.buffer_size()].chunks_exact(channels).map(grey).collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn site(n: u128) -> SiteId {
        SiteId::from_uuid(Uuid::from_u128(n))
    }

    /// A picture of one row, as grey or in colour.
    fn picture(colour: png::ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let width = u32::try_from(pixels.len() / colour.samples()).expect("small");
        let mut encoder = png::Encoder::new(&mut file, width, 1);
        encoder.set_color(colour);
        encoder.write_header().expect("a header").write_image_data(pixels).expect("pixels");
        file
    }

    #[test]
    fn ridges_stand_out_and_an_empty_glass_does_not() {
        let ridges: Vec<u8> = (0..100).map(|n| if n % 2 == 0 { 10 } else { 240 }).collect();
        assert_eq!(contrast(&picture(png::ColorType::Grayscale, &ridges)), Ok(90));
        assert_eq!(contrast(&picture(png::ColorType::Grayscale, &[200; 100])), Ok(0));
        let colours: Vec<u8> = ridges.iter().flat_map(|grey| [*grey, *grey, *grey, 255]).collect();
        assert_eq!(contrast(&picture(png::ColorType::Rgba, &colours)), Ok(90), "without the transparency");
        assert_eq!(contrast(b"no picture").expect_err("no picture").rule, "fingerprint.unreadable");
    }

    #[test]
    fn the_drawn_finger_is_clear_enough() {
        let folder = tempfile::tempdir().expect("a folder");
        lay_drawn_finger(folder.path()).expect("written");
        let captured = FolderReader::new(folder.path().to_owned()).capture(site(1)).expect("a finger");
        assert!(captured.quality >= 70, "{}", captured.quality);
    }

    #[test]
    fn a_folder_is_a_reader_and_its_pictures_are_fingers() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("reader");
        let reader = FolderReader::new(path.clone());
        let rule = || reader.capture(site(1)).expect_err("nothing there").rule;
        assert_eq!(rule(), "fingerprint.no-device");
        fs::create_dir(&path).expect("made");
        assert_eq!(rule(), "fingerprint.no-finger");
        fs::write(path.join("finger.png"), "no picture").expect("written");
        assert_eq!(rule(), "fingerprint.unreadable");
        fs::write(path.join("finger.png"), vec![0; 1 << 21]).expect("written");
        assert_eq!(rule(), "fingerprint.unreadable", "too large");
        let (any, own) = (picture(png::ColorType::Grayscale, &[0, 255]), picture(png::ColorType::Grayscale, &[255, 0]));
        fs::write(path.join("finger.png"), &any).expect("written");
        fs::write(path.join(format!("{}.png", site(2))), &own).expect("written");
        assert_eq!(reader.capture(site(1)).expect("a finger").bytes, any);
        let captured = reader.capture(site(2)).expect("a finger");
        assert_eq!((captured.bytes, captured.quality, captured.format.as_str()), (own, 100, "image/png"));
    }
}
