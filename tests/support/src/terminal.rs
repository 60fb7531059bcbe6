//! The terminal program, as a script calls it.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::programs;
use crate::session::Session;

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub errors: String,
}

impl Ended {
    /// Standard output as the one JSON document it has to be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.output).unwrap_or_else(|problem| {
            panic!("standard output is no single JSON document ({problem}): {self:#?}")
        })
    }

    /// Panics unless it ended with this status.
    #[must_use]
    pub fn ended(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }
}

/// Runs `consentry` with these words and this standard input.
pub fn consentry(session: &Session, words: &[&str], input: &str) -> Ended {
    let mut child = session
        .command(programs::terminal())
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("consentry");
    // It may end without having read everything.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("an end");
    Ended {
        status: output.status.code().expect("an exit status and no signal"),
        output: String::from_utf8(output.stdout).expect("UTF-8"),
        errors: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}
