//! Bringing messages to the server, and asking it what an analyser shall do.

use std::{
    fs::File,
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use serde_json::{Value, json};
use vena_lis::astm::Wanted;

use super::config::{Analyser, Speaks};
use crate::devices::{
    config::Server,
    server::{Trouble, Way},
};

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// The server has it.
    Kept,
    /// The server has looked and refuses; it lies among the refused ones.
    Refused(String),
    /// Not now: whoever has sent it sends it again.
    Later(String),
}

/// What the server says that a tube waits for.
#[derive(Debug, Deserialize)]
struct Order {
    specimen: String,
    run_no: String,
    well: String,
    tests: Vec<String>,
}

/// The way of one analyser's messages.
#[derive(Debug)]
pub(super) struct Post {
    way: Mutex<Way>,
    instrument: String,
    protocol: &'static str,
    refused: PathBuf,
}

impl Post {
    pub(super) fn new(server: &Server, analyser: &Analyser, refused: PathBuf) -> Self {
        let protocol = match analyser.protocol {
            Speaks::Astm => "astm",
            Speaks::Hl7 => "hl7",
        };
        Self { way: Mutex::new(Way::to(server)), instrument: analyser.instrument.clone(), protocol, refused }
    }

    /// Brings a message to the server.
    pub(super) async fn bring(self: &Arc<Self>, message: Vec<u8>) -> Fate {
        let post = self.clone();
        let brought = tokio::task::spawn_blocking(move || post.bring_now(&message)).await;
        brought.unwrap_or_else(|error| Fate::Later(error.to_string()))
    }

    fn bring_now(&self, message: &[u8]) -> Fate {
        let body =
            json!({ "instrument": self.instrument, "protocol": self.protocol, "message": BASE64.encode(message) });
        let answer =
            self.way.lock().unwrap_or_else(PoisonError::into_inner).post::<Value>("/api/lab/deliveries", &body);
        match answer {
            Ok(_) => Fate::Kept,
            Err(Trouble::Refused(why)) => self.refuse(message, why),
            Err(trouble) => {
                tracing::warn!(instrument = self.instrument, "a message waits at its analyser: {trouble}");
                Fate::Later(trouble.to_string())
            }
        }
    }

    /// Keeps what the server has refused for good; what cannot be kept is not refused yet.
    fn refuse(&self, message: &[u8], why: String) -> Fate {
        let kept = self.new_file().and_then(|(path, mut file)| {
            file.write_all(message)?;
            file.sync_all()?;
            Ok(path)
        });
        match kept {
            Ok(path) => {
                tracing::warn!(instrument = self.instrument, file = %path.display(), "a message was refused: {why}");
                Fate::Refused(why)
            }
            Err(error) => Fate::Later(error.to_string()),
        }
    }

    /// The first file that is not there yet.
    fn new_file(&self) -> io::Result<(PathBuf, File)> {
        let mut number = std::fs::read_dir(&self.refused)?.count();
        loop {
            number += 1;
            let path = self.refused.join(format!("{}-{number:06}.{}", self.instrument, self.protocol));
            match File::create_new(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// What the tube with this label waits for; every tube without one.
    pub(super) async fn orders(self: &Arc<Self>, specimen: Option<String>) -> Result<Vec<Wanted>, String> {
        let post = self.clone();
        let asked = tokio::task::spawn_blocking(move || post.orders_now(specimen.as_deref())).await;
        asked.map_err(|error| error.to_string())?
    }

    fn orders_now(&self, specimen: Option<&str>) -> Result<Vec<Wanted>, String> {
        let plain = |text: &str| text.bytes().fold(String::new(), |coded, byte| coded + &coded_byte(byte));
        let mut path = format!("/api/lab/orders?instrument={}", plain(&self.instrument));
        if let Some(specimen) = specimen {
            path.push_str(&format!("&specimen={}", plain(specimen)));
        }
        let orders: Vec<Order> = self
            .way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&path)
            .map_err(|trouble| trouble.to_string())?;
        let wanted = |Order { specimen, run_no: run, well, tests }| Wanted { specimen, run, well, tests };
        Ok(orders.into_iter().map(wanted).collect())
    }
}

/// A byte as a query carries it.
fn coded_byte(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
