//! What tests in child processes share: a display of their own, and a look at how the child ended.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

/// Whether a child ran its one test and the test passed.
pub fn passed(inner: &str, output: &Output) {
    let said =
        format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{inner}: {}\n{said}", output.status);
    // A name that matches no test would "pass" as well.
    assert!(said.contains("1 passed"), "{inner} did not run\n{said}");
}

/// A display of our own.
pub struct Screen {
    server: Child,
    pub name: String,
}

impl Screen {
    pub fn start() -> Self {
        // The server picks a free number and tells it on the descriptor it is given.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb: install the package xvfb");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self { server, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}
