//! The sheet at the chair: the questions in force today, and what may be chosen.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{citizen_id::Sex, eligibility::DonationKind, product::MediumCode, rulebook, text::Text};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    fault::Fault,
    permission,
};

use crate::book::{self, Question};

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
    /// The questions, in the order in which they are asked.
    questions: Vec<InquiryQuestion>,
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
    /// The deferral that a physician may enter after another answer.
    deferral: Option<String>,
}

impl From<&Question> for InquiryQuestion {
    fn from(question: &Question) -> Self {
        Self {
            code: question.code.clone(),
            text: question.text.clone(),
            sex: question.sex,
            expected: question.expected,
            deferral: question.deferral.clone(),
        }
    }
}

/// The questions in force today.
#[utoipa::path(get, path = "/api/collect/inquiry", tag = "collect", operation_id = "collect.inquiry.view",
    responses((status = 200, body = Inquiry)))]
async fn view(auth: Allowed<InquiryView>) -> Result<Json<Inquiry>, Fault> {
    let day = crate::day(auth.app.db.clock().now());
    let (inquiry, collection) = (book::inquiry(day)?, book::collection(day)?);
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
        questions: inquiry.questions.iter().map(InquiryQuestion::from).collect(),
    }))
}
