//! The single requests: metadata, token, keys, call. Each ends as a [`Step`] and never as a panic or a wait
//! without end.

use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::cloud::Cloud;
use crate::evidence::{
    CallAnswer, Elsewhere, Evidence, Failure, FailureKind, Flow, NotDone, Refusal, Step, TokenFacts,
};
use crate::ids::{AppId, TenantId, TenantRef};
use crate::knowledge::{Api, ChosenCall};
use crate::permission::Permission;
use crate::ports::Clock;
use crate::secret::{AccessToken, ClientSecret};
use crate::token::KeySet;

use super::check::{Credential, Patience, Plan, Progress, check};
use super::client::{Http, Reply, Request};
use super::failure::plain;
use super::kept_keys::KeptKeys;
use super::reading::{self, Metadata};
use super::retry::{self, Next, later};
use super::understood::{Reading, is_data, is_of_api, token_in, understand, unusable};
use super::{ATTEMPT_LIMIT, CHECK_LIMIT};

const METADATA_CAP: usize = 256 * 1024;
const TOKEN_CAP: usize = 256 * 1024;
const KEYS_CAP: usize = 1024 * 1024;
const CALL_CAP: usize = 1024 * 1024;

/// Asks one cloud's services within one check's time.
pub(super) struct Asker<'a> {
    http: &'a Http,
    cloud: &'a Cloud,
    clock: &'a dyn Clock,
    cancel: &'a CancellationToken,
    deadline: Instant,
    /// Told when a wait begins (with its end) and when it is over.
    waiting: &'a (dyn Fn(Option<OffsetDateTime>) + Send + Sync),
    /// From the first answer that carried a `Date`.
    pub clock_ahead: Option<i64>,
    /// What it does where the service asks for a wait; a person who called by hand would rather be told.
    pub patience: Patience,
    /// Status and notable headers of the last answer.
    pub heard: Option<Heard>,
}

/// The outside of an answer.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub status: u16,
    pub notable: Vec<(String, String)>,
}

impl<'a> Asker<'a> {
    pub fn new(
        http: &'a Http,
        cloud: &'a Cloud,
        clock: &'a dyn Clock,
        cancel: &'a CancellationToken,
        waiting: &'a (dyn Fn(Option<OffsetDateTime>) + Send + Sync),
    ) -> Self {
        Self {
            http,
            cloud,
            clock,
            cancel,
            deadline: Instant::now() + CHECK_LIMIT,
            waiting,
            clock_ahead: None,
            patience: Patience::Waits,
            heard: None,
        }
    }

