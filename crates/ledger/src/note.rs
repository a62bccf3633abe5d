//! Checkpoints as signed notes: the text format of transparency logs (C2SP signed-note and tlog-checkpoint), Ed25519.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use ring::signature::{ED25519, UnparsedPublicKey};
use vena_kernel::clock::Instant;

use crate::{
    digest::{Digest, Profile},
    merkle::Head,
};

/// Type of an Ed25519 key in signed notes.
const ED25519_TYPE: u8 = 1;
/// Stands before a signature line.
const DASH: &str = "\u{2014} ";

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger.
    pub origin: String,
    /// How many events are sealed, and the root over them.
    pub head: Head,
    /// Which hash.
    pub profile: Profile,
    /// When it was sealed.
    pub sealed_at: Instant,
}

impl Checkpoint {
    /// The text that is signed: origin, size, root, and one line each for hash and time; every line ends with a newline.
    pub fn text(&self) -> String {
        let root = BASE64.encode(self.head.root.0);
        let (origin, size, hash, at) = (&self.origin, self.head.size, self.profile.word(), self.sealed_at);
        format!("{origin}\n{size}\n{root}\nhash {hash}\ntime {at}\n")
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
        let size = lines.next()?.parse().ok()?;
        let root = Digest::from_bytes(&BASE64.decode(lines.next()?).ok()?)?;
        let profile = Profile::from_word(lines.next()?.strip_prefix("hash ")?)?;
        let sealed_at = lines.next()?.strip_prefix("time ")?.parse().ok()?;
        let checkpoint = Self { origin, head: Head { size, root }, profile, sealed_at };
        // only the one spelling that we write is ours
        (lines.next().is_none() && checkpoint.text() == text).then_some(checkpoint)
    }
}

/// A public key with the name under which it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    /// Name in signature lines; without spaces and plus signs.
    pub name: String,
    /// The Ed25519 public key.
    pub public_key: [u8; 32],
}

impl Verifier {
    /// The first four bytes of SHA-256 over name, newline, type and key: how a signature line says which key it is of.
    pub fn key_id(&self) -> [u8; 4] {
        let Digest(hash) = Profile::Sha256.hash(&[self.name.as_bytes(), b"\n", &[ED25519_TYPE], &self.public_key]);
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// The key in the usual one-line form `name+id+base64`.
    pub fn encoded(&self) -> String {
        let id = u32::from_be_bytes(self.key_id());
        let mut key = vec![ED25519_TYPE];
        key.extend_from_slice(&self.public_key);
        format!("{}+{id:08x}+{}", self.name, BASE64.encode(key))
    }

    /// Reads the one-line form; `None` when it is not one, or its id is not the key's.
    pub fn decode(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let key = BASE64.decode(key).ok()?;
        let (kind, public_key) = key.split_first()?;
        let verifier = Self { name: name.to_owned(), public_key: public_key.try_into().ok()? };
        let matches =
            *kind == ED25519_TYPE && u32::from_str_radix(id, 16).ok()? == u32::from_be_bytes(verifier.key_id());
        (matches && !name.is_empty() && !name.contains(char::is_whitespace)).then_some(verifier)
    }
}

/// What a signed note turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// Not a checkpoint in our form.
    #[error("not a signed checkpoint")]
    Form,
    /// No line is signed by the key.
    #[error("not signed by this key")]
    Unsigned,
    /// A line claims to be signed by the key but is not.
    #[error("the signature does not fit the text")]
    Forged,
}

/// The signed note: the text, an empty line, one signature line. `sign` makes the 64 bytes of the signature.
pub fn signed(checkpoint: &Checkpoint, verifier: &Verifier, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> String {
    let text = checkpoint.text();
    let mut signature = verifier.key_id().to_vec();
    signature.extend_from_slice(&sign(text.as_bytes()));
    format!("{text}\n{DASH}{} {}\n", verifier.name, BASE64.encode(signature))
}

/// Reads a signed note and proves that `verifier` signed it.
///
/// # Errors
/// [`NoteFault`] says in which way it is not a checkpoint signed by this key.
pub fn open(note: &str, verifier: &Verifier) -> Result<Checkpoint, NoteFault> {
    let (text, signatures) = note.split_once("\n\n").ok_or(NoteFault::Form)?;
    let text = format!("{text}\n");
    let checkpoint = Checkpoint::read(&text).ok_or(NoteFault::Form)?;
    for line in signatures.strip_suffix('\n').ok_or(NoteFault::Form)?.split('\n') {
        let (name, value) = line.strip_prefix(DASH).and_then(|line| line.split_once(' ')).ok_or(NoteFault::Form)?;
        let value = BASE64.decode(value).map_err(|_| NoteFault::Form)?;
        let Some((id, signature)) = value.split_at_checked(4) else { return Err(NoteFault::Form) };
        if name == verifier.name && id == verifier.key_id() {
            let key = UnparsedPublicKey::new(&ED25519, &verifier.public_key);
            return key.verify(text.as_bytes(), signature).map(|()| checkpoint).map_err(|_| NoteFault::Forged);
        }
    }
    Err(NoteFault::Unsigned)
}

/// The name in the first signature line of a note: which key to look for.
pub fn signer_name(note: &str) -> Option<&str> {
    let (_, signatures) = note.split_once("\n\n")?;
    signatures.strip_prefix(DASH)?.split_once(' ').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    use super::*;

    fn key() -> (Ed25519KeyPair, Verifier) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a seed");
        let public_key = pair.public_key().as_ref().try_into().expect("32 bytes");
        (pair, Verifier { name: "vena/test".into(), public_key })
    }

    fn note() -> String {
        let (pair, verifier) = key();
        let head = Head { size: 3, root: Profile::Sha256.hash(&[b"root"]) };
        let sealed_at = "2026-02-11T08:00:00Z".parse().expect("an instant");
        let checkpoint = Checkpoint { origin: "vena/test".into(), head, profile: Profile::Sha256, sealed_at };
        signed(&checkpoint, &verifier, |text| pair.sign(text).as_ref().try_into().expect("64 bytes"))
    }

    #[test]
    fn a_note_opens_with_its_key_and_with_no_other() {
        let (_, verifier) = key();
        let checkpoint = open(&note(), &verifier).expect("signed");
        assert_eq!((checkpoint.head.size, checkpoint.origin.as_str()), (3, "vena/test"));
        assert_eq!(signer_name(&note()), Some("vena/test"));
        let stranger = Verifier { public_key: [9; 32], ..verifier.clone() };
        assert_eq!(open(&note(), &stranger), Err(NoteFault::Unsigned));
        let renamed = Verifier { name: "somebody".into(), ..verifier };
        assert_eq!(open(&note(), &renamed), Err(NoteFault::Unsigned));
    }

    #[test]
    fn no_byte_of_a_note_can_change() {
        let (_, verifier) = key();
        let note = note();
        for place in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[place] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(open(&changed, &verifier).is_err(), "byte {place}");
            }
        }
    }

    #[test]
    fn a_key_reads_back_from_its_line() {
        let (_, verifier) = key();
        assert_eq!(Verifier::decode(&verifier.encoded()), Some(verifier.clone()));
        for broken in ["", "vena/test", "vena/test+00000000+AQ==", &verifier.encoded().replacen("vena", "vana", 1)] {
            assert_eq!(Verifier::decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_published_example_of_a_verifier_key() {
        // C2SP signed-note and golang.org/x/mod/sumdb/note, "PeterNeumann"
        let line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let verifier = Verifier::decode(line).expect("a key");
        assert_eq!(verifier.encoded(), line);
    }
}
