//! What a handler may fail with: a problem that the caller can mend, or a fault of ours that is logged and masked.

use std::borrow::Cow;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use vena_kernel::{
    refusal::Refusal,
    say,
    text::{Lang, Text},
};

/// An RFC 9457 problem document in both languages; the language is chosen when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code, for machines: `not-found`, `invalid-field`, `refused`, …
    pub code: Cow<'static, str>,
    /// What kind of problem this is.
    pub title: Text,
    /// What is wrong this time, and what to do.
    pub detail: Text,
    /// The rule that refused.
    pub rule: Option<String>,
    /// Path of the field at fault, for example `check.weight_kg`.
    pub field: Option<String>,
    /// The value that was given, shortened; never a secret.
    pub value: Option<String>,
}

/// A problem document as it is sent.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProblemDocument {
    /// Stable URI reference of this kind of problem.
    pub r#type: String,
    /// What kind of problem this is, in the caller's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code, for machines.
    pub code: String,
    /// What is wrong and what to do, in the caller's language.
    pub detail: String,
    /// The rule that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Path of the field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The value that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Problem {
    /// A problem without field, value or rule.
    pub fn new(status: StatusCode, code: &'static str, title: Text, detail: Text) -> Self {
        Self { status, code: Cow::Borrowed(code), title, detail, rule: None, field: None, value: None }
    }

    /// 404: there is no such thing, or the caller may not know that there is.
    pub fn not_found(kind: &'static str, id: impl std::fmt::Display) -> Self {
        let detail = say!("没有找到 {id}，或您无权查看", "{id} does not exist or is not yours to see");
        Self::new(StatusCode::NOT_FOUND, "not-found", say!("未找到", "Not found"), detail)
            .with_rule(format!("exists.{kind}"))
    }

    /// 422: the value of `field` breaks `rule`.
    pub fn invalid(field: &str, value: impl std::fmt::Display, rule: &str, detail: Text) -> Self {
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field", say!("填写有误", "Invalid input"), detail);
        problem.field = Some(field.to_owned());
        problem.value = Some(shortened(&value.to_string()));
        problem.with_rule(rule)
    }

    /// 409: the world is not as the caller believes; `rule` says why it may not be done now.
    pub fn conflict(rule: &str, detail: Text) -> Self {
        Self::new(StatusCode::CONFLICT, "refused", say!("规则不允许", "Refused by a rule"), detail).with_rule(rule)
    }

    /// 403: signed in, but not for this.
    pub fn forbidden(permission: &str) -> Self {
        let detail = say!("您的角色没有权限 {permission}，请联系管理员", "your role lacks the permission {permission}");
        Self::new(StatusCode::FORBIDDEN, "forbidden", say!("没有权限", "Forbidden"), detail).with_rule(permission)
    }

    /// 401: nobody is signed in.
    pub fn unauthenticated() -> Self {
        let detail = say!("请先登录", "sign in first");
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", say!("未登录", "Not signed in"), detail)
    }

    /// 507: there is no room to write; what is there can still be read.
    pub fn disk_full() -> Self {
        let detail = say!(
            "服务器磁盘已满，这一步没有保存；查询不受影响。请通知管理员腾出空间，然后重试",
            "the server's disk is full and this step was not saved; reading still works. Tell the administrator to free some room, then try again"
        );
        Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk-full", say!("磁盘已满", "The disk is full"), detail)
    }

    /// 503: the database does not answer; whether the step was saved is not known.
    pub fn database_away() -> Self {
        let detail = say!(
            "数据库暂时没有应答，正在自动恢复，请稍后重试；重试不会重复登记",
            "the database does not answer and is being brought back, try again in a moment; nothing is recorded twice"
        );
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "database-away", say!("请稍候", "One moment"), detail)
    }

    /// Names the rule that refused.
    #[must_use]
    pub fn with_rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// The document in `lang`.
    pub fn document(&self, lang: Lang) -> ProblemDocument {
        ProblemDocument {
            r#type: format!("/problems/{}", self.code),
            title: self.title.get(lang).to_owned(),
            status: self.status.as_u16(),
            code: self.code.clone().into_owned(),
            detail: self.detail.get(lang).to_owned(),
            rule: self.rule.clone(),
            field: self.field.clone(),
            value: self.value.clone(),
        }
    }
}

