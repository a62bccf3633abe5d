//! The account of a donor: a first file, consents, sign-ins on other phones.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::care::{Channel, Purpose};
use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    refusal::Refusal,
    say,
};
use vena_platform::{
    app::App,
    auth::{Answer, AsDonor, donor},
    fault::{Fault, Problem},
    http::{Body, context::RequestContext},
};

use super::{OwnConsent, OwnConsents, OwnSessions, OwnSignOutAll, db, files, sign_in};
use crate::donors::{
    self, Checked, Document, DocumentKind, Registered, Registering, Typed,
    consents::{self, Consent, Source},
};

/// Somebody who has no file yet and has proven a phone.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnRegistrationNew {
    /// The ticket for the proven phone.
    #[garde(length(chars, min = 1, max = 100))]
    ticket: String,
    /// That phone.
    #[garde(length(chars, min = 1, max = 30))]
    phone: String,
    /// Kind of document.
    #[garde(skip)]
    document_kind: DocumentKind,
    /// Its number.
    #[garde(length(chars, min = 1, max = 40))]
    document_number: String,
    /// What a document of another kind is called.
    #[garde(length(chars, max = 40))]
    document_naming: Option<String>,
    /// Name.
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    /// Birthday, where the document does not say it.
    #[garde(skip)]
    born_on: Option<Day>,
    /// Sex, where the document does not say it.
    #[garde(skip)]
    sex: Option<Sex>,
    /// Agrees to short messages about bookings and about what became of the blood.
    #[garde(skip)]
    told: bool,
    /// Agrees to invitations.
    #[garde(skip)]
    #[serde(default)]
    invited: bool,
}

/// A first file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnRegistered {
    /// Signed in at once.
    signed_in: bool,
}

/// One consent that is given or withdrawn.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnConsentNew {
    /// By which way.
    #[garde(skip)]
    channel: Channel,
    /// What for.
    #[garde(skip)]
    purpose: Purpose,
    /// Given, or withdrawn.
    #[garde(skip)]
    granted: bool,
}

/// The donor's latest words on being reached.
#[utoipa::path(get, path = "/api/recruit/own/consents", tag = "recruit", operation_id = "recruit.own.consents",
    responses((status = 200, body = Vec<Consent>), (status = 401)))]
pub(super) async fn consents(auth: AsDonor<OwnConsents>) -> Result<Json<Vec<Consent>>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(consents::of(&mut tx, auth.donor).await?))
}

/// Gives or withdraws a consent; it counts from the next message on.
#[utoipa::path(post, path = "/api/recruit/own/consents", tag = "recruit", operation_id = "recruit.own.consent",
    request_body = OwnConsentNew, responses((status = 200, body = Vec<Consent>), (status = 401)))]
pub(super) async fn consent(
    auth: AsDonor<OwnConsent>,
    Body(new): Body<OwnConsentNew>,
) -> Result<Answer<Vec<Consent>>, Fault> {
    let mut tx = auth.write().await?;
    let me = files(&mut tx, auth.donor).await?[0];
    consents::set(&mut tx, &auth.scope, me, (new.channel, new.purpose, new.granted), Source::App).await?;
    let all = consents::of(&mut tx, me).await?;
    tx.ok(all).await
}

/// A sign-in of the donor.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnSignIn {
    /// The browser as it named itself.
    device: String,
    /// Since when.
    since: Instant,
    /// Used last, to ten minutes.
    used_at: Instant,
    /// Whether it is this one.
    this: bool,
}

/// Where the donor is signed in.
#[utoipa::path(get, path = "/api/recruit/own/sessions", tag = "recruit", operation_id = "recruit.own.sessions",
    responses((status = 200, body = Vec<OwnSignIn>), (status = 401)))]
pub(super) async fn sessions(auth: AsDonor<OwnSessions>) -> Result<Json<Vec<OwnSignIn>>, Fault> {
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let rows = donor::sessions(&mut tx, &all).await?;
    let shown = rows.into_iter().map(|row| OwnSignIn {
        this: row.token_digest == auth.session,
        device: row.device,
        since: row.created_at,
        used_at: row.used_at,
    });
    Ok(Json(shown.collect()))
}

