//! The keychain against a real gnome-keyring, in sessions of their own.
//!
//! Each test starts a session bus with `dbus-run-session`, with home and runtime folders that are thrown away,
//! and runs one of the `inner_…` tests of this very binary inside it. Needs the packages dbus, gnome-keyring,
//! libsecret-tools and xvfb; a test fails and says so where one is missing.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test: an error here is its failure")]

mod bus;
#[path = "../stage/mod.rs"]
mod stage;
mod together;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::ids::AppId;
use consentry_onboarding::ports::{SecretPlace, SecretStore, SecretStoreProblem};
use consentry_onboarding::secret::ClientSecret;
use consentry_platform::Keychain;
use stage::{Screen, passed};

const UNLOCKED: &str =
    "printf test | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null";
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets --daemonize >/dev/null";
const CANARY: &str = "canary~Å8Q_5ecre7.of-forty-characters!%&";

/// A user of their own: home and runtime folders, removed afterwards.
struct User {
    home: tempfile::TempDir,
}

impl User {
    fn new() -> Self {
        for (program, package) in [
            ("dbus-run-session", "dbus"),
            ("gnome-keyring-daemon", "gnome-keyring"),
            ("secret-tool", "libsecret-tools"),
            ("Xvfb", "xvfb"),
        ] {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
            assert!(found, "these tests need {program}: install the package {package}");
        }
        let home = tempfile::tempdir().unwrap();
        let runtime = home.path().join("run");
        std::fs::create_dir(&runtime).unwrap();
        std::fs::set_permissions(&runtime, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        Self { home }
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path().join("run"))
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("GNOME_KEYRING_CONTROL");
        command
    }

