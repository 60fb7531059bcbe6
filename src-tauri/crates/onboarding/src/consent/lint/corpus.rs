//! Links as people have them, each with what is to be said of it.

use super::*;
use crate::ids::TenantId;

const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
const STATE: &str = "3q2-7wAAAAB1c2VyLXJhbmRvbS1zdGF0ZS12YWx1ZQ1";
const SCOPE: &str = "https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default";
const DONE: &str = "https%3A%2F%2Fonboarding.example%2Fdone";

fn expected() -> Expected {
    Expected {
        cloud: Cloud::real(CloudId::Commercial).unwrap(),
        app: AppId::parse(APP).ok(),
        tenant: TenantId::parse(TENANT).ok().map(TenantRef::Id),
        redirects: [
            "https://onboarding.example/done",
            "http://localhost/consent",
            "https://portal.azure.com",
        ]
        .iter()
        .map(|text| RedirectUri::parse(text).unwrap())
        .collect(),
    }
}

fn v2(change: &[(&str, &str)]) -> String {
    let mut link = format!(
        "https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?client_id={APP}&scope={SCOPE}&redirect_uri={DONE}&state={STATE}"
    );
    for (from, to) in change {
        assert!(link.contains(from), "{from}");
        link = link.replace(from, to);
    }
    link
}

fn ids(text: &str) -> Vec<&'static str> {
    lint(text, Some(&expected())).findings.iter().map(|finding| finding.id.id()).collect()
}

fn corrected(text: &str, expected: Option<&Expected>) -> String {
    let fresh = LinkState::parse("FRESH").unwrap();
    let correction = lint(text, expected).correction.unwrap_or_else(|| panic!("no correction: {text}"));
    correction.link(&fresh).url.into()
}

#[test]
fn a_good_link_has_nothing_wrong() {
    assert_eq!(ids(&v2(&[])), [""; 0]);
    let found = lint(&v2(&[]), Some(&expected()));
    assert!(found.is_sound() && found.correction.is_none() && found.form == Some(Form::AdminV2));
    // Consentry's own links are sound, notes aside.
    for form in [LinkForm::AdminV1, LinkForm::AdminV2] {
        for redirect in expected().redirects {
            let wanted = expected();
            let state = LinkState::random().unwrap();
            let made = super::super::link(
                &wanted.cloud,
                wanted.app.unwrap(),
                wanted.tenant.as_ref(),
                form,
                &redirect,
                &state,
            );
            let found = lint(made.url.as_str(), Some(&wanted));
            assert!(found.is_sound(), "{form:?} {redirect:?}: {:?}", found.findings);
        }
    }
}

#[test]
fn the_guide_s_link_is_explained_and_replaced() {
    let guide = format!(
        "https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id={APP}&response_type=code&sso_reload=true"
    );
    let found = lint(&guide, Some(&expected()));
    assert_eq!(found.form, Some(Form::Guide));
    assert_eq!(ids(&guide), ["common", "no-redirect", "no-state", "authorize-form", "prompt-consent"]);
    assert_eq!(found.worst(), Some(Severity::Warning));
    assert_eq!(
        corrected(&guide, Some(&expected())),
        format!(
            "https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?client_id={APP}&scope={SCOPE}&redirect_uri={DONE}&state=FRESH"
        )
    );
    // Without a record: the tenant stays open, the address is the guide's.
    assert_eq!(
        corrected(&guide, None),
        format!(
            "https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id={APP}&scope={SCOPE}&redirect_uri=https%3A%2F%2Fportal.azure.com&state=FRESH"
        )
    );
}

