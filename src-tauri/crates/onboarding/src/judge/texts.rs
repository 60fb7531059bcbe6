//! Where Microsoft's text refines what number and status already say.
//!
//! Texts are reworded and translated at any time, so a row never decides who acts: it stands on a coarser cause that
//! number or status alone lead to, names it, and the judgement falls back to it when the text says none of this any
//! more. Only of a pasted answer, where nothing stands beside the text, may it tell more. Words are compared in small
//! letters with single blanks between them.
//!
//! 650051 is told three ways: the app is in the tenant already (a second click); the new registration has not spread
//! yet; a permission that the app asks for does not exist on the tenant's own WindowsDefenderATP, which is old or was
//! never set up.

use crate::evidence::Refusal;
use crate::verdict::Cause;

use super::refusals::Refuser;

/// Who refused and how, as far as a text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// The API, with this status.
    Api(u16),
    /// The sign-in service, in a check or pasted.
    SignIn,
    /// A pasted answer with this number of the sign-in service.
    Pasted(u64),
}

/// One row.
#[derive(Debug)]
pub(super) struct Text {
    pub at: At,
    /// What number or status alone lead to, and what it falls back to.
    pub coarser: Cause,
    /// A piece of the text.
    pub says: &'static str,
    pub cause: Cause,
    /// The id under the cause, by which `words` names the circumstance.
    pub reason: Option<&'static str>,
    /// Where the text was seen.
    #[cfg_attr(not(test), allow(dead_code, reason = "stands beside its row for whoever reads the table"))]
    pub source: &'static str,
}

const PROBES: &str = "ZeroSOC/zerosoc-mcp, its probe tests";
const DOCS_ISSUE: &str = "MicrosoftDocs/microsoft-365-docs issue 12426";
const COMMON: &str = "learn.microsoft.com/defender-endpoint/api/common-errors; microsoft-365-docs issue 8279";
const CIPP: &str = "KelvinTegelaar/CIPP issues 1174, 1179, 1357; CIPP-API Get-NormalizedError.ps1 @adf3242";
const OLD_ENTRA: &str = "reference-error-codes.md @04f6554; the older text of 700016";

const ADDING_THE_APP: u64 = 650_051;

/// The first row that fits counts: a text about a missing permission also names the app.
#[rustfmt::skip]
pub(super) const TEXTS: &[Text] = &[
    Text { at: At::Api(401), coarser: Cause::ApiUnauthorized, says: "account mode is inactive",       cause: Cause::NotProvisioned, reason: None, source: DOCS_ISSUE },
    Text { at: At::Api(401), coarser: Cause::ApiUnauthorized, says: "account is not provisioned",     cause: Cause::NotProvisioned, reason: None, source: PROBES },
    Text { at: At::Api(403), coarser: Cause::ApiForbidden,    says: "account mode is inactive",       cause: Cause::NotProvisioned, reason: None, source: PROBES },
    Text { at: At::Api(403), coarser: Cause::ApiForbidden,    says: "account is not provisioned",     cause: Cause::NotProvisioned, reason: None, source: PROBES },
    Text { at: At::Api(403), coarser: Cause::ApiForbidden,    says: "tenant feature is not enabled",  cause: Cause::ApiForbidden, reason: Some("feature-disabled"), source: COMMON },
    Text { at: At::Api(403), coarser: Cause::ApiForbidden,    says: "no tvm license",                 cause: Cause::ApiForbidden, reason: Some("licence"), source: PROBES },
    Text { at: At::Api(403), coarser: Cause::ApiForbidden,    says: "missing application roles",      cause: Cause::ApiForbidden, reason: Some("roles-refused"), source: DOCS_ISSUE },
    Text { at: At::SignIn,   coarser: Cause::AppDisabled,     says: "not found in the directory",     cause: Cause::NotConsented, reason: Some(NOT_IN_DIRECTORY), source: OLD_ENTRA },
    Text { at: At::Pasted(ADDING_THE_APP), coarser: Cause::Unrecognised, says: "not exist on resource",     cause: Cause::ResourceMissing, reason: Some("permission-unknown"), source: CIPP },
    Text { at: At::Pasted(ADDING_THE_APP), coarser: Cause::Unrecognised, says: "not exist on the resource", cause: Cause::ResourceMissing, reason: Some("permission-unknown"), source: CIPP },
    Text { at: At::Pasted(ADDING_THE_APP), coarser: Cause::Unrecognised, says: "already present",           cause: Cause::NotProved,       reason: Some("already-present"), source: CIPP },
    Text { at: At::Pasted(ADDING_THE_APP), coarser: Cause::Unrecognised, says: "already in use",            cause: Cause::NotProved,       reason: Some("already-present"), source: CIPP },
    Text { at: At::Pasted(ADDING_THE_APP), coarser: Cause::Unrecognised, says: "already exists",            cause: Cause::NotProved,       reason: Some("already-present"), source: CIPP },
    Text { at: At::Pasted(ADDING_THE_APP), coarser: Cause::Unrecognised, says: "does not exist",            cause: Cause::Propagating,     reason: Some("not-spread"), source: CIPP },
    Text { at: At::Pasted(ADDING_THE_APP), coarser: Cause::Unrecognised, says: "not found",                 cause: Cause::Propagating,     reason: Some("not-spread"), source: CIPP },
];

