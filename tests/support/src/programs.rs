//! Where the two programs are: built as a release builds them, in the debug profile, with no feature for tests.
//!
//! `cargo test` itself compiles the desktop program too, but with Tauri's `test` feature mixed in, so that one is not
//! used. `CONSENTRY_PROGRAMS` names a folder instead, such as `/usr/bin` after installing the package.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The two programs.
#[derive(Debug, Clone)]
pub struct Programs {
    /// `consentry-desktop`.
    pub desktop: PathBuf,
    /// `consentry`.
    pub terminal: PathBuf,
}

/// Builds them, if need be, and says where they are.
pub fn programs() -> &'static Programs {
    static PROGRAMS: OnceLock<Programs> = OnceLock::new();
    PROGRAMS.get_or_init(|| Programs {
        desktop: named("consentry-desktop")
            .unwrap_or_else(|| build("consentry-desktop", "consentry-desktop")),
        terminal: terminal().clone(),
    })
}

/// The terminal program alone: it is built in a fraction of the time that the window takes.
pub fn terminal() -> &'static PathBuf {
    static TERMINAL: OnceLock<PathBuf> = OnceLock::new();
    TERMINAL.get_or_init(|| named("consentry").unwrap_or_else(|| build("consentry", "consentry")))
}

/// A program in the folder that `CONSENTRY_PROGRAMS` names.
fn named(program: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("CONSENTRY_PROGRAMS")?);
    Some(folder.canonicalize().expect("CONSENTRY_PROGRAMS is a folder").join(program))
}

fn build(package: &str, program: &str) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(crate::root())
        .args(["build", "--locked", "--package", package, "--bin", program])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(std::process::Stdio::inherit())
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{program} does not build");
    let built = String::from_utf8(output.stdout)
        .expect("cargo speaks UTF-8")
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == program)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo names the program it built");
    // A copy, because the next `cargo test` puts its own build into the same place.
    let kept = built.parent().expect("a folder").join("programs");
    std::fs::create_dir_all(&kept).expect("a folder for the programs");
    let kept = kept.join(program);
    // Removed first: the old file may still run.
    let _ = std::fs::remove_file(&kept);
    std::fs::copy(&built, &kept).expect("a copy of the program");
    kept
}

/// The Python that has MSAL; `tests/setup.sh test` makes it.
pub fn msal_python() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("a home folder")).join(".cache"),
        PathBuf::from,
    );
    let python = cache.join("consentry/msal/bin/python");
    assert!(python.exists(), "no MSAL at {}: `make setup-test` installs it", python.display());
    python
}
