//! The terminal program from outside: its words, its JSON, its exit status. It meets the same Microsoft as the window.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use consentry_onboarding::verdict::CheckId;
use consentry_practice::shelf;
use consentry_testbed::process::Running;
use consentry_testbed::scene::{APP, SECRET, Scene, WANTED, customer, tenant};
use consentry_testbed::session::Session;
use consentry_testbed::steps::{add_customer, set_up_app};
use consentry_testbed::terminal::{Ended, consentry};
use consentry_testbed::window::Window;
use consentry_testbed::{programs, tempfile};
use serde_json::{Value, json};

/// The guide's own link, byte for byte, with the application ID filled in.
const GUIDE: &str = "https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id=APP&response_type=code&sso_reload=true";

fn check(scene: &Scene, scenario: &str, more: &[&str]) -> Ended {
    let tenant = tenant(scenario).to_string();
    let wanted = WANTED.join(",");
    let mut words =
        vec!["check", "--app-id", APP, "--tenant", &tenant, "--want", &wanted, "--secret-stdin", "--json"];
    words.extend(more);
    let ended = consentry(&scene.session, &words, &format!("{SECRET}\n"));
    for text in [&ended.output, &ended.errors] {
        assert!(Scene::canary().in_bytes(text.as_bytes()).is_empty(), "the secret was printed");
    }
    ended
}

