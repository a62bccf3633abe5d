//! The digest of what somebody was shown before a decision.

use serde::Serialize;
use sha2::{Digest, Sha256};
use vena_platform::fault::Fault;

/// SHA-256 over the JSON of `shown`, hexadecimal. The fields keep their order, so that the same facts give the same digest.
pub(crate) fn digest<T: Serialize>(shown: &T) -> Result<String, Fault> {
    let text = serde_json::to_vec(shown)?;
    Ok(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn a_digest_has_64_digits_and_follows_the_facts() {
        let (one, other) = (digest(&("a", 1)).expect("a digest"), digest(&("a", 2)).expect("a digest"));
        assert_eq!(one, digest(&("a", 1)).expect("a digest"));
        assert!(one.len() == 64 && one != other);
    }
}