    /// What the published keys were a while ago.
    pub fn kept_keys(&self) -> &'a KeptKeys {
        &self.http.keys
    }

    /// The tenant's own metadata for tokens of one version.
    pub async fn metadata(&mut self, tenant: &TenantRef, version: Flow) -> Step<Metadata> {
        let path = match version {
            Flow::V1 => format!("/{tenant}/.well-known/openid-configuration"),
            Flow::V2 => format!("/{tenant}/v2.0/.well-known/openid-configuration"),
        };
        let cloud = self.cloud;
        let request = Request::get(cloud.login_url(&path), METADATA_CAP);
        self.ask(&request, None, |reply| match reading::metadata(cloud, tenant, &reply.body) {
            Some(metadata) => Reading::Answer(metadata),
            None => unusable(reply, None, "no metadata of this tenant"),
        })
        .await
    }

    /// A token for the app, with its secret.
    pub async fn token(
        &mut self,
        tenant: TenantId,
        app: AppId,
        secret: &ClientSecret,
        flow: Flow,
    ) -> Step<AccessToken> {
        let (path, name, value) = match flow {
            Flow::V1 => (format!("/{tenant}/oauth2/token"), "resource", self.cloud.audience().to_owned()),
            Flow::V2 => (
                format!("/{tenant}/oauth2/v2.0/token"),
                "scope",
                format!("{}/.default", self.cloud.audience()),
            ),
        };
        let app = app.to_string();
        let form = vec![
            ("grant_type", "client_credentials"),
            ("client_id", app.as_str()),
            ("client_secret", secret.expose()),
            (name, value.as_str()),
        ];
        let request = Request { form: Some(form), ..Request::get(self.cloud.login_url(&path), TOKEN_CAP) };
        self.ask(&request, Some(secret), |reply| match token_in(&reply.body) {
            Some(token) => Reading::Answer(token),
            // The body may hold a token of an unexpected shape, so none of it is kept.
            None => Reading::Unusable(plain(
                FailureKind::UnexpectedReply,
                "the answer holds no access_token text",
            )),
        })
        .await
    }

    /// The published keys.
    pub async fn keys(&mut self, address: Url, fresh: bool) -> Step<KeySet> {
        let request = Request { fresh, ..Request::get(address, KEYS_CAP) };
        self.ask(&request, None, |reply| match KeySet::parse(&reply.body) {
            Some(keys) => Reading::Answer(keys),
            None => unusable(reply, None, "no key set"),
        })
        .await
    }

    /// The one read-only call.
    pub async fn call(&mut self, api: &Api, call: ChosenCall<'_>, token: &AccessToken) -> Step<CallAnswer> {
        let Some(address) = self.cloud.api_url(call.path) else {
            return Step::Failed {
                took_ms: 0,
                failure: plain(FailureKind::UnexpectedReply, "not a path of the API"),
            };
        };
        let answered = |status: u16, only_accepted: bool| CallAnswer {
            operation: call.operation.to_owned(),
            path: call.path.to_owned(),
            status,
            only_accepted,
        };
        let request = Request { bearer: Some(token), ..Request::get(address, CALL_CAP) };
        let step = self
            .ask(&request, None, |reply| {
                // Anything else, nothing included, may come from whoever stands in between, and proves nothing.
                if reply.status == 200 && is_data(&reply.body) {
                    Reading::Answer(answered(reply.status, call.only_acceptance))
                } else {
                    unusable(reply, Some(token.expose()), "no data of the API")
                }
            })
            .await;
        match step {
            // Listing devices answers 404 where there are none yet: the token works, if it is the API that says so.
            Step::Refused { took_ms, refusal }
                if refusal.status == 404 && is_of_api(&refusal) && api.empty_is_404(call.operation) =>
            {
                Step::Answered { took_ms, value: answered(404, false) }
            }
            Step::Refused { took_ms, refusal }
                if call.only_acceptance
                    && refusal.status == 403
                    && is_of_api(&refusal)
                    && refusal.message.to_ascii_lowercase().contains("missing application roles") =>
            {
                Step::Answered { took_ms, value: answered(403, true) }
            }
            other => other,
        }
    }

    /// Sends a request as often as the retry table and the check's time allow, and reads the answer.
    pub async fn ask<T>(
        &mut self,
        request: &Request<'_>,
        secret: Option<&ClientSecret>,
        read: impl Fn(&Reply) -> Reading<T>,
    ) -> Step<T> {
        // Whatever is said back of it is taken out.
        let sent = secret.map(ClientSecret::expose).or(request.bearer.map(AccessToken::expose));
        let began = Instant::now();
        let took = || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut tries = 0;
        let mut misread = false;
        loop {
            tries += 1;
            // A stop comes first: nothing may leave once it was asked for.
            let attempt = tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Step::NotDone { why: NotDone::Cancelled },
                attempt = self.attempt(request) => attempt,
            };
            trace(request, tries, &attempt);
            let now = self.clock.now();
            let (next, outcome) = match attempt {
                Err(failure) => (
                    retry::after_failure(&failure, tries, random()),
                    Step::Failed { took_ms: took(), failure },
                ),
                Ok(reply) => {
                    // Metadata and keys may come from a cache with an old `Date`; what answers a form or a token
                    // cannot, and the last of these tells of a clock that was set during the check.
                    let of_now = request.form.is_some() || request.bearer.is_some();
                    self.clock_ahead = match reply.clock_ahead {
                        Some(ahead) if self.clock_ahead.is_none() || of_now => Some(ahead),
                        _ => self.clock_ahead,
                    };
                    self.heard = Some(Heard { status: reply.status, notable: reply.notable.clone() });
                    let next = match retry::after_reply(&reply, tries, now, random()) {
                        Next::After(wait) if reply.status == 429 && self.patience == Patience::SaysWhen => {
                            Next::Park(wait)
                        }
                        next => next,
                    };
                    match understand(&reply, sent, now, &read) {
                        Reading::Answer(value) => return Step::Answered { took_ms: took(), value },
                        Reading::Refusal(refusal) => (next, Step::Refused { took_ms: took(), refusal }),
                        Reading::Unusable(failure) => {
                            let worth_another = failure.kind == FailureKind::UnexpectedReply
                                && !misread
                                && reply.status < 300;
                            misread = true;
                            let next =
                                if worth_another { Next::After(Duration::from_millis(200)) } else { next };
                            (next, Step::Failed { took_ms: took(), failure })
                        }
                    }
                }
            };
            match next {
                Next::Stop => return outcome,
                Next::Park(wait) => return parked(outcome, later(now, wait)),
                Next::After(wait) if Instant::now() + wait + Duration::from_secs(1) > self.deadline => {
                    return parked(outcome, later(now, wait));
                }
                Next::After(wait) => {
                    if wait > Duration::from_secs(2) {
                        (self.waiting)(Some(later(now, wait)));
                    }
                    tokio::select! {
                        () = self.cancel.cancelled() => return Step::NotDone { why: NotDone::Cancelled },
                        () = tokio::time::sleep(wait) => {}
                    }
                    (self.waiting)(None);
                }
            }
        }
    }

    async fn attempt(&self, request: &Request<'_>) -> Result<Reply, Failure> {
        let limit = self.deadline.min(Instant::now() + ATTEMPT_LIMIT);
        tokio::time::timeout_at(limit, self.http.send(self.cloud, request, self.clock))
            .await
            .unwrap_or_else(|_| Err(plain(FailureKind::TimedOut, "no complete answer in time")))
    }
}

