//! News that one scene tells and any number of others may hear.

use serde::{Serialize, de::DeserializeOwned};

/// A fact that a scene tells through the outbox. Names are past tense: `transfuse.unit_transfused`.
pub trait Event: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable name, `<scene>.<fact>`; part of the contract with every subscriber.
    const NAME: &'static str;
}
