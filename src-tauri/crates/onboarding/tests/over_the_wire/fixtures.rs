//! One file per cause in `fixtures/`, with answers in the shapes in which they are met: CRLF between the parts of a
//! description, blanks or nothing; codes as numbers or texts, several of them, or none; another language; members
//! missing. Each goes the whole way, from the bytes on a socket through the gathering (or, pasted, through `explain`)
//! to the judgement.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use consentry_onboarding::answer;
use consentry_onboarding::evidence::{Elsewhere, Evidence, Grant, Known, Refusal, Step};
use consentry_onboarding::explain::{Context, explain};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::judge::{falls_to, judge};
use consentry_onboarding::verdict::{Actor, Cause, Verdict};
use serde::Deserialize;
use serde_json::Value;
use time::Duration;

use crate::authority::{Authority, PUBLISHED, STRANGER};
use crate::hurry::{START, hurry};
use crate::scene::*;
use crate::stand_in::{Act, Answer, Door};

/// Causes that no answer on a socket brings about, and the test that holds each.
const LOCAL: [(Cause, &str, &str); 8] = [
    (Cause::Proxy, "a_proxy_that_is_not_there_is_said", include_str!("proxy.rs")),
    (Cause::Tls, "an_authority_that_is_not_trusted_ends_it_at_once", include_str!("line.rs")),
    (Cause::CredentialMissing, "every_row_is_judged_as_written", JUDGED),
    (Cause::SecretIdPasted, "every_row_is_judged_as_written", JUDGED),
    (Cause::KeychainLocked, "every_row_is_judged_as_written", JUDGED),
    (Cause::KeychainMissing, "every_row_is_judged_as_written", JUDGED),
    (Cause::SecretLost, "every_row_is_judged_as_written", JUDGED),
    (Cause::Storage, "every_row_is_judged_as_written", JUDGED),
];
const JUDGED: &str = include_str!("../../src/judge/tests/causes.rs");

/// A word with a number in it is left alone by every change: it is no wording.
const NUMBER: &str = "AADSTS";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    cause: Cause,
    source: String,
    cases: Vec<Fixture>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Fixture {
    name: String,
    at: Spot,
    who: Actor,
    reason: Option<String>,
    /// The answer, where it is given as it stands; an object is sent as JSON.
    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    /// What is different in an otherwise good token; null takes a member away.
    #[serde(default)]
    claims: BTreeMap<String, Value>,
    #[serde(default)]
    header: BTreeMap<String, Value>,
    /// Seconds from now.
    #[serde(default)]
    times: BTreeMap<String, i64>,
    signed_by: Option<String>,
    /// How far Microsoft's clock is ahead.
    date_off: Option<i64>,
    act: Option<String>,
    call: Option<bool>,
    wanted: Option<Vec<String>>,
    #[serde(default)]
    known: Record,
    pasted: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Spot {
    Metadata,
    Token,
    Keys,
    Call,
    Pasted,
}

/// Our own record beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Record {
    consent_minutes_ago: Option<i64>,
    #[serde(default)]
    declared_days_ago: BTreeMap<String, i64>,
    granted_days_ago: Option<i64>,
    #[serde(default)]
    granted: Vec<String>,
    elsewhere: Option<Elsewhere>,
}

impl Record {
    fn known(&self) -> Known {
        let permissions = |names: &[String]| wanted(&names.iter().map(String::as_str).collect::<Vec<_>>());
        Known {
            consent_hint_at: self.consent_minutes_ago.map(|minutes| START - Duration::minutes(minutes)),
            declared: self
                .declared_days_ago
                .iter()
                .flat_map(|(name, days)| {
                    permissions(std::slice::from_ref(name))
                        .into_iter()
                        .map(|permission| (permission, START - Duration::days(*days)))
                })
                .collect(),
            last_grant: self
                .granted_days_ago
                .map(|days| Grant { at: START - Duration::days(days), roles: permissions(&self.granted) }),
            elsewhere: self.elsewhere,
            ..Known::default()
        }
    }
}

impl Fixture {
    fn place(&self) -> Place {
        match self.at {
            Spot::Metadata => Place::Metadata,
            Spot::Token | Spot::Pasted => Place::Token,
            Spot::Keys => Place::Keys,
            Spot::Call => Place::Call,
        }
    }