/// Everything that every answer of `check` has, whatever came out.
fn assert_complete(answer: &Value) {
    let expected = [
        "verdict",
        "cause",
        "reason",
        "retry_at",
        "who_acts",
        "next_step",
        "tenant_id",
        "app_id",
        "cloud",
        "checked_at",
        "permissions",
        "checks",
        "token",
        "error",
    ];
    for name in expected {
        assert!(answer.get(name).is_some(), "{name} is missing in {answer:#}");
    }
    for name in ["wanted", "granted", "missing", "extra"] {
        assert!(answer["permissions"][name].is_array(), "{name} in {answer:#}");
    }
    assert!(answer["permissions"]["covered_by"].is_object());
    let order: Vec<&str> =
        answer["checks"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(order, CheckId::ALL.map(CheckId::id), "all checks, always in this order");
    for one in answer["checks"].as_array().unwrap() {
        assert!(["pass", "warn", "fail", "skipped"].contains(&one["status"].as_str().unwrap()), "{one}");
        assert!(!one["detail"].as_str().unwrap().is_empty(), "{one}");
    }
    assert!(!answer["next_step"].as_str().unwrap().is_empty());
    assert!(["partner", "customer", "wait", "nobody"].contains(&answer["who_acts"].as_str().unwrap()));
}

fn status_of(verdict: &Value) -> i32 {
    match verdict.as_str().unwrap() {
        "connected" => 0,
        "needs_attention" => 1,
        "unknown" => 3,
        other => panic!("no verdict: {other}"),
    }
}

fn status(answer: &Value, check: CheckId) -> String {
    let found = answer["checks"].as_array().unwrap().iter().find(|one| one["id"] == check.id()).unwrap();
    found["status"].as_str().unwrap().to_owned()
}

#[test]
fn every_customer_of_the_shelf_gets_its_verdict_under_the_real_names() {
    let scene = Scene::set();
    for scenario in shelf() {
        let ended = check(&scene, scenario.name, &[]);
        let answer = ended.json();
        assert_complete(&answer);
        // The registry knows nothing of this customer, so it cannot know what was declared when.
        let expected = match scenario.cause.map(consentry_onboarding::verdict::Cause::id) {
            Some("consent-outdated") => Some("role-missing"),
            Some("propagating") => Some("not-consented"),
            other => other,
        };
        assert_eq!(answer["cause"].as_str(), expected, "{}: {answer:#}", scenario.name);
        assert_eq!(answer["verdict"] == "connected", expected.is_none(), "{}", scenario.name);
        assert_eq!(ended.status, status_of(&answer["verdict"]), "{}: {answer:#}", scenario.name);
        assert_eq!(
            answer["retry_at"].is_string(),
            scenario.retry_after.is_some(),
            "{}: {answer:#}",
            scenario.name
        );
        assert_eq!(answer["tenant_id"], scenario.tenant_id.to_string(), "{}", scenario.name);
        assert_eq!(answer["cloud"], "commercial");
    }
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
}

#[test]
fn connected_is_proved_in_both_flows() {
    let scene = Scene::set();
    for (flow, path) in [("v1", "/oauth2/token"), ("v2", "/oauth2/v2.0/token")] {
        scene.microsoft.forget();
        let answer = check(&scene, "all-well", &["--flow", flow]).ended(0).json();
        assert_eq!(answer["verdict"], "connected");
        assert_eq!(answer["who_acts"], "nobody");
        assert_eq!(answer["token"]["version"], "1.0");
        assert_eq!(answer["permissions"]["granted"], json!(WANTED));
        assert!(answer["checks"].as_array().unwrap().iter().all(|one| one["status"] == "pass"), "{answer:#}");
        let asked = scene.microsoft.asked();
        assert_eq!(
            asked.iter().filter(|one| one.method == "POST" && one.path.ends_with(path)).count(),
            1,
            "{asked:?}"
        );
        assert_eq!(
            asked.iter().filter(|one| one.host == "api.security.microsoft.com").count(),
            1,
            "{asked:?}"
        );
    }
}

#[test]
fn a_tenant_may_be_named_by_its_domain() {
    let scene = Scene::set();
    let who = customer("all-well");
    let words = ["check", "--app-id", APP, "--tenant", &who.domain.to_string(), "--secret-stdin", "--json"];
    let answer = consentry(&scene.session, &words, &format!("{SECRET}\r\n")).ended(0).json();
    assert_eq!(answer["tenant_id"], who.tenant_id.to_string());
    assert_eq!(answer["permissions"]["wanted"], json!([]), "nobody said what is wanted");
}

#[test]
fn without_the_call_nothing_is_proved() {
    let scene = Scene::set();
    let answer = check(&scene, "all-well", &["--no-probe"]).ended(3).json();
    assert_complete(&answer);
    assert_eq!((&answer["verdict"], &answer["cause"]), (&json!("unknown"), &json!("not-proved")));
    assert_eq!(status(&answer, CheckId::Api), "skipped");
    assert!(scene.microsoft.asked().iter().all(|one| one.host == "login.microsoftonline.com"));
}

#[test]
fn a_refusal_keeps_the_raw_text_and_says_who_acts() {
    let scene = Scene::set();
    let answer = check(&scene, "not-consented", &[]).ended(1).json();
    assert_eq!(answer["who_acts"], "customer");
    assert_eq!(answer["error"]["code"], "AADSTS700016");
    assert_eq!(answer["error"]["oauth_error"], "unauthorized_client");
    assert!(answer["error"]["raw"].as_str().unwrap().contains("AADSTS700016"));
    assert!(answer["error"]["correlation_id"].as_str().unwrap().len() == 36);
    assert_eq!(answer["token"], Value::Null);
    assert_eq!(status(&answer, CheckId::Token), "fail");
    assert_eq!(status(&answer, CheckId::Api), "skipped");

    let swedish = check(&scene, "not-consented", &["--lang", "sv"]).ended(1).json();
    assert_eq!(swedish["cause"], answer["cause"]);
    assert_ne!(swedish["next_step"], answer["next_step"]);
}

#[test]
fn a_secret_of_another_app_is_called_wrong() {
    let scene = Scene::set();
    let tenant = tenant("all-well").to_string();
    let words = ["check", "--app-id", APP, "--tenant", &tenant, "--secret-stdin", "--json"];
    let answer =
        consentry(&scene.session, &words, "Oth8Q~a.secret_of-another.app~0123456789\n").ended(1).json();
    assert_eq!((&answer["cause"], &answer["who_acts"]), (&json!("wrong-secret"), &json!("partner")));
}

#[test]
fn a_network_that_does_not_carry_says_nothing_about_the_customer() {
    let mut scene = Scene::set();
    // Nobody listens there.
    scene.session.set("HTTPS_PROXY", "http://127.0.0.1:9");
    let answer = check(&scene, "all-well", &[]).ended(3).json();
    assert_complete(&answer);
    assert_eq!(answer["verdict"], "unknown");
    assert!(["proxy", "network"].contains(&answer["cause"].as_str().unwrap()), "{answer:#}");

    // The same servers, by an authority this machine does not trust.
    let environment = scene.microsoft.environment();
    scene.session.set_all(&environment);
    let other = consentry_testbed::authority::Authority::new();
    let file = scene.session.folder().join("other.pem");
    std::fs::write(&file, other.pem()).unwrap();
    scene.session.set("SSL_CERT_FILE", &file.display().to_string());
    let answer = check(&scene, "all-well", &[]).ended(3).json();
    assert_eq!(answer["cause"], "tls", "{answer:#}");
    assert!(scene.microsoft.asked().is_empty(), "no request, and so no secret, reached it");
}

#[test]
fn wrong_usage_is_said_in_json_too() {
    let session = Session::without_keychain();
    let tenant = tenant("all-well").to_string();
    let app = ["--app-id", APP];
    let cases: Vec<(Vec<&str>, &str)> = vec![
        (vec!["check", "--json"], ""),
        (vec!["check", "--json", "--app-id", "not-a-guid", "--tenant", &tenant, "--secret-stdin"], SECRET),
        (
            vec![
                "check",
                "--json",
                "--app-id",
                "00000000-0000-0000-0000-000000000000",
                "--tenant",
                &tenant,
                "--secret-stdin",
            ],
            SECRET,
        ),
        ([&["check", "--json"], &app[..], &["--secret-stdin"]].concat(), SECRET),
        (
            [
                &["check", "--json"],
                &app[..],
                &["--tenant", "9188040d-6c67-4c5b-b112-36a304b66dad", "--secret-stdin"],
            ]
            .concat(),
            SECRET,
        ),
        (
            [&["check", "--json"], &app[..], &["--tenant", &tenant, "--flow", "v3", "--secret-stdin"]]
                .concat(),
            SECRET,
        ),
        (
            [&["check", "--json"], &app[..], &["--tenant", &tenant, "--cloud", "practice", "--secret-stdin"]]
                .concat(),
            SECRET,
        ),
        (
            [
                &["check", "--json"],
                &app[..],
                &["--tenant", &tenant, "--want", "Not A Permission", "--secret-stdin"],
            ]
            .concat(),
            SECRET,
        ),
        ([&["check", "--json"], &app[..], &["--tenant", &tenant, "--secret-stdin"]].concat(), ""),
        ([&["check", "--json"], &app[..], &["--tenant", &tenant, "--secret", SECRET]].concat(), ""),
        (vec!["link", "--json"], ""),
        (vec!["link", "--json", "--app-id", APP, "--form", "other"], ""),
        (vec!["link", "--json", "--app-id", APP, "--redirect-uri", "javascript:alert(1)"], ""),
        (vec!["practice", "--json", "--scenario", "no-such-customer"], ""),
        (vec!["no-such-command", "--json"], ""),
    ];
    for (words, input) in cases {
        let ended = consentry(&session, &words, input).ended(2);
        assert_eq!(ended.json()["error"]["code"], "usage", "{words:?}: {ended:?}");
        assert!(!ended.json()["error"]["detail"].as_str().unwrap().is_empty(), "{words:?}");
        assert!(!ended.output.contains(SECRET) && !ended.errors.contains(SECRET), "{words:?}");
        let plain: Vec<&str> = words.iter().copied().filter(|word| *word != "--json").collect();
        let ended = consentry(&session, &plain, input).ended(2);
        assert!(ended.output.is_empty() && !ended.errors.is_empty(), "{plain:?}: {ended:?}");
    }
}

#[test]
fn links_come_in_three_forms() {
    let session = Session::without_keychain();
    let tenant = tenant("all-well").to_string();
    let link = |more: &[&str]| {
        let words = [&["link", "--app-id", APP, "--json"], more].concat();
        consentry(&session, &words, "").ended(0).json()
    };
    let guide = link(&["--form", "guide"]);
    assert_eq!(guide["url"], GUIDE.replace("APP", APP));
    assert_eq!(guide["state"], Value::Null);
    assert_eq!(guide["form"], "guide");

    let newest = link(&["--tenant", &tenant]);
    assert_eq!(newest["form"], "admin-v2");
    // The guide's redirect address is Microsoft's own portal, where nothing comes back from.
    assert_eq!(newest["warnings"][0]["id"], "portal-redirect");
    let url = newest["url"].as_str().unwrap();
    assert!(
        url.starts_with(&format!("https://login.microsoftonline.com/{tenant}/v2.0/adminconsent?")),
        "{url}"
    );
    assert!(url.contains("scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default"), "{url}");
    let state = newest["state"].as_str().unwrap();
    assert!(state.len() >= 16 && url.contains(&format!("state={state}")), "{url}");
    assert_ne!(link(&["--tenant", &tenant])["state"], newest["state"], "each link has a state of its own");

    let older = link(&[
        "--tenant",
        &tenant,
        "--form",
        "admin-v1",
        "--state",
        "mine",
        "--redirect-uri",
        "https://example.org/done",
    ]);
    assert_eq!(older["warnings"], json!([]));
    let url = older["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("https://login.microsoftonline.com/{tenant}/adminconsent?")), "{url}");
    assert!(
        url.contains("state=mine") && url.contains("redirect_uri=https%3A%2F%2Fexample.org%2Fdone"),
        "{url}"
    );

    let anybody = link(&[]);
    assert!(
        anybody["url"].as_str().unwrap().starts_with("https://login.microsoftonline.com/organizations/"),
        "{anybody}"
    );
    assert!(
        !anybody["warnings"].as_array().unwrap().is_empty(),
        "a link for nobody in particular comes with a warning"
    );

    let government = link(&["--tenant", &tenant, "--cloud", "gcc-high"]);
    assert!(
        government["url"].as_str().unwrap().starts_with("https://login.microsoftonline.us/"),
        "{government}"
    );
}

#[test]
fn practice_needs_nothing_at_all() {
    let mut session = Session::without_keychain();
    session.set("HTTPS_PROXY", "http://127.0.0.1:9");
    let list = consentry(&session, &["practice", "--list", "--json"], "").ended(0).json();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), shelf().len());
    for (number, (line, scenario)) in list.iter().zip(shelf()).enumerate() {
        assert_eq!(line["scenario"], scenario.name);
        assert_eq!(line["tenant_id"], scenario.tenant_id.to_string());
        assert_eq!(line["cause"].as_str(), scenario.cause.map(consentry_onboarding::verdict::Cause::id));
        if number % 4 != 0 {
            // Each start makes keys; the shelf's own tests check every customer.
            continue;
        }

        let ended = consentry(&session, &["practice", "--scenario", scenario.name, "--json"], "");
        let answer = ended.json();
        assert_complete(&answer);
        assert_eq!(answer["cause"], line["cause"], "{answer:#}");
        assert_eq!(ended.status, status_of(&answer["verdict"]));
        assert_eq!(answer["cloud"], "practice");
    }
}

