//! Whether an answer proves who somebody is.

use vena_kernel::{
    clock::Instant,
    id::{ChallengeId, UserId},
    zone,
};
use vena_platform::{app::App, db::Tx, fault::Fault};

use crate::{
    Desk,
    certificates::{
        db::{self, CertificateRow},
        rules,
    },
    challenges::{
        answer::KeyAssertion,
        db::{Purpose, claim},
        party::party,
    },
    policy,
};

/// What came back.
pub(super) enum Answered<'a> {
    SecurityKey(&'a KeyAssertion),
    UsbKey { serial: &'a str, signature: &'a [u8] },
    Neither,
}

/// Whom the answer is about, if anybody, and whether it proves so; why not is for the audit.
pub(super) type Proof = (Option<UserId>, Result<(), &'static str>);

/// Judges an answer. Its challenge is used up, whatever comes of it.
pub(super) async fn prove(
    tx: &mut Tx,
    app: &App,
    desk: &Desk,
    id: ChallengeId,
    answered: &Answered<'_>,
) -> Result<Proof, Fault> {
    // An answer to no open question says nothing about anybody: nobody's failures are counted.
    let Some(challenge) = claim(tx, id, Purpose::SignIn).await? else { return Ok((None, Err("challenge"))) };
    let found = match answered {
        Answered::SecurityKey(assertion) => db::by_credential(tx, assertion.credential_id.as_ref()).await?,
        Answered::UsbKey { serial, .. } => db::by_serial(tx, serial).await?,
        Answered::Neither => None,
    };
    let Some(certificate) = found else { return Ok((None, Err("unknown key"))) };
    if !in_use(desk, &certificate, tx.now()) {
        return Ok((Some(certificate.user_id), Err("key not in use")));
    }
    let proof = match holds(app, desk, &certificate, &challenge, answered) {
        Some(Holds::Counted(counter)) => {
            db::note_counter(tx, certificate.certificate_id, counter).await?;
            Ok(())
        }
        Some(Holds::Uncounted) => Ok(()),
        None => Err("wrong answer of a key"),
    };
    Ok((Some(certificate.user_id), proof))
}

/// Whether the certificate is good now, here and for the authority that issued it.
fn in_use(desk: &Desk, certificate: &CertificateRow, now: Instant) -> bool {
    let policy = policy::keys(now.day_in(&zone::china()));
    rules::may_sign(policy, &certificate.standing(), now).is_ok()
        && (certificate.issued_here || desk.notary.trusts(&certificate.der, now).is_ok())
}

/// An answer that holds.
enum Holds {
    /// Of a security key that counts.
    Counted(u32),
    /// Of a USB key.
    Uncounted,
}

fn holds(
    app: &App,
    desk: &Desk,
    certificate: &CertificateRow,
    challenge: &[u8],
    answered: &Answered<'_>,
) -> Option<Holds> {
    match (answered, &certificate.credential) {
        (Answered::SecurityKey(assertion), Some(key)) => {
            let challenge = challenge.try_into().ok()?;
            let counter = desk.notary.assert(&party(&app.config), key, challenge, &assertion.answer(), false).ok()?;
            Some(Holds::Counted(counter))
        }
        (Answered::UsbKey { signature, .. }, None) => {
            desk.notary.verify(&certificate.der, challenge, signature).ok()?;
            Some(Holds::Uncounted)
        }
        _ => None,
    }
}
