//! Records and evidence as the window sees them.

use std::collections::BTreeMap;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::{RefusedPage, Returned};
use consentry_onboarding::desk::{ConsentRequest, Desk, DeskProblem, Field, InputProblem};
use consentry_onboarding::evidence::{Evidence, TenantFound};
use consentry_onboarding::expiry::{SecretExpiry, secret_expiry};
use consentry_onboarding::ids::{IdProblem, TenantRef};
use consentry_onboarding::import::{self, Fault, Unreadable};
use consentry_onboarding::judge;
use consentry_onboarding::ports::{RegistryProblem, SecretStoreProblem};
use consentry_onboarding::records::{
    AppRecord, CheckRecord, CustomerRecord, CustomerRow, Ticks, WatchRecord,
};
use consentry_onboarding::secret::SecretProblem;
use consentry_onboarding::standing::{Proved, Standing, is_waiting};
use consentry_onboarding::verdict::{Cause, Check, Judgement, Verdict};
use consentry_words::{self as words, Lang, Voice};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use super::wire;
use crate::consent_kit;
use crate::house::HouseProblem;

/// The fields that an `invalid` can name, for the generated types.
#[cfg(test)]
pub const FIELDS: &[&str] = &[
    "name",
    "app-cloud",
    "app-id",
    "home-tenant",
    "redirect-uri",
    "permissions",
    "secret",
    "secret-expires",
    "publisher",
    "contact",
    "customer-name",
    "customer-tenant",
    "returned-address",
    "pasted-link",
    "api-host",
    "api-parameter",
    "token-path",
    "import-list",
];
/// What can be wrong with a field, for the generated types.
#[cfg(test)]
pub const INPUT_PROBLEMS: &[&str] = &[
    "empty",
    "not-a-guid",
    "nil-guid",
    "consumer-tenant",
    "not-a-tenant",
    "taken-apart",
    "too-long",
    "control-characters",
    "secret-id",
    "not-a-redirect-uri",
    "not-a-permission",
    "not-a-cloud",
    "not-a-date",
    "not-a-host",
    "not-a-parameter",
    "not-a-path",
    "duplicate",
    "has-customers",
    "not-text",
    "no-columns",
];
/// What can be wrong with a line of a list, for the generated types.
#[cfg(test)]
pub const IMPORT_FAULTS: &[&str] = &[
    "no-name",
    "name-too-long",
    "name-control-characters",
    "letters-lost",
    "no-tenant",
    "not-a-tenant",
    "nil-guid",
    "consumer-tenant",
    "taken-apart",
    "repeats",
    "already",
    "other-tenant",
    "not-found",
];

