//! The one way out to other machines: a time-stamp service, a signature service. Blocking, because signing itself runs
//! where blocking is allowed; with an end to everything, because others wait for the document meanwhile.

use std::{io::Read as _, time::Duration};

use ureq::{Agent, config::Config, http::Uri};
use vena_kernel::{refusal::Refusal, say};
use vena_sign::key::service::ServiceTransport;

/// From the first byte out to the last byte in.
const WHOLE: Duration = Duration::from_secs(15);
/// Until somebody answers at all.
const CONNECT: Duration = Duration::from_secs(5);
/// A time-stamp with its certificates has some kilobytes.
const MOST_BYTES: u64 = 256 * 1024;

/// Posts to one address.
pub(super) struct Post {
    agent: Agent,
    address: String,
}

impl Post {
    /// To the address of the setting `name`; `None` when it is empty. What is no address, or would send a `secret` readable
    /// through the network, stops the start.
    pub(super) fn to(name: &str, address: &str, secret: bool) -> Result<Option<Self>, Refusal> {
        if address.is_empty() {
            return Ok(None);
        }
        let uri: Option<Uri> = address.parse().ok();
        let known = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?)));
        match known {
            Some(("https", _)) => {}
            Some(("http", host)) if !secret || ["localhost", "127.0.0.1", "[::1]"].contains(&host) => {}
            _ => return Err(unfit(name, secret)),
        }
        Ok(Some(Self::within(address, WHOLE)))
    }

    fn within(address: &str, whole: Duration) -> Self {
        let config = Config::builder()
            .timeout_global(Some(whole))
            .timeout_connect(Some(CONNECT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build();
        let agent = Agent::new_with_config(config);
        Self { agent, address: address.to_owned() }
    }

    /// Sends `body` as `media` to the address or, below it, to `path`, and gives what comes back with status 200. An error
    /// says in words what failed.
    pub(super) fn send(&self, path: Option<&str>, media: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let address =
            path.map_or_else(|| self.address.clone(), |path| format!("{}/{path}", self.address.trim_end_matches('/')));
        let answer = self.agent.post(&address).content_type(media).send(body).map_err(|error| error.to_string())?;
        if answer.status() != 200 {
            return Err(format!("HTTP {}", answer.status().as_u16()));
        }
        let mut read = Vec::new();
        let mut body = answer.into_body().into_reader().take(MOST_BYTES + 1);
        body.read_to_end(&mut read).map_err(|error| error.to_string())?;
        if read.len() as u64 > MOST_BYTES { Err("too many bytes".to_owned()) } else { Ok(read) }
    }
}

fn unfit(name: &str, secret: bool) -> Refusal {
    let reason = if secret {
        say!(
            "设置 {name} 必须是 https 地址（本机可用 http）",
            "the setting {name} must be an https address (http only on this machine)"
        )
    } else {
        say!("设置 {name} 必须是 http 或 https 地址", "the setting {name} must be an http or https address")
    };
    Refusal::new("settings.address", reason)
}

impl ServiceTransport for Post {
    fn post(&self, path: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        self.send(Some(path), "application/json", body)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::{SocketAddr, TcpListener},
        time::Duration,
    };

    use super::Post;

    #[test]
    fn who_listens_and_says_nothing_is_waited_for_with_an_end() {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let post = Post::within(&address, Duration::from_millis(200));
        let why = post.send(None, "text/plain", b"hello").expect_err("an end");
        assert!(why.contains("timeout"), "{why}");
    }

    #[test]
    fn addresses_are_http_and_secrets_travel_in_https() {
        for (address, secret, fits) in [
            ("http://tsa.example/tsa", false, true),
            ("https://tsa.example", false, true),
            ("https://sign.example/v1/", true, true),
            ("http://127.0.0.1:8080/v1", true, true),
            ("http://sign.example/v1/", true, false),
            ("tsa.example", false, false),
            ("ftp://tsa.example", false, false),
            ("http://", false, false),
        ] {
            let refused = Post::to("timestamp_url", address, secret).err().map(|refusal| refusal.rule);
            assert_eq!(refused, (!fits).then(|| "settings.address".to_owned()), "{address}");
        }
        assert!(matches!(Post::to("timestamp_url", "", false), Ok(None)));
    }
}
