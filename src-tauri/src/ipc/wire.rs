//! What travels between core and window. The TypeScript in `ui/src/backend/bindings.ts` is generated from here.
//!
//! Nothing here can hold a secret: the one that comes in has a type of its own that cannot be serialised.

use std::collections::BTreeMap;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::LinkForm;
use consentry_onboarding::records::KeptIn;
use consentry_onboarding::verdict::{Actor, Cause, CheckId, CheckStatus, Verdict};
use serde::{Deserialize, Serialize};

macro_rules! wire {
    ($($(#[$meta:meta])* $kind:ident $name:ident $body:tt)*) => {
        $(
            $(#[$meta])*
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[serde(rename_all = "camelCase")]
            pub $kind $name $body
        )*
    };
}

wire! {
    /// Everything the board and the side bar show. Times are RFC 3339 in UTC; rows are the registry's numbers.
    #[derive(Debug, Serialize)]
    struct Overview {
        pub version: String,
        #[cfg_attr(test, ts(type = "Lang | null"))]
        pub language: Option<String>,
        #[cfg_attr(test, ts(type = "Theme | null"))]
        pub theme: Option<String>,
        pub apps: Vec<AppView>,
        pub customers: Vec<CustomerRow>,
        pub notices: Vec<Notice>,
    }

    /// Something to say on top of the board, such as a damaged registry that was set aside.
    #[derive(Debug, Serialize)]
    struct Notice {
        pub id: String,
        pub text: String,
    }

    /// That a secret is stored, where and since when. Never the secret.
    #[derive(Debug, Serialize)]
    struct SecretView {
        #[cfg_attr(test, ts(type = "KeptIn"))]
        pub kept_in: KeptIn,
        pub stored_at: String,
        pub proved_at: Option<String>,
    }

    /// The partner app.
    #[derive(Debug, Serialize)]
    struct AppView {
        #[cfg_attr(test, ts(type = "number"))]
        pub row: i64,
        pub name: String,
        #[cfg_attr(test, ts(type = "CloudId"))]
        pub cloud: CloudId,
        pub app_id: String,
        pub home_tenant: Option<String>,
        pub redirect_uris: Vec<String>,
        pub permissions: Vec<String>,
        pub secret: Option<SecretView>,
    }

    /// A customer as the board shows it.
    #[derive(Debug, Serialize)]
    struct CustomerRow {
        #[cfg_attr(test, ts(type = "number"))]
        pub row: i64,
        #[cfg_attr(test, ts(type = "number"))]
        pub app: i64,
        pub name: String,
        pub tenant_id: String,
        pub domain: Option<String>,
        pub region: Option<String>,
        /// The last verdict that proved something, and when. Null: nothing was proved yet.
        #[cfg_attr(test, ts(type = "Verdict | null"))]
        pub proved: Option<Verdict>,
        pub proved_at: Option<String>,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub proved_cause: Option<Cause>,
        /// The last attempt, which may have found out nothing.
        #[cfg_attr(test, ts(type = "Verdict | null"))]
        pub attempt: Option<Verdict>,
        pub attempt_at: Option<String>,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub attempt_cause: Option<Cause>,
        /// A link was sent, and nothing since shows that it was answered.
        pub waiting: bool,
        pub link_sent_at: Option<String>,
        pub wanted: u32,
        pub granted: u32,
        pub missing: Vec<String>,
        /// What stands in the way, in the asked language.
        pub summary: Option<String>,
        /// Practice only: what this customer teaches, in the asked language.
        pub lesson: Option<String>,
    }

    /// An application permission of the catalogue.
    #[derive(Debug, Serialize)]
    struct PermissionInfo {
        pub value: String,
        pub name: String,
        pub meaning: String,
        #[cfg_attr(test, ts(type = "\"read\" | \"write\" | \"response-action\""))]
        pub sensitivity: &'static str,
        pub note: Option<String>,
    }

    /// The partner app as entered.
    #[derive(Debug, Deserialize)]
    struct AppDraft {
        #[cfg_attr(test, ts(type = "number | null"))]
        pub row: Option<i64>,
        pub name: String,
        #[cfg_attr(test, ts(type = "CloudId"))]
        pub cloud: CloudId,
        pub app_id: String,
        pub home_tenant: String,
        pub redirect_uris: Vec<String>,
        pub permissions: Vec<String>,
    }

    /// A saved app. `why` says in the asked language why the secret could not be proved; `trimmed`: blanks around
    /// it were cut off.
    #[derive(Debug, Serialize)]
    struct AppSaved {
        pub app: AppView,
        #[cfg_attr(test, ts(type = "SecretOutcome"))]
        pub secret: &'static str,
        pub why: Option<String>,
        pub trimmed: bool,
    }

    /// A tenant that was found.
    #[derive(Debug, Serialize)]
    struct TenantView {
        pub tenant_id: String,
        pub domain: Option<String>,
        pub region: Option<String>,
    }

    /// A customer as entered.
    #[derive(Debug, Deserialize)]
    struct CustomerDraft {
        #[cfg_attr(test, ts(type = "number | null"))]
        pub row: Option<i64>,
        #[cfg_attr(test, ts(type = "number"))]
        pub app: i64,
        pub name: String,
        pub tenant: String,
    }

    /// A saved customer. `existed`: the same tenant was onboarded before; this is that customer.
    #[derive(Debug, Serialize)]
    struct CustomerSaved {
        pub customer: CustomerRow,
        pub existed: bool,
    }

    /// Something to know before a link is sent, in the asked language.
    #[derive(Debug, Serialize)]
    struct LinkWarning {
        pub id: String,
        pub text: String,
    }

    /// A consent link.
    #[derive(Debug, Serialize)]
    struct LinkView {
        #[cfg_attr(test, ts(type = "LinkForm"))]
        pub form: LinkForm,
        pub url: String,
        pub warnings: Vec<LinkWarning>,
    }

    /// What the address at the end of a link says, in the asked language. Never proof.
    #[derive(Debug, Serialize)]
    struct ReturnedView {
        #[cfg_attr(test, ts(type = "\"granted\" | \"declined\" | \"refused\" | \"foreign\" | \"unreadable\""))]
        pub kind: &'static str,
        pub title: String,
        pub next_step: String,
        pub raw: String,
        #[cfg_attr(test, ts(type = "number[]"))]
        pub codes: Vec<u64>,
    }

    /// One line of evidence.
    #[derive(Debug, Serialize)]
    struct CheckLine {
        #[cfg_attr(test, ts(type = "CheckId"))]
        pub id: CheckId,
        #[cfg_attr(test, ts(type = "CheckStatus"))]
        pub status: CheckStatus,
        pub label: String,
        pub detail: String,
        #[cfg_attr(test, ts(type = "number | null"))]
        pub took_ms: Option<u64>,
    }

    /// How far a running check has come.
    #[derive(Debug, Clone, Serialize)]
    struct CheckProgress {
        #[cfg_attr(test, ts(type = "CheckLine[]"))]
        pub checks: serde_json::Value,
        /// The service asked for a pause until then.
        pub waiting_until: Option<String>,
        /// The keychain was asked for the secret and may be waiting to be unlocked.
        pub keychain: bool,
    }

    /// What may be told of a token.
    #[derive(Debug, Serialize)]
    struct TokenView {
        pub expires_at: Option<String>,
        pub version: String,
        pub key_id: Option<String>,
    }

    /// The refusal or failure that decided.
    #[derive(Debug, Serialize)]
    struct ErrorView {
        pub code: Option<String>,
        pub oauth_error: Option<String>,
        pub correlation_id: Option<String>,
        pub trace_id: Option<String>,
        pub raw: String,
    }

    /// Wanted against granted.
    #[derive(Debug, Serialize)]
    struct PermissionsView {
        pub wanted: Vec<String>,
        pub granted: Vec<String>,
        pub missing: Vec<String>,
        pub extra: Vec<String>,
        pub covered_by: BTreeMap<String, String>,
    }

    /// A verdict with everything under it, in the asked language.
    #[derive(Debug, Serialize)]
    struct Report {
        #[cfg_attr(test, ts(type = "Verdict"))]
        pub verdict: Verdict,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub cause: Option<Cause>,
        pub reason: Option<String>,
        #[cfg_attr(test, ts(type = "Actor"))]
        pub who_acts: Actor,
        pub retry_at: Option<String>,
        pub headline: String,
        pub meaning: Option<String>,
        pub next_step: String,
        pub checked_at: String,
        pub tenant_id: Option<String>,
        pub app_id: Option<String>,
        #[cfg_attr(test, ts(type = "CloudId"))]
        pub cloud: CloudId,
        pub permissions: PermissionsView,
        pub checks: Vec<CheckLine>,
        pub token: Option<TokenView>,
        pub error: Option<ErrorView>,
    }

    /// One line of a customer's history.
    #[derive(Debug, Serialize)]
    struct HistoryLine {
        pub at: String,
        #[cfg_attr(test, ts(type = "Verdict"))]
        pub verdict: Verdict,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub cause: Option<Cause>,
        pub headline: String,
    }

    /// A customer with its last verdict and history, newest first.
    #[derive(Debug, Serialize)]
    struct CustomerDetail {
        pub customer: CustomerRow,
        pub app: AppView,
        pub report: Option<Report>,
        pub history: Vec<HistoryLine>,
        /// Why the check just made is not in the history; its report is above all the same.
        pub not_kept: Option<String>,
    }
}

/// A command that was not carried out: a code and its parameters. Texts, where there are any, are in the asked
/// language.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum CommandError {
    /// Something entered cannot be used. `suggestion` is what was found in it.
    Invalid {
        #[cfg_attr(test, ts(type = "Field"))]
        field: &'static str,
        #[cfg_attr(test, ts(type = "InputProblem"))]
        problem: &'static str,
        suggestion: Option<String>,
    },
    /// Entra knows this credential to be wrong; nothing was stored.
    SecretRefused {
        #[cfg_attr(test, ts(type = "Cause"))]
        cause: Cause,
        title: String,
        next_step: String,
        raw: String,
    },
    /// No such tenant here, or no answer about it.
    Tenant {
        #[cfg_attr(test, ts(type = "Cause"))]
        cause: Cause,
        title: String,
        next_step: String,
        raw: String,
    },
    /// The keychain did not do it.
    Keychain {
        #[cfg_attr(test, ts(type = "\"missing\" | \"locked\" | \"broken\""))]
        problem: &'static str,
        detail: String,
    },
    /// The registry did not do it.
    Registry {
        #[cfg_attr(
            test,
            ts(
                type = "\"conflict\" | \"not-found\" | \"disk-full\" | \"read-only\" | \"newer\" | \"broken\""
            )
        )]
        problem: &'static str,
        detail: String,
    },
    /// No browser could be opened.
    Browser { detail: String },
    /// The clipboard could not be reached.
    Clipboard { detail: String },
    /// This customer is being checked already.
    Busy,
    /// Anything else.
    Unexpected { detail: String },
}

#[cfg(test)]
mod bindings;
