//! A desk at a practice cloud that runs in the parent: what is killed is the desk, never the cloud.

use std::path::Path;
use std::sync::Arc;

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::desk::{AppDraft, Clouds, Desk};
use consentry_onboarding::gather::Http;
use consentry_onboarding::ports::{SecretStore, SystemClock};
use consentry_onboarding::records::AppRow;
use consentry_onboarding::secret::ClientSecret;
use consentry_platform::{MemorySecrets, SqliteRegistry};
use consentry_practice::{PracticeCloud, RunningPractice};
use serde_json::{Value, json};

/// Starts the cloud and writes down how to reach it.
pub fn start(folder: &Path) -> RunningPractice {
    let running = PracticeCloud::start().unwrap();
    running.directory().declare(running.app_id(), running.wanted());
    let reached = json!({
        "port": running.port(),
        "app_id": running.app_id().to_string(),
        "home": running.home_tenant().to_string(),
        // Practice's own, good for this run and this cloud only.
        "secret": running.secret().expose(),
        "wanted": running.wanted().iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    std::fs::write(folder.join("cloud.json"), reached.to_string()).unwrap();
    std::fs::write(folder.join("cloud.der"), running.ca_der()).unwrap();
    running
}

/// How to reach it.
pub struct Reached(Value);

impl Reached {
    pub fn read(folder: &Path) -> Self {
        Self(serde_json::from_slice(&std::fs::read(folder.join("cloud.json")).unwrap()).unwrap())
    }

    fn text(&self, name: &str) -> String {
        self.0[name].as_str().unwrap().to_owned()
    }

    /// The practice app's secret.
    pub fn secret(&self) -> ClientSecret {
        ClientSecret::from_store(self.text("secret"))
    }

    /// The practice app, as a person enters it; without a home its secret cannot be proved at once.
    pub fn draft(&self, row: Option<AppRow>, with_home: bool) -> AppDraft {
        let permissions = self.0["wanted"].as_array().unwrap();
        AppDraft {
            row,
            name: "Northwind MDR".into(),
            cloud: consentry_onboarding::cloud::CloudId::Practice,
            app_id: self.text("app_id"),
            home_tenant: if with_home { self.text("home") } else { String::new() },
            publisher: String::new(),
            contact: String::new(),
            secret_expires_on: String::new(),
            redirect_uris: Vec::new(),
            permissions: permissions.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
            ticks: None,
        }
    }
}

/// A desk of the next start.
pub fn desk(folder: &Path, registry: SqliteRegistry, keychain: Arc<dyn SecretStore>) -> Desk {
    let port = u16::try_from(Reached::read(folder).0["port"].as_u64().unwrap()).unwrap();
    let http = Http::practice(&std::fs::read(folder.join("cloud.der")).unwrap()).unwrap();
    Desk::new(
        Arc::new(registry),
        keychain,
        Arc::new(MemorySecrets::default()),
        http,
        Clouds::Practice(Box::new(Cloud::practice(port))),
        Arc::new(SystemClock),
    )
}
