//! The ground itself holds: a keychain that keeps things, a stand-in that answers under the real names and no others.

use std::process::Command;

use axum::Router;
use axum::routing::get;
use consentry_testbed::session::Session;
use consentry_testbed::standin::StandIn;

#[test]
fn the_keychain_of_a_session_keeps_a_secret_and_only_for_itself() {
    let (session, other) = (Session::start(), Session::start());
    let stored = session
        .command("sh")
        .args(["-c", "printf 'a small secret' | secret-tool store --label=trial kind trial"])
        .status()
        .unwrap();
    assert!(stored.success());
    assert!(session.keychain_contents("kind", "trial").contains("a small secret"));
    assert!(!other.keychain_contents("kind", "trial").contains("a small secret"));
    assert!(
        session.keychain_folder().read_dir().unwrap().next().is_some(),
        "the excepted folder is the keychain's"
    );
}

#[test]
fn everything_a_session_started_ends_with_it() {
    let session = Session::start();
    let home = session.folder().join("home").display().to_string();
    assert!(!session.processes().is_empty());
    drop(session);
    consentry_testbed::wait_for("the processes to end", std::time::Duration::from_secs(5), || {
        consentry_testbed::process::processes_with(&home).is_empty().then_some(())
    });
}

#[test]
fn the_stand_in_answers_under_the_real_names_and_refuses_others() {
    let folder = tempfile::tempdir().unwrap();
    let answers = Router::new().route("/common/hello", get(|| async { "it is me" }));
    let stand_in = StandIn::start(folder.path(), answers);
    let curl = |address: &str| {
        let mut command = Command::new("curl");
        command.args(["-sS", "--max-time", "10", "--cacert"]).arg(folder.path().join("authority.pem"));
        let output = command.arg(address).envs(stand_in.environment()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    assert_eq!(curl("https://login.microsoftonline.com/common/hello"), "it is me");
    assert!(curl("https://graph.microsoft.com/").contains("403"));
    assert_eq!(stand_in.asked().len(), 1);
    assert_eq!(stand_in.asked()[0].path, "/common/hello");
    assert_eq!(stand_in.refused()[0].host, "graph.microsoft.com:443");
}