/// A moment as it travels.
pub fn moment(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// How sentences are spoken: in the asked language, with this machine's offset from UTC where it can be told.
pub fn voice(lang: Lang) -> Voice {
    Voice { lang, offset: crate::local_time::offset() }
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
    lesson: Option<String>,
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

/// One line of history.
pub fn history(check: &CheckRecord, lang: Lang) -> wire::HistoryLine {
    let judgement = judge::judge(&check.evidence);
    // What was judged then stays; only the words are today's.
    let headline = match (check.verdict, check.cause) {
        (Verdict::Connected, _) | (_, None) => words::verdict_word(lang, check.verdict).to_owned(),
        (_, Some(cause)) if judgement.cause == Some(cause) => {
            words::headline(voice(lang), &check.evidence, &judgement)
        }
        (_, Some(cause)) => words::cause_title(lang, cause).to_owned(),
    };
    wire::HistoryLine { at: moment(check.at), verdict: check.verdict, cause: check.cause, headline }
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

/// Title, next step and raw text of evidence that ended badly.
fn told(evidence: &Evidence, lang: Lang) -> (Judgement, String, String, String) {
    let (judgement, voice) = (judge::judge(evidence), voice(lang));
    let title = words::headline(voice, evidence, &judgement);
    let told = words::Report::new(voice, evidence, &judgement);
    let raw = told.error.map(|error| error.raw).unwrap_or_default();
    (judgement, title, told.next_step, raw)
}

/// Why a proof at home did not come off, with its cause and in one sentence; none where it did.
pub fn why_not_proved(evidence: Option<&Evidence>, lang: Lang) -> Option<(Option<Cause>, String)> {
    let evidence = evidence.filter(|evidence| evidence.token.value().is_none())?;
    let (judgement, title, ..) = told(evidence, lang);
    // At home nobody has to accept an app for it to be known.
    let unknown_there = judgement.cause == Some(Cause::NotConsented);
    let why = if unknown_there { words::not_at_home(lang).to_owned() } else { title };
    Some((judgement.cause, why))
}

/// A problem at the desk.
pub fn problem(problem: DeskProblem, lang: Lang) -> wire::CommandError {
    match problem {
        DeskProblem::Invalid { field, problem } => {
            let suggestion = match &problem {
                InputProblem::Id(IdProblem::TakenApart { suggestion }) => Some(suggestion.clone()),
                _ => None,
            };
            wire::CommandError::Invalid { field: field_id(field), problem: problem_id(&problem), suggestion }
        }
        DeskProblem::SecretRefused(evidence) => {
            let (judgement, title, next_step, raw) = told(&evidence, lang);
            wire::CommandError::SecretRefused {
                cause: judgement.cause.unwrap_or(Cause::WrongSecret),
                title,
                next_step,
                raw,
            }
        }
        DeskProblem::Tenant(evidence) => {
            let (judgement, title, next_step, raw) = told(&evidence, lang);
            wire::CommandError::Tenant {
                cause: judgement.cause.unwrap_or(Cause::TenantNotFound),
                title,
                next_step,
                raw,
            }
        }
        DeskProblem::NoToken(evidence) => {
            let (judgement, title, next_step, raw) = told(&evidence, lang);
            let cause = judgement.cause.unwrap_or(Cause::NotProved);
            wire::CommandError::NoToken { cause, title, next_step, raw }
        }
        DeskProblem::Secrets(problem) => keychain(&problem),
        DeskProblem::Registry(problem) => registry(&problem),
        DeskProblem::NoRandomness => {
            wire::CommandError::Unexpected { detail: DeskProblem::NoRandomness.to_string() }
        }
    }
}

/// A problem with opening a desk.
pub fn house(problem: &HouseProblem) -> wire::CommandError {
    match problem {
        HouseProblem::Registry(problem) => registry(problem),
        HouseProblem::Places(problem) => {
            wire::CommandError::Registry { problem: "read-only", detail: problem.to_string() }
        }
        HouseProblem::Practice(detail) => wire::CommandError::Unexpected { detail: detail.clone() },
    }
}

/// A problem with the registry.
pub fn registry(problem: &RegistryProblem) -> wire::CommandError {
    let id = match problem {
        RegistryProblem::Conflict | RegistryProblem::Duplicate => "conflict",
        RegistryProblem::NotFound => "not-found",
        RegistryProblem::DiskFull(_) => "disk-full",
        RegistryProblem::ReadOnly(_) => "read-only",
        RegistryProblem::Newer(_) => "newer",
        RegistryProblem::Broken(_) => "broken",
    };
    wire::CommandError::Registry { problem: id, detail: problem.to_string() }
}

/// A text that is no list of customers.
pub fn unreadable(problem: Unreadable) -> wire::CommandError {
    let problem = match problem {
        Unreadable::Empty => "empty",
        Unreadable::NotText => "not-text",
        Unreadable::TooLong => "too-long",
        Unreadable::NoColumns => "no-columns",
    };
    wire::CommandError::Invalid { field: "import-list", problem, suggestion: None }
}

/// A line of a list that cannot be added as it stands.
pub fn import_problem(problem: &import::Problem, lang: Lang) -> wire::ImportProblem {
    let (fault, other) = match &problem.fault {
        Fault::Name(InputProblem::Empty) => ("no-name", None),
        Fault::Name(InputProblem::TooLong) => ("name-too-long", None),
        Fault::Name(_) => ("name-control-characters", None),
        Fault::LettersLost => ("letters-lost", None),
        Fault::Tenant(IdProblem::Empty) => ("no-tenant", None),
        Fault::Tenant(IdProblem::NilGuid) => ("nil-guid", None),
        Fault::Tenant(IdProblem::ConsumerTenant) => ("consumer-tenant", None),
        Fault::Tenant(IdProblem::TakenApart { suggestion }) => ("taken-apart", Some(suggestion.clone())),
        Fault::Tenant(IdProblem::NotAGuid | IdProblem::NotATenant) => ("not-a-tenant", None),
        Fault::Repeats(line) => ("repeats", Some(line.to_string())),
        Fault::Already(name) => ("already", Some(name.clone())),
        Fault::OtherTenant(tenant) => ("other-tenant", Some(tenant.to_string())),
        Fault::NotFound(_) => ("not-found", None),
    };
    let said = match &problem.fault {
        Fault::NotFound(evidence) => Some(told(evidence, lang)),
        _ => None,
    };
    let (title, next_step) = said.map(|(_, title, next_step, _)| (title, next_step)).unzip();
    wire::ImportProblem { line: problem.line, fault, value: problem.value.clone(), other, title, next_step }
}

fn keychain(problem: &SecretStoreProblem) -> wire::CommandError {
    let id = match problem {
        SecretStoreProblem::Missing => "missing",
        SecretStoreProblem::Locked => "locked",
        SecretStoreProblem::Broken(_) => "broken",
    };
    wire::CommandError::Keychain { problem: id, detail: problem.to_string() }
}

fn field_id(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Cloud => "app-cloud",
        Field::AppId => "app-id",
        Field::HomeTenant => "home-tenant",
        Field::RedirectUri => "redirect-uri",
        Field::Permissions => "permissions",
        Field::Secret => "secret",
        Field::SecretExpires => "secret-expires",
        Field::Publisher => "publisher",
        Field::Contact => "contact",
        Field::CustomerName => "customer-name",
        Field::CustomerTenant => "customer-tenant",
        Field::ApiHost => "api-host",
    }
}

fn problem_id(problem: &InputProblem) -> &'static str {
    match problem {
        InputProblem::Empty
        | InputProblem::Id(IdProblem::Empty)
        | InputProblem::Secret(SecretProblem::Empty) => "empty",
        InputProblem::Id(IdProblem::NotAGuid) => "not-a-guid",
        InputProblem::Id(IdProblem::NilGuid) => "nil-guid",
        InputProblem::Id(IdProblem::ConsumerTenant) => "consumer-tenant",
        InputProblem::Id(IdProblem::NotATenant) => "not-a-tenant",
        InputProblem::Id(IdProblem::TakenApart { .. }) => "taken-apart",
        InputProblem::TooLong | InputProblem::Secret(SecretProblem::TooLong) => "too-long",
        InputProblem::ControlCharacters | InputProblem::Secret(SecretProblem::ControlCharacters) => {
            "control-characters"
        }
        InputProblem::Secret(SecretProblem::SecretId) => "secret-id",
        InputProblem::NotARedirectUri => "not-a-redirect-uri",
        InputProblem::NotAPermission => "not-a-permission",
        InputProblem::NotACloud => "not-a-cloud",
        InputProblem::NotADate => "not-a-date",
        InputProblem::NotAHost => "not-a-host",
        InputProblem::Duplicate => "duplicate",
        InputProblem::HasCustomers => "has-customers",
    }
}

/// Everything about one customer.
pub async fn detail(
    desk: &Desk,
    row: CustomerRow,
    lesson: impl FnOnce(&CustomerRecord) -> Option<String>,
    lang: Lang,
) -> Result<wire::CustomerDetail, DeskProblem> {
    const HISTORY: usize = 50;
    let registry = desk.registry();
    let found = registry.customer(row).await?;
    let its_app = registry.app(found.app).await?;
    let checks = registry.checks(row, HISTORY).await?;
    let standing = registry.latest_of(row).await?.as_ref().map(Standing::from);
    Ok(wire::CustomerDetail {
        customer: customer(&found, Some(&its_app), standing.as_ref(), lesson(&found), lang),
        app: app(&its_app, desk.clock().now().date()),
        report: checks.first().map(|check| report(&check.evidence, lang)),
        history: checks.iter().map(|check| history(check, lang)).collect(),
        not_kept: None,
    })
}
