//! The `openssl` program (Debian: `openssl`, version 3) as the other side.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder of files for one exchange.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).expect("a file");
        self
    }

    pub(crate) fn get(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("the file is there")
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.get(name)).expect("text")
    }

    /// Runs a program in the folder.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Output {
        run_in(self.0.path(), program, arguments)
    }

    /// Runs `openssl` with arguments separated by spaces and expects success; answers with what it said.
    pub(crate) fn openssl(&self, line: &str) -> String {
        let output = self.try_openssl(line);
        let said = said(&output);
        assert!(output.status.success(), "openssl {line}\n{said}");
        said
    }

    pub(crate) fn try_openssl(&self, line: &str) -> Output {
        self.run("openssl", &line.split(' ').collect::<Vec<_>>())
    }
}

fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let answer = Command::new(program).args(arguments).current_dir(folder).env("LC_ALL", "C.UTF-8").output();
    answer.unwrap_or_else(|error| {
        let package = if program == "pdfsig" { "poppler-utils" } else { program };
        panic!("缺少程序 {program}，请安装 {package} · {program} is missing, install {package} ({error})")
    })
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
