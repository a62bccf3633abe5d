//! Whole frames in a stream of bytes. Every framer finds its way back after garbage and keeps a bounded number of bytes.

mod astm;
mod lines;
mod sentence;
mod toledo;

pub use astm::{ACK, AstmEvent, AstmReceiver, ENQ, EOT, NAK, astm_frames};
pub use lines::Lines;
pub use sentence::{Sentence, sentence};
pub use toledo::{ToledoFrames, ToledoWeight, toledo_frame};

/// Why bytes are no frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// Longer than any frame of this instrument.
    #[error("a frame longer than {0} bytes")]
    TooLong(usize),
    /// The checksum says that bytes were lost or changed.
    #[error("wrong checksum: {found} instead of {computed}")]
    Checksum {
        /// What the frame says.
        found: String,
        /// What its bytes give.
        computed: String,
    },
    /// Not built as it should be.
    #[error("not a frame: {0}")]
    Form(String),
}

/// Printable beginning of some bytes, for a complaint.
fn shown(bytes: &[u8]) -> String {
    bytes.iter().take(24).flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from).collect()
}
