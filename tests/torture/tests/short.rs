//! The short versions of the lanes, as ordinary tests. A lane says on standard error what was lost and with which seed.

use std::process::Command;

/// One that always is the same, so that a failure here can be had again.
const SEED: &str = "20261125";

fn lane(name: &str) {
    let run = Command::new(env!("CARGO_BIN_EXE_consentry-torture"))
        .args([name, "--seed", SEED, "--quick"])
        .output();
    let run = run.unwrap_or_else(|problem| panic!("{problem}"));
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{said}");
    let last = String::from_utf8_lossy(&run.stdout).lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with(&format!("{name}: tried ")) && last.ends_with(", lost 0"), "{said}");
}

#[test]
fn a_program_that_is_killed_loses_nothing_it_acknowledged() {
    lane("crash");
}

#[test]
fn a_disk_that_is_full_at_any_write_is_said_and_loses_nothing() {
    lane("disk");
}

#[test]
fn several_programs_at_once_lose_nothing_and_leave_nothing() {
    lane("two");
}
