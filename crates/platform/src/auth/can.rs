//! Whether a verb is possible now: told beside every resource, so that no screen repeats a rule.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{refusal::Refusal, say};

use super::Scope;

/// Whether a verb is possible now and, if not, which rule forbids it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Can {
    /// True when the verb would be accepted.
    pub ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
}

impl Can {
    /// Yes, or no for the first reason. Also no when the caller's role lacks `permission`.
    pub fn by(scope: &Scope, permission: &str, decision: Result<(), Refusal>) -> Self {
        if !scope.may(permission) {
            let reason = say!("您的角色没有权限 {permission}", "your role lacks the permission {permission}");
            return Self { ok: false, reason: Some(Refusal::new(permission, reason)) };
        }
        decision.into()
    }
}

impl From<Result<(), Refusal>> for Can {
    fn from(decision: Result<(), Refusal>) -> Self {
        Self { ok: decision.is_ok(), reason: decision.err() }
    }
}
