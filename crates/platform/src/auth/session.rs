//! Signing in and out: an opaque token in an HttpOnly cookie, kept only as a digest.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa::ToSchema;
use vena_kernel::{
    id::{OrgId, SiteId, UserId},
    say,
    text::{Lang, Text},
};

use super::{OrgKind, Scope, SignedIn, db, verify_password};
use crate::{
    app::App,
    audit,
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, context::RequestContext},
};

const COOKIE: &str = "vena_session";

/// A sign-in.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct SessionNew {
    /// Sign-in name.
    #[garde(length(chars, min = 1, max = 60))]
    pub username: String,
    /// Password.
    #[garde(length(chars, min = 1, max = 200))]
    pub password: String,
}

/// Who is signed in and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    pub user: MyUser,
    /// Their organisation.
    pub organisation: MyOrganisation,
    /// Where they work.
    pub site: MySite,
    /// Their roles.
    pub roles: Vec<String>,
    /// What people call these roles, in the same order.
    pub role_titles: Vec<Text>,
    /// What the roles allow.
    pub permissions: Vec<String>,
    /// The scenes in which they may do something, in vein order.
    pub scenes: Vec<SceneInfo>,
}

/// The person who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyUser {
    /// Identity.
    pub user_id: UserId,
    /// Sign-in name.
    pub username: String,
    /// Name of the person.
    pub display_name: String,
}

/// The organisation of the person who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyOrganisation {
    /// Identity.
    pub org_id: OrgId,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: OrgKind,
}

/// The place of work of the person who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MySite {
    /// Identity.
    pub site_id: SiteId,
    /// Name.
    pub name: String,
}

/// One scene of the product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SceneInfo {
    /// Crate and URL name.
    pub name: String,
    /// Its one character.
    pub glyph: String,
    /// Its title.
    pub title: Text,
}

/// Signs in. Every refusal takes as long and says the same, so that names cannot be guessed.
#[utoipa::path(post, path = "/api/session", tag = "platform", operation_id = "platform.session.open",
    request_body = SessionNew, responses((status = 200, body = Me), (status = 401)))]
pub(super) async fn open(
    State(app): State<App>,
    context: RequestContext,
    Body(new): Body<SessionNew>,
) -> Result<Response, Fault> {
    let mut tx = app.db.begin().await?;
    let found = db::credentials(&mut tx, &new.username).await?;
    let checked = check(&app, &mut tx, found, new.password).await?;
    settle(&app, tx, &context, checked).await
}

/// Opens a session for somebody who has proven themselves with something else than a password: the same checks, the same
/// counting of failures, the same line in the audit, the same cookie. `claimed` is whom the proof was about, if anybody, and
/// `proof` whether it held; why not goes into the audit alone. `tx` is committed in every case: a challenge that was answered
/// wrongly stays answered.
///
/// # Errors
/// The one refusal that every wrong sign-in gets.
pub async fn open_proven(
    app: &App,
    mut tx: Tx,
    context: &RequestContext,
    claimed: Option<UserId>,
    proof: Result<(), &'static str>,
) -> Result<Response, Fault> {
    let found = match claimed {
        Some(user) => db::user_locked(&mut tx, user).await?,
        None => None,
    };
    let checked = match found {
        Some(user) => allowed(app, &mut tx, user, proof).await?,
        None => Err((None, proof.err().unwrap_or("unknown key"))),
    };
    settle(app, tx, context, checked).await
}

/// Opens the session or refuses, and keeps which in the audit.
async fn settle(
    app: &App,
    mut tx: Tx,
    context: &RequestContext,
    checked: Result<db::UserRow, Rejected>,
) -> Result<Response, Fault> {
    let user = match checked {
        Ok(user) => user,
        Err((user, why)) => {
            audit::sign_in(&mut tx, user, context, Some(why)).await?;
            tx.commit().await?;
            return Err(wrong_credentials().into());
        }
    };
    let token = fresh_token()?;
    let expires_at = tx.now().plus_seconds(app.config.session_seconds);
    db::clear_failures(&mut tx, user.user_id).await?;
    db::insert_session(&mut tx, &digest(&token), user.user_id, expires_at).await?;
    audit::sign_in(&mut tx, Some(user.user_id), context, None).await?;
    tx.commit().await?;
    let me = me(app, &user);
    Ok(([(header::SET_COOKIE, cookie(&token, app.config.session_seconds))], Json(me)).into_response())
}

