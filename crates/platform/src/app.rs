//! The running application: what every handler can reach.

use std::{fmt, ops::Deref, sync::Arc};

use tokio::sync::broadcast;

use crate::{
    auth::{roles::Roles, session::SceneInfo},
    config::Config,
    db::Db,
    imports::Importer,
    module::Finder,
    news::Hint,
    vault::Vault,
};

/// A handle on the running application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an application.
pub struct Parts {
    /// Records.
    pub db: Db,
    /// Opens and seals the fields that the database must not show.
    pub vault: Vault,
    /// Settings.
    pub config: Config,
    /// What each role allows.
    pub roles: Roles,
    /// The scenes, in vein order.
    pub scenes: Vec<SceneInfo>,
    /// Who answers the scan field.
    pub finders: Vec<Arc<dyn Finder>>,
    /// Which tables of other systems can be taken in.
    pub importers: Vec<Arc<dyn Importer>>,
    /// Live updates, to be passed on to open screens.
    pub news: broadcast::Sender<Hint>,
    /// Demo accounts, shown at sign-in; empty unless the database is a demo.
    pub demo_accounts: Vec<DemoAccount>,
    /// A password hash that belongs to nobody, so that an unknown name takes as long as a wrong password.
    pub decoy_hash: String,
}

/// An account of the demo city.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct DemoAccount {
    /// Sign-in name.
    pub username: String,
    /// Password.
    pub password: String,
    /// Name of the invented person.
    pub display_name: String,
    /// What the person does.
    pub role: vena_kernel::text::Text,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("App")
    }
}
