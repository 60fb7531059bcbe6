//! Programs that end with the test, together with everything they started.

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A started program in a process group of its own, which is ended when this value goes.
#[derive(Debug)]
pub struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.process_group(0).spawn().unwrap_or_else(|problem| {
            panic!("{name} did not start ({problem}); `make setup-test` installs it")
        });
        Self { child, name }
    }

    /// The started process, whose pipes can be taken.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Its process id, which is the group's too.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Panics with the program's name when it has ended already.
    pub fn assert_running(&mut self) {
        if let Some(status) = self.child.try_wait().expect("the state of a child") {
            panic!("{} ended early: {status}", self.name);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(group) = pid(self.child.id()) else { return };
        let _ = kill_process_group(group, Signal::TERM);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        // Whoever of the group did not listen.
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }
}

fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
}

/// Ends a process the hard way, as a power cut would.
pub fn kill(id: u32) {
    kill_process(pid(id).expect("a process id"), Signal::KILL).expect("the process was there");
}

/// One running process, as `/proc` shows it to everybody with the same user.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Process id.
    pub id: u32,
    /// The program's file.
    pub program: PathBuf,
    /// Arguments, raw, each ended by a zero byte.
    pub arguments: Vec<u8>,
    /// Environment, raw, each entry ended by a zero byte.
    pub environment: Vec<u8>,
}

/// All processes whose environment holds this text; a session's home folder marks its own.
pub fn processes_with(mark: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    for entry in std::fs::read_dir("/proc").expect("/proc").flatten() {
        let Ok(id) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let read = |name: &str| std::fs::read(entry.path().join(name)).unwrap_or_default();
        let environment = read("environ");
        if contains(&environment, mark.as_bytes()) {
            let program = std::fs::read_link(entry.path().join("exe")).unwrap_or_default();
            seen.push(Seen { id, program, arguments: read("cmdline"), environment });
        }
    }
    seen
}

/// Whether the bytes hold these bytes.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && bytes.windows(part.len()).any(|window| window == part)
}
