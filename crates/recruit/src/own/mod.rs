//! What donors do for themselves, on a phone: sign in, see their own file, book, and tell us something.
//!
//! A donor is no user ([`vena_platform::auth::AsDonor`]). Every handler asks for the files of the one person behind the session
//! and for nobody else's; a confidential reason is never named, a test result never told but as good or "call us".
//! Who proves to own a phone comes in: a code of one use, whose limits stand in `rulebook/cn/own.toml`. Whether a phone is
//! known is told to nobody who has not proven it.

mod account;
pub(crate) mod book;
mod bookings;
mod db;
mod donations;
mod me;
mod messages;
mod papers;
mod places;
mod reports;
mod rules;
mod sign_in;
#[cfg(test)]
mod tests;
mod waiting;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::id::DonorId;
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    outbox::Subscription,
    permission,
};

permission! {
    pub(crate) OwnView = "recruit.own.view", "查看自己的档案", "See one's own file";
    pub(crate) OwnIdentity = "recruit.own.identity", "查看自己的完整信息", "See one's own document and phone in full";
    pub(crate) OwnSessions = "recruit.own.sessions", "查看自己的登录", "See one's own sign-ins";
    pub(crate) OwnSignOutAll = "recruit.own.sign_out_all", "退出所有设备", "Sign out everywhere";
    pub(crate) OwnConsents = "recruit.own.consents", "查看自己的通知设置", "See one's own consents";
    pub(crate) OwnConsent = "recruit.own.consent", "修改自己的通知设置", "Give or withdraw a consent";
    pub(crate) OwnLooked = "recruit.own.looked", "查看谁看过自己的档案", "See who looked at one's own file";
    pub(crate) OwnDonations = "recruit.own.donations", "查看自己的献血记录", "See one's own donations";
    pub(crate) OwnPapers = "recruit.own.papers", "查看自己签署的文书", "See the papers one has signed";
    pub(crate) OwnPaperFile = "recruit.own.paper_file", "下载自己签署的文书", "Open or save a paper one has signed";
    pub(crate) OwnExclude = "recruit.own.exclude", "请求不使用自己的血液", "Ask that one's own blood not be used";
    pub(crate) OwnSites = "recruit.own.sites", "查看献血地点", "See where blood may be given";
    pub(crate) OwnSlots = "recruit.own.slots", "查看可预约时段", "See the places that are free";
    pub(crate) OwnBookings = "recruit.own.bookings", "查看自己的预约", "See one's own bookings";
    pub(crate) OwnBook = "recruit.own.book", "为自己预约", "Book for oneself";
    pub(crate) OwnRebook = "recruit.own.rebook", "改自己的预约", "Move one's own booking";
    pub(crate) OwnCancel = "recruit.own.cancel", "取消自己的预约", "Cancel one's own booking";
    pub(crate) OwnAccept = "recruit.own.accept", "接受候补名额", "Take a place that was offered";
    pub(crate) OwnWaiting = "recruit.own.waiting", "查看自己的候补", "See where one waits for a place";
    pub(crate) OwnWait = "recruit.own.wait", "为自己候补", "Wait for a place";
    pub(crate) OwnWaitingLeave = "recruit.own.waiting_leave", "退出候补", "Wait no longer";
    pub(crate) OwnInbox = "recruit.own.inbox", "查看自己的消息", "Read one's own messages";
    pub(crate) OwnOpened = "recruit.own.opened", "标记消息已读", "Note that a message was read";
    pub(crate) OwnReports = "recruit.own.reports", "查看自己的反馈", "See what one has reported";
    pub(crate) OwnReport = "recruit.own.report", "提交反馈", "Report something";
    pub(crate) ReportList = "recruit.report.list", "献血者反馈列表", "List what donors report";
    pub(crate) ReportView = "recruit.report.view", "查看献血者反馈", "Read what a donor reports";
    pub(crate) ReportClose = "recruit.report.close", "答复献血者反馈", "Answer what a donor reports";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        OwnView::INFO,
        OwnIdentity::INFO,
        OwnSessions::INFO,
        OwnSignOutAll::INFO,
        OwnConsents::INFO,
        OwnConsent::INFO,
        OwnLooked::INFO,
        OwnDonations::INFO,
        OwnPapers::INFO,
        OwnPaperFile::INFO,
        OwnExclude::INFO,
        OwnSites::INFO,
        OwnSlots::INFO,
        OwnBookings::INFO,
        OwnBook::INFO,
        OwnRebook::INFO,
        OwnCancel::INFO,
        OwnAccept::INFO,
        OwnWaiting::INFO,
        OwnWait::INFO,
        OwnWaitingLeave::INFO,
        OwnInbox::INFO,
        OwnOpened::INFO,
        OwnReports::INFO,
        OwnReport::INFO,
        ReportList::INFO,
        ReportView::INFO,
        ReportClose::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::send_code))
        .routes(routes!(sign_in::open, sign_in::close))
        .routes(routes!(account::register))
        .routes(routes!(account::sessions))
        .routes(routes!(account::sign_out_all))
        .routes(routes!(account::consents, account::consent))
        .routes(routes!(me::view))
        .routes(routes!(me::identity))
        .routes(routes!(me::looked))
        .routes(routes!(donations::list))
        .routes(routes!(donations::exclude))
        .routes(routes!(bookings::sites))
        .routes(routes!(bookings::slots))
        .routes(routes!(bookings::list, bookings::book))
        .routes(routes!(bookings::rebook))
        .routes(routes!(bookings::cancel))
        .routes(routes!(waiting::list, waiting::join))
        .routes(routes!(waiting::leave))
        .routes(routes!(waiting::accept))
        .routes(routes!(messages::inbox))
        .routes(routes!(messages::opened))
        .routes(routes!(reports::own, reports::report))
        .routes(routes!(reports::list))
        .routes(routes!(reports::view))
        .routes(routes!(reports::close))
}

pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![donations::subscription()]
}

/// What needs to know which papers are signed.
pub(crate) fn papers() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(papers::list)).routes(routes!(papers::file))
}

/// Every file of the person behind a session, the one that stands for the person first.
async fn files(tx: &mut Tx, donor: DonorId) -> Result<Vec<DonorId>, Fault> {
    crate::bookings::act::persons(tx, donor).await
}
