//! The program itself: what it refuses to start with.

use std::process::Command;

#[test]
fn a_vehicle_does_not_start_with_a_key_that_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let ended = Command::new(env!("CARGO_BIN_EXE_vena-edge"))
        .args(["vehicle", "--server", "http://127.0.0.1:9", "--user", "vehicle", "--station-key", "xyz"])
        .arg("--data")
        .arg(&data)
        .arg("--password-file")
        .arg(folder.path().join("password"))
        .output()
        .expect("the program");
    assert!(!ended.status.success());
    assert!(String::from_utf8_lossy(&ended.stderr).contains("key"), "{ended:?}");
}
