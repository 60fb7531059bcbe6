//! What the address at the end of a consent link says. Never proof: anyone can type it.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/v2-admin-consent>.

use url::Url;

use super::RedirectUri;
use crate::ids::TenantId;

/// What the address at the end of a link says. Never proof: anyone can type it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// It claims consent, for the expected tenant as far as it names one.
    Granted,
    /// It claims consent for another tenant.
    OtherTenant(Option<TenantId>),
    /// The administrator pressed Cancel.
    Declined(RefusedPage),
    /// The person may not consent for the organisation.
    NotAnAdmin(RefusedPage),
    /// Any other error.
    Refused(RefusedPage),
    /// It answers another link than this customer's latest.
    ForeignState,
    /// It answers this customer's link, and so did another before: a link is good for one answer.
    AnsweredBefore,
    /// It answers a link of this customer's that was good until some time ago.
    Expired,
    /// Not an answer to a consent link.
    Unreadable,
}

/// The error in a returned address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedPage {
    /// OAuth `error`.
    pub error: String,
    /// `error_description`.
    pub description: String,
    /// Numbers in the description.
    pub codes: Vec<u64>,
}

/// Whether an address carries this very state.
pub(crate) fn carries_state(address: &str, state: &str) -> bool {
    let Ok(url) = Url::parse(bare(address)) else { return false };
    parameter(&url, "state").is_some_and(|came| same(state, &came))
}

/// An address as people paste it: in quotes, in angle brackets, with blanks around it.
fn bare(address: &str) -> &str {
    address.trim().trim_matches(['"', '\'', '<', '>'])
}

/// A parameter of the query, or else of the fragment.
fn parameter(url: &Url, name: &str) -> Option<String> {
    let in_query = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    in_query.or_else(|| {
        url::form_urlencoded::parse(url.fragment()?.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    })
}

/// Whether two states are the same, in a time that does not tell where they differ.
fn same(kept: &str, came: &str) -> bool {
    let differing = kept.bytes().zip(came.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    kept.len() == came.len() && differing == 0
}

/// Whether an address lies on the host of one of these redirect addresses.
pub fn is_at_one_of(address: &str, redirects: &[String]) -> bool {
    let host = |text: &str| Url::parse(text).ok()?.host_str().map(str::to_owned);
    let ended_on = host(bare(address));
    ended_on.is_some() && redirects.iter().any(|redirect| host(redirect) == ended_on)
}

/// Reads the address a customer's administrator ended on. `error` is looked at first: Entra says
/// `admin_consent=True` in refusals too.
pub fn read_returned(address: &str, tenant: TenantId, state: Option<&str>) -> Returned {
    let trimmed = bare(address);
    if trimmed.len() > 16 * 1024 {
        return Returned::Unreadable;
    }
    let Ok(url) = Url::parse(trimmed) else { return Returned::Unreadable };
    // Entra answers to redirect addresses only, and those are https or this very computer.
    if RedirectUri::parse(&format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())).is_err() {
        return Returned::Unreadable;
    }
    let find = |name: &str| parameter(&url, name);
    if let Some(error) = find("error") {
        let description = find("error_description").unwrap_or_default();
        let codes = crate::answer::numbers_in(&description);
        let page = RefusedPage { error, description, codes };
        let declined = page.codes.contains(&65_004)
            || page.error == "permission_denied"
            || (page.codes.is_empty()
                && (page.error == "access_denied" || find("error_subcode").as_deref() == Some("cancel")));
        let not_an_admin = page.codes.iter().any(|code| matches!(code, 90_093..=90_095));
        return match (declined, not_an_admin) {
            (true, _) => Returned::Declined(page),
            (_, true) => Returned::NotAnAdmin(page),
            _ => Returned::Refused(page),
        };
    }
    let consented = find("admin_consent").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let has_code = find("code").is_some();
    if !consented && !has_code {
        return Returned::Unreadable;
    }
    // The guide's form sends no state and gets none back, but a code; every other answer carries the link's own.
    let came = find("state");
    let stateless = came.is_none() && has_code && !consented;
    let foreign = state.is_some_and(|kept| !came.as_deref().is_some_and(|came| same(kept, came)));
    if foreign && !stateless {
        return Returned::ForeignState;
    }
    match find("tenant").map(|text| TenantId::parse(&text)) {
        Some(Ok(found)) if found == tenant => Returned::Granted,
        Some(found) => Returned::OtherTenant(found.ok()),
        None => Returned::Granted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";

    #[test]
    fn errors_are_read_before_anything_else() {
        let tenant = TenantId::parse(TENANT).unwrap();
        let read =
            |query: &str| read_returned(&format!("https://portal.azure.com/?{query}"), tenant, Some("S-1"));
        assert_eq!(read(&format!("admin_consent=True&tenant={TENANT}&state=S-1")), Returned::Granted);
        assert!(matches!(
            read("admin_consent=True&error=consent_required&error_description=AADSTS65004%3A+declined&state=S-1"),
            Returned::Declined(page) if page.codes == [65004]
        ));
        assert!(matches!(
            read("error=permission_denied&error_description=The+admin+canceled+the+request"),
            Returned::Declined(_)
        ));
        assert!(matches!(read("error=access_denied&error_subcode=cancel"), Returned::Declined(_)));
        assert!(matches!(
            read("error=access_denied&error_description=AADSTS90094:+x"),
            Returned::NotAnAdmin(_)
        ));
        assert!(matches!(
            read("admin_consent=True&error=access_denied&error_description=AADSTS1003031:+x"),
            Returned::Refused(_)
        ));
        assert_eq!(
            read("admin_consent=True&tenant=72f988bf-86f1-41af-91ab-2d7cd011db47&state=S-1"),
            Returned::OtherTenant(TenantId::parse("72f988bf-86f1-41af-91ab-2d7cd011db47").ok())
        );
        assert_eq!(read(&format!("admin_consent=True&tenant={TENANT}&state=other")), Returned::ForeignState);
        assert_eq!(read(&format!("admin_consent=True&tenant={TENANT}")), Returned::ForeignState);
        assert_eq!(read("code=0.AX"), Returned::Granted, "the guide's form has no state");
        assert_eq!(read("x=y"), Returned::Unreadable);
        let odd = |address: &str| read_returned(address, tenant, Some("S-1"));
        assert_eq!(odd("x:?code=1"), Returned::Unreadable);
        assert_eq!(
            odd(&format!("http://evil.example/?admin_consent=True&tenant={TENANT}&state=S-1")),
            Returned::Unreadable
        );
        let ours = ["https://portal.azure.com".to_owned()];
        assert!(is_at_one_of("https://portal.azure.com/?code=1", &ours));
        assert!(!is_at_one_of("https://evil.example/?code=1", &ours) && !is_at_one_of("x", &ours));
        assert_eq!(read_returned("not an address", tenant, None), Returned::Unreadable);
    }

    #[test]
    fn only_the_link_s_own_state_makes_an_address_its_answer() {
        let carries = |query: &str| carries_state(&format!("http://localhost:4711/consentry?{query}"), "S-1");
        assert!(carries("admin_consent=True&state=S-1"));
        assert!(carries("error=access_denied&state=S-1"), "an error is an answer where it brings the state");
        for foreign in [
            "error=access_denied",
            "code=x",
            "error=access_denied&state=",
            "code=x&state=S-2",
            "code=x&state=S-11",
            "code=x&state=S-2&state=S-1",
        ] {
            assert!(!carries(foreign), "{foreign}");
        }
        assert!(!carries_state("not an address", "S-1"));
    }
}
