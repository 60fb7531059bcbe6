//! One check from start to end, and the reading of a token that somebody already has.

use std::collections::BTreeSet;

use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::cloud::{Cloud, CloudId};
use crate::evidence::{
    Asked, Evidence, FailureKind, Flow, Issuers, Known, NotDone, SignatureReading, Step, TokenFacts,
    TokenReading,
};
use crate::ids::{AppId, TenantId, TenantRef};
use crate::judge;
use crate::knowledge::Api;
use crate::permission::Permission;
use crate::ports::Clock;
use crate::secret::{AccessToken, ClientSecret};
use crate::token;

use super::client::Http;
use super::failure::plain;
use super::reading::Metadata;
use super::signature;
use super::steps::{Asker, chosen_call, split};

/// What a check is to find out.
#[derive(Debug, Clone)]
pub struct Plan {
    cloud: CloudId,
    /// The partner's app.
    pub app_id: Option<AppId>,
    /// The customer's tenant.
    pub tenant: Option<TenantRef>,
    /// Permissions that must be in the token.
    pub wanted: BTreeSet<Permission>,
    /// Which token address to use.
    pub flow: Flow,
    /// Whether to call the API.
    pub call: bool,
    /// What our own record says.
    pub known: Known,
    /// What to do where the service asks for a wait.
    pub patience: Patience,
    /// For a pasted token: do not ask anybody anything.
    pub offline: bool,
    pub(super) only_tenant: bool,
}

impl Plan {
    /// A full check with nothing particular wanted.
    pub fn new(cloud: &Cloud, app_id: Option<AppId>, tenant: Option<TenantRef>) -> Self {
        Self {
            cloud: cloud.id(),
            app_id,
            tenant,
            wanted: BTreeSet::new(),
            flow: Flow::default(),
            call: true,
            known: Known::default(),
            patience: Patience::Waits,
            offline: false,
            only_tenant: false,
        }
    }
}

/// What a check does where the service asks for a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Waits, within its two minutes.
    Waits,
    /// Says until when, and ends.
    SaysWhen,
}

/// What there is to sign in with.
#[derive(Debug)]
pub enum Credential {
    /// A secret.
    Secret(ClientSecret),
    /// None, and why; the text tells more and holds no secret.
    Unavailable(FailureKind, String),
}

impl Credential {
    /// For a check that does not come to the token: one that was stopped, or that asks for the tenant only.
    pub(crate) fn none() -> Self {
        Self::Unavailable(FailureKind::CredentialMissing, String::new())
    }
}

/// How far a check has come.
#[derive(Debug)]
pub enum Progress<'a> {
    /// Another step ended; what is not there yet is pending.
    Step(&'a Evidence),
    /// The keychain was asked for the secret; it may be waiting for the person to unlock it.
    Keychain,
    /// Waiting until then because the service asked for it; `None`: the wait is over.
    Waiting(Option<OffsetDateTime>),
}

