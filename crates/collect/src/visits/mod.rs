//! Visits 到访: one person, one day, one place, from the door to the way out.
//!
//! Somebody comes with a reservation, a document or nothing and gets a ticket; is asked, checked, judged, seated, rests and
//! leaves. A person has one open visit wherever; who vanished is closed when the day is over. The kiosk is an account of its
//! own (role `kiosk`) and sees only what it opened. Announces `visits`.

mod calls;
pub(crate) mod consent;
pub(crate) mod db;
mod door;
mod gate;
mod home;
mod kiosk;
mod policy;
pub(crate) mod proof;
mod rules;
mod settings;
mod sheet;
#[cfg(test)]
mod tests;
pub(crate) mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{clock::Day, collection::inquiry::About, id::SiteId};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    jobs::Job,
    permission,
};

pub(crate) use self::{
    db::VisitRecord,
    door::same_person,
    policy::{Consent as ConsentText, ConsentPage, Needle},
    sheet::Asked,
    view::Visit,
    words::{AnsweredWhere, VisitState},
};
use crate::Donors;

permission! {
    pub(crate) VisitCreate = "collect.visit.create", "到访取号", "Let people in";
    pub(crate) VisitList = "collect.visit.list", "排队列表", "See who is there";
    pub(crate) VisitView = "collect.visit.view", "查看到访", "See a visit";
    pub(crate) VisitIdentify = "collect.visit.identify", "核对到访者身份", "Say who somebody is";
    pub(crate) VisitGateByHand = "collect.visit.gate", "登记门口体温", "Measure a temperature at the door";
    pub(crate) VisitCallNext = "collect.visit.call_next", "叫下一位", "Call whose turn it is";
    pub(crate) VisitCall = "collect.visit.call", "叫号", "Call one person";
    pub(crate) VisitPass = "collect.visit.pass", "过号", "Put back who did not come";
    pub(crate) VisitLeave = "collect.visit.leave", "结束到访", "End visits";
    pub(crate) VisitSheet = "collect.visit.sheet", "健康征询：提问", "Ask the health questions";
    pub(crate) VisitAnswer = "collect.visit.answer", "健康征询：保存回答", "Keep answers to the health questions";
    pub(crate) VisitConsent = "collect.visit.consent", "登记纸质知情同意", "Record a consent on paper";
    pub(crate) VisitScreen = "collect.visit.screen", "候叫屏", "Screen of the waiting room";
    pub(crate) KioskSettings = "collect.kiosk.settings", "自助机：设置", "Kiosk: how it behaves";
    pub(crate) KioskArrive = "collect.kiosk.arrive", "自助机：取号", "Kiosk: let somebody in";
    pub(crate) KioskSheet = "collect.kiosk.sheet", "自助机：征询提问", "Kiosk: ask";
    pub(crate) KioskAnswer = "collect.kiosk.answer", "自助机：保存回答", "Kiosk: keep answers";
    pub(crate) KioskFace = "collect.kiosk.face", "自助机：人脸比对结论", "Kiosk: verdict of the comparison of faces";
    pub(crate) KioskConsent = "collect.kiosk.consent", "自助机：知情同意", "Kiosk: consent";
    pub(crate) KioskHelp = "collect.kiosk.help", "自助机：呼叫工作人员", "Kiosk: call the staff";
    pub(crate) KioskLeave = "collect.kiosk.leave", "自助机：结束", "Kiosk: end";
    pub(crate) OwnInquirySheet = "recruit.own.inquiry_sheet", "在家查看健康征询", "Read the consent and the questions at home";
    pub(crate) OwnInquiry = "recruit.own.inquiry", "在家回答健康征询", "Answer the questions at home";
    pub(crate) KioskSwitches = "platform.site.switches", "查看献血点功能开关", "See which features of a site are on";
    pub(crate) KioskSwitch = "platform.site.switch", "开关献血点功能（人脸比对、屏上签署）", "Switch features of a site: faces, signing on screen";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        VisitCreate::INFO,
        VisitList::INFO,
        VisitView::INFO,
        VisitIdentify::INFO,
        VisitGateByHand::INFO,
        VisitCallNext::INFO,
        VisitCall::INFO,
        VisitPass::INFO,
        VisitLeave::INFO,
        VisitSheet::INFO,
        VisitAnswer::INFO,
        VisitConsent::INFO,
        VisitScreen::INFO,
        KioskSettings::INFO,
        KioskArrive::INFO,
        KioskSheet::INFO,
        KioskAnswer::INFO,
        KioskFace::INFO,
        KioskConsent::INFO,
        KioskHelp::INFO,
        KioskLeave::INFO,
        OwnInquirySheet::INFO,
        OwnInquiry::INFO,
        KioskSwitches::INFO,
        KioskSwitch::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(calls::list, door::create))
        .routes(routes!(calls::screen))
        .routes(routes!(calls::next))
        .routes(routes!(calls::view))
        .routes(routes!(door::identify))
        .routes(routes!(gate::by_hand))
        .routes(routes!(calls::call))
        .routes(routes!(calls::pass))
        .routes(routes!(calls::leave))
        .routes(routes!(sheet::sheet))
        .routes(routes!(sheet::answer))
        .routes(routes!(consent::on_paper))
        .routes(routes!(settings::settings))
        .routes(routes!(kiosk::arrive))
        .routes(routes!(kiosk::sheet))
        .routes(routes!(kiosk::answer))
        .routes(routes!(kiosk::face))
        .routes(routes!(kiosk::consent))
        .routes(routes!(kiosk::help))
        .routes(routes!(kiosk::leave))
        .routes(routes!(home::sheet))
        .routes(routes!(home::answer))
        .routes(routes!(settings::switches, settings::switch))
}

/// Who vanished without a word is closed once the day is over; what was answered at home and counts no longer is erased.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job::by_clock("collect.close_visits", 10, |app: App| async move { close(&app).await })]
}

async fn close(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let today = crate::day(tx.now());
    for org in db::close_before(&mut tx, today).await? {
        tx.announce("visits", Some(org)).await?;
    }
    let oldest = tx.now().plus_seconds(-policy::home(today).hours * 3600);
    db::erase_home(&mut tx, oldest).await?;
    tx.commit().await
}

/// What is signed before a needle goes in at `site` on `on`; nothing where papers are signed by pen.
pub(crate) async fn signed_before_needle(tx: &mut Tx, site: SiteId, on: Day) -> Result<Option<&'static Needle>, Fault> {
    let switches = db::switches(tx, site).await?;
    let on_screen = switches.iter().any(|(name, is_on)| name == settings::Switch::SignedPapers.name() && *is_on);
    Ok(on_screen.then(|| policy::signed_before_needle(on)))
}

/// What is signed before a needle goes in on `day`, wherever papers are signed on screen.
#[cfg(test)]
pub(crate) fn needle(day: Day) -> &'static Needle {
    policy::signed_before_needle(day)
}

/// Of whom the questions of the visit were asked: sex, kind of donation, first time or not.
pub(crate) async fn about(tx: &mut Tx, donors: &Donors, visit: &VisitRecord) -> Result<Option<About>, Fault> {
    let Some((donor, sex)) = visit.donor_id.zip(visit.sex()) else { return Ok(None) };
    let files = same_person(tx, donors, donor).await?;
    Ok(Some(About { sex, kind: visit.kind(), first_time: Some(sheet::first_time(tx, donors, &files).await?) }))
}