type Rejected = (Option<UserId>, &'static str);

async fn check(
    app: &App,
    tx: &mut Tx,
    found: Option<db::Credentials>,
    password: String,
) -> Result<Result<db::UserRow, Rejected>, Fault> {
    let Some(db::Credentials { user, password_hash }) = found else {
        verify_password(password, app.decoy_hash.clone()).await?;
        return Ok(Err((None, "unknown user")));
    };
    let good = verify_password(password, password_hash).await?;
    allowed(app, tx, user, if good { Ok(()) } else { Err("wrong password") }).await
}

/// Whether `user`, whose row is locked, may come in after a proof that held or did not; what did not hold is counted.
async fn allowed(
    app: &App,
    tx: &mut Tx,
    user: db::UserRow,
    proof: Result<(), &'static str>,
) -> Result<Result<db::UserRow, Rejected>, Fault> {
    if user.locked_until.is_some_and(|until| until > tx.now()) {
        return Ok(Err((Some(user.user_id), "locked")));
    }
    if let Err(why) = proof {
        let until = tx.now().plus_seconds(app.config.lock_seconds);
        db::count_failure(tx, user.user_id, app.config.sign_in_failures_max, until).await?;
        return Ok(Err((Some(user.user_id), why)));
    }
    if user.disabled_at.is_some() {
        return Ok(Err((Some(user.user_id), "disabled")));
    }
    Ok(Ok(user))
}

fn wrong_credentials() -> Problem {
    let mut problem = Problem::unauthenticated();
    problem.detail = say!(
        "用户名、密码或密钥不对，或账号已停用、已锁定；连续出错会锁定一段时间",
        "wrong name, password or key, or the account is closed or locked; repeated failures lock it for a while"
    );
    problem.with_rule("session.credentials")
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/session", tag = "platform", operation_id = "platform.session.view",
    responses((status = 200, body = Me), (status = 401)))]
pub(super) async fn view(signed_in: SignedIn) -> Result<Json<Me>, Fault> {
    let mut tx = signed_in.app.db.begin_read().await?;
    let user = db::user(&mut tx, &signed_in.scope, signed_in.scope.user).await?.ok_or_else(Problem::unauthenticated)?;
    Ok(Json(me(&signed_in.app, &user)))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/session", tag = "platform", operation_id = "platform.session.close",
    responses((status = 204)))]
pub(super) async fn close(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(token) = token(&headers) {
        let mut tx = app.db.begin().await?;
        db::delete_session(&mut tx, &digest(&token)).await?;
        tx.commit().await?;
    }
    Ok((axum::http::StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie("", 0))]).into_response())
}

fn me(app: &App, user: &db::UserRow) -> Me {
    let permissions = app.roles.permissions(&user.roles);
    let mine =
        |scene: &&SceneInfo| permissions.iter().any(|permission| permission.starts_with(&format!("{}.", scene.name)));
    Me {
        scenes: app.scenes.iter().filter(mine).cloned().collect(),
        user: MyUser {
            user_id: user.user_id,
            username: user.username.clone(),
            display_name: user.display_name.clone(),
        },
        organisation: MyOrganisation { org_id: user.org_id, name: user.org_name.clone(), kind: user.org_kind },
        site: MySite { site_id: user.site_id, name: user.site_name.clone() },
        roles: user.roles.clone(),
        role_titles: user.roles.iter().filter_map(|name| app.roles.get(name)).map(|role| role.title.clone()).collect(),
        permissions: permissions.into_iter().collect(),
    }
}

/// The session token of a request.
pub(super) fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=').map(str::to_owned))
}

/// The scope and roles behind a token, if it is still good.
pub(super) async fn scope_of(app: &App, token: &str, lang: Lang) -> Result<Option<(Scope, Vec<String>)>, Fault> {
    let mut tx = app.db.begin_read().await?;
    let user = db::user_of_session(&mut tx, &digest(token)).await?;
    Ok(user.map(|user| (scope(app, &user, lang), user.roles)))
}

/// The scope of the user called `username`, for commands that act in somebody's name. Refuses a closed account.
pub async fn scope_of_user(app: &App, username: &str) -> Result<Scope, Fault> {
    let mut tx = app.db.begin().await?;
    match db::credentials(&mut tx, username).await? {
        Some(found) if found.user.disabled_at.is_none() => Ok(scope(app, &found.user, Lang::Zh)),
        _ => Err(Problem::not_found("user", username).into()),
    }
}

fn scope(app: &App, user: &db::UserRow, lang: Lang) -> Scope {
    let permissions = Arc::new(app.roles.permissions(&user.roles));
    let (org, org_kind, site) = (user.org_id, user.org_kind, user.site_id);
    Scope { user: user.user_id, user_name: user.display_name.clone(), org, org_kind, site, permissions, lang }
}

pub(super) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

pub(super) fn fresh_token() -> Result<String, Fault> {
    let mut bytes = [0u8; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::Internal(anyhow::anyhow!("no random numbers")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn cookie(token: &str, seconds: i64) -> HeaderValue {
    let text = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
