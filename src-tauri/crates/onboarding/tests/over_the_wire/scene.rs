//! A tenant at which everything is well, on a stand-in server, for a test to spoil in one place.

use std::collections::BTreeSet;
use std::sync::Mutex;

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::evidence::{Evidence, Flow};
use consentry_onboarding::gather::{self, Credential, Http, Plan, Progress};
use consentry_onboarding::ids::{AppId, TenantId, TenantRef};
use consentry_onboarding::judge::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::secret::{AccessToken, ClientSecret};
use consentry_onboarding::verdict::{CheckId, CheckStatus, Judgement};
use serde_json::Value;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::authority::{Authority, PUBLISHED};
use crate::hurry::TestClock;
use crate::stand_in::{Act, Door, Seen, StandIn};
pub use crate::tenant::*;

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

/// A port that nobody listens at, nor will while it is held: it is bound, and its door stays shut.
pub struct ClosedPort(tokio::net::TcpSocket);

impl ClosedPort {
    pub fn take() -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        Self(socket)
    }

    pub fn number(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }
}