#[test]
fn practice_serves_other_clients() {
    let session = Session::without_keychain();
    let mut serving = Running::start(
        session
            .command(&programs::programs().terminal)
            .args(["practice", "--serve", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped()),
    );
    let mut line = String::new();
    BufReader::new(serving.child().stdout.take().unwrap()).read_line(&mut line).unwrap();
    let offer: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(offer["tenants"].as_array().unwrap().len(), shelf().len(), "{offer}");
    let authority = offer["authority"].as_str().unwrap();
    assert!(authority.starts_with("https://127.0.0.1:"), "{authority}");

    let address = format!("{authority}/{}/v2.0/.well-known/openid-configuration", tenant("all-well"));
    let output = Command::new("curl")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .args(["--silent", "--show-error", "--fail", "--max-time", "20"])
        .args(["--cacert", offer["ca_file"].as_str().unwrap(), &address])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(metadata["issuer"].as_str().unwrap().contains(&tenant("all-well").to_string()));
}

#[test]
fn an_app_nobody_recorded_has_no_secret_to_send() {
    let scene = Scene::set();
    let tenant = tenant("all-well").to_string();
    let words = ["check", "--app-id", APP, "--tenant", &tenant, "--json"];
    let answer = consentry(&scene.session, &words, "").ended(1).json();
    assert_complete(&answer);
    assert_eq!((&answer["cause"], &answer["who_acts"]), (&json!("credential-missing"), &json!("partner")));
    assert!(scene.microsoft.asked().iter().all(|one| one.method == "GET"), "no token was asked for");
}

#[test]
fn the_terminal_shares_registry_and_keychain_with_the_window() {
    let mut scene = Scene::set();
    let window = Window::open(&scene.session);
    set_up_app(&window);
    add_customer(&window, "all-well");
    window.close();

    let (name, tenant) = (customer("all-well").customer, tenant("all-well").to_string());
    for words in [
        ["check", "--json", "--customer", name].as_slice(),
        &["check", "--json", "--customer", &tenant],
        &["check", "--json", "--app-id", APP, "--tenant", &tenant],
    ] {
        let answer = consentry(&scene.session, words, "").ended(0).json();
        assert_eq!(answer["verdict"], "connected", "{words:?}");
        assert_eq!(answer["permissions"]["wanted"], json!(WANTED), "what the registry says is wanted");
    }
    let unknown =
        consentry(&scene.session, &["check", "--json", "--customer", "Nobody we know"], "").ended(2);
    assert_eq!(unknown.json()["error"]["code"], "usage");

    let removed =
        scene.session.command("secret-tool").args(["clear", "service", "app.consentry.desktop"]).status();
    assert!(removed.unwrap().success());
    let lost = consentry(&scene.session, &["check", "--json", "--customer", name], "").ended(4).json();
    assert_complete(&lost);
    assert_eq!(lost["cause"], "secret-lost");

    scene.session.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nobody/listens/here");
    let missing = consentry(&scene.session, &["check", "--json", "--customer", name], "").ended(4).json();
    assert_complete(&missing);
    assert_eq!((&missing["verdict"], &missing["cause"]), (&json!("unknown"), &json!("keychain-missing")));
}

#[test]
fn a_registry_that_cannot_be_made_is_a_storage_fault() {
    let mut session = Session::without_keychain();
    // A file where a folder has to be: nobody can write there, not even root.
    let file = tempfile::NamedTempFile::new().unwrap();
    session.set("XDG_DATA_HOME", &file.path().display().to_string());
    let ended = consentry(&session, &["check", "--customer", "Contoso", "--json"], "").ended(4);
    assert!(!ended.json().is_null(), "{ended:?}");
}
