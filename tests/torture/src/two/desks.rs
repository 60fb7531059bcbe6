//! Three desks at once, each begun anew as soon as it has ended, so that starts fall into the others' savings; one of them
//! is killed again and again. They save, replace and remove the secrets of the same apps, and check.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use consentry_onboarding::desk::{DeskProblem, InputProblem};
use consentry_onboarding::ports::{Registry as _, RegistryProblem, SecretPlace};
use consentry_onboarding::records::{CustomerRecord, KeptIn};
use consentry_onboarding::secret::PastedSecret;
use consentry_onboarding::verdict::Verdict;
use consentry_platform::Keychain;
use consentry_practice::shelf;
use consentry_testbed::session::Session;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::Orders;
use crate::chance::Chance;
use crate::crash::{Told, did, house, secrets, trying, wait};
use crate::figures::{Figures, hold};
use crate::made;

/// How many programs there are at once, and how often each is begun in a round.
const PROGRAMS: u64 = 3;
const STARTS: u64 = 3;
/// What each does before it ends.
const ACTS: u32 = 8;

pub(crate) fn run(orders: &Orders) -> Figures {
    let mut figures = Figures::default();
    let mut chance = Chance::new(orders.seed ^ 0x0074_776f);
    let folder = tempfile::Builder::new().prefix("consentry-two-").tempdir().expect("a folder");
    let (_cloud, session) = (house::start(folder.path()), Session::start());
    let mut kept = Kept::default();
    for round in 0..orders.tries(60, 3) {
        let mut seeds = Vec::new();
        for program in 0..PROGRAMS {
            // The first of them is killed at a random moment, the others come to their end.
            let cut = |chance: &mut Chance| (program == 0).then(|| chance.below(900));
            seeds.push((0..STARTS).map(|_| (chance.number(), cut(&mut chance))).collect::<Vec<_>>());
        }
        let told: Vec<Told> = thread::scope(|scope| {
            let programs: Vec<_> = seeds
                .iter()
                .map(|starts| scope.spawn(|| one_program(&session, folder.path(), starts)))
                .collect();
            programs.into_iter().flat_map(|program| program.join().expect("a program")).collect()
        });
        let what = format!("two/desks, seed {}, round {round}", orders.seed);
        for act in told.iter().flat_map(|told| &told.done) {
            let outcome = act["fault"].as_str().map_or(Ok(()), |fault| Err(format!("{fault}: {act}")));
            figures.count(&what, outcome);
        }
        figures.count(&what, kept.hold_against(&session, folder.path(), &told));
        if figures.lost >= 5 {
            break;
        }
    }
    figures
}

/// One program after the other, each to its end or until it is killed.
fn one_program(session: &Session, folder: &Path, starts: &[(u64, Option<u64>)]) -> Vec<Told> {
    let mut all = Vec::new();
    for (seed, cut) in starts {
        let mut child = again(session, "two-desk", folder, *seed)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a child");
        let output = child.stdout.take().expect("a pipe");
        let reader = thread::spawn(move || {
            let (mut told, mut output, mut line) = (Told::default(), BufReader::new(output), String::new());
            // A line without an end was cut off and was not told.
            while output.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
                told.take(line.trim_end());
                line.clear();
            }
            told
        });
        let ended = end(child, *cut);
        let mut told = reader.join().expect("its output");
        if let Err(why) = ended {
            told.done.push(json!({"fault": why}));
        }
        all.push(told);
    }
    all
}

