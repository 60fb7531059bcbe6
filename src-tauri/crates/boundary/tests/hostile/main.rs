//! A page that somebody has taken over sends every command with hostile arguments. Each gets an answer or a refusal, in
//! time; a refusal changes nothing; nothing is opened but by the commands that open something, and then an address of the
//! core's own; no file lies outside of the house's folders; nobody else is asked; and no answer holds a secret.
//!
//! The commands run in a process of their own, whose home folder, browser and network are the test's.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the finding")]
#![allow(clippy::print_stdout, reason = "figures for whoever looks; no test depends on them")]
#![allow(clippy::too_many_lines, reason = "one attack after the other, with all that is held against it")]

mod attacks;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Program, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use attacks::{Armoury, Dice};
use consentry_desktop::House;
use consentry_onboarding::secret::ClientSecret;
use consentry_platform::{MemorySecrets, Places};
use consentry_practice::{Directory, Names, router};
use consentry_testbed::canary::{Canary, holds_token};
use consentry_testbed::naughty;
use consentry_testbed::rusqlite::{Connection, OpenFlags, types::ValueRef};
use consentry_testbed::scene::{APP, HOME, app, customer};
use consentry_testbed::standin::{HOSTS, StandIn};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponse, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use url::Url;

/// So often each command is sent in `make test`; the long lane sets `CONSENTRY_ROUNDS`.
const ROUNDS: u64 = 10;
/// An answer that takes longer is stopped by the commands that stop something.
const AT_ONCE: Duration = Duration::from_secs(2);
/// An answer that takes longer than this is none.
const AT_ALL: Duration = Duration::from_secs(60);
/// Memory at its most, in KiB: the arguments themselves are up to a MiB and are held several times over.
const MOST_MEMORY: u64 = 900 * 1024;
const SECRET: &str = "cAnArY~8Q.secret_value+of/a=page&0123456789";
const PASTED: &str = "cAnArY~9R.secret_inside+of/a=request&987654";

/// The commands that may open something with other programs of the desktop.
const OPENERS: [&str; 8] = [
    "open_portal_page",
    "open_home_consent",
    "open_consent_link",
    "mail_consent_kit",
    "mail_repair_text",
    "open_look_up",
    "open_and_wait",
    "print_summary",
];

#[test]
fn every_command_is_a_match_for_a_hostile_page() {
    let folder = tempfile::Builder::new().prefix("consentry-hostile-").tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["bin", "home", "data", "tmp"] {
        std::fs::create_dir(at(name)).unwrap();
    }
    let opener = at("bin/xdg-open");
    let script = format!("#!/bin/sh\nprintf '%s\\0' \"$1\" >> '{}'\n", at("opened").display());
    std::fs::write(&opener, script).unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let directory = Directory::new(Names::microsoft()).unwrap();
    directory.add_app(app(), ClientSecret::from_store(SECRET.to_owned()), "Northwind MDR");
    let microsoft = StandIn::start(folder.path(), router(directory));

    let mut child = Program::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_commands_under_attack", "--ignored", "--nocapture"])
        .env_clear()
        .envs(microsoft.environment())
        .env("PATH", at("bin"))
        .env("HOME", at("home"))
        .env("XDG_DATA_HOME", at("data"))
        .env("TMPDIR", at("tmp"))
        .env("CONSENTRY_HOSTILE", folder.path())
        .env("CONSENTRY_ROUNDS", std::env::var("CONSENTRY_ROUNDS").unwrap_or_else(|_| ROUNDS.to_string()))
        .current_dir(at("home"))
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    assert!(child.wait().unwrap().success(), "see above");

    // The stand-in answers for one cloud; another one can be chosen, and then its own hosts are asked.
    let hosts: BTreeSet<String> = microsoft.refused().into_iter().map(|one| one.host).collect();
    let others = [
        "login.microsoftonline.us:443",
        "api-gov.securitycenter.microsoft.us:443",
        "api-gcc.securitycenter.microsoft.us:443",
    ];
    assert!(hosts.iter().all(|host| others.contains(&host.as_str())), "nobody else was asked: {hosts:?}");
    assert!(microsoft.asked().iter().all(|one| HOSTS.contains(&one.host.as_str())));
    let strays: Vec<PathBuf> = strays(folder.path());
    assert!(strays.is_empty(), "files outside of the house's folders: {strays:?}");
}

