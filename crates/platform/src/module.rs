//! A scene as plain data: what the server needs to know of it, and nothing more.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use vena_kernel::{refusal::Refusal, text::Text};

use crate::{
    app::App,
    auth::{PermissionInfo, Scope},
    db::Tx,
    documents::PaperSource,
    fault::Fault,
    imports::Importer,
    jobs::Job,
    outbox::Subscription,
};

/// One scene (or the ledger, or the platform itself).
#[derive(Default)]
pub struct Module {
    /// Crate and URL name.
    pub name: &'static str,
    /// Its one character on the rail; empty when it has no screen.
    pub glyph: &'static str,
    /// Its title, Chinese and English.
    pub title: (&'static str, &'static str),
    /// Its routes.
    pub router: OpenApiRouter<App>,
    /// Everything that a role may be allowed to do here.
    pub permissions: Vec<PermissionInfo>,
    /// What it hears from others.
    pub subscriptions: Vec<Subscription>,
    /// What it does in the background.
    pub jobs: Vec<Job>,
    /// How it answers the scan field.
    pub finder: Option<Arc<dyn Finder>>,
    /// Which tables of other systems it takes in.
    pub importers: Vec<Arc<dyn Importer>>,
    /// Which papers it can fill in.
    pub papers: Vec<Arc<dyn PaperSource>>,
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.glyph, self.name)
    }
}

/// What was typed or scanned into the one field that every page has.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The text as it came.
    pub text: String,
    /// What the grammar of scanned strings makes of it, or why it refuses it.
    pub scanned: Result<vena_kernel::scan::Scanned, Refusal>,
}

/// Something that the scan field found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Hit {
    /// `unit`, `order`, `donor`, …
    pub kind: String,
    /// Its id, as printed.
    pub id: String,
    /// What it is.
    pub title: Text,
    /// What matters about it now.
    pub detail: Text,
    /// Its page in the console.
    pub path: String,
}

/// A scene's answer to the scan field.
pub trait Finder: Send + Sync {
    /// Things of this scene that `asked` may mean and that `scope` may see; at most ten.
    fn find<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, asked: &'a Asked)
    -> BoxFuture<'a, Result<Vec<Hit>, Fault>>;
}
