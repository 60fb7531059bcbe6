//! Attacks on tokens and keys through the terminal program, as a person pastes them: `inspect` online under the real
//! host names, `explain` without. Whom it asks is written down.
//!
//! A part of them in each run; all of them in the long lane `attacks` of `make torture`, or with
//! `cargo test --package consentry-testbed --test attacks -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::io::Write as _;
use std::process::Stdio;

use consentry_attacks::{
    APP, Case, Class, KeySetCase, Mint, OTHER_TENANT, Said, TENANT, good, harmless, hostile, key_sets, trial,
};
use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::verdict::Cause;
use consentry_testbed::programs;
use consentry_testbed::published::{Document, Place, Published};
use consentry_testbed::session::Session;
use consentry_testbed::standin::StandIn;
use consentry_testbed::terminal::{Ended, consentry};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Every host of every cloud: whatever else is asked is refused and written down.
const HOSTS: [&str; 5] = [
    "login.microsoftonline.com",
    "api.security.microsoft.com",
    "login.microsoftonline.us",
    "api-gcc.securitycenter.microsoft.us",
    "api-gov.securitycenter.microsoft.us",
];

struct Scene {
    session: Session,
    microsoft: StandIn,
    published: Published,
    mint: Mint,
}

impl Scene {
    fn set() -> Self {
        let mut session = Session::without_keychain();
        let published = Published::default();
        let microsoft = StandIn::under(&HOSTS, session.folder(), published.router());
        session.set_all(&microsoft.environment());
        Self { session, microsoft, published, mint: Mint::new(OffsetDateTime::now_utc()) }
    }

    /// Publishes the keys of a cloud.
    fn publish(&self, cloud: CloudId) {
        self.published.restore();
        self.published.replace(Place::Keys, Document::Body(self.mint.keys(cloud, false)));
        self.published.replace(Place::KeysV2, Document::Body(self.mint.keys(cloud, true)));
    }

    fn inspect(&self, cloud: CloudId, token: &str) -> Ended {
        self.microsoft.forget();
        let mut words = vec!["inspect", "--json", "--cloud", cloud.id(), "--call"];
        words.extend(["--tenant", TENANT, "--app-id", APP, "--want", trial::WANTED]);
        consentry(&self.session, &words, token)
    }

    /// What is wrong with what `inspect` said and with whom it asked.
    fn complaint(&self, name: &str, said: Said, cloud: CloudId, ended: &Ended) -> Option<String> {
        let answer: Value = serde_json::from_str(&ended.output).unwrap_or_default();
        let right = answer["cause"].as_str() == said.cause().map(Cause::id)
            && said.reason().is_none_or(|reason| answer["reason"] == reason)
            && (answer["verdict"] == "connected") == (said == Said::Connected)
            && (ended.status == 0) == (said == Said::Connected);
        if !right {
            return Some(format!(
                "{name}: {} {} instead of {said:?}: {}",
                answer["cause"], answer["reason"], ended.errors
            ));
        }
        self.asked_wrongly(cloud).map(|asked| format!("{name}: asked {asked}"))
    }

    /// A request to anybody but this cloud's own hosts.
    fn asked_wrongly(&self, cloud: CloudId) -> Option<String> {
        let row = Cloud::real(cloud).unwrap();
        let api = row.api_url("/").unwrap();
        let own = [row.login_host(), api.host_str().unwrap()];
        let refused = self.microsoft.refused().into_iter();
        let elsewhere =
            self.microsoft.asked().into_iter().filter(|asked| !own.contains(&asked.host.as_str()));
        refused.chain(elsewhere).next().map(|asked| format!("{} {}{}", asked.method, asked.host, asked.path))
    }

    fn asked_the_api(&self) -> bool {
        self.microsoft.asked().iter().any(|asked| asked.host.starts_with("api"))
    }

