//! The agent of a site as a program, without any server: what its browser may ask, and what it keeps.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

struct Running(Child, String);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn edge() -> Command {
    Command::new(env!("CARGO_BIN_EXE_vena-edge"))
}

fn played(arguments: &[&str]) -> Running {
    let mut child = edge().arg("simulate").args(arguments).stdout(Stdio::piped()).spawn().expect("vena-edge");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("standard output")).read_line(&mut line).expect("an address");
    Running(child, line.trim().to_owned())
}

fn agent(folder: &Path) -> Running {
    let mut command = edge();
    command.args(["devices", "--config"]).arg(folder.join("agent.toml"));
    let mut running = Running(command.stderr(Stdio::piped()).spawn().expect("vena-edge"), String::new());
    let mut lines = BufReader::new(running.0.stderr.take().expect("standard error"));
    let mut seen = String::new();
    while lines.read_line(&mut seen).expect("text") > 0 {
        if let Some((_, address)) = seen.split_once("http://") {
            running.1 = address.split_whitespace().next().expect("an address").to_owned();
            std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
            return running;
        }
    }
    panic!("the agent ended: {seen}");
}

fn configure(folder: &Path, at: &str, kind: &str, driver: &str) {
    let text = format!(
        "[server]\nurl = \"http://127.0.0.1:9\"\nusername = \"devices\"\npassword_file = \"password\"\n[agent]\n\
         data = \"data\"\nlisten = \"127.0.0.1:0\"\norigins = [\"https://vena.example\"]\n\
         [[device]]\nkind = \"{kind}\"\nserial = \"S-1\"\ndriver = \"{driver}\"\nat = \"{at}\"\n"
    );
    std::fs::write(folder.join("agent.toml"), text).expect("written");
}

/// One request; the answer's head, and of an endless body what comes until `until` stands in it.
fn ask(local: &str, path: &str, headers: &str, until: &str) -> String {
    let mut stream = TcpStream::connect(local).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    let host = if headers.to_lowercase().contains("host:") { String::new() } else { format!("Host: {local}\r\n") };
    write!(stream, "GET {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").expect("asked");
    let mut text = Vec::new();
    let mut part = [0_u8; 4096];
    loop {
        match stream.read(&mut part).expect("an answer in time") {
            0 => break,
            count => text.extend_from_slice(&part[..count]),
        }
        if !until.is_empty() && String::from_utf8_lossy(&text).contains(until) {
            break;
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn only_pages_of_the_site_hear_of_cards_and_a_card_is_kept_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let reader = played(&["card", "--every", "0.1"]);
    configure(folder.path(), &reader.1, "id_card", "card_bridge");
    let agent = agent(folder.path());
    let origin = "Origin: https://vena.example\r\n";
    let heard = ask(&agent.1, "/events", origin, "\"number\":\"11010519491231002X\"");
    assert!(
        heard.contains("access-control-allow-origin: https://vena.example") && heard.contains("event: card"),
        "{heard}"
    );
    for (headers, status) in [
        ("", "403"),
        ("Origin: https://elsewhere.example\r\n", "403"),
        ("Origin: https://vena.example\r\nHost: elsewhere.example\r\n", "421"),
    ] {
        let refused = ask(&agent.1, "/events", headers, "");
        assert!(refused.starts_with(&format!("HTTP/1.1 {status}")), "{headers:?}: {refused}");
        assert!(!refused.contains("11010519491231002X"));
    }
    let shown = ask(&agent.1, "/devices", origin, "");
    assert!(shown.contains("\"serial\":\"S-1\"") && shown.contains("\"link\":\"connected\""), "{shown}");
    drop(agent);
    for file in std::fs::read_dir(folder.path().join("data")).expect("a folder").flatten() {
        let bytes = std::fs::read(file.path()).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("11010519491231002X") && !text.contains("林晓禾"), "{:?}", file.path());
    }
}

#[test]
fn a_second_agent_on_the_same_data_and_a_bad_configuration_do_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let gate = played(&["gate"]);
    configure(folder.path(), &gate.1, "temperature_gate", "sentences");
    let _first = agent(folder.path());
    let run = |arguments: &[&str]| {
        let done = edge().arg("devices").args(arguments).output().expect("it ends");
        (
            done.status.success(),
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr),
        )
    };
    let config = folder.path().join("agent.toml");
    let path = config.to_str().expect("text");
    let (started, said) = run(&["--config", path]);
    assert!(!started && said.contains("another agent"), "{said}");
    assert!(run(&["--config", path, "--check"]).0);
    let (_, example) = run(&["--example"]);
    std::fs::write(&config, example.replace("driver = \"accutorr\"", "driver = \"astm\"")).expect("written");
    let (good, said) = run(&["--config", path, "--check"]);
    assert!(!good && said.contains("BP-0001"), "{said}");
}
