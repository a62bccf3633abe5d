//! Users and roles: who may sign in, and as what.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::Instant,
    id::{OrgId, SiteId, UserId},
    say,
};

use super::{
    Allowed, Answer, OrgKind, Permission, PermissionInfo, Write, db,
    db::{Organisation, Site, UserRow},
    hash_password,
    roles::Role,
    session,
};
use crate::{
    app::App,
    fault::{Fault, Problem},
    http::{Body, Page, PageQuery, Path, Query},
    pinyin,
};

permission! {
    pub(super) UserView = "platform.user.view", "查看用户", "See users";
    pub(super) UserCreate = "platform.user.create", "新建用户", "Create users";
    pub(super) UserRoles = "platform.user.set_roles", "分配角色", "Assign roles";
    pub(super) UserDisable = "platform.user.disable", "停用用户", "Close accounts";
    pub(super) UserEnable = "platform.user.enable", "启用用户", "Reopen accounts";
    pub(super) UserPassword = "platform.user.set_password", "重设密码", "Set passwords";
    pub(super) UserList = "platform.user.list", "用户列表", "List users";
    pub(super) RoleList = "platform.role.list", "角色列表", "List roles";
    pub(super) OrganisationList = "platform.organisation.list", "机构列表", "List organisations";
    pub(super) SiteList = "platform.site.list", "站点列表", "List sites";
}
use crate::permission;

/// The permissions of this part.
pub fn permissions() -> Vec<PermissionInfo> {
    vec![
        UserView::INFO,
        UserCreate::INFO,
        UserRoles::INFO,
        UserDisable::INFO,
        UserEnable::INFO,
        UserPassword::INFO,
        UserList::INFO,
        RoleList::INFO,
        OrganisationList::INFO,
        SiteList::INFO,
    ]
}

/// The routes of sign-in, users, roles, organisations and sites.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::open, session::view, session::close))
        .routes(routes!(list, create))
        .routes(routes!(view))
        .routes(routes!(set_roles))
        .routes(routes!(disable))
        .routes(routes!(enable))
        .routes(routes!(set_password))
        .routes(routes!(roles))
        .routes(routes!(organisations))
        .routes(routes!(sites))
}

/// A user as shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// Identity.
    pub user_id: UserId,
    /// Whose.
    pub org_id: OrgId,
    /// Name of the organisation.
    pub org_name: String,
    /// Where they work.
    pub site_id: SiteId,
    /// Name of that place.
    pub site_name: String,
    /// Sign-in name.
    pub username: String,
    /// Name of the person.
    pub display_name: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Since when the account is closed.
    pub disabled_at: Option<Instant>,
    /// Why it was closed.
    pub disabled_reason: Option<String>,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            user_id: row.user_id,
            org_id: row.org_id,
            org_name: row.org_name,
            site_id: row.site_id,
            site_name: row.site_name,
            username: row.username,
            display_name: row.display_name,
            roles: row.roles,
            disabled_at: row.disabled_at,
            disabled_reason: row.disabled_reason,
        }
    }
}

/// A new user.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct UserNew {
    /// Whose; the caller's own organisation when absent.
    #[garde(skip)]
    pub org_id: Option<OrgId>,
    /// Where they work.
    #[garde(skip)]
    pub site_id: SiteId,
    /// Sign-in name: letters, digits, dot, dash, underscore.
    #[garde(length(chars, min = 2, max = 60), custom(plain))]
    pub username: String,
    /// Name of the person.
    #[garde(length(chars, min = 1, max = 60))]
    pub display_name: String,
    /// First password.
    #[garde(skip)]
    pub password: String,
    /// Roles.
    #[garde(length(max = 20))]
    pub roles: Vec<String>,
}

fn plain(username: &str, (): &()) -> garde::Result {
    let good = username.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    if good { Ok(()) } else { Err(garde::Error::new("letters, digits, dot, dash and underscore only")) }
}

/// Roles to give.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct RolesSet {
    /// All roles that the user shall have from now on.
    #[garde(length(max = 20))]
    pub roles: Vec<String>,
}

/// Why an account is closed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    pub reason: String,
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct PasswordSet {
    /// The password.
    #[garde(skip)]
    pub password: String,
}

