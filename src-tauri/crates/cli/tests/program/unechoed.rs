//! A secret typed at a terminal: a real one, which the program gets as its own.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::ground::{APP, Home, TENANT};

const SHOWS: LocalModes = LocalModes::ECHO.union(LocalModes::ICANON).union(LocalModes::ISIG);

struct Terminal {
    /// The person's end.
    person: File,
    /// The program's end.
    line: File,
}

impl Terminal {
    fn new() -> Self {
        let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&person).unwrap();
        unlockpt(&person).unwrap();
        let name = ptsname(&person, Vec::new()).unwrap().into_string().unwrap();
        let mut options = OpenOptions::new();
        // Without NOCTTY the test itself could get it as its own.
        let flags = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags);
        Self { line: options.read(true).write(true).open(name).unwrap(), person: person.into() }
    }

    fn modes(&self) -> LocalModes {
        tcgetattr(&self.line).unwrap().local_modes & SHOWS
    }

    /// The program, which asks for the secret and waits.
    fn asks(&mut self, home: &Home) -> Child {
        let words = ["check", "--app-id", APP, "--tenant", TENANT, "--secret-stdin"];
        let plain = home.command(&words);
        // In a session of its own, whose terminal this is.
        let mut command = Command::new("setsid");
        command.arg("--ctty").arg(plain.get_program()).args(plain.get_args()).env_clear();
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let line = || self.line.try_clone().unwrap();
        let child = command.stdin(line()).stdout(line()).stderr(line()).spawn().unwrap();
        self.wait_for("Client secret (not shown): ");
        let began = Instant::now();
        while self.modes() != LocalModes::empty() {
            assert!(began.elapsed() < Duration::from_secs(20), "it goes on showing what is typed");
            std::thread::sleep(Duration::from_millis(5));
        }
        child
    }

    fn wait_for(&mut self, words: &str) -> String {
        let mut said = Vec::new();
        let mut byte = [0];
        while !said.ends_with(words.as_bytes()) {
            self.person.read_exact(&mut byte).unwrap();
            said.push(byte[0]);
        }
        String::from_utf8(said).unwrap()
    }
}

#[test]
fn ctrl_c_leaves_the_terminal_as_it_was() {
    let (home, mut terminal) = (Home::new(), Terminal::new());
    assert_eq!(terminal.modes(), SHOWS);
    let mut child = terminal.asks(&home);
    terminal.person.write_all(b"half a sec\x03").unwrap();
    let ended = child.wait().unwrap();
    assert_eq!((ended.signal(), terminal.modes()), (Some(Signal::INT.as_raw()), SHOWS), "{ended:?}");
}

#[test]
fn so_does_a_signal_from_elsewhere() {
    for signal in [Signal::TERM, Signal::INT] {
        let (home, mut terminal) = (Home::new(), Terminal::new());
        let mut child = terminal.asks(&home);
        kill_process(Pid::from_child(&child), signal).unwrap();
        let ended = child.wait().unwrap();
        assert_eq!((ended.signal(), terminal.modes()), (Some(signal.as_raw()), SHOWS), "{ended:?}");
    }
}

#[test]
fn what_is_typed_is_taken_and_not_shown() {
    let (home, mut terminal) = (Home::new(), Terminal::new());
    let mut child = terminal.asks(&home);
    let typed = "two\u{ad}halves";
    terminal.person.write_all(format!("{typed}\n").as_bytes()).unwrap();
    let said = terminal.wait_for("copy the value again");
    assert!(said.contains("--secret-stdin: the secret holds characters that nobody sees"), "{said}");
    assert!(!said.contains("halves"), "{said}");
    assert_eq!((child.wait().unwrap().code(), terminal.modes()), (Some(2), SHOWS));
}
