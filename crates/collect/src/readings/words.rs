//! Words of instruments.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether an instrument is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DeviceState {
    /// It reported before anybody entered it: its readings are kept aside until it is adopted.
    Unknown,
    /// In use at its site.
    InUse,
    /// Out of use.
    Retired,
}

/// What the agent of a site says of the line to an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DeviceLink {
    /// No agent has spoken of it yet.
    Unheard,
    /// It answers or reports.
    Connected,
    /// The line is there and nothing has come over it for longer than it may.
    Silent,
    /// The line is not there.
    Disconnected,
    /// What comes over the line cannot be read.
    Faulty,
}
