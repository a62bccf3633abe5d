//! Bodies, paths and queries that refuse with the field, the value and the rule.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use vena_kernel::say;

use crate::{
    app::App,
    fault::{Fault, Problem},
};

/// A JSON body that was read and whose values keep their declared limits.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// Parameters of a path.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// Parameters of a query.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T> FromRequest<App> for Body<T>
where
    T: DeserializeOwned + garde::Validate<Context = ()>,
{
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let is_json = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !is_json.is_some_and(|value| value.starts_with("application/json")) {
            let detail = say!("请以 application/json 提交", "send application/json");
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                say!("格式不支持", "Unsupported media type"),
                detail,
            )
            .into());
        }
        let bytes = axum::body::Bytes::from_request(request, app).await.map_err(|_| malformed("body"))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| malformed(&error.to_string()))?;
        parsed(value).map(Self)
    }
}

impl<T> FromRequestParts<App> for Query<T>
where
    T: DeserializeOwned + garde::Validate<Context = ()>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        let found = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let axum::extract::Query(value) = found.map_err(|error| misfit("query", "", &error.to_string()))?;
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(control_character("query").into());
        }
        valid(value).map(Self)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let shown = parts.uri.path().to_owned();
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(_)) if shown.contains("%00") => Err(control_character("path").into()),
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::not_found("path", shown.chars().take(200).collect::<String>()).into()),
        }
    }
}

fn parsed<T>(value: Value) -> Result<T, Fault>
where
    T: DeserializeOwned + garde::Validate<Context = ()>,
{
    if has_nul(&value) {
        return Err(control_character("body").into());
    }
    match serde_path_to_error::deserialize::<_, T>(value.clone()) {
        Ok(read) => valid(read),
        Err(error) => {
            let path = error.path().to_string();
            Err(misfit(&path, &shown_at(&value, &path), &error.inner().to_string()))
        }
    }
}

fn valid<T: garde::Validate<Context = ()>>(value: T) -> Result<T, Fault> {
    match value.validate() {
        Ok(()) => Ok(value),
        Err(report) => {
            let (path, error) = report
                .iter()
                .next()
                .map_or((String::new(), String::new()), |(path, error)| (path.to_string(), error.to_string()));
            let detail =
                say!("“{path}”的值超出允许范围（{error}）", "the value of \"{path}\" is out of bounds ({error})");
            Err(Problem::invalid(&path, "", "input.bounds", detail).into())
        }
    }
}

/// What stands at `path` (`a.b[0].c`), for the person who typed it.
fn shown_at(value: &Value, path: &str) -> String {
    let pointer: String = path
        .replace('[', ".")
        .replace(']', "")
        .split('.')
        .filter(|part| !part.is_empty())
        .map(|part| format!("/{part}"))
        .collect();
    match value.pointer(&pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(found @ (Value::Number(_) | Value::Bool(_) | Value::Null)) => found.to_string(),
        _ => String::new(),
    }
}

fn misfit(field: &str, value: &str, error: &str) -> Fault {
    let value = if field.contains("password") { "***" } else { value };
    let detail = say!("“{field}”填写有误：{error}", "\"{field}\" cannot be read: {error}");
    Problem::invalid(field, value, "input.form", detail).into()
}

fn malformed(error: &str) -> Problem {
    let detail = say!("不是有效的 JSON：{error}", "not valid JSON: {error}");
    Problem::new(StatusCode::BAD_REQUEST, "malformed-json", say!("JSON 有误", "Malformed JSON"), detail)
        .with_rule("input.json")
}

fn control_character(place: &str) -> Problem {
    let detail = say!("含有不允许的空字符", "contains a NUL character, which is not allowed");
    Problem::invalid(place, "\\u0000", "input.nul", detail)
}

/// PostgreSQL cannot keep a NUL in a text, so none may come in.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, field)| name.contains('\0') || has_nul(field)),
        _ => false,
    }
}
