//! Whatever a link is made of, it parses back to its parts and leads to a listed host and nowhere else.
#![allow(clippy::unwrap_used, reason = "tests say by panicking what is wrong")]

use std::collections::BTreeMap;

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::consent::{self, ConsentLink, LinkForm, LinkState, RedirectUri, lint};
use consentry_onboarding::ids::{AppId, TenantRef};
use proptest::prelude::*;
use url::Url;

/// The hosts that a person may be sent to; held here once more, by hand.
const LISTED: [&str; 2] = ["login.microsoftonline.com", "login.microsoftonline.us"];

fn any_guid() -> impl Strategy<Value = String> {
    "[1-9a-f][0-9a-f]{7}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
}

fn any_tenant() -> impl Strategy<Value = TenantRef> {
    prop_oneof![any_guid(), "[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,8})?\\.(example|onmicrosoft\\.com|se)"]
        .prop_filter_map("a tenant", |text| TenantRef::parse(&text).ok())
}

/// Redirect addresses with what an address can hold that could end or split a parameter.
fn any_redirect() -> impl Strategy<Value = RedirectUri> {
    let own = "https://[a-z]{1,12}\\.example(:[1-9][0-9]{1,3})?(/[A-Za-z0-9._~%&=+@:-]{0,40})?(\\?[a-z=&%+/:]{0,40})?";
    let loopback = "http://(localhost|127\\.0\\.0\\.1)(:[1-9][0-9]{1,3})?/[a-z&=?/]{0,20}";
    prop_oneof![own, loopback, Just("https://portal.azure.com".to_owned())]
        .prop_filter_map("a redirect address", |text| RedirectUri::parse(&text).ok())
}

fn any_state() -> impl Strategy<Value = LinkState> {
    "[!-~]{1,80}".prop_filter_map("a state", |text| LinkState::parse(&text))
}

fn any_form() -> impl Strategy<Value = LinkForm> {
    prop::sample::select(vec![LinkForm::Guide, LinkForm::AdminV1, LinkForm::AdminV2])
}

/// The parameters of a link; none twice.
fn parameters(link: &ConsentLink) -> BTreeMap<String, String> {
    let all: Vec<_> = link.url.query_pairs().into_owned().collect();
    let known: BTreeMap<_, _> = all.iter().cloned().collect();
    assert_eq!(known.len(), all.len(), "{}", link.url);
    known
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_link_parses_back_to_its_parts(
        cloud in prop::sample::select(CloudId::REAL.to_vec()),
        app in any_guid(),
        tenant in prop::option::of(any_tenant()),
        form in any_form(),
        redirect in any_redirect(),
        state in any_state(),
    ) {
        let cloud = Cloud::real(cloud).unwrap();
        let app = AppId::parse(&app).unwrap();
        let link = consent::link(&cloud, app, tenant.as_ref(), form, &redirect, &state);
        // As a person gets it: a text, which a browser reads anew.
        let read = Url::parse(link.url.as_str()).unwrap();
        prop_assert_eq!(&read, &link.url);
        prop_assert!(link.url.as_str().is_ascii() && !link.url.as_str().contains([' ', '"', '<', '>', '\n']));
        let found = parameters(&link);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (app, scope) = (app.to_string(), format!("{}/.default", cloud.audience()));
        let named = tenant.as_ref().map_or_else(|| "organizations".to_owned(), ToString::to_string);
        let (path, expected) = match form {
            LinkForm::Guide => (
                "/common/oauth2/authorize".to_owned(),
                vec![("client_id", app.as_str()), ("prompt", "consent"), ("response_type", "code"), ("sso_reload", "true")],
            ),
            LinkForm::AdminV1 => (
                format!("/{named}/adminconsent"),
                vec![("client_id", app.as_str()), ("redirect_uri", redirect.as_str()), ("state", state.as_str())],
            ),
            LinkForm::AdminV2 => (
                format!("/{named}/v2.0/adminconsent"),
                vec![
                    ("client_id", app.as_str()),
                    ("redirect_uri", redirect.as_str()),
                    ("scope", scope.as_str()),
                    ("state", state.as_str()),
                ],
            ),
        };
        prop_assert_eq!(link.url.path(), path);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn every_link_leads_to_a_listed_host_and_names_no_other(
        cloud in prop::sample::select(CloudId::REAL.to_vec()),
        app in any_guid(),
        tenant in prop::option::of(any_tenant()),
        form in any_form(),
        redirect in any_redirect(),
        state in any_state(),
    ) {
        let cloud = Cloud::real(cloud).unwrap();
        let link = consent::link(&cloud, AppId::parse(&app).unwrap(), tenant.as_ref(), form, &redirect, &state);
        prop_assert_eq!((link.url.scheme(), link.url.port(), link.url.fragment()), ("https", None, None));
        prop_assert!(link.url.username().is_empty() && link.url.password().is_none());
        prop_assert!(LISTED.contains(&link.url.host_str().unwrap()));
        // Apart from where the administrator ends and from the API that is asked for, no address stands in it.
        for (name, value) in parameters(&link) {
            if let Ok(inner) = Url::parse(&value) && inner.has_host() && name != "state" {
                let api = format!("{}/.default", cloud.audience());
                prop_assert!(value == redirect.as_str() || value == api, "{name}={value}");
            }
        }
    }

    #[test]
    fn the_linter_finds_no_error_in_a_link_of_ours(
        cloud in prop::sample::select(CloudId::REAL.to_vec()),
        app in any_guid(),
        tenant in any_tenant(),
        form in prop::sample::select(vec![LinkForm::AdminV1, LinkForm::AdminV2]),
    ) {
        let cloud = Cloud::real(cloud).unwrap();
        let app = AppId::parse(&app).unwrap();
        let redirect = RedirectUri::parse("https://onboarding.example/done").unwrap();
        let state = LinkState::random().unwrap();
        let link = consent::link(&cloud, app, Some(&tenant), form, &redirect, &state);
        let expected = lint::Expected { cloud, app: Some(app), tenant: Some(tenant), redirects: vec![redirect] };
        prop_assert!(lint::lint(link.url.as_str(), Some(&expected)).is_sound(), "{}", link.url);
    }
}
