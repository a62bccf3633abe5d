//! What the agent is asked to sign. It signs nothing that it cannot name.

use vena_kernel::say;
use vena_platform::fault::Problem;
use vena_sign::{cms, envelope::Envelope};

use super::problem::Done;

/// The questions by which a server lets a key prove that it is there have this length; no document has.
const CHALLENGE_BYTES: usize = 32;

/// What a message is.
pub(super) enum Shown {
    /// A question that the key answers to be registered or to sign in.
    Challenge,
    /// A signature under a document.
    Document(Box<Envelope>),
}

impl Shown {
    /// Reads the message at `place` of a request.
    pub(super) fn of(message: &[u8], place: usize) -> Done<Self> {
        if message.len() == CHALLENGE_BYTES {
            return Ok(Self::Challenge);
        }
        let read = cms::shown_in(message).map(|envelope| Self::Document(Box::new(envelope)));
        read.map_err(|fault| {
            let why = fault.text();
            let (zh, en) = (why.zh, why.en);
            let detail = say!(
                "这不是本系统文件的签名内容，也不是登录质询，拒绝签名：{zh}",
                "this is neither a document of this system nor a challenge, so it is not signed: {en}"
            );
            Problem::invalid(&format!("messages[{place}]"), "", "agent.unknown-content", detail).into()
        })
    }

    /// In one line, for the terminal and the journal. What others have written cannot steer the terminal.
    pub(super) fn words(&self) -> String {
        let text = match self {
            Self::Challenge => "登录或登记质询 / challenge of a sign-in or a registration".to_owned(),
            Self::Document(shown) => {
                format!("{} {} {} “{}” {}", shown.form_code, shown.number, shown.role, shown.reason, shown.signer)
            }
        };
        text.chars().map(|c| if steers(c) { '·' } else { c }).collect()
    }
}

/// Control characters, and those that turn the direction of writing.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use vena_sign::{
        Digest,
        envelope::{DocumentDigest, Envelope},
    };

    use super::Shown;

    #[test]
    fn what_cannot_be_named_is_not_signed() {
        assert!(matches!(Shown::of(&[7; 32], 0), Ok(Shown::Challenge)));
        for bytes in [&b""[..], &[7; 31], &[7; 33], b"pay 1000 to the bearer of this message"] {
            let refused = Shown::of(bytes, 4).err().expect("refused");
            let problem = refused.problem().expect("a problem");
            assert_eq!(
                (problem.rule.as_deref(), problem.field.as_deref()),
                (Some("agent.unknown-content"), Some("messages[4]"))
            );
        }
    }

    #[test]
    fn a_document_cannot_steer_the_terminal() {
        let shown = Shown::Document(Box::new(Envelope {
            document: DocumentDigest::of(Digest::Sm3, b"slip"),
            template: String::new(),
            template_version: String::new(),
            signer: "林知夏\n".into(),
            account: String::new(),
            certificate: String::new(),
            role: "发出人\u{202e}".into(),
            reason: "发出\u{1b}[2J".into(),
            at: "2026-03-02T08:30:00Z".parse().expect("an instant"),
            device: String::new(),
            event: String::new(),
            form_code: "M14-P01-S38-R02".into(),
            number: "202603020001".into(),
        }));
        assert_eq!(shown.words(), "M14-P01-S38-R02 202603020001 发出人· “发出·[2J” 林知夏·");
    }
}
