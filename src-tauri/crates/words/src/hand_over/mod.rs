//! The summary that is handed over when a customer is connected: what was set up, how it is known to work, what the app
//! may do, and what comes next. For a folder, a ticket or a printer; it holds no secret and no token.
//!
//! Page and Markdown are two renderings of the same blocks. Names come from people and findings from servers: on the
//! page they are escaped, in Markdown they stand as code wherever a reader could make a link of them.

mod markdown;
mod words;

use std::collections::BTreeSet;

use consentry_onboarding::calls;
use consentry_onboarding::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::records::{AppRecord, CheckRecord, CustomerRecord};
use consentry_onboarding::verdict::{CheckStatus, Verdict};
use time::OffsetDateTime;

use crate::kit::letter::{Block, blocks_html, escaped, exact, given, said};
use crate::kit::plain::plain;
use crate::lang::{Lang, Voice};
use crate::portal;
use crate::{
    call_notice, call_title, cause_title, check_label, cloud, dates, finding, headline, next_step,
    permission_info, verdict_word,
};

use words::label;
pub use words::{token_in_git_folder, token_in_synced_folder};

/// What the summary is made of.
#[derive(Debug, Clone, Copy)]
pub struct HandOverFacts<'a> {
    /// The customer.
    pub customer: &'a CustomerRecord,
    /// The partner's app.
    pub app: &'a AppRecord,
    /// The newest check that proved something.
    pub proved: Option<&'a CheckRecord>,
    /// The newest check, where it is a later one that proved nothing.
    pub later_attempt: Option<&'a CheckRecord>,
    /// When the summary is made.
    pub now: OffsetDateTime,
}

/// The summary in its two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// One line.
    pub title: String,
    /// A whole page with its styles inside, which loads nothing and prints well.
    pub html: String,
    /// Markdown.
    pub markdown: String,
}

/// Makes the summary.
pub fn hand_over_summary(voice: impl Into<Voice>, facts: &HandOverFacts<'_>) -> Summary {
    let voice = voice.into();
    let name = plain(&facts.customer.name);
    let title = format!("{}: {name}", label(voice.lang, "title"));
    let blocks: Vec<Block> =
        [about(voice, facts), verdict(voice, facts), permissions(voice.lang, facts), next(voice, facts)]
            .into_iter()
            .flatten()
            .collect();
    Summary {
        html: page(voice.lang, &title, &blocks),
        markdown: markdown::document(label(voice.lang, "title"), &name, &blocks),
        title,
    }
}

fn about(voice: Voice, facts: &HandOverFacts<'_>) -> Vec<Block> {
    let HandOverFacts { customer, app, .. } = facts;
    let mut values = vec![
        (label(voice.lang, "customer"), given(&plain(&customer.name))),
        (label(voice.lang, "tenant"), exact(customer.tenant_id.to_string())),
    ];
    if let Some(domain) = &customer.domain {
        values.push((label(voice.lang, "domain"), exact(domain.as_str())));
    }
    values.push((label(voice.lang, "app"), given(&plain(&app.name))));
    if let Some(publisher) = app.publisher.as_deref().map(plain).filter(|name| !name.is_empty()) {
        values.push((label(voice.lang, "publisher"), given(&publisher)));
    }
    values.push((label(voice.lang, "app-id"), exact(app.app_id.to_string())));
    values.push((label(voice.lang, "cloud"), said(cloud(voice.lang, app.cloud))));
    let made = words::made(voice.lang, &full_moment(voice, facts.now));
    vec![Block::Paragraph(vec![said(made)]), Block::Values(values)]
}

fn verdict(voice: Voice, facts: &HandOverFacts<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(label(voice.lang, "verdict"))];
    let Some(check) = facts.proved else {
        blocks.push(Block::Paragraph(vec![said(label(voice.lang, "nothing-proved"))]));
        blocks.extend(later(voice, facts));
        return blocks;
    };
    let judgement = judge::judge(&check.evidence);
    let word = verdict_word(voice.lang, check.verdict);
    let told = words::checked(voice.lang, word, &full_moment(voice, check.at));
    blocks.push(Block::Paragraph(vec![said(told)]));
    if check.verdict != Verdict::Connected {
        let what = headline(voice, &check.evidence, &judgement);
        let step = next_step(voice, &check.evidence, &judgement);
        blocks.push(Block::Paragraph(vec![given(&format!("{what}. {step}"))]));
    }
    blocks.extend(later(voice, facts));
    blocks.push(Block::Heading(label(voice.lang, "evidence")));
    let line = |check: &consentry_onboarding::verdict::Check| {
        let status = words::status(voice.lang, check.status);
        let what = plain(&finding(voice.lang, &check.finding));
        let told = if check.status == CheckStatus::Skipped { what } else { format!("{status}: {what}") };
        (check_label(voice.lang, check.id), given(&told))
    };
    blocks.push(Block::Values(judgement.checks.iter().map(line).collect()));
    blocks
}

