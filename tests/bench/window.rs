//! What the window costs beside the smallest window Tauri can open, in one run: from the start of the process to the
//! first content painted, and memory when it has come to rest. The two take turns.

#![allow(clippy::expect_used, reason = "a figure that cannot be measured is not made up")]

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use consentry_testbed::session::Session;
use consentry_testbed::window::Window;

const ROUNDS: usize = 9;

fn main() {
    let path = |name: &str| {
        PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("{name} names a program")))
    };
    let (ours, bare) = (path("CONSENTRY_WINDOW"), path("BARE_WINDOW"));
    let (mut our_starts, mut bare_starts) = (Vec::new(), Vec::new());
    let (mut our_memory, mut bare_memory) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (our_start, our_size) = measure(&ours, "home");
        let (bare_start, bare_size) = measure(&bare, "bare");
        // The first round fills the disk cache.
        if round > 0 {
            our_starts.push(our_start);
            bare_starts.push(bare_start);
            our_memory.push(our_size);
            bare_memory.push(bare_size);
        }
    }
    compare("start to first content, ms", our_starts, bare_starts);
    compare("memory at rest (PSS of all its processes), MiB", our_memory, bare_memory);
}

/// Milliseconds and mebibytes.
fn measure(program: &Path, content: &str) -> (f64, f64) {
    let session = Session::start();
    let window = Window::open_program(&session, program);
    window.see(content);
    let painted = window.until("the first paint", Duration::from_secs(10), || {
        let script = "const [paint] = performance.getEntriesByName('first-contentful-paint'); \
                      return paint ? performance.timeOrigin + paint.startTime : null";
        window.script(script, vec![]).as_f64()
    });
    let started = started_at(window.process(&session));
    std::thread::sleep(Duration::from_secs(3));
    let folder_of_webkit = Path::new("webkit2gtk-4.1");
    let kibibytes: u32 = session
        .processes()
        .iter()
        .filter(|seen| seen.program == program || seen.program.iter().any(|part| part == folder_of_webkit))
        .map(|seen| share_of_memory(seen.id))
        .sum();
    window.close();
    (painted - started, f64::from(kibibytes) / 1024.0)
}

/// When a process began, in milliseconds of the epoch; to ten milliseconds, which is how finely Linux keeps it.
fn started_at(id: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("its state");
    let after_name = stat.rsplit_once(')').expect("a name in brackets").1;
    let ticks: f64 =
        after_name.split_whitespace().nth(19).and_then(|text| text.parse().ok()).expect("a start time");
    let uptime = std::fs::read_to_string("/proc/uptime").expect("the uptime");
    let uptime: f64 = uptime.split_whitespace().next().and_then(|text| text.parse().ok()).expect("seconds");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs_f64();
    (now - uptime + ticks / 100.0) * 1000.0
}

/// Its own memory and its share of what it has in common with others, in kibibytes.
fn share_of_memory(id: u32) -> u32 {
    std::fs::read_to_string(format!("/proc/{id}/smaps_rollup"))
        .unwrap_or_default()
        .lines()
        .find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[allow(clippy::print_stdout, reason = "the figures are what this program is for")]
fn compare(what: &str, mut ours: Vec<f64>, mut bare: Vec<f64>) {
    ours.sort_by(f64::total_cmp);
    bare.sort_by(f64::total_cmp);
    let (ours, bare) = (ours[ours.len() / 2], bare[bare.len() / 2]);
    println!("{what}: Consentry {ours:.0} / bare window {bare:.0} = {:.2}", ours / bare);
}
