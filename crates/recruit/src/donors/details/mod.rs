//! What a working station keeps of a donor beside name, document and phone: district, occupation, language, somebody to call.

mod http;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::masking::{mask_name, mask_phone};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    fault::Fault,
    permission,
    vault::Vault,
};

use super::db::DonorRecord;

permission! {
    pub(crate) DonorUpdate = "recruit.donor.update", "更改献血者信息", "Change what is kept of donors";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DonorUpdate::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::update))
}

/// What somebody does, in the groups of the donors' statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DonorOccupation)]
pub(crate) enum Occupation {
    /// 学生
    Student,
    /// 教师
    Teacher,
    /// 医务人员
    Health,
    /// 公务员
    CivilService,
    /// 军人
    Soldier,
    /// 工人
    Worker,
    /// 农民
    Farmer,
    /// 服务业
    Service,
    /// 职员
    Office,
    /// 个体
    SelfEmployed,
    /// 退休
    Retired,
    /// 其他
    Other,
}

/// Somebody to call.
#[derive(Clone, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DonorEmergency)]
pub(crate) struct Emergency {
    /// Name.
    #[garde(length(chars, min = 1, max = 60))]
    pub(crate) name: String,
    /// What they are to the donor.
    #[garde(length(chars, min = 1, max = 20))]
    pub(crate) relation: String,
    /// Phone.
    #[garde(length(chars, min = 1, max = 30))]
    pub(crate) phone: String,
}

impl std::fmt::Debug for Emergency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emergency").finish_non_exhaustive()
    }
}

/// Somebody to call, masked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonorEmergencyMasked)]
pub(crate) struct EmergencyMasked {
    name_masked: String,
    relation: String,
    phone_masked: String,
}

/// Details as kept.
#[derive(Debug, Default)]
pub(crate) struct SealedDetails {
    pub(crate) district: Option<String>,
    pub(crate) occupation: Option<Occupation>,
    pub(crate) language: String,
    pub(crate) emergency: Option<Vec<u8>>,
}

/// Somebody to call, sealed.
pub(crate) fn seal(emergency: Option<&Emergency>, vault: &Vault) -> Result<Option<Vec<u8>>, Fault> {
    emergency.map(|emergency| Ok(vault.seal(&serde_json::to_string(emergency)?)?)).transpose()
}

/// Somebody to call, opened: for the recorded view only.
pub(crate) fn open(record: &DonorRecord, vault: &Vault) -> Result<Option<Emergency>, Fault> {
    let Some(sealed) = &record.emergency_sealed else { return Ok(None) };
    Ok(Some(serde_json::from_str(&vault.open(sealed)?)?))
}

/// Somebody to call, as everybody sees them.
pub(crate) fn masked(record: &DonorRecord, vault: &Vault) -> Result<Option<EmergencyMasked>, Fault> {
    Ok(open(record, vault)?.map(|emergency| EmergencyMasked {
        name_masked: mask_name(&emergency.name),
        relation: emergency.relation,
        phone_masked: mask_phone(&emergency.phone),
    }))
}
