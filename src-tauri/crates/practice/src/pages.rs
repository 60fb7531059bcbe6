//! The pages a person sees in the browser. Self-contained: no script, no picture, nothing loaded from anywhere;
//! `maud` escapes whatever came in a link.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use url::Url;

use crate::consent::Asked;
use crate::facts;
use crate::refusal::{Refusal, Trace};
use crate::words::Words;

const STYLE: &str = include_str!("page.css");

/// The style's own hash in the policy: no other inline style counts.
static STYLE_SOURCE: LazyLock<String> = LazyLock::new(|| {
    let hash = digest::digest(&digest::SHA256, STYLE.as_bytes());
    format!("'sha256-{}'", STANDARD.encode(hash))
});

/// How a consent ended, by the address practice's own page was opened with.
pub(crate) enum Outcome<'a> {
    Given { tenant: Option<&'a str> },
    Declined { error: &'a str, description: Option<&'a str> },
    Nothing,
}

/// The page on which an administrator decides.
pub(crate) fn consent(words: &Words, asked: &Asked, once: &str, redirect: &Url, trace: &Trace) -> Response {
    let body = html! {
        p.account { (words.signed_in_as) " " strong { "admin@" (asked.tenant.domain) } }
        h1 { (words.permissions_requested) }
        p.quiet { (words.review) ": " (asked.tenant.customer) }
        div.app {
            strong { (asked.app.name) }
            span.quiet { (words.unverified) }
            span.quiet { (words.application_id) " " code { (asked.app.id) } }
        }
        @if let Some(shared) = &asked.shared {
            p.note { ((words.no_tenant_named)(shared, asked.tenant.customer)) }
        }
        @if asked.grants_roles {
            p { ((words.may_do)(asked.tenant.customer)) }
            ul { @for permission in &asked.app.declared { li {
                (meaning(words, permission))
                code { (permission) }
            } } }
        } @else {
            p.note { (words.grants_nothing) }
        }
        p.quiet { (words.only_if_trusted) }
        form method="post" {
            input type="hidden" name="once" value=(once);
            button type="submit" name="decision" value="cancel" { (words.cancel) }
            button.primary type="submit" name="decision" value="accept" { (words.accept) }
        }
    };
    // The form's redirect counts as the form's target in some browsers.
    let origin = redirect.origin().ascii_serialization();
    respond(StatusCode::OK, words, words.permissions_requested, &body, &format!("'self' {origin}"), trace)
}

fn meaning(words: &Words, permission: &consentry_onboarding::permission::Permission) -> Markup {
    html! {
        @if let Some(fact) = facts::permission(permission) {
            @if words.swedish() { span { (fact.sv) } }
            @else { span { strong { (fact.display_name) } ". " (fact.en) } }
        }
    }
}

/// Entra's own error page, from which nothing returns.
pub(crate) fn refused(words: &Words, refusal: &Refusal, trace: &Trace) -> Response {
    let body = html! {
        h1 { (words.trouble) }
        p.raw lang="en" { "AADSTS" (refusal.code) ": " (refusal.text) }
        dl lang="en" {
            dt { "Request Id" } dd { code { (trace.id) } }
            dt { "Correlation Id" } dd { code { (trace.correlation) } }
            dt { "Timestamp" } dd { code { (trace.timestamp) } }
        }
        p.quiet { (words.stays_here) }
    };
    respond(refusal.status, words, words.trouble, &body, "'none'", trace)
}

/// A decision that came twice, too late, or from elsewhere.
pub(crate) fn used_up(words: &Words, trace: &Trace) -> Response {
    let body = html! { h1 { (words.used_up) } p { (words.used_up_next) } };
    respond(StatusCode::BAD_REQUEST, words, words.used_up, &body, "'none'", trace)
}

/// Practice's own page at the end.
pub(crate) fn done(words: &Words, outcome: &Outcome<'_>, address: &str, trace: &Trace) -> Response {
    let (title, next) = match outcome {
        Outcome::Given { .. } => (words.given, words.given_next),
        Outcome::Declined { .. } => (words.declined, words.declined_next),
        Outcome::Nothing => (words.nothing_yet, words.nothing_yet_next),
    };
    let body = html! {
        h1 { (title) }
        p { (next) }
        @match outcome {
            Outcome::Given { tenant: Some(tenant) } => { dl {
                dt { (words.tenant_id) } dd { code { (tenant) } }
            } },
            Outcome::Declined { error, description } => { p.raw lang="en" {
                (error) @if let Some(text) = description { ": " (text) }
            } },
            _ => {},
        }
        @if !matches!(outcome, Outcome::Nothing) {
            h2 { (words.address_to_copy) }
            p.raw.address { (address) }
            p.quiet { (words.address_is_a_hint) }
        }
    };
    respond(StatusCode::OK, words, title, &body, "'none'", trace)
}

/// The page with which a network answers instead of whoever was asked, until somebody signs in there.
pub(crate) fn hotel() -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { title { "Guest Wi-Fi" } }
            body { h1 { "Guest Wi-Fi" } p { "Accept the terms of use to go online." } }
        }
    };
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    (StatusCode::OK, kind, page.into_string()).into_response()
}

fn respond(
    status: StatusCode,
    words: &Words,
    title: &str,
    body: &Markup,
    form_action: &str,
    trace: &Trace,
) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(words.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · " (words.practice) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { strong { (words.practice) } span { (words.nothing_real) } }
                main { (body) }
            }
        }
    };
    let policy = format!(
        "default-src 'none'; style-src {}; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'",
        *STYLE_SOURCE
    );
    let mut response = (status, page.into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    trace.stamp(response)
}
