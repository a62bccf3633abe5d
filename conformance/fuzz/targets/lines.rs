//! The lines of analysers: ASTM E1381 byte by byte, MLLP in pieces. What comes out of a frame is read, and kept memory is bounded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vena_devices::frame::{AstmEvent, AstmReceiver};
use vena_lis::{Protocol, hl7::Frames, read};

/// Most that a receiver keeps, bytes: its longest message and a frame.
const KEPT_MAX: usize = 160 * 1024;

fuzz_target!(|bytes: &[u8]| {
    let mut receiver = AstmReceiver::default();
    for byte in bytes {
        for event in receiver.push(*byte) {
            if let AstmEvent::Message(message) = event {
                let _ = read(Protocol::Astm, &message);
            }
        }
        assert!(receiver.kept() <= KEPT_MAX, "{} bytes are kept", receiver.kept());
    }
    let mut frames = Frames::default();
    for piece in bytes.chunks(7) {
        frames.push(piece);
        while let Some(message) = frames.message() {
            assert!(message.len() <= bytes.len());
            let _ = read(Protocol::Hl7, &message);
        }
    }
});
