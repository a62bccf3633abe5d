//! Passwords: argon2id with the library's current parameters.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use vena_kernel::say;

use crate::fault::{Fault, Problem};

/// Shortest password that is accepted, in characters. GB/T 22239 level 3 asks for complexity; length is its modern form.
const CHARACTERS_MIN: usize = 10;
/// Longest password, so that hashing cannot be used to exhaust the server.
const CHARACTERS_MAX: usize = 200;

/// Hashes a password. Refuses one that is too short or too long.
pub async fn hash_password(password: String) -> Result<String, Fault> {
    let length = password.chars().count();
    if !(CHARACTERS_MIN..=CHARACTERS_MAX).contains(&length) {
        let detail = say!(
            "密码长度应为 {CHARACTERS_MIN}–{CHARACTERS_MAX} 个字符，现为 {length} 个",
            "a password has {CHARACTERS_MIN} to {CHARACTERS_MAX} characters, this one has {length}"
        );
        return Err(Problem::invalid("password", "***", "password.length", detail).into());
    }
    let hash =
        blocking(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())).await?;
    hash.map_err(|error| Fault::Internal(anyhow::anyhow!("argon2: {error}")))
}

/// Whether `password` is the one behind `hash`. Takes the same time for a hash that cannot be read.
pub async fn verify_password(password: String, hash: String) -> Result<bool, Fault> {
    blocking(move || match PasswordHash::new(&hash) {
        Ok(parsed) => Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok(),
        Err(_) => false,
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::Internal(error.into()))
}