    /// Runs an inner test in a session that begins with the given commands; the session ends with it, and with
    /// it everything it started.
    fn session(&self, beginning: &str, inner: &str, display: Option<&str>) {
        let mut command = self.command("timeout");
        // --kill-after, so that a test that hangs is a failure and not a hang.
        command.args(["--kill-after=5", "60", "dbus-run-session", "--", "bash", "-c"]);
        command.arg(format!(r#"{beginning}; "$0" --exact "$1" --ignored --nocapture"#));
        command.arg(std::env::current_exe().unwrap()).arg(inner);
        if let Some(display) = display {
            command.env("DISPLAY", display).env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
        }
        passed(inner, &command.output().unwrap());
    }

    fn keyring_file(&self) -> PathBuf {
        self.home.path().join(".local/share/keyrings/login.keyring")
    }
}

fn place(generation: u32) -> SecretPlace {
    let app_id = AppId::parse("11111111-2222-3333-4444-555555555555").unwrap();
    SecretPlace { cloud: CloudId::Commercial, app_id, generation }
}

fn secret(text: &str) -> ClientSecret {
    ClientSecret::from_store(text.to_owned())
}

#[test]
fn an_unlocked_keychain_keeps_what_it_is_given() {
    let user = User::new();
    user.session(UNLOCKED, "inner_keeps", None);
    // A new session with the same home: what was stored is still there.
    user.session(UNLOCKED, "inner_still_there", None);
    assert_no_plain_text(user.home.path());
}

/// No file the sessions left behind holds the secret in the clear.
fn assert_no_plain_text(folder: &Path) {
    let mut files = 0;
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        // A keychain that is just ending still takes its sockets' folder away, and puts its file in place of another.
        let entries = match std::fs::read_dir(folder) {
            Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.unwrap(),
        };
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let bytes = match std::fs::read(entry.path()) {
                    Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => continue,
                    bytes => bytes.unwrap(),
                };
                files += 1;
                let found = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
                assert!(!found, "{} holds the secret", entry.path().display());
            }
        }
    }
    assert!(files > 0, "the keychain wrote a file to look into");
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_keeps() {
    let keychain = Keychain::new();
    assert!(keychain.get(place(1)).await.unwrap().is_none(), "nothing is there at first");
    keychain.delete(place(1)).await.unwrap();

    keychain.put(place(1), secret("first")).await.unwrap();
    keychain.put(place(1), secret(CANARY)).await.unwrap();
    keychain.put(place(2), secret("second generation")).await.unwrap();
    assert_eq!(keychain.get(place(1)).await.unwrap().unwrap().expose(), CANARY, "replaced, not doubled");
    assert_eq!(keychain.get(place(2)).await.unwrap().unwrap().expose(), "second generation");
    let other_cloud = SecretPlace { cloud: CloudId::Gcc, ..place(1) };
    assert!(keychain.get(other_cloud).await.unwrap().is_none());

    // As another program sees it.
    let attributes =
        ["service", "app.consentry.desktop", "username", "commercial/11111111-2222-3333-4444-555555555555/1"];
    let found = Command::new("secret-tool").arg("search").args(attributes).output().unwrap();
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    let label = "label = Consentry: client secret of 11111111-2222-3333-4444-555555555555";
    assert!(found.contains(label), "{found}");
    assert!(found.contains(&format!("secret = {CANARY}")), "one item, as it was pasted: {found}");

    // Deleted behind our back: the place is empty.
    assert!(Command::new("secret-tool").arg("clear").args(attributes).status().unwrap().success());
    assert!(keychain.get(place(1)).await.unwrap().is_none());

    keychain.put(place(1), secret(CANARY)).await.unwrap();
    keychain.delete(place(2)).await.unwrap();
    keychain.delete(place(2)).await.unwrap();
    assert!(keychain.get(place(2)).await.unwrap().is_none());

    // Many at once: one thread, no item lost.
    let keychain = std::sync::Arc::new(keychain);
    let many: Vec<_> = (10..20)
        .map(|generation| {
            let keychain = std::sync::Arc::clone(&keychain);
            tokio::spawn(async move {
                keychain.put(place(generation), secret(&generation.to_string())).await.unwrap();
                keychain.get(place(generation)).await.unwrap().unwrap().expose().to_owned()
            })
        })
        .collect();
    for (generation, task) in (10..).zip(many) {
        assert_eq!(task.await.unwrap(), generation.to_string());
    }
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_still_there() {
    assert_eq!(Keychain::new().get(place(1)).await.unwrap().unwrap().expose(), CANARY);
}

#[test]
fn a_damaged_keychain_has_lost_the_secret_and_says_so() {
    let user = User::new();
    user.session(UNLOCKED, "inner_keeps", None);
    let file = std::fs::OpenOptions::new().write(true).open(user.keyring_file()).unwrap();
    file.set_len(100).unwrap();
    user.session(UNLOCKED, "inner_lost", None);
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_lost() {
    assert!(Keychain::new().get(place(1)).await.unwrap().is_none());
}

#[test]
fn a_locked_keychain_without_a_display_is_locked_at_once() {
    let user = User::new();
    user.session(UNLOCKED, "inner_keeps", None);
    user.session(LOCKED, "inner_locked", None);
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_locked() {
    let keychain = Keychain::new();
    let began = Instant::now();
    assert_eq!(keychain.get(place(1)).await.unwrap_err(), SecretStoreProblem::Locked);
    assert_eq!(keychain.put(place(3), secret("x")).await.unwrap_err(), SecretStoreProblem::Locked);
    assert_eq!(keychain.delete(place(1)).await.unwrap_err(), SecretStoreProblem::Locked);
    assert!(began.elapsed() < Duration::from_secs(20), "it took {:?}", began.elapsed());
}

#[test]
fn a_fresh_account_without_a_keychain_holds_nothing_and_takes_nothing_unasked() {
    User::new().session(LOCKED, "inner_fresh", None);
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_fresh() {
    let keychain = Keychain::new();
    assert!(keychain.get(place(1)).await.unwrap().is_none());
    // A keychain would have to be made, with a password that nobody can be asked for here.
    assert_eq!(keychain.put(place(1), secret("x")).await.unwrap_err(), SecretStoreProblem::Locked);
}

#[test]
fn a_prompt_that_nobody_answers_is_withdrawn() {
    let user = User::new();
    user.session(UNLOCKED, "inner_keeps", None);
    let screen = Screen::start();
    user.session(LOCKED, "inner_prompt", Some(&screen.name));
    // What was refused to the caller must not have been written later.
    user.session(UNLOCKED, "inner_not_written_late", None);
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_prompt() {
    let keychain = Keychain::with_patience(Duration::from_secs(5));
    let began = Instant::now();
    let blocked = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        threads_named("keychain")
    };
    let (get, put, blocked) =
        tokio::join!(keychain.get(place(1)), keychain.put(place(9), secret("late")), blocked);
    assert_eq!(blocked, 1, "one thread waits, the caller does not");
    assert_eq!(get.unwrap_err(), SecretStoreProblem::Locked);
    assert_eq!(put.unwrap_err(), SecretStoreProblem::Locked);
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(4), "a prompt was open, so it waited; it took {took:?}");
    assert!(took < Duration::from_secs(12), "it took {took:?}");
    // The prompt is gone and the blocked thread with it.
    wait_until("the blocked threads have ended", || threads_named("keychain") == 0);

    // Once it is unlocked (here by a daemon that takes the place of the first), no restart is needed.
    let unlock = UNLOCKED.replace("--unlock", "--replace --unlock");
    assert!(Command::new("bash").args(["-c", &unlock]).status().unwrap().success());
    let found = keychain.get(place(1)).await.unwrap();
    assert_eq!(found.unwrap().expose(), CANARY);
    assert!(keychain.get(place(9)).await.unwrap().is_none());
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_not_written_late() {
    assert!(Keychain::new().get(place(9)).await.unwrap().is_none());
}

fn threads_named(name: &str) -> usize {
    std::fs::read_dir("/proc/self/task")
        .unwrap()
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok())
        .filter(|comm| comm.trim() == name)
        .count()
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(5), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn without_a_session_bus_the_keychain_is_missing() {
    let user = User::new();
    let mut command = user.command(std::env::current_exe().unwrap());
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    command.args(["--exact", "inner_missing", "--ignored", "--nocapture"]);
    passed("inner_missing", &command.output().unwrap());
}

#[tokio::test]
#[ignore = "runs without a session"]
async fn inner_missing() {
    let keychain = Keychain::new();
    let began = Instant::now();
    assert_eq!(keychain.get(place(1)).await.unwrap_err(), SecretStoreProblem::Missing);
    assert_eq!(keychain.put(place(1), secret("x")).await.unwrap_err(), SecretStoreProblem::Missing);
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
}

#[test]
fn a_keychain_file_that_is_damaged_anywhere_gives_no_wrong_secret() {
    let user = User::new();
    user.session(UNLOCKED, "inner_keeps", None);
    let whole = std::fs::read(user.keyring_file()).unwrap();
    let cuts = (0..6).map(|part| whole[..whole.len() * part / 6].to_vec());
    let flips = (0..6).map(|part| {
        let mut bytes = whole.clone();
        let at = (bytes.len() - 1) * part / 5;
        bytes[at] ^= 0x10;
        bytes
    });
    for damaged in cuts.chain(flips) {
        std::fs::write(user.keyring_file(), damaged).unwrap();
        user.session(UNLOCKED, "inner_damaged", None);
        assert_no_plain_text(user.home.path());
    }
}

#[tokio::test]
#[ignore = "runs inside a session"]
async fn inner_damaged() {
    let keychain = Keychain::with_patience(Duration::from_secs(10));
    // The secret, or that there is none, or that the keychain failed; never another text.
    if let Ok(Some(found)) = keychain.get(place(1)).await {
        assert_eq!(found.expose(), CANARY);
    }
    if keychain.put(place(4), secret("after")).await.is_ok() {
        assert_eq!(keychain.get(place(4)).await.unwrap().unwrap().expose(), "after");
    }
}

#[test]
fn a_prompt_that_is_dismissed_is_a_locked_keychain() {
    let user = User::new();
    user.session(UNLOCKED, "inner_keeps", None);
    let screen = Screen::start();
    user.session(LOCKED, "inner_dismissed", Some(&screen.name));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs inside a session"]
async fn inner_dismissed() {
    let keychain = Keychain::with_patience(Duration::from_secs(40));
    let began = Instant::now();
    let asked = tokio::spawn(async move { keychain.get(place(1)).await });
    // Ending the program that shows the prompt is what closing it looks like from here.
    let home = std::env::var("HOME").unwrap();
    let mut prompter = None;
    while prompter.is_none() {
        assert!(began.elapsed() < Duration::from_secs(15), "no prompt was shown");
        tokio::time::sleep(Duration::from_millis(50)).await;
        prompter = process_of("gcr-prompter", &home);
    }
    assert!(Command::new("kill").arg(prompter.unwrap()).status().unwrap().success());
    assert_eq!(asked.await.unwrap().unwrap_err(), SecretStoreProblem::Locked);
    assert!(began.elapsed() < Duration::from_secs(30), "it took {:?}", began.elapsed());
}

/// The process of this name in the session of this home.
fn process_of(name: &str, home: &str) -> Option<String> {
    std::fs::read_dir("/proc").unwrap().flatten().find_map(|entry| {
        let read = |file: &str| std::fs::read_to_string(entry.path().join(file)).unwrap_or_default();
        let here = || read("environ").split('\0').any(|one| one == format!("HOME={home}"));
        (read("comm").trim() == name && here()).then(|| entry.file_name().into_string().unwrap())
    })
}
