//! Coming in with a phone: a code is sent, and whoever types it comes in.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::care::PhoneCode;
use vena_kernel::{id::DonorId, refusal::Refusal, say};
use vena_platform::{
    app::App,
    auth::donor,
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, context::RequestContext},
    vault::Vault,
};

use super::{
    book::{CodeRule, OwnBook},
    db, rules,
};
use crate::{Messages, donors::Phone, today};

/// Somebody who wants to come in.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnPhone {
    /// Mobile phone.
    #[garde(length(chars, min = 1, max = 30))]
    phone: String,
}

/// A code is on its way, whether or not anybody here knows the phone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnCodeSent {
    /// How long it is good, seconds.
    good_seconds: i64,
    /// Not sooner than after so many seconds another one is sent.
    again_seconds: i64,
    /// How many digits it has.
    digits: u32,
    /// The code itself, in a demo city only.
    #[serde(skip_serializing_if = "Option::is_none")]
    demo_code: Option<String>,
}

/// Phone and code.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnSessionNew {
    /// Mobile phone.
    #[garde(length(chars, min = 1, max = 30))]
    phone: String,
    /// The code that came.
    #[garde(length(chars, min = 1, max = 12))]
    code: String,
    /// The last four characters of the document: asked for when several people have this phone.
    #[garde(length(chars, min = 4, max = 4))]
    document_tail: Option<String>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[schema(as = OwnSession)]
pub(super) enum Opened {
    /// Signed in.
    SignedIn,
    /// Several people have this phone: say who by the last four characters of the document.
    SayWho,
    /// Nobody here has this phone; with the ticket one may register.
    Unknown {
        /// Good for half an hour and one registration.
        ticket: String,
    },
}

/// Sends a code to a phone. The answer is the same whether or not anybody here knows the phone.
#[utoipa::path(post, path = "/api/recruit/own/code", tag = "recruit", operation_id = "recruit.own.send_code",
    request_body = OwnPhone, responses((status = 200, body = OwnCodeSent), (status = 409), (status = 422)))]
pub(super) async fn send_code(
    State(app): State<App>,
    Extension(messages): Messages,
    context: RequestContext,
    Body(asked): Body<OwnPhone>,
) -> Result<Json<OwnCodeSent>, Fault> {
    let phone = phone(&asked.phone)?;
    let fingerprint = phone.fingerprint(&app.vault);
    let address = context.address.map(|address| app.vault.fingerprint(&format!("address:{address}")));
    let mut tx = app.db.begin().await?;
    let rule = OwnBook::get().code(today::day(tx.now()))?;
    db::lock_phone(&mut tx, &fingerprint).await?;
    let before = db::before(&mut tx, &fingerprint, address.as_deref()).await?;
    rules::may_send(rule, &before, tx.now())?;
    let code = rules::code(random()?, rule.digits);
    let (id, good_until) = (tx.new_id(), tx.now().plus_seconds(rule.good_minutes * 60));
    let kept = code_fingerprint(&app.vault, &fingerprint, &code);
    let new = db::NewCode { id, phone: &fingerprint, address: address.as_deref(), code: &kept, good_until };
    db::insert_code(&mut tx, &new).await?;
    let minutes = rule.good_minutes;
    let text = say!(
        "【献血】您的验证码是 {{code}}，{minutes} 分钟内有效。工作人员不会向您索要验证码。",
        "Blood donation: your code is {{code}}, good for {minutes} minutes. Our staff never ask for it."
    );
    messages
        .send_code(
            &mut tx,
            PhoneCode { phone: phone.expose().to_owned(), text, code: code.clone(), not_after: good_until },
        )
        .await?;
    tx.commit().await?;
    Ok(Json(OwnCodeSent {
        good_seconds: minutes * 60,
        again_seconds: rule.again_seconds,
        digits: rule.digits,
        demo_code: (!app.demo_accounts.is_empty()).then_some(code),
    }))
}

/// Comes in with a code, or learns that nobody here has this phone. Every wrong code gets the same answer.
#[utoipa::path(post, path = "/api/recruit/own/session", tag = "recruit", operation_id = "recruit.own.sign_in",
    request_body = OwnSessionNew, responses((status = 200, body = Opened), (status = 409), (status = 422)))]
pub(super) async fn open(
    State(app): State<App>,
    context: RequestContext,
    Body(typed): Body<OwnSessionNew>,
) -> Result<Response, Fault> {
    let phone = phone(&typed.phone)?.fingerprint(&app.vault);
    let mut tx = app.db.begin().await?;
    let rule = OwnBook::get().code(today::day(tx.now()))?;
    db::lock_phone(&mut tx, &phone).await?;
    let row = db::tried(&mut tx, &phone).await?;
    let kept = row.as_ref().map(|row| rules::Kept {
        fingerprint: &row.code_fingerprint,
        good_until: row.good_until,
        tries: row.tries,
        used: row.used_at.is_some(),
    });
    let typed_code: String = typed.code.chars().filter(|c| !c.is_whitespace()).collect();
    let given = code_fingerprint(&app.vault, &phone, &typed_code);
    let checked = rules::check(rule, kept.as_ref(), &given, tx.now());
    let (Some(row), Ok(())) = (row, &checked) else {
        return refused(tx, &context, checked).await;
    };
    let people = db::of_phone(&mut tx, &phone).await?;
    match who(&people, typed.document_tail.as_deref(), &app.vault)? {
        Who::Nobody => unknown(&app, tx, rule, row.code_id).await,
        Who::Several => say_who(tx).await,
        Who::Stranger => refused(tx, &context, Err(stranger())).await,
        Who::One(donor) => {
            db::used(&mut tx, row.code_id).await?;
            come_in(tx, &context, donor, StatusCode::OK, &Opened::SignedIn).await
        }
    }
}

