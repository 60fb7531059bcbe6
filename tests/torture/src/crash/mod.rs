//! Kill -9 at random moments. A child does work through the product's own code and tells, line by line, what it is about
//! to do and what was acknowledged; it is killed, the next start opens what is left, and every acknowledged line must be
//! true. Of the one thing that was under way either nothing or all of it may be there.

mod checks;
pub(crate) mod house;
mod imports;
pub(crate) mod migrations;
mod records;
pub(crate) mod secrets;
pub(crate) mod terminal;
mod token_files;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::Orders;
use crate::chance::Chance;
use crate::figures::Figures;

/// One kind of work that is cut off.
pub trait Class {
    /// The child, about to be started on what earlier rounds left.
    fn child(&mut self, chance: &mut Chance) -> Command;
    /// Looks at what is left, as the next start does, and takes it for the beginning of the next round.
    fn verify(&mut self, told: &Told) -> Result<(), String>;
    /// The longest time, in microseconds, after which a child is killed that says nothing.
    fn longest(&self) -> u64 {
        60_000
    }
    /// So many lines the child says at least before it has nothing more to say.
    fn lines(&self) -> u64 {
        40
    }
    /// Whether the child ends by itself when it is done.
    fn ends(&self) -> bool {
        false
    }
}

/// What a child told before it was killed.
#[derive(Debug, Default)]
pub struct Told {
    /// What it was about to do, oldest first.
    pub tried: Vec<Value>,
    /// What was acknowledged, oldest first.
    pub done: Vec<Value>,
    /// Everything it said, as it was.
    pub said: String,
}

impl Told {
    pub(crate) fn take(&mut self, line: &str) {
        self.said.push_str(line);
        self.said.push('\n');
        let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| panic!("unreadable: {line}"));
        if let Some(text) = line.strip_prefix("try ") {
            self.tried.push(read(text));
        } else if let Some(text) = line.strip_prefix("did ") {
            self.done.push(read(text));
        }
    }

    /// What was under way when it was killed, if anything was.
    pub fn pending(&self) -> Option<&Value> {
        if self.tried.len() > self.done.len() { self.tried.last() } else { None }
    }
}

/// How often each class is cut off: a thousand times in all, and some more for the programs themselves.
type Make = fn(&Path) -> Box<dyn Class>;
const CLASSES: [(&str, u32, u32, Make); 7] = [
    ("add", 220, 8, records::class),
    ("check", 160, 5, checks::class),
    ("import", 160, 6, imports::class),
    ("migration", 200, 8, migrations::class),
    ("secret", 180, 6, secrets::class),
    ("token-file", 100, 6, token_files::class),
    ("terminal", 40, 2, terminal::class),
];

/// The lane.
pub fn run(orders: &Orders) -> Figures {
    println!("crash: seed {}", orders.seed);
    let mut lane = Figures::default();
    for (at, (name, long, quick, make)) in (0_u64..).zip(CLASSES) {
        if !orders.want(name) {
            continue;
        }
        let mut chance = Chance::new(orders.seed.wrapping_add(at << 32));
        let folder = tempfile::Builder::new().prefix("consentry-torture-").tempdir().expect("a folder");
        let mut class = make(folder.path());
        let mut figures = Figures::default();
        for round in 0..orders.tries(long, quick) {
            let errors = folder.path().join("errors");
            let told = cut_off(class.child(&mut chance), &mut chance, class.as_ref(), &errors);
            let outcome = told.and_then(|told| {
                class.verify(&told).map_err(|why| format!("{why}; pending {:?}", told.pending()))
            });
            figures.count(&format!("crash/{name}, seed {}, round {round}", orders.seed), outcome);
            if figures.lost >= 5 {
                break;
            }
        }
        println!("{}", figures.line(&format!("crash/{name}")));
        lane.add(figures);
    }
    lane
}

/// Starts the child and kills it at a random moment: some time after its start, or shortly after some line of it.
fn cut_off(
    mut command: Command,
    chance: &mut Chance,
    class: &dyn Class,
    errors: &Path,
) -> Result<Told, String> {
    let log = std::fs::File::create(errors).expect("a file for errors");
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().expect("a child");
    let output = child.stdout.take().expect("a pipe");
    let (send, lines) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = String::new();
        // A line without an end was cut off and was not told.
        while output.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
            let _ = send.send(line.trim_end().to_owned());
            line.clear();
        }
    });
    let mut told = Told::default();
    let by_lines = !class.ends() && chance.below(3) > 0;
    let ended = if by_lines {
        let (count, after) = (1 + chance.below(class.lines()), chance.below(3_000));
        let mut ended = false;
        for _ in 0..count {
            match lines.recv_timeout(Duration::from_secs(20)) {
                Ok(line) => told.take(&line),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    ended = true;
                    break;
                }
            }
        }
        // The moment itself is what is tried here; nothing is waited for.
        thread::sleep(Duration::from_micros(after));
        ended
    } else {
        thread::sleep(Duration::from_micros(chance.below(class.longest())));
        false
    };
    let by_itself = end(&mut child);
    reader.join().expect("the reader");
    for line in lines {
        told.take(&line);
    }
    if (ended || by_itself) && !class.ends() {
        let said = std::fs::read_to_string(errors).unwrap_or_default();
        return Err(format!(
            "the child ended by itself: {}",
            said.lines().take(6).collect::<Vec<_>>().join(" | ")
        ));
    }
    Ok(told)
}

/// Kills it; whether it had ended before.
fn end(child: &mut Child) -> bool {
    let before = matches!(child.try_wait(), Ok(Some(_)));
    if !before {
        child.kill().expect("a child of ours");
    }
    let status = child.wait().expect("its end");
    before || status.code().is_some()
}

/// This program again, to do some work.
pub(crate) fn child_of(class: &str, folder: &Path, seed: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["child", class]).arg(folder).arg(seed.to_string());
    command
}

/// What the child does.
pub fn child(words: &[String]) {
    let [class, folder, seed] = words else { panic!("child CLASS FOLDER SEED") };
    let (folder, chance) = (Path::new(folder), Chance::new(seed.parse().expect("a seed")));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        match class.as_str() {
            "add" => records::work(folder, chance).await,
            "check" => checks::work(folder, chance).await,
            "import" => imports::work(folder, chance).await,
            "migration" => migrations::work(folder),
            "secret" => secrets::work(folder, chance).await,
            "secret-start" => secrets::next_start(folder).await,
            "token-file" => token_files::work(folder, chance),
            "terminal-setup" => terminal::set_up(folder).await,
            "limited" => crate::disk::limited(folder).await,
            "two-desk" => crate::two::desks::work(folder, chance).await,
            "two-window" => crate::two::terminals::work(folder, chance).await,
            other => panic!("no class {other}"),
        }
    });
}

/// Tells that something is about to be done.
pub(crate) fn trying(what: &Value) {
    println!("try {what}");
}

/// Tells that it was acknowledged.
pub(crate) fn did(what: &Value) {
    println!("did {what}");
}

/// Runs a future to its end, in the parent.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}