/// A later attempt is told beside what was proved, and changes nothing about it.
fn later(voice: Voice, facts: &HandOverFacts<'_>) -> Option<Block> {
    let attempt = facts.later_attempt?;
    let why = attempt.cause.map(|cause| cause_title(voice.lang, cause)).unwrap_or_default();
    let told = words::later(voice.lang, &full_moment(voice, attempt.at), why);
    Some(Block::Paragraph(vec![said(told)]))
}

fn permissions(lang: Lang, facts: &HandOverFacts<'_>) -> Vec<Block> {
    let line = |permission: &Permission| {
        let meaning = permission_info(lang, permission).map_or("", |words| words.meaning);
        let meaning = meaning.trim_end_matches('.');
        let value = exact(permission.as_str());
        if meaning.is_empty() { vec![value] } else { vec![said(format!("{meaning} (")), value, said(")")] }
    };
    let points = |permissions: &BTreeSet<Permission>| Block::Points(permissions.iter().map(line).collect());
    let Some(check) = facts.proved else {
        let asked = facts.app.permissions.keys().cloned().collect();
        return vec![Block::Heading(label(lang, "asked")), points(&asked)];
    };
    let held = judge::judge(&check.evidence).permissions;
    let mut blocks = vec![Block::Heading(label(lang, "may"))];
    blocks.push(if held.granted.is_empty() {
        Block::Paragraph(vec![said(label(lang, "none-granted"))])
    } else {
        points(&held.granted)
    });
    if !held.missing.is_empty() {
        blocks.extend([Block::Heading(label(lang, "missing")), points(&held.missing)]);
    }
    blocks
}

fn next(voice: Voice, facts: &HandOverFacts<'_>) -> Vec<Block> {
    let lang = voice.lang;
    let secret = facts.app.secret.as_ref();
    let expires = match secret.and_then(|secret| secret.expires_on) {
        Some(day) => words::secret_until(
            lang,
            &dates::date(lang, day.midnight().assume_utc(), OffsetDateTime::UNIX_EPOCH),
        ),
        None => words::secret_unknown(lang),
    };
    let app = plain(&facts.app.name);
    let mut points = vec![
        vec![said(expires)],
        vec![said(label(lang, "token-life"))],
        vec![said(label(lang, "consent-again"))],
        vec![
            said(format!("{} {} > ", label(lang, "revoke"), portal::ENTERPRISE_APPS)),
            given(&app),
            said(" > Properties > Delete."),
        ],
        vec![said(label(lang, "when-it-fails"))],
    ];
    let ending = facts.app.permissions.keys().flat_map(calls::notices_of);
    let mut told: Vec<String> = Vec::new();
    for notice in ending {
        let call = calls::operations().iter().find(|call| call.notice.as_deref() == Some(notice.id.as_str()));
        let notice = call.and_then(|call| Some((call_title(lang, &call.id)?, call_notice(lang, &call.id)?)));
        told.extend(notice.map(|(title, notice)| format!("{title}: {notice}")));
    }
    told.dedup();
    points.extend(told.into_iter().map(|notice| vec![said(notice)]));
    vec![Block::Heading(label(lang, "next")), Block::Points(points)]
}

/// With the year and the zone: paper is read later and elsewhere.
fn full_moment(voice: Voice, at: OffsetDateTime) -> String {
    format!("{} {}", dates::date(voice, at, OffsetDateTime::UNIX_EPOCH), dates::time_of_day(voice, at))
}

/// The page. A black-and-white printer loses nothing: no colour carries a meaning.
fn page(lang: Lang, title: &str, blocks: &[Block]) -> String {
    const STYLE: &str = "body{margin:0;color:#16212c;background:#fff;font:15px/1.5 system-ui,'Segoe UI',Helvetica,Arial,\
sans-serif}main{max-width:46em;margin:0 auto;padding:2em 1.5em}h1{font-size:1.5em;line-height:1.25;margin:0 0 .6em;\
overflow-wrap:anywhere}h2{break-after:avoid}table{border-collapse:collapse;width:100%}th,td{text-align:left;\
vertical-align:top;padding:.35em 1em .35em 0;border-bottom:1px solid #d8dee4;overflow-wrap:anywhere}th{width:13em;hyphens:auto;\
font-weight:600}tr,li{break-inside:avoid}li{margin:.2em 0}code{font:13px/1.5 ui-monospace,Consolas,monospace}\
@media print{main{padding:0;max-width:none}body{font-size:10.5pt}@page{margin:18mm}}";
    let (title, body) = (escaped(title), blocks_html(blocks));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}
