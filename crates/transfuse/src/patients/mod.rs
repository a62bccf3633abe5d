//! Patients of a hospital and what they were typed as. A group counts when two independent results agree.
//!
//! Who may: `transfuse.patient.create`, `.list`, `.search` and `.view` (names masked), `.unmask` (the full name, for a
//! reason that is recorded).

pub(crate) mod db;
mod http;
pub(crate) mod rules;
pub(crate) mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) PatientCreate = "transfuse.patient.create", "登记患者", "Register patients";
    pub(crate) PatientList = "transfuse.patient.list", "患者列表", "List patients";
    pub(crate) PatientSearch = "transfuse.patient.search", "查找患者", "Find patients";
    pub(crate) PatientView = "transfuse.patient.view", "查看患者（脱敏）", "See patients, masked";
    pub(crate) PatientUnmask = "transfuse.patient.unmask", "查看患者全名", "See a patient's name, with a recorded reason";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![PatientCreate::INFO, PatientList::INFO, PatientSearch::INFO, PatientView::INFO, PatientUnmask::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::search))
        .routes(routes!(http::view))
        .routes(routes!(http::unmask))
}
