//! Regulation as data. Each entry says where it comes from, since when it applies and how sure we are.
//!
//! The files of `rulebook/cn` are compiled in and read once. Code knows no threshold: a number is changed there, with a
//! new `effective_from`, and the old entry stays, because yesterday's decisions were made by it.

mod basis;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde::de::DeserializeOwned;

pub use basis::{Basis, Confidence, in_force};

use crate::{
    compatibility::Compatibility, eligibility::Eligibility, intake::Intake, preparation::Preparation,
    product::Products, storage::Storage, testing::Testing,
};

/// Declares loaders: each reads its file at first use and keeps it.
macro_rules! books {
    ($($(#[$doc:meta])* $name:ident: $of:ty = $file:literal;)+) => {
        $(
            $(#[$doc])*
            pub fn $name() -> &'static $of {
                static BOOK: LazyLock<$of> =
                    LazyLock::new(|| read($file, include_str!(concat!("../../../../rulebook/cn/", $file))));
                &BOOK
            }
        )+

        /// Every file of the rulebook with its name.
        #[cfg(test)]
        const FILES: &[(&str, &str)] = &[$(($file, include_str!(concat!("../../../../rulebook/cn/", $file)))),+];
    };
}

books! {
    /// 血液品种: products, media, modifiers, aliases.
    products: Products = "products.toml";
    /// 相容性: which unit may go to which patient.
    compatibility: Compatibility = "compatibility.toml";
    /// 储存场所: kinds of places and the temperatures that they keep.
    storage: Storage = "storage.toml";
    /// 成分制备: plans, deadlines, mass balance.
    preparation: Preparation = "preparation.toml";
    /// 献血者条件: ages, limits, volumes, intervals.
    eligibility: Eligibility = "eligibility.toml";
    /// 血液检测: markers and how their results are handled.
    testing: Testing = "testing.toml";
    /// 外来表格: what is plausible in the tables of other systems.
    intake: Intake = "intake.toml";
}

/// # Panics
/// Only if a compiled-in file does not have its declared shape, which the tests of this module would have shown.
fn read<T: DeserializeOwned>(file: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("rulebook/cn/{file} is damaged: {error}"))
}