    /// One token through `inspect`.
    fn token(&self, case: &Case) -> Option<String> {
        let ended = self.inspect(case.cloud, &case.token);
        let said = case.pasted.unwrap_or(case.said);
        if let Some(wrong) = self.complaint(&case.name, said, case.cloud, &ended) {
            return Some(wrong);
        }
        // What Microsoft did not sign for this API is not sent to it, though it was asked for.
        let signed =
            matches!(case.class, Class::Claims | Class::Good | Class::Harmless) || said == Said::Connected;
        if !signed && self.asked_the_api() {
            return Some(format!("{}: sent to the API", case.name));
        }
        shown(&case.token, &ended).then(|| format!("{}: shown again", case.name))
    }

    /// One key set through `inspect`.
    fn keys(&self, case: &KeySetCase) -> Option<String> {
        self.published.restore();
        let place = if case.second { Place::KeysV2 } else { Place::Keys };
        self.published.replace(place, Document::Body(case.body.clone()));
        let ended = self.inspect(CloudId::Commercial, &case.token);
        // The case is about a body. On the line, a page in its place is a portal's, and told before it is read as keys.
        let is_page = case.body.starts_with(b"<");
        let said = if is_page { Said::Cause(Cause::CaptivePortal) } else { case.said };
        self.complaint(&case.name, said, CloudId::Commercial, &ended)
    }

    /// One token through `explain`, which asks nobody.
    fn explained(&self, case: &Case) -> Option<String> {
        self.microsoft.forget();
        let mut words = vec!["explain", "--json", "--cloud", case.cloud.id()];
        words.extend(["--tenant", TENANT, "--app-id", APP]);
        let ended = consentry(&self.session, &words, &case.token);
        let answer: Value = serde_json::from_str(&ended.output).unwrap_or_default();
        let kind = answer["kind"].as_str().unwrap_or("nothing");
        if !["token", "unrecognised"].contains(&kind) || answer["cause"].is_null() {
            return Some(format!("{}: {kind} {}", case.name, answer["cause"]));
        }
        if !self.microsoft.asked().is_empty() || !self.microsoft.refused().is_empty() {
            return Some(format!("{}: explain asked somebody", case.name));
        }
        shown(&case.token, &ended).then(|| format!("{}: shown again", case.name))
    }
}

/// Whether a whole part of the token came out again.
fn shown(token: &str, ended: &Ended) -> bool {
    let parts = token.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    parts
        .filter(|part| part.len() >= 200)
        .any(|part| ended.output.contains(&part[..200]) || ended.errors.contains(&part[..200]))
}

/// What was tried, and what of it went wrong.
#[derive(Default)]
struct Figures {
    tried: usize,
    wrong: Vec<String>,
}

