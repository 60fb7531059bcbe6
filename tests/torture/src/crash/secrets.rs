//! Secrets saved, replaced, proved and removed, with a real keychain beside the registry: two places, and a kill between.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use consentry_onboarding::desk::{AppDraft, Desk};
use consentry_onboarding::gather::Credential;
use consentry_onboarding::records::{AppRecord, CustomerRecord, KeptIn};
use consentry_onboarding::secret::PastedSecret;
use consentry_platform::Keychain;
use consentry_practice::{RunningPractice, shelf};
use consentry_testbed::session::Session;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Class, Told, did, house, trying};
use crate::chance::Chance;
use crate::figures::hold;
use crate::made;

struct Secrets {
    folder: PathBuf,
    session: Session,
    _cloud: RunningPractice,
    /// The app that the practice cloud knows has a secret.
    known: bool,
    /// The other app: its number and its secret.
    other: Option<(u64, Option<u64>)>,
}

pub fn class(folder: &Path) -> Box<dyn Class> {
    let cloud = house::start(folder);
    let session = Session::start();
    Box::new(Secrets { folder: folder.to_owned(), session, _cloud: cloud, known: false, other: None })
}

fn apply(known: &mut bool, other: &mut Option<(u64, Option<u64>)>, what: &Value) {
    let number = |name: &str| what[name].as_u64();
    match what["op"].as_str().unwrap() {
        "save" | "prove" => *known = true,
        "other" => *other = Some((number("app").unwrap(), number("n"))),
        "remove" => *other = None,
        op => panic!("{op}"),
    }
}

impl Secrets {
    fn again(&self, class: &str, seed: u64) -> Command {
        let mut command = self.session.command(std::env::current_exe().unwrap());
        command.args(["child", class]).arg(&self.folder).arg(seed.to_string());
        command
    }
}

impl Class for Secrets {
    fn child(&mut self, chance: &mut Chance) -> Command {
        self.again("secret", chance.number())
    }

    fn longest(&self) -> u64 {
        300_000
    }

    fn verify(&mut self, told: &Told) -> Result<(), String> {
        for done in &told.done {
            apply(&mut self.known, &mut self.other, done);
        }
        let (mut known, mut other) = (self.known, self.other);
        if let Some(pending) = told.pending() {
            apply(&mut known, &mut other, pending);
        }
        let started = self.again("secret-start", 0).output().map_err(|error| error.to_string())?;
        let apps = &found_by(&started)?;
        let secret = house::Reached::read(&self.folder).secret().expose().to_owned();
        let mut found_known = false;
        let mut found_other = None;
        for app in apps {
            let text = app["text"].as_str();
            match app["number"].as_u64() {
                None => {
                    hold!(text == Some(&secret), "the practice app names a secret that is not there: {app}");
                    found_known = true;
                }
                Some(number) => {
                    let n = app["gen"].as_u64().map(|_| text.and_then(|text| text.parse().ok()));
                    hold!(n != Some(None), "an app names a secret that is not there: {app}");
                    found_other = Some((number, n.flatten()));
                }
            }
        }
        hold!(found_known == self.known || found_known == known, "the practice app is gone");
        hold!(
            found_other == self.other || found_other == other,
            "acknowledged {:?}, pending {other:?}, found {found_other:?}",
            self.other
        );
        no_orphans(&self.session, "practice", apps)?;
        (self.known, self.other) = (found_known, found_other);
        made::sound(&self.folder.join("data/registry.db"))
    }
}

/// Whatever lies in the keychain now belongs to a record.
pub(crate) fn no_orphans(session: &Session, cloud: &str, apps: &[Value]) -> Result<(), String> {
    let contents = session.keychain_contents("service", "app.consentry.desktop");
    let before = format!("username = {cloud}/");
    let places: BTreeSet<(&str, u64)> = contents
        .lines()
        .filter_map(|line| line.split_once(&before)?.1.rsplit_once('/'))
        .filter_map(|(app, generation)| Some((app, generation.trim().parse().ok()?)))
        .collect();
    hold!(!places.is_empty() || apps.iter().all(|app| app["gen"].is_null()), "the keychain shows nothing");
    for (id, generation) in &places {
        let app = apps.iter().find(|app| app["app_id"] == *id);
        let now = app.and_then(|app| app["gen"].as_u64());
        let unproved = app.is_some_and(|app| app["proved"] == false);
        let belongs = now == Some(*generation) || (unproved && now.is_some_and(|now| now > *generation));
        hold!(belongs, "an orphan in the keychain: {id} {generation}; the record: {app:?}");
    }
    Ok(())
}

/// The apps of which a start told, with what it found of each.
pub(crate) fn found_by(started: &Output) -> Result<Vec<Value>, String> {
    let said = String::from_utf8_lossy(&started.stdout);
    let told: Option<Value> =
        said.lines().find_map(|line| serde_json::from_str(line.strip_prefix("did ")?).ok());
    let told =
        told.ok_or_else(|| format!("the next start failed: {}", String::from_utf8_lossy(&started.stderr)))?;
    Ok(told["apps"].as_array().unwrap().clone())
}