/// The one way out for a token: a file at the path that fitting arguments name, its owner's alone, with nothing else in it.
fn is_asked_for_token(path: &Path) -> bool {
    let mode = std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let held = std::fs::read_to_string(path).unwrap_or_default();
    path.ends_with("home/Latest-token.txt") && mode == 0o600 && held.trim_end().split('.').count() == 3
}

/// Files that lie where nobody was meant to write.
fn strays(folder: &Path) -> Vec<PathBuf> {
    let ours = ["bin", "home", "data", "tmp", "opened", "authority.pem"];
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| !ours.contains(&path.file_name().unwrap().to_str().unwrap()));
    let files = |name: &str| std::fs::read_dir(folder.join(name)).unwrap().map(|entry| entry.unwrap().path());
    // Saved files lie in the folder for downloads itself, here the home folder, and have the endings of what is saved.
    let saved = ["eml", "html", "md", "csv", "json", "py", "cs", "ps1", "sh"];
    found.extend(files("home").filter(|path| {
        let is_saved =
            path.is_file() && path.extension().is_some_and(|kind| saved.contains(&kind.to_str().unwrap()));
        !is_saved && !is_asked_for_token(path)
    }));
    // The second is Tauri's own folder for a window.
    let known = ["consentry", "app.consentry.desktop"];
    found.extend(files("data").filter(|path| !known.contains(&path.file_name().unwrap().to_str().unwrap())));
    found.extend(files("tmp"));
    found.extend(
        ["/tmp/consentry-naughty", "/tmp/consentry-naughty.db"]
            .map(PathBuf::from)
            .into_iter()
            .filter(|path| path.exists()),
    );
    found
}

/// Everything that went from the core to the page.
type Heard = Arc<Mutex<Vec<String>>>;

struct Page {
    folder: PathBuf,
    heard: Heard,
    main: WebviewWindow<MockRuntime>,
    _app: tauri::App<MockRuntime>,
}

enum Told {
    Answer(Value),
    Refusal(Value),
}

impl Page {
    fn open(folder: &Path) -> Self {
        let house = House::with(Places::below(&folder.join("data")), Arc::new(MemorySecrets::default()));
        let heard = Heard::default();
        let told = Arc::clone(&heard);
        let builder = mock_builder().channel_interceptor(move |_, _, _, message| {
            let text = match message {
                InvokeResponseBody::Json(text) => text.clone(),
                InvokeResponseBody::Raw(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            };
            told.lock().unwrap().push(text);
            true
        });
        let app =
            consentry_desktop::shell(builder, Arc::new(house)).build(consentry_desktop::context()).unwrap();
        let main = WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build().unwrap();
        Self { folder: folder.to_owned(), heard, main, _app: app }
    }

    fn send(&self, command: &str, body: InvokeBody) -> mpsc::Receiver<Told> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body,
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let (sender, answer) = mpsc::channel();
        self.main.clone().on_message(
            request,
            Box::new(move |_, _, response, _, _| {
                let told = match response {
                    InvokeResponse::Ok(body) => Told::Answer(body.deserialize().unwrap_or_default()),
                    InvokeResponse::Err(error) => Told::Refusal(error.0),
                };
                // Whoever waited in vain has gone, and said so.
                let _ = sender.send(told);
            }),
        );
        answer
    }

