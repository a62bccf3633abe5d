//! The real program as a process of its own, with a real socket and a real private database.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Stdio,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// The built program.
pub(crate) const VENA: &str = env!("CARGO_BIN_EXE_vena");

/// A data folder that a database of another user can reach.
pub(crate) fn data_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    folder
}

/// A running `vena serve`.
pub(crate) struct Program {
    child: Child,
    pub(crate) base: String,
}

impl Program {
    /// Starts on a free port and returns when the page can be opened.
    pub(crate) async fn start(data: &Path, database_url: Option<&str>) -> Self {
        Self::start_at(data, database_url, "127.0.0.1:0").await
    }

    /// The same at an address that others know already.
    pub(crate) async fn start_at(data: &Path, database_url: Option<&str>, listen: &str) -> Self {
        let mut command = Command::new(VENA);
        command.arg("serve").env("VENA_DATA", data).env("VENA_LISTEN", listen).env("VENA_SEAL_SECONDS", "1");
        command.env("VENA_FONTS", concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/fonts"));
        if let Some(url) = database_url {
            command.env("VENA_DATABASE_URL", url);
        }
        let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("vena");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
        let mut seen = String::new();
        while let Some(line) = lines.next_line().await.expect("text") {
            if let Some((_, address)) = line.split_once("http://") {
                let base = format!("http://{}", address.trim());
                // The pipe must be emptied, or the program would block on it.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self { child, base };
            }
            seen.push_str(&line);
            seen.push('\n');
        }
        panic!("vena serve ended:\n{seen}");
    }

    /// Its process number.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id().expect("running")
    }

    /// Kills it without a word.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.expect("killed");
    }

    /// Asks it to stop and waits for its end.
    pub(crate) async fn stop(mut self) -> std::process::ExitStatus {
        let pid = self.child.id().expect("running").to_string();
        Command::new("kill").args(["-INT", &pid]).status().await.expect("kill");
        self.child.wait().await.expect("an end")
    }
}

/// Runs a command of `vena` to its end; returns exit code and standard output.
pub(crate) async fn run(data: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(VENA).args(arguments).env("VENA_DATA", data).output().await.expect("vena");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), if text.is_empty() { errors.into_owned() } else { text })
}

/// The process number of the private database's first process.
pub(crate) fn postmaster(data: &Path) -> Option<String> {
    let file: PathBuf = data.join("pg/postmaster.pid");
    std::fs::read_to_string(file).ok()?.lines().next().map(str::to_owned)
}

/// Signs in over the network; returns a client that keeps the cookie.
pub(crate) async fn sign_in(base: &str, username: &str) -> reqwest::Client {
    let client = reqwest::Client::builder().cookie_store(true).build().expect("a client");
    let body = json!({ "username": username, "password": vena_sim::PASSWORD });
    let reply = client.post(format!("{base}/api/session")).json(&body).send().await.expect("an answer");
    assert!(reply.status().is_success(), "{username}: {}", reply.status());
    client
}

/// Reads a JSON resource.
pub(crate) async fn get(client: &reqwest::Client, base: &str, path: &str) -> Value {
    let reply = client.get(format!("{base}{path}")).send().await.expect("an answer");
    reply.json().await.expect("JSON")
}
