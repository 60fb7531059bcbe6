use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use consentry_onboarding::judge::verdict_of;
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::Value;

use crate::ground::{Ended, Home};

fn list(home: &Home) -> Vec<Value> {
    let ended = home.run(&["practice", "--list", "--json"]);
    assert_eq!(ended.status, 0);
    ended.json().as_array().unwrap().clone()
}

/// A program's start makes keys, so that every third stands for all here; the shelf's own tests check each of them in
/// one process.
#[test]
fn scenarios_end_as_the_list_says() {
    let home = Home::new();
    let all = list(&home);
    assert!(all.len() >= 36);
    for line in all.iter().step_by(3) {
        assert_eq!(line.as_object().unwrap().len(), 3, "{line}");
        let cause = line["cause"].as_str();
        let verdict =
            Cause::ALL.iter().find(|known| Some(known.id()) == cause).map(|cause| verdict_of(*cause));
        let expected = match verdict {
            None => 0,
            Some(Verdict::Unknown) => 3,
            Some(_) => 1,
        };
        let ended = home.run(&["practice", "--scenario", line["scenario"].as_str().unwrap(), "--json"]);
        let report = ended.found(cause, expected);
        assert_eq!(report["tenant_id"], line["tenant_id"]);
        assert_eq!(report["cloud"], "practice");
        assert_eq!(ended.errors, "");
    }
    assert!(home.files().is_empty(), "practice leaves no trace: {:?}", home.files());
}

#[test]
fn a_person_reads_verdict_next_step_and_evidence() {
    let home = Home::new();
    let ended = home.run(&["practice", "--scenario", "permission-missing"]);
    assert_eq!(ended.status, 1);
    for part in [
        "[PRACTICE: nothing here is real]",
        "✗ Needs attention. One permission is missing: Machine.Read.All",
        "Who acts   the customer",
        "Cause      role-missing",
        "  ✓ Signature      RS256",
        "  ✗ Permissions    2 of 3 granted",
        "  ✓ Alert.Read.All (Read all alerts): granted",
        "  ✗ Machine.Read.All (Read all machine profiles): missing",
    ] {
        assert!(ended.output.contains(part), "{part:?} is not in\n{}", ended.output);
    }
    assert!(!ended.output.contains('\u{1b}') && ended.errors.is_empty(), "{ended:#?}");

    let refused = home.run(&["practice", "--scenario", "wrong-secret", "--lang", "sv"]);
    for part in ["[ÖVNING: ", "✗ Behöver åtgärdas. ", "AADSTS7000215", "Korrelations-ID: ", "  – Signatur"]
    {
        assert!(refused.output.contains(part), "{part:?} is not in\n{}", refused.output);
    }
    assert!(!refused.output.contains("canary"));

    let shelf = home.run(&["practice"]);
    assert_eq!(shelf.status, 0);
    assert!(shelf.output.starts_with("all-well"));
    assert_eq!(shelf.output.lines().count(), list(&home).len());
}

/// Starts `practice --serve` and reads its line.
fn serve(home: &Home, words: &[&str], input: Stdio) -> (std::process::Child, Value) {
    let mut child = home.command(&[&["practice", "--serve"], words].concat()).stdin(input).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

/// A client that nobody here wrote, with the authority that was handed out.
async fn token(served: &Value, tenant: &str, secret: &str) -> (u16, Value) {
    let pem = std::fs::read(served["ca_file"].as_str().unwrap()).unwrap();
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .build()
        .unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", served["app_id"].as_str().unwrap()),
        ("client_secret", secret),
        ("scope", served["scope"].as_str().unwrap()),
    ];
    let address = format!("{}/{tenant}/oauth2/v2.0/token", served["authority"].as_str().unwrap());
    let answer = client.post(address).form(&form).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
}

#[tokio::test]
async fn other_clients_can_use_the_served_tenants() {
    let home = Home::new();
    let (mut child, served) = serve(&home, &["--json"], Stdio::piped());
    let tenants = served["tenants"].as_array().unwrap();
    assert_eq!(*tenants, list(&home));
    let tenant = |name: &str| {
        let found = tenants.iter().find(|line| line["scenario"] == name).unwrap();
        found["tenant_id"].as_str().unwrap().to_owned()
    };
    let secret = served["client_secret"].as_str().unwrap();

    let (status, answer) = token(&served, &tenant("all-well"), secret).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["access_token"].as_str().unwrap().split('.').count(), 3);
    let (status, answer) = token(&served, &tenant("all-well"), "not the secret").await;
    assert_eq!((status, &answer["error"]), (401, &Value::from("invalid_client")));
    let (status, answer) = token(&served, &tenant("not-consented"), secret).await;
    assert_eq!((status, &answer["error_codes"][0]), (400, &Value::from(700_016)), "{answer}");

    drop(child.stdin.take());
    let ended = Ended::of(child);
    assert_eq!((ended.status, ended.output.as_str(), ended.errors.as_str()), (0, "", ""));
    assert!(!Path::new(served["ca_file"].as_str().unwrap()).exists(), "the authority's file goes with it");
    assert!(home.files().is_empty());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_serving_where_nobody_holds_standard_input() {
    for signal in ["TERM", "INT"] {
        let home = Home::new();
        let (mut child, served) = serve(&home, &[], Stdio::null());
        std::thread::sleep(Duration::from_millis(300));
        assert!(child.try_wait().unwrap().is_none(), "it serves on");
        let begun = Instant::now();
        let kill = std::process::Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let ended = Ended::of(child);
        assert_eq!(ended.status, 0, "{ended:#?}");
        assert!(ended.errors.starts_with("Serving the practice tenants."), "{}", ended.errors);
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert!(!Path::new(served["ca_file"].as_str().unwrap()).exists());
    }
}
