//! The route of preparation.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::{
    clock::Instant,
    division::Division,
    id::UnitId,
    product::{MediumCode, ProductCode},
    unit_state::{Birth, Fact, Facts, Making, Parent, Role, Share, UnitEvent},
};
use vena_ledger::{UnitRecord, append_all_or_refuse};
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    http::Body,
    permission,
};

use super::{
    bench::donated,
    db as own,
    rules::{Bench, Child, Made, Wanted},
};
use crate::{
    Ports,
    events::{Hand, event_id},
    origins::Origins,
    steps,
    units::db,
};

permission! {
    pub(crate) SplitCreate = "process.split.create", "制备成分血", "Prepare components";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![SplitCreate::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create))
}

/// A preparation that was done.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SplitNew {
    /// The parent: unit id, label, or donation number when only one unit of it is here.
    #[garde(length(chars, min = 1, max = 200))]
    unit: String,
    /// The bags that came out.
    #[garde(length(min = 1, max = 26), dive)]
    outputs: Vec<SplitOutput>,
    /// Lost in tubing, filters, samples, discarded layers, mL.
    #[serde(default)]
    #[garde(range(max = 2000))]
    loss_ml: u32,
    /// In what the outputs are kept that name nothing and may be kept in it.
    #[garde(skip)]
    medium: Option<MediumCode>,
    /// When it was done, if not now.
    #[garde(skip)]
    at: Option<Instant>,
}

/// A bag that came out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SplitOutput {
    /// The product.
    #[garde(skip)]
    product: ProductCode,
    /// Net volume, additive included, mL.
    #[garde(range(min = 1, max = 2000))]
    volume_ml: u32,
    /// Additive solution in it, mL.
    #[serde(default)]
    #[garde(range(max = 2000))]
    additive_ml: u32,
    /// In what it is kept; the usual medium of the step when absent.
    #[garde(skip)]
    medium: Option<MediumCode>,
    /// Which part it is; counted when absent.
    #[garde(skip)]
    division: Option<Division>,
}

/// What came out of a preparation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Split {
    /// The parent, made into other units.
    parent: UnitRow,
    /// The children, in the order of the outputs.
    children: Vec<UnitRow>,
    /// Additive solution in all children, mL.
    added_ml: u32,
    /// Weighed more than there was, within the tolerance, mL.
    surplus_ml: u32,
    /// Lost, with what the tolerance allows to be missing, mL.
    loss_ml: u32,
}

#[utoipa::path(post, path = "/api/process/splits", tag = "process", operation_id = "process.split.create",
    request_body = SplitNew, responses((status = 201, body = Split)))]
async fn create(
    auth: Allowed<SplitCreate>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<SplitNew>,
) -> Result<Answer<Split>, Fault> {
    let mut tx = auth.write().await?;
    let parent = parent(&mut tx, &auth.scope, &new.unit).await?;
    let hand = Hand::of(&auth.scope, &tx, new.at);
    let number = parent.facts.donation_number;
    let origins = Origins::donated(&mut tx, &ports, &[number]).await?;
    let donations = origins.donations(&number);
    let bench = Bench::usual(&parent.facts, donated(&donations), hand.at);
    let made = bench.make(&wanted(&bench, &new), new.loss_ml)?;
    let products: Vec<ProductCode> = new.outputs.iter().map(|output| output.product).collect();
    let plan = steps::demanded(&mut tx, &auth.scope, &parent, &products, hand.at).await?;
    let births: Vec<(UnitId, Birth)> = made
        .children
        .iter()
        .map(|child| (UnitId::from_uuid(tx.new_id()), birth(&parent, &made, child, hand.at)))
        .collect();
    let events = events(&tx, &hand, &parent, &made, &births);
    append_all_or_refuse(&mut tx, &events).await?;
    let plan = plan.map(|plan| plan.code.as_str());
    let children: Vec<_> = births.iter().map(|(unit, birth)| (*unit, birth.product, birth.volume_ml)).collect();
    let Made { added_ml, surplus_ml, loss_ml, .. } = made;
    let kept = own::Kept { parent: &parent, added_ml, surplus_ml, loss_ml, children: &children, plan, at: hand.at };
    own::keep(&mut tx, &auth.scope, &kept).await?;
    tx.announce("units", None).await?;
    let split = shown(&mut tx, &auth.scope, parent.unit_id, &births, &made).await?;
    tx.created(split).await
}

async fn parent(tx: &mut Tx, scope: &Scope, text: &str) -> Result<UnitRecord, Fault> {
    let read = UnitText::read(text)?;
    let found = db::meant(tx, scope, &read, &["collected", "in_process", "stock"]).await?;
    let unit = UnitText::one(text, found)?;
    vena_ledger::unit_or_404(tx, unit).await
}

fn wanted(bench: &Bench<'_>, new: &SplitNew) -> Vec<Wanted> {
    let keeps = |output: &SplitOutput, medium: &MediumCode| bench.media_of(output.product).contains(medium);
    let one = |output: &SplitOutput| Wanted {
        product: output.product,
        volume_ml: output.volume_ml,
        additive_ml: output.additive_ml,
        medium: output.medium.or_else(|| new.medium.filter(|medium| keeps(output, medium))),
        division: output.division,
    };
    new.outputs.iter().map(one).collect()
}

fn birth(parent: &UnitRecord, made: &Made, child: &Child, at: Instant) -> Birth {
    let Facts { donation_number, collected_at, .. } = parent.facts;
    Birth {
        division: child.division,
        medium: child.medium,
        prepared_at: Some(at),
        expires_at: Some(child.expires_at),
        parents: vec![Parent { unit: parent.unit_id, role: made.role, volume_ml: child.volume_ml }],
        attributes: child.attributes.clone(),
        ..Birth::new(donation_number, child.product, child.volume_ml, collected_at)
    }
}

/// The births and the parent's side of them.
fn events(tx: &Tx, hand: &Hand, parent: &UnitRecord, made: &Made, births: &[(UnitId, Birth)]) -> Vec<UnitEvent> {
    let children = births.iter().map(|(unit, birth)| Share { unit: *unit, volume_ml: birth.volume_ml }).collect();
    // What was weighed too much within the tolerance came in with the additive, so that the ledger's sum is exact.
    let making = Making { children, added_ml: made.added_ml + made.surplus_ml, loss_ml: made.loss_ml, rest_ml: 0 };
    let fact = if made.role == Role::Modified { Fact::Modified(making) } else { Fact::Divided(making) };
    let mut own = hand.event(event_id(tx), parent.unit_id, fact);
    own.reason = (made.surplus_ml > 0).then(|| format!("称量差 weighing difference +{} mL", made.surplus_ml));
    let born = births.iter().map(|(unit, birth)| hand.event(event_id(tx), *unit, Fact::Prepared(birth.clone())));
    std::iter::once(own).chain(born).collect()
}

async fn shown(
    tx: &mut Tx,
    scope: &Scope,
    parent: UnitId,
    births: &[(UnitId, Birth)],
    made: &Made,
) -> Result<Split, Fault> {
    let ids: Vec<UnitId> = births.iter().map(|(unit, _)| *unit).chain([parent]).collect();
    let mut rows = db::shown(tx, scope, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.unit_id));
    let parent = rows.pop().ok_or_else(|| vena_platform::fault::Problem::not_found("unit", parent))?;
    Ok(Split { parent, children: rows, added_ml: made.added_ml, surplus_ml: made.surplus_ml, loss_ml: made.loss_ml })
}
