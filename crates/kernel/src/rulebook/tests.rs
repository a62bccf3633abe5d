use std::collections::BTreeSet;

use super::*;
use crate::{clock::Day, product::ProductCode};

/// Walks every table of a file: wherever an entry names a `basis`, it is complete; every entry of a list has one.
fn assert_sourced(file: &str, path: &str, value: &toml::Value) {
    let toml::Value::Table(table) = value else { return };
    if let Some(basis) = table.get("basis") {
        for field in ["source", "effective_from", "confidence"] {
            let text = basis.get(field).and_then(toml::Value::as_str).unwrap_or_default();
            assert!(!text.trim().is_empty(), "{file}: {path} has no {field}");
        }
    }
}

#[test]
fn every_entry_of_every_file_names_source_date_and_confidence() {
    for (file, text) in FILES {
        let book: toml::Table = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        for (name, value) in &book {
            let entries = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            assert!(!entries.is_empty(), "{file}: {name} is empty");
            for (index, entry) in entries.iter().enumerate() {
                let path = format!("{name}[{index}]");
                assert!(entry.get("basis").is_some(), "{file}: {path} has no basis");
                assert_sourced(file, &path, entry);
            }
        }
    }
}

#[test]
fn the_catalogue_holds_every_product_of_the_standards() {
    let wanted = "WB WB-LR RBC-C RBC-C-LR RBC-S RBC-S-LR RBC-W RBC-F RBC-D PLT-C PLT-P PLT-A PLT-A-LR \
        FFP FFP-A FFP-VI FP FP-VI CRYO GRAN PLASMA-T CRYO-T";
    let wanted: BTreeSet<ProductCode> = wanted.split_whitespace().map(|code| code.parse().expect("a code")).collect();
    assert_eq!(products().iter().map(|product| product.code).collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn products_refer_to_products_and_media_that_exist() {
    for product in products().iter() {
        let code = product.code;
        for named in product.parents.iter().chain(&product.life.outlives) {
            assert!(products().get(*named).is_some(), "{code} names {named}");
        }
        assert!(
            product.life.outlives.iter().all(|outlived| product.parents.contains(outlived)),
            "{code} outlives no parent"
        );
        assert!(product.collected || !product.parents.is_empty(), "{code} comes from nowhere");
        let media = product
            .life
            .spans
            .iter()
            .flat_map(|span| &span.media)
            .chain(product.storage.iter().flat_map(|rule| &rule.media));
        for medium in media {
            assert!(products().medium(*medium).is_some(), "{code} names medium {medium}");
        }
        for span in &product.life.spans {
            let lengths = [span.hours, span.days, span.years].into_iter().flatten().collect::<Vec<_>>();
            assert!(matches!(lengths[..], [length] if length > 0), "{code} has a life of {lengths:?}");
        }
        assert!(!product.storage.is_empty() && !product.life.spans.is_empty(), "{code} has no storage or life");
    }
}

#[test]
fn aliases_name_products_and_are_unique() {
    let mut seen = BTreeSet::new();
    for alias in products().aliases() {
        assert!(products().get(alias.product).is_some(), "{}", alias.text);
        assert!(seen.insert(&alias.text), "{} twice", alias.text);
    }
}

#[test]
fn one_version_of_a_product_a_day() {
    let mut seen = BTreeSet::new();
    for product in products().iter() {
        assert!(seen.insert((product.code, product.basis.effective_from)), "{} twice on one day", product.code);
    }
}

#[test]
fn the_version_in_force_is_the_latest_that_has_begun() {
    let version = |day: &str| Basis {
        source: day.into(),
        effective_from: day.parse().expect("a day"),
        confidence: Confidence::High,
    };
    let versions = [version("2012-07-01"), version("2026-01-01"), version("2019-01-01")];
    let on = |day: &str| {
        in_force(&versions, day.parse::<Day>().expect("a day"), |basis| basis).map(|basis| basis.source.as_str())
    };
    assert_eq!(on("2012-06-30"), None);
    assert_eq!(on("2012-07-01"), Some("2012-07-01"));
    assert_eq!(on("2025-12-31"), Some("2019-01-01"));
    assert_eq!(on("2026-01-01"), Some("2026-01-01"));
}