/// At most 200 characters of a value, so that a hostile megabyte is not echoed.
fn shortened(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// What a step may fail with.
#[derive(Debug)]
pub enum Fault {
    /// The caller can do something about it.
    Problem(Box<Problem>),
    /// The same request was answered before; this is that answer, word for word.
    Replay(Box<(StatusCode, serde_json::Value)>),
    /// Two transactions stood in each other's way; running the request again is expected to succeed.
    Retry(anyhow::Error),
    /// Ours to mend: logged in full, shown as a number only.
    Internal(anyhow::Error),
}

impl Fault {
    /// The problem, if it is one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether it lies in the circumstances and not in what was asked: the same step is expected to succeed later.
    pub fn will_pass(&self) -> bool {
        match self {
            Self::Retry(_) => true,
            Self::Problem(problem) => {
                [StatusCode::SERVICE_UNAVAILABLE, StatusCode::INSUFFICIENT_STORAGE].contains(&problem.status)
            }
            Self::Replay(_) | Self::Internal(_) => false,
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Problem(problem) => {
                write!(f, "{}: {}", problem.rule.as_deref().unwrap_or(&problem.code), problem.detail.en)
            }
            Self::Replay(_) => f.write_str("answered before"),
            Self::Retry(error) | Self::Internal(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Problem::conflict(&refusal.rule, refusal.reason).into()
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|database| database.code().map(Cow::into_owned));
        match code.as_deref() {
            // serialization failure, deadlock, a lock that others hold for longer than `lock_timeout`
            Some("40001" | "40P01" | "55P03") => Self::Retry(error.into()),
            Some("53100") => logged(&error, Problem::disk_full()),
            code if is_away(&error, code) => logged(&error, Problem::database_away()),
            _ => Self::Internal(error.into()),
        }
    }
}

/// The connection broke or there was none to be had, or the server says that it is stopping, starting or out of connections.
fn is_away(error: &sqlx::Error, code: Option<&str>) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, WorkerCrashed};
    matches!(error, Io(_) | PoolTimedOut | PoolClosed | WorkerCrashed)
        || code.is_some_and(|code| code.starts_with("57P0") || code.starts_with("08") || code == "53300")
}

/// A problem that the operator has to hear of as well as the caller.
fn logged(error: &sqlx::Error, problem: Problem) -> Fault {
    tracing::error!(%error, code = problem.code.as_ref(), "the database cannot work");
    problem.into()
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Replay(answer) => (answer.0, axum::Json(answer.1)).into_response(),
            Self::Retry(error) => {
                tracing::warn!(error = format!("{error:#}"), "transaction collided");
                let mut response = busy().into_response();
                response.extensions_mut().insert(RunAgain);
                response
            }
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "request failed");
                internal().into_response()
            }
        }
    }
}

/// Marks a response whose request may be run again from the start.
#[derive(Debug, Clone, Copy)]
pub struct RunAgain;

fn busy() -> Problem {
    let detail = say!("系统繁忙，请重试", "the system is busy, try again");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", say!("请重试", "Try again"), detail)
}

/// 500 without a word about the inside.
pub fn internal() -> Problem {
    let detail = say!("系统出错，已记录，请稍后重试", "the system failed; it has been logged, try again later");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", say!("系统错误", "Internal error"), detail)
}

impl IntoResponse for Problem {
    /// Chinese at first; the `language` layer rewrites it when the caller reads English.
    fn into_response(self) -> Response {
        let mut response = rendered(&self, Lang::Zh);
        response.extensions_mut().insert(self);
        response
    }
}

/// The problem as a response in `lang`.
pub(crate) fn rendered(problem: &Problem, lang: Lang) -> Response {
    let headers = [("content-type", "application/problem+json")];
    let body = serde_json::to_vec(&problem.document(lang)).unwrap_or_default();
    (problem.status, headers, body).into_response()
}
