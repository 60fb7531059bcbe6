//! Says what a pasted text is, what brought it about and who has to act.
//!
//! Support gets screenshots, mails and logs, and in them somewhere: a token, an error number, a JSON answer, an
//! address from somebody's browser, a consent link. [`explain`] finds it, whatever stands around it, and reads it with
//! the same rules that judge a check ([`crate::judge`]): the same number means the same thing wherever it is met. What
//! nobody here knows is `unrecognised`, and shown as it is.
//!
//! Where a text holds several things, the one that says most wins: an answer with an error before the address that was
//! asked, an error before the token it was about. [`Explanation::also`] names the rest.
//!
//! The function is pure and total: no network, nothing stored, time as a parameter, linear in the length of the text,
//! and nothing is too odd for it. Tokens and secrets do not leave it: what is shown again has passed [`cleaned`].

mod addresses;
mod api;
mod bodies;
mod claims;
mod cleaned;
#[cfg(test)]
mod corpus;
mod explanation;
mod failures;
mod fields;
mod log_rows;
mod named;
mod services;
mod statuses;
mod support;
mod tokens;

use std::cell::LazyCell;
use std::collections::BTreeSet;

use time::OffsetDateTime;

use crate::bundle;
use crate::cloud::{Cloud, CloudId};
use crate::consent::RedirectUri;
use crate::consent::lint::{self, Severity};
use crate::evidence::Refusal;
use crate::ids::{AppId, TenantRef};
use crate::judge;
use crate::permission::Permission;
use crate::verdict::{Actor, Cause};

pub use addresses::{Outcome, ReturnedParts};
pub use api::RoleGap;
pub use claims::{Claim, claims};
pub use cleaned::cleaned;
pub use explanation::{Explanation, Kind, Parts};
pub use named::{Named, named};
pub use services::ANOTHER_SERVICE;
use statuses::Answers;
pub use statuses::Sender;
pub use support::SupportFile;
pub use tokens::{token_in, token_pasted};

/// Longest text that is looked at.
pub const LONGEST_PASTE: usize = 1024 * 1024;

/// What is known beside the text, all of it optional.
#[derive(Debug, Clone)]
pub struct Context {
    /// The moment for which a token's lifetime is judged.
    pub now: OffsetDateTime,
    /// The cloud of the partner's app.
    pub cloud: Cloud,
    /// The partner's app.
    pub app: Option<AppId>,
    /// The customer's tenant.
    pub tenant: Option<TenantRef>,
    /// Redirect addresses that the app has registered.
    pub redirects: Vec<RedirectUri>,
    /// Permissions that should be in a token.
    pub wanted: BTreeSet<Permission>,
    /// The state of the customer's latest link.
    pub state: Option<String>,
}

impl Context {
    /// Nothing is known but the time; the public cloud is taken for the rest.
    pub fn at(now: OffsetDateTime) -> Self {
        // The public cloud has a row; practice's port would only be taken if the table lost it.
        let cloud = Cloud::real(CloudId::Commercial).unwrap_or_else(|| Cloud::practice(0));
        Self {
            now,
            cloud,
            app: None,
            tenant: None,
            redirects: Vec::new(),
            wanted: BTreeSet::new(),
            state: None,
        }
    }

    fn link(&self) -> lint::Expected {
        lint::Expected {
            cloud: self.cloud.clone(),
            app: self.app,
            tenant: self.tenant.clone(),
            redirects: self.redirects.clone(),
        }
    }
}

/// Says what a pasted text is.
pub fn explain(text: &str, context: &Context) -> Explanation {
    if bundle::looks_like(text) {
        return support::explained(text);
    }
    if text.len() > LONGEST_PASTE {
        let end = (0..=16 * 1024).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        return unrecognised(&text[..end], Some("too-large"));
    }
    let text = &*tokens::without_odd_marks(text);
    if text.trim().is_empty() {
        return unrecognised(text, Some("empty"));
    }
    // Read at most once, by whichever reader is the first to need it.
    let answers = LazyCell::new(|| Answers::read(text));
    let order: [&dyn Fn() -> Option<Explanation>; 16] = [
        &|| lone_number(text),
        &|| lone_address(text, context),
        &|| body(text),
        &|| api_message(text),
        &|| refused_inside(text, context),
        &|| entra_text(text),
        &|| log_row(text),
        &|| refused_by_proxy(text, &answers),
        &|| defender_status(text, &answers),
        &|| failed_connection(text),
        &|| granted_inside(text, context),
        &|| link_inside(text, context),
        &|| token(text, context),
        &|| oauth_word(text),
        &|| own_page(text, context),
        &|| other_status(text, &answers),
    ];
    let mut explanation =
        order.into_iter().find_map(|read| read()).unwrap_or_else(|| unrecognised(text, None));
    if explanation.kind != Kind::Token && explanation.kind != Kind::Unrecognised && tokens::is_any(text) {
        explanation.also.push(Kind::Token);
    }
    let is_failure =
        matches!(explanation.kind, Kind::Aadsts | Kind::OauthError | Kind::ApiError | Kind::Connection);
    if is_failure && addresses::all(text).any(|address| addresses::returned(&address, context).is_some()) {
        explanation.also.push(Kind::Redirect);
    }
    explanation
}

