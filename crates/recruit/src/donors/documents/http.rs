//! Routes of documents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::DonorId,
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};

use super::{
    DocumentCreate, DocumentMain, db,
    db::{DocumentRecord, NewDocument},
    rules,
};
use crate::{
    donors::{self, Document, DocumentKind, Donor, donor_or_404, duplicates, search},
    today,
};

/// A document as typed.
#[derive(Debug, Clone, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DonorDocumentNew {
    /// Which kind.
    #[garde(skip)]
    pub(crate) kind: DocumentKind,
    /// Its number; 15 digits of a citizen's card of the first generation are read too.
    #[garde(length(chars, min = 1, max = 60))]
    pub(crate) number: String,
    /// What a document of another kind is called.
    #[garde(length(chars, max = 40))]
    #[serde(default)]
    pub(crate) naming: Option<String>,
    /// Last day on which it is valid.
    #[garde(skip)]
    #[serde(default)]
    pub(crate) valid_until: Option<Day>,
}

/// Why an older document ends with the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DocumentEnds {
    /// 换证: expired or renewed; it still finds its owner.
    Replaced,
    /// 更正: it was mistyped and is nobody's.
    Corrected,
}

impl DocumentEnds {
    fn word(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Corrected => "corrected",
        }
    }
}

/// The older document that the new one takes the place of.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentReplaces {
    /// Which one.
    #[garde(skip)]
    document_id: Uuid,
    /// Why it ends.
    #[garde(skip)]
    how: DocumentEnds,
}

/// A document to be added to a file.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentAdd {
    /// The document.
    #[garde(dive)]
    document: DonorDocumentNew,
    /// The older one that it replaces.
    #[garde(dive)]
    replaces: Option<DocumentReplaces>,
    /// Make it the main one; the successor of the main one is it anyway.
    #[garde(skip)]
    #[serde(default)]
    main: bool,
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum DocumentAdded {
    /// It is in the file.
    Added {
        /// The file.
        donor: Box<Donor>,
    },
    /// Another file has it; nothing was added, and the two files were put on the list for review.
    HeldElsewhere {
        /// What to do.
        refusal: Refusal,
    },
}

/// A document as shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorDocument {
    /// Identity.
    document_id: Uuid,
    /// The file that it came with.
    donor_id: DonorId,
    /// Which kind.
    kind: DocumentKind,
    /// What a document of another kind is called.
    naming: Option<String>,
    /// The number, masked.
    number_masked: String,
    /// Last day on which it is valid.
    valid_until: Option<Day>,
    /// It was valid until a day that is over.
    expired: bool,
    /// The main one.
    main: bool,
    /// Since when it is known.
    added_at: Instant,
    /// Since when it is no longer used.
    ended_at: Option<Instant>,
    /// `replaced` or `corrected`.
    ended_how: Option<String>,
    /// Why.
    ended_reason: Option<String>,
}

/// A document in full.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DonorDocumentFull {
    /// Identity.
    document_id: Uuid,
    /// Which kind.
    kind: DocumentKind,
    /// What a document of another kind is called.
    naming: Option<String>,
    /// The number.
    number: String,
    /// Last day on which it is valid.
    valid_until: Option<Day>,
    /// The main one.
    main: bool,
    /// No longer used.
    ended: bool,
}

/// The documents of a person, masked.
pub(crate) async fn of_person(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    person: DonorId,
) -> Result<Vec<DonorDocument>, Fault> {
    let today = today::day(tx.now());
    let records = db::of_person(tx, scope, person).await?;
    records.into_iter().map(|record| shown(record, vault, today)).collect()
}

fn shown(record: DocumentRecord, vault: &Vault, today: Day) -> Result<DonorDocument, Fault> {
    let document = Document::read(record.kind, &vault.open(&record.number_sealed)?)?;
    Ok(DonorDocument {
        document_id: record.document_id,
        donor_id: record.donor_id,
        kind: record.kind,
        naming: record.naming,
        number_masked: document.masked(),
        expired: record.valid_until.is_some_and(|until| until < today),
        valid_until: record.valid_until,
        main: record.main,
        added_at: record.added_at,
        ended_at: record.ended_at,
        ended_how: record.ended_how,
        ended_reason: record.ended_reason,
    })
}

/// The documents of a person in full, mistyped ones left out: for the recorded view only.
pub(crate) async fn opened(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    person: DonorId,
) -> Result<Vec<DonorDocumentFull>, Fault> {
    let records = db::of_person(tx, scope, person).await?;
    let right = records.into_iter().filter(|record| record.ended_how.as_deref() != Some("corrected"));
    right
        .map(|record| {
            let document = Document::read(record.kind, &vault.open(&record.number_sealed)?)?;
            Ok(DonorDocumentFull {
                document_id: record.document_id,
                kind: record.kind,
                naming: record.naming,
                number: document.expose().to_owned(),
                valid_until: record.valid_until,
                main: record.main,
                ended: record.ended_at.is_some(),
            })
        })
        .collect()
}

