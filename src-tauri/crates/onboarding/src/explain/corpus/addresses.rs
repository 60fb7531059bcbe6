//! Addresses that links ended on, and links.

use super::*;

#[test]
fn addresses_are_read_error_first() {
    let portal = "https://portal.azure.com/";
    let described = format!(
        "AADSTS65004%3a+User+declined+to+consent.%0d%0aTrace+ID%3a+{TRACE}%0d%0aCorrelation+ID%3a+{CORRELATION}"
    );
    let declined =
        format!("{portal}?admin_consent=True&error=consent_required&error_description={described}&state=S-1");
    let cases: Vec<(String, &str)> = vec![
        (format!("{portal}?admin_consent=True&tenant={TENANT}&state=S-1"), "redirect not-proved partner"),
        (format!("{portal}?admin_consent=True&tenant={TENANT}&state=other"), "redirect not-proved partner"),
        (format!("{portal}?admin_consent=True&tenant={OTHER}&state=S-1"), "redirect wrong-tenant-consented customer"),
        (format!("{portal}?admin_consent=True&tenant=9188040d-6c67-4c5b-b112-36a304b66dad&state=S-1"), "redirect wrong-tenant-consented customer"),
        (declined.clone(), "redirect consent-declined customer"),
        (declined.replace('?', "#"), "redirect consent-declined customer"),
        (format!("They ended here: {declined} what now?"), "redirect consent-declined customer"),
        (format!("> {}", wrapped(&declined, 76, "\r\n> ")), "redirect consent-declined customer"),
        (format!("{portal}?error=permission_denied&error_description=The+admin+canceled+the+request"), "redirect consent-declined customer"),
        (format!("{portal}?error=access_denied&error_subcode=cancel&state=S-1"), "redirect consent-declined customer"),
        (format!("{portal}?error=access_denied&error_description=AADSTS90094%3a+An+administrator+has+set+a+policy&state=S-1"), "redirect consent-by-non-admin customer"),
        (format!("{portal}?error=access_denied&error_description=AADSTS650052%3a+The+app+needs+access+to+a+service&admin_consent=True&tenant=9188040d-6c67-4c5b-b112-36a304b66dad"), "redirect resource-missing customer"),
        (format!("{portal}?error=access_denied&error_description=AADSTS1003031%3a+Misconfigured&admin_consent=True"), "redirect unrecognised partner"),
        (format!("{portal}?code=0.AXoAq-canary&state=S-1&session_state={TRACE}"), "redirect not-proved partner"),
        ("localhost:8400/consent?error=access_denied&error_description=AADSTS65004:+declined".to_owned(), "redirect consent-declined customer"),
        (format!("?admin_consent=True&tenant={TENANT}&state=S-1"), "redirect not-proved partner"),
        ("https://portal.azure.com/?error=access_denied&error_description=AADSTS65004: User declined to consent.".to_owned(), "redirect consent-declined customer"),
        ("https://login.microsoftonline.com/common/reprocess?ctx=abc".to_owned(), "redirect unrecognised partner"),
        ("https://portal.azure.com/#home".to_owned(), "unrecognised unrecognised partner"),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
    let told = told(&declined);
    assert_eq!(
        (told.codes.as_slice(), told.correlation_id.as_deref()),
        ([65_004].as_slice(), Some(CORRELATION))
    );
    assert!(
        matches!(told.parts, Parts::Returned { returned } if returned.claims_consent && returned.outcome == Outcome::Declined)
    );
    // Without a customer at hand an address is not held against anybody.
    let alone = explain(&cases[2].0, &Context::at(context().now));
    assert_eq!(alone.cause, Some(Cause::NotProved));
    assert!(!explain(&cases[13].0, &context()).raw.contains("canary"));
}

#[test]
fn consent_links_are_linted() {
    let guide = format!(
        "https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id={APP}&response_type=code&sso_reload=true"
    );
    let scope = "https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default";
    let state = "3q2-7wAAAAB1c2VyLXJhbmRvbS1zdGF0ZS12YWx1ZQ1";
    let good = format!(
        "https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?client_id={APP}&scope={scope}&redirect_uri=https%3A%2F%2Fa.example%2F&state={state}"
    );
    let cases: Vec<(String, &str)> = vec![
        (good.clone(), "consent-link - nobody"),
        (guide.clone(), "consent-link - partner"),
        (good.replace(TENANT, OTHER), "consent-link wrong-tenant-consented partner"),
        (good.replace(scope, "Alert.Read.All"), "consent-link wrong-audience partner"),
        (good.replace(APP, OTHER), "consent-link wrong-app partner"),
        (
            good.replace("login.microsoftonline.com", "login.microsoftonline.us"),
            "consent-link wrong-cloud partner",
        ),
        (good.replace("https://login", "http://login"), "consent-link - partner"),
        (format!("Hi, please open this link: {guide}\nRegards"), "consent-link - partner"),
        (format!("<a href=\"{}\">", good.replace('&', "&amp;")), "consent-link - partner"),
        (wrapped(&good, 70, "\n"), "consent-link - partner"),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
    // An error beside the link says more than the link.
    assert_eq!(line(&format!("{guide}\nAADSTS50011: mismatch")), "aadsts redirect-uri-mismatch partner");
    assert_eq!(told(&guide).reason.as_deref(), Some("common"));
}

#[test]
fn an_address_that_claims_consent_hides_no_error() {
    let consent = format!("consent: https://portal.azure.com/?admin_consent=True&tenant={TENANT}");
    let forbidden =
        "403 Client Error: Forbidden for url: https://api.securitycenter.microsoft.com/api/alerts";
    for (beside, expected) in [
        ("AADSTS7000222: The provided client secret keys are expired.", "aadsts secret-expired partner"),
        (forbidden, "api-error api-forbidden customer"),
        ("curl: (6) Could not resolve host: login.microsoftonline.com", "connection network partner"),
        ("Sign-in error code 7000222\nFailure reason expired", "aadsts secret-expired partner"),
    ] {
        for text in [format!("{consent}\n{beside}"), format!("{beside}\n{consent}")] {
            assert_eq!(line(&text), expected, "{text}");
            assert_eq!(told(&text).also, [Kind::Redirect], "{text}");
        }
    }
    let refused = format!(
        "https://a.example/?error=access_denied&error_description=AADSTS65004%3a+x&state=S-1\n{consent}\nAADSTS7000222: x"
    );
    assert_eq!(line(&refused), "redirect consent-declined customer");
    assert_eq!(line(&consent), "redirect not-proved partner");
}