#[utoipa::path(get, path = "/api/users", tag = "platform", operation_id = "platform.user.list", params(PageQuery),
    responses((status = 200, body = Page<User>)))]
async fn list(auth: Allowed<UserList>, Query(page): Query<PageQuery>) -> Result<Json<Page<User>>, Fault> {
    let mut tx = auth.read().await?;
    let after = page.cursor.clone().unwrap_or_default();
    let rows = db::users(&mut tx, &auth.scope, page.q(), &after, page.limit() + 1).await?;
    Ok(Json(Page::cut(rows.into_iter().map(User::from).collect(), page.limit(), tx.now(), |user| {
        user.username.clone()
    })))
}

#[utoipa::path(get, path = "/api/users/{id}", tag = "platform", operation_id = "platform.user.view",
    params(("id" = UserId, Path)), responses((status = 200, body = User)))]
async fn view(auth: Allowed<UserView>, Path(id): Path<UserId>) -> Result<Json<User>, Fault> {
    let mut tx = auth.read().await?;
    let row = db::user(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("user", id))?;
    Ok(Json(row.into()))
}

#[utoipa::path(post, path = "/api/users", tag = "platform", operation_id = "platform.user.create", request_body = UserNew,
    responses((status = 201, body = User)))]
async fn create(auth: Allowed<UserCreate>, Body(new): Body<UserNew>) -> Result<Answer<User>, Fault> {
    let org_id = new.org_id.unwrap_or(auth.scope.org);
    if !auth.scope.sees(org_id) {
        return Err(Problem::not_found("organisation", org_id).into());
    }
    let password_hash = hash_password(new.password).await?;
    let mut tx = auth.write().await?;
    if !db::site_belongs(&mut tx, new.site_id, org_id).await? {
        return Err(Problem::not_found("site", new.site_id).into());
    }
    let user_id = UserId::from_uuid(tx.new_id());
    let user = db::NewUser {
        user_id,
        org_id,
        site_id: new.site_id,
        username: &new.username,
        display_name: &new.display_name,
        pinyin: &pinyin::sortable(&new.display_name),
        password_hash: &password_hash,
        roles: &new.roles,
    };
    if !db::insert_user(&mut tx, &user).await? {
        let detail = say!("用户名已被使用，请换一个", "this sign-in name is taken, choose another");
        return Err(Problem::invalid("username", &new.username, "user.username-unique", detail).into());
    }
    // The row knows the kind of the organisation; a refusal takes it back with the transaction.
    let row = db::user(&mut tx, &auth.scope, user_id).await?.ok_or_else(|| Problem::not_found("user", user_id))?;
    fitting_roles(&auth.app, row.org_kind, &new.roles)?;
    tx.created(User::from(row)).await
}

/// Refuses a role that does not exist.
fn known_roles(app: &App, roles: &[String]) -> Result<(), Fault> {
    match roles.iter().find(|name| app.roles.get(name).is_none()) {
        Some(name) => {
            Err(Problem::invalid("roles", name, "user.role-exists", say!("没有这个角色", "there is no such role"))
                .into())
        }
        None => Ok(()),
    }
}

/// Refuses to give a role to somebody in an organisation for which it was not made, and roles that join what has to stay
/// apart.
fn fitting_roles(app: &App, kind: OrgKind, roles: &[String]) -> Result<(), Fault> {
    known_roles(app, roles)?;
    let misplaced = roles.iter().find(|name| app.roles.get(name).is_some_and(|role| !role.org_kinds.contains(&kind)));
    if let Some(name) = misplaced {
        let detail = say!("该角色不适用于此类机构", "this role does not exist in this kind of organisation");
        return Err(Problem::invalid("roles", name, "user.role-fits-organisation", detail).into());
    }
    match app.roles.parted(roles) {
        Some(apart) => Err(Problem::invalid("roles", roles.join(", "), &apart.rule, apart.why.clone()).into()),
        None => Ok(()),
    }
}

async fn same_user(tx: &mut Write, scope: &super::Scope, id: UserId) -> Result<User, Fault> {
    let row = db::user(tx, scope, id).await?.ok_or_else(|| Problem::not_found("user", id))?;
    Ok(row.into())
}