/// Waits for its end, or kills it after so many milliseconds.
fn end(mut child: Child, cut: Option<u64>) -> Result<(), String> {
    if let Some(milliseconds) = cut {
        // The moment itself is what is tried here; nothing is waited for.
        thread::sleep(Duration::from_millis(milliseconds));
        let _ = child.kill();
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    hold!(output.status.success() || cut.is_some(), "a program ended with {}: {said}", output.status);
    Ok(())
}

fn again(session: &Session, class: &str, folder: &Path, seed: u64) -> Command {
    let mut command = session.command(std::env::current_exe().unwrap());
    command.args(["child", class]).arg(folder).arg(seed.to_string());
    command
}

/// What was acknowledged so far.
#[derive(Default)]
struct Kept {
    /// Of the app that is never removed: the newest version that was acknowledged, and its secret.
    version: u64,
    secret: Option<u64>,
    /// Every secret that was saved, or may have been.
    secrets: BTreeSet<u64>,
    /// Checks by customer.
    checks: BTreeMap<i64, BTreeSet<String>>,
}

impl Kept {
    fn take(&mut self, told: &[Told]) {
        for act in told.iter().flat_map(|told| &told.done) {
            match (act["op"].as_str(), act["version"].as_u64()) {
                (Some("save"), Some(version)) if act["app"] == 2 && version > self.version => {
                    (self.version, self.secret) = (version, act["n"].as_u64());
                }
                // One that failed is counted as such and acknowledged nothing.
                (Some("check"), _) if act["fault"].is_null() => {
                    let at = act["at"].as_str().unwrap_or_default().to_owned();
                    self.checks.entry(act["c"].as_i64().unwrap_or_default()).or_default().insert(at);
                }
                _ => {}
            }
        }
        let tried = told.iter().flat_map(|told| &told.tried);
        self.secrets.extend(tried.filter_map(|act| act["n"].as_u64()));
    }

    /// After all of them ended: what the next start finds.
    fn hold_against(&mut self, session: &Session, folder: &Path, told: &[Told]) -> Result<(), String> {
        self.take(told);
        let started =
            again(session, "secret-start", folder, 0).output().map_err(|error| error.to_string())?;
        let apps = &secrets::found_by(&started)?;
        let secret = house::Reached::read(folder).secret().expose().to_owned();
        for app in apps {
            let (number, text) = (app["number"].as_u64(), app["text"].as_str());
            hold!(app["gen"].is_null() == text.is_none(), "a record names a secret that is not there: {app}");
            let n = text.and_then(|text| text.parse::<u64>().ok());
            match number {
                None => hold!(text == Some(&secret), "the practice app has another's secret: {app}"),
                Some(_) => hold!(
                    text.is_none() || n.is_some_and(|n| self.secrets.contains(&n)),
                    "an app has a secret that nobody saved: {app}"
                ),
            }
            if number == Some(2) {
                let version = app["version"].as_u64().unwrap_or_default();
                hold!(version >= self.version, "acknowledged as version {}, found {app}", self.version);
                // A later one was saved by somebody who was killed before telling.
                let same = version > self.version || n == self.secret;
                hold!(same, "acknowledged was {:?}, found {app}", self.secret);
                (self.version, self.secret) = (version, n);
            }
        }
        let there = apps.iter().any(|app| app["number"] == 2);
        hold!(there || self.version == 0, "the app that nobody removes is gone");
        secrets::no_orphans(session, "practice", apps)?;
        let path = folder.join("data/registry.db");
        wait(async {
            let registry = made::next_start(&path)?;
            let left = registry.unsettled().await.map_err(|problem| problem.to_string())?;
            // What an unproved secret replaced waits for its proof.
            let waits = |place: &&SecretPlace| {
                let app = apps.iter().find(|app| app["app_id"] == place.app_id.to_string());
                app.is_some_and(|app| {
                    app["proved"] == false && app["gen"].as_u64() > Some(place.generation.into())
                })
            };
            let open = left.iter().filter(|place| !waits(place)).count();
            hold!(open == 0, "{open} places are still not settled");
            for (row, acknowledged) in &self.checks {
                let row = consentry_onboarding::records::CustomerRow(*row);
                let checks = registry.checks(row, usize::MAX).await.map_err(|problem| problem.to_string())?;
                let found: BTreeSet<String> =
                    checks.iter().map(|check| check.at.unix_timestamp_nanos().to_string()).collect();
                let lost: Vec<_> = acknowledged.difference(&found).collect();
                hold!(lost.is_empty(), "acknowledged checks are gone: {lost:?}");
            }
            Ok(())
        })?;
        made::sound(&path)
    }
}

/// Whether it only says that somebody else was there first, which a person is told and tries again.
fn is_a_race(problem: &DeskProblem) -> bool {
    matches!(
        problem,
        DeskProblem::Registry(
            RegistryProblem::Conflict | RegistryProblem::Duplicate | RegistryProblem::NotFound
        ) | DeskProblem::Invalid { problem: InputProblem::Duplicate, .. }
    )
}

/// Tells how it ended.
fn tell(mut act: Value, ended: Result<Value, DeskProblem>) {
    match ended {
        Ok(Value::Object(more)) => act.as_object_mut().unwrap().extend(more),
        Ok(_) => {}
        Err(problem) if is_a_race(&problem) => act = json!({"op": "race"}),
        Err(problem) => act["fault"] = format!("{problem}").into(),
    }
    did(&act);
}

pub(crate) async fn work(folder: &Path, mut chance: Chance) {
    let registry = made::next_start(&folder.join("data/registry.db")).unwrap();
    let (desk, reached) =
        (house::desk(folder, registry, Arc::new(Keychain::new())), house::Reached::read(folder));
    let left = desk.unsettled().await.unwrap();
    desk.settle(left).await;
    let pasted = |text: &str| Some(PastedSecret::new(text.to_owned()));
    for _ in 0..ACTS {
        let apps = desk.registry().apps().await.unwrap();
        let known = apps.iter().find(|app| secrets::number_of(app).is_none());
        let other = |number| apps.iter().find(|app| secrets::number_of(app) == Some(number));
        match (chance.below(10), known, other(3)) {
            (0 | 1, ..) => {
                let act = json!({"op": "known"});
                let draft = reached.draft(known.map(|app| app.row), chance.below(2) == 0);
                trying(&act);
                let saved = desk.save_app(draft, pasted(reached.secret().expose()), KeptIn::Keychain).await;
                tell(act, saved.map(|_| json!({})));
            }
            (2 | 3, Some(app), _) => {
                let scenario = shelf().iter().find(|one| one.cause.is_none()).unwrap();
                let customers = desk.registry().customers().await.unwrap();
                let row = if let Some(customer) = customers.iter().find(|customer| customer.app == app.row) {
                    customer.row
                } else {
                    let now = desk.clock().now();
                    let new = CustomerRecord::new(app.row, scenario.customer.into(), scenario.tenant_id, now);
                    match desk.registry().add_customer(new).await {
                        Ok(customer) => customer.row,
                        // Another program was faster.
                        Err(RegistryProblem::Duplicate) => continue,
                        Err(problem) => panic!("{problem}"),
                    }
                };
                let act = json!({"op": "check", "c": row.0});
                trying(&act);
                let checked = desk.check(row, &|_| {}, &CancellationToken::new()).await.and_then(|checked| {
                    checked.kept?;
                    let (record, at) = (&checked.record, checked.record.at.unix_timestamp_nanos());
                    Ok(match record.verdict {
                        Verdict::Connected => json!({"at": at.to_string()}),
                        other => json!({"fault": format!("{other:?}: {:?}", record.cause)}),
                    })
                });
                tell(act, checked);
            }
            (4, _, Some(app)) => {
                let act = json!({"op": "remove"});
                trying(&act);
                tell(act, desk.remove_app(app.row, false).await.map(|()| json!({})));
            }
            (which, ..) => {
                let number = if which < 7 { 3 } else { 2 };
                let n = chance.below(1_000_000_000);
                let act = json!({"op": "save", "app": number, "n": n});
                let draft = secrets::other_draft(other(number), number);
                trying(&act);
                let saved =
                    desk.save_app(draft, pasted(&format!("other-secret-{n}")), KeptIn::Keychain).await;
                tell(act, saved.map(|saved| json!({"version": saved.app.version})));
            }
        }
    }
}
