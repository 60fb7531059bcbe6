//! What Microsoft, or whoever stands in between, answers.

use consentry_onboarding::answer;
use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::gather::reading;
use consentry_onboarding::ids::{TenantId, TenantRef};
use consentry_onboarding::judge;
use consentry_onboarding::verdict::{Actor, Cause};
use time::macros::datetime;

use crate::{holds_a_token, text};

const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
/// Nothing that is sent could be longer than this and still come back whole.
const SECRET: &str = "fUz8Q~in.a_secret-0123456789abcdefghijk";

/// Metadata names the tenant that was asked for or is not taken, and keys are fetched from listed hosts only.
pub fn metadata(bytes: &[u8]) {
    let (Some(cloud), Ok(tenant)) = (Cloud::real(CloudId::Commercial), TenantId::parse(TENANT)) else {
        panic!("the public cloud and a tenant ID")
    };
    let Some(read) = reading::metadata(&cloud, &TenantRef::Id(tenant), bytes) else { return };
    assert_eq!(read.found.tenant_id, tenant);
    if let Some(keys) = read.keys {
        assert_eq!(keys.scheme(), "https");
        let host = keys.host_str().unwrap_or_default();
        assert!(cloud.may_ask(&keys) && !host.contains("evil"), "keys from {host}");
    }
    for word in [read.found.region, read.found.sub_region, read.found.cloud_instance].into_iter().flatten() {
        assert!(word.chars().count() <= 64 && !word.chars().any(char::is_control));
    }
}

/// A refusal of any status and shape is read without the secret that was sent or a token, and ends in a cause and one
/// who acts; a refusal is never a proof.
pub fn error_body(bytes: &[u8]) {
    let (status, body) = match bytes {
        [high, low, body @ ..] => (u16::from_be_bytes([*high, *low]) % 600, body),
        _ => (400, bytes),
    };
    // The secret comes back in the middle of whatever it is.
    let echoed = [body, SECRET.as_bytes()].concat();
    for body in [body, &echoed] {
        answer::is_web_page(Some(&text(body)), body);
        let Some(refusal) = answer::refusal(status, body, Some(SECRET), None) else { continue };
        let kept = [&refusal.message].into_iter().chain(&refusal.correlation_id).chain(&refusal.oauth_error);
        for kept in kept {
            assert!(!kept.contains(SECRET) && !holds_a_token(kept), "{kept}");
            assert!(kept.len() <= 9 * 1024);
        }
        for meaning in [judge::of_sign_in_refusal(&refusal), judge::of_api_refusal(&refusal)] {
            assert!(meaning.who_acts != Actor::Nobody || meaning.cause == Cause::Unrecognised, "{meaning:?}");
        }
    }
}

/// Any header is a wait that can be counted from now, or none.
pub fn retry_after(bytes: &[u8]) {
    let now = datetime!(2026-11-22 12:00:00 UTC);
    let text = text(bytes);
    for wait in [reading::retry_after(&text, now), reading::retry_after_ms(&text)].into_iter().flatten() {
        assert!(time::Duration::try_from(wait).is_ok_and(|wait| now.checked_add(wait).is_some()), "{wait:?}");
    }
}