/// What the next start does, and what it finds.
pub async fn next_start(folder: &Path) {
    let registry = made::next_start(&folder.join("data/registry.db")).unwrap();
    tell_what_is_there(&house::desk(folder, registry, Arc::new(Keychain::new()))).await;
}

/// Settles what is left at this desk, and tells of every app whether its secret is there.
pub(crate) async fn tell_what_is_there(desk: &Desk) {
    let left = desk.unsettled().await.unwrap();
    let (count, settled) = (left.len(), desk.settle(left).await);
    assert_eq!(count, settled, "all of it could be settled");
    let mut apps = Vec::new();
    for app in desk.registry().apps().await.unwrap() {
        let text = match desk.credential(&app).await {
            Credential::Secret(secret) => {
                Some(secret.expose().trim_start_matches("other-secret-").to_owned())
            }
            Credential::Unavailable(..) => None,
        };
        apps.push(json!({
            "app_id": app.app_id.to_string(),
            "number": number_of(&app),
            "row": app.row.0,
            "version": app.version,
            "gen": app.secret.as_ref().map(|secret| secret.generation),
            "proved": app.secret.as_ref().map(|secret| secret.proved_at.is_some()),
            "text": text,
        }));
    }
    did(&json!({"apps": apps}));
}

/// The other app's number.
pub(crate) fn number_of(app: &AppRecord) -> Option<u64> {
    (2..=3).find(|number| app.app_id == made::app_id(*number))
}

/// Another app, as a person enters it.
pub(crate) fn other_draft(app: Option<&AppRecord>, number: u64) -> AppDraft {
    AppDraft {
        row: app.map(|app| app.row),
        name: "Other".into(),
        cloud: consentry_onboarding::cloud::CloudId::Practice,
        app_id: made::app_id(number).to_string(),
        home_tenant: String::new(),
        publisher: String::new(),
        contact: String::new(),
        secret_expires_on: String::new(),
        redirect_uris: Vec::new(),
        permissions: vec!["Alert.Read.All".into()],
        ticks: None,
    }
}

pub async fn work(folder: &Path, mut chance: Chance) {
    let registry = made::next_start(&folder.join("data/registry.db")).unwrap();
    let (desk, reached) =
        (house::desk(folder, registry, Arc::new(Keychain::new())), house::Reached::read(folder));
    let left = desk.unsettled().await.unwrap();
    desk.settle(left).await;
    let pasted = |text: &str| Some(PastedSecret::new(text.to_owned()));
    loop {
        let apps = desk.registry().apps().await.unwrap();
        let other = apps.iter().find(|app| number_of(app).is_some());
        let known = apps.iter().find(|app| number_of(app).is_none());
        match (chance.below(8), known, other) {
            (0..=2, ..) => {
                // Proved at once, or later by a check.
                let what = json!({"op": "save"});
                let draft = reached.draft(known.map(|app| app.row), chance.below(2) == 0);
                trying(&what);
                desk.save_app(draft, pasted(reached.secret().expose()), KeptIn::Keychain).await.unwrap();
                did(&what);
            }
            (3, Some(app), _) => {
                let customers = desk.registry().customers().await.unwrap();
                let row = if let Some(customer) = customers.first() {
                    customer.row
                } else {
                    let scenario = shelf().iter().find(|one| one.cause.is_none()).unwrap();
                    let now = desk.clock().now();
                    let new = CustomerRecord::new(app.row, scenario.customer.into(), scenario.tenant_id, now);
                    desk.registry().add_customer(new).await.unwrap().row
                };
                let what = json!({"op": "prove"});
                trying(&what);
                desk.check(row, &|_| {}, &CancellationToken::new()).await.unwrap().kept.unwrap();
                did(&what);
            }
            (4, _, Some(app)) => {
                let what = json!({"op": "remove"});
                trying(&what);
                desk.remove_app(app.row, false).await.unwrap();
                did(&what);
            }
            (5, _, Some(app)) => {
                // Another registration takes its place; the secret stays with nobody.
                let number = 5 - number_of(app).unwrap();
                let what = json!({"op": "other", "app": number, "n": null});
                trying(&what);
                desk.save_app(other_draft(Some(app), number), None, KeptIn::Keychain).await.unwrap();
                did(&what);
            }
            _ => {
                let number = other.and_then(number_of).unwrap_or(2);
                let n = chance.below(1_000_000_000);
                let what = json!({"op": "other", "app": number, "n": n});
                let secret = pasted(&format!("other-secret-{n}"));
                trying(&what);
                desk.save_app(other_draft(other, number), secret, KeptIn::Keychain).await.unwrap();
                did(&what);
            }
        }
    }
}
