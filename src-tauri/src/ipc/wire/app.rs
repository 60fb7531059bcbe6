//! The partner app, the board and the window itself.

use std::collections::{BTreeMap, BTreeSet};

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::expiry::ExpiryStage;
use consentry_onboarding::records::{KeptIn, PortalStep};
use consentry_onboarding::verdict::Cause;
use serde::{Deserialize, Serialize};

use super::{CustomerRow, SetupDraftView};

super::wire! {
    /// Everything the board and the side bar show. Times are RFC 3339 in UTC; rows are the registry's numbers.
    #[derive(Debug, Serialize)]
    struct Overview {
        pub version: String,
        #[cfg_attr(test, ts(type = "Lang | null"))]
        pub language: Option<String>,
        #[cfg_attr(test, ts(type = "Theme | null"))]
        pub theme: Option<String>,
        pub apps: Vec<AppView>,
        /// The one that new customers are onboarded to.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub current_app: Option<i64>,
        pub customers: Vec<CustomerRow>,
        /// A new app that was left on its way through the wizard.
        pub setup_draft: Option<SetupDraftView>,
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
        /// The last day on which it works, as entered: `2027-05-22`.
        pub expires_on: Option<String>,
        /// How near that day is; null where it is not known.
        pub expiry: Option<ExpiryView>,
    }

    /// The end of a secret, seen from today.
    #[derive(Debug, Serialize)]
    struct ExpiryView {
        #[cfg_attr(test, ts(type = "ExpiryStage"))]
        pub stage: ExpiryStage,
        /// Negative once it is over.
        #[cfg_attr(test, ts(type = "number"))]
        pub days_left: i64,
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
        /// The partner's name for customers, as entered.
        pub publisher: Option<String>,
        /// Whom a customer may ask, as entered.
        pub contact: Option<String>,
        pub redirect_uris: Vec<String>,
        pub permissions: Vec<String>,
        pub secret: Option<SecretView>,
        /// What was ticked as done in the portal, and when.
        #[cfg_attr(test, ts(type = "Partial<Record<PortalStep, string>>"))]
        pub ticks: BTreeMap<&'static str, String>,
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
        /// What the calls it opens do, in the asked language.
        pub opens: Vec<&'static str>,
    }

    /// A file that was written.
    #[derive(Debug, Serialize)]
    struct SavedFile {
        /// Its name, and the folder it lies in.
        pub name: String,
        pub folder: String,
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
        pub publisher: String,
        pub contact: String,
        /// `2027-05-22`, or empty.
        pub secret_expires_on: String,
        pub redirect_uris: Vec<String>,
        pub permissions: Vec<String>,
        /// What was done in the portal.
        #[cfg_attr(test, ts(type = "PortalStep[]"))]
        pub ticks: BTreeSet<PortalStep>,
    }

    /// A saved app. `why` says in the asked language why the secret could not be proved; `trimmed`: blanks around
    /// it were cut off.
    #[derive(Debug, Serialize)]
    struct AppSaved {
        pub app: AppView,
        #[cfg_attr(test, ts(type = "SecretOutcome"))]
        pub secret: &'static str,
        pub why: Option<String>,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub cause: Option<Cause>,
        pub trimmed: bool,
    }
}
