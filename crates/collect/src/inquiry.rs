//! The sheet at the chair: the questions in force today, and what may be chosen.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{citizen_id::Sex, eligibility::DonationKind, product::MediumCode, rulebook, text::Text};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    fault::{Fault, Problem},
    http::Query,
    permission,
};

use crate::{
    book::{self, Question},
    visits::Asked,
};

permission! {
    pub(crate) InquiryView = "collect.inquiry.view", "查看健康征询表", "See the questions before a donation";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![InquiryView::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(view))
}

/// The questions before a donation, and what may be chosen at the chair.
#[derive(Debug, Serialize, ToSchema)]
struct Inquiry {
    /// Name of this version; goes back with the answers.
    version: String,
    /// Volumes that may be chosen, mL.
    volumes_ml: Vec<i32>,
    /// Fewest sample tubes.
    tubes_min: usize,
    /// Anticoagulants of the bags.
    media: Vec<InquiryMedium>,
    /// What everybody is asked before whole blood, in order; all answered by yes or no.
    questions: Vec<InquiryQuestion>,
    /// Every question of this version, also those that are asked of some only or because of another answer: to read answers.
    sheet: Vec<Asked>,
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct InquiryQuery {
    /// Its name, as an answered sheet gives it; the one in force today when absent.
    #[garde(length(chars, max = 60))]
    version: Option<String>,
}

/// An anticoagulant.
#[derive(Debug, Serialize, ToSchema)]
struct InquiryMedium {
    /// Code.
    code: MediumCode,
    /// Name.
    name: Text,
}

/// A question, answered by yes or no.
#[derive(Debug, Serialize, ToSchema)]
struct InquiryQuestion {
    /// Stable name.
    code: String,
    /// The question.
    text: Text,
    /// Asked of this sex only; of everybody when absent.
    sex: Option<Sex>,
    /// The answer with which the donor may go on.
    expected: bool,
    /// Another answer leads to more questions, and those decide; a visit's sheet asks them.
    follow_up_decides: bool,
    /// The deferral that a physician may enter after another answer.
    deferral: Option<String>,
}

impl InquiryQuestion {
    /// The question, when it is answered by yes or no: everybody's are.
    fn of(question: &Question) -> Option<Self> {
        Some(Self {
            code: question.code.clone(),
            text: question.text.clone(),
            sex: question.sex,
            expected: question.expected?,
            follow_up_decides: question.follow_up_decides,
            deferral: question.deferral.clone(),
        })
    }
}

/// The questions that everybody is asked today before whole blood.
#[utoipa::path(get, path = "/api/collect/inquiry", tag = "collect", operation_id = "collect.inquiry.view",
    params(InquiryQuery), responses((status = 200, body = Inquiry)))]
async fn view(auth: Allowed<InquiryView>, Query(query): Query<InquiryQuery>) -> Result<Json<Inquiry>, Fault> {
    let day = crate::day(auth.app.db.clock().now());
    let inquiry = match &query.version {
        Some(version) => book::inquiry_named(version).ok_or_else(|| Problem::not_found("inquiry", version))?,
        None => book::inquiry(day)?,
    };
    let collection = book::collection(day)?;
    let medium = |code: &MediumCode| {
        let entry = rulebook::products().medium(*code)?;
        Some(InquiryMedium { code: *code, name: entry.name.clone() })
    };
    let rules = rulebook::eligibility().effective_on(day);
    Ok(Json(Inquiry {
        version: inquiry.version.clone(),
        volumes_ml: rules.volumes(DonationKind::WholeBlood).map(|rule| rule.allowed_ml.clone()).unwrap_or_default(),
        tubes_min: collection.tubes_min,
        media: collection.bag_media.iter().filter_map(medium).collect(),
        questions: inquiry.questions.iter().filter(|q| q.is_always_asked()).filter_map(InquiryQuestion::of).collect(),
        sheet: inquiry.questions.iter().map(Asked::from).collect(),
    }))
}