type Report<'a> = &'a (dyn Fn(Progress<'_>) + Send + Sync);

/// Carries out a check: tenant, token, signature, call. Always ends, within two minutes, with complete evidence.
pub async fn check(
    http: &Http,
    cloud: &Cloud,
    plan: Plan,
    credential: Credential,
    clock: &dyn Clock,
    report: Report<'_>,
    cancel: &CancellationToken,
) -> Evidence {
    let waiting = |until| report(Progress::Waiting(until));
    let mut asker = Asker::new(http, cloud, clock, cancel, &waiting);
    asker.patience = plan.patience;
    let mut run = Run { asker, cloud, evidence: begin(&plan, clock.now()), report };
    let metadata = match (&plan.tenant, plan.only_tenant) {
        (Some(tenant), only) => run.tenant(tenant).await.filter(|_| !only),
        (None, _) => None,
    };
    if let Some(metadata) = metadata {
        run.token_and_call(&plan, &metadata, &credential).await;
    }
    run.finish(clock.now())
}

/// Gets a new token and checks it as every check does, without calling the API. The token is handed on only where it
/// may be used; what was met says why not.
pub async fn acquire(
    http: &Http,
    cloud: &Cloud,
    plan: Plan,
    credential: Credential,
    clock: &dyn Clock,
    cancel: &CancellationToken,
) -> (Evidence, Option<AccessToken>) {
    let plan = Plan { call: false, ..plan };
    let report = |_: Progress<'_>| {};
    let waiting = |_| {};
    let asker = Asker::new(http, cloud, clock, cancel, &waiting);
    let mut run = Run { asker, cloud, evidence: begin(&plan, clock.now()), report: &report };
    let mut held = None;
    if let (Some(tenant), Some(app)) = (&plan.tenant, plan.app_id)
        && let Some(metadata) = run.tenant(tenant).await
        && let Some(secret) = run.secret(&credential)
    {
        held = run.token(metadata.found.tenant_id, app, secret, plan.flow).await;
        if let Some(token) = &held {
            run.signature(&metadata, token).await;
        }
    }
    let evidence = run.finish(clock.now());
    let usable = held.filter(|_| judge::may_use(&evidence));
    (evidence, usable)
}

/// Reads a token that somebody has: its claims, and online its signature; with `plan.call` the API is asked too.
pub async fn inspect(
    http: &Http,
    cloud: &Cloud,
    plan: Plan,
    token: AccessToken,
    clock: &dyn Clock,
    report: Report<'_>,
    cancel: &CancellationToken,
) -> Evidence {
    let waiting = |until| report(Progress::Waiting(until));
    let asker = Asker::new(http, cloud, clock, cancel, &waiting);
    let mut run = Run { asker, cloud, evidence: begin(&plan, clock.now()), report };
    run.evidence.tenant = Step::NotDone { why: NotDone::NotAsked };
    run.evidence.token = Step::Answered { took_ms: 0, value: token::read(token.expose()) };
    let claimed = run.facts().and_then(|facts| TenantId::parse(facts.tenant_id.as_deref()?).ok());
    let tenant = plan.tenant.clone().or(claimed.map(TenantRef::Id));
    if let (true, Some(TenantRef::Id(id))) = (plan.offline, &tenant) {
        run.evidence.issuers = Some(run.issuers_of(*id));
    }
    let method = run.facts().filter(|facts| signature::needs_no_key(facts)).cloned();
    if let Some(facts) = method {
        let value = token::KeySet::none().verify(token.expose(), &facts);
        run.evidence.signature = Step::Answered { took_ms: 0, value };
    } else if plan.offline || run.facts().is_none() {
        run.evidence.signature = Step::NotDone { why: NotDone::NotAsked };
    } else if let Some(tenant) = tenant {
        let step = run.metadata(&tenant).await;
        let metadata = run.take_tenant(step);
        let not_asked = Step::NotDone { why: NotDone::NotAsked };
        let unnamed = if plan.tenant.is_none() && (metadata.is_none() || judge::may_sign_in(&run.evidence)) {
            // Comparing a token with the tenant that it names itself would prove nothing.
            std::mem::replace(&mut run.evidence.tenant, not_asked)
        } else {
            not_asked
        };
        match metadata {
            Some(metadata) => {
                run.signature(&metadata, &token).await;
                run.call(&plan, &token).await;
            }
            // Where nobody asked about the tenant, its silence is why the signature was not checked.
            None => run.evidence.signature = split(unnamed, |_| (SignatureReading::NotForUs, ())).0,
        }
    }
    run.finish(clock.now())
}

fn begin(plan: &Plan, now: OffsetDateTime) -> Evidence {
    let asked = Asked {
        cloud: plan.cloud,
        app_id: plan.app_id,
        tenant: plan.tenant.clone(),
        wanted: plan.wanted.clone(),
        flow: plan.flow,
        call: plan.call,
    };
    Evidence {
        known: plan.known.clone(),
        finished_at: None,
        tenant: Step::Pending,
        token: Step::Pending,
        signature: Step::Pending,
        call: Step::Pending,
        ..Evidence::not_done(asked, now, NotDone::NotAsked)
    }
}

struct Run<'a> {
    asker: Asker<'a>,
    cloud: &'a Cloud,
    evidence: Evidence,
    report: Report<'a>,
}

impl Run<'_> {
    fn facts(&self) -> Option<&TokenFacts> {
        match self.evidence.token.value()? {
            TokenReading::Readable { facts } => Some(facts),
            TokenReading::Unreadable { .. } => None,
        }
    }

    fn issuers_of(&self, tenant: TenantId) -> Issuers {
        Issuers { v1: self.cloud.issuer_v1(tenant), v2: self.cloud.issuer_v2(tenant) }
    }

    fn reached(&mut self) {
        self.evidence.clock_ahead_seconds = self.asker.clock_ahead;
        (self.report)(Progress::Step(&self.evidence));
    }

    /// The tenant; `None` where going on would be useless or, in another cloud, wrong.
    async fn tenant(&mut self, tenant: &TenantRef) -> Option<Metadata> {
        let step = self.metadata(tenant).await;
        let metadata = self.take_tenant(step);
        self.reached();
        metadata.filter(|_| judge::may_sign_in(&self.evidence))
    }

    /// The metadata for 1.0 tokens, which is what Defender issues; should Microsoft take that older document away,
    /// the one for 2.0 tokens tells the same of the tenant and names the same keys.
    async fn metadata(&mut self, tenant: &TenantRef) -> Step<Metadata> {
        match self.asker.metadata(tenant, Flow::V1).await {
            Step::Refused { refusal, .. }
                if matches!(refusal.status, 404 | 410) && refusal.oauth_error.is_none() =>
            {
                self.asker.metadata(tenant, Flow::V2).await
            }
            step => step,
        }
    }

    fn take_tenant(&mut self, step: Step<Metadata>) -> Option<Metadata> {
        let (step, metadata) = split(step, |metadata| (metadata.found.clone(), metadata));
        if let Some(found) = step.value() {
            self.evidence.issuers = Some(self.issuers_of(found.tenant_id));
        }
        self.evidence.tenant = step;
        metadata
    }

    async fn token_and_call(&mut self, plan: &Plan, metadata: &Metadata, credential: &Credential) {
        let Some(app) = plan.app_id else { return };
        let Some(secret) = self.secret(credential) else { return };
        let Some(token) = self.token(metadata.found.tenant_id, app, secret, plan.flow).await else { return };
        self.signature(metadata, &token).await;
        self.call(plan, &token).await;
        let token_refused =
            matches!(&self.evidence.call, Step::Refused { refusal, .. } if refusal.status == 401);
        if token_refused && judge::judge(&self.evidence).cause == Some(crate::verdict::Cause::ApiUnauthorized)
        {
            // One forced new token, one retry, then the refusal stands. What was found of the first token says
            // nothing about the second.
            self.evidence.signature = Step::Pending;
            self.evidence.call = Step::Pending;
            let Some(token) = self.token(metadata.found.tenant_id, app, secret, plan.flow).await else {
                return;
            };
            self.signature(metadata, &token).await;
            self.call(plan, &token).await;
        }
    }

    /// The secret to sign in with; where there is none, that is what was met.
    fn secret<'c>(&mut self, credential: &'c Credential) -> Option<&'c ClientSecret> {
        match credential {
            Credential::Secret(secret) => Some(secret),
            Credential::Unavailable(kind, text) => {
                self.evidence.token = Step::Failed { took_ms: 0, failure: plain(*kind, text) };
                self.reached();
                None
            }
        }
    }

    async fn token(
        &mut self,
        tenant: TenantId,
        app: AppId,
        secret: &ClientSecret,
        flow: Flow,
    ) -> Option<AccessToken> {
        let step = self.asker.token(tenant, app, secret, flow).await;
        let (step, token) = split(step, |token| (token::read_received(token.expose(), secret), token));
        self.evidence.token = step;
        self.reached();
        token
    }

    async fn signature(&mut self, metadata: &Metadata, token: &AccessToken) {
        let Some(facts) = self.facts().cloned() else { return };
        self.evidence.signature =
            signature::verified(&mut self.asker, self.cloud, metadata, token, &facts).await;
        self.reached();
    }

    async fn call(&mut self, plan: &Plan, token: &AccessToken) {
        if !plan.call {
            return;
        }
        let Some(facts) = self.facts().cloned() else { return };
        if !judge::may_call(&self.evidence) {
            return;
        }
        let api = Api::windows_defender_atp();
        self.evidence.call = self.asker.call(api, chosen_call(api, &facts, &plan.wanted), token).await;
        self.reached();
    }

    /// Whatever was not reached says why, so that finished evidence holds nothing pending.
    fn finish(mut self, now: OffsetDateTime) -> Evidence {
        let cancelled = [
            matches!(self.evidence.tenant, Step::NotDone { why: NotDone::Cancelled }),
            matches!(self.evidence.token, Step::NotDone { why: NotDone::Cancelled }),
            matches!(self.evidence.signature, Step::NotDone { why: NotDone::Cancelled }),
        ]
        .contains(&true);
        let not_asked = self.evidence.asked.tenant.is_none() && self.evidence.asked.app_id.is_none();
        let why = match () {
            () if cancelled => NotDone::Cancelled,
            () if not_asked => NotDone::NotAsked,
            () => NotDone::EarlierStep,
        };
        let no_call = !self.evidence.asked.call && self.facts().is_some();
        close(&mut self.evidence.tenant, why);
        close(&mut self.evidence.token, why);
        close(&mut self.evidence.signature, why);
        close(&mut self.evidence.call, if no_call { NotDone::NotAsked } else { why });
        self.evidence.clock_ahead_seconds = self.asker.clock_ahead;
        self.evidence.finished_at = Some(now);
        (self.report)(Progress::Step(&self.evidence));
        self.evidence
    }
}

fn close<T>(step: &mut Step<T>, why: NotDone) {
    if matches!(step, Step::Pending) {
        *step = Step::NotDone { why };
    }
}
