//! What there is to say of a pasted text.

use serde::Serialize;

use crate::consent::lint::Lint;
use crate::evidence::{Evidence, FailureKind, Refusal};
use crate::verdict::{Actor, Cause, Judgement};

use super::{ReturnedParts, RoleGap, Sender, SupportFile};

/// What a text turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of Entra's numbers, by itself or in a text.
    Aadsts,
    /// Entra's JSON.
    OauthError,
    /// The address that a consent link ended on.
    Redirect,
    /// A consent link.
    ConsentLink,
    /// A refusal by the API.
    ApiError,
    /// A connection to the sign-in service or the API that did not come about.
    Connection,
    /// A token.
    Token,
    /// A file for support that Consentry made.
    #[serde(rename = "support-bundle")]
    SupportFile,
    /// None of these.
    Unrecognised,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 9] = [
        Kind::Aadsts,
        Kind::OauthError,
        Kind::Redirect,
        Kind::ConsentLink,
        Kind::ApiError,
        Kind::Connection,
        Kind::Token,
        Kind::SupportFile,
        Kind::Unrecognised,
    ];

    /// The public id.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Aadsts => "aadsts",
            Kind::OauthError => "oauth-error",
            Kind::Redirect => "redirect",
            Kind::ConsentLink => "consent-link",
            Kind::ApiError => "api-error",
            Kind::Connection => "connection",
            Kind::Token => "token",
            Kind::SupportFile => "support-bundle",
            Kind::Unrecognised => "unrecognised",
        }
    }
}

/// The specifics of each kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Parts {
    /// Of a number, a text or a JSON answer by Entra.
    Refusal {
        /// What it says.
        refusal: Refusal,
    },
    /// Of an address that a link ended on.
    Returned {
        /// What it says.
        returned: ReturnedParts,
    },
    /// Of a consent link.
    Link {
        /// What is wrong with it.
        lint: Box<Lint>,
    },
    /// Of a refusal by the API.
    Api {
        /// What it says; its HTTP status is 0 where nothing told it.
        refusal: Refusal,
        /// Required and held roles, where the message names them.
        roles: Option<RoleGap>,
        /// The seconds to wait, where the answer names them.
        retry_after: Option<u64>,
        /// Whether nothing but the status is known of the answer.
        bare: bool,
    },
    /// Of a connection that failed.
    Failure {
        /// How.
        failure: FailureKind,
        /// To whom.
        host: String,
    },
    /// Of a status that is not known to be Defender's.
    Status {
        /// The status.
        status: u16,
        /// Who answered, as far as the text tells.
        sender: Sender,
    },
    /// Of a token: the evidence as an offline inspection writes it, and its judgement.
    Token {
        /// What was read.
        evidence: Box<Evidence>,
        /// What follows from it; never "connected", since nothing was verified.
        judgement: Box<Judgement>,
    },
    /// Of a file for support.
    SupportFile {
        /// What is in it.
        file: SupportFile,
    },
    /// Of nothing that is known here.
    Nothing,
}

/// What there is to say of a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What it is.
    pub kind: Kind,
    /// What brought it about, or will; none for a consent link that can work.
    pub cause: Option<Cause>,
    /// Who has to act.
    pub who_acts: Actor,
    /// A finer machine id under the cause.
    pub reason: Option<String>,
    /// Entra's numbers, first one first.
    pub codes: Vec<u64>,
    /// The API's own `error.code`.
    pub code: Option<String>,
    /// What to give to Microsoft's support.
    pub correlation_id: Option<String>,
    /// Likewise.
    pub trace_id: Option<String>,
    /// The text, cleaned of tokens and secrets, and shortened.
    pub raw: String,
    /// The specifics.
    pub parts: Parts,
    /// What else is in the text.
    pub also: Vec<Kind>,
}
