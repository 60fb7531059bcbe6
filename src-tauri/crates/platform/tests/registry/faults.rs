//! A folder that is none, a full disk and a killed program: said clearly, and nothing acknowledged is lost.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use consentry_onboarding::ports::{Registry as _, RegistryProblem};
use consentry_onboarding::verdict::Verdict;
use consentry_platform::SqliteRegistry;

use crate::records::{app, at, check, customer, open};

#[test]
fn a_folder_that_is_none_is_a_clear_problem() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let path = folder.path().join("file").join("registry.db");
    let problem = SqliteRegistry::open(&path).unwrap_err();
    assert!(matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("file")), "{problem:?}");
    // And a folder where the file belongs.
    std::fs::create_dir(folder.path().join("registry.db")).unwrap();
    let problem = SqliteRegistry::open(&folder.path().join("registry.db")).unwrap_err();
    assert!(
        matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("registry.db")),
        "{problem:?}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_read_only_folder_is_a_clear_problem_and_the_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    drop(open(&path));
    let before = std::fs::read(&path).unwrap();
    // Not by permissions, which do not bind root: the folder is mounted over itself, read-only, in a namespace
    // of the child's own.
    let mount =
        r#"mount --bind "$2" "$2" && mount -o remount,bind,ro "$2" && exec "$0" --exact "$1" --ignored"#;
    let output = in_namespace(mount, "faults::inner_read_only", folder.path());
    passed("faults::inner_read_only", &output);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
#[ignore = "runs in a namespace"]
fn inner_read_only() {
    let path = test_folder().join("registry.db");
    let problem = SqliteRegistry::open(&path).unwrap_err();
    assert!(
        matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("registry.db")),
        "{problem:?}"
    );
    let problem = SqliteRegistry::open(&test_folder().join("new/registry.db")).unwrap_err();
    assert!(matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("new")), "{problem:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_clear_problem_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mount = r#"mount -t tmpfs -o size=512k tmpfs "$2" && exec "$0" --exact "$1" --ignored"#;
    passed("faults::inner_disk_full", &in_namespace(mount, "faults::inner_disk_full", folder.path()));
}

#[tokio::test]
#[ignore = "runs in a namespace"]
async fn inner_disk_full() {
    let path = test_folder().join("registry.db");
    let registry = open(&path);
    let app = registry.add_app(app(1)).await.unwrap();
    let row = registry.add_customer(customer(app.row, 1, "x")).await.unwrap().row;
    let mut acknowledged = 0;
    let problem = loop {
        match registry.add_check(row, check(at(acknowledged), Verdict::Connected, None)).await {
            Ok(()) => acknowledged += 1,
            Err(problem) => break problem,
        }
        assert!(acknowledged < 10_000, "the disk never got full");
    };
    assert!(
        matches!(&problem, RegistryProblem::DiskFull(text) if text.contains("registry.db")),
        "which disk: {problem:?}"
    );
    assert!(acknowledged > 5, "{acknowledged} were acknowledged");
    // Everything that was acknowledged is there, in this program and after the next start.
    let count = usize::try_from(acknowledged).unwrap();
    assert_eq!(registry.checks(row, 20_000).await.unwrap().len(), count);
    drop(registry);
    let (registry, aside) = SqliteRegistry::open(&path).unwrap();
    assert_eq!(aside, None, "a full disk is no damage");
    assert_eq!(registry.checks(row, 20_000).await.unwrap().len(), count);
    // On a disk that is full from the start, nothing can be made.
    let filler = std::fs::write(test_folder().join("filler"), vec![0; 1 << 20]).unwrap_err();
    assert_eq!(filler.kind(), std::io::ErrorKind::StorageFull);
    let problem = SqliteRegistry::open(&test_folder().join("other.db")).unwrap_err();
    assert!(matches!(problem, RegistryProblem::DiskFull(_)), "{problem:?}");
}

#[tokio::test]
async fn a_killed_program_loses_nothing_it_was_told_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let row = {
        let registry = open(&path);
        let app = registry.add_app(app(1)).await.unwrap();
        registry.add_customer(customer(app.row, 1, "x")).await.unwrap().row
    };
    let mut acknowledged = 0;
    for round in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "faults::inner_write", "--ignored", "--nocapture"])
            .env("TEST_FOLDER", folder.path())
            .env("TEST_FROM", acknowledged.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let began = Instant::now();
        let mut line = String::new();
        // Killed after a while that differs from round to round, at whatever it is doing then.
        while began.elapsed() < Duration::from_millis(40 + 17 * round) || acknowledged == 0 {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "the writer ended by itself");
            if let Some(number) = line.trim().strip_prefix("kept ") {
                acknowledged = number.parse().unwrap();
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        // The last line may have been cut off by the kill.
        for line in rest.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            if let Some(number) = line.trim().strip_prefix("kept ") {
                acknowledged = number.parse().unwrap();
            }
        }
        let (registry, aside) = SqliteRegistry::open(&path).unwrap();
        assert_eq!(aside, None, "round {round}: a kill is no damage");
        let kept = registry.checks(row, usize::MAX).await.unwrap();
        let newest = kept.first().map_or(-1, |check| check.at.unix_timestamp());
        let expected: Vec<_> = (1..=newest).rev().map(at).collect();
        assert_eq!(kept.iter().map(|check| check.at).collect::<Vec<_>>(), expected, "no gap, round {round}");
        assert!(
            newest >= acknowledged,
            "round {round}: {acknowledged} was acknowledged, {newest} is the newest"
        );
        acknowledged = newest;
    }
    assert!(acknowledged > 50, "only {acknowledged} were written");
}

#[tokio::test]
#[ignore = "runs in a child that gets killed"]
async fn inner_write() {
    let registry = open(&test_folder().join("registry.db"));
    let row = registry.customers().await.unwrap()[0].row;
    let from: i64 = std::env::var("TEST_FROM").unwrap().parse().unwrap();
    for second in from + 1.. {
        registry.add_check(row, check(at(second), Verdict::Connected, None)).await.unwrap();
        println!("kept {second}");
    }
}

/// Runs an inner test as root of namespaces of its own, where it may mount.
fn in_namespace(script: &str, inner: &str, folder: &Path) -> std::process::Output {
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "bash", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .args([inner.as_ref(), folder.as_os_str()])
        .env("TEST_FOLDER", folder)
        .output()
        .expect("unshare: install the package util-linux");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("unshare failed"), "this test needs user namespaces: {said}");
    output
}

fn passed(inner: &str, output: &std::process::Output) {
    let said =
        format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{inner}: {}\n{said}", output.status);
}

fn test_folder() -> PathBuf {
    std::env::var_os("TEST_FOLDER").unwrap().into()
}
