//! Bag, tubes and record get one number that nothing else carries.

use axum::Extension;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair::{self as page, KitLabel, Tube, TubeRole},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::DonationId,
    product::MediumCode,
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::{Tx, violated_constraint},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    DonationBind, db,
    db::DonationRecord,
    rules,
    steps::opened,
    view::{Donation, donation_or_404},
};
use crate::{Donors, binding, book, chair, day, lots};

/// A maker's label that no scanner reads.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationKitTyped {
    /// The kit, as the rulebook names it.
    #[garde(length(chars, min = 1, max = 40))]
    kit: String,
    /// Why it could not be scanned. A second person reads the label too before the needle goes in.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// The kit of bags as its label says.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationBagNew {
    /// The maker's label as scanned (GS1); it says article, lot and last day, and those typed have to agree.
    #[garde(length(chars, max = 200))]
    kit_scan: Option<String>,
    /// Instead of the scan, where the label cannot be read: then lot and last day are typed.
    #[garde(dive)]
    typed: Option<DonationKitTyped>,
    /// Lot of the maker; on the label when absent.
    #[garde(length(chars, min = 1, max = 60))]
    lot: Option<String>,
    /// Anticoagulant.
    #[garde(skip)]
    medium: MediumCode,
    /// Last day on which it may be used; on the label when absent.
    #[garde(skip)]
    expires_on: Option<Day>,
}

/// A tube in its place.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationTube {
    /// What it is for.
    #[garde(skip)]
    role: TubeRole,
    /// The label with the number.
    #[garde(length(chars, min = 1, max = 200))]
    scan: String,
    /// The maker's label, where the number does not tell which tube it is.
    #[garde(length(chars, max = 200))]
    article_scan: Option<String>,
}

/// Lots of what touches the donor's blood besides the kit.
#[derive(Debug, Default, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationLots {
    /// Of a needle that is not part of the kit.
    #[garde(length(chars, min = 1, max = 60))]
    needle: Option<String>,
    /// Of a pouch that is not part of the kit.
    #[garde(length(chars, min = 1, max = 60))]
    pouch: Option<String>,
}

/// What shall carry one number.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationBinding {
    /// The number on the record, scanned or typed.
    #[garde(length(chars, min = 1, max = 100))]
    donation_number: String,
    /// What was scanned on the bag.
    #[garde(length(chars, min = 1, max = 200))]
    bag_scan: String,
    /// Each tube in its place; one label scanned twice is one tube.
    #[garde(length(max = 20), dive)]
    tubes: Vec<DonationTube>,
    /// The kit of bags.
    #[garde(dive)]
    bag: DonationBagNew,
    /// Other lots.
    #[garde(dive)]
    #[serde(default)]
    lots: DonationLots,
    /// When; now when absent. Not before the step before it.
    #[garde(skip)]
    at: Option<Instant>,
}

/// What was read on the kit.
struct Kit {
    label: Option<KitLabel>,
    code: &'static str,
    lot: String,
    expires_on: Day,
}

/// Binds bag, tubes and record to one number that nothing else carries.
#[utoipa::path(post, path = "/api/collect/donations/{id}/bind", tag = "collect", operation_id = "collect.donation.bind",
    params(("id" = DonationId, Path)), request_body = DonationBinding, responses((status = 200, body = Donation)))]