#[test]
fn each_flaw_is_named() {
    let scope_is = |scope: &str| v2(&[(SCOPE, scope)]);
    let host_is = |host: &str| v2(&[("login.microsoftonline.com", host)]);
    let tenant_is = |tenant: &str| v2(&[(TENANT, tenant)]);
    let redirect_is = |redirect: &str| v2(&[(DONE, redirect)]);
    let without = |part: &str| v2(&[(part, "")]);
    let cases: Vec<(String, &[&str])> = vec![
        (tenant_is("common"), &["common"]),
        (tenant_is("organizations"), &["organizations"]),
        (tenant_is("consumers"), &["consumers"]),
        (tenant_is("9188040d-6c67-4c5b-b112-36a304b66dad"), &["consumers"]),
        (tenant_is("72f988bf-86f1-41af-91ab-2d7cd011db47"), &["wrong-tenant"]),
        (tenant_is("contoso.se"), &[]),
        (tenant_is("{tenant}"), &["placeholder"]),
        (tenant_is("YOUR_TENANT_ID"), &["placeholder"]),
        (tenant_is("contoso"), &["bad-tenant"]),
        (tenant_is(""), &["bad-tenant"]),
        (host_is("login.microsoftonline.us"), &["other-cloud"]),
        (host_is("login.partner.microsoftonline.cn"), &["other-cloud"]),
        (host_is("login.windows.net"), &["old-host"]),
        (host_is("login.microsoftonline.com.evil.example"), &["wrong-host"]),
        (host_is("login.microsoftonline.com@evil.example"), &["wrong-host"]),
        (host_is("login.microsoftonline.com:8443"), &["wrong-host"]),
        (host_is("login.micros0ftonline.com"), &["wrong-host"]),
        (v2(&[("https://login", "http://login")]), &["not-https"]),
        (v2(&[("/v2.0/adminconsent", "/oauth2/v2.0/adminconsent")]), &["wrong-path"]),
        (v2(&[("/v2.0/adminconsent", "/v2.0/oauth2/adminconsent")]), &["wrong-path"]),
        (without(&format!("client_id={APP}&")), &["no-client"]),
        (v2(&[(APP, "")]), &["no-client"]),
        (v2(&[(APP, "my-app")]), &["bad-client"]),
        (v2(&[(APP, "72f988bf-86f1-41af-91ab-2d7cd011db47")]), &["wrong-client"]),
        (v2(&[(APP, "fc780465-2017-40d4-a0c5-307022471b92")]), &["not-a-client"]),
        (v2(&[(APP, "00001111-aaaa-2222-bbbb-3333cccc4444")]), &["placeholder"]),
        (without(&format!("redirect_uri={DONE}&")), &["no-redirect"]),
        (redirect_is("http%3A%2F%2Fonboarding.example%2Fdone"), &["bad-redirect"]),
        (redirect_is("onboarding.example"), &["bad-redirect"]),
        (redirect_is("https%3A%2F%2Fonboarding.example%2FDone"), &["redirect-not-registered"]),
        (redirect_is("https%3A%2F%2Fonboarding.example%2Fdone%2F"), &["redirect-not-registered"]),
        (redirect_is("https%3A%2F%2Fportal.azure.com%2F"), &["portal-redirect"]),
        (redirect_is("http%3A%2F%2Flocalhost%3A51234%2Fconsent"), &["loopback-redirect"]),
        (redirect_is("http%3A%2F%2Flocalhost%2Fother"), &["redirect-not-registered"]),
        (without(&format!("&state={STATE}")), &["no-state"]),
        (v2(&[(STATE, "12345")]), &["weak-state"]),
        (v2(&[(STATE, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]), &["weak-state"]),
        (without(&format!("scope={SCOPE}&")), &["no-scope"]),
        (scope_is("Alert.Read.All"), &["explicit-scopes", "wrong-scope-audience"]),
        (scope_is("https%3A%2F%2Fapi.securitycenter.microsoft.com%2FAlert.Read.All"), &["explicit-scopes"]),
        (scope_is("https%3A%2F%2Fapi.securitycenter.microsoft.com"), &["no-default-scope"]),
        (scope_is("openid%20profile"), &["no-default-scope"]),
        (scope_is("https%3A%2F%2Fapi.security.microsoft.com%2F.default"), &["wrong-scope-audience"]),
        (scope_is("https%3A%2F%2Fgraph.microsoft.com%2F.default"), &["wrong-scope-audience"]),
        (scope_is("https%3A%2F%2Fsecuritycenter.onmicrosoft.com%2Fwindowsatpservice%2F.default"), &[]),
        (scope_is("fc780465-2017-40d4-a0c5-307022471b92%2F.default"), &[]),
        (
            scope_is(&format!("{SCOPE}+https%3A%2F%2Fgraph.microsoft.com%2F.default")),
            &["several-resources", "wrong-scope-audience"],
        ),
        (scope_is(&SCOPE.replace('%', "%25")), &["double-encoded"]),
        (redirect_is(&DONE.replace('%', "%25")), &["double-encoded"]),
        (
            v2(&[(SCOPE, &format!("{SCOPE}&resource=https%3A%2F%2Fapi.securitycenter.microsoft.com"))]),
            &["v1-v2-mix"],
        ),
        (v2(&[("?client_id", "?prompt=consent&client_id")]), &["not-needed"]),
        (v2(&[("&", "&amp;")]), &["html-escaped"]),
        (v2(&[("&scope", "&client_secret=abc8Q~x&scope")]), &["secret-in-link"]),
        (v2(&[("redirect_uri", "redirect_url")]), &["no-redirect", "misspelt-parameter"]),
        (v2(&[("?client_id", &format!("?client_id={APP}&client_id"))]), &["repeated-parameter"]),
        (v2(&[("&redirect", "\r\n&redirect")]), &["broken-up"]),
        (v2(&[("6f2b", "6f2b\n  > ")]), &["broken-up"]),
    ];
    for (link, flaws) in cases {
        assert_eq!(ids(&link), flaws, "{link}");
    }
}

#[test]
fn the_other_forms_have_their_own_rules() {
    let v1 = format!("https://login.microsoftonline.com/{TENANT}/adminconsent?client_id={APP}");
    assert_eq!(ids(&v1), ["no-redirect", "no-state"]);
    assert_eq!(lint(&v1, None).worst(), Some(Severity::Warning));
    assert_eq!(ids(&format!("{v1}&scope={SCOPE}")), ["no-redirect", "no-state", "v1-v2-mix"]);
    assert_eq!(lint(&v1.replace(TENANT, "common"), None).findings[0].severity, Severity::Warning);
    let sign_in = format!(
        "https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/authorize?client_id={APP}&redirect_uri={DONE}&state={STATE}&scope={SCOPE}"
    );
    assert_eq!(ids(&sign_in), ["response-type", "authorize-form", "no-prompt"]);
    assert_eq!(ids(&format!("{sign_in}&response_type=code&prompt=none")), ["prompt-none", "authorize-form"]);
    assert_eq!(
        ids(&format!("{sign_in}&response_type=code&prompt=admin_consent&response_mode=form_post")),
        ["v1-v2-mix", "authorize-form", "response-mode"]
    );
    let old = sign_in.replace("/v2.0", "").replace("scope=", "resource=").replace("%2F.default", "");
    assert_eq!(ids(&format!("{old}&response_type=code&prompt=admin_consent")), ["authorize-form"]);
}

#[test]
fn links_are_found_in_what_surrounds_them() {
    let good = v2(&[]);
    let encoded: String = url::form_urlencoded::byte_serialize(good.as_bytes()).collect();
    let cases: [(String, &[&str]); 8] = [
        (format!("  <{good}>\n"), &[]),
        (format!("Please open {good} and accept."), &[]),
        (format!("[consent]({good})"), &[]),
        (format!("<a href=\"{}\">here</a>", good.replace('&', "&amp;")), &["html-escaped"]),
        (good.trim_start_matches("https://").to_owned(), &[]),
        (
            format!("https://eur01.safelinks.protection.outlook.com/?url={encoded}&data=05%7C&reserved=0"),
            &["wrapped"],
        ),
        (encoded.clone(), &["double-encoded"]),
        (
            // As the documentation prints it.
            good.replace('?', "\n?")
                .replace('&', "\n&")
                .replace(SCOPE, "https://api.securitycenter.microsoft.com/.default"),
            &["broken-up"],
        ),
    ];
    for (text, flaws) in cases {
        assert_eq!(ids(&text), flaws, "{text}");
    }
    let documented = "https://login.microsoftonline.com/{tenant}/v2.0/adminconsent\n?client_id=00001111-aaaa-2222-bbbb-3333cccc4444\n&scope=https://graph.microsoft.com/Calendars.Read https://graph.microsoft.com/Mail.Send\n&redirect_uri=http://localhost/myapp/permissions\n&state=12345";
    assert_eq!(
        ids(documented),
        [
            "placeholder",
            "redirect-not-registered",
            "explicit-scopes",
            "broken-up",
            "weak-state",
            "wrong-scope-audience"
        ]
    );
}

#[test]
fn what_is_no_consent_link_is_said_to_be_none() {
    for text in [
        "",
        "not a link",
        "https://portal.azure.com/",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "https://portal.azure.com/?admin_consent=True&tenant=1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af",
        "javascript:alert(1)//login.microsoftonline.com/x/adminconsent",
        "file:///x/adminconsent",
        &"https://login.microsoftonline.com/x/adminconsent?client_id=1&".repeat(500),
    ] {
        let found = lint(text, Some(&expected()));
        assert_eq!(found.form, None, "{text}");
        assert_eq!(found.findings.len(), 1, "{text}");
        assert_eq!(found.findings[0].id, Flaw::NotAConsentLink);
        assert!(found.correction.is_none());
    }
}

#[test]
fn the_correction_keeps_what_is_good() {
    // The state and a registered address stay; the tenant and app come from the record.
    let link = v2(&[(TENANT, "common"), (DONE, "http%3A%2F%2Flocalhost%3A5000%2Fconsent")]);
    let fixed = corrected(&link, Some(&expected()));
    assert!(fixed.contains(TENANT) && fixed.contains(STATE) && fixed.contains("localhost%3A5000"), "{fixed}");
    // An address that is not registered does not stay.
    let fixed = corrected(&v2(&[(DONE, "https%3A%2F%2Fevil.example%2F")]), Some(&expected()));
    assert!(!fixed.contains("evil") && fixed.contains(DONE), "{fixed}");
    // A cloud is told from the host where nothing else is known.
    let fixed = corrected(&v2(&[(".microsoftonline.com", ".microsoftonline.us"), (STATE, "1")]), None);
    assert!(fixed.starts_with("https://login.microsoftonline.us/") && fixed.contains("api-gov"), "{fixed}");
    // Never to the foreign host of the link.
    let fixed = corrected(&v2(&[("login.microsoftonline.com", "evil.example")]), None);
    assert!(fixed.starts_with("https://login.microsoftonline.com/"), "{fixed}");
    // Without an app there is nothing to build.
    assert!(lint(&v2(&[(APP, "x")]), None).correction.is_none());
}

#[test]
fn the_practice_cloud_is_a_cloud_like_any_other() {
    let wanted = Expected { cloud: Cloud::practice(4711), ..expected() };
    let link = v2(&[("https://login.microsoftonline.com", "http://127.0.0.1:4711")]);
    assert!(lint(&link, Some(&wanted)).findings.is_empty());
    let real = lint(&v2(&[]), Some(&wanted));
    assert_eq!(real.findings.iter().map(|finding| finding.id).collect::<Vec<_>>(), [Flaw::OtherCloud]);
    assert!(
        real.correction
            .unwrap()
            .link(&LinkState::parse("F").unwrap())
            .url
            .as_str()
            .starts_with("http://127.0.0.1:4711/")
    );
}

#[test]
fn a_corrected_link_is_sound() {
    let state = LinkState::random().unwrap();
    for link in [
        v2(&[(TENANT, "common")]),
        v2(&[(SCOPE, "Alert.Read.All")]),
        v2(&[("&", "&amp;")]),
        v2(&[(DONE, "x")]),
        format!("https://login.windows.net/common/oauth2/authorize?client_id={APP}"),
    ] {
        let fixed = lint(&link, Some(&expected())).correction.unwrap().link(&state);
        let again = lint(fixed.url.as_str(), Some(&expected()));
        assert!(again.is_sound(), "{link}: {:?}", again.findings);
    }
}

#[test]
fn every_flaw_has_an_id_of_its_own() {
    let ids: std::collections::BTreeSet<_> = Flaw::ALL.iter().map(|flaw| flaw.id()).collect();
    assert_eq!(ids.len(), Flaw::ALL.len());
    for flaw in Flaw::ALL {
        assert_eq!(serde_json::to_value(flaw).unwrap(), flaw.id());
    }
}

#[test]
fn secrets_in_a_link_are_not_repeated() {
    let link = v2(&[("&scope", "&client_secret=Zq8~canary&scope")]);
    let said = serde_json::to_string(&lint(&link, Some(&expected()))).unwrap();
    assert!(!said.contains("canary"), "{said}");
}

proptest::proptest! {
    #[test]
    fn any_text_is_linted_without_panic(text in "\\PC{0,200}") {
        lint(&text, Some(&expected()));
        lint(&text, None);
    }

    #[test]
    fn links_with_anything_in_them_are_linted(
        tenant in "[^/?#]{0,20}", query in "([a-z_]{1,14}=[^&]{0,30}&){0,6}", v2 in "(/v2.0)?(/oauth2)?", last in "(adminconsent|authorize)",
    ) {
        let link = format!("https://login.microsoftonline.com/{tenant}{v2}/{last}?{query}");
        let found = lint(&link, Some(&expected()));
        if let Some(correction) = &found.correction {
            let fixed = correction.link(&LinkState::parse("F").unwrap());
            assert_eq!(fixed.url.host_str(), Some("login.microsoftonline.com"));
        }
    }

    #[test]
    fn broken_text_around_a_link_does_no_harm(before in "\\PC{0,40}", after in "\\PC{0,40}", at in 0_usize..200) {
        let mut link = v2(&[]);
        if link.is_char_boundary(at) && at < link.len() {
            link.insert_str(at, &after);
        }
        lint(&format!("{before}{link}{after}"), Some(&expected()));
    }
}
