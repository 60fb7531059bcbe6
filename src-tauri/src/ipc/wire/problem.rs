//! A command that was not carried out.

use consentry_onboarding::verdict::Cause;
use serde::Serialize;

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
    /// No token that may be used was got.
    NoToken {
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
                type = "\"conflict\" | \"not-found\" | \"disk-full\" | \"read-only\" | \"newer\" | \"moved\" | \"broken\""
            )
        )]
        problem: &'static str,
        detail: String,
    },
    /// No browser could be opened.
    Browser { detail: String },
    /// The mail program could not be told, or takes no message as long as this one; then `detail` is empty.
    Mail { detail: String },
    /// The clipboard could not be reached.
    Clipboard { detail: String },
    /// A file could not be written. `path` is the file or folder in question, where there is one.
    File {
        #[cfg_attr(
            test,
            ts(
                type = "\"exists\" | \"no-folder\" | \"bad-name\" | \"disk-full\" | \"read-only\" | \"other\""
            )
        )]
        problem: &'static str,
        detail: String,
    },
    /// A file for support cannot be opened.
    SupportFile {
        #[cfg_attr(test, ts(type = "\"other\" | \"too-long\" | \"newer\" | \"damaged\""))]
        problem: &'static str,
        title: String,
        next_step: String,
        raw: String,
    },
    /// No answer can be waited for on this computer.
    Loopback {
        #[cfg_attr(test, ts(type = "\"not-loopback\" | \"port-taken\" | \"port-forbidden\" | \"broken\""))]
        problem: &'static str,
        detail: String,
    },
    /// Something else has been shown since: what stands on the screen is no longer what would be handed on.
    Outdated,
    /// This customer is being checked already.
    Busy,
    /// Anything else.
    Unexpected { detail: String },
}
