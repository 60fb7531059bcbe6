//! A desktop of the test's own: home folder, display, session bus, keychain. Nothing of the person who runs the tests is
//! read or written, and everything ends with it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{Running, processes_with};
use crate::wait_for;

/// Runs until it goes.
#[derive(Debug)]
pub struct Session {
    /// In the order in which they were started.
    programs: Vec<Running>,
    display: String,
    bus: Option<String>,
    folder: TempDir,
    extra: Vec<(String, String)>,
}

/// What opens the keychain of a session.
pub const KEYCHAIN_PASSWORD: &str = "Kcp8Q~the.session_s-own+0=9";

impl Session {
    /// A desktop with an unlocked keychain, as after signing in.
    pub fn start() -> Self {
        let mut session = Self::without_keychain();
        let (bus, address) = start_bus(&session.command("dbus-daemon"));
        session.programs.push(bus);
        session.bus = Some(address);
        let keychain = start_keychain(&session, true);
        session.programs.push(keychain);
        session
    }

    /// Locks the keychain of [`Session::start`], as after signing in without a password.
    pub fn lock_keychain(&mut self) {
        drop(self.programs.pop());
        let keychain = start_keychain(self, false);
        self.programs.push(keychain);
    }

    /// A desktop with neither session bus nor keychain.
    pub fn without_keychain() -> Self {
        let folder = tempfile::Builder::new().prefix("consentry-").tempdir().expect("a folder");
        for name in ["bin", "home", "data", "config", "state", "cache", "run", "tmp", "log"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        std::fs::set_permissions(
            folder.path().join("run"),
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )
        .expect("a private folder");
        let (display_program, display) = start_display();
        Self { programs: vec![display_program], display, bus: None, folder, extra: Vec::new() }
    }

    /// Adds to the environment of every program started from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.extra.retain(|(known, _)| known != name);
        self.extra.push((name.to_owned(), value.to_owned()));
    }

    /// As [`Session::set`], for several.
    pub fn set_all(&mut self, environment: &[(String, String)]) {
        for (name, value) in environment {
            self.set(name, value);
        }
    }

    /// A program of this desktop: it knows nothing of the environment the tests run in but the path.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let at = |name: &str| self.folder.path().join(name);
        command
            .env_clear()
            .env("PATH", self.path())
            .env("LANG", "C.UTF-8")
            .env("HOME", at("home"))
            .env("XDG_DATA_HOME", at("data"))
            .env("XDG_CONFIG_HOME", at("config"))
            .env("XDG_STATE_HOME", at("state"))
            .env("XDG_CACHE_HOME", at("cache"))
            .env("XDG_RUNTIME_DIR", at("run"))
            .env("TMPDIR", at("tmp"))
            .env("DISPLAY", &self.display)
            // No assistive technology is started by a test; GTK would wait for its bus.
            .env("NO_AT_BRIDGE", "1")
            .current_dir(at("home"));
        match &self.bus {
            Some(address) => command.env("DBUS_SESSION_BUS_ADDRESS", address),
            // Without it, libraries look for a bus in the runtime folder, or start one.
            None => {
                command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", at("run/nobody").display()))
            }
        };
        command.envs(self.extra.iter().map(|(name, value)| (name, value)));
        command
    }

    fn path(&self) -> std::ffi::OsString {
        let mut path = self.folder.path().join("bin").into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        path
    }

    /// Starts what shows notifications on this desktop.
    pub fn start_notifications(&mut self) {
        let daemon = Running::start(
            self.command("dunst").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()),
        );
        self.programs.push(daemon);
        wait_for("dunst", Duration::from_secs(20), || {
            let counted = self.command("dunstctl").arg("count").output().expect("dunstctl");
            counted.status.success().then_some(())
        });
    }

    /// What was shown as notifications so far, as (title, body), newest first.
    pub fn notifications(&self) -> Vec<(String, String)> {
        // What is still on the screen is in the history once it is closed.
        let closed = self.command("dunstctl").arg("close-all").status().expect("dunstctl");
        assert!(closed.success(), "dunst listens");
        let told = self.command("dunstctl").arg("history").output().expect("dunstctl").stdout;
        let told: serde_json::Value = serde_json::from_slice(&told).expect("dunst's history");
        let text =
            |one: &serde_json::Value, name: &str| one[name]["data"].as_str().unwrap_or_default().to_owned();
        let all = told["data"][0].as_array().cloned().unwrap_or_default();
        all.iter().map(|one| (text(one, "summary"), text(one, "body"))).collect()
    }

    /// Makes the desktop's way to open a page, `xdg-open`, write the address into the file it returns.
    pub fn install_browser(&self) -> PathBuf {
        let opened = self.folder.path().join("opened");
        let program = self.folder.path().join("bin/xdg-open");
        std::fs::write(&program, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > '{}'\n", opened.display()))
            .expect("a program");
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("an executable program");
        opened
    }

    /// Everything the programs wrote lies below.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The keychain's own encrypted files.
    pub fn keychain_folder(&self) -> PathBuf {
        self.folder.path().join("data/keyrings")
    }

    /// A file for what a program says.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join("log").join(name)
    }

    /// The processes of this desktop.
    pub fn processes(&self) -> Vec<crate::process::Seen> {
        processes_with(&self.folder.path().join("home").display().to_string())
    }

    /// A picture of the whole display, with what no page can see of itself.
    pub fn photograph(&self, file: &Path) {
        let status = self.command("import").args(["-window", "root"]).arg(file).status().expect("import");
        assert!(status.success(), "the display was photographed");
    }

    /// What the keychain holds, as another program of the same person sees it: labels and attributes, and the secrets.
    pub fn keychain_contents(&self, attribute: &str, value: &str) -> String {
        let output = self
            .command("secret-tool")
            .args(["search", "--all", attribute, value])
            .output()
            .expect("secret-tool; `make setup-test` installs it");
        // It prints the secrets on standard output and the attributes on standard error.
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        while let Some(program) = self.programs.pop() {
            drop(program);
        }
    }
}

fn start_display() -> (Running, String) {
    // It chooses a free number itself and tells it on standard output.
    let mut program = Running::start(
        Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x860x24", "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    );
    let number = first_line(&mut program, "the display's number");
    (program, format!(":{number}"))
}

fn start_bus(command: &Command) -> (Running, String) {
    let mut command = copy(command);
    command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
    let mut program =
        Running::start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()));
    let address = first_line(&mut program, "the bus address");
    (program, address)
}

fn start_keychain(session: &Session, unlocked: bool) -> Running {
    let mut program = Running::start(
        session
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(unlocked.then_some("--unlock"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    let mut input = program.child().stdin.take().expect("a pipe");
    if unlocked {
        input.write_all(KEYCHAIN_PASSWORD.as_bytes()).expect("the keychain listens");
    }
    drop(input);
    wait_for("the keychain", Duration::from_secs(20), || {
        program.assert_running();
        let output = session
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
            .output()
            .expect("dbus-send");
        String::from_utf8_lossy(&output.stdout).contains("boolean true").then_some(())
    });
    program
}

fn first_line(program: &mut Running, what: &str) -> String {
    let output = program.child().stdout.take().expect("a pipe");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect(what);
    let line = line.trim().to_owned();
    assert!(!line.is_empty(), "no {what}");
    line
}

fn copy(command: &Command) -> Command {
    let mut copied = Command::new(command.get_program());
    copied.env_clear();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            copied.env(name, value);
        }
    }
    copied
}
