//! What time it is at the services: the right one, but where a scenario is about a clock that is not.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};

use crate::shelf::{Fault, Scenario};

/// How far the services' clock is ahead of this machine's: to a customer of whom this is true, this machine is a day late.
const AHEAD: Duration = Duration::days(1);

/// Now, by the services' clock.
pub(crate) fn now(tenant: &Scenario) -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    if tenant.behaviour.fault == Fault::ClockAhead { now + AHEAD } else { now }
}

/// Gives an answer the `Date` of a clock that is ahead; the server writes the right one itself.
pub(crate) fn stamp(tenant: &Scenario, response: &mut Response) {
    if tenant.behaviour.fault != Fault::ClockAhead {
        return;
    }
    let date = now(tenant).format(&Rfc2822).map(|date| date.replace("+0000", "GMT"));
    if let Some(date) = date.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(header::DATE, date);
    }
}