fn wrong((field, refusal): rules::Wrong) -> Fault {
    Problem::invalid(&format!("document.{field}"), "", &refusal.rule, refusal.reason).into()
}

/// Adds a document, alone or in the place of an older one.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/documents", tag = "recruit", operation_id = "recruit.document.create",
    params(("id" = DonorId, Path)), request_body = DocumentAdd,
    responses((status = 201, body = DocumentAdded), (status = 200, body = DocumentAdded)))]
pub(super) async fn create(
    auth: Allowed<DocumentCreate>,
    Path(id): Path<DonorId>,
    Body(new): Body<DocumentAdd>,
) -> Result<Answer<DocumentAdded>, Fault> {
    donors::station_only(&auth.scope)?;
    let (scope, vault) = (&auth.scope, &auth.app.vault);
    let mut tx = auth.write().await?;
    let person = donors::locked_or_404(&mut tx, scope, id).await?;
    let record = donors::record_or_404(&mut tx, scope, person).await?;
    let asked = &new.document;
    let day = today::day(tx.now());
    let checked =
        rules::check(asked.kind, &asked.number, asked.naming.as_deref(), asked.valid_until, day).map_err(wrong)?;
    rules::agrees(&checked.document, record.born_on, donors::sex_of(&record.sex)).map_err(wrong)?;
    let older = match &new.replaces {
        Some(replaces) => Some((older(&mut tx, scope, person, replaces.document_id).await?, replaces.how)),
        None => None,
    };
    tx.because(&new.reason);
    let fingerprint = checked.document.fingerprint(vault);
    db::lock_fingerprint(&mut tx, &fingerprint).await?;
    if let Some(holder) = db::holder(&mut tx, &fingerprint).await? {
        if holder == person {
            return Err(already_here().into());
        }
        duplicates::question(&mut tx, person, holder).await?;
        tx.announce("duplicates", Some(scope.org)).await?;
        return tx.ok(DocumentAdded::HeldElsewhere { refusal: held_elsewhere() }).await;
    }
    let document_id = tx.new_id();
    let sealed = vault.seal(checked.document.expose())?;
    let kept = NewDocument {
        document_id,
        donor: id,
        kind: asked.kind,
        naming: checked.naming.as_deref(),
        sealed: &sealed,
        fingerprint: &fingerprint,
        valid_until: checked.valid_until,
    };
    db::insert(&mut tx, scope, &kept).await?;
    if let Some((older, how)) = &older {
        db::end(&mut tx, scope, older.document_id, (how.word(), &new.reason), Some(document_id)).await?;
    }
    if new.main || older.is_some_and(|(older, _)| older.main) {
        db::make_main(&mut tx, person, document_id).await?;
    }
    search::reindex(&mut tx, vault, person).await?;
    duplicates::look_again(&mut tx, person).await?;
    tx.announce("donors", Some(scope.org)).await?;
    let donor = Box::new(donor_or_404(&mut tx, scope, vault, person).await?);
    tx.created(DocumentAdded::Added { donor }).await
}

async fn older(tx: &mut Tx, scope: &Scope, person: DonorId, id: Uuid) -> Result<DocumentRecord, Fault> {
    let records = db::of_person(tx, scope, person).await?;
    let found = records.into_iter().find(|record| record.document_id == id);
    let found = found.ok_or_else(|| Problem::not_found("document", id))?;
    if found.ended_at.is_some() {
        let reason = say!("该证件已被替换", "this document was replaced already");
        return Err(Problem::conflict("document.ended", reason).into());
    }
    Ok(found)
}

fn already_here() -> Refusal {
    let reason = say!("该证件已在本档案中", "the file has this document already");
    Refusal::new("document.already-here", reason)
}

fn held_elsewhere() -> Refusal {
    let reason = say!(
        "该证件已登记在另一份档案中，未添加；两份档案已列入重复档案核对",
        "another file has this document; it was not added, and both files were put on the list of possible duplicates"
    );
    Refusal::new("document.held-elsewhere", reason)
}

/// Says which document is the main one.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/documents/{document_id}/main", tag = "recruit",
    operation_id = "recruit.document.make_main", params(("id" = DonorId, Path), ("document_id" = Uuid, Path)),
    responses((status = 200, body = Donor)))]
pub(super) async fn make_main(
    auth: Allowed<DocumentMain>,
    Path((id, document)): Path<(DonorId, Uuid)>,
) -> Result<Answer<Donor>, Fault> {
    let mut tx = auth.write().await?;
    let person = donors::locked_or_404(&mut tx, &auth.scope, id).await?;
    older(&mut tx, &auth.scope, person, document).await?;
    db::make_main(&mut tx, person, document).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, person).await?;
    tx.ok(donor).await
}
