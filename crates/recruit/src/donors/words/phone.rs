//! Phone numbers in their normal form. Personal data: no `Debug` shows them.

use std::fmt;

use vena_kernel::{masking::mask_phone, refusal::Refusal, say};
use vena_platform::vault::Vault;

/// A phone number in its normal form: 11 digits of a Chinese mobile, or `+` and the digits of another country.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Phone(String);

impl Phone {
    /// Reads a number with or without separators and Chinese country code. Refuses by `phone.form`.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace() && !"-()（）".contains(*c)).collect();
        let national = ["+86", "0086", "86"].iter().find_map(|code| compact.strip_prefix(code)).unwrap_or(&compact);
        if is_chinese_mobile(national) {
            return Ok(Self(national.to_owned()));
        }
        let foreign = compact.strip_prefix('+').is_some_and(|digits| {
            (7..=15).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit()) && !digits.starts_with(['0'])
        });
        if foreign && !compact.starts_with("+86") { Ok(Self(compact)) } else { Err(not_a_phone()) }
    }

    /// The number in clear, for sealing, sending and the recorded view only.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The number as shown to everybody.
    pub(crate) fn masked(&self) -> String {
        mask_phone(&self.0)
    }

    /// The keyed hash by which it is found.
    pub(crate) fn fingerprint(&self, vault: &Vault) -> Vec<u8> {
        vault.fingerprint(&format!("phone:{}", self.0))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn is_chinese_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

fn not_a_phone() -> Refusal {
    let reason = say!(
        "手机号应为 11 位，境外号码以 + 和国家代码开头",
        "a mobile number has 11 digits; a foreign number begins with + and its country code"
    );
    Refusal::new("phone.form", reason)
}