/// One line a request: where to, how often, what came. Never a query (it may hold a state), a body or a header.
fn trace(request: &Request<'_>, tries: u32, attempt: &Result<Reply, Failure>) {
    let (host, path) = (request.url.host_str().unwrap_or_default(), request.url.path());
    match attempt {
        Ok(reply) => {
            tracing::debug!(host, path, tries, status = reply.status, bytes = reply.body.len(), "answered");
        }
        Err(failure) => tracing::debug!(host, path, tries, kind = ?failure.kind, "no answer"),
    }
}

/// Says when trying again makes sense. Where nothing was refused for being too much, a broken line tells no time.
fn parked<T>(outcome: Step<T>, at: OffsetDateTime) -> Step<T> {
    match outcome {
        Step::Refused { took_ms, refusal } => {
            Step::Refused { took_ms, refusal: Refusal { retry_at: Some(at), ..refusal } }
        }
        other => other,
    }
}

/// A number in 0..1, to spread what would otherwise fall together.
pub(crate) fn random() -> f64 {
    let mut bytes = [0_u8; 4];
    // Without randomness the pause is merely not spread.
    if getrandom::fill(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}

/// Takes a step's value apart: into what is written down, and what only the next request needs.
pub(super) fn split<T, U, V>(step: Step<T>, apart: impl FnOnce(T) -> (U, V)) -> (Step<U>, Option<V>) {
    match step {
        Step::Answered { took_ms, value } => {
            let (kept, used) = apart(value);
            (Step::Answered { took_ms, value: kept }, Some(used))
        }
        Step::Refused { took_ms, refusal } => (Step::Refused { took_ms, refusal }, None),
        Step::Failed { took_ms, failure } => (Step::Failed { took_ms, failure }, None),
        Step::NotDone { why } => (Step::NotDone { why }, None),
        Step::Pending => (Step::Pending, None),
    }
}

/// Which permissions a token carries, for choosing the call.
pub(super) fn chosen_call<'a>(
    api: &'a Api,
    facts: &TokenFacts,
    wanted: &std::collections::BTreeSet<Permission>,
) -> ChosenCall<'a> {
    api.choose_call(&facts.roles, wanted)
}

/// Asks for a tenant's metadata only; the evidence tells whether there is one and in which cloud.
pub async fn resolve(http: &Http, cloud: &Cloud, tenant: TenantRef, clock: &dyn Clock) -> Evidence {
    let mut plan = Plan::new(cloud, None, Some(tenant));
    plan.only_tenant = true;
    check(http, cloud, plan, Credential::none(), clock, &|_: Progress<'_>| {}, &CancellationToken::new())
        .await
}

/// Asks for a token in the partner's own tenant, which proves the secret and the application ID.
pub async fn prove_at_home(
    http: &Http,
    cloud: &Cloud,
    app: AppId,
    home: TenantId,
    secret: ClientSecret,
    clock: &dyn Clock,
) -> Evidence {
    let mut plan = Plan::new(cloud, Some(app), Some(TenantRef::Id(home)));
    plan.call = false;
    plan.known.elsewhere = Some(Elsewhere::AtHome);
    check(
        http,
        cloud,
        plan,
        Credential::Secret(secret),
        clock,
        &|_: Progress<'_>| {},
        &CancellationToken::new(),
    )
    .await
}
