//! Filling in 取数: a form is filled in from what a scene knows of one of its things; people add what only they know.
//!
//! Who may: `records.form.list`, `records.form.fill`. Which thing fills which form, the scenes say ([`PaperSource`]).

mod http;
mod rules;

use std::sync::Arc;

use serde_json::Value;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{say, text::Text};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    documents::{Form, PaperSource},
    fault::{Fault, Problem},
    permission,
};

permission! {
    pub(crate) FormList = "records.form.list", "查看文书模板", "See the forms";
    pub(crate) FormFill = "records.form.fill", "文书取数", "See what a form is filled in with";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![FormList::INFO, FormFill::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::forms)).routes(routes!(http::filled))
}

/// Everything that fills in forms.
#[derive(Clone)]
pub(crate) struct Sources(pub(crate) Arc<[Arc<dyn PaperSource>]>);

impl Sources {
    /// The kinds of things that fill in `form`.
    pub(crate) fn of_form(&self, form: &str) -> Vec<&'static str> {
        self.0.iter().filter(|source| source.form() == form).map(|source| source.subject()).collect()
    }

    /// What the scene of `subject` knows for `form`; `None` when no scene fills it in from such a thing.
    pub(crate) async fn known(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        form: &str,
        (kind, id): (&str, &str),
    ) -> Result<Option<Value>, Fault> {
        let found = self.0.iter().find(|source| source.form() == form && source.subject() == kind);
        let Some(source) = found else { return Ok(None) };
        Ok(Some(source.fill(tx, scope, id).await?))
    }
}

/// A form filled in.
pub(crate) struct Filled {
    pub(crate) data: Value,
    /// True when a scene filled it in.
    pub(crate) by_scene: bool,
}

/// What a document is drawn from: what the scene of its subject knows, with what people add to it.
///
/// Refuses a field that the scene knows and `added` changes, by name: `document.field-known`.
pub(crate) async fn data(
    tx: &mut Tx,
    scope: &Scope,
    (sources, form): (&Sources, &Form),
    subject: Option<(&str, &str)>,
    added: &Value,
) -> Result<Filled, Fault> {
    let known = match subject {
        Some(subject) => sources.known(tx, scope, &form.form, subject).await?,
        None => None,
    };
    let Some(known) = known else { return Ok(Filled { data: added.clone(), by_scene: false }) };
    let data = rules::together(known, added).map_err(|contradiction| {
        let Text { zh, en } = rules::label(&form.fields, &contradiction.path);
        let detail = say!(
            "“{zh}”由系统取数，不能另填；如有错误，请先在业务中更正",
            "'{en}' comes from what the system knows and cannot be filled in otherwise; if it is wrong, correct it there"
        );
        Problem::invalid(&contradiction.path, contradiction.given, "document.field-known", detail)
    })?;
    Ok(Filled { data, by_scene: true })
}
