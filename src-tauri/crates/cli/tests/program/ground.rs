//! A home of its own for each run, and what came of it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use consentry_onboarding::ids::AppId;
use consentry_onboarding::secret::ClientSecret;
use consentry_practice::{Directory, Names, Scenario, router, shelf};
use consentry_testbed::standin::StandIn;
use consentry_testbed::tempfile::TempDir;
use serde_json::Value;

/// The partner app of these tests.
pub const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
/// Its secret; must never come out again.
pub const SECRET: &str = "Zq8~canary-client-secret-0123456789abcd";
/// A tenant of nobody.
pub const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";

/// A home folder, and the few variables a run gets.
pub struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub status: i32,
    pub output: String,
    pub errors: String,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), variables: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the registry belongs.
    pub fn registry(&self) -> PathBuf {
        self.path().join("data/consentry/registry.db")
    }

    /// Every file below it.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// The program, with nothing of this machine's surroundings.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_consentry"));
        command.args(words).env_clear().env("HOME", self.path()).env("TMPDIR", self.path());
        for (name, folder) in
            [("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config")]
        {
            command.env(name, self.path().join(folder));
        }
        command.envs(self.variables.iter().cloned());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, words: &[&str]) -> Ended {
        self.run_with(words, b"")
    }

    pub fn run_with(&self, words: &[&str], input: &[u8]) -> Ended {
        let mut child = self.command(words).spawn().unwrap();
        // It may end without having read everything.
        let _ = child.stdin.take().unwrap().write_all(input);
        Ended::of(child)
    }
}

impl Ended {
    pub fn of(child: Child) -> Self {
        let output = child.wait_with_output().unwrap();
        Self {
            status: output.status.code().expect("an exit status and no signal"),
            output: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Panics where a line begins like one of a verdict, or a character steers how others are shown.
    pub fn forges_nothing(&self) {
        for text in [&self.output, &self.errors] {
            for line in text.lines() {
                assert!(!line.trim_start().starts_with(['✓', '✗']), "{line:?} in {self:#?}");
            }
            let steers =
                |c: char| c.is_control() && c != '\n' || "\u{ad}\u{200b}\u{202e}\u{2028}\u{feff}".contains(c);
            assert!(!text.contains(steers), "{self:#?}");
        }
    }

    /// Standard output, which has to be one JSON document on one line and nothing else.
    pub fn json(&self) -> Value {
        assert_eq!(self.output.matches('\n').count(), 1, "{self:#?}");
        serde_json::from_str(&self.output).unwrap_or_else(|problem| panic!("{problem}: {self:#?}"))
    }

    /// Panics unless the verdict has this cause and the run this exit status.
    pub fn found(&self, cause: Option<&str>, status: i32) -> Value {
        let report = self.json();
        assert_eq!((report["cause"].as_str(), self.status), (cause, status), "{self:#?}");
        let checks: Vec<_> =
            report["checks"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
        let all = "tenant token signature issuer audience tenant_claim app lifetime kind permissions api";
        assert_eq!(checks.join(" "), all);
        report
    }

    /// The sentence of a usage error, in JSON.
    pub fn usage(&self) -> String {
        let document = self.json();
        assert_eq!((document["error"]["code"].as_str(), self.status), (Some("usage"), 2), "{self:#?}");
        assert_eq!(document.as_object().unwrap().len(), 1);
        document["error"]["detail"].as_str().unwrap().to_owned()
    }
}

/// How one check of a report ended.
pub fn status<'a>(report: &'a Value, check: &str) -> &'a str {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|line| line["id"] == check).unwrap()["status"].as_str().unwrap()
}

/// A Microsoft of the test's own, under the real host names, with the partner app in it.
pub struct Microsoft {
    pub standin: StandIn,
    pub home: Home,
}

impl Microsoft {
    pub fn start() -> Self {
        let directory = Directory::new(Names::microsoft()).unwrap();
        let app = AppId::parse(APP).unwrap();
        directory.add_app(app, ClientSecret::from_store(SECRET.to_owned()), "Northwind MDR");
        let mut home = Home::new();
        let standin = StandIn::start(home.path(), router(directory));
        home.variables = standin.environment();
        Self { standin, home }
    }

    /// Whether a request to a path with this ending arrived.
    pub fn was_asked(&self, method: &str, end: &str) -> bool {
        self.standin.asked().iter().any(|asked| {
            asked.method == method && asked.path.split('?').next().is_some_and(|path| path.ends_with(end))
        })
    }
}

/// A practice customer by its id.
pub fn scenario(name: &str) -> &'static Scenario {
    shelf().iter().find(|scenario| scenario.name == name).unwrap()
}

/// Waits for a future, with a runtime for the moment: the stand-in brings its own, which must not stand in another.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
