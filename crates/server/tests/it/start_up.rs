//! What a person reads when the program cannot start: one sentence with the way out.

use std::{os::unix::fs::PermissionsExt, path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{
    crash::seed,
    crash_floor::Floor,
    program::{Program, VENA, data_folder, postmaster, run},
};

/// What `vena serve` says when it cannot start.
pub(crate) async fn refusal(environment: &[(&str, &str)]) -> String {
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
async fn a_damaged_open_or_lost_vault_key_is_said() {
    let folder = data_folder();
    let data = folder.path().to_str().expect("text");
    assert!(Program::start(folder.path(), None).await.stop().await.success());
    let key = folder.path().join("vault.key");
    let whole = std::fs::read(&key).expect("a key");
    std::fs::write(&key, &whole[..40]).expect("written");
    let damaged = refusal(&[("VENA_DATA", data)]).await;
    says(&damaged, &[key.to_str().expect("text"), "从备份恢复", "restore it from the backup"]);

    std::fs::write(&key, &whole).expect("written");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("permissions");
    says(&refusal(&[("VENA_DATA", data)]).await, &[key.to_str().expect("text"), "chmod 600"]);

    std::fs::remove_file(&key).expect("removed");
    says(&refusal(&[("VENA_DATA", data)]).await, &["vault.key", "恢复到数据文件夹", "restore that vault.key"]);

    std::fs::write(&key, &whole).expect("written");
    assert!(Program::start(folder.path(), None).await.stop().await.success(), "restored, and it starts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_signing_key_is_said_and_a_lost_one_too() {
    let folder = data_folder();
    let data = folder.path().to_str().expect("text");
    let program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let floor = Floor::at(&[&program.base]);
    let workers = floor.join(1).await;
    while !run(folder.path(), &["verify"]).await.1.contains("1 seals") {
        floor.until_done(1).await;
    }
    workers.iter().for_each(tokio::task::JoinHandle::abort);
    assert!(program.stop().await.success());
    let key = folder.path().join("ledger-signing.key");
    let whole = std::fs::read(&key).expect("a key");
    std::fs::write(&key, b"garbage").expect("written");
    let damaged = refusal(&[("VENA_DATA", data)]).await;
    says(&damaged, &[key.to_str().expect("text"), "从备份恢复", "restore it from a backup"]);
    assert!(!damaged.contains("http://"), "it does not say that it runs: {damaged}");

    // Work goes on with a new key, and the person at the terminal is told.
    std::fs::remove_file(&key).expect("removed");
    let (mut child, said) = started(folder.path()).await;
    says(&said, &[key.to_str().expect("text"), "已新建一把", "restore the file from the backup"]);
    end(&mut child).await;
    let (code, report) = run(folder.path(), &["verify"]).await;
    assert_eq!(code, 0, "old seals hold beside the new key: {report}");

    std::fs::write(&key, &whole).expect("written");
    let (mut child, said) = started(folder.path()).await;
    assert!(!said.contains("ledger-signing.key"), "restored, nothing to say: {said}");
    end(&mut child).await;
}

/// What is wrong and the way out, in both languages.
fn says(sentence: &str, words: &[&str]) {
    for word in words {
        assert!(sentence.contains(word), "no {word}: {sentence}");
    }
}

/// A running server and everything that it said until its page could be opened.
async fn started(data: &Path) -> (Child, String) {
    let mut command = Command::new(VENA);
    command.arg("serve").env("VENA_DATA", data).env("VENA_LISTEN", "127.0.0.1:0").stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().expect("vena");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.expect("text") {
        said = said + &line + "\n";
        if line.contains("http://") {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, said);
        }
    }
    panic!("vena serve ended:\n{said}");
}

async fn end(child: &mut Child) {
    let pid = child.id().expect("running").to_string();
    Command::new("kill").args(["-INT", &pid]).status().await.expect("kill");
    assert!(child.wait().await.expect("an end").success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_killed_while_it_makes_the_database_is_made_good_by_the_next_one() {
    let folder = data_folder();
    let half_made = || {
        let entries = std::fs::read_dir(folder.path()).expect("a folder").flatten();
        entries.map(|entry| entry.path()).find(|path| path.to_string_lossy().contains("pg.new"))
    };
    let mut command = Command::new(VENA);
    command.arg("serve").env("VENA_DATA", folder.path()).env("VENA_LISTEN", "127.0.0.1:0");
    let mut first = command.stderr(Stdio::null()).kill_on_drop(true).spawn().expect("vena");
    let waiting = async {
        while !half_made().is_some_and(|path| path.join("PG_VERSION").exists()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("the database is being made");
    first.kill().await.expect("killed");
    assert!(!folder.path().join("pg").exists(), "killed before it was whole");
    // At once, while what the dead one has begun may still be at it.
    assert!(Program::start(folder.path(), None).await.stop().await.success());
    assert!(Program::start(folder.path(), None).await.stop().await.success());
    assert_eq!(half_made(), None, "nothing is left over");
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
