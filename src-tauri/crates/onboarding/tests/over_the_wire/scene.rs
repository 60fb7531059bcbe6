//! A tenant at which everything is well, on a stand-in server, for a test to spoil in one place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::evidence::{Evidence, Flow};
use consentry_onboarding::gather::{self, Credential, Http, Plan, Progress};
use consentry_onboarding::ids::{AppId, TenantId, TenantRef};
use consentry_onboarding::judge::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::secret::{AccessToken, ClientSecret};
use consentry_onboarding::verdict::{CheckId, CheckStatus, Judgement};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::authority::{Authority, PUBLISHED};
use crate::hurry::{START, TestClock};
use crate::stand_in::{Act, Answer, Door, Seen, StandIn};

pub const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
pub const OTHER_TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
pub const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
/// With every sign that some encoding spells differently.
pub const SECRET: &str = "Zq8~ca+na/ry=.7_-x<&>\"8Qd";

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Metadata for 1.0 tokens.
    Metadata,
    /// Metadata for 2.0 tokens.
    Metadata2,
    /// A token.
    Token,
    /// Keys, of either version.
    Keys,
    /// The API.
    Call,
    /// Anything else.
    Elsewhere,
}

impl Place {
    pub fn of(seen: &Seen) -> Self {
        let path = seen.path.as_str();
        match path {
            _ if path.starts_with("/api/") => Place::Call,
            _ if path.ends_with("/v2.0/.well-known/openid-configuration") => Place::Metadata2,
            _ if path.ends_with("/.well-known/openid-configuration") => Place::Metadata,
            _ if seen.method == "POST" && path.ends_with("/token") => Place::Token,
            _ if path.ends_with("/keys") => Place::Keys,
            _ => Place::Elsewhere,
        }
    }
}

/// A request, with what a script needs to answer it.
pub struct Asked<'a> {
    pub place: Place,
    /// Which request to this place it is, from 1.
    pub nth: usize,
    pub seen: &'a Seen,
    /// `https://host[:port]` of the stand-in.
    pub base: String,
}

pub fn header() -> Value {
    json!({"typ": "JWT", "alg": "RS256", "kid": "k1", "x5t": "k1"})
}

/// The claims of a good 1.0 token.
pub fn claims(base: &str) -> Value {
    let now = START.unix_timestamp();
    json!({
        "aud": "https://api.securitycenter.microsoft.com", "iss": format!("{base}/{TENANT}/"),
        "iat": now - 300, "nbf": now - 300, "exp": now + 3600, "appid": APP, "appidacr": "1",
        "oid": "o", "sub": "o", "roles": ["Alert.Read.All"], "tid": TENANT, "uti": "u", "ver": "1.0",
    })
}

pub fn metadata(base: &str) -> Value {
    json!({
        "issuer": format!("{base}/{TENANT}/"), "jwks_uri": format!("{base}/common/discovery/keys"),
        "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com",
    })
}

pub fn token_answer(token: &str) -> Act {
    Answer::json(200, &json!({"token_type": "Bearer", "expires_in": 3599, "access_token": token})).into()
}

pub fn keys_answer(keys: &[Value]) -> Act {
    Answer::json(200, &json!({ "keys": keys })).into()
}

/// What a tenant at which everything is well answers.
pub fn well(asked: &Asked) -> Act {
    let base = asked.base.as_str();
    match asked.place {
        Place::Metadata => Answer::json(200, &metadata(base)).into(),
        Place::Metadata2 => {
            let mut document = metadata(base);
            document["issuer"] = json!(format!("{base}/{TENANT}/v2.0"));
            document["jwks_uri"] = json!(format!("{base}/{TENANT}/discovery/v2.0/keys"));
            Answer::json(200, &document).into()
        }
        Place::Token => token_answer(&PUBLISHED.sign(&header(), &claims(base))),
        Place::Keys => keys_answer(&[PUBLISHED.jwk("k0"), PUBLISHED.jwk("k1")]),
        Place::Call => Answer::json(200, &json!({"value": []})).into(),
        Place::Elsewhere => Answer::json(404, &json!({})).into(),
    }
}

/// Whatever the server does not spoil is [`well`].
pub fn script(
    spoil: impl Fn(&Asked) -> Option<Act> + Send + Sync + 'static,
    base: impl Fn(u16) -> String + Send + Sync + 'static,
) -> impl Fn(&Seen, u16) -> Act + Send + Sync + 'static {
    let counts = Mutex::new(BTreeMap::new());
    move |seen, port| {
        let place = Place::of(seen);
        let nth = {
            let mut counts = counts.lock().unwrap();
            let nth = counts.entry(place).or_insert(0_usize);
            *nth += 1;
            *nth
        };
        let asked = Asked { place, nth, seen, base: base(port) };
        spoil(&asked).unwrap_or_else(|| well(&asked))
    }
}

