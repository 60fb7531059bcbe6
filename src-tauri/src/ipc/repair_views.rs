//! What is to be done, and what a text about it is made of.

use consentry_onboarding::consent::PORTAL_REDIRECT;
use consentry_onboarding::desk::{Desk, DeskProblem};
use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::explain::{Explanation, Parts};
use consentry_onboarding::judge;
use consentry_onboarding::records::{AppRecord, CustomerRecord, CustomerRow};
use consentry_onboarding::repair::{self, Finding, NextStep, Repair};
use consentry_onboarding::verdict::{Actor, Cause, Judgement};
use consentry_words::{Lang, RepairFacts, Report};

use super::wire::{NextStepView, RepairView};
use crate::consent_kit::permission;

/// As the window sees it.
pub fn view(found: Repair) -> RepairView {
    let step = |step: NextStep| NextStepView { action: step.action, page: step.page };
    RepairView {
        first: step(found.first),
        also: found.also.into_iter().map(step).collect(),
        readers: found.readers.to_vec(),
        number: found.number,
    }
}

/// What is to be done about a pasted text.
pub fn of_explanation(told: &Explanation) -> Repair {
    match &told.parts {
        Parts::Token { evidence, judgement } => repair::of_check(evidence, judgement),
        _ => repair::repair(Finding {
            cause: told.cause.filter(|_| told.who_acts != Actor::Nobody),
            reason: told.reason.as_deref(),
            who_acts: told.who_acts,
            number: repair::number(&told.codes),
        }),
    }
}

/// What a text is made of, and whether it has to carry the consent link; none where nothing is wrong. Without a pasted
/// text it is about the customer's latest check.
pub async fn facts(
    desk: &Desk,
    customer: Option<CustomerRow>,
    pasted: Option<&str>,
    reader: Lang,
) -> Result<Option<(RepairFacts, bool)>, DeskProblem> {
    let found = match (pasted, customer) {
        (Some(text), about) => of_pasted(&desk.explain(text, about).await?, reader),
        (None, Some(row)) => {
            let latest = desk.registry().checks(row, 1).await?;
            latest.first().and_then(|check| of_check(&check.evidence, reader))
        }
        (None, None) => None,
    };
    let Some((mut facts, asks)) = found else { return Ok(None) };
    if let Some(row) = customer {
        let customer = desk.registry().customer(row).await?;
        let app = desk.registry().app(customer.app).await?;
        facts.hosts = desk.cloud(app.cloud)?.hosts();
        recorded(&mut facts, &customer, &app);
    } else if let Ok(cloud) = desk.cloud(consentry_onboarding::cloud::CloudId::Commercial) {
        facts.hosts = cloud.hosts();
    }
    Ok(Some((facts, asks)))
}

fn recorded(facts: &mut RepairFacts, customer: &CustomerRecord, app: &AppRecord) {
    facts.customer = Some(customer.name.clone());
    facts.tenant = Some(customer.tenant_id.to_string());
    facts.app_name = Some(app.name.clone());
    facts.app_id = Some(app.app_id.to_string());
    facts.publisher.clone_from(&app.publisher);
    facts.contact.clone_from(&app.contact);
    facts.redirect = Some(app.redirect_uris.first().map_or(PORTAL_REDIRECT, String::as_str).to_owned());
}

fn of_check(evidence: &Evidence, reader: Lang) -> Option<(RepairFacts, bool)> {
    let judgement = judge::judge(evidence);
    let asks = repair::of_check(evidence, &judgement).first.action.asks_consent();
    Some((of_judgement(evidence, &judgement, reader)?, asks))
}

fn of_judgement(evidence: &Evidence, judgement: &Judgement, reader: Lang) -> Option<RepairFacts> {
    let cause: Cause = judgement.cause?;
    let told = Report::new(reader, evidence, judgement);
    let error = told.error.as_ref();
    Some(RepairFacts {
        reason: judgement.reason.clone(),
        tenant: told.tenant_id.clone(),
        app_id: told.app_id.clone(),
        missing: judgement.permissions.missing.iter().map(|one| permission(one, reader)).collect(),
        found_at: Some(told.checked_at),
        code: error.and_then(|error| error.code.clone()),
        correlation_id: error.and_then(|error| error.correlation_id.clone()),
        trace_id: error.and_then(|error| error.trace_id.clone()),
        raw: error.map(|error| error.raw.clone()),
        ..RepairFacts::of(cause, judgement.who_acts)
    })
}

fn of_pasted(told: &Explanation, reader: Lang) -> Option<(RepairFacts, bool)> {
    let asks = of_explanation(told).first.action.asks_consent();
    if let Parts::Token { evidence, judgement } = &told.parts {
        return Some((of_judgement(evidence, judgement, reader)?, asks));
    }
    let cause = told.cause.filter(|_| told.who_acts != Actor::Nobody)?;
    let (refusal, missing) = match &told.parts {
        Parts::Refusal { refusal } => (Some(refusal), Vec::new()),
        Parts::Api { refusal, roles, .. } => {
            (Some(refusal), roles.iter().flat_map(|gap| gap.required.clone()).collect())
        }
        _ => (None, Vec::new()),
    };
    let number = repair::number(&told.codes).map(|number| format!("AADSTS{number}"));
    let facts = RepairFacts {
        reason: told.reason.clone(),
        missing: missing.iter().map(|one| permission(one, reader)).collect(),
        code: number.or_else(|| told.code.clone()),
        status: refusal.map(|refusal| refusal.status),
        correlation_id: told.correlation_id.clone(),
        trace_id: told.trace_id.clone(),
        raw: refusal.map(|refusal| refusal.message.clone()),
        ..RepairFacts::of(cause, told.who_acts)
    };
    Some((facts, asks))
}
