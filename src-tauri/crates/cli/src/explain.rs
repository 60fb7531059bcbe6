//! `consentry explain`: says what anything pasted is, what it means and who acts. Asks nobody anything.

use std::fmt::Write as _;

use consentry_onboarding::bundle;
use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::LinkState;
use consentry_onboarding::consent::lint::Severity;
use consentry_onboarding::explain::{
    self, Context, Explanation, Kind, Parts, ReturnedParts, RoleGap, Sender, SupportFile,
};
use consentry_onboarding::judge;
use consentry_onboarding::ports::{Clock as _, SystemClock};
use consentry_onboarding::verdict::{Actor, Cause};
use consentry_words::{Explained, Report, check_label, explained, explained_kind, finding, flaw_words};
use serde::Serialize;

use crate::ability;
use crate::args::ExplainArgs;
use crate::exit::{Exit, Trouble};
use crate::output::{Out, one_line, quoted};
use crate::{input, link, render};

/// The JSON of `explain`. What is not documented there is there in addition.
#[derive(Serialize)]
struct Document<'a> {
    kind: Kind,
    cause: Option<Cause>,
    who_acts: Actor,
    meaning: &'a str,
    next_steps: &'a [String],
    codes: &'a [u64],
    code: Option<&'a str>,
    correlation_id: Option<&'a str>,
    trace_id: Option<&'a str>,
    raw: &'a str,
    reason: Option<&'a str>,
    also: &'a [Kind],
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<FindingLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<&'a ReturnedParts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Roles<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<TokenDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<&'a Sender>,
    #[serde(skip_serializing_if = "Option::is_none")]
    support_file: Option<&'a SupportFile>,
}

/// One flaw of a consent link.
#[derive(Serialize)]
struct FindingLine {
    id: &'static str,
    severity: Severity,
    title: &'static str,
    detail: &'static str,
    found: Option<String>,
    expected: Option<String>,
}

/// The roles that a refusal names.
#[derive(Serialize)]
struct Roles<'a> {
    #[serde(flatten)]
    gap: &'a RoleGap,
}

/// A token as `inspect --offline` tells it, and what it opens.
#[derive(Serialize)]
struct TokenDocument {
    report: Report,
    /// Ids of the documented calls that its roles open.
    may_call: Vec<&'static str>,
}

/// Explains, prints and says how it ended.
pub fn run(args: &ExplainArgs, cloud: Option<CloudId>, out: Out) -> Result<Exit, Trouble> {
    let mut context = Context::at(SystemClock.now());
    context.cloud = link::real(cloud.unwrap_or(CloudId::Commercial))?;
    context.app = args.app_id;
    context.tenant.clone_from(&args.tenant);
    let pasted = input::pasted(out, bundle::LONGEST)?;
    let told = explain::explain(&pasted, &context);
    let corrected = corrected(&told)?;
    let said = explained(out.lang, &told, corrected.as_deref());
    if out.json {
        out.document(&document(out, &told, &said, corrected.as_deref()))?;
    } else {
        out.text(&page(out, &told, &said))?;
    }
    Ok(if said.understood { Exit::Done } else { Exit::Finding })
}

/// The link to send instead of a faulty one.
fn corrected(told: &Explanation) -> Result<Option<String>, Trouble> {
    let Parts::Link { lint } = &told.parts else { return Ok(None) };
    let Some(correction) = &lint.correction else { return Ok(None) };
    let fresh = LinkState::random().map_err(|error| Trouble::machine(&error))?;
    Ok(Some(correction.link(&fresh).url.into()))
}

fn document<'a>(
    out: Out,
    told: &'a Explanation,
    said: &'a Explained,
    corrected: Option<&'a str>,
) -> Document<'a> {
    let roles = match &told.parts {
        Parts::Api { roles, .. } => roles.as_ref(),
        _ => None,
    };
    let returned = match &told.parts {
        Parts::Returned { returned } => Some(returned),
        _ => None,
    };
    Document {
        kind: told.kind,
        cause: told.cause,
        who_acts: told.who_acts,
        meaning: &said.meaning,
        next_steps: &said.next_steps,
        codes: &told.codes,
        code: told.code.as_deref(),
        correlation_id: told.correlation_id.as_deref(),
        trace_id: told.trace_id.as_deref(),
        raw: &told.raw,
        reason: told.reason.as_deref(),
        also: &told.also,
        findings: findings(out, told),
        corrected,
        returned,
        roles: roles.map(|gap| Roles { gap }),
        token: token(out, told),
        retry_after: match &told.parts {
            Parts::Api { retry_after, .. } => *retry_after,
            _ => None,
        },
        status: match &told.parts {
            Parts::Api { refusal, .. } => Some(refusal.status).filter(|status| *status != 0),
            Parts::Status { status, .. } => Some(*status),
            _ => None,
        },
        sender: match &told.parts {
            Parts::Status { sender, .. } => Some(sender),
            _ => None,
        },
        support_file: match &told.parts {
            Parts::SupportFile { file } => Some(file),
            _ => None,
        },
    }
}

fn findings(out: Out, told: &Explanation) -> Option<Vec<FindingLine>> {
    let Parts::Link { lint } = &told.parts else { return None };
    let line = |finding: &consentry_onboarding::consent::lint::LintFinding| {
        let (title, detail) = flaw_words(out.lang, finding.id);
        FindingLine {
            id: finding.id.id(),
            severity: finding.severity,
            title,
            detail,
            found: finding.found.clone(),
            expected: finding.expected.clone(),
        }
    };
    Some(lint.findings.iter().map(line).collect())
}

fn token(out: Out, told: &Explanation) -> Option<TokenDocument> {
    let Parts::Token { evidence, judgement } = &told.parts else { return None };
    Some(TokenDocument {
        report: Report::new(out.lang, evidence, judgement),
        may_call: ability::may_call(&judge::roles_that_count(evidence)),
    })
}

fn page(out: Out, told: &Explanation, said: &Explained) -> String {
    // Writing into a string cannot fail.
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}", explained_kind(out.lang, told.kind), one_line(&said.title));
    let _ = writeln!(text, "{}\n", one_line(&said.meaning));
    let who = out.say("Who acts", "Vem agerar");
    let _ = writeln!(text, "{who}: {}", consentry_words::actor(out.lang, told.who_acts));
    if let Some(cause) = told.cause {
        let reason =
            told.reason.as_deref().map_or_else(String::new, |reason| format!(" ({})", one_line(reason)));
        let _ = writeln!(text, "{}: {}{reason}", out.say("Cause", "Orsak"), cause.id());
    }
    for (name, id) in [
        (out.say("Correlation ID", "Korrelations-ID"), &told.correlation_id),
        (out.say("Trace ID", "Spårnings-ID"), &told.trace_id),
    ] {
        if let Some(id) = id {
            let _ = writeln!(text, "{name}: {}", one_line(id));
        }
    }
    if !said.next_steps.is_empty() {
        let _ = writeln!(text, "\n{}", out.say("Next steps", "Nästa steg"));
        for step in &said.next_steps {
            let _ = writeln!(text, "  - {}", one_line(step));
        }
    }
    for line in &said.details {
        let _ = writeln!(text, "  {}", one_line(line));
    }
    if let Parts::Token { judgement, .. } = &told.parts {
        for check in &judgement.checks {
            let (mark, label) = (render::mark(check.status), check_label(out.lang, check.id));
            let _ = writeln!(text, "  {mark} {label}: {}", one_line(&finding(out.lang, &check.finding)));
        }
    }
    if !said.understood {
        let _ = write!(text, "\n{}", quoted(&told.raw));
    }
    text
}
