//! The words of the laboratory: what a run gave, how far a donation has come, how it was judged.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use vena_kernel::abo::{Abo, Rhd};

/// What a run of a test gave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = LabValue)]
pub(crate) enum Value {
    /// 无反应性
    NonReactive,
    /// 有反应性
    Reactive,
    /// Signal over cut-off of a serology run; the gray zone below 1 is retested like a reactive result.
    Ratio {
        /// Without unit.
        #[garde(range(min = 0.0, max = 100_000.0))]
        s_co: f64,
    },
    /// A measured quantity, in the unit of its marker.
    Number {
        /// In the unit of the marker.
        #[garde(range(min = 0.0, max = 100_000.0))]
        number: f64,
    },
    /// ABO 血型
    Abo {
        /// The group.
        #[garde(skip)]
        abo: Abo,
    },
    /// RhD 血型
    Rhd {
        /// The group.
        #[garde(skip)]
        rhd: Rhd,
    },
}

/// One run of one marker, as the analyser gave it.
#[derive(Debug, Clone, PartialEq, Serialize, FromRow)]
pub(crate) struct Run {
    /// Code of the marker.
    pub(crate) marker: String,
    /// Which of the independent results, from 1.
    pub(crate) round: i16,
    /// 0 the first run, then retests.
    pub(crate) repeat: i16,
    /// What it gave.
    #[sqlx(json)]
    pub(crate) value: Value,
    /// Several donations were run together.
    pub(crate) pooled: bool,
    /// One reading stood for several markers: which of them is there it does not say.
    pub(crate) combined: bool,
    /// Maker of the reagent.
    pub(crate) reagent_maker: String,
    /// Lot of the reagent.
    pub(crate) reagent_lot: String,
    /// The analyser.
    pub(crate) instrument: String,
}

impl Run {
    /// What makes a run this run: typing it again supersedes the earlier one.
    pub(crate) fn key(&self) -> (&str, i16, i16) {
        (&self.marker, self.round, self.repeat)
    }
}

/// How far a donation has come in the laboratory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = LabState)]
pub(crate) enum State {
    /// 待检: no result yet.
    Waiting,
    /// 已录入: results, no signature.
    Typed,
    /// 已签: the tester has signed.
    Signed,
    /// 已判定: tester and checker have signed.
    Judged,
    /// 已签发: the issuer has signed as well; only now it speaks for the donation.
    Issued,
}

impl State {
    /// Nobody has signed yet: results are still taken.
    pub(crate) const fn is_unsigned(self) -> bool {
        matches!(self, Self::Waiting | Self::Typed)
    }

    /// Two have signed: the verdict is known, and only a correction changes it.
    pub(crate) const fn is_judged(self) -> bool {
        matches!(self, Self::Judged | Self::Issued)
    }

    /// The word that people read, Chinese and English.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting => ("待检", "waiting"),
            Self::Typed => ("已录入", "typed"),
            Self::Signed => ("已签", "signed by the tester"),
            Self::Judged => ("已判定", "judged"),
            Self::Issued => ("已签发", "issued"),
        }
    }
}

/// How a donation was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = LabVerdict)]
pub(crate) enum VerdictWord {
    /// 合格
    Qualified,
    /// 不合格
    Rejected,
    /// 血型不符
    GroupConflict,
}