pub(super) async fn bind(
    auth: Allowed<DonationBind>,
    Extension(donors): Donors,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationBinding>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    let at = asked.at.unwrap_or(tx.now());
    let today = day(at);
    rules::may_bind(record.state, day(record.registered_at), today)?;
    chair::in_turn(&mut tx, &record, at).await?;
    page::another_needle(chair::db::needles(&mut tx, id).await?.len(), today)?;
    let number = asked.same_number(&record, today)?;
    let kit = asked.kit(&record, today)?;
    still_fit(&mut tx, &auth.scope, &donors, &record, today).await?;
    if db::number_used(&mut tx, number).await? {
        return Err(used(number).into());
    }
    asked.keep(&mut tx, &auth.scope, &record, (number, kit, at)).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// A deferral may have been entered since the donor took the chair.
async fn still_fit(
    tx: &mut Tx,
    scope: &Scope,
    donors: &std::sync::Arc<dyn vena_contracts::recruit::DonorDesk>,
    record: &DonationRecord,
    today: Day,
) -> Result<(), Fault> {
    let mut own = db::needles_of(tx, record.donor_id).await?;
    own.retain(|needle| needle.donation != Some(record.donation_id));
    let verdicts = donors.verdicts(tx, scope, record.donor_id, today, &own).await?;
    let verdict = verdicts.iter().find(|verdict| verdict.kind == record.kind);
    match verdict.and_then(|verdict| verdict.lines.first()) {
        Some(line) => Err(line.refusal().into()),
        None => Ok(()),
    }
}

/// Somebody else was quicker with this number or kit.
fn twice(number: DonationNumber, error: sqlx::Error) -> Fault {
    match violated_constraint(&error) {
        Some("donation_number_key" | "number_pkey") => used(number).into(),
        Some("number_kit_key") => {
            let reason =
                say!("该血袋已绑定其他献血，请更换", "this kit is bound to another donation, take another one");
            Refusal::new("binding.kit-used", reason).into()
        }
        _ => error.into(),
    }
}

fn used(number: DonationNumber) -> Refusal {
    let reason = say!(
        "献血编号 {number} 已被使用，请换一套条码",
        "the number {number} is in use already, take another set of labels"
    );
    Refusal::new("binding.number-used", reason)
}

impl DonationBinding {
    /// Keeps number, kit and lots, unless a lot was recalled or somebody else was quicker.
    async fn keep(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        record: &DonationRecord,
        (number, kit, at): (DonationNumber, Kit, Instant),
    ) -> Result<(), Fault> {
        let tubes = self.tube_lots();
        let named = self.all_lots(&kit.lot, &tubes);
        lots::needle_named(tx, scope, record.site_id, self.lots.needle.as_deref()).await?;
        lots::may_use(tx, scope, record.site_id, &named).await?;
        let piece = kit.label.as_ref().and_then(|label| Some((label.article.as_str(), label.serial.as_deref()?)));
        let typed_why = self.bag.typed_why();
        let binding = db::Binding {
            at,
            number,
            kit: kit.code,
            typed_why,
            piece,
            lot: &kit.lot,
            medium: self.bag.medium,
            expires_on: kit.expires_on,
            tubes: page::different(&self.places()),
        };
        let id = record.donation_id;
        db::bind(tx, scope, id, &binding).await.map_err(|error| twice(number, error))?;
        chair::db::keep_lots(tx, id, &named).await?;
        let detail = json!({ "number": number, "kit": kit.code, "lot": kit.lot, "typed": typed_why });
        chair::db::step(tx, scope, id, ("bound", at), detail).await
    }

    /// The one number of record, bag and tubes.
    fn same_number(&self, record: &DonationRecord, today: Day) -> Result<DonationNumber, Fault> {
        let number = binding::number_of(&self.donation_number).map_err(|refusal| {
            Problem::invalid("donation_number", &self.donation_number, &refusal.rule, refusal.reason)
        })?;
        page::labels(&self.donation_number, &self.bag_scan)?;
        binding::bag_number(number, &self.bag_scan)?;
        page::right_tubes(number, &self.places(), record.kind, today)?;
        Ok(number)
    }

    fn places(&self) -> Vec<Tube<'_>> {
        self.tubes.iter().map(DonationTube::place).collect()
    }

    /// The kit, if it may be used for this donation today.
    fn kit(&self, record: &DonationRecord, today: Day) -> Result<Kit, Fault> {
        let bag = &self.bag;
        let label = bag.scanned().map(page::read_kit).transpose()?;
        let known = match (&label, &bag.typed) {
            (Some(label), _) => label.kit(today)?,
            (None, Some(typed)) => page::kit_named(&typed.kit, today)?,
            (None, None) => return Err(unlabelled()),
        };
        known.fits(record.kind, record.nominal_ml)?;
        let said = label.as_ref();
        let lot = agreed("bag.lot", bag.lot.clone(), said.and_then(|label| label.lot.clone()))?;
        let expires_on = agreed("bag.expires_on", bag.expires_on, said.and_then(|label| label.expires_on))?;
        let physical = binding::Bag { medium: bag.medium, expires_on };
        if !known.media.contains(&bag.medium) {
            return Err(wrong_medium(bag.medium).into());
        }
        match record.kind {
            DonationKind::WholeBlood => binding::bag_usable(&physical, book::collection(today)?, today)?,
            _ => binding::not_expired(&physical, today)?,
        }
        Ok(Kit { code: known.code.as_str(), label, lot, expires_on })
    }

    /// Lots of the tubes, as their makers' labels say.
    fn tube_lots(&self) -> Vec<String> {
        let labels = self.tubes.iter().filter_map(|tube| page::read_kit(tube.article_scan.as_deref()?).ok());
        labels.filter_map(|label| label.lot).collect()
    }

    fn all_lots<'a>(&'a self, kit: &'a str, tubes: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let own = [("needle", self.lots.needle.as_deref()), ("pouch", self.lots.pouch.as_deref())];
        let others = own.into_iter().filter_map(|(item, lot)| Some((item, lot?)));
        [("kit", kit)].into_iter().chain(others).chain(tubes.iter().map(|lot| ("tube", lot.as_str()))).collect()
    }
}

impl DonationBagNew {
    fn scanned(&self) -> Option<&str> {
        self.kit_scan.as_deref().filter(|scan| !scan.trim().is_empty())
    }

    /// Why the label was typed, if it was.
    fn typed_why(&self) -> Option<&str> {
        self.typed.as_ref().filter(|_| self.scanned().is_none()).map(|typed| typed.reason.as_str())
    }
}

impl DonationTube {
    fn place(&self) -> Tube<'_> {
        Tube { role: self.role, scan: &self.scan, article: self.article_scan.as_deref() }
    }
}

fn unlabelled() -> Fault {
    let detail = say!(
        "请扫描血袋（耗材）厂家标签；无法读取时选择手工录入，并由另一人核对",
        "scan the maker's label of the kit; where it cannot be read, type it and let a second person look"
    );
    Problem::invalid("bag.kit_scan", "", "binding.kit-unlabelled", detail).into()
}

fn wrong_medium(medium: MediumCode) -> Refusal {
    Refusal::new("binding.medium", say!("该耗材不使用 {medium}", "this kit has no {medium}"))
}

/// What was typed and what the label says, where both say something.
fn agreed<T: PartialEq + ToString>(field: &str, typed: Option<T>, label: Option<T>) -> Result<T, Fault> {
    match (typed, label) {
        (Some(typed), Some(label)) if typed != label => {
            let (typed, label) = (typed.to_string(), label.to_string());
            let detail = say!("录入 {typed}，标签为 {label}", "{typed} was typed, the label says {label}");
            Err(Problem::invalid(field, typed, "binding.kit-differs", detail).into())
        }
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => {
            let detail = say!("请扫描厂家标签或录入", "scan the maker's label or type it");
            Err(Problem::invalid(field, "", "binding.kit-incomplete", detail).into())
        }
    }
}