#[utoipa::path(post, path = "/api/users/{id}/roles", tag = "platform", operation_id = "platform.user.set_roles",
    params(("id" = UserId, Path)), request_body = RolesSet, responses((status = 200, body = User)))]
async fn set_roles(
    auth: Allowed<UserRoles>,
    Path(id): Path<UserId>,
    Body(set): Body<RolesSet>,
) -> Result<Answer<User>, Fault> {
    let mut tx = auth.write().await?;
    let row = db::user(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("user", id))?;
    fitting_roles(&auth.app, row.org_kind, &set.roles)?;
    not_oneself(&auth.scope, id)?;
    db::set_roles(&mut tx, id, &set.roles).await?;
    let user = same_user(&mut tx, &auth.scope, id).await?;
    tx.ok(user).await
}

/// Nobody changes their own rights: one person alone cannot become everything.
fn not_oneself(scope: &super::Scope, id: UserId) -> Result<(), Fault> {
    if scope.user == id {
        let detail = say!(
            "不能修改自己的权限或停用自己，请由另一位管理员操作",
            "nobody changes their own rights; ask another administrator"
        );
        return Err(Problem::conflict("user.not-oneself", detail).into());
    }
    Ok(())
}

#[utoipa::path(post, path = "/api/users/{id}/disable", tag = "platform", operation_id = "platform.user.disable",
    params(("id" = UserId, Path)), request_body = Reason, responses((status = 200, body = User)))]
async fn disable(
    auth: Allowed<UserDisable>,
    Path(id): Path<UserId>,
    Body(why): Body<Reason>,
) -> Result<Answer<User>, Fault> {
    let mut tx = auth.write().await?;
    same_user(&mut tx, &auth.scope, id).await?;
    not_oneself(&auth.scope, id)?;
    tx.because(&why.reason);
    db::set_disabled(&mut tx, id, Some(&why.reason)).await?;
    let user = same_user(&mut tx, &auth.scope, id).await?;
    tx.ok(user).await
}

#[utoipa::path(post, path = "/api/users/{id}/enable", tag = "platform", operation_id = "platform.user.enable",
    params(("id" = UserId, Path)), responses((status = 200, body = User)))]
async fn enable(auth: Allowed<UserEnable>, Path(id): Path<UserId>) -> Result<Answer<User>, Fault> {
    let mut tx = auth.write().await?;
    same_user(&mut tx, &auth.scope, id).await?;
    db::set_disabled(&mut tx, id, None).await?;
    let user = same_user(&mut tx, &auth.scope, id).await?;
    tx.ok(user).await
}

#[utoipa::path(post, path = "/api/users/{id}/password", tag = "platform", operation_id = "platform.user.set_password",
    params(("id" = UserId, Path)), request_body = PasswordSet, responses((status = 200, body = User)))]
async fn set_password(
    auth: Allowed<UserPassword>,
    Path(id): Path<UserId>,
    Body(set): Body<PasswordSet>,
) -> Result<Answer<User>, Fault> {
    let hash = hash_password(set.password).await?;
    let mut tx = auth.write().await?;
    let user = same_user(&mut tx, &auth.scope, id).await?;
    db::set_password(&mut tx, id, &hash).await?;
    tx.ok(user).await
}

#[utoipa::path(get, path = "/api/roles", tag = "platform", operation_id = "platform.role.list",
    responses((status = 200, body = Vec<Role>)))]
async fn roles(auth: Allowed<RoleList>) -> Json<Vec<Role>> {
    Json(auth.app.roles.all().cloned().collect())
}

#[utoipa::path(get, path = "/api/organisations", tag = "platform", operation_id = "platform.organisation.list",
    responses((status = 200, body = Vec<Organisation>)))]
async fn organisations(auth: Allowed<OrganisationList>) -> Result<Json<Vec<Organisation>>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(db::organisations(&mut tx, &auth.scope).await?))
}

#[utoipa::path(get, path = "/api/sites", tag = "platform", operation_id = "platform.site.list",
    responses((status = 200, body = Vec<Site>)))]
async fn sites(auth: Allowed<SiteList>) -> Result<Json<Vec<Site>>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(db::sites(&mut tx, &auth.scope).await?))
}
