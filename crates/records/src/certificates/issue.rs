//! A certificate comes into use: issued by the development authority, or brought along.

use vena_kernel::{id::CertificateId, zone};
use vena_platform::{
    app::App,
    auth::Scope,
    db::Tx,
    documents::{Enrolment, KeyWanted, Medium, Profile, SecurityKey},
    fault::Fault,
};

use super::{
    authority,
    db::{self, NewCertificate, Person},
    rules,
};
use crate::{Desk, digest, policy};

/// For whom, and what keeps it.
pub(super) struct Office<'a> {
    pub(super) app: &'a App,
    pub(super) scope: &'a Scope,
    pub(super) desk: &'a Desk,
}

/// Which certificate is wanted.
pub(super) struct Wanted<'a> {
    pub(super) profile: Profile,
    pub(super) medium: Medium,
    /// What its owner calls the key.
    pub(super) label: &'a str,
    pub(super) key: KeyWanted<'a>,
    pub(super) credential: Option<&'a SecurityKey>,
}

/// Issues a certificate to the caller. The one in use on the same medium is superseded, but never another security key.
pub(super) async fn issue(tx: &mut Tx, office: &Office<'_>, wanted: &Wanted<'_>) -> Result<CertificateId, Fault> {
    let authority = authority::of(tx, &office.app.vault, &*office.desk.notary, wanted.profile).await?;
    let Person { name, account, organisation } = db::person(tx, office.scope.user).await?;
    let good_days = policy::keys(tx.now().day_in(&zone::china())).good_days;
    let enrolment = Enrolment {
        profile: wanted.profile,
        name: &name,
        account: &account,
        organisation: &organisation,
        key: wanted.key,
        from: tx.now(),
        until: tx.now().plus_seconds(good_days * 24 * 3600),
    };
    let made = office.desk.notary.enrol(&authority, &enrolment)?;
    let sealed = made.key.as_deref().map(|key| office.app.vault.seal(key)).transpose()?;
    keep(tx, office, wanted, &Made { certificate: &made.certificate, issued_here: true, key_sealed: sealed.as_deref() })
        .await
}

/// Takes a certificate of another authority into use; that it names the caller and fits the key has been checked.
pub(super) async fn bring(
    tx: &mut Tx,
    office: &Office<'_>,
    wanted: &Wanted<'_>,
    certificate: &[u8],
) -> Result<CertificateId, Fault> {
    // Time stamps and seals come from our authority, whoever has issued the certificate.
    authority::of(tx, &office.app.vault, &*office.desk.notary, wanted.profile).await?;
    keep(tx, office, wanted, &Made { certificate, issued_here: false, key_sealed: None }).await
}

struct Made<'a> {
    certificate: &'a [u8],
    issued_here: bool,
    key_sealed: Option<&'a [u8]>,
}

async fn keep(tx: &mut Tx, office: &Office<'_>, wanted: &Wanted<'_>, made: &Made<'_>) -> Result<CertificateId, Fault> {
    let key_digest = if let KeyWanted::Outside { public_key } = wanted.key { Some(digest(public_key)) } else { None };
    if let Some(key_digest) = &key_digest {
        rules::not_lost(db::was_lost(tx, key_digest).await?)?;
    }
    supersede(tx, office.scope, wanted).await?;
    let info = office.desk.notary.describe(made.certificate)?;
    let certificate_id = CertificateId::from_uuid(tx.new_id());
    let row = NewCertificate {
        certificate_id,
        profile: wanted.profile,
        medium: wanted.medium,
        label: wanted.label,
        issued_here: made.issued_here,
        serial: &info.serial,
        der: made.certificate,
        key_sealed: made.key_sealed,
        key_digest: key_digest.as_deref(),
        credential: wanted.credential,
        valid_from: info.valid_from,
        valid_until: info.valid_until,
    };
    rules::not_taken(!db::insert(tx, office.scope, &row).await?)?;
    Ok(certificate_id)
}

async fn supersede(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> Result<(), Fault> {
    if wanted.medium == Medium::Webauthn {
        return Ok(());
    }
    if let Some(old) = db::in_use(tx, scope, wanted.profile, wanted.medium).await? {
        db::revoke(tx, scope, old.certificate_id, "superseded", None).await?;
    }
    Ok(())
}
