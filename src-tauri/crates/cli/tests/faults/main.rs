//! Every fault of network and clock against the built program, the way a person's machine meets it: through a proxy, under
//! Microsoft's names, one process a case.
//!
//! Without a word it runs a selection, as `make test` does. With `all` it runs every class with many seeds; `SEED` names
//! the first and `QUICK` makes it short. The last line tells what was tried, survived and lost. Lost is a wrong cause, a
//! hang, a crash, a secret or token that is shown, a host asked that nobody should ask, or memory that grows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test, and figures to be read"
)]

#[allow(dead_code, reason = "the core's own tests need all of it")]
#[path = "../../../onboarding/tests/over_the_wire/authority.rs"]
mod authority;
#[allow(dead_code, reason = "the core's own tests need all of it")]
#[path = "../../../onboarding/tests/over_the_wire/stand_in.rs"]
mod stand_in;
#[allow(dead_code, reason = "the core's own tests need all of it")]
#[path = "../../../onboarding/tests/over_the_wire/tenant.rs"]
mod tenant;

mod cases;
mod trial;

/// When the tenant's tokens were made; here they are dated anew.
mod hurry {
    pub use time::OffsetDateTime;
    pub const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
}

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use cases::{Case, Chance};
use trial::Ground;

/// So many cases at once. Most of their time they wait.
const AT_ONCE: usize = 8;
/// So many of those that take a minute or two and do nothing meanwhile.
const SLOW_AT_ONCE: usize = 48;

/// Tried, survived, lost.
type Figures = [usize; 3];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // As the other tests do: only listed, or none of it asked for.
    if words.iter().any(|word| word == "--list" || word == "--ignored") {
        return;
    }
    let all = words.iter().any(|word| word == "all");
    if !all && words.iter().any(|word| !word.starts_with('-') && !"faults".contains(word.as_str())) {
        return;
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed: u64 = number("SEED").unwrap_or(1);
    let quick = std::env::var("QUICK").is_ok_and(|text| !text.is_empty());
    let mut chance = Chance::new(seed);
    let cases = match (all, quick) {
        (false, _) => cases::selection(&mut chance),
        (true, true) => cases::all(&mut chance, 1),
        (true, false) => cases::all(&mut chance, 4),
    };
    let ground = Ground::new();
    let figures = Mutex::new(BTreeMap::<&str, Figures>::new());
    let most_memory = AtomicUsize::new(0);
    let (slow, fast): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(|case| case.slow);
    std::thread::scope(|scope| {
        for (cases, at_once) in [(slow, SLOW_AT_ONCE), (fast, AT_ONCE)] {
            let cases = std::sync::Arc::new(Mutex::new(cases));
            for _ in 0..at_once {
                let cases = std::sync::Arc::clone(&cases);
                let (ground, figures, most_memory) = (&ground, &figures, &most_memory);
                scope.spawn(move || {
                    while let Some(case) = { cases.lock().unwrap().pop() } {
                        let outcome = ground.tried(&case);
                        let mut figures = figures.lock().unwrap();
                        let class = figures.entry(case.class).or_default();
                        class[0] += 1;
                        match outcome {
                            Ok(memory) => {
                                class[1] += 1;
                                most_memory.fetch_max(memory, Ordering::Relaxed);
                            }
                            Err(why) => {
                                class[2] += 1;
                                eprintln!("LOST in faults/{} {} (seed {seed}): {why}", case.class, case.name);
                            }
                        }
                    }
                });
            }
        }
    });
    let mut sum = [0; 3];
    for (class, figures) in figures.into_inner().unwrap() {
        sum = [sum[0] + figures[0], sum[1] + figures[1], sum[2] + figures[2]];
        println!("faults/{class}: {}", told(figures));
    }
    println!(
        "memory at its most {} MB, {} MB where all is well",
        most_memory.into_inner() / 1024,
        ground.usual / 1024
    );
    println!("faults: {}", told(sum));
    assert_eq!(sum[2], 0, "see above");
    assert!(sum[0] > 20, "nothing was tried");
}

fn told([tried, survived, lost]: Figures) -> String {
    format!("tried {tried}, survived {survived}, lost {lost}")
}
