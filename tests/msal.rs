//! The practice cloud has to fool a client that nobody here wrote: MSAL for Python.
//!
//! It is asked twice: on loopback, as `consentry practice --serve` hands it to other clients, and under Microsoft's own
//! names, where MSAL applies everything it knows about the real Entra.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use consentry_onboarding::ids::AppId;
use consentry_onboarding::secret::ClientSecret;
use consentry_practice::{Directory, Names, PracticeCloud, router, shelf};
use consentry_testbed::standin::StandIn;
use consentry_testbed::{programs, root, tempfile};
use serde_json::{Value, json};

const SCOPE: &str = "https://api.securitycenter.microsoft.com/.default";

fn acquire(request: &Value, environment: &[(String, String)]) -> Value {
    let mut child = Command::new(programs::msal_python())
        .arg(root().join("tests/msal/client.py"))
        // A proxy or a certificate bundle of the person who runs the tests is not the test's.
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(request.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "MSAL failed:\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn tenant(scenario: &str) -> String {
    let found = shelf().iter().find(|one| one.name == scenario).expect("a practice customer");
    found.tenant_id.to_string()
}

/// One way to reach the practice cloud.
struct Way {
    authority: String,
    client_id: String,
    secret: String,
    ca_file: PathBuf,
    instance_discovery: bool,
    environment: Vec<(String, String)>,
}

impl Way {
    fn token(&self, scenario: &str, secret: &str) -> Value {
        let request = json!({
            "authority": format!("{}/{}", self.authority, tenant(scenario)),
            "client_id": self.client_id,
            "secret": secret,
            "scope": SCOPE,
            "ca_file": self.ca_file,
            "instance_discovery": self.instance_discovery,
        });
        acquire(&request, &self.environment)
    }

    /// MSAL understands a token and the refusals a partner meets first, as it understands Entra's.
    fn is_taken_for_entra(&self) {
        let answer = self.token("all-well", &self.secret);
        assert_eq!(answer["token_type"], "Bearer", "{answer}");
        assert!(answer["expires_in"].as_u64().unwrap() > 3000, "{answer}");
        assert_eq!(answer["token"]["header"]["alg"], "RS256");
        assert_eq!(
            answer["token"]["claims"]["ver"], "1.0",
            "Defender's tokens are 1.0 from the v2 address too"
        );
        assert_eq!(answer["token"]["claims"]["tid"], tenant("all-well").as_str());
        assert!(answer["token"]["claims"]["roles"].as_array().unwrap().contains(&json!("Alert.Read.All")));
        assert_eq!(answer["token"]["signed"], true);
        assert_eq!(answer["again_from"], "cache", "{answer}");

        let wrong = self.token("all-well", "not~the~secret~of~this~app~at~all0000000");
        refused(&wrong, "invalid_client", 7_000_215);
        let missing = self.token("not-consented", &self.secret);
        refused(&missing, "unauthorized_client", 700_016);
        let expired = self.token("secret-expired", &self.secret);
        refused(&expired, "invalid_client", 7_000_222);
    }
}

fn refused(answer: &Value, error: &str, code: u64) {
    assert_eq!(answer["error"], error, "{answer}");
    assert_eq!(answer["error_codes"], json!([code]), "{answer}");
    let text = answer["error_description"].as_str().unwrap();
    assert!(text.starts_with(&format!("AADSTS{code}: ")), "{text}");
    for name in ["correlation_id", "trace_id", "timestamp"] {
        assert!(!answer[name].as_str().unwrap().is_empty(), "{name} in {answer}");
    }
}

#[test]
fn msal_takes_the_practice_cloud_for_entra() {
    let practice = PracticeCloud::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("practice.pem");
    std::fs::write(&ca_file, practice.ca_pem()).unwrap();
    Way {
        authority: format!("https://127.0.0.1:{}", practice.port()),
        client_id: practice.app_id().to_string(),
        secret: practice.secret().expose().to_owned(),
        ca_file,
        // MSAL asks Microsoft about any host it does not know, unless told otherwise.
        instance_discovery: false,
        environment: vec![],
    }
    .is_taken_for_entra();
}

#[test]
fn msal_takes_the_stand_in_for_microsoft_itself() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "Msl8Q~of-the-test_app.0123456789abcdefgh";
    let app = AppId::parse("6f1d7a52-93c0-4e1b-a0c4-5d2e8b7f9a10").unwrap();
    let directory = Directory::new(Names::microsoft()).unwrap();
    directory.add_app(app, ClientSecret::from_store(secret.to_owned()), "Northwind MDR");
    let stand_in = StandIn::start(folder.path(), router(directory));
    Way {
        authority: "https://login.microsoftonline.com".to_owned(),
        client_id: app.to_string(),
        secret: secret.to_owned(),
        ca_file: folder.path().join("authority.pem"),
        instance_discovery: true,
        environment: stand_in.environment(),
    }
    .is_taken_for_entra();
    assert_eq!(stand_in.refused(), [], "MSAL asked nobody else");
}
