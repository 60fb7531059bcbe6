//! What is left of a program that ends in a fault: its place, and neither the message nor an image of the memory.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the finding")]
#![allow(clippy::print_stdout, reason = "the faulty program tells its limits")]

use std::process::Command;

use consentry_platform::process::{LookedInto, keep_to_itself};

const CANARY: &str = "cAnArY~8Q.in-a-message-0123456789";

#[test]
#[ignore = "the faulty program that the next test starts"]
fn faulty() {
    keep_to_itself(LookedInto::ByNobody);
    println!("{}", std::fs::read_to_string("/proc/self/limits").unwrap());
    let dumpable = rustix::process::dumpable_behavior().unwrap();
    assert_eq!(dumpable, rustix::process::DumpableBehavior::NotDumpable);
    let secret: Result<(), String> = Err(CANARY.to_owned());
    assert!(secret.is_ok(), "{secret:?}");
}

#[test]
fn a_fault_tells_its_place_and_no_text() {
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "faulty", "--ignored", "--nocapture"])
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    assert!(!ended.status.success());
    let (said, told) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(told.contains("a fault in the program at") && told.contains("tests/process.rs:"), "{told}");
    assert!(!told.contains(CANARY) && !said.contains(CANARY), "{told}{said}");
    let limit = said.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(limit.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{limit}");
}
