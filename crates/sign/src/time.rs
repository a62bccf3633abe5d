//! Between the kernel's instants and the times of ASN.1.

use std::time::Duration;

use der::{DateTime, asn1::GeneralizedTime};
use vena_kernel::clock::Instant;
use x509_cert::time::Time;

use crate::{Fault, Result};

/// The last instant that a certificate can name: 9999-12-31T23:59:59Z (RFC 5280 section 4.1.2.5).
const LAST_SECOND: i64 = 253_402_300_799;

/// Whole seconds, rounded down.
pub(crate) fn seconds(instant: Instant) -> i64 {
    instant.micros().div_euclid(1_000_000)
}

/// The instant `seconds` after 1970.
pub(crate) fn from_seconds(seconds: i64) -> Option<Instant> {
    Instant::from_micros(seconds.checked_mul(1_000_000)?)
}

/// The instant without its fraction, as certificates and time-stamps keep it.
pub(crate) fn whole(instant: Instant) -> Instant {
    from_seconds(seconds(instant)).unwrap_or(instant)
}

fn since_1970(instant: Instant) -> Result<Duration> {
    let seconds = u64::try_from(seconds(instant).min(LAST_SECOND)).map_err(|_| Fault::Malformed { what: "time" })?;
    Ok(Duration::from_secs(seconds))
}

/// UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5).
pub(crate) fn to_time(instant: Instant) -> Result<Time> {
    let date = DateTime::from_unix_duration(since_1970(instant)?).map_err(|_| Fault::Malformed { what: "time" })?;
    let utc = der::asn1::UtcTime::from_date_time(date);
    Ok(utc.map(Time::UtcTime).unwrap_or_else(|_| Time::GeneralTime(GeneralizedTime::from_date_time(date))))
}

/// The instant of a time in a certificate.
pub(crate) fn of_time(time: Time) -> Result<Instant> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok();
    seconds.and_then(from_seconds).ok_or(Fault::Malformed { what: "time" })
}

/// GeneralizedTime in whole seconds.
pub(crate) fn to_generalized(instant: Instant) -> Result<GeneralizedTime> {
    GeneralizedTime::from_unix_duration(since_1970(instant)?).map_err(|_| Fault::Malformed { what: "time" })
}
