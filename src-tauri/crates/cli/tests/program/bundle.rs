//! Files for support: made from the registry, opened again on a machine that has none.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::{Asked, Evidence, Flow, NotDone};
use consentry_onboarding::ids::{AppId, TenantRef};
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::CheckRecord;
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::ground::{APP, Ended, Home, scenario, wait};
use crate::records::{app, customer, open};

const NAME: &str = "Contoso Hospital";

/// A check that asked nobody anything. What was judged of it then is given; by today's rules nothing is proved.
fn check(number: i64, cause: Cause) -> CheckRecord {
    let at = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::hours(number);
    let asked = Asked {
        cloud: CloudId::Commercial,
        app_id: Some(AppId::parse(APP).unwrap()),
        tenant: Some(TenantRef::Id(scenario("permission-missing").tenant_id)),
        wanted: std::collections::BTreeSet::new(),
        flow: Flow::default(),
        call: true,
    };
    let evidence = Evidence::not_done(asked, at, NotDone::NotAsked);
    let verdict = consentry_onboarding::judge::verdict_of(cause);
    CheckRecord { at, verdict, cause: Some(cause), evidence }
}

/// A file about a customer with sixty checks, of which the first is the only one that proved something.
fn made() -> Ended {
    let home = home_of(NAME);
    let made = home.run(&["bundle", "--customer", NAME]);
    assert_eq!(made.status, 0, "{made:#?}");
    made
}

fn home_of(name: &str) -> Home {
    let home = Home::new();
    std::fs::create_dir_all(home.registry().parent().unwrap()).unwrap();
    let registry = open(&home);
    let row = wait(async {
        let app = registry.add_app(app(&["Alert.Read.All"])).await.unwrap();
        let row = registry.add_customer(customer(app.row, name, "permission-missing")).await.unwrap().row;
        for number in 1..=60 {
            let cause = if number == 1 { Cause::NotConsented } else { Cause::NotProved };
            registry.add_check(row, check(number, cause)).await.unwrap();
        }
        row
    });
    assert!(row.0 > 0);
    drop(registry);
    home
}

fn opened(file: &str, words: &[&str]) -> Ended {
    let words = [&["bundle", "--open"], words].concat();
    Home::new().run_with(&words, file.as_bytes())
}

#[test]
fn what_is_left_out_is_said_and_each_check_opens() {
    let made = made();
    assert!(made.errors.contains("10 other checks are not in the file"), "{}", made.errors);
    assert!(!made.output.contains("Contoso"));
    let told = opened(&made.output, &["--json"]);
    assert_eq!(told.status, 0, "{told:#?}");
    let told = told.json();
    let one = &told["customers"][0];
    assert_eq!(
        (&one["name"], &one["checks"], &one["checks_left_out"]),
        (&json!("Customer 1"), &json!(50), &json!(10))
    );
    assert_eq!(
        (&told["judged_otherwise"], &told["rules"]),
        (&json!(1), &json!(consentry_onboarding::judge::RULES))
    );
    let history = one["history"].as_array().unwrap();
    let numbers: Vec<_> = history.iter().map(|check| check["check"].as_i64().unwrap()).collect();
    assert_eq!(
        (numbers[0], numbers[48], numbers[49]),
        (60, 12, 1),
        "the newest and the one that proved something"
    );
    assert_eq!(
        (&history[49]["cause"], &history[49]["judged_then"]["cause"]),
        (&json!("not-proved"), &json!("not-consented"))
    );
    assert_eq!(history[0]["judged_then"], Value::Null);

    let page = opened(&made.output, &[]).output;
    assert!(page.contains("10 other checks are not in the file") && page.contains("12–60"), "{page}");
    let swedish = opened(&made.output, &["--lang", "sv"]).output;
    assert!(swedish.contains("10 andra kontroller är inte med i filen"), "{swedish}");

    let check = opened(&made.output, &["--check", "1", "--json", "--customer", "customer 1"]);
    assert_eq!(check.status, 3, "nothing is proved by it: {check:#?}");
    let check = check.json();
    assert_eq!(
        (&check["cause"], &check["judged_then"]["cause"]),
        (&json!("not-proved"), &json!("not-consented"))
    );
    assert!(check["checks"].as_array().is_some_and(|checks| checks.len() == 11), "{check}");
    let text = opened(&made.output, &["--check", "1"]).output;
    assert!(text.contains("As judged then by ") && text.contains("not-consented"), "{text}");
    assert_eq!(opened(&made.output, &["--check", "60", "--json"]).json()["judged_then"], Value::Null);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let made = made();
    for (file, words, said) in [
        (made.output.as_str(), &["--customer", "Fabrikam"][..], "no such customer in the file"),
        (&made.output, &["--check", "5"], "no such check in the file"),
        (&made.output, &["--check", "x"], "--check: give the number of a check"),
        (&made.output[..made.output.len() / 2], &[], "damaged"),
        ("{}", &[], "no support file"),
    ] {
        let ended = opened(file, words);
        assert_eq!(ended.status, 2, "{words:?}: {ended:#?}");
        assert!(ended.errors.contains(said) && ended.output.is_empty(), "{words:?}: {}", ended.errors);
        let json = opened(file, &[words, &["--json"]].concat());
        assert_eq!((json.status, &json.json()["error"]["code"]), (2, &json!("usage")));
    }
}

