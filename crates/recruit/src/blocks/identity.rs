//! The keyed hash under which stations speak of one person.
//!
//! The key of the exchange is expanded (HKDF-SHA256) before it is used, so that nothing else can be asked with it; the vault's
//! own key has no part in it. A person is hashed twice: by document, and by name and birthday.

use ring::{hkdf, hmac};
use vena_kernel::{clock::Day, refusal::Refusal};
use vena_platform::{db::Tx, fault::Fault, vault::Vault};

use super::db;

/// Makes the hashes of one exchange.
pub(crate) struct Hasher(hmac::Key);

impl Hasher {
    /// From the key that the stations share.
    pub(super) fn new(shared: &[u8]) -> Result<Self, Refusal> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"donor exclusions");
        let key = salt.extract(shared);
        let okm = key.expand(&[b"identity 1"], hmac::HMAC_SHA256).map_err(|_| super::rules::bad_key())?;
        Ok(Self(hmac::Key::from(okm)))
    }

    /// With the key in use; `None` while no exchange is set up.
    pub(super) async fn load(tx: &mut Tx, vault: &Vault) -> Result<Option<Self>, Fault> {
        let Some(sealed) = db::sharing_key(tx).await? else { return Ok(None) };
        Ok(Some(Self::new(&vault.open_bytes(&sealed)?)?))
    }

    /// Of a document, `document:<kind>:<number>` in its normal form.
    pub(super) fn document(&self, text: &str) -> [u8; 32] {
        self.hash(text)
    }

    /// Of a name and a birthday. Blanks, dots and case are not part of a name.
    pub(super) fn person(&self, name: &str, born_on: Day) -> [u8; 32] {
        let name = plain_name(name);
        self.hash(&format!("person:{name}:{born_on}"))
    }

    /// By which two stations see that they hold the same key.
    pub(super) fn fingerprint(&self) -> String {
        self.hash("fingerprint").iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }

    fn hash(&self, text: &str) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(hmac::sign(&self.0, text.as_bytes()).as_ref());
        hash
    }
}

fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_uppercase).collect()
}
