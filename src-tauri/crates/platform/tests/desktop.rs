//! Browser, clipboard and places, each in a child process whose environment the test has made.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test: an error here is its failure"
)]

mod stage;

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use consentry_onboarding::ports::Browser;
use consentry_platform::{Clipboard, ClipboardProblem, Places, SystemBrowser};
use stage::{Screen, passed};
use url::Url;

const ADDRESS: &str =
    "https://login.microsoftonline.com/x/v2.0/adminconsent?client_id=1&state=a%20b%PATH%&c='$(id)'";

fn inner(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--ignored", "--nocapture"]);
    command
}

fn run(mut child: Command) {
    passed("the child", &child.output().unwrap());
}

/// A folder with one program in it, which writes down its arguments.
fn with_xdg_open(folder: &Path, exit: i32) {
    let program = folder.join("xdg-open");
    let script =
        format!("#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" >> {}/told\nexit {exit}\n", folder.display());
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn the_browser_is_told_the_address_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    with_xdg_open(folder.path(), 0);
    let mut child = inner("inner_opens");
    child.env("PATH", folder.path());
    run(child);
    let told = std::fs::read_to_string(folder.path().join("told")).unwrap();
    assert_eq!(told, format!("1\n{}\n", Url::parse(ADDRESS).unwrap()), "one argument, told once");
}

#[test]
#[ignore = "runs with a PATH of its own"]
fn inner_opens() {
    SystemBrowser.open(&Url::parse(ADDRESS).unwrap()).unwrap();
}

#[test]
fn a_machine_without_a_browser_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = inner("inner_cannot_open");
    child.env("PATH", folder.path());
    run(child);
    // xdg-open's own way to say that nothing can open it.
    with_xdg_open(folder.path(), 3);
    let mut child = inner("inner_cannot_open");
    child.env("PATH", folder.path());
    run(child);
}

#[test]
#[ignore = "runs with a PATH of its own"]
fn inner_cannot_open() {
    let problem = SystemBrowser.open(&Url::parse(ADDRESS).unwrap()).unwrap_err();
    assert!(!problem.0.is_empty());
}

#[test]
fn files_go_where_the_xdg_variables_say() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = inner("inner_places");
    child.env("HOME", folder.path().join("home")).env("XDG_DATA_HOME", folder.path().join("data"));
    run(child);
    assert!(folder.path().join("data/consentry").is_dir());
    assert!(!folder.path().join("home").exists());
    // A relative one is ignored, as the specification asks.
    let mut child = inner("inner_places_at_home");
    child.env("HOME", folder.path().join("home")).env("XDG_DATA_HOME", "here").current_dir(folder.path());
    run(child);
    assert!(folder.path().join("home/.local/share/consentry").is_dir());
    assert!(!folder.path().join("here").exists());
}

#[test]
#[ignore = "runs with XDG variables of its own"]
fn inner_places() {
    let places = Places::of_this_user().unwrap();
    let data = Path::new(&std::env::var_os("XDG_DATA_HOME").unwrap()).join("consentry");
    assert_eq!(places.registry(), data.join("registry.db"));
    assert_eq!(places.practice_registry(), data.join("practice.db"));
    assert!(!data.exists(), "naming a place makes nothing");
    assert_eq!(places.web_view(), data.join("webview"));
    places.prepare().unwrap();
    assert!(data.is_dir());
}

#[test]
#[ignore = "runs with XDG variables of its own"]
fn inner_places_at_home() {
    Places::of_this_user().unwrap().prepare().unwrap();
}

#[test]
fn a_copied_text_can_be_pasted_by_another_program() {
    let screen = Screen::start();
    let mut copier = inner("inner_copies");
    copier.env("DISPLAY", &screen.name).env_remove("WAYLAND_DISPLAY");
    let mut copier = copier.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(copier.stdout.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().contains("copied")), "the copier ended early");

    let mut paster = inner("inner_pastes");
    paster.env("DISPLAY", &screen.name).env_remove("WAYLAND_DISPLAY");
    run(paster);
    copier.stdin.take().unwrap().write_all(b"done\n").unwrap();
    assert!(copier.wait().unwrap().success());
}

#[tokio::test]
#[ignore = "runs on a display of its own"]
async fn inner_copies() {
    let clipboard = Clipboard::default();
    clipboard.copy_text("first").await.unwrap();
    clipboard.copy_text("Länk: https://example.com/?a=1&b=✓").await.unwrap();
    println!("copied");
    // The text is served for as long as the clipboard lives.
    std::io::stdin().read_line(&mut String::new()).unwrap();
    drop(clipboard);
}

#[test]
#[ignore = "runs on a display of its own"]
fn inner_pastes() {
    let text = arboard::Clipboard::new().unwrap().get_text().unwrap();
    assert_eq!(text, "Länk: https://example.com/?a=1&b=✓");
}

#[test]
fn without_a_display_there_is_no_clipboard() {
    let mut child = inner("inner_no_clipboard");
    child.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    run(child);
}

#[tokio::test]
#[ignore = "runs without a display"]
async fn inner_no_clipboard() {
    let clipboard = Clipboard::default();
    let began = Instant::now();
    for _ in 0..2 {
        let problem = clipboard.copy_text("x").await.unwrap_err();
        assert!(matches!(problem, ClipboardProblem::Missing(_)), "{problem:?}");
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}
