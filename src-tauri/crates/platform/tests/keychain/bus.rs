//! A session bus that comes late, begins anew, or dies in the middle of a call.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use consentry_onboarding::ports::{SecretStore as _, SecretStoreProblem};
use consentry_platform::Keychain;

use crate::stage::passed;
use crate::{CANARY, User, assert_no_plain_text, place, secret, threads_named, wait_until};

#[test]
fn a_keychain_that_appears_later_and_one_that_restarts_are_found() {
    let user = User::new();
    let run = user.home.path().join("run");
    let mut command = user.command(std::env::current_exe().unwrap());
    let address = format!("unix:path={}", run.join("bus").display());
    command.env("DBUS_SESSION_BUS_ADDRESS", address).env("TEST_RUN", &run);
    command.args(["--exact", "bus::inner_appears", "--ignored", "--nocapture"]);
    passed("bus::inner_appears", &command.output().unwrap());
}

#[tokio::test]
#[ignore = "starts its own bus"]
async fn inner_appears() {
    let keychain = Keychain::new();
    assert_eq!(keychain.get(place(1)).await.unwrap_err(), SecretStoreProblem::Missing);

    let bus = Bus::start();
    keychain.put(place(1), secret("kept")).await.unwrap();
    drop(bus);
    assert_eq!(keychain.get(place(1)).await.unwrap_err(), SecretStoreProblem::Missing);

    // The connection was made to a bus that is gone; the new one is found with the first request.
    let bus = Bus::start();
    assert_eq!(keychain.get(place(1)).await.unwrap().unwrap().expose(), "kept");
    drop(bus);
    let _bus = Bus::start();
    assert_eq!(keychain.get(place(1)).await.unwrap().unwrap().expose(), "kept");
}

/// A session bus with an unlocked keychain, in the runtime folder of the test around it.
struct Bus {
    bus: Child,
    keyring: Child,
}

impl Bus {
    fn start() -> Self {
        let run = PathBuf::from(std::env::var_os("TEST_RUN").unwrap());
        let socket = run.join("bus");
        let _ = std::fs::remove_file(&socket);
        let bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--address"])
            .arg(format!("unix:path={}", socket.display()))
            .spawn()
            .expect("dbus-daemon: install the package dbus-daemon");
        wait_until("the bus is there", || socket.exists());
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--components=secrets", "--foreground"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut keyring.stdin.take().unwrap(), b"test").unwrap();
        wait_until("the keychain answers", || {
            let call = "org.freedesktop.DBus.NameHasOwner";
            let asked = Command::new("dbus-send")
                .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", call])
                .arg("string:org.freedesktop.secrets")
                .output()
                .unwrap();
            String::from_utf8_lossy(&asked.stdout).contains("true")
        });
        Self { bus, keyring }
    }
}

impl Bus {
    /// Makes the keychain stand still, or go on.
    fn signal(&self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.keyring.id().to_string()]).status();
        assert!(told.unwrap().success());
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for child in [&mut self.keyring, &mut self.bus] {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

#[test]
fn a_bus_that_dies_in_the_middle_of_a_call_and_a_keychain_that_stands_still_hold_nobody_up() {
    let user = User::new();
    let run = user.home.path().join("run");
    let mut command = user.command(std::env::current_exe().unwrap());
    let address = format!("unix:path={}", run.join("bus").display());
    command.env("DBUS_SESSION_BUS_ADDRESS", address).env("TEST_RUN", &run);
    command.args(["--exact", "bus::inner_dies", "--ignored", "--nocapture"]);
    passed("bus::inner_dies", &command.output().unwrap());
    assert_no_plain_text(user.home.path());
}

#[tokio::test]
#[ignore = "starts its own bus"]
async fn inner_dies() {
    let keychain = std::sync::Arc::new(Keychain::with_patience(Duration::from_secs(15)));
    let bus = Bus::start();
    keychain.put(place(1), secret(CANARY)).await.unwrap();
    // The keychain takes the call and does not answer; then the bus goes.
    bus.signal("-STOP");
    let asked = tokio::spawn({
        let keychain = std::sync::Arc::clone(&keychain);
        async move { keychain.get(place(1)).await }
    });
    let put = tokio::spawn({
        let keychain = std::sync::Arc::clone(&keychain);
        async move { keychain.put(place(2), secret(CANARY)).await }
    });
    tokio::task::yield_now().await;
    wait_until("the call is under way", || threads_named("keychain") > 0);
    let began = Instant::now();
    drop(bus);
    for problem in [asked.await.unwrap().err(), put.await.unwrap().err()] {
        assert!(problem.is_some(), "nothing was promised");
    }
    assert!(began.elapsed() < Duration::from_secs(20), "it took {:?}", began.elapsed());

    // The next one is found, and holds what was acknowledged and nothing else.
    let bus = Bus::start();
    assert_eq!(keychain.get(place(1)).await.unwrap().unwrap().expose(), CANARY);
    assert!(keychain.get(place(2)).await.unwrap().is_none());

    // One that stands still is given up on after our patience, and asked anew once it goes on.
    let impatient = Keychain::with_patience(Duration::from_secs(2));
    assert!(impatient.get(place(1)).await.unwrap().is_some());
    bus.signal("-STOP");
    let began = Instant::now();
    assert_eq!(impatient.get(place(1)).await.unwrap_err(), SecretStoreProblem::Locked);
    assert!(began.elapsed() < Duration::from_secs(6), "it took {:?}", began.elapsed());
    bus.signal("-CONT");
    assert!(impatient.get(place(1)).await.unwrap().is_some());
}
