//! Which pages may use the agent, and by which address.

use std::net::SocketAddr;

/// Names of this machine.
const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Reads the origin of the console as browsers spell it: `https://vena.example`. Plain http is accepted for this machine
/// alone: on any other way a stranger could read the PIN.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let wrong = || "应为 https://主机[:端口]，或本机的 http://localhost[:端口] / https://host[:port], or http://localhost[:port] of this machine";
    let text = text.trim_end_matches('/').to_lowercase();
    let (scheme, place) = text.split_once("://").ok_or_else(wrong)?;
    let (host, port) = parts(place).ok_or_else(wrong)?;
    let usual = match scheme {
        "https" => "443",
        "http" if THIS_MACHINE.contains(&host) => "80",
        _ => return Err(wrong().into()),
    };
    Ok(match port {
        Some(port) if port != usual => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    })
}

/// Host and port; `None` for anything that is no plain host.
fn parts(place: &str) -> Option<(&str, Option<&str>)> {
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (place, None),
    };
    let is_plain = |host: &str| host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    let is_host = THIS_MACHINE.contains(&host) || (!host.is_empty() && is_plain(host));
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0));
    (is_host && is_port).then_some((host, port))
}

/// How the agent may be called in `Host`. A name of somebody else that leads here is an attack (DNS rebinding).
pub(super) fn names(listen: SocketAddr) -> [String; 2] {
    [listen.to_string(), format!("localhost:{}", listen.port())]
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn only_origins_that_nobody_can_listen_to_are_taken() {
        for (given, taken) in [
            ("http://localhost:7420", "http://localhost:7420"),
            ("http://127.0.0.1:7420/", "http://127.0.0.1:7420"),
            ("http://[::1]", "http://[::1]"),
            ("HTTPS://Vena.Example:443", "https://vena.example"),
            ("https://vena.example:8443", "https://vena.example:8443"),
        ] {
            assert_eq!(origin(given).as_deref(), Ok(taken), "{given}");
        }
        for given in [
            "http://vena.example",
            "http://localhost.vena.example",
            "https://",
            "https://a/b",
            "https://a@b",
            "https://*",
            "https://a:0",
            "https://a:b",
            "null",
            "*",
            "ftp://localhost",
        ] {
            assert!(origin(given).is_err(), "{given}");
        }
    }
}
