//! Reading transport slips.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{UnitId, UserId},
    product::ProductCode,
    rulebook, say,
    text::Text,
};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    fault::{Fault, Problem},
    http::{Page, PageQuery, Path, Query},
    permission,
};

use super::db;

permission! {
    pub(crate) SlipList = "transport.slip.list", "搬运单列表", "List transport slips";
    pub(crate) SlipView = "transport.slip.view", "查看搬运单", "See transport slips";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![SlipList::INFO, SlipView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(view))
}

/// What was carried from one department to another, as its paper says.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedSlip {
    /// Number of the paper.
    pub number: String,
    /// Day on which the blood was collected.
    pub collected_on: Day,
    /// Code of the department.
    pub department_code: String,
    /// How it was sent.
    pub sent_how: String,
    /// From where.
    pub from_department: String,
    /// To where.
    pub to_department: String,
    /// Why.
    pub reason: String,
    /// What.
    pub product: ProductCode,
    /// Its name.
    pub product_name: Text,
    /// Volume on the label of each bag, mL.
    pub label_volume_ml: i32,
    /// Bags of group A.
    pub bags_a: i32,
    /// Bags of group B.
    pub bags_b: i32,
    /// Bags of group O.
    pub bags_o: i32,
    /// Bags of group AB.
    pub bags_ab: i32,
    /// Bags in all.
    pub bags: i32,
    /// Volume in all, mL.
    pub volume_ml: i32,
    /// When it was sent.
    pub sent_at: Instant,
    /// When it was received.
    pub received_at: Instant,
    /// Who took the paper in.
    pub by_user: UserId,
    /// Name of that person.
    pub by_name: String,
    /// When the paper was taken in.
    pub at: Instant,
}

/// A slip with its numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedSlipDetail {
    /// The slip.
    #[serde(flatten)]
    pub slip: ImportedSlip,
    /// What was carried.
    pub lines: Vec<ImportedSlipLine>,
}

/// One bag of a slip.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedSlipLine {
    /// Its donation number.
    pub donation_number: DonationNumber,
    /// The unit, when the ledger knows it.
    pub unit_id: Option<UnitId>,
}

impl From<db::SlipRow> for ImportedSlip {
    fn from(row: db::SlipRow) -> Self {
        let known = rulebook::products().get(row.product).map(|product| product.name.clone());
        Self {
            product_name: known.unwrap_or_else(|| Text::new(row.product.as_str(), row.product.as_str())),
            number: row.number,
            collected_on: row.collected_on,
            department_code: row.department_code,
            sent_how: row.sent_how,
            from_department: row.from_department,
            to_department: row.to_department,
            reason: row.reason,
            product: row.product,
            label_volume_ml: row.label_volume_ml,
            bags_a: row.bags_a,
            bags_b: row.bags_b,
            bags_o: row.bags_o,
            bags_ab: row.bags_ab,
            bags: row.bags,
            volume_ml: row.volume_ml,
            sent_at: row.sent_at,
            received_at: row.received_at,
            by_user: row.by_user,
            by_name: row.by_name,
            at: row.at,
        }
    }
}

/// Transport slips, last sent first. `q`: the beginning of a number.
#[utoipa::path(get, path = "/api/transport/slips", tag = "transport", operation_id = "transport.slip.list",
    params(PageQuery), responses((status = 200, body = Page<ImportedSlip>)))]
async fn list(auth: Allowed<SlipList>, Query(page): Query<PageQuery>) -> Result<Json<Page<ImportedSlip>>, Fault> {
    let mut tx = auth.read().await?;
    let after = page.cursor.as_deref().map(cursor).transpose()?;
    let limit = page.limit();
    let rows = db::slips(&mut tx, &auth.scope, &page.q().to_ascii_uppercase(), after, limit + 1).await?;
    let page = Page::cut(rows, limit, tx.now(), |row: &db::SlipRow| format!("{}~{}", row.sent_at, row.slip_id));
    let items = page.items.into_iter().map(ImportedSlip::from).collect();
    Ok(Json(Page { items, next: page.next, as_of: page.as_of }))
}

fn cursor(text: &str) -> Result<(Instant, Uuid), Fault> {
    let read = text.split_once('~').and_then(|(at, id)| Some((at.parse().ok()?, Uuid::try_parse(id).ok()?)));
    let wrong =
        || Problem::invalid("cursor", text, "input.cursor", say!("翻页位置无效", "this is no place in the list"));
    read.ok_or_else(|| wrong().into())
}

/// A transport slip with its numbers.
#[utoipa::path(get, path = "/api/transport/slips/{number}", tag = "transport", operation_id = "transport.slip.view",
    params(("number" = String, Path)), responses((status = 200, body = ImportedSlipDetail)))]
async fn view(auth: Allowed<SlipView>, Path(number): Path<String>) -> Result<Json<ImportedSlipDetail>, Fault> {
    let mut tx = auth.read().await?;
    let number = number.to_ascii_uppercase();
    let found = db::slip(&mut tx, &auth.scope, &number).await?;
    let row = found.ok_or_else(|| Problem::not_found("slip", number.chars().take(60).collect::<String>()))?;
    let lines = db::lines(&mut tx, &row).await?;
    let lines =
        lines.into_iter().map(|(donation_number, unit_id)| ImportedSlipLine { donation_number, unit_id }).collect();
    Ok(Json(ImportedSlipDetail { slip: row.into(), lines }))
}
