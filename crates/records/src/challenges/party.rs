//! Who this installation is to a browser.

use vena_platform::{config::Config, documents::Party};

/// The domain and the address of the pages, from the settings.
pub(crate) fn party(config: &Config) -> Party {
    let origin = config.public_address();
    Party { id: domain(&origin).to_owned(), origin }
}

/// The domain of an address: what stands between scheme and port.
fn domain(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((domain, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => domain,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_domain_is_what_security_keys_are_bound_to() {
        for (origin, domain) in [
            ("http://localhost:7420", "localhost"),
            ("https://vena.qinghe.example", "vena.qinghe.example"),
            ("https://vena.qinghe.example:8443", "vena.qinghe.example"),
            ("http://[::1]:7420", "[::1]"),
        ] {
            assert_eq!(super::domain(origin), domain);
        }
    }
}