/// A number that says "disabled", with a text that says "not here".
pub(super) const NOT_IN_DIRECTORY: &str = "not-in-directory";

/// The row that refines this cause, if the text still says so.
pub(super) fn refinement(refuser: Refuser, refusal: &Refusal, coarser: Cause) -> Option<&'static Text> {
    let applies = |at: At| match at {
        At::Api(status) => refuser == Refuser::Api && refusal.status == status,
        At::SignIn => matches!(refuser, Refuser::SignIn | Refuser::Pasted),
        At::Pasted(code) => refuser == Refuser::Pasted && refusal.codes.contains(&code),
    };
    let mut rows = TEXTS.iter().filter(|row| row.coarser == coarser && applies(row.at)).peekable();
    rows.peek()?;
    let said = plain(&refusal.message);
    rows.find(|row| said.contains(row.says))
}

/// Small letters, single blanks.
fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::{of_sign_in_refusal, who_acts};
    use super::*;
    use crate::verdict::Actor;

    fn told(message: &str) -> (Cause, Option<String>, Actor) {
        let refusal = Refusal {
            status: 400,
            codes: vec![ADDING_THE_APP],
            oauth_error: Some("invalid_client".to_owned()),
            message: message.to_owned(),
            ..Refusal::default()
        };
        let meaning = of_sign_in_refusal(&refusal);
        (meaning.cause, meaning.reason, meaning.who_acts)
    }

    #[test]
    fn the_three_faults_of_650051_are_told_apart() {
        for (message, cause, reason, actor) in [
            (
                "AADSTS650051: Using tenant Contoso. The service principal name is already present for the tenant.",
                Cause::NotProved,
                "already-present",
                Actor::Partner,
            ),
            (
                "AADSTS650051: The application 'mde' does not exist in the directory. Try again later.",
                Cause::Propagating,
                "not-spread",
                Actor::Wait,
            ),
            (
                "AADSTS650051: Invalid permission requested: claim Vulnerability.Read does not exist on resource application fc780465-2017-40d4-a0c5-307022471b92.",
                Cause::ResourceMissing,
                "permission-unknown",
                Actor::Customer,
            ),
            ("AADSTS650051: Etwas ganz anderes.", Cause::Unrecognised, "known-without-cause", Actor::Partner),
            ("", Cause::Unrecognised, "known-without-cause", Actor::Partner),
        ] {
            assert_eq!(told(message), (cause, Some(reason.to_owned()), actor), "{message}");
        }
    }

    #[test]
    fn other_numbers_are_not_read_by_these_words() {
        let refusal = Refusal {
            codes: vec![900_144],
            message: "The claim does not exist on resource".to_owned(),
            ..Refusal::default()
        };
        assert!(refinement(Refuser::Pasted, &refusal, Cause::Unrecognised).is_none());
        assert_eq!(of_sign_in_refusal(&refusal).who_acts, who_acts(Cause::Unrecognised));
    }

    #[test]
    fn no_row_of_a_check_says_that_somebody_else_acts_than_the_cause_it_stands_on() {
        for row in TEXTS.iter().filter(|row| !matches!(row.at, At::Pasted(_))) {
            // A 401 is the customer's where the token is in order, whatever its text: `rules` see to that.
            let by_status = row.at == At::Api(401);
            assert!(by_status || who_acts(row.cause) == who_acts(row.coarser), "{row:?}");
        }
    }

    #[test]
    fn every_row_is_written_as_it_is_compared_and_says_where_it_was_seen() {
        for row in TEXTS {
            assert_eq!(row.says, plain(row.says));
            assert!(row.source.len() > 10, "{row:?}");
        }
    }
}
