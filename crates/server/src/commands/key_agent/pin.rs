//! PINs: read from people and pages, wiped after use, never printed.

use std::{
    fmt,
    io::{IsTerminal as _, Read as _},
    path::Path,
};

use anyhow::{Context, ensure};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// No PIN is longer.
const MOST_BYTES: u64 = 256;

/// A PIN in memory. Wiped when dropped.
pub(super) struct Pin(Zeroizing<String>);

impl Pin {
    /// The PIN as text, for the device.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// From a file, from the standard input (`-`), or from the keyboard, where it is asked twice and not shown.
    pub(super) fn ask(file: Option<&Path>) -> anyhow::Result<Self> {
        match file {
            Some(path) if path == Path::new("-") => Self::read(std::io::stdin().lock()),
            Some(path) => {
                let file = std::fs::File::open(path);
                Self::read(file.with_context(|| format!("无法读取 / cannot read {}", path.display()))?)
            }
            None => Self::typed(),
        }
    }

    fn read(from: impl std::io::Read) -> anyhow::Result<Self> {
        let mut text = Zeroizing::new(String::with_capacity(MOST_BYTES as usize));
        from.take(MOST_BYTES).read_to_string(&mut text).context("读不到 PIN / cannot read the PIN")?;
        let end = text.trim_end_matches(['\r', '\n']).len();
        text.truncate(end);
        Ok(Self(text))
    }

    fn typed() -> anyhow::Result<Self> {
        let why = "没有终端可输入 PIN，请用 --pin-file / there is no terminal to type the PIN; use --pin-file";
        ensure!(std::io::stdin().is_terminal(), why);
        let once = Zeroizing::new(rpassword::prompt_password("PIN: ")?);
        let twice = Zeroizing::new(rpassword::prompt_password("再次输入 / again: ")?);
        ensure!(once == twice, "两次输入不同 / the two entries differ");
        Ok(Self(once))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

impl<'de> Deserialize<'de> for Pin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::Pin;

    #[test]
    fn the_end_of_the_line_is_no_part_of_a_pin_and_a_pin_is_never_printed() {
        let pin = Pin::read("135 790\r\n".as_bytes()).expect("a PIN");
        assert_eq!((pin.text(), format!("{pin:?}").as_str()), ("135 790", "Pin"));
        assert!(Pin::read(&b"\xff\xff"[..]).is_err());
    }
}
