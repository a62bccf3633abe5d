//! What is asked of sites, as it comes in.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
};

/// Where the asker is.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct NearQuery {
    /// Degrees north.
    #[garde(range(min = -90.0, max = 90.0))]
    pub(crate) latitude: Option<f64>,
    /// Degrees east.
    #[garde(range(min = -180.0, max = 180.0))]
    pub(crate) longitude: Option<f64>,
    /// `walk`, `ride`, `transit` (when absent) or `drive`.
    #[garde(length(chars, max = 20))]
    pub(crate) mode: Option<String>,
}

/// From when to when.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoursNew {
    /// `08:30`
    #[garde(length(chars, min = 4, max = 5))]
    pub(super) opens: String,
    /// `17:00`; midnight is `24:00`.
    #[garde(length(chars, min = 4, max = 5))]
    pub(super) closes: String,
}

/// Hours of one weekday.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeekdayNew {
    /// 1 is Monday.
    #[garde(range(min = 1, max = 7))]
    pub(super) weekday: i32,
    /// Hours, with as many breaks as there are.
    #[garde(length(max = 6), dive)]
    pub(super) hours: Vec<HoursNew>,
}

/// What a site has, every day.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteNew {
    /// The version that was read; 0 for a site that was not set up yet.
    #[garde(range(min = 0))]
    pub(super) version: i32,
    /// Address.
    #[garde(length(chars, min = 1, max = 200))]
    pub(super) address: String,
    /// Chairs.
    #[garde(range(min = 0, max = 200))]
    pub(super) beds: i32,
    /// People at the chairs.
    #[garde(range(min = 0, max = 200))]
    pub(super) staff: i32,
    /// Weekly hours; none for a vehicle.
    #[garde(length(max = 7), dive)]
    pub(super) week: Vec<WeekdayNew>,
}

/// What is different on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DayKind {
    /// Not open.
    Closed,
    /// Other hours.
    Hours,
    /// Another place.
    Moved,
}

/// A day that will differ.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayNew {
    /// Which day.
    #[garde(skip)]
    pub(super) day: Day,
    /// What is different.
    #[garde(skip)]
    pub(super) kind: DayKind,
    /// The hours of that day; none when closed.
    #[garde(length(max = 6), dive)]
    #[serde(default)]
    pub(super) hours: Vec<HoursNew>,
    /// Where to, when moved.
    #[garde(length(chars, max = 200))]
    pub(super) place: Option<String>,
    /// Degrees.
    #[garde(range(min = -90.0, max = 90.0))]
    pub(super) latitude: Option<f64>,
    /// Degrees.
    #[garde(range(min = -180.0, max = 180.0))]
    pub(super) longitude: Option<f64>,
    /// Why; donors read it.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
    /// Only look whom it would hit.
    #[garde(skip)]
    #[serde(default)]
    pub(super) preview: bool,
    /// How many bookings the preview said are hit.
    #[garde(skip)]
    #[serde(default)]
    pub(super) hits_seen: usize,
}

/// Why something is taken out of the plan.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakenOut {
    /// Why; donors read it.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
    /// Only look whom it would hit.
    #[garde(skip)]
    #[serde(default)]
    pub(super) preview: bool,
    /// How many bookings the preview said are hit.
    #[garde(skip)]
    #[serde(default)]
    pub(super) hits_seen: usize,
}

/// A stop to be planned.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct StopNew {
    /// Which day.
    #[garde(skip)]
    pub(super) day: Day,
    /// From when to when.
    #[garde(dive)]
    pub(super) hours: HoursNew,
    /// Where.
    #[garde(length(chars, min = 1, max = 200))]
    pub(super) place: String,
    /// District.
    #[garde(length(chars, max = 60))]
    pub(super) district: String,
    /// Degrees.
    #[garde(range(min = -90.0, max = 90.0))]
    pub(super) latitude: Option<f64>,
    /// Degrees.
    #[garde(range(min = -180.0, max = 180.0))]
    pub(super) longitude: Option<f64>,
    /// Chairs.
    #[garde(range(min = 1, max = 200))]
    pub(super) beds: i32,
    /// People at the chairs.
    #[garde(range(min = 0, max = 200))]
    pub(super) staff: i32,
    /// How many donors are meant to come.
    #[garde(range(min = 0, max = 2000))]
    pub(super) target: i32,
    /// For a group alone.
    #[garde(skip)]
    #[serde(default)]
    pub(super) group_only: bool,
}

/// A machine to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct MachineNew {
    /// What people call it.
    #[garde(length(chars, min = 1, max = 60))]
    pub(super) name: String,
    /// What it can do.
    #[garde(length(min = 1, max = 3))]
    pub(super) kinds: Vec<DonationKind>,
}

/// When a machine is out of use.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutNew {
    /// From when.
    #[garde(skip)]
    pub(super) from_at: Instant,
    /// Until when.
    #[garde(skip)]
    pub(super) until_at: Instant,
    /// Why; donors read it.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
    /// Only look whom it would hit.
    #[garde(skip)]
    #[serde(default)]
    pub(super) preview: bool,
    /// How many bookings the preview said are hit.
    #[garde(skip)]
    #[serde(default)]
    pub(super) hits_seen: usize,
}
