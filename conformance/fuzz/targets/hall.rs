//! Machines of the component hall. The first byte says of which kind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vena_devices::hall::{HallKind, HallMachine};

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let mut machine = HallMachine::new(HallKind::ALL[usize::from(*which) % HallKind::ALL.len()]);
    for piece in bytes.chunks(13) {
        let heard = machine.take(piece);
        assert!(heard.said.len() <= bytes.len());
    }
    machine.reset();
});