fn unrecognised(text: &str, reason: Option<&str>) -> Explanation {
    shown_as(cleaned(text), reason)
}

/// Nothing is recognised yet of a text that is shown as `raw`.
fn shown_as(raw: String, reason: Option<&str>) -> Explanation {
    Explanation {
        kind: Kind::Unrecognised,
        cause: Some(Cause::Unrecognised),
        who_acts: judge::who_acts(Cause::Unrecognised),
        reason: reason.map(str::to_owned),
        codes: Vec::new(),
        code: None,
        correlation_id: None,
        trace_id: None,
        raw,
        parts: Parts::Nothing,
        also: Vec::new(),
    }
}

fn of_entra(kind: Kind, text: &str, refusal: Refusal) -> Explanation {
    let other = services::another(&refusal.codes, &refusal.message);
    let meaning = other.unwrap_or_else(|| judge::of_sign_in_refusal(&refusal));
    Explanation {
        kind,
        cause: Some(meaning.cause),
        who_acts: meaning.who_acts,
        reason: meaning.reason,
        codes: refusal.codes.clone(),
        correlation_id: refusal.correlation_id.clone(),
        trace_id: refusal.trace_id.clone(),
        parts: Parts::Refusal { refusal },
        ..unrecognised(text, None)
    }
}

fn of_api(text: &str, refusal: Refusal) -> Explanation {
    let roles = api::role_gap(&refusal.message);
    let meaning = api::meaning(&refusal, roles.as_ref());
    Explanation {
        kind: Kind::ApiError,
        cause: Some(meaning.cause),
        who_acts: meaning.who_acts,
        reason: meaning.reason,
        codes: refusal.codes.clone(),
        code: refusal.api_code.clone(),
        correlation_id: refusal.correlation_id.clone(),
        trace_id: refusal.trace_id.clone(),
        parts: Parts::Api { refusal, roles, retry_after: statuses::retry_after(text), bare: false },
        ..unrecognised(text, None)
    }
}

fn of_link(text: &str, link: &str, context: &Context) -> Option<Explanation> {
    let found = lint::lint(link, Some(&context.link()));
    found.form?;
    // Only what cannot work has a cause; what merely may go wrong is told by the findings.
    let errors = found.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let cause = errors.map(|finding| finding.id).find_map(addresses::cause_of);
    let sound = found.is_sound();
    Some(Explanation {
        kind: Kind::ConsentLink,
        cause,
        who_acts: if sound { Actor::Nobody } else { Actor::Partner },
        reason: found.findings.first().filter(|_| !sound).map(|finding| finding.id.id().to_owned()),
        parts: Parts::Link { lint: Box::new(found) },
        ..unrecognised(text, None)
    })
}

fn of_returned(text: &str, address: &url::Url, context: &Context) -> Option<Explanation> {
    let (returned, meaning) = addresses::returned(address, context)?;
    let said = returned.description.as_deref().unwrap_or_default();
    let meaning = services::another(&returned.codes, said).unwrap_or(meaning);
    Some(Explanation {
        kind: Kind::Redirect,
        cause: Some(meaning.cause),
        who_acts: meaning.who_acts,
        reason: meaning.reason,
        codes: returned.codes.clone(),
        correlation_id: fields::correlation_id(said).or_else(|| fields::correlation_id(text)),
        trace_id: fields::trace_id(said).or_else(|| fields::trace_id(text)),
        parts: Parts::Returned { returned },
        ..unrecognised(text, None)
    })
}

/// A number by itself, or Microsoft's look-up address for one.
fn lone_number(text: &str) -> Option<Explanation> {
    let code = fields::lone_number(text).or_else(|| addresses::looked_up(text))?;
    Some(of_entra(Kind::Aadsts, text, Refusal { codes: vec![code], ..Refusal::default() }))
}

/// The text is an address and nothing else, perhaps broken over lines.
fn lone_address(text: &str, context: &Context) -> Option<Explanation> {
    let address = addresses::lone(text)?;
    if tokens::is_any(address.fragment().unwrap_or_default()) {
        return token(text, context);
    }
    of_returned(text, &address, context).or_else(|| of_link(text, text.trim(), context))
}

