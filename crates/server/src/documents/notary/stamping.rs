//! Who says at which instant a signature existed.

use vena_kernel::{clock::Instant, refusal::Refusal};
use vena_sign::{
    Digest, Fault,
    tsp::{Imprint, QUERY_MEDIA_TYPE, Stamp, StampCheck, StampRequest, token_of_response},
};

use super::{authority::Opened, pool::Pool, post::Post};

/// How far the clocks of this server and of a time-stamp service may lie apart.
const MOST_APART_SECONDS: i64 = 300;

/// The time-stamp authority.
pub(super) enum Stamping {
    /// Our own, for development.
    Development,
    /// A service (RFC 3161 over HTTP).
    Outside(Post),
}

/// A checked time stamp.
pub(super) struct Stamped {
    pub(super) token: Vec<u8>,
    pub(super) check: StampCheck,
}

/// What is to be stamped.
pub(super) struct Wanted<'a> {
    pub(super) signature: &'a [u8],
    pub(super) digest: Digest,
    /// Number of the stamp, when it is ours.
    pub(super) serial: u64,
    pub(super) now: Instant,
}

impl Stamping {
    /// The service at the address of the settings, or else our own.
    pub(super) fn to(address: &str) -> Result<Self, Refusal> {
        Ok(Post::to("timestamp_url", address, false)?.map_or(Self::Development, Self::Outside))
    }

    /// Asks for a stamp and believes nothing: it answers this request, is over this signature, leads to a trusted root that
    /// has not withdrawn it, and its instant is now.
    pub(super) fn stamp(&self, opened: &Opened, pool: &Pool, wanted: &Wanted<'_>) -> Result<Stamped, Fault> {
        let request = StampRequest::new(Imprint::of(wanted.digest, wanted.signature))?;
        let query = request.to_der()?;
        let reply = match self {
            Self::Development => opened.stamp(&query, wanted.serial, wanted.now)?,
            Self::Outside(post) => {
                post.send(None, QUERY_MEDIA_TYPE, &query).map_err(|why| Fault::StampUnreachable { why })?
            }
        };
        let token = token_of_response(&reply)?;
        let stamp = Stamp::from_der(&token)?;
        stamp.check_answers(&request)?;
        let latest = wanted.now.plus_seconds(MOST_APART_SECONDS);
        let check = stamp.check(&pool.anchors, &pool.known, latest)?;
        if check.at < wanted.now.plus_seconds(-MOST_APART_SECONDS) {
            return Err(Fault::TimesDiffer { claimed: wanted.now, proven: check.at });
        }
        Ok(Stamped { token, check })
    }
}
