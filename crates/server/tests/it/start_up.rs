//! What a person reads when the program cannot start: one sentence with the way out.

use std::os::unix::fs::PermissionsExt;

use tokio::process::Command;

use crate::program::{Program, VENA, data_folder, postmaster, run};

async fn refusal(environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(VENA);
    command.arg("serve").env("VENA_LISTEN", "127.0.0.1:0");
    for (name, value) in environment {
        command.env(name, value);
    }
    let output = command.output().await.expect("vena");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").to_owned();
    assert!(text.contains("vena: "), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    if last.starts_with("vena: ") { last } else { text }
}

#[tokio::test]
async fn a_port_already_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let sentence = refusal(&[("VENA_LISTEN", &address)]).await;
    assert!(sentence.contains(&address) && sentence.contains("VENA_LISTEN"), "{sentence}");
}

#[tokio::test]
async fn an_unreachable_database_is_said_without_its_password() {
    let folder = data_folder();
    let data = folder.path().to_str().expect("text");
    let sentence =
        refusal(&[("VENA_DATA", data), ("VENA_DATABASE_URL", "postgres://u:hunter2@127.0.0.1:1/none")]).await;
    assert!(sentence.contains("VENA_DATABASE_URL") && sentence.contains("127.0.0.1:1"), "{sentence}");
    assert!(!sentence.contains("hunter2"), "{sentence}");
}

#[tokio::test]
async fn a_wrong_setting_is_said() {
    let sentence = refusal(&[("VENA_SEAL_SECONDS", "soon")]).await;
    assert!(sentence.contains("VENA_SEAL_SECONDS"), "{sentence}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_data_folder_is_said_and_a_second_server_too() {
    let folder = data_folder();
    let program = Program::start(folder.path(), None).await;
    let data = folder.path().to_str().expect("text");
    let second = refusal(&[("VENA_DATA", data)]).await;
    assert!(second.contains(data), "{second}");
    assert!(program.stop().await.success());
    assert_eq!(postmaster(folder.path()), None, "the database stops with the server");
    let control = folder.path().join("pg/global/pg_control");
    std::fs::set_permissions(&control, std::fs::Permissions::from_mode(0o600)).expect("permissions");
    std::fs::write(&control, b"garbage").expect("written");
    let sentence = refusal(&[("VENA_DATA", data)]).await;
    assert!(sentence.contains(data), "{sentence}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_keeps_the_data() {
    let folder = data_folder();
    Program::start(folder.path(), None).await.stop().await;
    let (code, url) = run(folder.path(), &["db", "url"]).await;
    assert_eq!(code, 1, "nothing runs: {url}");
    let program = Program::start(folder.path(), None).await;
    let (code, url) = run(folder.path(), &["db", "url"]).await;
    assert_eq!(code, 0, "{url}");
    assert!(url.starts_with("postgres://"), "{url}");
    assert!(program.stop().await.success());
}

#[tokio::test]
async fn a_scanned_text_is_explained_or_refused_with_exit_code_two() {
    let folder = data_folder();
    let (code, text) = run(folder.path(), &["scan", "=A99992112345600"]).await;
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("A999921123456"), "{text}");
    let (code, text) = run(folder.path(), &["scan", "016021014700"]).await;
    assert_eq!(code, 2, "a damaged number is refused, never repaired: {text}");
    assert!(text.contains("rule"), "{text}");
}