/// Signs out on this phone.
#[utoipa::path(delete, path = "/api/recruit/own/session", tag = "recruit", operation_id = "recruit.own.sign_out",
    responses((status = 204)))]
pub(super) async fn close(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    let mut tx = app.db.begin().await?;
    let cookie = donor::close(&mut tx, &headers).await?;
    tx.commit().await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Opens the session of a donor, keeps that in the audit, and answers.
pub(super) async fn come_in<T: Serialize>(
    mut tx: Tx,
    context: &RequestContext,
    donor_id: DonorId,
    status: StatusCode,
    answer: &T,
) -> Result<Response, Fault> {
    let days = OwnBook::get().session(today::day(tx.now()))?.days;
    let until = tx.now().plus_seconds(days * 86_400);
    let device = context.browser.as_deref().unwrap_or("");
    let cookie = donor::open(&mut tx, donor_id, device, until).await?;
    donor::note_sign_in(&mut tx, context, Some(donor_id), None).await?;
    tx.commit().await?;
    Ok((status, [(header::SET_COOKIE, cookie)], Json(answer)).into_response())
}

/// The try stays counted: what refuses does not undo it.
async fn refused(mut tx: Tx, context: &RequestContext, checked: Result<(), Refusal>) -> Result<Response, Fault> {
    donor::note_sign_in(&mut tx, context, None, Some("wrong code")).await?;
    tx.commit().await?;
    let refusal = checked.err().unwrap_or_else(stranger);
    Err(Problem::invalid("code", "", &refusal.rule, refusal.reason).into())
}

/// The code stays good: the person only says who they are.
async fn say_who(tx: Tx) -> Result<Response, Fault> {
    tx.commit().await?;
    Ok(Json(Opened::SayWho).into_response())
}

async fn unknown(app: &App, mut tx: Tx, rule: &CodeRule, code: uuid::Uuid) -> Result<Response, Fault> {
    db::used(&mut tx, code).await?;
    let ticket = format!("{:016x}{:016x}", random()?, random()?);
    let until = tx.now().plus_seconds(rule.ticket_minutes * 60);
    db::give_ticket(&mut tx, code, &ticket_fingerprint(&app.vault, &ticket), until).await?;
    tx.commit().await?;
    Ok(Json(Opened::Unknown { ticket }).into_response())
}

/// Whose phone it is.
enum Who {
    Nobody,
    One(DonorId),
    /// Several, and nothing says which.
    Several,
    /// Several, and none of them has such a document.
    Stranger,
}

fn who(people: &[(DonorId, Vec<u8>)], tail: Option<&str>, vault: &Vault) -> Result<Who, Fault> {
    match (people, tail) {
        ([], _) => return Ok(Who::Nobody),
        ([(only, _)], _) => return Ok(Who::One(*only)),
        (_, None) => return Ok(Who::Several),
        _ => {}
    }
    let tail = tail.unwrap_or("").to_uppercase();
    for (donor, sealed) in people {
        if vault.open(sealed)?.to_uppercase().ends_with(&tail) {
            return Ok(Who::One(*donor));
        }
    }
    Ok(Who::Stranger)
}

fn stranger() -> Refusal {
    let reason = say!(
        "验证码或证件后四位不对，请核对后重试",
        "the code or the last four characters of the document are wrong; check them and try again"
    );
    Refusal::new("own.who", reason)
}

/// The phone in its normal form; what is wrong is never repeated.
pub(super) fn phone(text: &str) -> Result<Phone, Fault> {
    Phone::read(text).map_err(|refusal| Problem::invalid("phone", "", &refusal.rule, refusal.reason).into())
}

fn code_fingerprint(vault: &Vault, phone: &[u8], code: &str) -> Vec<u8> {
    vault.fingerprint_bytes(&[b"own-code:", phone, b":", code.as_bytes()].concat())
}

/// The keyed hash of a ticket.
pub(super) fn ticket_fingerprint(vault: &Vault, ticket: &str) -> Vec<u8> {
    vault.fingerprint(&format!("own-ticket:{ticket}"))
}

fn random() -> Result<u64, Fault> {
    let mut bytes = [0; 8];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::Internal(anyhow::anyhow!("no random numbers")))?;
    Ok(u64::from_le_bytes(bytes))
}
