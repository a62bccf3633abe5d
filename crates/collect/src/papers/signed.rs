//! What is signed before the needle, at sites that sign on screen, and what of it is still wanted.

use std::sync::Arc;

use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::records::{PaperStanding, SignedPapers};
use vena_kernel::{
    clock::Day,
    id::{DocumentId, DonationId, SiteId},
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    http::Path,
    permission,
};

use crate::{
    day, donations,
    visits::{self, Needle},
};

permission! {
    pub(crate) DonationUnsigned = "collect.donation.unsigned", "查看进针前待签文书", "See what is to be signed before the needle";
}

/// The port that knows what is signed, as handlers reach it.
pub(crate) type Signed = Extension<Arc<dyn SignedPapers>>;

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DonationUnsigned::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(unsigned))
}

/// A paper that the needle waits for.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct UnsignedPaper {
    /// Which form.
    form: String,
    /// What it is called.
    title: Text,
    /// The document; not drawn up yet when absent.
    document_id: Option<DocumentId>,
    /// Its number.
    number: Option<String>,
    /// Who has to sign, in order.
    places: Vec<UnsignedPlace>,
}

/// A place that waits.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct UnsignedPlace {
    /// Its name in the form.
    slot: String,
    /// Who signs there.
    title: Text,
    /// At a pad, by the donor.
    by_hand: bool,
    /// The one person who has to.
    named: Option<String>,
}

/// What is to be signed before the needle of this donation goes in; nothing where papers are signed by pen.
#[utoipa::path(get, path = "/api/collect/donations/{id}/unsigned", tag = "collect",
    operation_id = "collect.donation.unsigned", params(("id" = DonationId, Path)),
    responses((status = 200, body = Vec<UnsignedPaper>)))]
pub(super) async fn unsigned(
    auth: Allowed<DonationUnsigned>,
    signed: Signed,
    Path(id): Path<DonationId>,
) -> Result<Json<Vec<UnsignedPaper>>, Fault> {
    let mut tx = auth.read().await?;
    let record = donations::record_or_404(&mut tx, &auth.scope, id).await?;
    let today = day(tx.now());
    Ok(Json(wanted(&mut tx, &signed, (id, record.site_id), today).await?))
}

/// Refuses by `donation.unsigned` a needle before the papers are signed that the rulebook names, where they are signed on
/// screen.
pub(crate) async fn signed_or_refuse(
    tx: &mut Tx,
    signed: &Signed,
    (donation, site): (DonationId, SiteId),
    on: Day,
) -> Result<(), Fault> {
    let wanted = wanted(tx, signed, (donation, site), on).await?;
    Ok(wanted.first().map_or(Ok(()), |paper| Err(refusal(paper)))?)
}

async fn wanted(
    tx: &mut Tx,
    signed: &Signed,
    (donation, site): (DonationId, SiteId),
    on: Day,
) -> Result<Vec<UnsignedPaper>, Fault> {
    let Some(needle) = visits::signed_before_needle(tx, site, on).await? else { return Ok(Vec::new()) };
    let forms: Vec<String> =
        needle.signed.iter().chain(needle.places.iter().map(|wanted| &wanted.form)).cloned().collect();
    let standing = signed.standing(tx, ("donation", &[donation.to_string()]), &forms).await?;
    Ok(missing(needle, &standing))
}

/// What the needle waits for: whole forms, and single places of others.
fn missing(needle: &Needle, standing: &[PaperStanding]) -> Vec<UnsignedPaper> {
    let whole = needle.signed.iter().map(|form| (form, None));
    let places = needle.places.iter().map(|wanted| (&wanted.form, Some(&wanted.place)));
    whole.chain(places).filter_map(|(form, place)| unsigned_of(form, place, standing)).collect()
}

fn unsigned_of(form: &str, only: Option<&String>, standing: &[PaperStanding]) -> Option<UnsignedPaper> {
    let title = title(form);
    let Some(paper) = standing.iter().find(|paper| paper.form == form) else {
        return Some(UnsignedPaper {
            form: form.to_owned(),
            title,
            document_id: None,
            number: None,
            places: Vec::new(),
        });
    };
    let waits = paper.places.iter().filter(|place| !place.signed && only.is_none_or(|only| *only == place.slot));
    let places: Vec<UnsignedPlace> = waits
        .map(|place| UnsignedPlace {
            slot: place.slot.clone(),
            title: place.title.clone(),
            by_hand: place.by_hand,
            named: place.named.clone(),
        })
        .collect();
    let (document_id, number) = (Some(paper.document_id), Some(paper.number.clone()));
    (!places.is_empty()).then(|| UnsignedPaper { form: form.to_owned(), title, document_id, number, places })
}