pub struct Scene {
    pub server: StandIn,
    pub http: Http,
    pub cloud: Cloud,
    pub clock: TestClock,
    /// Ends of the waits that were announced.
    pub waits: Mutex<Vec<OffsetDateTime>>,
    pub cancel: CancellationToken,
}

impl Scene {
    pub async fn new(spoil: impl Fn(&Asked) -> Option<Act> + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        Self::behind(Door::Tls(authority.serving(&["127.0.0.1"])), &authority, spoil).await
    }

    /// One place answers so, every time.
    pub async fn with(place: Place, act: impl Fn() -> Act + Send + Sync + 'static) -> Self {
        Self::new(move |asked| (asked.place == place).then(&act)).await
    }

    /// A good token but for its claims.
    pub async fn with_claims(spoil: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::new(move |asked| {
            (asked.place == Place::Token).then(|| {
                let mut payload = claims(&asked.base);
                spoil(&mut payload);
                token_answer(&PUBLISHED.sign(&header(), &payload))
            })
        })
        .await
    }

    pub async fn behind(
        door: Door,
        trusted: &Authority,
        spoil: impl Fn(&Asked) -> Option<Act> + Send + Sync + 'static,
    ) -> Self {
        let server = StandIn::open(door, script(spoil, |port| format!("https://127.0.0.1:{port}"))).await;
        Self {
            cloud: Cloud::practice(server.port),
            http: Http::practice(&trusted.der).unwrap(),
            server,
            clock: TestClock::new(),
            waits: Mutex::default(),
            cancel: CancellationToken::new(),
        }
    }

    pub fn plan(&self) -> Plan {
        let mut plan = Plan::new(&self.cloud, Some(app()), Some(TenantRef::Id(tenant())));
        plan.wanted = wanted(&["Alert.Read.All"]);
        plan
    }

    pub async fn check(&self) -> Evidence {
        self.check_as(self.plan()).await
    }

    pub async fn check_as(&self, plan: Plan) -> Evidence {
        let credential = Credential::Secret(ClientSecret::from_store(SECRET.to_owned()));
        let report = |progress: Progress<'_>| {
            if let Progress::Waiting(Some(until)) = progress {
                self.waits.lock().unwrap().push(until);
            }
        };
        let evidence =
            gather::check(&self.http, &self.cloud, plan, credential, &self.clock, &report, &self.cancel)
                .await;
        // Whatever a test is about: eleven checks, and the secret nowhere.
        assert_eq!(judge(&evidence).checks.len(), CheckId::ALL.len());
        crate::secrets::assert_no_trace(&evidence, SECRET);
        evidence
    }

    pub async fn inspect(&self, token: &str, plan: Plan) -> Evidence {
        let token = AccessToken::pasted(token).0;
        gather::inspect(&self.http, &self.cloud, plan, token, &self.clock, &|_| {}, &self.cancel).await
    }

    /// Looks the tenant up twice at once, so that two lines to the server are open.
    pub async fn warm_up(&self) {
        let look = || gather::resolve(&self.http, &self.cloud, TenantRef::Id(tenant()), &self.clock);
        tokio::join!(look(), look());
    }

    pub fn base(&self) -> String {
        format!("https://127.0.0.1:{}", self.server.port)
    }

    /// How often a place was asked.
    pub fn count(&self, place: Place) -> usize {
        self.server.seen().iter().filter(|seen| Place::of(seen) == place).count()
    }

    pub fn of(&self, place: Place) -> Vec<Seen> {
        self.server.seen().into_iter().filter(|seen| Place::of(seen) == place).collect()
    }
}

pub fn tenant() -> TenantId {
    TenantId::parse(TENANT).unwrap()
}

pub fn app() -> AppId {
    AppId::parse(APP).unwrap()
}

pub fn wanted(names: &[&str]) -> BTreeSet<Permission> {
    names.iter().map(|name| Permission::parse(name).unwrap()).collect()
}

/// Cause and reason as texts, for short assertions; `connected` for none.
pub fn outcome(evidence: &Evidence) -> (&'static str, Option<String>) {
    let judgement = judge(evidence);
    (judgement.cause.map_or("connected", consentry_onboarding::verdict::Cause::id), judgement.reason)
}

pub fn cause(evidence: &Evidence) -> &'static str {
    outcome(evidence).0
}

pub fn status_of(judgement: &Judgement, id: CheckId) -> CheckStatus {
    judgement.checks.iter().find(|check| check.id == id).unwrap().status
}

pub fn v1(mut plan: Plan) -> Plan {
    plan.flow = Flow::V1;
    plan
}
