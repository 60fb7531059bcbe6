//! A check: while it runs, its verdict, and its history.

use std::collections::BTreeMap;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::verdict::{Actor, Cause, CheckId, CheckStatus, Verdict};
use serde::Serialize;

use super::{AppView, CustomerRow, HistoryPage, RepairView, SinceItWorked};

super::wire! {
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
        pub repair: RepairView,
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

    /// A customer with its last verdict and the newest part of its history.
    #[derive(Debug, Serialize)]
    struct CustomerDetail {
        pub customer: CustomerRow,
        pub app: AppView,
        pub report: Option<Report>,
        pub history: HistoryPage,
        /// What became of it, where it once was connected and the newest check is not.
        pub since: Option<SinceItWorked>,
        /// Why the check just made is not in the history; its report is above all the same.
        pub not_kept: Option<String>,
    }
}
