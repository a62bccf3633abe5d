//! Short codes of the rulebook: products and media.

use std::{fmt, str::FromStr};

use crate::{chars::quoted, refusal::Refusal, say, wire};

const MAX_LEN: usize = 16;

macro_rules! short_codes {
    ($($(#[$doc:meta])* $name:ident, $rule:literal, |$shown:ident| $reason:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; MAX_LEN]);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                let end = self.0.iter().position(|&byte| byte == 0).unwrap_or(MAX_LEN);
                std::str::from_utf8(&self.0[..end]).unwrap_or_default()
            }
        }

        impl FromStr for $name {
            type Err = Refusal;

            /// Accepts capital letters and digits in groups joined by single hyphens, at most 16 characters.
            fn from_str(text: &str) -> Result<Self, Refusal> {
                padded(text).map(Self).ok_or_else(|| {
                    let $shown = quoted(text, 40);
                    Refusal::new($rule, $reason)
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        wire::text_in_json!($name, |own| own.as_str());
        wire::text_outside!($name, |own| own.as_str(), "^[A-Z0-9]+(-[A-Z0-9]+)*$");
    )+};
}

short_codes! {
    /// A product code of the rulebook, for example `RBC-S-LR`. Well formed; whether the rulebook knows it is asked there.
    ProductCode, "product.form", |shown| say!(
        "“{shown}”不是血液品种代码（如 RBC-S-LR）",
        "'{shown}' is not a product code such as RBC-S-LR"
    );
    /// What a unit is kept in, as far as it decides temperature and shelf life: anticoagulant, additive, kind of bag.
    MediumCode, "medium.form", |shown| say!(
        "“{shown}”不是保存介质代码（如 CPDA-1）",
        "'{shown}' is not a medium code such as CPDA-1"
    );
}

fn padded(text: &str) -> Option<[u8; MAX_LEN]> {
    let well_formed =
        |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if text.len() > MAX_LEN || !text.split('-').all(well_formed) {
        return None;
    }
    let mut bytes = [0; MAX_LEN];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    Some(bytes)
}
