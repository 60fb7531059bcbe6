//! A disk that is full at the n-th write, for every n, and a file that may not grow past any byte.
//!
//! For the first, a small disk of this program's own (tmpfs, in a namespace of its own) is filled until n pages are left,
//! for n from none to as many as the work needs. For the second, the system refuses every write beyond a limit
//! (`RLIMIT_FSIZE`), for limits all the way through the file, so that writes are cut in the middle of a page too. Either
//! way: the work is done whole or not at all, the error names the file, what was there before is there, and the same work
//! succeeds as soon as there is room.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use consentry_platform::{SqliteRegistry, TokenFiles};

use crate::Orders;
use crate::figures::{Figures, hold};
use crate::made;

mod work;
use work::{Open, Refused, WORK, is_files, made_sound, prepare, registry_in, state};

const PAGE: u64 = 4096;

/// The lane.
pub fn run(orders: &Orders) -> Figures {
    println!("disk: seed {}", orders.seed);
    let mut lane = Figures::default();
    let place = tempfile::Builder::new().prefix("consentry-disk-").tempdir().expect("a folder");
    let mut command = Command::new("unshare");
    command
        .args(["--map-root-user", "--mount", "bash", "-c"])
        .arg(r#"mount -t tmpfs -o size=12m tmpfs "$1" && cd "$1" && shift && exec "$0" disk-inside "$@""#)
        .arg(std::env::current_exe().expect("this program"))
        .arg(place.path())
        .args(["--seed", &orders.seed.to_string()]);
    if orders.quick {
        command.arg("--quick");
    }
    if let Some(only) = &orders.only {
        command.args(["--only", only]);
    }
    let output = command.stderr(Stdio::inherit()).output().expect("unshare: install the package util-linux");
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    for line in said.lines() {
        lane.add(read(line));
    }
    if !output.status.success() || lane.tried == 0 {
        lane.count("disk", Err(format!("the small disk ended with {}", output.status)));
    }
    for work in WORK {
        if orders.want(work) {
            let figures = limits(place.path(), work, orders);
            println!("{}", figures.line(&format!("disk/limit-{work}")));
            lane.add(figures);
        }
    }
    lane
}

/// The figures of a line of ours.
fn read(line: &str) -> Figures {
    let number = |word: &str| {
        let rest = line.split_once(word)?.1;
        rest.trim_start().split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
    };
    match (number("tried"), number("survived"), number("lost")) {
        (Some(tried), Some(survived), Some(lost)) => Figures { tried, survived, lost },
        _ => Figures::default(),
    }
}

/// On the small disk.
pub fn inside(orders: &Orders) -> Figures {
    let here = std::env::current_dir().unwrap();
    let mut lane = Figures::default();
    for work in WORK.into_iter().filter(|work| orders.want(work)) {
        let mut figures = Figures::default();
        let stage = Stage::set(&here, work);
        let (mut pages, mut done) = (0, 0);
        // A few more than are needed, since closing writes too.
        while done < 3 {
            for close_while_full in [false, true] {
                let outcome = stage.try_with(pages, close_while_full);
                done += i32::from(outcome == Ok(true));
                let what =
                    format!("disk/full-{work}, {pages} pages left, closed while full: {close_while_full}");
                figures.count(&what, outcome.map(|_| ()));
            }
            pages += if orders.quick && pages > 4 { 7 } else { 1 };
            if pages > 2_000 || figures.lost > 5 {
                figures.count(&format!("disk/full-{work}"), Err("it never had enough room".into()));
                break;
            }
        }
        println!("{}", figures.line(&format!("disk/full-{work}")));
        lane.add(figures);
    }
    lane
}

/// What is there before, and how to do the work.
struct Stage {
    here: PathBuf,
    work: &'static str,
    before: String,
    after: String,
}

impl Stage {
    fn set(here: &Path, work: &'static str) -> Self {
        let stage = Self { here: here.to_owned(), work, before: String::new(), after: String::new() };
        let _ = std::fs::remove_dir_all(stage.base());
        std::fs::create_dir_all(stage.base()).unwrap();
        prepare(&stage.base(), work);
        stage.fresh();
        let before = state(&stage.place(), work).unwrap();
        let mut open = Open::begin(&stage.place(), work);
        open.act().unwrap();
        drop(open);
        let after = state(&stage.place(), work).unwrap();
        assert_ne!(before, after, "{work} changes something");
        Self { before, after, ..stage }
    }

    fn base(&self) -> PathBuf {
        self.here.join("base")
    }

    fn place(&self) -> PathBuf {
        self.here.join("place")
    }

    fn fresh(&self) {
        let place = self.place();
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).unwrap();
        for entry in std::fs::read_dir(self.base()).unwrap().flatten() {
            std::fs::copy(entry.path(), place.join(entry.file_name())).unwrap();
        }
        // A copy is another file than the one on the list.
        if is_files(self.work) {
            let files = TokenFiles::at(place.join("list.json"));
            let path = place.join("old.txt");
            files.write(&path, "eyJ-old", "torture", made::at(9_000_000), true).unwrap();
        }
    }

    /// Does the work with so many pages left; whether it succeeded at once.
    fn try_with(&self, pages: u64, close_while_full: bool) -> Result<bool, String> {
        self.fresh();
        let filler = Filler(self.here.join("filler"));
        let mut open = Open::begin(&self.place(), self.work);
        filler.leave(pages);
        let outcome = open.act();
        if close_while_full {
            drop(open);
            filler.away();
            open = Open::begin(&self.place(), self.work);
        } else {
            filler.away();
        }
        let told = match outcome {
            Ok(()) => {
                drop(open);
                let found = state(&self.place(), self.work)?;
                hold!(found == self.after, "acknowledged, and afterwards: {}", differ(&self.after, &found));
                true
            }
            Err(problem) => {
                problem.is_full(&self.place())?;
                if self.work != "open" && self.work != "migrate" {
                    let found = state(&self.place(), self.work)?;
                    hold!(found == self.before, "refused, and afterwards: {}", differ(&self.before, &found));
                }
                open.act().map_err(|problem| format!("with room again: {problem:?}"))?;
                drop(open);
                let found = state(&self.place(), self.work)?;
                hold!(found == self.after, "tried again: {}", differ(&self.after, &found));
                false
            }
        };
        made_sound(&self.place())?;
        Ok(told)
    }
}