    /// Sends a command and waits for its answer; one that takes its time is stopped as a person would stop it.
    fn ask(&self, command: &str, body: InvokeBody, how: &str) -> Told {
        let answer = self.send(command, body);
        match answer.recv_timeout(AT_ONCE) {
            Ok(told) => return told,
            Err(RecvTimeoutError::Disconnected) => panic!("{command} ({how}) came to no answer"),
            Err(RecvTimeoutError::Timeout) => {}
        }
        for realm in ["real", "practice"] {
            for stop in ["cancel_check_all", "cancel_import"] {
                let _ = self.send(stop, InvokeBody::Json(json!({ "realm": realm }))).recv_timeout(AT_ONCE);
            }
            for row in self.rows() {
                for stop in ["cancel_check", "cancel_call"] {
                    let body = json!({ "realm": realm, "customer": row });
                    let _ = self.send(stop, InvokeBody::Json(body)).recv_timeout(AT_ONCE);
                }
            }
        }
        for stop in ["stop_waiting", "cancel_inspection"] {
            let _ = self.send(stop, InvokeBody::Json(json!({}))).recv_timeout(AT_ONCE);
        }
        answer
            .recv_timeout(AT_ALL)
            .unwrap_or_else(|_| panic!("{command} ({how}) gave no answer in {AT_ALL:?}"))
    }

    fn told(&self, command: &str, body: Value) -> Value {
        match self.ask(command, InvokeBody::Json(body), "as it should be") {
            Told::Answer(value) => value,
            Told::Refusal(why) => panic!("{command} was refused: {why}"),
        }
    }

    /// The rows of apps and customers, in both realms.
    fn rows(&self) -> Vec<i64> {
        let mut rows = BTreeSet::from([0, 1]);
        for realm in ["real", "practice"] {
            let board = self.told("overview", json!({ "realm": realm, "lang": "en" }));
            for list in ["apps", "customers"] {
                let known = board[list].as_array().unwrap().iter();
                rows.extend(known.take(6).filter_map(|one| one["row"].as_i64()));
            }
        }
        rows.into_iter().collect()
    }

    /// Makes sure that there is something to attack.
    fn furnish(&self) {
        let board = self.told("overview", json!({ "realm": "real", "lang": "en" }));
        let app = match board["apps"].as_array().unwrap().iter().find(|one| one["appId"] == APP) {
            Some(known) => known["row"].clone(),
            None => self.told("save_app", json!({
                "realm": "real", "keepInMemory": true, "lang": "en", "secret": SECRET,
                "draft": { "row": null, "name": "Northwind MDR", "cloud": "commercial", "appId": APP,
                    "homeTenant": HOME, "publisher": "", "contact": "", "secretExpiresOn": "", "ticks": [],
                    "redirectUris": ["http://localhost/done"], "permissions": ["Alert.Read.All"] },
            }))["app"]["row"].clone(),
        };
        if board["customers"].as_array().unwrap().is_empty() {
            for name in ["all-well", "not-consented"] {
                let who = customer(name);
                let draft = json!({ "row": null, "app": app, "name": who.customer, "tenant": who.tenant_id.to_string() });
                self.told("save_customer", json!({ "realm": "real", "draft": draft, "lang": "sv" }));
            }
        }
        if self.told("overview", json!({ "realm": "practice", "lang": "en" }))["customers"]
            .as_array()
            .unwrap()
            .is_empty()
        {
            self.told("reset_practice", json!({}));
        }
    }

    /// What was opened so far.
    fn opened(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.join("opened")).unwrap_or_default();
        text.split_terminator('\0').map(str::to_owned).collect()
    }
}

/// What the two registries hold. They are read anew only where something was written.
struct Stored {
    registries: Vec<Connection>,
    seen: Vec<i64>,
    text: Arc<str>,
}

impl Stored {
    fn open(folder: &Path) -> Self {
        let open = |name| {
            let file = folder.join("data/consentry").join(name);
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
        };
        Self {
            registries: ["registry.db", "practice.db"].map(open).into(),
            seen: Vec::new(),
            text: "".into(),
        }
    }

    fn now(&mut self) -> Arc<str> {
        let version =
            |one: &Connection| one.pragma_query_value(None, "data_version", |row| row.get(0)).unwrap();
        let seen: Vec<i64> = self.registries.iter().map(version).collect();
        if seen != self.seen {
            self.seen = seen;
            self.text = self.registries.iter().map(rows_of).collect::<String>().into();
        }
        Arc::clone(&self.text)
    }
}