    /// What the server does; `None`: all is well there.
    fn act(&self, asked: &Asked) -> Option<Act> {
        if asked.place == Place::Token
            && (self.at != Spot::Token || self.status.is_none())
            && self.act.is_none()
        {
            return Some(self.token(asked));
        }
        if asked.place != self.place() {
            return None;
        }
        match self.act.as_deref() {
            Some("mute") => return Some(Act::Mute),
            Some("hang-up") => return Some(Act::HangUp),
            Some(other) => panic!("{}: {other}", self.name),
            None => {}
        }
        let body = self.body.as_ref().map(|body| match body {
            Value::String(text) => text.clone(),
            object => object.to_string(),
        });
        let body = body?.replace("{base}", &asked.base).replace("{tenant}", TENANT);
        let headers = self.headers.iter().map(|(name, value)| (leaked(name), value.clone())).collect();
        Some(Answer { status: self.status?, headers, body: body.into() }.into())
    }

    fn token(&self, asked: &Asked) -> Act {
        let change = |object: &mut Value, name: &str, value: &Value| {
            let object = object.as_object_mut().unwrap();
            if value.is_null() {
                object.remove(name)
            } else {
                object.insert(name.to_owned(), value.clone())
            };
        };
        let (mut payload, mut head) = (claims(&asked.base), header());
        for (name, value) in &self.claims {
            change(&mut payload, name, value);
        }
        for (name, seconds) in &self.times {
            change(&mut payload, name, &(START.unix_timestamp() + seconds).into());
        }
        for (name, value) in &self.header {
            change(&mut head, name, value);
        }
        let signer = match self.signed_by.as_deref() {
            Some("stranger") => &STRANGER,
            _ => &PUBLISHED,
        };
        let Act::Answer(answer) = token_answer(&signer.sign(&head, &payload)) else {
            unreachable!("a token is answered")
        };
        match self.date_off {
            Some(seconds) => {
                let date = std::time::SystemTime::from(START + Duration::seconds(seconds));
                answer.with("date", &httpdate::fmt_http_date(date)).into()
            }
            None => answer.into(),
        }
    }
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn files() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &Path| {
        let file: File = serde_json::from_slice(&std::fs::read(path).unwrap())
            .unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        assert_eq!(
            path.file_stem().unwrap().to_str(),
            Some(file.cause.id()),
            "a file is named after its cause"
        );
        assert!(!file.cases.is_empty() && file.source.len() > 5, "{}", file.cause.id());
        file
    };
    paths.iter().map(|path| read(path)).collect()
}

async fn gathered(fixture: &Fixture, authority: &Authority) -> Evidence {
    let script = fixture.clone();
    let door = Door::Tls(authority.serving(&["127.0.0.1"]));
    let scene = Scene::behind(door, authority, move |asked| script.act(asked)).await;
    let mut plan = scene.plan();
    plan.known = fixture.known.known();
    plan.call = fixture.call.unwrap_or(true);
    if let Some(names) = &fixture.wanted {
        plan.wanted = wanted(&names.iter().map(String::as_str).collect::<Vec<_>>());
    }
    scene.check_as(plan).await
}

/// Cause, reason and actor.
type Told = (Option<Cause>, Option<String>, Actor);

fn told(evidence: &Evidence) -> Told {
    let judgement = judge(evidence);
    (judgement.cause, judgement.reason, judgement.who_acts)
}

fn of_pasted(text: &str) -> Told {
    let context = Context { tenant: Some(TenantRef::Id(tenant())), ..Context::at(START) };
    let explanation = explain(text, &context);
    (explanation.cause, explanation.reason, explanation.who_acts)
}

/// Every fixture with what the gathering met, where it was gathered.
async fn all_gathered() -> Vec<(Cause, Fixture, Option<Evidence>)> {
    let authority = Authority::new();
    let mut all = Vec::new();
    for file in files() {
        for fixture in file.cases {
            let evidence = match fixture.at {
                Spot::Pasted => None,
                _ => Some(gathered(&fixture, &authority).await),
            };
            all.push((file.cause, fixture, evidence));
        }
    }
    all
}

#[test]
fn no_cause_is_without_a_fixture() {
    let files = files();
    let told: BTreeSet<Cause> =
        files.iter().map(|file| file.cause).chain(LOCAL.map(|(cause, ..)| cause)).collect();
    let missing: Vec<&Cause> = Cause::ALL.iter().filter(|cause| !told.contains(cause)).collect();
    assert_eq!(missing, Vec::<&Cause>::new());
    for (cause, test, file) in LOCAL {
        assert!(file.contains(&format!("fn {test}()")), "{}: no test {test}", cause.id());
    }
}

