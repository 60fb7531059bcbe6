//! The consent page, as a browser meets it: over plain http, one form, one decision, one redirect.

#![allow(clippy::unwrap_used, reason = "a failure is a panic")]

mod common;

use std::collections::HashMap;
use std::time::Duration;

use common::{Answer, DEFENDER, Stage, claims, tenant};
use consentry_practice::{Directory, Names, router};
use url::Url;

/// Names and values.
type Fields<'a> = &'a [(&'a str, &'a str)];

fn link(stage: &Stage, path: &str, fields: Fields<'_>) -> String {
    Url::parse_with_params(&stage.plainly(path), fields).unwrap().into()
}

fn admin_v2(stage: &Stage, tenant: &str) -> String {
    let fields = [
        ("client_id", &*stage.practice.app_id().to_string()),
        ("scope", &format!("{DEFENDER}/.default")),
        ("redirect_uri", &stage.practice.redirect_uri()),
        ("state", "st&te=1"),
    ];
    link(stage, &format!("/{tenant}/v2.0/adminconsent"), &fields)
}

/// The one-time value in a page.
fn once(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"once\" value=\"").unwrap_or_else(|| panic!("{}", page.text));
    rest.split_once('"').unwrap().0.to_owned()
}

async fn decide(stage: &Stage, url: &str, once: &str, decision: &str) -> Answer {
    let form = [("once", once), ("decision", decision)];
    Answer::of(stage.client.post(url).form(&form).send().await.unwrap()).await
}

/// Where a decision led: the address without its query, and the query.
fn landed(answer: &Answer) -> (String, HashMap<String, String>) {
    assert_eq!(answer.status, 302, "{}", answer.text);
    let url = Url::parse(answer.header("location").unwrap()).unwrap();
    let fields = url.query_pairs().into_owned().collect();
    (url.as_str().split('?').next().unwrap().to_owned(), fields)
}

