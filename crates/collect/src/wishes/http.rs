//! Stickers, and scanning one at the chair.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use vena_kernel::{id::DonationId, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{WishCards, WishScan, db};
use crate::donations::{DonationState, opened};

/// How many cards.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = WishCardsNew)]
pub(super) struct CardsNew {
    /// One for each donor.
    #[garde(range(min = 1, max = 200))]
    count: i32,
}

/// A card for one donor: two stickers that look alike.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WishCard)]
pub(super) struct Card {
    /// What is on the sticker that says: use it.
    use_it: String,
    /// What is on the sticker that says: do not use it.
    use_it_not: String,
}

/// Cards to print; which sticker means what is told here once and never again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WishCards)]
pub(super) struct Cards {
    /// The cards.
    cards: Vec<Card>,
}

/// What was scanned.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DonationWish)]
pub(super) struct Sticker {
    /// The sticker that the donor has chosen.
    #[garde(length(chars, min = 1, max = 60))]
    code: String,
}

/// The same whatever the donor has chosen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonationWishKept)]
pub(super) struct Kept {
    /// Always true: a sticker was scanned.
    kept: bool,
}

/// Makes cards with stickers.
#[utoipa::path(post, path = "/api/collect/wish-cards", tag = "collect", operation_id = "collect.wish.create",
    request_body = CardsNew, responses((status = 201, body = Cards)))]
pub(super) async fn cards(auth: Allowed<WishCards>, Body(asked): Body<CardsNew>) -> Result<Answer<Cards>, Fault> {
    let mut tx = auth.write().await?;
    let mut cards = Vec::new();
    for _ in 0..asked.count {
        let (use_it, use_it_not) = (code(tx.new_id()), code(tx.new_id()));
        if db::card(&mut tx, &auth.scope, &use_it, true).await?
            && db::card(&mut tx, &auth.scope, &use_it_not, false).await?
        {
            cards.push(Card { use_it, use_it_not });
        }
    }
    tx.created(Cards { cards }).await
}

/// Twelve digits from chance alone: nothing in them tells what they mean.
fn code(chance: uuid::Uuid) -> String {
    let digest = Sha256::digest(chance.as_bytes());
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("V{:012}", number % 1_000_000_000_000)
}

/// Scans the sticker that the donor has chosen.
#[utoipa::path(post, path = "/api/collect/donations/{id}/wish", tag = "collect", operation_id = "collect.donation.wish",
    params(("id" = DonationId, Path)), request_body = Sticker, responses((status = 200, body = Kept)))]
pub(super) async fn scan(
    auth: Allowed<WishScan>,
    Path(id): Path<DonationId>,
    Body(sticker): Body<Sticker>,
) -> Result<Answer<Kept>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    if matches!(record.state, DonationState::Refused | DonationState::Cancelled) {
        let reason = say!("该献血没有采集血液", "nothing was drawn for this donation");
        return Err(Refusal::new("wish.nothing-drawn", reason).into());
    }
    super::sticker(&mut tx, &auth.scope, &record, sticker.code.trim()).await??;
    tx.ok(Kept { kept: true }).await
}