fn title(form: &str) -> Text {
    match form {
        "informed-consent" => say!("献血知情同意书", "informed consent"),
        "health-check" => say!("献血者健康检查表", "health check"),
        "donor-registration" => say!("无偿献血登记表", "registration"),
        other => Text::new(other, other),
    }
}

fn refusal(paper: &UnsignedPaper) -> Refusal {
    let Text { zh, en } = &paper.title;
    let who = |pick: fn(&Text) -> &str, join: &str| {
        let name = |place: &UnsignedPlace| match &place.named {
            Some(named) => format!("{} {named}", pick(&place.title)),
            None => pick(&place.title).to_owned(),
        };
        paper.places.iter().map(name).collect::<Vec<_>>().join(join)
    };
    let reason = if paper.document_id.is_none() {
        say!(
            "进针前须签署《{zh}》，尚未生成（GB 18467-2011）",
            "before the needle the {en} must be signed; it is not drawn up yet (GB 18467-2011)"
        )
    } else {
        let (zh_who, en_who) = (who(|text| &text.zh, "、"), who(|text| &text.en, ", "));
        say!(
            "进针前须签署《{zh}》，待签：{zh_who}（GB 18467-2011）",
            "before the needle the {en} must be signed; it waits for: {en_who} (GB 18467-2011)"
        )
    };
    Refusal::new("donation.unsigned", reason)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vena_contracts::records::PaperPlace;
    use vena_testkit::table::rows;

    use super::*;

    /// `consent:dI` is a consent with a signed place `i` (upper case) and one `d` that waits.
    fn standing(words: &str) -> Vec<PaperStanding> {
        let papers = words.split_whitespace().filter_map(|word| word.split_once(':'));
        let place = |letter: char| PaperPlace {
            slot: if letter.eq_ignore_ascii_case(&'p') { "physician".into() } else { letter.to_string() },
            title: Text::new("签名处", "place"),
            signed: letter.is_ascii_uppercase(),
            by_hand: letter == 'd',
            named: (letter == 'p').then(|| "郑医师".into()),
        };
        let paper = |(form, places): (&str, &str)| PaperStanding {
            document_id: DocumentId::from_uuid(Uuid::from_u128(1)),
            number: "202611160001".into(),
            form: form.to_owned(),
            about: "donation_1".into(),
            complete: !places.chars().any(char::is_lowercase),
            places: places.chars().map(place).collect(),
        };
        papers.map(paper).collect()
    }

    #[test]
    fn a_needle_waits_for_every_paper_and_for_the_physician() {
        let needle = visits::needle(Day::new(2026, 11, 16).expect("a day"));
        let table = "
            papers that count                         | waits for
            -                                         | informed-consent: health-check:
            informed-consent:DI                       | health-check:
            informed-consent:Di health-check:dPt      | informed-consent:i
            informed-consent:di health-check:dPt      | informed-consent:d,i
            informed-consent:DI health-check:dpt      | health-check:physician
            informed-consent:DI health-check:DpT      | health-check:physician
            informed-consent:DI health-check:dPt      | nothing
            informed-consent:DI health-check:DPT      | nothing
        ";
        for row in rows(table).iter().skip(1) {
            let found = missing(needle, &standing(row[0]));
            let slots = |paper: &UnsignedPaper| {
                let names: Vec<&str> = paper.places.iter().map(|place| place.slot.as_str()).collect();
                format!("{}:{}", paper.form, names.join(","))
            };
            let told = found.iter().map(slots).collect::<Vec<_>>().join(" ");
            assert_eq!(if told.is_empty() { "nothing" } else { &told }, row[1], "{}", row[0]);
            assert!(found.iter().all(|paper| refusal(paper).rule == "donation.unsigned"));
        }
        let waits = missing(needle, &standing("informed-consent:DI health-check:dpt"));
        assert!(refusal(&waits[0]).reason.zh.contains("郑医师"), "who can sign is named");
    }
}
