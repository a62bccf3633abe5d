//! The text of our own bar code on a bag: which donation, which product, which part of it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    chars::quoted, division::Division, donation_number::DonationNumber, product::ProductCode, refusal::Refusal, say,
    wire,
};

/// What makes a bag unique: donation number, product and division. Printed as Code 128 or QR.
///
/// Text form `0160222096813/RBC-S-LR/00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitLabel {
    /// Donation number.
    pub number: DonationNumber,
    /// Product.
    pub product: ProductCode,
    /// Division; `00` when undivided.
    pub division: Division,
}

impl fmt::Display for UnitLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.number.as_str(), self.product, self.division)
    }
}

impl FromStr for UnitLabel {
    type Err = Refusal;

    /// Refuses by `unit-label.form` and by the rules of its three parts.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let parts: Vec<_> = text.split('/').collect();
        let [number, product, division] = parts[..] else { return Err(form(text)) };
        Ok(Self { number: number.parse()?, product: product.parse()?, division: division.parse()? })
    }
}

fn form(text: &str) -> Refusal {
    let text = quoted(text, 60);
    Refusal::new(
        "unit-label.form",
        say!(
            "“{text}”不是血袋标签：应为 献血编号/品种/分装码",
            "'{text}' is not a unit label: expected donation number/product/division"
        ),
    )
}

impl Serialize for UnitLabel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UnitLabel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

wire::text_in_document!(UnitLabel, "^[^/]+/[A-Z0-9-]+/(00|[A-Z][0a-z])$");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::verdicts;

    #[test]
    fn labels() {
        verdicts::<UnitLabel>(
            "
            0160222096813/RBC-S-LR/00 | 0160222096813/RBC-S-LR/00
            0160222096813/RBC-S-LR/A0 | 01602-22096813/RBC-S-LR/A0
            G123498654321/FP/Ba       | G123498654321/FP/Ba
            refused unit-label.form         | 0160222096813/FP
            refused unit-label.form         | 0160222096813/FP/00/
            refused unit-label.form         | <EMPTY>
            refused donation-number.damaged | 016021014700/FP/00
            refused product.form            | 0160222096813/fp/00
            refused division.form           | 0160222096813/FP/0
            ",
        );
    }
}
