//! What did not come off, as the window is told of it.

use consentry_onboarding::bundle::Unopened;
use consentry_onboarding::desk::{DeskProblem, Field, InputProblem};
use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::ids::IdProblem;
use consentry_onboarding::import::{self, Fault, Unreadable};
use consentry_onboarding::judge;
use consentry_onboarding::ports::{RegistryProblem, SecretStoreProblem};
use consentry_onboarding::secret::SecretProblem;
use consentry_onboarding::verdict::{Cause, Judgement};
use consentry_words::{self as words, Lang};

use super::voice;
use crate::house::HouseProblem;
use crate::ipc::wire;

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
    let evidence = evidence.filter(|evidence| !evidence.proves_secret())?;
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
        RegistryProblem::Moved(_) => "moved",
        RegistryProblem::Broken(_) => "broken",
    };
    wire::CommandError::Registry { problem: id, detail: problem.to_string() }
}

/// A file for support that cannot be opened.
pub fn unopened(problem: &Unopened, lang: Lang) -> wire::CommandError {
    let (title, next_step) = words::unopened(lang, problem);
    let (problem, raw) = match problem {
        Unopened::Other => ("other", String::new()),
        Unopened::TooLong => ("too-long", String::new()),
        Unopened::Newer { .. } => ("newer", String::new()),
        Unopened::Damaged(detail) => ("damaged", detail.clone()),
    };
    wire::CommandError::SupportFile { problem, title: title.to_owned(), next_step, raw }
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