fn fields(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn accepting_lets_the_app_in() {
    let stage = Stage::set();
    let id = tenant("not-consented");
    assert_eq!(stage.ask_token(&id).await.json()["error_codes"][0], 700_016);

    let url = admin_v2(&stage, &id);
    let page = stage.get(&url).await;
    assert_eq!(page.status, 200);
    for shown in
        ["Practice", "Northwind MDR", "Fabrikam", "Alert.Read.All", "Read all alerts", "Isolate machine"]
    {
        assert!(page.text.contains(shown), "{shown}");
    }
    let (address, told) = landed(&decide(&stage, &url, &once(&page), "accept").await);
    assert_eq!(address, stage.practice.redirect_uri());
    let scope = format!("{DEFENDER}/.default");
    assert_eq!(
        told,
        fields(&[("admin_consent", "True"), ("tenant", &id), ("scope", &scope), ("state", "st&te=1")])
    );

    let token = stage.ask_token(&id).await.json();
    let roles = claims(token["access_token"].as_str().unwrap())["roles"].clone();
    assert_eq!(roles, serde_json::json!(["Alert.Read.All", "Machine.Isolate", "Machine.Read.All"]));
}

#[tokio::test]
async fn a_new_consent_brings_what_was_added_later() {
    let stage = Stage::set();
    let id = tenant("permission-added-later");
    let roles = async || {
        let token = stage.ask_token(&id).await.json();
        claims(token["access_token"].as_str().unwrap())["roles"].to_string()
    };
    assert!(!roles().await.contains("Machine.Isolate"));
    let url = admin_v2(&stage, &id);
    let page = stage.get(&url).await;
    landed(&decide(&stage, &url, &once(&page), "accept").await);
    assert!(roles().await.contains("Machine.Isolate"));
}

#[tokio::test]
async fn cancelling_changes_nothing_and_says_so_in_each_form() {
    let stage = Stage::set();
    let (id, app) = (tenant("not-consented"), stage.practice.app_id().to_string());
    let own = ("state", "abc");

    let url = admin_v2(&stage, &id);
    let (_, told) = landed(&decide(&stage, &url, &once(&stage.get(&url).await), "cancel").await);
    assert_eq!(
        (&*told["admin_consent"], &*told["error"], &*told["state"]),
        ("True", "consent_required", "st&te=1")
    );
    assert!(told["error_description"].starts_with("AADSTS65004: ") && !told.contains_key("tenant"));

    let url = link(&stage, &format!("/{id}/adminconsent"), &[("client_id", &app), own]);
    let (_, told) = landed(&decide(&stage, &url, &once(&stage.get(&url).await), "cancel").await);
    let canceled = [("error", "permission_denied"), ("error_description", "The admin canceled the request")];
    assert_eq!(told, fields(&canceled));

    let guide = [("client_id", &*app), ("prompt", "consent"), ("response_type", "code"), own];
    let url = link(&stage, &format!("/{id}/oauth2/authorize"), &guide);
    let (_, told) = landed(&decide(&stage, &url, &once(&stage.get(&url).await), "cancel").await);
    assert_eq!(told, fields(&[("error", "access_denied"), ("error_subcode", "cancel"), own]));

    assert_eq!(stage.ask_token(&id).await.json()["error_codes"][0], 700_016);
}

#[tokio::test]
async fn the_older_form_answers_without_a_scope() {
    let stage = Stage::set();
    let (id, app) = (tenant("not-consented"), stage.practice.app_id().to_string());
    let url = link(&stage, &format!("/{id}/adminconsent"), &[("client_id", &app), ("state", "abc")]);
    let (address, told) = landed(&decide(&stage, &url, &once(&stage.get(&url).await), "accept").await);
    assert_eq!(address, stage.practice.redirect_uri());
    assert_eq!(told, fields(&[("admin_consent", "True"), ("tenant", &id), ("state", "abc")]));
    assert_eq!(stage.ask_token(&id).await.status, 200);
}

#[tokio::test]
async fn the_guide_s_own_link_cannot_tell_the_customer() {
    let stage = Stage::set();
    let app = stage.practice.app_id();
    // The guide's form, byte for byte, on practice's host.
    let path =
        format!("/common/oauth2/authorize?prompt=consent&client_id={app}&response_type=code&sso_reload=true");
    let url = stage.plainly(&path);
    let page = stage.get(&url).await;
    assert!(page.text.contains("“common”") && page.text.contains("Fabrikam"), "{}", page.text);
    let (_, told) = landed(&decide(&stage, &url, &once(&page), "accept").await);
    assert!(told.contains_key("code") && told.contains_key("session_state") && told.len() == 2);
    assert_eq!(stage.ask_token(&tenant("not-consented")).await.status, 200);
}

#[tokio::test]
async fn a_decision_works_once_and_only_from_its_page() {
    let stage = Stage::set();
    let id = tenant("not-consented");
    let url = admin_v2(&stage, &id);
    for guessed in ["", "AAAA", "x"] {
        assert_eq!(decide(&stage, &url, guessed, "accept").await.status, 400);
    }
    let page = stage.get(&url).await;
    let value = once(&page);
    assert_ne!(value, once(&stage.get(&url).await));
    let form = [("once", value.as_str()), ("decision", "accept")];
    let from_elsewhere = stage.client.post(&url).header("sec-fetch-site", "cross-site").form(&form);
    assert_eq!(from_elsewhere.send().await.unwrap().status(), 400);
    assert_eq!(decide(&stage, &url, &value, "perhaps").await.status, 400);
    assert_eq!(stage.ask_token(&id).await.json()["error_codes"][0], 700_016);

    let from_here = stage.client.post(&url).header("sec-fetch-site", "same-origin").form(&form);
    assert_eq!(from_here.send().await.unwrap().status(), 302);
    assert_eq!(decide(&stage, &url, &value, "cancel").await.status, 400);
}

#[tokio::test]
async fn a_wrong_link_ends_on_entra_s_own_page() {
    let stage = Stage::set();
    let app = stage.practice.app_id().to_string();
    let (id, app) = (tenant("not-consented"), ("client_id", app.as_str()));
    let scope = format!("{DEFENDER}/.default");
    let scope = ("scope", scope.as_str());
    let v2 = format!("/{id}/v2.0/adminconsent");
    let missing = format!("/{}/v2.0/adminconsent", tenant("defender-missing"));
    let disabled = format!("/{}/adminconsent", tenant("app-disabled"));
    let unknown = format!("/{}/adminconsent", tenant("tenant-unknown"));
    let stranger = ("client_id", "11111111-2222-4333-8444-555555555555");
    let cases: [(&str, Fields<'_>, u32); 14] = [
        (&unknown, &[app], 90_002),
        ("/nowhere/adminconsent", &[app], 900_023),
        (&v2, &[scope], 900_144),
        (&v2, &[app], 900_144),
        (&v2, &[stranger, scope], 700_016),
        (&v2, &[app, scope, ("redirect_uri", "https://evil.example/")], 50_011),
        (&v2, &[app, scope, ("redirect_uri", "https://portal.azure.com")], 50_011),
        (&v2, &[app, scope, ("redirect_uri", "javascript:alert(1)")], 50_011),
        (&v2, &[app, scope, ("redirect_uri", &format!("{}/..", stage.practice.redirect_uri()))], 50_011),
        (&v2, &[app, ("scope", "https://x.example/.default")], 500_011),
        (&missing, &[app, scope], 650_052),
        (&disabled, &[app], 7_000_112),
        ("/consumers/adminconsent", &[app], 9_002_332),
        ("/common/oauth2/authorize", &[app], 900_144),
    ];
    for (path, fields, code) in cases {
        let page = stage.get(&link(&stage, path, fields)).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{path} {fields:?}");
        assert!(page.text.contains(&format!("AADSTS{code}: ")), "{path} {fields:?}: {}", page.text);
        assert!(!page.text.contains("<form"), "{path}");
    }
}

#[tokio::test]
async fn a_scope_without_default_grants_no_role() {
    let stage = Stage::set();
    let (id, app) = (tenant("not-consented"), stage.practice.app_id().to_string());
    let fields = [("client_id", &*app), ("scope", "https://graph.microsoft.com/.default User.Read")];
    let url = link(&stage, &format!("/{id}/v2.0/adminconsent"), &fields);
    let page = stage.get(&url).await;
    assert!(
        page.text.contains("asks for no application permission") && !page.text.contains("Alert.Read.All")
    );
    landed(&decide(&stage, &url, &once(&page), "accept").await);
    let token = stage.ask_token(&id).await.json();
    assert!(claims(token["access_token"].as_str().unwrap()).get("roles").is_none());
}

#[tokio::test]
async fn a_consent_on_its_way_is_not_there_yet() {
    let stage = Stage::set();
    let id = tenant("not-consented");
    let url = admin_v2(&stage, &id);
    for (delay, code) in [(3_600, Some(700_016)), (0, None)] {
        stage.practice.directory().set_propagation(Duration::from_secs(delay));
        landed(&decide(&stage, &url, &once(&stage.get(&url).await), "accept").await);
        assert_eq!(stage.ask_token(&id).await.json()["error_codes"][0].as_u64(), code);
    }
}

#[tokio::test]
async fn the_last_page_says_how_it_ended_and_echoes_safely() {
    let stage = Stage::set();
    let done = stage.practice.redirect_uri();
    let read = async |query: &str| stage.get(&format!("{done}{query}")).await.text;
    let given = read("?admin_consent=True&tenant=abc&state=1").await;
    assert!(
        given.contains("Consent was given")
            && given.contains("admin_consent=True&amp;tenant=abc&amp;state=1")
    );
    assert!(read("?code=1&session_state=2").await.contains("Consent was given"));
    // `admin_consent=True` beside an error is no consent.
    assert!(read("?admin_consent=True&error=consent_required").await.contains("Consent was not given"));
    assert!(read("").await.contains("Nothing has been decided"));
    assert!(read("?tenant=abc").await.contains("Nothing has been decided"));

    let attack = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27%3E";
    for query in [
        format!("?error={attack}&error_description={attack}"),
        format!("?admin_consent=true&tenant={attack}"),
    ] {
        let page = read(&query).await;
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"), "{page}");
    }
    let page = stage.get(&stage.plainly(&format!("/{attack}/adminconsent?client_id=x"))).await;
    assert!(page.text.contains("AADSTS900023") && !page.text.contains("<script"), "{}", page.text);
}

#[tokio::test]
async fn pages_speak_the_browser_s_language_and_load_nothing() {
    let stage = Stage::set();
    let url = admin_v2(&stage, &tenant("not-consented"));
    let swedish = stage.client.get(&url).header("accept-language", "sv-SE,sv;q=0.9,en;q=0.8");
    let swedish = Answer::of(swedish.send().await.unwrap()).await;
    for shown in ["lang=\"sv\"", "Övning", "Godkänn", "Avbryt", "Läsa alla aviseringar"] {
        assert!(swedish.text.contains(shown), "{shown}: {}", swedish.text);
    }
    let english = stage.get(&url).await;
    assert!(english.text.contains("lang=\"en\"") && english.text.contains("Accept"));
    let policy = english.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-")
            && policy.contains("frame-ancestors 'none'")
    );
    for foreign in ["src=", "href=", "@import", "url("] {
        assert!(!english.text.contains(foreign), "{foreign}");
    }
}

#[tokio::test]
async fn behind_the_real_names_any_https_address_is_registered() {
    let directory = Directory::new(Names::microsoft()).unwrap();
    let app = consentry_onboarding::ids::AppId::parse("11111111-2222-4333-8444-555555555555").unwrap();
    let secret = consentry_onboarding::secret::ClientSecret::from_store("s".to_owned());
    directory.add_app(app, secret, "<b>Partner</b>");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(axum::serve(listener, router(directory.clone())).into_future());
    let client =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let id = tenant("not-consented");
    let open = async |redirect: &str| {
        let fields = [("client_id", app.to_string()), ("redirect_uri", redirect.to_owned())];
        let url = Url::parse_with_params(&format!("{base}/{id}/adminconsent"), &fields).unwrap();
        let request = client.get(url.clone()).header("host", "login.microsoftonline.com");
        (url, Answer::of(request.send().await.unwrap()).await)
    };
    for refused in
        ["http://partner.example/done", "javascript:alert(1)", "https://partner.example/#x", "done"]
    {
        assert!(open(refused).await.1.text.contains("AADSTS50011"), "{refused}");
    }
    let (url, page) = open("https://partner.example/done?x=1").await;
    assert!(page.text.contains("&lt;b&gt;Partner"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https://partner.example;"), "{policy}");
    let form = [("once", once(&page)), ("decision", "accept".to_owned())];
    let answer =
        client.post(url).header("host", "login.microsoftonline.com").form(&form).send().await.unwrap();
    let (address, told) = landed(&Answer::of(answer).await);
    assert_eq!(address, "https://partner.example/done");
    assert_eq!(told, fields(&[("x", "1"), ("admin_consent", "True"), ("tenant", &id)]));

    let elsewhere = client.get(format!("{base}/practice/done")).header("host", "login.microsoftonline.com");
    assert_eq!(elsewhere.send().await.unwrap().status(), 404, "practice's own page is on loopback only");
    served.abort();
}
