//! Files for outside judges of our signatures: `exchange write FOLDER` makes them, `exchange read FOLDER` verifies what
//! the judges signed. The judges are `conformance/signatures`.

use std::{error::Error, fs, path::Path};

use vena_kernel::clock::Instant;
use vena_sign::{
    Digest, Fault, Profile, PublicKey,
    cms::{Evidence, Message, Request},
    envelope::{DocumentDigest, Envelope},
    key::Identity,
    pdf::{self, Appearance, FieldOrder},
    profile::SecretKey,
    tsp::{DevelopmentStamper, Imprint, StampRequest, token_of_response},
    x509::{Certificate, CrlOrder, DevelopmentAuthority, Subject},
};

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder, now] => write(Path::new(folder), now.parse()?),
        ["read", folder] => read(Path::new(folder)),
        _ => Err("exchange write FOLDER NOW | exchange read FOLDER".into()),
    }
}

struct Desk<'a> {
    folder: &'a Path,
    profile: Profile,
    now: Instant,
}

impl Desk<'_> {
    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> Done {
        let name = format!("{}-{name}", if self.profile == Profile::Sm2 { "sm2" } else { "p256" });
        Ok(fs::write(self.folder.join(name), bytes)?)
    }
}

fn write(folder: &Path, now: Instant) -> Done {
    fs::create_dir_all(folder)?;
    let slip = "血液搬运单 202604100".as_bytes();
    fs::write(folder.join("slip"), slip)?;
    fs::write(folder.join("slip.sm3"), Digest::Sm3.of(slip))?;
    for profile in Profile::ALL {
        write_profile(&Desk { folder, profile, now }, slip)?;
    }
    Ok(())
}

fn write_profile(desk: &Desk<'_>, slip: &[u8]) -> Done {
    let (profile, now) = (desk.profile, desk.now);
    let authority = DevelopmentAuthority::create(profile, "青禾市中心血站", now.plus_seconds(-86_400))?;
    let key = SecretKey::generate(profile)?;
    let who = Subject { account: Some("lin.zhixia".into()), ..Subject::named("林知夏") };
    let (from, until) = (now.plus_seconds(-3_600), now.plus_seconds(30 * 86_400));
    let certificate = authority.issue_person(&who, key.public_key(), from, until)?;
    desk.put("root.der", authority.root().der())?;
    desk.put("ca.der", authority.issuing().der())?;
    desk.put("person.der", certificate.der())?;
    desk.put("point", &key.public_key().point()[1..])?;
    desk.put("slip.sig", key.sign(slip)?)?;
    let order = CrlOrder { number: 1, this_update: now, next_update: now.plus_seconds(86_400), revoked: &[] };
    let crls = vec![authority.crl(&order)?, authority.root_crl(&order)?];
    desk.put("ca.crl", crls[0].der())?;
    desk.put("root.crl", crls[1].der())?;
    let identity = authority.identity(&key, certificate.clone())?;
    write_messages(desk, &authority, &identity, slip, crls)
}

fn write_messages(
    desk: &Desk<'_>,
    authority: &DevelopmentAuthority,
    identity: &Identity<'_>,
    slip: &[u8],
    crls: Vec<vena_sign::x509::Crl>,
) -> Done {
    let stamp_key = SecretKey::generate(desk.profile)?;
    let stamp_certificate = authority.issue_stamper(stamp_key.public_key(), desk.now.plus_seconds(-3_600))?;
    let stamper = DevelopmentStamper::new(authority.identity(&stamp_key, stamp_certificate)?)?;
    let stamp = |bytes: &[u8]| -> Result<Vec<u8>, Fault> {
        let request = StampRequest::new(Imprint::of(desk.profile.digest(), bytes))?;
        token_of_response(&stamper.answer(&request.to_der()?, 1, desk.now)?)
    };
    let envelope = envelope(identity.certificate(), desk, slip);
    let der = envelope.to_der()?;
    let request = Request { digest: desk.profile.digest().of(slip), at: desk.now, envelope: Some(&der) };
    let mut message = Message::sign(identity, &request)?;
    desk.put("slip.attributes", message.signers()[0].signed_bytes()?)?;
    let signature = message.signers()[0].signature().to_vec();
    desk.put("slip.attributes.sig", &signature)?;
    message.add_stamp(&signature, &stamp(&signature)?)?;
    desk.put("slip.p7s", message.to_der()?)?;

    let paper = fs::read(desk.folder.join("paper.pdf"))?;
    let order = order(desk.now);
    let prepared = pdf::prepare(&paper, &order)?;
    let shown = self::envelope(identity.certificate(), desk, &paper);
    let mut message = pdf::sign_prepared(&prepared, &order, identity, Some(&shown))?;
    let signature = message.signers()[0].signature().to_vec();
    message.add_stamp(&signature, &stamp(&signature)?)?;
    let signed = prepared.finish(&message.to_der()?)?;
    desk.put("signed.pdf", &signed)?;
    let evidence = Evidence { certificates: vec![authority.root().clone()], crls };
    let stored = pdf::add_evidence(&signed, &evidence)?;
    let prepared = pdf::prepare_stamp(&stored, "archive", desk.now, 8_192)?;
    let token = stamp(&prepared.parts().concat())?;
    desk.put("archived.pdf", prepared.finish(&token)?)
}

fn order(at: Instant) -> FieldOrder<'static> {
    FieldOrder {
        name: "hand_over",
        page: 0,
        rect: [72.0, 72.0, 272.0, 132.0],
        appearance: Appearance::Text { lines: vec!["发血者：林知夏".into(), at.to_string()], seal: None },
        signer: "林知夏",
        reason: "交接",
        location: "青禾市中心血站",
        at,
        room: 16_384,
    }
}

fn envelope(certificate: &Certificate, desk: &Desk<'_>, document: &[u8]) -> Envelope {
    Envelope {
        document: DocumentDigest::of(desk.profile.digest(), document),
        template: "transport_slip".into(),
        template_version: "1".into(),
        signer: "林知夏".into(),
        account: "lin.zhixia".into(),
        certificate: certificate.serial(),
        role: "发血者".into(),
        reason: "交接".into(),
        at: desk.now,
        device: "工作站 07".into(),
        event: String::new(),
        form_code: "M14-P01-S38-R02".into(),
        number: "202604100".into(),
    }
}

/// Each judge leaves `NAME.point` (64 bytes) and `NAME.sig` over `slip`.
fn read(folder: &Path) -> Done {
    let slip = fs::read(folder.join("slip"))?;
    for judge in ["gmssl-pyx", "gmssl"] {
        let point = [&[4], fs::read(folder.join(format!("{judge}.point")))?.as_slice()].concat();
        let signature = fs::read(folder.join(format!("{judge}.sig")))?;
        PublicKey::new(Profile::Sm2, &point)?.verify(&slip, &signature)?;
    }
    Ok(())
}
