//! Notifications against a real daemon (dunst) on a display and a session bus of the test's own.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test: an error here is its failure")]

mod stage;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use consentry_onboarding::ports::{Notification, Notifier as _};
use consentry_platform::DesktopNotifications;
use stage::{Screen, passed};

/// A desktop that shows notifications.
struct Desktop {
    screen: Screen,
    bus: Child,
    address: String,
    daemon: Option<Child>,
}

impl Desktop {
    fn with_bus() -> Self {
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon: install the package dbus");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { screen: Screen::start(), bus, address: address.trim().to_owned(), daemon: None }
    }

    fn with_daemon() -> Self {
        let mut desktop = Self::with_bus();
        let mut dunst = desktop.command("dunst");
        dunst.stdout(Stdio::null()).stderr(Stdio::null());
        desktop.daemon = Some(dunst.spawn().expect("dunst: install the package dunst"));
        Desktop::until("dunst", || {
            desktop.command("dunstctl").arg("count").output().unwrap().status.success()
        });
        desktop
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.screen.name).env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }

    fn run(&self, inner: &str) {
        let mut child = self.command(std::env::current_exe().unwrap());
        passed(inner, &child.args(["--exact", inner, "--ignored"]).output().unwrap());
    }

    /// What was shown, as (summary, body), newest first.
    fn shown(&self) -> Vec<(String, String)> {
        assert!(self.command("dunstctl").arg("close-all").status().unwrap().success());
        let told = self.command("dunstctl").arg("history").output().unwrap().stdout;
        let told: serde_json::Value = serde_json::from_slice(&told).unwrap();
        let text = |one: &serde_json::Value, name: &str| one[name]["data"].as_str().unwrap().to_owned();
        let all = told["data"][0].as_array().unwrap();
        all.iter().map(|one| (text(one, "summary"), text(one, "body"))).collect()
    }

    fn until(what: &str, mut done: impl FnMut() -> bool) {
        let began = Instant::now();
        while !done() {
            assert!(began.elapsed() < Duration::from_secs(20), "waited for {what}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in self.daemon.iter_mut().chain([&mut self.bus]) {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

fn notification() -> Notification {
    Notification {
        title: "Å & <b>Fabrikam</b>\u{202e} is connected".to_owned(),
        body: "A token & a call <img src=\"http://evil.example/x\"> proved it.".to_owned(),
    }
}

#[test]
fn the_desktop_shows_what_was_said_and_reads_none_of_it_as_markup() {
    let desktop = Desktop::with_daemon();
    desktop.run("inner_notifies");
    let mut shown = Vec::new();
    Desktop::until("the notifications", || {
        shown = desktop.shown();
        shown.len() == 2
    });
    let (title, body) = &shown[1];
    assert_eq!(title, "Å & <b>Fabrikam</b> is connected", "plain text by the specification");
    assert_eq!(body, "A token &amp; a call &lt;img src=\"http://evil.example/x\"&gt; proved it.");
    assert_eq!(shown[0], ("Second".to_owned(), "Sent by the same program.".to_owned()));
}

/// Called from a task of Tokio's, as the program does: zbus must not be met there.
#[tokio::test]
#[ignore = "runs on a desktop of its own"]
async fn inner_notifies() {
    let desktop = DesktopNotifications::default();
    let began = Instant::now();
    desktop.notify(notification());
    desktop.notify(Notification { title: "Second".to_owned(), body: "Sent by the same program.".to_owned() });
    assert!(began.elapsed() < Duration::from_millis(200), "nobody waits: {:?}", began.elapsed());
    // The program lives on; here it has to live until both have arrived.
    let arrived = || {
        let told = Command::new("dunstctl").arg("count").output().unwrap().stdout;
        let told = String::from_utf8(told).unwrap();
        told.lines().filter_map(|line| line.rsplit(' ').next()?.parse::<u32>().ok()).sum::<u32>() >= 2
    };
    while !arrived() {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

#[test]
fn without_a_daemon_or_without_a_bus_nothing_happens() {
    Desktop::with_bus().run("inner_notifies_nobody");
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nobody/listens/here").env_remove("DISPLAY");
    let inner = "inner_notifies_nobody";
    passed(inner, &child.args(["--exact", inner, "--ignored"]).output().unwrap());
}

#[tokio::test]
#[ignore = "runs on a desktop of its own"]
async fn inner_notifies_nobody() {
    let desktop = DesktopNotifications::default();
    let began = Instant::now();
    for _ in 0..3 {
        desktop.notify(notification());
    }
    assert!(began.elapsed() < Duration::from_millis(200));
    // The thread meets the missing daemon meanwhile and survives it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    desktop.notify(notification());
}
