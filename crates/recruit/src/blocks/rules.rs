//! What an entry of another station must hold.

use vena_kernel::{clock::Day, refusal::Refusal, say};

use crate::book::Kind;

/// Fewest bytes of a key that stations share.
const KEY_MIN: usize = 32;

/// An entry as it came in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) document_hash: Option<&'a str>,
    pub(super) person_hash: Option<&'a str>,
    pub(super) kind: Kind,
    pub(super) since: Day,
    pub(super) until: Option<Day>,
    pub(super) withdrawn_on: Option<Day>,
}

/// An entry that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) document_hash: Option<Vec<u8>>,
    pub(super) person_hash: Option<Vec<u8>>,
}

/// Reads an entry. Names the field at fault: `block.hash`, `block.no-hash`, `block.until`, `block.since`.
pub(super) fn check(sent: &Sent<'_>, today: Day) -> Result<Checked, (&'static str, Refusal)> {
    let document_hash = sent.document_hash.map(hash).transpose().map_err(|refusal| ("document_hash", refusal))?;
    let person_hash = sent.person_hash.map(hash).transpose().map_err(|refusal| ("person_hash", refusal))?;
    if document_hash.is_none() && person_hash.is_none() {
        let reason = say!("证件散列和姓名生日散列至少要有一个", "an entry has the hash of a document or of a person");
        return Err(("document_hash", Refusal::new("block.no-hash", reason)));
    }
    if (sent.kind == Kind::Permanent) != sent.until.is_none() || sent.until.is_some_and(|until| until < sent.since) {
        let reason = say!(
            "永久屏蔽没有截止日期，暂缓须有不早于开始日的截止日期",
            "a permanent entry has no last day, a temporary one has a last day that is not before its first"
        );
        return Err(("until", Refusal::new("block.until", reason)));
    }
    let latest = sent.withdrawn_on.map_or(sent.since, |withdrawn| withdrawn.max(sent.since));
    if latest > today {
        let reason = say!("日期 {latest} 还没有到", "the day {latest} has not come yet");
        return Err(("since", Refusal::new("block.since", reason)));
    }
    Ok(Checked { document_hash, person_hash })
}

/// 64 hexadecimal digits.
pub(super) fn hash(text: &str) -> Result<Vec<u8>, Refusal> {
    bytes(text)
        .filter(|bytes| bytes.len() == 32)
        .ok_or_else(|| Refusal::new("block.hash", say!("散列应为 64 位十六进制", "a hash has 64 hexadecimal digits")))
}

/// The key as it is handed out: at least 32 bytes, hexadecimal. Refuses by `block.key`.
pub(super) fn key(text: &str) -> Result<Vec<u8>, Refusal> {
    bytes(text.trim()).filter(|bytes| bytes.len() >= KEY_MIN).ok_or_else(bad_key)
}

pub(super) fn bad_key() -> Refusal {
    Refusal::new(
        "block.key",
        say!("共享密钥应为至少 64 位十六进制", "the shared key has at least 64 hexadecimal digits"),
    )
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    pairs.map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect()
}

/// Hexadecimal digits of `bytes`.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
