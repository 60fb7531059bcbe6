//! Records and evidence as the window sees them, and what did not come off ([`problems`]).

mod problems;

use std::collections::BTreeMap;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::{RefusedPage, Returned};
use consentry_onboarding::desk::{ConsentRequest, Desk, DeskProblem};
use consentry_onboarding::evidence::{Evidence, TenantFound};
use consentry_onboarding::expiry::{SecretExpiry, secret_expiry};
use consentry_onboarding::history::{HistoryPage, Milestones, SinceItWorked};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::judge;
use consentry_onboarding::records::{
    AppRecord, CheckRecord, CustomerRecord, CustomerRow, Ticks, WatchRecord,
};
use consentry_onboarding::repair;
use consentry_onboarding::standing::{Proved, Standing, is_waiting};
use consentry_onboarding::verdict::Check;
use consentry_words::{self as words, Lang, Voice};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use super::{history_views, wire};
use crate::consent_kit;

pub use problems::*;

/// A moment as it travels.
pub fn moment(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// How sentences are spoken: in the asked language, by the clocks that the page tells time by, where they can be told.
pub fn voice(lang: Lang) -> Voice {
    Voice { lang, clocks: crate::local_time::clocks() }
}

/// What was ticked, and when.
pub fn ticks(ticks: &Ticks) -> BTreeMap<&'static str, String> {
    ticks.iter().map(|(step, at)| (step.id(), moment(*at))).collect()
}

/// An app as it stands on this day.
pub fn app(app: &AppRecord, today: Date) -> wire::AppView {
    wire::AppView {
        row: app.row.0,
        name: app.name.clone(),
        cloud: app.cloud,
        app_id: app.app_id.to_string(),
        home_tenant: app.home_tenant.map(|home| home.to_string()),
        publisher: app.publisher.clone(),
        contact: app.contact.clone(),
        redirect_uris: app.redirect_uris.clone(),
        permissions: app.permissions.keys().map(ToString::to_string).collect(),
        secret: app.secret.as_ref().map(|secret| wire::SecretView {
            kept_in: secret.kept_in,
            stored_at: moment(secret.stored_at),
            proved_at: secret.proved_at.map(moment),
            expires_on: secret.expires_on.map(|day| day.to_string()),
            expiry: secret.expires_on.map(|day| {
                let SecretExpiry { stage, days_left } = secret_expiry(day, today);
                wire::ExpiryView { stage, days_left }
            }),
        }),
        ticks: ticks(&app.ticks),
    }
}

