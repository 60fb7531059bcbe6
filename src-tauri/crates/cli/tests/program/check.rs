use consentry_onboarding::judge::verdict_of;
use consentry_onboarding::verdict::Verdict;
use consentry_practice::shelf;

use crate::ground::{APP, Ended, Microsoft, SECRET, TENANT, scenario, status};

const ALL: &str = "Alert.Read.All,Machine.Isolate,Machine.Read.All";

/// A stateless check with the secret on standard input.
fn check(microsoft: &Microsoft, tenant: &str, words: &[&str]) -> Ended {
    let all = [&["check", "--json", "--app-id", APP, "--tenant", tenant, "--secret-stdin"], words].concat();
    microsoft.home.run_with(&all, format!("{SECRET}\n").as_bytes())
}

#[test]
fn a_stateless_check_proves_and_leaves_no_trace() {
    let microsoft = Microsoft::start();
    let before = microsoft.home.files();
    let contoso = scenario("all-well");
    for tenant in [contoso.tenant_id.to_string(), contoso.domain.to_string()] {
        let report = check(&microsoft, &tenant, &["--want", ALL]).found(None, 0);
        assert_eq!(report["verdict"], "connected");
        assert_eq!(report["tenant_id"], contoso.tenant_id.to_string());
        assert_eq!(report["app_id"], APP);
        assert_eq!(report["cloud"], "commercial");
        assert_eq!(report["permissions"]["missing"].as_array().unwrap().len(), 0);
    }
    assert_eq!(microsoft.home.files(), before, "no registry is made for it");
    assert!(microsoft.standin.refused().is_empty(), "{:?}", microsoft.standin.refused());
}

#[test]
fn flow_and_probe_are_as_asked() {
    let microsoft = Microsoft::start();
    let tenant = scenario("all-well").tenant_id.to_string();
    check(&microsoft, &tenant, &["--flow", "v1", "--want", ALL]).found(None, 0);
    assert!(
        microsoft.was_asked("POST", "/oauth2/token") && !microsoft.was_asked("POST", "/oauth2/v2.0/token")
    );

    microsoft.standin.forget();
    let report = check(&microsoft, &tenant, &["--no-probe"]).found(Some("not-proved"), 3);
    assert_eq!(status(&report, "signature"), "pass");
    assert!(microsoft.was_asked("POST", "/oauth2/v2.0/token"));
    assert!(microsoft.standin.asked().iter().all(|asked| asked.host == "login.microsoftonline.com"));
}

#[test]
fn every_fault_of_the_shelf_is_found_under_the_real_names() {
    let microsoft = Microsoft::start();
    // Two of them can only be told from a record, and two from waiting.
    let left_out = ["permission-added-later", "consent-spreading", "throttled", "service-unavailable"];
    for scenario in shelf().iter().filter(|scenario| !left_out.contains(&scenario.name)) {
        let cause = scenario.cause.map(consentry_onboarding::verdict::Cause::id);
        let ended = check(&microsoft, &scenario.tenant_id.to_string(), &["--want", ALL]);
        let status =
            scenario.cause.map_or(0, |cause| if verdict_of(cause) == Verdict::Unknown { 3 } else { 1 });
        ended.found(cause, status);
    }
    let spreading = scenario("consent-spreading").tenant_id.to_string();
    check(&microsoft, &spreading, &["--want", ALL]).found(Some("not-consented"), 1);
    let later = scenario("permission-added-later").tenant_id.to_string();
    check(&microsoft, &later, &["--want", ALL]).found(Some("role-missing"), 1);
}

#[test]
fn a_secret_s_id_is_not_sent() {
    let microsoft = Microsoft::start();
    let tenant = scenario("all-well").tenant_id.to_string();
    let words = ["check", "--json", "--app-id", APP, "--tenant", &tenant, "--secret-stdin"];
    let ended = microsoft.home.run_with(&words, TENANT.to_uppercase().as_bytes());
    let report = ended.found(Some("secret-id-pasted"), 1);
    assert_eq!(report["who_acts"], "partner");
    assert!(!microsoft.standin.asked().iter().any(|asked| asked.method == "POST"));
}