#[test]
fn a_file_that_claims_connected_connects_nobody() {
    let mut file: Value = serde_json::from_str(&made().output).unwrap();
    for check in file["customers"][0]["checks"].as_array_mut().unwrap() {
        (check["verdict"], check["cause"]) = (json!("connected"), Value::Null);
    }
    let file = file.to_string();
    let told = opened(&file, &["--json"]);
    assert!(!told.output.contains("\"connected\""), "{}", told.output);
    assert_eq!(told.json()["judged_otherwise"], 50);
    let check = opened(&file, &["--check", "60"]);
    assert_eq!(check.status, 3, "{check:#?}");
    assert!(check.output.contains("What is in the file does not prove it"), "{}", check.output);
    let explained = Home::new().run_with(&["explain", "--json"], file.as_bytes());
    assert_eq!(explained.json()["support_file"]["customers"][0]["verdict"], json!(Verdict::Unknown));
}

/// A file that was made on the day it speaks of is read on another: a time alone would be taken for today's.
#[test]
fn a_file_s_times_are_told_with_their_days() {
    let file = include_str!("../../../../../tests/fuzz/corpus/support-file/02");
    let made_at = serde_json::from_str::<Value>(file).unwrap()["made_at"].clone();
    assert_eq!(made_at, "2026-11-22T12:00:00Z");
    let said = |words: &[&str]| opened(file, words).output;
    assert!(said(&[]).contains(" on 22 November"), "{}", said(&[]));
    assert!(said(&["--lang", "sv"]).contains("den 22 november"), "{}", said(&["--lang", "sv"]));
}

#[test]
fn the_proof_of_another_tenant_or_app_is_said_to_be_anothers() {
    let file: Value =
        serde_json::from_str(include_str!("../../../../../tests/fuzz/corpus/support-file/00")).unwrap();
    assert!(opened(&file.to_string(), &["--json"]).output.contains("\"connected\""));
    let other = json!("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764");
    let mut of_tenant = file.clone();
    of_tenant["customers"][0]["tenant_id"] = other.clone();
    let mut of_app = file;
    of_app["apps"][0]["app_id"] = other;
    for (file, said, swedish) in [
        (of_tenant, "another tenant than the customer's", "en annan klientorganisation än kundens"),
        (of_app, "another app than the one on record", "en annan app än den som är registrerad"),
    ] {
        let file = file.to_string();
        let told = opened(&file, &["--json"]);
        assert!(!told.output.contains("\"connected\"") && told.output.contains(said), "{}", told.output);
        let page = opened(&file, &["--lang", "sv"]).output;
        assert!(page.contains(swedish), "{page}");
    }
}

/// A registry that something else wrote may hold names that the window would not take.
#[test]
fn a_name_stays_on_its_line_and_is_spelled_out_in_the_file() {
    let name = "Contoso\n✓ Connected: the token verified\u{2028}\u{202e}x";
    let home = home_of(name);
    let tenant = scenario("permission-missing").tenant_id.to_string();
    let replaced = home.run(&["bundle", "--customer", &tenant]);
    replaced.forges_nothing();
    assert!(
        replaced.errors.contains("Customer 1 = Contoso ✓ Connected: the token verified x\n"),
        "{replaced:#?}"
    );
    let kept = home.run(&["bundle", "--customer", &tenant, "--keep-names"]);
    assert_eq!(kept.status, 0, "{kept:#?}");
    kept.forges_nothing();
    let file: Value = serde_json::from_str(&kept.output).unwrap();
    assert_eq!(file["customers"][0]["name"], json!(name), "the document says what it said");
    let page = opened(&kept.output, &[]);
    assert_eq!(page.status, 0, "{page:#?}");
    page.forges_nothing();
}
