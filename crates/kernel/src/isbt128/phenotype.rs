//! The character `r` of data structure 002: Rh, Kell and Mi(a) phenotype.

use serde::Serialize;

/// What the character says; a field without a value is not stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = IsbtPhenotype))]
pub struct Phenotype {
    /// Antigens C, c, E, e in the form `CcEe`; `C-E-` when c and e are not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rh: Option<&'static str>,
    /// Antigen K.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kell: Option<bool>,
    /// Antigen Mi(a) / Mur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mi_a: Option<bool>,
    /// The special testing code must be scanned to know the phenotype.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub see_special_testing: bool,
}

const RH: [&str; 9] = ["ccee", "Ccee", "CcEe", "CcEE", "ccEe", "ccEE", "CCee", "CCEe", "CCEE"];

impl Phenotype {
    /// Reads the character. `None` for a character without meaning.
    pub fn read(r: char) -> Option<Self> {
        let rh_at = |first: char| RH.get(usize::from(r as u8 - first as u8)).copied();
        let none = Self::default();
        Some(match r {
            '0' => none,
            '1'..='9' => Self { rh: rh_at('1'), ..none },
            'A'..='I' => Self { rh: rh_at('A'), kell: Some(false), ..none },
            'J'..='R' => Self { rh: rh_at('J'), kell: Some(true), ..none },
            'S' | 'T' => Self { kell: Some(r == 'T'), ..none },
            'U' | 'V' => Self { mi_a: Some(r == 'V'), ..none },
            'W' => Self { see_special_testing: true, ..none },
            'X' => Self { rh: Some("C-E-"), ..none },
            'Y' | 'Z' => Self { rh: Some("C-E-"), kell: Some(r == 'Z'), ..none },
            _ => return None,
        })
    }
}
