//! 检验仪器: which instruments read runs, until when they are calibrated, and which are out of use and why.
//!
//! Who may: people of the laboratory.

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
    pub(crate) InstrumentList = "lab.instrument.list", "查看检验仪器", "See the instruments of the laboratory";
    pub(crate) InstrumentRegister = "lab.instrument.register", "登记检验仪器", "Register instruments of the laboratory";
    pub(crate) InstrumentCalibrate = "lab.instrument.calibrate", "记录检验仪器校准", "Record calibrations of instruments";
    pub(crate) InstrumentStop = "lab.instrument.stop", "停用检验仪器", "Take instruments out of use";
    pub(crate) InstrumentCodes = "lab.instrument.codes", "设置仪器项目代码", "Say what analysers call the tests";
    pub(crate) InstrumentResume = "lab.instrument.resume", "恢复使用检验仪器", "Put instruments back into use";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        InstrumentList::INFO,
        InstrumentRegister::INFO,
        InstrumentCalibrate::INFO,
        InstrumentStop::INFO,
        InstrumentResume::INFO,
        InstrumentCodes::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::register))
        .routes(routes!(http::calibrate))
        .routes(routes!(http::stop))
        .routes(routes!(http::resume))
        .routes(routes!(http::codes))
}