fn differ(expected: &str, found: &str) -> String {
    let at = expected.bytes().zip(found.bytes()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| text.chars().skip(at.saturating_sub(20)).take(120).collect::<String>();
    format!("expected …{}…, found …{}…", around(expected), around(found))
}

/// Takes the room on a disk.
struct Filler(PathBuf);

impl Filler {
    fn leave(&self, pages: u64) {
        let mut file = File::create(&self.0).unwrap();
        let bytes = vec![1; 1 << 20];
        let mut chunk = &bytes[..];
        loop {
            match file.write(chunk) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull && chunk.len() > 4096 => {
                    chunk = &chunk[..4096];
                }
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => panic!("{error}"),
            }
        }
        let length = file.metadata().unwrap().len();
        file.set_len(length.saturating_sub(pages * PAGE)).unwrap();
    }

    fn away(&self) {
        OpenOptions::new().write(true).open(&self.0).unwrap().set_len(0).unwrap();
    }
}

/// The same work under limits of the size of a file.
fn limits(folder: &Path, work: &'static str, orders: &Orders) -> Figures {
    let mut figures = Figures::default();
    let stage = Stage::set(folder, work);
    let (step, mut limit, mut done) = (if orders.quick { 16_384 } else { 1_536 }, 0, 0);
    while done < 2 && limit < 2_000_000 && figures.lost <= 5 {
        let outcome = limited_to(&stage, limit);
        done += i32::from(outcome == Ok(true));
        figures.count(&format!("disk/limit-{work}, {limit} bytes"), outcome.map(|_| ()));
        limit += step;
    }
    figures
}

fn limited_to(stage: &Stage, limit: u64) -> Result<bool, String> {
    stage.fresh();
    std::fs::write(stage.place().with_extension("work"), stage.work).unwrap();
    // The signal that comes with the limit is ignored, as the error it also is has to be told.
    let ended = Command::new("bash")
        .args(["-c", r#"trap "" XFSZ; exec prlimit --fsize="$1" -- "$0" child limited "$2" 0"#])
        .arg(std::env::current_exe().unwrap())
        .arg(limit.to_string())
        .arg(stage.place())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&ended.stdout).trim().to_owned();
    let errors = String::from_utf8_lossy(&ended.stderr).trim().to_owned();
    let found = state(&stage.place(), stage.work)?;
    let done = match said.as_str() {
        "done" => {
            hold!(found == stage.after, "acknowledged, and afterwards: {}", differ(&stage.after, &found));
            true
        }
        "" => return Err(format!("it ended without a word: {} {errors}", ended.status)),
        refused => {
            hold!(refused.contains(&stage.place().display().to_string()), "the file is not named: {refused}");
            let as_before = found == stage.before || stage.work == "open" || stage.work == "migrate";
            hold!(as_before, "refused ({refused}), and afterwards: {}", differ(&stage.before, &found));
            let mut open = Open::begin(&stage.place(), stage.work);
            open.act().map_err(|problem| format!("with room again: {problem:?}"))?;
            drop(open);
            let found = state(&stage.place(), stage.work)?;
            hold!(found == stage.after, "tried again: {}", differ(&stage.after, &found));
            false
        }
    };
    made_sound(&stage.place())?;
    Ok(done)
}

/// The child under a limit: does the work and says how it ended. Standard output is a pipe, which has no limit.
pub async fn limited(place: &Path) {
    let work = std::fs::read_to_string(place.with_extension("work")).unwrap();
    let work = WORK.into_iter().find(|known| *known == work).unwrap();
    let place = place.to_owned();
    let outcome = tokio::task::spawn_blocking(move || {
        let is_registry = !is_files(work) && work != "open" && work != "migrate";
        // Opening alone may be refused here; that is the same refusal.
        if is_registry && let Err(problem) = SqliteRegistry::open(&registry_in(&place)) {
            return Err(Refused::Registry(problem));
        }
        Open::begin(&place, work).act()
    });
    match outcome.await.unwrap() {
        Ok(()) => println!("done"),
        Err(Refused::Registry(problem)) => println!("{problem}"),
        Err(Refused::File(problem)) => println!("{problem}"),
    }
}
