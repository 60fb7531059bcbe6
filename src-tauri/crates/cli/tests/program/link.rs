use crate::ground::{APP, Home, TENANT};

fn document(words: &[&str]) -> serde_json::Value {
    let all = [&["link", "--json", "--app-id", APP], words].concat();
    let ended = Home::new().run(&all);
    assert_eq!(ended.status, 0, "{ended:#?}");
    ended.json()
}

fn warnings(document: &serde_json::Value) -> Vec<&str> {
    document["warnings"].as_array().unwrap().iter().map(|warning| warning["id"].as_str().unwrap()).collect()
}

#[test]
fn the_guide_s_form_is_the_guide_s_byte_for_byte() {
    let guide = format!(
        "https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id={APP}&response_type=code&sso_reload=true"
    );
    let plain = document(&["--form", "guide"]);
    let with_all = document(&[
        "--form",
        "guide",
        "--tenant",
        TENANT,
        "--state",
        "S",
        "--redirect-uri",
        "https://a.example",
    ]);
    for document in [plain, with_all] {
        assert_eq!(document["url"], guide.as_str());
        assert_eq!(document["form"], "guide");
        assert!(document["state"].is_null());
        assert_eq!(warnings(&document), ["guide-common"]);
    }
}

#[test]
fn the_admin_forms_are_as_documented() {
    let v2 = document(&["--tenant", TENANT, "--redirect-uri", "https://a.example/x?y=z", "--state", "S-1"]);
    assert_eq!(v2["form"], "admin-v2");
    assert_eq!(v2["state"], "S-1");
    assert_eq!(
        v2["url"],
        format!(
            "https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?client_id={APP}&scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default&redirect_uri=https%3A%2F%2Fa.example%2Fx%3Fy%3Dz&state=S-1"
        )
    );
    assert!(warnings(&v2).is_empty());

    let v1 = document(&["--form", "admin-v1", "--tenant", "Contoso.SE", "--state", "a&b=c"]);
    assert_eq!(
        v1["url"],
        format!(
            "https://login.microsoftonline.com/contoso.se/adminconsent?client_id={APP}&state=a%26b%3Dc&redirect_uri=https%3A%2F%2Fportal.azure.com"
        )
    );
    assert_eq!(warnings(&v1), ["portal-redirect"]);
}

#[test]
fn without_a_tenant_anyone_can_answer_and_that_is_said() {
    for form in ["admin-v1", "admin-v2"] {
        let document = document(&["--form", form]);
        assert!(document["url"].as_str().unwrap().contains("/organizations/"), "{document}");
        assert_eq!(warnings(&document), ["organizations", "portal-redirect"]);
        assert!(document["warnings"][0]["text"].as_str().unwrap().ends_with('.'));
    }
}

#[test]
fn states_are_fresh_and_clouds_have_their_own_hosts() {
    let (one, two) = (document(&["--tenant", TENANT]), document(&["--tenant", TENANT]));
    assert_ne!(one["state"], two["state"]);
    let state = one["state"].as_str().unwrap();
    assert_eq!(state.len(), 43);
    assert!(one["url"].as_str().unwrap().ends_with(&format!("&state={state}")));

    let high = document(&["--tenant", TENANT, "--cloud", "gcc-high"]);
    let start = format!("https://login.microsoftonline.us/{TENANT}/v2.0/adminconsent?");
    assert!(high["url"].as_str().unwrap().starts_with(&start), "{high}");
}

#[test]
fn a_person_gets_the_address_alone_and_the_warnings_beside_it() {
    let ended = Home::new().run(&["link", "--app-id", APP, "--lang", "sv"]);
    assert_eq!(ended.status, 0);
    assert!(ended.output.starts_with("https://login.microsoftonline.com/organizations/"));
    assert_eq!(ended.output.lines().count(), 1);
    assert!(ended.errors.contains("Länken anger ingen klientorganisation"), "{}", ended.errors);
}