/// A JSON answer of Entra's or the API's, anywhere in the text.
fn body(text: &str) -> Option<Explanation> {
    let refusal = bodies::refusal(text)?;
    Some(if refusal.oauth_error.is_some() {
        of_entra(Kind::OauthError, text, refusal)
    } else {
        of_api(text, api::with_status(refusal, text))
    })
}

/// The API's own words without the JSON around them.
fn api_message(text: &str) -> Option<Explanation> {
    api::from_message(text).map(|refusal| of_api(text, refusal))
}

/// An address that came back with an error.
fn refused_inside(text: &str, context: &Context) -> Option<Explanation> {
    let refused = addresses::all(text).filter(addresses::has_error);
    refused.into_iter().find_map(|address| of_returned(text, &address, context))
}

/// One that came back without: whatever else went wrong says more.
fn granted_inside(text: &str, context: &Context) -> Option<Explanation> {
    addresses::all(text).find_map(|address| of_returned(text, &address, context))
}

/// Entra's words around one of its numbers; a printed structure that is no JSON (Python's, PowerShell's) too.
fn entra_text(text: &str) -> Option<Explanation> {
    let codes = fields::codes(text);
    if codes.is_empty() {
        return None;
    }
    let kind = if fields::has_description(text) { Kind::OauthError } else { Kind::Aadsts };
    Some(of_entra(kind, text, fields::refusal(text, codes)))
}

/// A row of the sign-in log.
fn log_row(text: &str) -> Option<Explanation> {
    log_rows::refusal(text).map(|refusal| of_entra(Kind::Aadsts, text, refusal))
}

/// A status that Defender answered with, without the body.
fn defender_status(text: &str, answers: &Answers<'_>) -> Option<Explanation> {
    let answered = answers.first().filter(|answered| answered.sender == Sender::Defender)?;
    let mut explanation = of_api(text, statuses::refusal(text, answered.status));
    if let Parts::Api { bare, .. } = &mut explanation.parts {
        *bare = true;
    }
    Some(explanation)
}

/// A tunnel that a proxy did not make: its status is not Defender's.
fn refused_by_proxy(text: &str, answers: &Answers<'_>) -> Option<Explanation> {
    of_failed(text, failures::refused_by_proxy(text, answers)?)
}

/// A connection that did not come about.
fn failed_connection(text: &str) -> Option<Explanation> {
    of_failed(text, failures::failed(text)?)
}

fn of_failed(text: &str, failures::Failed { kind, host }: failures::Failed) -> Option<Explanation> {
    let cause = judge::of_failure(kind);
    let name = serde_json::to_value(kind).ok()?.as_str()?.replace('_', "-");
    Some(Explanation {
        kind: Kind::Connection,
        cause: Some(cause),
        who_acts: judge::who_acts(cause),
        parts: Parts::Failure { failure: kind, host },
        ..unrecognised(text, Some(&name))
    })
}

fn link_inside(text: &str, context: &Context) -> Option<Explanation> {
    addresses::links(text).find_map(|link| of_link(text, link, context))
}

fn token(text: &str, context: &Context) -> Option<Explanation> {
    let tokens::Judged { evidence, judgement, alone } = tokens::judged(text, context)?;
    // However it is broken, nothing of it comes back.
    let raw = if alone { "[token]".to_owned() } else { cleaned(text) };
    Some(Explanation {
        kind: Kind::Token,
        cause: judgement.cause,
        who_acts: judgement.who_acts,
        reason: judgement.reason.clone(),
        parts: Parts::Token { evidence: Box::new(evidence), judgement: Box::new(judgement) },
        ..shown_as(raw, None)
    })
}

/// OAuth's name of an error without anything else.
fn oauth_word(text: &str) -> Option<Explanation> {
    fields::oauth_error(text)?;
    Some(of_entra(Kind::OauthError, text, fields::refusal(text, Vec::new())))
}

/// A status that somebody else answered with, or nobody knows who.
fn other_status(text: &str, answers: &Answers<'_>) -> Option<Explanation> {
    let statuses::Answered { status, sender } = answers.first()?;
    let reason = match sender {
        Sender::Defender | Sender::Unknown => "status-alone",
        Sender::SignIn => "status-of-sign-in",
        Sender::Another { .. } => "status-of-another-service",
    };
    Some(Explanation {
        correlation_id: fields::correlation_id(text),
        trace_id: fields::trace_id(text),
        parts: Parts::Status { status, sender },
        ..unrecognised(text, Some(reason))
    })
}

/// Microsoft's own sign-in page: the answer did not come back, and the page itself says why.
fn own_page(text: &str, context: &Context) -> Option<Explanation> {
    let address = addresses::lone(text)?;
    addresses::is_own_page(&address, context)
        .then(|| Explanation { kind: Kind::Redirect, ..unrecognised(text, Some("microsofts-own-page")) })
}
