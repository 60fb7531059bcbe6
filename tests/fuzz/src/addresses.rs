//! The address that an administrator ended on.

use consentry_onboarding::consent::{Returned, read_returned};
use consentry_onboarding::ids::TenantId;
use url::{Url, form_urlencoded};

use crate::text;

const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
const STATE: &str = "Zm9yIHRoaXMgY3VzdG9tZXI";

/// Only an address that carries the link's own state, or the guide's form that has none, counts as given; and never
/// one that names an error.
pub fn returned_address(bytes: &[u8]) {
    let text = text(bytes);
    let Ok(tenant) = TenantId::parse(TENANT) else { panic!("a tenant ID") };
    promised(&text, matches!(read_returned(&text, tenant, Some(STATE)), Returned::Granted));
    read_returned(&text, tenant, None);
}

/// What holds of an address that was read as given.
pub(crate) fn promised(text: &str, given: bool) {
    if !given {
        return;
    }
    let url = Url::parse(text.trim().trim_matches(['"', '\'', '<', '>']))
        .unwrap_or_else(|_| panic!("no address: {text}"));
    let fragment = url.fragment().unwrap_or_default().as_bytes().to_vec();
    let said: Vec<(String, String)> = url
        .query_pairs()
        .chain(form_urlencoded::parse(&fragment))
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let values = |name: &str| {
        said.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    // The guide's form has no state to give back.
    let guide = !values("code").is_empty() && values("state").is_empty();
    assert!(values("state").contains(&STATE) || guide, "given without the link's state: {text}");
    assert!(values("error").is_empty(), "given in spite of an error: {text}");
}
