//! 制备设备: the machines of the component hall, until when they are calibrated, which are stopped and why.
//!
//! Who may: technicians of the hall; quality registers, calibrates and puts back.

pub(crate) mod db;
mod http;
pub(crate) mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) EquipmentList = "process.equipment.list", "查看制备设备", "See the machines of the component hall";
    pub(crate) EquipmentRegister = "process.equipment.register", "登记制备设备", "Register machines of the component hall";
    pub(crate) EquipmentCalibrate = "process.equipment.calibrate", "记录制备设备校准", "Record calibrations of machines of the hall";
    pub(crate) EquipmentStop = "process.equipment.stop", "停用制备设备", "Take machines of the hall out of use";
    pub(crate) EquipmentResume = "process.equipment.resume", "恢复使用制备设备", "Put machines of the hall back into use";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        EquipmentList::INFO,
        EquipmentRegister::INFO,
        EquipmentCalibrate::INFO,
        EquipmentStop::INFO,
        EquipmentResume::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::register))
        .routes(routes!(http::calibrate))
        .routes(routes!(http::stop))
        .routes(routes!(http::resume))
}
