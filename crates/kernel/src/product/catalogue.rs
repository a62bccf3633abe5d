//! All products of the rulebook, and the names under which other systems know them.

use serde::{Deserialize, Serialize};

use super::{MediumCode, Modifier, Product, ProductCode};
use crate::{
    chars::{half_width, quoted},
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

/// The products, media, modifiers and aliases of one country's rulebook.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Products {
    #[serde(rename = "product")]
    products: Vec<Product>,
    #[serde(rename = "medium")]
    media: Vec<MediumEntry>,
    #[serde(rename = "modifier")]
    modifiers: Vec<Modifier>,
    #[serde(rename = "alias")]
    aliases: Vec<Alias>,
}

/// A medium and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductMedium))]
#[serde(deny_unknown_fields)]
pub struct MediumEntry {
    /// Code, for example `CPDA-1`.
    pub code: MediumCode,
    /// 名称
    pub name: Text,
    /// Where this entry comes from.
    pub basis: Basis,
}

/// Another system's text for a product; opaque, its characters are never interpreted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductAlias))]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The text as that system writes it.
    pub text: String,
    /// Our product.
    pub product: ProductCode,
    /// The system or document.
    pub system: String,
    /// Where this entry comes from.
    pub basis: Basis,
}

impl Products {
    /// Every entry, in the order of the rulebook; a product may have several dated versions.
    pub fn iter(&self) -> impl Iterator<Item = &Product> {
        self.products.iter()
    }

    /// The newest version of the product, whether or not it is in force yet.
    pub fn get(&self, code: ProductCode) -> Option<&Product> {
        self.products.iter().filter(|product| product.code == code).max_by_key(|product| product.basis.effective_from)
    }

    /// The version of the product in force on `day`.
    pub fn in_force(&self, code: ProductCode, day: Day) -> Option<&Product> {
        in_force(self.products.iter().filter(|product| product.code == code), day, |product| &product.basis)
    }

    /// The newest version, or a refusal by `product.unknown`.
    pub fn named(&self, code: ProductCode) -> Result<&Product, Refusal> {
        self.get(code).ok_or_else(|| unknown(code.as_str()))
    }

    /// Finds a product by what people and other systems write: our code, an alias, the Chinese or English name.
    ///
    /// Refuses by `product.unknown`.
    pub fn find(&self, text: &str) -> Result<&Product, Refusal> {
        let text = half_width(text);
        let by_code = || text.to_ascii_uppercase().parse().ok().and_then(|code| self.get(code));
        let by_alias = || self.alias(&text).and_then(|alias| self.get(alias.product));
        let by_name = || {
            self.products.iter().find(|product| product.name.zh == text || product.name.en.eq_ignore_ascii_case(&text))
        };
        by_code().or_else(by_alias).or_else(by_name).ok_or_else(|| unknown(&text))
    }

    /// The alias with exactly this text.
    pub fn alias(&self, text: &str) -> Option<&Alias> {
        self.aliases.iter().find(|alias| alias.text == text)
    }

    /// Every alias.
    pub fn aliases(&self) -> &[Alias] {
        &self.aliases
    }

    /// The medium with this code.
    pub fn medium(&self, code: MediumCode) -> Option<&MediumEntry> {
        self.media.iter().find(|medium| medium.code == code)
    }

    /// Every medium.
    pub fn media(&self) -> &[MediumEntry] {
        &self.media
    }

    /// The modifier with this code, for example `IRR`.
    pub fn modifier(&self, code: ProductCode) -> Option<&Modifier> {
        self.modifiers.iter().find(|modifier| modifier.code == code)
    }

    /// Every modifier.
    pub fn modifiers(&self) -> &[Modifier] {
        &self.modifiers
    }
}

fn unknown(text: &str) -> Refusal {
    let text = quoted(text, 40);
    Refusal::new(
        "product.unknown",
        say!(
            "规则库中没有血液品种“{text}”，也没有这样的别名",
            "the rulebook knows no product '{text}' and no such alias"
        ),
    )
}
