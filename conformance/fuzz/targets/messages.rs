//! Whole messages of analysers: ASTM E1394, HL7 v2 and tables. The first byte says which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vena_lis::{Protocol, read};

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let protocol = [Protocol::Astm, Protocol::Hl7, Protocol::Table][usize::from(which % 3)];
    if let Ok(message) = read(protocol, bytes) {
        // No more comes out than has gone in.
        assert!(message.results.len() + message.faults.len() + message.asks.len() <= bytes.len() + 1);
    }
});
