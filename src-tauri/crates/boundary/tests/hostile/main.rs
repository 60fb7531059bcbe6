//! A page that somebody has taken over sends every command with hostile arguments. Each gets an answer or a refusal, in
//! time; a refusal changes nothing; nothing is opened but by the commands that open something, and then an address of the
//! core's own; no file lies outside of the house's folders; nobody else is asked; and no answer holds a secret.
//!
//! The commands run in a process of their own, whose home folder, browser and network are the test's.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the finding")]
#![allow(clippy::print_stdout, reason = "figures for whoever looks; no test depends on them")]
#![allow(clippy::too_many_lines, reason = "one attack after the other, with all that is held against it")]

mod attacks;
mod outside;
mod page;
mod shapes;
mod stored;

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command as Program, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use attacks::{Armoury, Dice};
use consentry_onboarding::secret::ClientSecret;
use consentry_practice::{Directory, Names, router};
use consentry_testbed::canary::{Canary, holds_token};
use consentry_testbed::naughty;
use consentry_testbed::scene::{APP, HOME, app, customer};
use consentry_testbed::standin::{HOSTS, StandIn};
use outside::{is_ours, strays};
use page::{AT_ONCE, Page, Told};
use serde_json::{Value, json};
use stored::Stored;
use tauri::ipc::InvokeBody;

/// So often each command is sent in `make test`; the long lane sets `CONSENTRY_ROUNDS`.
const ROUNDS: u64 = 10;
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
            let (before, checks) = (stored.now(), stored.checks());
            let (opened, begun) = (page.opened().len(), Instant::now());
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
                assert!(stored.checks() >= checks, "a refusal takes nothing away: {said}: {why}");
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