impl Figures {
    /// Tells them as the long lanes do.
    #[allow(clippy::print_stdout, clippy::print_stderr, reason = "the long lane reads the figures")]
    fn told(self, what: &str) -> Self {
        let (tried, lost) = (self.tried, self.wrong.len());
        println!("{what}: tried {tried}, survived {}, lost {lost}", tried - lost);
        // Once, with the part it belongs to.
        for wrong in self.wrong.iter().filter(|_| what.contains('/')) {
            eprintln!("LOST in {what}: {wrong}");
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        self.tried += other.tried;
        self.wrong.extend(other.wrong);
        self
    }

    fn assert_right(self) {
        assert!(
            self.wrong.is_empty(),
            "{} of {} wrong:\n{}",
            self.wrong.len(),
            self.tried,
            self.wrong.join("\n")
        );
    }
}

/// Tokens through `inspect`, cloud by cloud.
fn through_inspect(scene: &Scene, cases: &[&Case]) -> Figures {
    let mut wrong = Vec::new();
    for cloud in CloudId::REAL {
        scene.publish(cloud);
        wrong.extend(cases.iter().filter(|case| case.cloud == cloud).filter_map(|case| scene.token(case)));
    }
    Figures { tried: cases.len(), wrong }
}

fn through_key_sets(scene: &Scene, cases: &[&KeySetCase]) -> Figures {
    Figures { tried: cases.len(), wrong: cases.iter().filter_map(|case| scene.keys(case)).collect() }
}

fn through_explain(scene: &Scene, cases: &[&Case]) -> Figures {
    Figures { tried: cases.len(), wrong: cases.iter().filter_map(|case| scene.explained(case)).collect() }
}

/// Whether a case points at an address.
fn points(case: &Case) -> bool {
    ["jku", "x5u", "own-key-all"].iter().any(|word| case.name.contains(word))
}

#[test]
fn hostile_tokens_are_called_what_they_are_and_nobody_else_is_asked() {
    let scene = Scene::set();
    let all = hostile(&scene.mint);
    let part: Vec<&Case> = all
        .iter()
        .enumerate()
        .filter(|(nth, case)| nth % 12 == 0 || points(case))
        .map(|(_, case)| case)
        .collect();
    assert!(part.iter().filter(|case| points(case)).count() >= 28 && part.len() >= 90, "{}", part.len());
    through_inspect(&scene, &part).assert_right();
}

#[test]
fn good_tokens_of_every_cloud_are_connected() {
    let scene = Scene::set();
    let all: Vec<Case> = good(&scene.mint).into_iter().chain(harmless(&scene.mint)).collect();
    let part: Vec<&Case> = all.iter().step_by(3).collect();
    assert!(CloudId::REAL.iter().all(|cloud| part.iter().any(|case| case.cloud == *cloud)));
    through_inspect(&scene, &part).assert_right();
}

#[test]
fn hostile_key_sets_prove_nothing() {
    let scene = Scene::set();
    let all = key_sets(&scene.mint);
    let part: Vec<&KeySetCase> = all.iter().step_by(11).collect();
    through_key_sets(&scene, &part).assert_right();
}

#[test]
fn explaining_a_hostile_token_asks_nobody() {
    let scene = Scene::set();
    let all = hostile(&scene.mint);
    let part: Vec<&Case> = all.iter().skip(5).step_by(25).collect();
    through_explain(&scene, &part).assert_right();
}

/// The long lane: a thousand processes and more. With `QUICK` a part of them.
#[test]
#[ignore = "a thousand processes: the long lane"]
fn every_attack_goes_through_the_program() {
    let quick = std::env::var("QUICK").is_ok_and(|text| !text.is_empty());
    let step = if quick { 8 } else { 1 };
    let scene = Scene::set();
    let (hostile, sets) = (hostile(&scene.mint), key_sets(&scene.mint));
    let good: Vec<Case> = good(&scene.mint).into_iter().chain(harmless(&scene.mint)).collect();
    let part = |cases: &[Case]| -> Vec<Case> { cases.iter().step_by(step).cloned().collect() };
    let (hostile, good) = (part(&hostile), part(&good));
    let (hostile, good): (Vec<&Case>, Vec<&Case>) = (hostile.iter().collect(), good.iter().collect());
    let sets: Vec<&KeySetCase> = sets.iter().step_by(step).collect();
    let all = [hostile.clone(), good.clone()].concat();
    through_inspect(&scene, &hostile)
        .told("attacks/hostile-inspect")
        .and(through_inspect(&scene, &good).told("attacks/good-inspect"))
        .and(through_key_sets(&scene, &sets).told("attacks/key-sets"))
        .and(through_explain(&scene, &all).told("attacks/explain"))
        .told("attacks")
        .assert_right();
}

#[test]
fn metadata_that_points_elsewhere_is_not_followed() {
    let scene = Scene::set();
    let token = scene.mint.good();
    let metadata = |keys: &str| {
        let issuer = format!("https://sts.windows.net/{TENANT}/");
        Document::Body(json!({"issuer": issuer, "jwks_uri": keys}).to_string().into_bytes())
    };
    let body = |text: String| Document::Body(text.into_bytes());
    let own = "https://login.microsoftonline.com/common/discovery/keys";
    let (unusable, portal) = (Said::Cause(Cause::UnexpectedReply), Said::Cause(Cause::CaptivePortal));
    let mut cases: Vec<(String, Place, Document, Said)> = [
        "https://evil.example/keys",
        "http://login.microsoftonline.com/common/discovery/keys",
        "https://login.microsoftonline.com:444/keys",
        "https://login.microsoftonline.com@evil.example/keys",
        "https://user:word@login.microsoftonline.com/common/discovery/keys",
        "https://login.microsoftonline.com.evil.example/keys",
        "https://login.microsoftonline.us/common/discovery/keys",
        "https://login.windows.net/common/discovery/keys",
        "https://api.security.microsoft.com/common/discovery/keys",
        "https://127.0.0.1/keys",
        "//evil.example/keys",
        "file:///etc/passwd",
        "data:application/json,{}",
        "",
    ]
    .map(|address| (format!("jwks_uri {address}"), Place::Metadata, metadata(address), unusable))
    .into();
    let issuer = format!("https://sts.windows.net/{TENANT}/");
    let other = format!("https://sts.windows.net/{OTHER_TENANT}/");
    cases.extend([
        (
            "jwks_uri list".to_owned(),
            Place::Metadata,
            body(json!({"issuer": issuer, "jwks_uri": [own]}).to_string()),
            unusable,
        ),
        ("no jwks_uri".to_owned(), Place::Metadata, body(json!({"issuer": issuer}).to_string()), unusable),
        (
            "of another tenant".to_owned(),
            Place::Metadata,
            body(json!({"issuer": other, "jwks_uri": own}).to_string()),
            unusable,
        ),
        (
            "template".to_owned(),
            Place::Metadata,
            body(json!({"issuer": "https://sts.windows.net/{tenantid}/", "jwks_uri": own}).to_string()),
            unusable,
        ),
        ("html".to_owned(), Place::Metadata, Document::Page("<html>Sign in</html>"), portal),
        ("metadata moved".to_owned(), Place::Metadata, Document::Moved("https://evil.example/"), portal),
        ("keys moved".to_owned(), Place::Keys, Document::Moved("https://evil.example/keys"), portal),
        (
            "keys moved within".to_owned(),
            Place::Keys,
            Document::Moved("https://login.microsoftonline.com/other/discovery/keys"),
            portal,
        ),
        ("keys html".to_owned(), Place::Keys, Document::Page("<html>Sign in</html>"), portal),
    ]);
    let mut wrong = Vec::new();
    for (name, place, document, said) in &cases {
        scene.publish(CloudId::Commercial);
        scene.published.replace(*place, document.clone());
        let ended = scene.inspect(CloudId::Commercial, &token);
        wrong.extend(scene.complaint(name, *said, CloudId::Commercial, &ended));
    }
    // The keys are where they always were, and the token is good.
    scene.publish(CloudId::Commercial);
    wrong.extend(scene.complaint(
        "well",
        Said::Connected,
        CloudId::Commercial,
        &scene.inspect(CloudId::Commercial, &token),
    ));
    Figures { tried: cases.len() + 1, wrong }.assert_right();
}

#[test]
fn sixty_four_megabytes_are_not_read_to_their_end() {
    let scene = Scene::set();
    let mint = &scene.mint;
    let endless = [
        ".".repeat(64 * 1024 * 1024),
        mint.published.token(&mint.header(), &json!({"aio": "x".repeat(48 * 1024 * 1024)})),
        "[".repeat(64 * 1024 * 1024),
    ];
    for (words, cause, longest) in [
        (&["inspect", "--json", "--offline"][..], "malformed-token", 2 * 1024 * 1024),
        // A file for support may be pasted, too, and is longer than anything else.
        (&["explain", "--json"], "unrecognised", consentry_onboarding::bundle::LONGEST + 1024 * 1024),
    ] {
        for text in &endless {
            let (taken, answer) = poured_into(&scene.session, words, text);
            assert_eq!(answer["cause"], cause, "{words:?}");
            assert!(taken < longest, "{words:?} took {taken} bytes of {}", text.len());
        }
    }
}

/// How much of the input a run took before it closed the door, and what it said.
fn poured_into(session: &Session, words: &[&str], text: &str) -> (usize, Value) {
    let mut command = session.command(programs::terminal());
    let mut child = command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut taken = 0;
    for piece in text.as_bytes().chunks(64 * 1024) {
        if input.write_all(piece).is_err() {
            break;
        }
        taken += piece.len();
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    (taken, serde_json::from_slice(&output.stdout).unwrap())
}