#[tokio::test(start_paused = true)]
async fn every_fixture_is_judged_right_and_no_wording_sends_to_somebody_else() {
    let _hurry = hurry();
    let all = all_gathered().await;
    for (cause, fixture, evidence) in &all {
        let came = match evidence {
            Some(evidence) => told(evidence),
            None => of_pasted(fixture.pasted.as_deref().unwrap()),
        };
        let expected = (Some(*cause), fixture.reason.clone(), fixture.who);
        assert_eq!(came, expected, "{}: {}: {evidence:#?}", cause.id(), fixture.name);
    }
    let wordings = wordings(&all);
    assert!(wordings.len() > 60, "{}", wordings.len());
    let mut tried = 0;
    for (cause, fixture, evidence) in &all {
        let (Some(evidence), Some(Value::Object(_))) = (evidence, &fixture.body) else { continue };
        tried += each_wording(*cause, fixture, evidence, &wordings);
    }
    assert!(tried > 5_000, "{tried}");
}

/// Every text of the fixtures, without its numbers, and some that nobody has sent.
fn wordings(all: &[(Cause, Fixture, Option<Evidence>)]) -> Vec<String> {
    let texts = all.iter().filter_map(|(_, fixture, _)| message(fixture.body.as_ref()?));
    let bare =
        texts.map(|text| text.split(' ').filter(|word| !word.contains(NUMBER)).collect::<Vec<_>>().join(" "));
    let invented = [
        "",
        " ",
        "Nej.",
        "何かが間違っています。",
        "Admin consent was granted. Everything is fine. 200 OK",
        "connected",
        "<b>account</b> mode &#105;s inactive",
    ];
    bare.chain(invented.map(str::to_owned)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The text of an answer's body.
fn message(body: &Value) -> Option<String> {
    let text = body.get("error_description").or_else(|| body.get("error")?.get("message"))?;
    text.as_str().map(str::to_owned)
}

/// The same answer with other words in it.
fn with_message(body: &Value, text: String) -> Value {
    let mut body = body.clone();
    if body["error"].is_object() {
        body["error"]["message"] = text.into();
    } else {
        body["error_description"] = text.into();
    }
    body
}

/// Rewords, translates, shuffles, cuts, and changes case and blanks: who acts stays, nothing is connected, and the
/// cause is the same or the coarser one that the table names.
fn each_wording(cause: Cause, fixture: &Fixture, evidence: &Evidence, wordings: &[String]) -> usize {
    let body = fixture.body.as_ref().unwrap();
    let Some(said) = message(body) else { return 0 };
    let words: Vec<&str> = said.split_whitespace().collect();
    let numbers: Vec<&str> = words.iter().copied().filter(|word| word.contains(NUMBER)).collect();
    let but_numbers = |change: &dyn Fn(&str) -> String| {
        let changed =
            words.iter().map(|word| if word.contains(NUMBER) { (*word).to_owned() } else { change(word) });
        changed.collect::<Vec<_>>().join(" ")
    };
    let mut shuffled = words.clone();
    shuffled
        .sort_by_key(|word| (!word.contains(NUMBER), word.len() % 3, word.bytes().rev().collect::<Vec<_>>()));
    let mut texts = vec![
        but_numbers(&|word| word.to_uppercase()),
        but_numbers(&|word| word.to_lowercase()),
        but_numbers(&|word| format!("x{}", word.len())),
        words.join("\r\n"),
        words.join(" \t "),
        words.concat(),
        shuffled.join(" "),
    ];
    for share in [1, 2, 3] {
        let kept = words.iter().take(words.len() * share / 4);
        texts.push(numbers.iter().chain(kept).copied().collect::<Vec<_>>().join(" "));
    }
    texts.extend(wordings.iter().map(|wording| format!("{} {wording}", numbers.join(" "))));

    let before = judge(evidence);
    for text in &texts {
        let mut reworded = evidence.clone();
        reread(&mut reworded, &with_message(body, text.clone()));
        let after = judge(&reworded);
        let what = format!("{}: {}: {text:?} gives {:?}", cause.id(), fixture.name, after.cause);
        assert_ne!(after.verdict, Verdict::Connected, "{what}");
        assert_eq!((after.who_acts, after.verdict), (before.who_acts, before.verdict), "{what}");
        // Coarser, by the table; or finer, where the words of another fixture say so.
        let after = after.cause.unwrap();
        let between = after == cause
            || falls_to(cause).any(|one| one == after)
            || falls_to(after).any(|one| one == cause);
        assert!(between, "{what}");
    }
    texts.len()
}

/// Puts an answer in the place of the refusal that was met, read as the gathering reads it.
fn reread(evidence: &mut Evidence, body: &Value) {
    fn put<T>(step: &mut Step<T>, body: &[u8]) {
        if let Step::Refused { refusal, .. } = step {
            let Refusal { status, retry_at, .. } = *refusal;
            *refusal = answer::refusal(status, body, None, retry_at).unwrap();
        }
    }
    let body = body.to_string().into_bytes();
    put(&mut evidence.tenant, &body);
    put(&mut evidence.token, &body);
    put(&mut evidence.signature, &body);
    put(&mut evidence.call, &body);
}
