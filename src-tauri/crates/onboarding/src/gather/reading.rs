//! What single parts of an answer say, read without asking anybody anything.

use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use crate::cloud::Cloud;
use crate::evidence::TenantFound;
use crate::ids::{TenantId, TenantRef};

/// A tenant's metadata, with what only the next requests need.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// The tenant.
    pub found: TenantFound,
    /// Where its keys are published, if that is at the sign-in service.
    pub keys: Option<Url>,
}

/// Reads OpenID metadata; `None` for anything that is none, or is another tenant's than the one asked for by ID.
/// The tenant's GUID is the one path segment of `issuer` that is one; the rest is for the cloud's sake.
pub fn metadata(cloud: &Cloud, asked: &TenantRef, body: &[u8]) -> Option<Metadata> {
    let document: Value = serde_json::from_slice(body).ok()?;
    let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
    let issuer = Url::parse(&text("issuer")?).ok()?;
    let tenant_id = issuer.path_segments()?.find_map(|segment| TenantId::parse(segment).ok())?;
    if matches!(asked, TenantRef::Id(named) if *named != tenant_id) {
        return None;
    }
    // Regions and clouds are named in a few English letters.
    let short = |text: String| text.chars().filter(char::is_ascii_graphic).take(64).collect();
    let keys = text("jwks_uri")
        .and_then(|address| Url::parse(&address).ok())
        .filter(|address| cloud.is_sign_in(address));
    let found = TenantFound {
        tenant_id,
        region: text("tenant_region_scope").map(short),
        sub_region: text("tenant_region_sub_scope").map(short),
        cloud_instance: text("cloud_instance_name").map(short),
    };
    Some(Metadata { found, keys })
}

/// Reads `Retry-After`: whole seconds, however many, or an HTTP date, which is held against `now` by the sender's clock.
/// Anything else is as if it were not there.
pub fn retry_after(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that no field holds is a very long time, not an unreadable one.
        return Some(Duration::from_secs(text.parse::<u32>().unwrap_or(u32::MAX).into()));
    }
    let at = OffsetDateTime::from(httpdate::parse_http_date(text).ok()?);
    Some(Duration::try_from(at - now).unwrap_or(Duration::ZERO))
}

/// Reads `Retry-After-Ms` and `X-Ms-Retry-After-Ms`, which services of Microsoft send beside or instead of the standard
/// header: whole milliseconds, however many. Anything else is as if it were not there.
pub fn retry_after_ms(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let longest = Duration::from_secs(u32::MAX.into());
    // No longer than the standard header can ask for.
    digits.then(|| text.parse().map_or(longest, Duration::from_millis).min(longest))
}