/// How many sign-ins ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnSignedOut {
    /// So many, this one among them.
    ended: usize,
}

/// Signs out on every phone.
#[utoipa::path(post, path = "/api/recruit/own/sessions/close", tag = "recruit", operation_id = "recruit.own.sign_out_all",
    responses((status = 200, body = OwnSignedOut), (status = 401)))]
pub(super) async fn sign_out_all(auth: AsDonor<OwnSignOutAll>) -> Result<Answer<OwnSignedOut>, Fault> {
    let mut tx = auth.write().await?;
    let all = files(&mut tx, auth.donor).await?;
    let ended = donor::sessions(&mut tx, &all).await?.len();
    donor::close_all(&mut tx, &all).await?;
    tx.ok(OwnSignedOut { ended }).await
}

/// Opens a first file for somebody who has proven a phone, and signs them in. Whether somebody like this is known already is
/// not told here: then the desk has to look, and says so in the same words for every reason.
#[utoipa::path(post, path = "/api/recruit/own/registration", tag = "recruit", operation_id = "recruit.own.register",
    request_body = OwnRegistrationNew, responses((status = 201, body = OwnRegistered), (status = 409), (status = 422)))]
pub(super) async fn register(
    State(app): State<App>,
    context: RequestContext,
    Body(new): Body<OwnRegistrationNew>,
) -> Result<Response, Fault> {
    let vault = &app.vault;
    let phone = sign_in::phone(&new.phone)?.fingerprint(vault);
    let mut tx = app.db.begin().await?;
    let checked = checked(&new, tx.now())?;
    let ticket = sign_in::ticket_fingerprint(vault, &new.ticket);
    if !db::take_ticket(&mut tx, &ticket, &phone).await? {
        let detail =
            say!("手机号验证已过期，请重新获取验证码", "the proof of your phone is over; ask for another code");
        return Err(Problem::conflict("own.ticket", detail).into());
    }
    donor::create_account(&mut tx).await?;
    let scope = donor::station_scope(&app, &mut tx, context.lang).await?.ok_or_else(closed)?;
    let consents = [
        (Channel::Sms, Purpose::Service, new.told),
        (Channel::App, Purpose::Service, true),
        (Channel::Sms, Purpose::Marketing, new.invited),
    ];
    let registering = Registering {
        checked: &checked,
        naming: new.document_naming.as_deref(),
        valid_until: None,
        consents: &consents,
        district: None,
        occupation: None,
        language: context.lang,
        emergency: None,
        ruled_out: &[],
    };
    let Registered::Opened(donor_id) = donors::register(&mut tx, &scope, vault, &registering).await? else {
        return Err(at_the_desk().into());
    };
    tx.announce("donors", Some(scope.org)).await?;
    sign_in::come_in(tx, &context, donor_id, StatusCode::CREATED, &OwnRegistered { signed_in: true }).await
}

fn checked(new: &OwnRegistrationNew, now: Instant) -> Result<Checked, Fault> {
    // What was typed of a person is never repeated in a problem document.
    let wrong =
        |field: &str, refusal: Refusal| -> Fault { Problem::invalid(field, "", &refusal.rule, refusal.reason).into() };
    let document = Document::read(new.document_kind, &new.document_number);
    let document = document.map_err(|refusal| wrong("document_number", refusal))?;
    let typed = Typed { document, name: &new.name, phone: &new.phone, born_on: new.born_on, sex: new.sex };
    donors::check(typed, now).map_err(|(field, refusal)| wrong(field, refusal))
}

/// The same for a document that is known and for somebody who is much like a donor: neither is told to a stranger.
fn at_the_desk() -> Problem {
    let detail = say!(
        "这份登记需要工作人员当面核对，请带证件到任一献血屋办理；也可以拨打服务电话",
        "this registration has to be checked in person: bring your document to any donation house, or call us"
    );
    Problem::conflict("own.at-the-desk", detail)
}

fn closed() -> Problem {
    let detail =
        say!("自助服务暂时关闭，请到献血屋办理", "self-service is closed for now; please come to a donation house");
    Problem::conflict("own.closed", detail)
}