#[test]
fn without_record_and_secret_the_credential_is_missing() {
    let microsoft = Microsoft::start();
    let before = microsoft.home.files();
    let tenant = scenario("all-well").tenant_id.to_string();
    let ended = microsoft.home.run(&["check", "--json", "--app-id", APP, "--tenant", &tenant]);
    ended.found(Some("credential-missing"), 1);
    assert_eq!(microsoft.home.files(), before);
}

#[test]
fn an_unknown_permission_is_remarked_on_beside_the_document() {
    let microsoft = Microsoft::start();
    let tenant = scenario("all-well").tenant_id.to_string();
    let ended = check(&microsoft, &tenant, &["--want", "alert.read.all,Brand.New.All"]);
    let report = ended.found(Some("role-missing"), 1);
    assert_eq!(report["permissions"]["missing"].as_array().unwrap().len(), 2);
    assert!(ended.errors.contains("did you mean Alert.Read.All?"), "{}", ended.errors);
    assert!(ended.errors.contains("Brand.New.All: not in the catalogue"), "{}", ended.errors);
}

#[test]
fn the_secret_never_comes_out_again() {
    for scenario in ["all-well", "wrong-secret", "not-consented", "tenant-unknown"] {
        let mut microsoft = Microsoft::start();
        microsoft.home = microsoft.home.with("CONSENTRY_LOG", "trace").with("RUST_LOG", "trace");
        let tenant = crate::ground::scenario(scenario).tenant_id.to_string();
        for json in [&["--json"][..], &[]] {
            let words = [&["check", "--app-id", APP, "--tenant", &tenant, "--secret-stdin"], json].concat();
            let ended = microsoft.home.run_with(&words, format!("{SECRET}\n").as_bytes());
            for text in [&ended.output, &ended.errors] {
                assert!(!text.contains("canary") && !text.contains("eyJ"), "{text}");
            }
            for library in ["hyper", "reqwest", "rustls", "h2"] {
                assert!(!ended.errors.contains(&format!(" {library}::")), "{}", ended.errors);
            }
        }
        for file in microsoft.home.files() {
            let content = std::fs::read(&file).unwrap();
            assert!(!content.windows(6).any(|window| window == b"canary"), "{}", file.display());
        }
    }
}

#[test]
fn a_wrong_log_level_is_said_and_changes_nothing() {
    let mut microsoft = Microsoft::start();
    microsoft.home = microsoft.home.with("CONSENTRY_LOG", "hyper=trace");
    let tenant = scenario("all-well").tenant_id.to_string();
    let ended = check(&microsoft, &tenant, &[]);
    ended.found(None, 0);
    assert!(ended.errors.starts_with("consentry: CONSENTRY_LOG is one of"), "{}", ended.errors);
}

#[test]
fn a_proxy_setting_that_cannot_be_read_is_said_without_its_value() {
    let microsoft = Microsoft::start();
    let tenant = scenario("all-well").tenant_id.to_string();
    let words = ["check", "--app-id", APP, "--tenant", &tenant, "--secret-stdin"];
    let proxy = microsoft.standin.environment()[0].1.clone();
    let proxy = proxy.strip_prefix("http://").unwrap();
    for value in [format!("http://anna:Kanarie Pw@{proxy}"), format!("ftp://anna:Kanarie@{proxy}")] {
        let run = |words: &[&str]| {
            let mut command = microsoft.home.command(words);
            let mut child = command.env("HTTPS_PROXY", &value).spawn().unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), SECRET.as_bytes()).unwrap();
            Ended::of(child)
        };
        let ended = run(&[&words[..], &["--json"]].concat());
        let report = ended.found(Some("proxy"), 3);
        let raw = report["error"]["raw"].as_str().unwrap();
        assert!(raw.starts_with("the proxy setting in HTTPS_PROXY cannot be read"), "{raw}");
        assert!(report["next_step"].as_str().unwrap().contains("HTTPS_PROXY"), "{report:#}");
        let text = run(&words);
        assert!(text.output.contains("  | the proxy setting in HTTPS_PROXY cannot be read"), "{text:#?}");
        for text in [ended.output, ended.errors, text.output, text.errors] {
            assert!(!text.contains("Kanarie") && !text.contains("anna"), "{text}");
        }
    }
    assert!(microsoft.standin.asked().is_empty() && microsoft.standin.refused().is_empty());
}