/// Row by row, but for what a watch in the background notes.
fn rows_of(registry: &Connection) -> String {
    let mut all = String::new();
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut tables = registry.prepare(tables).unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for table in tables {
        let mut rows = registry.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for (at, column) in columns.iter().enumerate() {
                if column.starts_with("watch") || column == "version" {
                    continue;
                }
                let cell = match row.get_ref(at).unwrap() {
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    other => format!("{other:?}"),
                };
                all.push_str(&cell);
                all.push('\u{1f}');
            }
        }
    }
    all
}

/// A text of the house's own command errors that says no to what was asked, and not that the machine failed.
fn is_refusal(why: &Value) -> bool {
    why.is_string() || ["invalid", "busy"].contains(&why["code"].as_str().unwrap_or_default())
}

#[test]
#[ignore = "the process that the test above starts"]
fn the_commands_under_attack() {
    static FAULTS: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |fault| {
        FAULTS.lock().unwrap().push(fault.to_string());
        usual(fault);
    }));
    let folder = PathBuf::from(std::env::var_os("CONSENTRY_HOSTILE").expect("started by the test above"));
    let rounds: u64 = std::env::var("CONSENTRY_ROUNDS").unwrap().parse().unwrap();
    let commands = shapes::commands();
    assert!(commands.len() >= 60 && commands.iter().any(|one| !one.arguments.is_empty()), "{commands:?}");

    let page = Page::open(&folder);
    page.told("start_practice", json!({}));
    page.furnish();
    let (mut stored, armoury) = (Stored::open(&folder), armoury());
    let canary = Canary::of(&[("the secret", SECRET), ("a secret in a pasted text", PASTED)]);
    let (mut tried, mut slowest) = (0, BTreeMap::<String, Duration>::new());
    for round in 0..rounds {
        page.furnish();
        let mut armoury =
            Armoury { naughty: armoury.0.clone(), fitting: armoury.1.clone(), rows: page.rows() };
        armoury.fitting.retain(|(_, text)| !text.is_empty());
        for (at, command) in commands.iter().enumerate() {
            let mut dice = Dice::new(round * 1000 + u64::try_from(at).unwrap());
            let attack = armoury.attack(command, &mut dice);
            let shown: String = attack.body.to_string().chars().take(600).collect();
            let said = format!("{} in round {round}, {}: {shown}", command.name, attack.how);
            let body = if dice.below(40) == 0 {
                InvokeBody::Raw(attack.body.to_string().into_bytes())
            } else {
                InvokeBody::Json(attack.body)
            };
            let (before, opened, begun) = (stored.now(), page.opened().len(), Instant::now());
            let told = page.ask(&command.name, body, &attack.how);
            tried += 1;
            let longest = slowest.entry(command.name.clone()).or_default();
            *longest = begun.elapsed().max(*longest);
            let text = match &told {
                Told::Answer(value) => value.to_string(),
                Told::Refusal(why) => why.to_string(),
            };
            if let Told::Refusal(why) = &told
                && is_refusal(why)
            {
                assert_eq!(stored.now(), before, "a refusal changes nothing: {said}: {why}");
            }
            let now = page.opened();
            if !OPENERS.contains(&command.name.as_str()) {
                assert_eq!(now.len(), opened, "opened by {said}: {now:?}");
            }
            for address in &now[opened..] {
                assert!(is_ours(address, &folder), "{said} opened {address}");
            }
            let messages = std::mem::take(&mut *page.heard.lock().unwrap());
            for text in std::iter::once(&text).chain(&messages) {
                assert_eq!(canary.kinds_in(text.as_bytes()), [], "{said}");
                assert!(!holds_token(text.as_bytes()), "a token in an answer: {said}");
            }
            if command.name == "start_watch" {
                // Looks in the background would write while the next one is refused.
                for row in &armoury.rows {
                    for realm in ["real", "practice"] {
                        let body = json!({ "realm": realm, "customer": row, "lang": "en" });
                        let _ = page.send("stop_watch", InvokeBody::Json(body)).recv_timeout(AT_ONCE);
                    }
                }
            }
            assert_eq!(*FAULTS.lock().unwrap(), Vec::<String>::new(), "{said}");
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let most: u64 = most.split_whitespace().next().unwrap().parse().unwrap();
    assert!(most < MOST_MEMORY, "{most} KiB at its most");
    let mut slowest: Vec<_> = slowest.into_iter().collect();
    slowest.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    slowest.truncate(5);
    println!(
        "slowest: {slowest:?}; memory at its most: {} MiB; opened: {}",
        most / 1024,
        page.opened().len()
    );
    println!("commands: tried {tried}, survived {tried}, lost 0");
}

/// Hostile texts, and fitting ones by the name of the argument they fit.
fn armoury() -> (Vec<String>, Vec<(&'static str, String)>) {
    let naughty = naughty::texts("192.0.2.66:9").into_iter().map(|(_, text)| text).collect();
    let token = format!(
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJ0aWQiOiJ4Iiwicm9sZXMiOlsiQWxlcnQuUmVhZC5BbGwiXSwiYXVkIjoieHh4eHh4eHh4eHgifQ.{}",
        "c2ln".repeat(80)
    );
    let fitting = [
        ("tenant", customer("all-well").tenant_id.to_string()),
        ("tenant", customer("not-consented").domain.to_string()),
        ("homeTenant", HOME.to_owned()),
        ("appId", APP.to_owned()),
        ("appId", "0d3c9b1e-52a7-4f60-8e1b-9a7c4d2f6b83".to_owned()),
        ("name", "Contoso".to_owned()),
        ("permissions", "Alert.Read.All".to_owned()),
        ("picked", "Machine.Read.All".to_owned()),
        ("tasks", "alerts.list".to_owned()),
        ("redirectUris", "https://portal.azure.com".to_owned()),
        ("redirectUris", "http://localhost/done".to_owned()),
        ("secretExpiresOn", "2027-05-22".to_owned()),
        ("secret", SECRET.to_owned()),
        ("host", "eu".to_owned()),
        ("operation", "alerts.list".to_owned()),
        ("snippet", "python-v2".to_owned()),
        ("path", "~/Latest-token.txt".to_owned()),
        ("address", "https://portal.azure.com/?admin_consent=True&tenant=x".to_owned()),
        ("text", format!("Authorization: Bearer {token}")),
        ("text", format!("POST /token\n\nclient_secret={PASTED}&grant_type=client_credentials")),
        ("text", "Name;Tenant\nOne;contoso.example\n=1+1;kund1.example\n".to_owned()),
        ("language", "sv".to_owned()),
        ("theme", "dark".to_owned()),
        ("task", "isolate a device".to_owned()),
    ];
    (naughty, fitting.into_iter().collect())
}

/// An address that the core builds: of the cloud's portal or sign-in service, practice's page, a letter, a saved page.
fn is_ours(address: &str, folder: &Path) -> bool {
    const OURS: [&str; 7] = [
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "entra.microsoft.com",
        "entra.microsoft.us",
        "portal.azure.com",
        "portal.azure.us",
        "www.microsoft.com",
    ];
    let Ok(read) = Url::parse(address) else { return false };
    let plain =
        read.username().is_empty() && read.password().is_none() && !address.contains(char::is_control);
    let host = read.host_str().unwrap_or_default();
    plain
        && match read.scheme() {
            "https" => OURS.contains(&host) && read.port().is_none(),
            "http" => host == "127.0.0.1" && read.port().is_some(),
            "mailto" => {
                let fields: Vec<_> = read.query_pairs().map(|(name, _)| name.into_owned()).collect();
                read.path().is_empty() && fields == ["subject", "body"]
            }
            "file" => {
                let path = read.to_file_path().unwrap_or_default();
                path.parent() == Some(&folder.join("home"))
                    && path.extension().is_some_and(|kind| kind == "html")
            }
            _ => false,
        }
}
