//! The route that changes what a person said of themselves.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{id::DonorId, refusal::Refusal, text::Lang};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{DonorUpdate, Emergency, Occupation, SealedDetails, seal};
use crate::donors::{self, Donor, Phone, db, donor_or_404, duplicates, rules, search};

/// What changes; what is absent stays. Birthday and sex follow from a corrected document.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonorChange {
    /// A new or corrected name.
    #[garde(length(chars, min = 1, max = 60))]
    name: Option<String>,
    /// A new phone.
    #[garde(length(chars, min = 1, max = 30))]
    phone: Option<String>,
    /// District of the address.
    #[garde(length(chars, min = 1, max = 40))]
    district: Option<String>,
    /// Occupation.
    #[garde(skip)]
    occupation: Option<Occupation>,
    /// Language of messages.
    #[garde(skip)]
    language: Option<Lang>,
    /// Somebody to call.
    #[garde(dive)]
    emergency: Option<Emergency>,
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Changes what is kept of a donor.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/update", tag = "recruit", operation_id = "recruit.donor.update",
    params(("id" = DonorId, Path)), request_body = DonorChange, responses((status = 200, body = Donor)))]
pub(super) async fn update(
    auth: Allowed<DonorUpdate>,
    Path(id): Path<DonorId>,
    Body(new): Body<DonorChange>,
) -> Result<Answer<Donor>, Fault> {
    donors::station_only(&auth.scope)?;
    let vault = &auth.app.vault;
    let wrong = |(field, refusal): (&str, Refusal)| -> Fault {
        Problem::invalid(field, "", &refusal.rule, refusal.reason).into()
    };
    let name = new.name.as_deref().map(rules::name).transpose().map_err(wrong)?;
    let phone = new.phone.as_deref().map(Phone::read).transpose().map_err(|refusal| wrong(("phone", refusal)))?;
    if let Some(emergency) = &new.emergency {
        Phone::read(&emergency.phone).map_err(|refusal| wrong(("emergency.phone", refusal)))?;
    }
    let change = db::Change {
        name,
        phone: phone.as_ref().map(|phone| vault.seal(phone.expose())).transpose()?,
        phone_fingerprint: phone.as_ref().map(|phone| phone.fingerprint(vault)),
        language: new.language.map(|lang| donors::language_word(lang).to_owned()),
        details: SealedDetails {
            district: new.district,
            occupation: new.occupation,
            language: String::new(),
            emergency: seal(new.emergency.as_ref(), vault)?,
        },
    };
    let mut tx = auth.write().await?;
    let person = donors::locked_or_404(&mut tx, &auth.scope, id).await?;
    tx.because(&new.reason);
    db::update(&mut tx, person, &change).await?;
    search::reindex(&mut tx, vault, person).await?;
    duplicates::look_again(&mut tx, person).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, vault, person).await?;
    tx.ok(donor).await
}
