//! What a case is about.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{InstrumentId, LotId, SiteId, UnitId},
};

/// Why a case is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = RecallCause)]
pub(super) enum Cause {
    /// 检出反应性
    Reactive,
    /// 献血后报告
    PostDonation,
    /// 受血者感染
    Patient,
    /// 试剂
    Reagent,
    /// 检验仪器
    Instrument,
    /// 耗材
    Consumable,
    /// 采集
    Collection,
    /// 其他
    Other,
}

/// What is concerned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = RecallAbout)]
pub(super) enum About {
    /// Donations by their numbers.
    Donations {
        /// The numbers.
        #[garde(length(min = 1, max = 200))]
        numbers: Vec<DonationNumber>,
        /// Every other donation of the same donors too.
        #[garde(skip)]
        #[serde(default)]
        same_donor: bool,
    },
    /// The donations that units were made of.
    Units {
        /// The units.
        #[garde(length(min = 1, max = 200))]
        units: Vec<UnitId>,
        /// Every other donation of the same donors too.
        #[garde(skip)]
        #[serde(default)]
        same_donor: bool,
    },
    /// What was tested with a lot of a reagent.
    Reagent {
        /// The lot.
        #[garde(skip)]
        lot_id: LotId,
    },
    /// What was tested on an instrument in a window of time.
    Instrument {
        /// The instrument.
        #[garde(skip)]
        instrument_id: InstrumentId,
        /// From then on.
        #[garde(skip)]
        from: Instant,
        /// Until before then.
        #[garde(skip)]
        to: Instant,
    },
    /// What was collected with a lot of kits, needles, pouches or tubes.
    Consumable {
        /// `kit`, `needle`, `tube`, `pouch`.
        #[garde(length(chars, min = 1, max = 20))]
        item: String,
        /// Lot of the maker.
        #[garde(length(chars, min = 1, max = 60))]
        lot: String,
    },
    /// What was collected at a site in a window of time.
    Site {
        /// The site.
        #[garde(skip)]
        site_id: SiteId,
        /// From then on.
        #[garde(skip)]
        from: Instant,
        /// Until before then.
        #[garde(skip)]
        to: Instant,
    },
}

impl About {
    /// The window of time, where it has one.
    pub(super) fn window(&self) -> Option<(Instant, Instant)> {
        match self {
            Self::Instrument { from, to, .. } | Self::Site { from, to, .. } => Some((*from, *to)),
            _ => None,
        }
    }
}
