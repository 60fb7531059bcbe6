//! A customer on record, its secret in a real keychain: gnome-keyring, on a desktop of the test's own.

use std::io::Write as _;
use std::process::{Command, Stdio};

use consentry_onboarding::ids::AppId;
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::secret::ClientSecret;
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::SqliteRegistry;
use consentry_practice::{Directory, Names, router};
use consentry_testbed::session::Session;
use consentry_testbed::standin::StandIn;

use crate::ground::{APP, Ended, SECRET, wait};
use crate::records::{app, customer};

fn ended(command: &mut Command, input: &str) -> Ended {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Ended::of(child)
}

#[test]
fn a_customer_on_record_is_proved_with_the_secret_from_the_keychain() {
    let mut session = Session::start();
    let directory = Directory::new(Names::microsoft()).unwrap();
    let id = AppId::parse(APP).unwrap();
    directory.add_app(id, ClientSecret::from_store(SECRET.to_owned()), "Northwind MDR");
    let standin = StandIn::start(session.folder(), router(directory));
    session.set_all(&standin.environment());
    let open = || SqliteRegistry::open(&session.folder().join("data/consentry/registry.db")).unwrap().0;
    let registry = open();
    let kept = wait(registry.add_app(app(&["Alert.Read.All"]))).unwrap();
    let contoso = wait(registry.add_customer(customer(kept.row, "Contoso AB", "all-well"))).unwrap();
    drop(registry);
    let item = ["service", "app.consentry.desktop", "username", &format!("commercial/{APP}/1")];
    let stored = ended(session.command("secret-tool").args(["store", "--label=trial"]).args(item), SECRET);
    assert_eq!(stored.status, 0, "{stored:#?}");

    let run = |words: &[&str]| ended(session.command(env!("CARGO_BIN_EXE_consentry")).args(words), "");
    let proved = run(&["check", "--json", "--customer", "Contoso AB"]);
    proved.found(None, 0);
    let tenant = contoso.tenant_id.to_string();
    run(&["check", "--json", "--app-id", APP, "--tenant", &tenant]).found(None, 0);

    let cleared = ended(session.command("secret-tool").arg("clear").args(item), "");
    assert_eq!(cleared.status, 0, "{cleared:#?}");
    run(&["check", "--json", "--customer", &tenant]).found(Some("secret-lost"), 4);

    let history = wait(open().checks(contoso.row, 10)).unwrap();
    let verdicts: Vec<_> = history.iter().map(|check| (check.verdict, check.cause)).collect();
    assert_eq!(verdicts, [(Verdict::Unknown, Some(Cause::SecretLost)), (Verdict::Connected, None)]);
}
