//! Opening a file, by whoever stands before the desk or the app.

use uuid::Uuid;
use vena_contracts::care::{Channel, Purpose};
use vena_kernel::{clock::Day, id::DonorId, text::Lang};
use vena_platform::{auth::Scope, db::Tx, fault::Fault, pinyin, vault::Vault};

use super::{
    consents::{self, Source},
    db::{self, Sealed},
    details::{Emergency, Occupation, SealedDetails, seal},
    documents::db::{NewDocument, holder, insert, lock_fingerprint},
    duplicates::{self, Candidate, Person},
    rules::Checked,
    search,
};
use crate::today;

/// A file to be opened.
#[derive(Debug)]
pub(crate) struct Registering<'a> {
    /// Who, checked.
    pub(crate) checked: &'a Checked,
    /// What a document of another kind is called.
    pub(crate) naming: Option<&'a str>,
    /// Last day on which the document is valid.
    pub(crate) valid_until: Option<Day>,
    /// What was said about being reached.
    pub(crate) consents: &'a [(Channel, Purpose, bool)],
    /// District of the address.
    pub(crate) district: Option<&'a str>,
    /// Occupation.
    pub(crate) occupation: Option<Occupation>,
    /// Language of messages.
    pub(crate) language: Lang,
    /// Somebody to call.
    pub(crate) emergency: Option<&'a Emergency>,
    /// Files that somebody has looked at and ruled out.
    pub(crate) ruled_out: &'a [DonorId],
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum Registered {
    /// A new file.
    Opened(DonorId),
    /// The document is in this person's file already. Never told to a stranger.
    Known(DonorId),
    /// Nothing was opened: these are much alike, and somebody has to look. Never told to a stranger.
    Alike(Vec<Candidate>),
}

/// A language as its column spells it.
pub(crate) fn language_word(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}

/// Opens a file, unless the person has one or may have one.
pub(crate) async fn register(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    new: &Registering<'_>,
) -> Result<Registered, Fault> {
    let checked = new.checked;
    db::lock_person(tx, &checked.name, checked.born_on).await?;
    let fingerprint = checked.document.fingerprint(vault);
    lock_fingerprint(tx, &fingerprint).await?;
    if let Some(known) = holder(tx, &fingerprint).await? {
        return Ok(Registered::Known(known));
    }
    let candidates = duplicates::candidates(tx, vault, &person(checked, vault), None).await?;
    let ask = duplicates::ask_from(today::day(tx.now()));
    let open = |candidate: &Candidate| candidate.likeness.points >= ask && !new.ruled_out.contains(&candidate.donor);
    if candidates.iter().any(open) {
        let alike = candidates.into_iter().filter(|candidate| candidate.likeness.points >= ask);
        return Ok(Registered::Alike(alike.collect()));
    }
    let (id, sealed) = (DonorId::from_uuid(tx.new_id()), sealed(tx.new_id(), new, vault)?);
    db::insert(tx, scope, id, checked, &sealed).await?;
    let document = NewDocument {
        document_id: sealed.document_id,
        donor: id,
        kind: checked.document.kind(),
        naming: new.naming,
        sealed: &sealed.document,
        fingerprint: &sealed.document_fingerprint,
        valid_until: new.valid_until,
    };
    insert(tx, scope, &document).await?;
    for consent in new.consents {
        consents::set(tx, scope, id, *consent, Source::Registration).await?;
    }
    for candidate in &candidates {
        if new.ruled_out.contains(&candidate.donor) {
            duplicates::db::decide(tx, scope, (id, candidate.donor), "not_same", "登记时确认不是同一人").await?;
        }
    }
    search::reindex(tx, vault, id).await?;
    duplicates::compare_one(tx, vault, id).await?;
    Ok(Registered::Opened(id))
}

fn person(checked: &Checked, vault: &Vault) -> Person {
    Person {
        pinyin: pinyin::sortable(&checked.name),
        name: checked.name.clone(),
        born_on: Some(checked.born_on),
        sex: Some(checked.sex),
        group: None,
        phone: Some(checked.phone.fingerprint(vault)),
        documents: vec![checked.document.clone()],
    }
}

fn sealed(document_id: Uuid, new: &Registering<'_>, vault: &Vault) -> Result<Sealed, Fault> {
    let checked = new.checked;
    Ok(Sealed {
        document_id,
        document: vault.seal(checked.document.expose())?,
        document_fingerprint: checked.document.fingerprint(vault),
        phone: vault.seal(checked.phone.expose())?,
        phone_fingerprint: checked.phone.fingerprint(vault),
        details: SealedDetails {
            district: new.district.map(str::to_owned),
            occupation: new.occupation,
            language: language_word(new.language).to_owned(),
            emergency: seal(new.emergency, vault)?,
        },
    })
}
