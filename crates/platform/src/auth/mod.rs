//! Who is asking, for whom, and what they may do.
//!
//! A handler names its permission in its signature ([`Allowed`]); what it may touch follows from the [`Scope`] that
//! every query takes. Operation id = permission = name in the audit.

mod allowed;
mod can;
pub mod db;
pub mod donor;
mod first_station;
mod password;
pub mod roles;
pub mod session;
pub mod users;

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};
use vena_kernel::{
    id::{OrgId, SiteId, UserId},
    text::{Lang, Text},
};

pub use allowed::{Allowed, Answer, SignedIn, Write};
pub use can::Can;
pub use donor::AsDonor;
pub use first_station::{FirstStation, create_first_station};
pub use password::{hash_password, verify_password};
pub use session::scope_of_user;

/// What an organisation is; decides how far its people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OrgKind {
    /// 采供血机构: sees the whole city's blood.
    Station,
    /// 医疗机构: sees its own hospital only.
    Hospital,
    /// 卫生健康委: sees everything, changes nothing.
    Commission,
}

/// Who is asking and how far they may see. Every function of every `db.rs` takes one.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The person.
    pub user: UserId,
    /// The person's name, for signatures on screen.
    pub user_name: String,
    /// Whose blood and papers the person handles.
    pub org: OrgId,
    /// What that organisation is.
    pub org_kind: OrgKind,
    /// Where the person works.
    pub site: SiteId,
    /// What the person's roles allow.
    pub permissions: Arc<BTreeSet<String>>,
    /// The language of answers.
    pub lang: Lang,
}

impl Scope {
    /// `None` for those who see every organisation, otherwise the only one they see. Bind it as `$n::uuid is null or org = $n`.
    pub fn only_org(&self) -> Option<OrgId> {
        match self.org_kind {
            OrgKind::Hospital => Some(self.org),
            OrgKind::Station | OrgKind::Commission => None,
        }
    }

    /// Whether things of `org` are visible.
    pub fn sees(&self, org: OrgId) -> bool {
        self.only_org().is_none_or(|own| own == org)
    }

    /// Whether the roles carry `permission`.
    pub fn may(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }
}

/// One thing that a role may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermissionInfo {
    /// `scene.noun.verb`, equal to the operation id.
    pub name: &'static str,
    /// What it allows, in Chinese.
    pub zh: &'static str,
    /// What it allows, in English.
    pub en: &'static str,
}

impl PermissionInfo {
    /// What it allows, in both languages.
    pub fn title(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// A permission as a type, so that a handler can name it in its signature.
pub trait Permission: Send + Sync + 'static {
    /// What is allowed.
    const INFO: PermissionInfo;
}

/// Declares permissions: `permission!(pub OrderCreate = "issue.order.create", "新建用血订单", "Create an order");`
#[macro_export]
macro_rules! permission {
    ($($vis:vis $name:ident = $id:literal, $zh:literal, $en:literal;)+) => {$(
        #[doc = concat!("`", $id, "`: ", $en, " (", $zh, ").")]
        #[derive(Debug, Clone, Copy)]
        $vis struct $name;

        impl $crate::auth::Permission for $name {
            const INFO: $crate::auth::PermissionInfo =
                $crate::auth::PermissionInfo { name: $id, zh: $zh, en: $en };
        }
    )+};
}
