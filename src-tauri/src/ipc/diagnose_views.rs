//! Explanations and tokens as the window sees them.

use consentry_onboarding::consent::lint::LintFinding;
use consentry_onboarding::desk::About;
use consentry_onboarding::evidence::{Evidence, SignatureReading, TokenFacts, TokenReading};
use consentry_onboarding::explain::{self, Claim, Explanation, Parts};
use consentry_onboarding::judge;
use consentry_onboarding::verdict::Check;
use consentry_words::{self as words, Lang};

use super::{views, wire};

/// What a pasted text is.
pub fn explanation(
    told: &Explanation,
    about: About,
    corrected: Option<String>,
    lang: Lang,
) -> wire::ExplanationView {
    let said = words::explained(lang, told, corrected.as_deref());
    let (flaws, read) = match &told.parts {
        Parts::Link { lint } => (lint.findings.iter().map(|flaw| self::flaw(flaw, lang)).collect(), None),
        Parts::Token { evidence, .. } => (Vec::new(), Some(token(evidence, lang))),
        _ => (Vec::new(), None),
    };
    wire::ExplanationView {
        kind: told.kind,
        kind_name: words::explained_kind(lang, told.kind),
        cause: told.cause,
        reason: told.reason.clone(),
        who_acts: told.who_acts,
        understood: said.understood,
        title: said.title,
        meaning: said.meaning,
        next_steps: said.next_steps,
        repair: super::repair_views::view(super::repair_views::of_explanation(told)),
        details: said.details,
        codes: told.codes.clone(),
        code: told.code.clone(),
        correlation_id: told.correlation_id.clone(),
        trace_id: told.trace_id.clone(),
        raw: told.raw.clone(),
        also: told.also.iter().map(|kind| words::explained_kind(lang, *kind)).collect(),
        flaws,
        corrected,
        about: self::about(about),
        token: read,
    }
}

fn about(about: About) -> wire::AboutView {
    wire::AboutView {
        customer: about.customer.map(|row| row.0),
        by_text: about.by_text,
        customers: about.customers.into_iter().map(|row| row.0).collect(),
        app: about.app.map(|row| row.0),
        apps: about.apps.into_iter().map(|row| row.0).collect(),
        app_id: about.app_id.map(|id| id.to_string()),
        cloud: about.cloud,
    }
}

/// One flaw of a consent link.
pub fn flaw(finding: &LintFinding, lang: Lang) -> wire::FlawView {
    let (title, detail) = words::flaw_words(lang, finding.id);
    wire::FlawView {
        id: finding.id.id(),
        severity: finding.severity,
        title,
        detail,
        found: finding.found.clone(),
        expected: finding.expected.clone(),
    }
}

/// A token, entry by entry.
pub fn token(evidence: &Evidence, lang: Lang) -> wire::TokenReading {
    let checks = judge::judge(evidence).checks;
    let facts: Option<&TokenFacts> = match evidence.token.value() {
        Some(TokenReading::Readable { facts }) => Some(facts),
        _ => None,
    };
    let claims = facts.map(explain::claims).unwrap_or_default();
    wire::TokenReading {
        report: views::report(evidence, lang),
        claims: claims.into_iter().map(|claim| self::claim(claim, &checks, lang)).collect(),
        held: judge::roles_that_count(evidence).iter().map(ToString::to_string).collect(),
        verified: matches!(evidence.signature.value(), Some(SignatureReading::Verified { .. })),
    }
}

fn claim(claim: Claim, checks: &[Check], lang: Lang) -> wire::ClaimView {
    let looked = claim.check.and_then(|id| checks.iter().find(|check| check.id == id));
    wire::ClaimView {
        meaning: words::claim_meaning(lang, &claim.name),
        moment: claim.moment.map(views::moment),
        status: looked.map(|check| check.status),
        why: looked.map(|check| words::finding(lang, &check.finding)),
        name: claim.name,
        value: claim.value,
    }
}
