//! Terminals that check one customer, all at once, while a window replaces the secret they use: the programs that ship,
//! with a registry and a keychain between them.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::desk::{AppDraft, Clouds, Desk};
use consentry_onboarding::gather::Http;
use consentry_onboarding::ports::{Registry as _, SystemClock};
use consentry_onboarding::records::KeptIn;
use consentry_onboarding::secret::PastedSecret;
use consentry_platform::{Keychain, MemorySecrets};
use consentry_testbed::programs::programs;
use consentry_testbed::scene::{APP, HOME, SECRET, Scene, WANTED, tenant};
use serde_json::Value;

use crate::Orders;
use crate::chance::Chance;
use crate::crash::{secrets, wait};
use crate::figures::{Figures, hold};
use crate::made;

/// Terminals at once, and savings of the window meanwhile.
const TERMINALS: usize = 3;
const SAVINGS: u32 = 4;

pub(crate) fn run(orders: &Orders) -> Figures {
    let mut figures = Figures::default();
    let mut chance = Chance::new(orders.seed ^ 0x7465_726d);
    let scene = Scene::set();
    let data = scene.session.folder().join("data/consentry");
    let ours = |class: &str, seed: u64| {
        let mut command = scene.session.command(std::env::current_exe().unwrap());
        command.args(["child", class]).arg(&data).arg(seed.to_string());
        command
    };
    let set = ours("terminal-setup", 0).output().unwrap();
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    let mut kept = 0;
    for round in 0..orders.tries(60, 4) {
        let what = format!("two/terminals, seed {}, round {round}", orders.seed);
        let window = begin(&mut ours("two-window", chance.number()));
        let terminals: Vec<_> = (0..TERMINALS)
            .map(|_| {
                let mut command = scene.session.command(&programs().terminal);
                let customer = tenant("all-well").to_string();
                begin(command.args(["check", "--json", "--customer", &customer]).env_remove("CONSENTRY_LOG"))
            })
            .collect();
        for terminal in terminals {
            let ended = terminal.wait_with_output().unwrap();
            figures.count(&what, connected(&ended));
            kept += 1;
        }
        let ended = window.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        figures.count(&what, if ended.status.success() { Ok(()) } else { Err(said) });
        let started = ours("two-window", 0).output().unwrap();
        figures.count(&what, left(&scene, &data.join("registry.db"), &started, kept));
        if figures.lost >= 5 {
            break;
        }
    }
    figures
}

fn begin(command: &mut Command) -> std::process::Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program")
}

/// The terminal's answer is what it would be alone, and it says nothing of the others.
fn connected(ended: &Output) -> Result<(), String> {
    let (said, errors) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    let answer: Value = serde_json::from_str(&said).map_err(|error| format!("{error}: {said} {errors}"))?;
    hold!(ended.status.success() && answer["verdict"] == "connected", "{answer} {errors}");
    for word in ["locked", "busy", "database", "not kept", "could not"] {
        hold!(!errors.contains(word), "somebody was told: {errors}");
    }
    Ok(())
}

fn left(scene: &Scene, registry: &Path, started: &Output, kept: usize) -> Result<(), String> {
    let apps = &secrets::found_by(started)?;
    for app in apps {
        hold!(app["text"] == SECRET, "the record names a secret that is not there: {}", app["gen"]);
    }
    secrets::no_orphans(&scene.session, "commercial", apps)?;
    wait(async {
        let registry = made::next_start(registry)?;
        let customers = registry.customers().await.map_err(|problem| problem.to_string())?;
        let checks = registry.checks(customers[0].row, usize::MAX).await;
        let found = checks.map_err(|problem| problem.to_string())?.len();
        hold!(found == kept, "{kept} checks were told, {found} are kept");
        Ok(())
    })?;
    made::sound(registry)
}

/// What the window does: with seed 0 it only starts, else it replaces the secret, with proof and without.
pub(crate) async fn work(data: &Path, mut chance: Chance) {
    let seeded = std::env::args().next_back().is_some_and(|seed| seed != "0");
    let registry = made::next_start(&data.join("registry.db")).unwrap();
    let desk = Desk::new(
        Arc::new(registry),
        Arc::new(Keychain::new()),
        Arc::new(MemorySecrets::default()),
        Http::system(),
        Clouds::Real,
        Arc::new(SystemClock),
    );
    if !seeded {
        return secrets::tell_what_is_there(&desk).await;
    }
    let left = desk.unsettled().await.unwrap();
    desk.settle(left).await;
    for _ in 0..SAVINGS {
        let app = desk.registry().apps().await.unwrap().remove(0);
        let home = if chance.below(2) == 0 { HOME } else { "" };
        let draft = AppDraft {
            row: Some(app.row),
            name: app.name,
            cloud: CloudId::Commercial,
            app_id: APP.to_owned(),
            home_tenant: home.to_owned(),
            publisher: String::new(),
            contact: String::new(),
            secret_expires_on: String::new(),
            redirect_uris: app.redirect_uris,
            permissions: WANTED.map(str::to_owned).to_vec(),
            ticks: None,
        };
        let secret = PastedSecret::new(SECRET.to_owned());
        desk.save_app(draft, Some(secret), KeptIn::Keychain).await.unwrap();
    }
}
