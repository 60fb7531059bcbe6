//! The terminal program itself: `consentry check --customer`, cut off anywhere between its start and its answer.

use std::path::{Path, PathBuf};
use std::process::Command;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::ports::{Registry as _, SecretPlace, SecretStore as _};
use consentry_onboarding::records::{AppRecord, CustomerRecord, KeptIn, SecretRecord};
use consentry_onboarding::secret::ClientSecret;
use consentry_platform::Keychain;
use consentry_testbed::programs::programs;
use consentry_testbed::scene::{SECRET, Scene, WANTED, app, tenant};
use serde_json::Value;

use super::{Class, Told, wait};
use crate::chance::Chance;
use crate::figures::hold;
use crate::made;

struct Terminal {
    scene: Scene,
    registry: PathBuf,
    /// Checks that are known to be kept.
    kept: usize,
}

pub fn class(_: &Path) -> Box<dyn Class> {
    let scene = Scene::set();
    let data = scene.session.folder().join("data/consentry");
    let set = scene
        .session
        .command(std::env::current_exe().unwrap())
        .args(["child", "terminal-setup"])
        .arg(&data)
        .arg("0")
        .output()
        .unwrap();
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    Box::new(Terminal { scene, registry: data.join("registry.db"), kept: 0 })
}

impl Class for Terminal {
    fn child(&mut self, _: &mut Chance) -> Command {
        let mut command = self.scene.session.command(&programs().terminal);
        command.args(["check", "--json", "--customer", &tenant("all-well").to_string()]);
        command
    }

    fn ends(&self) -> bool {
        true
    }

    fn longest(&self) -> u64 {
        900_000
    }

    fn verify(&mut self, told: &Told) -> Result<(), String> {
        let answer: Option<Value> = serde_json::from_str(&told.said).ok();
        if let Some(answer) = &answer {
            hold!(answer["verdict"] == "connected", "{answer}");
        }
        let found = wait(async {
            let registry = made::next_start(&self.registry)?;
            let customers = registry.customers().await.map_err(|problem| problem.to_string())?;
            let checks = registry.checks(customers[0].row, usize::MAX).await;
            Ok::<usize, String>(checks.map_err(|problem| problem.to_string())?.len())
        })?;
        let told = self.kept + usize::from(answer.is_some());
        hold!(found >= told && found <= self.kept + 1, "{told} checks were told, {found} are kept");
        self.kept = found;
        made::sound(&self.registry)
    }
}

/// What the window would have left for the terminal: an app with its secret in the keychain, and a customer.
pub async fn set_up(data: &Path) {
    let registry = made::next_start(&data.join("registry.db")).unwrap();
    let place = SecretPlace { cloud: CloudId::Commercial, app_id: app(), generation: 1 };
    Keychain::new().put(place, ClientSecret::from_store(SECRET.to_owned())).await.unwrap();
    let mut record = AppRecord::new("Northwind MDR".into(), CloudId::Commercial, app());
    for name in WANTED {
        record.permissions.insert(Permission::parse(name).unwrap(), made::at(0));
    }
    record.secret = Some(SecretRecord {
        generation: 1,
        kept_in: KeptIn::Keychain,
        stored_at: made::at(0),
        proved_at: None,
        expires_on: None,
    });
    let kept = registry.add_app(record).await.unwrap();
    let customer = CustomerRecord::new(kept.row, "Fabrikam".into(), tenant("all-well"), made::at(0));
    registry.add_customer(customer).await.unwrap();
}
