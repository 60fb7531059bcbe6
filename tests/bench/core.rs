//! What the core costs beside the bare work: one whole check beside the same four requests, and the reading and
//! verifying of one token beside the bare RS256 verification. Both sides take turns in one run.

use std::time::{Duration, Instant};

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::evidence::{SignatureReading, TokenReading};
use consentry_onboarding::gather::{Credential, Http, Plan, check};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::SystemClock;
use consentry_onboarding::token::{KeySet, read};
use consentry_onboarding::verdict::Verdict;
use consentry_practice::{PracticeCloud, RunningPractice, shelf};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

const ROUNDS: usize = 200;
const TOKENS: usize = 2000;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let practice = PracticeCloud::start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let bare = Bare::new(&practice)?;
    let http = Http::practice(practice.ca_der())?;
    let cloud = Cloud::practice(practice.port());

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 5 {
        let (first, ()) = timed(|| runtime.block_on(whole_check(&http, &cloud, &practice)));
        let (second, answer) = timed(|| runtime.block_on(bare.requests()));
        answer?;
        // The first rounds open connections.
        if round >= 5 {
            ours.push(first);
            theirs.push(second);
        }
    }
    compare("one check / the same requests, bare", &mut ours, &mut theirs);

    let (token, keys) = runtime.block_on(bare.requests())?;
    let set = KeySet::parse(keys.as_bytes()).ok_or("no key set")?;
    let document: Value = serde_json::from_str(&keys)?;
    let TokenReading::Readable { facts } = read(&token) else { return Err("no token".into()) };
    let key = document["keys"]
        .as_array()
        .and_then(|keys| keys.iter().find(|key| key["kid"].as_str() == facts.key_id.as_deref()))
        .ok_or("no key")?;
    let text = |name: &str| key[name].as_str().unwrap_or_default();
    let decoding = DecodingKey::from_rsa_components(text("n"), text("e"))?;
    let (message, signature) = token.rsplit_once('.').ok_or("no signature")?;

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TOKENS {
        let (first, reading) = timed(|| match read(&token) {
            TokenReading::Readable { facts } => set.verify(&token, &facts),
            TokenReading::Unreadable { .. } => SignatureReading::NotForUs,
        });
        assert!(matches!(reading, SignatureReading::Verified { .. }), "{reading:?}");
        let (second, good) = timed(|| {
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), &decoding, Algorithm::RS256)
        });
        assert!(good?, "the signature is good");
        ours.push(first);
        theirs.push(second);
    }
    compare("one token read and verified / RS256 alone", &mut ours, &mut theirs);
    Ok(())
}

async fn whole_check(http: &Http, cloud: &Cloud, practice: &RunningPractice) {
    let mut plan = Plan::new(cloud, Some(practice.app_id()), Some(TenantRef::Id(shelf()[0].tenant_id)));
    plan.wanted = practice.wanted();
    let credential = Credential::Secret(practice.secret().clone());
    let evidence =
        check(http, cloud, plan, credential, &SystemClock, &|_| (), &CancellationToken::new()).await;
    assert_eq!(judge(&evidence).verdict, Verdict::Connected);
}

/// The same requests, made by somebody who looks at nothing.
struct Bare {
    client: reqwest::Client,
    base: String,
    form: Vec<(&'static str, String)>,
}

impl Bare {
    fn new(practice: &RunningPractice) -> Outcome<Self> {
        let authority = reqwest::Certificate::from_der(practice.ca_der())?;
        let form = vec![
            ("grant_type", "client_credentials".to_owned()),
            ("client_id", practice.app_id().to_string()),
            ("client_secret", practice.secret().expose().to_owned()),
            ("resource", "https://api.securitycenter.microsoft.com".to_owned()),
        ];
        Ok(Self {
            client: reqwest::Client::builder().no_proxy().tls_certs_only([authority]).build()?,
            base: format!("https://127.0.0.1:{}", practice.port()),
            form,
        })
    }

    async fn requests(&self) -> Outcome<(String, String)> {
        let tenant = shelf()[0].tenant_id;
        let get =
            async |address: String| self.client.get(address).send().await?.error_for_status()?.text().await;
        let metadata = get(format!("{}/{tenant}/.well-known/openid-configuration", self.base)).await?;
        let metadata: Value = serde_json::from_str(&metadata)?;
        let address = format!("{}/{tenant}/oauth2/token", self.base);
        let answer =
            self.client.post(address).form(&self.form).send().await?.error_for_status()?.text().await?;
        let answer: Value = serde_json::from_str(&answer)?;
        let token = answer["access_token"].as_str().ok_or("no token")?.to_owned();
        let keys = get(metadata["jwks_uri"].as_str().ok_or("no keys")?.to_owned()).await?;
        let alerts = format!("{}/api/alerts?$top=1", self.base);
        self.client.get(alerts).bearer_auth(&token).send().await?.error_for_status()?.bytes().await?;
        Ok((token, keys))
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let result = work();
    (begun.elapsed(), result)
}

#[allow(clippy::print_stdout, reason = "the figures are what this program is for")]
fn compare(what: &str, ours: &mut [Duration], theirs: &mut [Duration]) {
    ours.sort_unstable();
    theirs.sort_unstable();
    let (ours, theirs) = (ours[ours.len() / 2], theirs[theirs.len() / 2]);
    println!("{what}: {ours:.1?} / {theirs:.1?} = {:.2}", ours.as_secs_f64() / theirs.as_secs_f64());
}
