//! Pads 签名板: how a person without a key signs a form.
//!
//! A member of the staff sends a form to the pads of their site. A pad shows the exact bytes; the person decides about the
//! fingerprint, separately from everything else and without disadvantage (the equal alternative is the witness), writes,
//! and confirms. The organisation's seal then signs for the hand; the document binds digests of what was captured, and the
//! captures themselves are `evidence`.
//!
//! Who may: the staff `records.pad.{create,list,view,witness,cancel}`; the account of a pad, one for each tablet,
//! `records.pad.{next,view,file,consent,fingerprint,sign,refuse}` and nothing else. A session lends the pad the right to its
//! one document. Announces `pads`.

mod db;
mod fingerprint;
mod hand;
mod http;
pub(crate) mod policy;
mod rules;
mod tablet;
mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::clock::Day;
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    fault::Fault,
    jobs::Job,
    permission,
};

pub use fingerprint::{Captured, FingerprintReader, FolderReader, SharedReader, lay_drawn_finger};
pub(crate) use words::PadChoice;

permission! {
    pub(crate) PadCreate = "records.pad.create", "发送到签名板", "Send a form to the pads of one's site";
    pub(crate) PadList = "records.pad.list", "查看签名板进度", "See what is at the pads of one's site";
    pub(crate) PadView = "records.pad.view", "查看一次手写签名", "See one signing at a pad";
    pub(crate) PadWitness = "records.pad.witness", "见证手写签名", "Confirm to have seen somebody sign";
    pub(crate) PadCancel = "records.pad.cancel", "取消手写签名", "Call a form back from a pad";
    pub(crate) PadNext = "records.pad.next", "签名板：接收文书", "Pad: receive forms";
    pub(crate) PadFile = "records.pad.file", "签名板：显示文书", "Pad: show a form";
    pub(crate) PadConsent = "records.pad.consent", "签名板：选择是否采集指纹", "Pad: decide about the fingerprint";
    pub(crate) PadFingerprint = "records.pad.fingerprint", "签名板：采集指纹", "Pad: take the fingerprint";
    pub(crate) PadSign = "records.pad.sign", "签名板：手写签名", "Pad: sign by hand";
    pub(crate) PadRefuse = "records.pad.refuse", "签名板：拒签", "Pad: refuse to sign";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        PadCreate::INFO,
        PadList::INFO,
        PadView::INFO,
        PadWitness::INFO,
        PadCancel::INFO,
        PadNext::INFO,
        PadFile::INFO,
        PadConsent::INFO,
        PadFingerprint::INFO,
        PadSign::INFO,
        PadRefuse::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(tablet::next))
        .routes(routes!(http::view))
        .routes(routes!(http::witness))
        .routes(routes!(http::cancel))
        .routes(routes!(tablet::file))
        .routes(routes!(tablet::consent))
        .routes(routes!(tablet::fingerprint))
        .routes(routes!(tablet::sign))
        .routes(routes!(tablet::refuse))
}

/// Sessions end by the clock also when nobody asks for them: what they captured is erased then.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job::by_clock("records.end_pads", 1, |app: App| async move { sweep(&app).await })]
}

/// The same before somebody reads; who reads is answered also when nothing can be written.
async fn sweep_to_read(app: &App) -> Result<(), Fault> {
    match sweep(app).await {
        Err(fault) if fault.will_pass() => Ok(()),
        done => done,
    }
}

/// Ends what is over by now, in a transaction of its own.
async fn sweep(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    for org in db::sweep(&mut tx).await? {
        tx.announce("pads", Some(org)).await?;
    }
    tx.commit().await
}

/// The places of `form` that are signed by hand on `day`.
pub(crate) fn by_hand(form: &str, day: Day) -> &'static [String] {
    policy::by_hand(form, day).map_or(&[], |entry| &entry.slots)
}
