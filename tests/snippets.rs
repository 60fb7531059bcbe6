//! The Python and curl snippets do what they promise: carried out under Microsoft's own host names against the practice
//! cloud, with certificates checked, they get a token in the customer's tenant and call the API with it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::path::Path;
use std::process::{Command, Output};

use consentry_onboarding::calls::operation;
use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::secret::ClientSecret;
use consentry_practice::{Directory, Names, router};
use consentry_testbed::scene::{SECRET, app, customer, tenant};
use consentry_testbed::standin::{Asked, StandIn};
use consentry_testbed::{programs, tempfile};
use consentry_words::{CodeLanguage, CodeWay, Lang, SECRET_VARIABLE, Snippet, SnippetFacts, snippets};
use serde_json::Value;

struct Ground {
    folder: tempfile::TempDir,
    microsoft: StandIn,
}

impl Ground {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = Directory::new(Names::microsoft()).unwrap();
        directory.add_app(app(), ClientSecret::from_store(SECRET.to_owned()), "Northwind MDR");
        let microsoft = StandIn::start(folder.path(), router(directory));
        Self { folder, microsoft }
    }

    fn snippets(lang: Lang, scenario: &str) -> Vec<Snippet> {
        let cloud = Cloud::real(CloudId::Commercial).unwrap();
        let call = operation("alerts.list").unwrap();
        let facts = SnippetFacts {
            cloud: &cloud,
            tenant: tenant(scenario),
            app: app(),
            // A name that would do harm if it were more than a comment.
            customer: &format!("{} \"'\n$(touch harm)", customer(scenario).customer),
            operation: &call.id,
            path: call.probe.as_deref().unwrap(),
        };
        let all = snippets(lang, &facts);
        all.into_iter()
            .filter(|one| matches!(one.language, CodeLanguage::Python | CodeLanguage::Curl))
            .collect()
    }

    /// Carries it out as a person would who saved it, with what a company's network needs in the environment.
    fn run(&self, snippet: &Snippet, secret: Option<&str>, trusting: bool) -> Output {
        let file = self.folder.path().join(format!("{}.{}", snippet.id, snippet.ending));
        std::fs::write(&file, &snippet.code).unwrap();
        let program = match snippet.language {
            CodeLanguage::Python => programs::msal_python(),
            _ => Path::new("/bin/sh").to_owned(),
        };
        let mut command = Command::new(program);
        command.arg(&file).current_dir(self.folder.path()).env_clear();
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LANG", "C.UTF-8");
        for (name, value) in self.microsoft.environment() {
            if name == "HTTPS_PROXY" {
                command.env(&name, &value);
            } else if trusting {
                for bundle in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"] {
                    command.env(bundle, &value);
                }
            }
        }
        command.envs(secret.map(|secret| (SECRET_VARIABLE, secret)));
        command.output().unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn calls(asked: &[Asked]) -> Vec<&Asked> {
    asked.iter().filter(|one| one.path.starts_with("/api/")).collect()
}

#[test]
fn each_gets_a_token_and_the_api_answers() {
    for lang in Lang::ALL {
        let ground = Ground::set();
        let all = Ground::snippets(lang, "all-well");
        assert_eq!(all.len(), 4, "Python and curl, v2 and v1");
        for snippet in &all {
            ground.microsoft.forget();
            let output = ground.run(snippet, Some(SECRET), true);
            assert!(output.status.success(), "{}: {}", snippet.id, said(&output));
            let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert!(answer["value"][0]["title"].as_str().unwrap().starts_with("Practice alert"), "{answer}");
            let asked = ground.microsoft.asked();
            let path = if snippet.way == CodeWay::V2 { "/oauth2/v2.0/token" } else { "/oauth2/token" };
            let token = format!("/{}{path}", tenant("all-well"));
            assert!(
                asked.iter().any(|one| one.method == "POST" && one.path == token),
                "{}: {asked:?}",
                snippet.id
            );
            let calls = calls(&asked);
            assert_eq!(calls.len(), 1, "{asked:?}");
            assert_eq!(
                (calls[0].host.as_str(), calls[0].path.as_str()),
                ("api.security.microsoft.com", "/api/alerts?$top=1")
            );
            assert_eq!(ground.microsoft.refused(), [], "{}: nobody else was asked", snippet.id);
            assert!(!ground.folder.path().join("harm").exists());
        }
    }
}

#[test]
fn without_a_secret_each_says_so_and_asks_nobody() {
    for (lang, word) in [(Lang::En, "Set the environment variable"), (Lang::Sv, "Sätt först miljövariabeln")]
    {
        let ground = Ground::set();
        for snippet in Ground::snippets(lang, "all-well") {
            for secret in [None, Some("")] {
                let output = ground.run(&snippet, secret, true);
                assert!(!output.status.success(), "{}", snippet.id);
                let text = said(&output);
                assert!(text.contains(word) && text.contains(SECRET_VARIABLE), "{}: {text}", snippet.id);
            }
        }
        assert_eq!(ground.microsoft.asked(), []);
    }
}

#[test]
fn a_refusal_is_shown_as_it_was_said() {
    let ground = Ground::set();
    for (scenario, code) in [("not-consented", "AADSTS700016"), ("secret-expired", "AADSTS7000222")] {
        for snippet in Ground::snippets(Lang::En, scenario) {
            let output = ground.run(&snippet, Some(SECRET), true);
            assert!(!output.status.success(), "{}", snippet.id);
            assert!(said(&output).contains(code), "{}: {}", snippet.id, said(&output));
        }
    }
    // The API's own refusal, too.
    for snippet in Ground::snippets(Lang::En, "defender-not-provisioned") {
        let output = ground.run(&snippet, Some(SECRET), true);
        assert!(!output.status.success(), "{}", snippet.id);
        assert!(said(&output).contains("Account is not provisioned"), "{}: {}", snippet.id, said(&output));
    }
}

#[test]
fn a_server_whose_certificate_is_not_trusted_gets_no_secret() {
    let ground = Ground::set();
    for snippet in Ground::snippets(Lang::En, "all-well") {
        let output = ground.run(&snippet, Some(SECRET), false);
        assert!(!output.status.success(), "{}: {}", snippet.id, said(&output));
    }
    assert_eq!(ground.microsoft.asked(), [], "no request came through");
}