/// A customer and how it stands.
pub fn customer(
    customer: &CustomerRecord,
    app: Option<&AppRecord>,
    standing: Option<&Standing>,
    lesson: Option<wire::Lesson>,
    lang: Lang,
) -> wire::CustomerRow {
    let attempt = standing.map(|standing| standing.attempt);
    let proof = standing.and_then(|standing| standing.proved.as_ref());
    let proved = proof.map(|proof| proof.outcome);
    let held = proof.map(Proved::permissions);
    let wanted = app.map_or(0, |app| app.permissions.len());
    let missing: Vec<String> =
        held.iter().flat_map(|report| &report.missing).map(ToString::to_string).collect();
    let granted = held.as_ref().map_or(0, |report| report.wanted.len() - report.missing.len());
    wire::CustomerRow {
        row: customer.row.0,
        app: customer.app.0,
        name: customer.name.clone(),
        tenant_id: customer.tenant_id.to_string(),
        domain: customer.domain.as_ref().map(ToString::to_string),
        region: customer.region.clone(),
        proved: proved.map(|check| check.verdict),
        proved_at: proved.map(|check| moment(check.at)),
        proved_cause: proved.and_then(|check| check.cause),
        attempt: attempt.map(|check| check.verdict),
        attempt_at: attempt.map(|check| moment(check.at)),
        attempt_cause: attempt.and_then(|check| check.cause),
        waiting: is_waiting(customer, standing),
        link_sent_at: customer.link_sent_at.map(moment),
        wanted: u32::try_from(wanted).unwrap_or(u32::MAX),
        granted: u32::try_from(granted).unwrap_or(u32::MAX),
        missing,
        consent_lacks: app
            .zip(proof)
            .map(|(app, proof)| proof.consent_lacks(app).iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        watch: customer.watch.map(watch),
        summary: attempt
            .and_then(|check| check.cause)
            .map(|cause| words::cause_title(lang, cause).to_owned()),
        lesson,
    }
}

/// A watch for consent.
pub fn watch(watch: WatchRecord) -> wire::WatchView {
    wire::WatchView {
        since: moment(watch.since),
        looks: watch.looks,
        next_at: moment(watch.next_at),
        until: moment(watch.ends_at()),
    }
}

/// The lines of a check.
pub fn checks(checks: &[Check], lang: Lang) -> Vec<wire::CheckLine> {
    let line = |check: &Check| wire::CheckLine {
        id: check.id,
        status: check.status,
        label: words::check_label(lang, check.id).to_owned(),
        detail: words::finding(lang, &check.finding),
        took_ms: check.took_ms,
    };
    checks.iter().map(line).collect()
}

/// A judged check.
pub fn report(evidence: &Evidence, lang: Lang) -> wire::Report {
    let (judgement, voice) = (judge::judge(evidence), voice(lang));
    let told = words::Report::new(voice, evidence, &judgement);
    let texts =
        |set: &std::collections::BTreeSet<_>| set.iter().map(ToString::to_string).collect::<Vec<String>>();
    let held = &judgement.permissions;
    wire::Report {
        verdict: told.verdict,
        cause: told.cause,
        reason: told.reason,
        who_acts: told.who_acts,
        retry_at: told.retry_at.map(moment),
        headline: words::headline(voice, evidence, &judgement),
        meaning: words::meaning(voice, evidence, &judgement),
        next_step: told.next_step,
        repair: super::repair_views::view(repair::of_check(evidence, &judgement)),
        checked_at: moment(told.checked_at),
        tenant_id: told.tenant_id,
        app_id: told.app_id,
        cloud: told.cloud,
        permissions: wire::PermissionsView {
            wanted: texts(&held.wanted),
            granted: texts(&held.granted),
            missing: texts(&held.missing),
            extra: texts(&held.extra),
            covered_by: held.covered_by.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect(),
        },
        checks: checks(&judgement.checks, lang),
        token: told.token.map(|token| wire::TokenView {
            expires_at: token.expires_at.map(moment),
            version: token.version,
            key_id: token.key_id,
        }),
        error: told.error.map(|error| wire::ErrorView {
            code: error.code,
            oauth_error: error.oauth_error,
            correlation_id: error.correlation_id,
            trace_id: error.trace_id,
            raw: error.raw,
        }),
    }
}

/// A tenant that was found in this cloud.
pub fn tenant(cloud: CloudId, asked: &TenantRef, found: TenantFound) -> wire::TenantView {
    let domain = match asked {
        TenantRef::Domain(domain) => Some(domain.to_string()),
        TenantRef::Id(_) => None,
    };
    wire::TenantView { tenant_id: found.tenant_id.to_string(), domain, region: found.region, cloud }
}

/// A consent link.
pub fn link(request: &ConsentRequest, lang: Lang) -> wire::LinkView {
    let link = &request.link;
    let warning = |warning: &_| wire::LinkWarning {
        id: consentry_onboarding::consent::LinkWarning::id(*warning).to_owned(),
        text: words::link_warning(lang, *warning).to_owned(),
    };
    wire::LinkView {
        form: link.form,
        url: link.url.to_string(),
        warnings: link.warnings.iter().map(warning).collect(),
        good_until: request.good_until.map(moment),
    }
}

/// What a returned address says.
pub fn returned(returned: &Returned, lang: Lang) -> wire::ReturnedView {
    let page = match returned {
        Returned::Declined(page) | Returned::NotAnAdmin(page) | Returned::Refused(page) => page.clone(),
        _ => RefusedPage::default(),
    };
    let kind = match returned {
        Returned::Granted => "granted",
        Returned::Declined(_) => "declined",
        Returned::NotAnAdmin(_) | Returned::Refused(_) => "refused",
        Returned::OtherTenant(_) | Returned::ForeignState => "foreign",
        Returned::AnsweredBefore | Returned::Expired => "old",
        Returned::Unreadable => "unreadable",
    };
    let (title, next_step) = words::returned(lang, returned);
    let raw =
        if page.error.is_empty() { String::new() } else { format!("{}: {}", page.error, page.description) };
    wire::ReturnedView { kind, title, next_step, raw, codes: page.codes }
}

/// What the partner's own page says.
pub fn landing(app: &AppRecord, reader: Lang) -> wire::LandingView {
    let told = words::landing_words(reader, &consent_kit::landing(app));
    let case = |(id, case): (&'static str, words::LandingCase)| wire::LandingCaseView {
        id,
        title: case.title,
        text: case.text,
    };
    let cases = [
        ("done", told.done),
        ("declined", told.declined),
        ("not-an-admin", told.not_an_admin),
        ("refused", told.refused),
        ("nothing", told.nothing),
    ];
    wire::LandingView {
        cases: cases.into_iter().map(case).collect(),
        by: told.by,
        hosted_at: consent_kit::own_page(app).map(str::to_owned),
    }
}

/// What is known of one customer, wherever it was read.
pub struct Known {
    /// The customer.
    pub customer: CustomerRecord,
    /// The app it is a customer of.
    pub app: AppRecord,
    /// Its newest check.
    pub latest: Option<CheckRecord>,
    /// How it stands; the check that proved something last may be an older one.
    pub standing: Option<Standing>,
    /// The newest part of its history.
    pub history: HistoryPage,
    /// Where its history turned.
    pub milestones: Option<Milestones>,
}

/// Reads one customer from the registry.
pub async fn known(desk: &Desk, row: CustomerRow) -> Result<Known, DeskProblem> {
    let registry = desk.registry();
    let customer = registry.customer(row).await?;
    let latest = registry.latest_of(row).await?;
    Ok(Known {
        app: registry.app(customer.app).await?,
        standing: latest.as_ref().map(Standing::from),
        latest: latest.map(|latest| latest.attempt),
        history: registry.history(row, None).await?,
        milestones: registry.milestones(row).await?,
        customer,
    })
}

/// Everything about one customer, as it stands now.
pub fn detail(
    known: &Known,
    lesson: Option<wire::Lesson>,
    now: OffsetDateTime,
    lang: Lang,
) -> wire::CustomerDetail {
    let Known { customer: of, app: its_app, latest, standing, history, milestones } = known;
    let since = milestones.as_ref().and_then(|milestones| SinceItWorked::of(its_app, of, milestones));
    wire::CustomerDetail {
        customer: customer(of, Some(its_app), standing.as_ref(), lesson, lang),
        app: app(its_app, now.date()),
        report: latest.as_ref().map(|check| report(&check.evidence, lang)),
        history: history_views::page(history, lang),
        since: since.map(|since| history_views::since(&since, now, lang)),
        not_kept: None,
    }
}
