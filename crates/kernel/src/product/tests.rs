use super::*;
use crate::{
    clock::Instant,
    rulebook::products,
    table::{check, verdict, verdicts},
};

fn at(text: &str) -> Instant {
    format!("{text}+08:00").parse().expect("an instant")
}

fn product(code: &str) -> &'static Product {
    products().find(code).expect("a product of the rulebook")
}

fn local(instant: Instant) -> String {
    jiff::Timestamp::from(instant).to_zoned(crate::zone::china()).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn medium(text: &str) -> Option<MediumCode> {
    (text != "-").then(|| text.parse().expect("a medium"))
}

#[test]
fn codes() {
    verdicts::<ProductCode>(
        "
        RBC-S-LR | RBC-S-LR
        WB | WB
        A123456789012345 | A123456789012345
        refused product.form | A1234567890123456
        refused product.form | rbc
        refused product.form | RBC--S
        refused product.form | -RBC
        refused product.form | RBC-
        refused product.form | 血
        refused product.form | <EMPTY>
        ",
    );
}

#[test]
fn products_are_found_by_code_alias_and_name() {
    check(
        "
        RBC-S-LR | RBC-S-LR
        RBC-S-LR | rbc-s-lr
        RBC-S    | 悬浮红细胞
        RBC-S    | 红细胞悬液
        PLT-A    | platelets, apheresis
        FP       | 8064-冰冻血浆
        FP       | 8004-冰冻血浆
        FP       | 8064
        FP       | 8004
        FP       | PG112030
        FP       | ８０６４－冰冻血浆
        RBC-S    | P0056V00
        refused product.unknown | 8065
        refused product.unknown | PG112031
        refused product.unknown | RBC-X
        refused product.unknown | <EMPTY>
        ",
        |text| verdict(products().find(text).map(|product| product.code)),
    );
}

/// `expected end | product, medium, collected, prepared`
#[test]
fn a_product_ends_by_its_own_life() {
    check(
        "
        2026-03-22T23:59 | WB       CPD        2026-03-01T08:00 2026-03-01T08:00
        2026-04-05T23:59 | WB       CPDA-1     2026-03-01T08:00 2026-03-01T08:00
        2026-03-22T23:59 | WB       -          2026-03-01T08:00 2026-03-01T08:00
        refused expiry.medium | WB  MAP        2026-03-01T08:00 2026-03-01T08:00
        2026-04-05T23:59 | RBC-S-LR MAP        2026-03-01T08:00 2026-03-02T08:00
        2026-04-12T23:59 | RBC-S    AS         2026-03-01T08:00 2026-03-02T08:00
        2026-03-02T08:00 | RBC-S    SALINE     2026-03-01T08:00 2026-03-01T09:00
        2026-03-03T08:30 | RBC-W    SALINE     2026-03-01T08:00 2026-03-02T08:30
        2026-03-16T08:30 | RBC-W    CLOSED-ADD 2026-03-01T08:00 2026-03-02T08:30
        2036-03-01T23:59 | RBC-F    GLY-40     2026-03-01T08:00 2026-03-05T08:00
        2036-06-02T10:00 | RBC-D    -          2026-03-01T08:00 2036-06-01T10:00
        2026-03-02T08:00 | PLT-A    PLAIN-BAG  2026-03-01T08:00 2026-03-01T08:00
        2026-03-06T23:59 | PLT-A    PLT-BAG    2026-03-01T08:00 2026-03-01T08:00
        2026-03-02T08:00 | PLT-A    -          2026-03-01T08:00 2026-03-01T08:00
        2026-03-01T20:00 | PLT-P    OPEN       2026-03-01T08:00 2026-03-01T14:00
        2027-03-01T23:59 | FFP      -          2026-03-01T08:00 2026-03-01T14:00
        2025-02-28T23:59 | FFP      -          2024-02-29T08:00 2024-02-29T14:00
        2028-02-29T23:59 | FP       -          2024-02-29T08:00 2024-02-29T14:00
        2030-03-01T23:59 | FP-VI    -          2026-03-01T08:00 2026-03-09T14:00
        2027-03-01T23:59 | CRYO     -          2026-03-01T08:00 2026-06-01T14:00
        2026-03-02T14:00 | PLASMA-T -          2026-01-01T08:00 2026-03-01T14:00
        2026-03-01T18:00 | CRYO-T   -          2026-01-01T08:00 2026-03-01T14:00
        9999-03-01T23:59 | FP       -          9995-03-01T08:00 9995-03-01T14:00
        refused expiry.calendar | FP -         9996-03-01T08:00 9996-03-01T14:00
        # the last day is the day on Chinese clocks: 00:10 here is still yesterday in Greenwich
        2026-04-05T23:59 | RBC-S    MAP        2026-03-01T00:10 2026-03-01T08:00
        ",
        |row| {
            let words: Vec<_> = row.split_whitespace().collect();
            let facts = ExpiryFacts {
                collected_at: at(words[2]),
                prepared_at: at(words[3]),
                medium: medium(words[1]),
                sources: &[],
            };
            verdict(expiry(product(words[0]), &facts).map(local))
        },
    );
}

/// `expected end | product, medium, source product, end of the source`; collected 2026-03-01T08:00, made a day later.
#[test]
fn the_earliest_source_binds_unless_the_product_outlives_it() {
    check(
        "
        2026-03-03T08:00 | RBC-W    SALINE     RBC-S 2026-04-05T23:59
        2026-03-02T20:00 | RBC-W    SALINE     RBC-S 2026-03-02T20:00
        2026-03-10T23:59 | RBC-W    CLOSED-ADD RBC-S 2026-03-10T23:59
        2026-04-05T23:59 | RBC-S    MAP        WB    2026-03-22T23:59
        2026-03-22T23:59 | RBC-S-LR MAP        RBC-S 2026-03-22T23:59
        2026-03-22T23:59 | RBC-S    MAP        RBC-S 2026-03-22T23:59
        2030-03-01T23:59 | FP       -          FFP   2027-03-01T23:59
        2027-03-01T23:59 | FFP-VI   -          FFP   2027-03-01T23:59
        2026-03-02T09:00 | PLASMA-T -          FFP   2026-03-02T09:00
        2036-03-01T23:59 | RBC-F    GLY-40     RBC-S 2026-04-05T23:59
        ",
        |row| {
            let words: Vec<_> = row.split_whitespace().collect();
            let later = Source { product: product(words[2]).code, expires_at: at("2040-01-01T00:00") };
            let sources = [later, Source { expires_at: at(words[3]), ..later }];
            let facts = ExpiryFacts {
                collected_at: at("2026-03-01T08:00"),
                prepared_at: at("2026-03-02T08:00"),
                medium: medium(words[1]),
                sources: &sources,
            };
            verdict(expiry(product(words[0]), &facts).map(local))
        },
    );
}

/// `expected end | class, day and hour of the irradiation`; collected 2026-03-01T08:00, ends 2026-04-05T23:59.
#[test]
fn irradiation_shortens_red_cells_and_refuses_plasma() {
    let irradiation = products().modifier("IRR".parse().expect("a code")).expect("the modifier");
    check(
        "
        2026-03-16T23:59 | red_cells   2026-03-02T09:00
        2026-03-29T23:59 | red_cells   2026-03-15T23:59
        refused modifier.too-late | red_cells 2026-03-16T00:00
        2026-04-05T23:59 | platelets   2026-03-20T09:00
        refused modifier.class | plasma 2026-03-02T09:00
        refused modifier.class | cryoprecipitate 2026-03-02T09:00
        ",
        |row| {
            let (class, treated) = row.split_once(' ').expect("class and time");
            let class = serde_json::from_str(&format!("\"{class}\"")).expect("a class");
            verdict(
                irradiation
                    .expiry(class, at("2026-03-01T08:00"), at(treated.trim()), at("2026-04-05T23:59"))
                    .map(local),
            )
        },
    );
    let soon = irradiation.expiry(
        ComponentClass::RedCells,
        at("2026-03-01T08:00"),
        at("2026-03-02T09:00"),
        at("2026-03-05T23:59"),
    );
    assert_eq!(soon.map(local), Ok("2026-03-05T23:59".into()));
}

/// `allowed or rule | product, measured, label or -, whole blood or -, medium or -`
#[test]
fn volumes() {
    check(
        "
        ok | FP 180 200 - -
        ok | FP 220 200 - -
        refused volume.out-of-range | FP 179 200 - -
        refused volume.out-of-range | FP 221 200 - -
        ok | FP 143 130 - -
        refused volume.out-of-range | FP 144 130 - -
        ok | FFP 122 135 - -
        refused volume.out-of-range | FFP 121 135 - -
        refused volume.unknown | FP 200 - - -
        ok | RBC-C 108 - 200 -
        ok | RBC-C 264 - 400 -
        refused volume.out-of-range | RBC-C 107 - 200 -
        refused volume.out-of-range | RBC-C 265 - 400 -
        refused volume.unknown | RBC-C 120 - - -
        refused volume.unknown | RBC-C 120 - 250 -
        ok | PLT-C 25 - 200 -
        ok | PLT-C 76 - 400 -
        refused volume.out-of-range | PLT-C 24 - 200 -
        refused volume.out-of-range | PLT-C 39 - 200 -
        ok | PLT-A 250 - - PLT-BAG
        refused volume.out-of-range | PLT-A 200 - - PLT-BAG
        ok | PLT-A 200 - - PLAIN-BAG
        ok | PLT-A 200 - - -
        refused volume.out-of-range | PLT-A 201 - - -
        ok | GRAN 500 - - -
        refused volume.out-of-range | GRAN 501 - - -
        ",
        |row| {
            let words: Vec<_> = row.split_whitespace().collect();
            let ml = |word: &str| word.parse().ok().and_then(VolumeMl::new);
            let facts = VolumeFacts {
                actual: ml(words[1]).expect("a volume"),
                labelled: ml(words[2]),
                whole_blood: ml(words[3]),
                medium: medium(words[4]),
            };
            verdict(product(words[0]).volume.check(&facts).map(|()| "ok"))
        },
    );
}

#[test]
fn units_follow_the_products_own_rule() {
    check("1 U | RBC-S 200\n1.5 U | RBC-S-LR 300\n2 U | WB 400\nnone | FP 200\nnone | PLT-A 200", |row| {
        let (code, ml) = row.split_once(' ').expect("code and volume");
        let whole_blood = VolumeMl::new(ml.parse().expect("a number")).expect("a volume");
        product(code).units_from(whole_blood).map_or("none".into(), |units| units.to_string())
    });
}

#[test]
fn storage_follows_the_medium_and_an_unknown_one_is_kept_coldest() {
    check(
        "2–6 °C | RBC-S -\n20–24 °C | PLT-A -\n≤ -18 °C | FP -\n≤ -65 °C | RBC-F GLY-40\n≤ -120 °C | RBC-F GLY-20\n≤ -120 °C | RBC-F -",
        |row| {
            let (code, kept) = row.split_once(' ').expect("code and medium");
            product(code).storage_range(medium(kept)).to_string()
        },
    );
}

#[test]
fn parents() {
    let may = |child: &str, parent: &str| product(child).may_come_from(product(parent).code);
    assert!(may("RBC-S", "WB") && may("RBC-S", "RBC-S") && may("CRYO", "FFP") && may("FP", "FFP"));
    assert!(!may("FFP", "FP") && !may("FFP", "PLASMA-T") && !may("WB", "RBC-S") && !may("CRYO", "FP"));
}
