//! The file itself: JSON with a shape of its own. Every field that is ever in a file is named here.
//!
//! Kinds are written as the outer name of what belongs to them (`{"refused": {…}}`), which a reader takes in as it
//! comes, however long a hostile file makes it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, SeqAccess, Visitor};
use serde::{Deserialize as Readable, Serialize};
use time::OffsetDateTime;

use super::Names;
use crate::cloud::CloudId;
use crate::evidence::{Elsewhere, FailureKind, Flow, NotDone};
use crate::permission::Permission;
use crate::records::KeptIn;
use crate::verdict::{Cause, Verdict};

type Moment = OffsetDateTime;

/// Permissions in a set, Entra's numbers in a refusal, names of header members.
pub(super) const MOST_NAMES: usize = 500;
/// Years that can be written and read again, whatever the zone.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1..=9998;

/// The whole file.
#[derive(Debug, Serialize, Readable)]
pub struct Document {
    pub format: String,
    pub version: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub made_at: Moment,
    pub made_by: String,
    /// [`crate::judge::RULES`] of the program that made it.
    pub rules: u32,
    pub system: System,
    pub names: Names,
    #[serde(deserialize_with = "few::<_, _, { super::MOST_CUSTOMERS }>")]
    pub apps: Vec<App>,
    #[serde(deserialize_with = "few::<_, _, { super::MOST_CUSTOMERS }>")]
    pub customers: Vec<Customer>,
}

/// What every version of the file says, and all that is read before its version is known.
#[derive(Debug, Readable)]
pub struct Head {
    pub format: String,
    pub version: u64,
    #[serde(default)]
    pub made_by: String,
}

#[derive(Debug, Serialize, Readable)]
pub struct System {
    pub name: String,
    pub processor: String,
}

#[derive(Debug, PartialEq, Serialize, Readable)]
#[allow(clippy::struct_field_names, reason = "as the file has them")]
pub struct App {
    pub name: String,
    pub cloud: CloudId,
    pub app_id: String,
    pub home_tenant: Option<String>,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub permissions: Vec<Declared>,
    pub secret: Option<Secret>,
}

/// A permission and since when it is wanted.
#[derive(Debug, PartialEq, Serialize, Readable)]
pub struct Declared {
    pub permission: Permission,
    #[serde(with = "time::serde::rfc3339")]
    pub at: Moment,
}

/// That there is a secret. Never the secret.
#[derive(Debug, PartialEq, Serialize, Readable)]
pub struct Secret {
    /// Counts up with each replaced secret.
    pub generation: u32,
    pub kept_in: KeptIn,
    #[serde(with = "time::serde::rfc3339")]
    pub stored_at: Moment,
    #[serde(with = "time::serde::rfc3339::option")]
    pub proved_at: Option<Moment>,
    /// A day, such as `2026-11-22`.
    pub expires_on: Option<String>,
}

#[derive(Debug, Serialize, Readable)]
pub struct Customer {
    /// Place in `apps`, from 0.
    pub app: usize,
    pub name: String,
    pub tenant_id: String,
    pub domain: Option<String>,
    pub region: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub added_at: Moment,
    #[serde(with = "time::serde::rfc3339::option")]
    pub link_sent_at: Option<Moment>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub link_answered_at: Option<Moment>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub consent_hint_at: Option<Moment>,
    /// How many checks the history has; those that are here and those that are left out. Older files do not say.
    #[serde(default)]
    pub checks_in_all: Option<u32>,
    #[serde(deserialize_with = "few::<_, _, { super::MOST_CHECKS }>")]
    pub checks: Vec<Check>,
}

#[derive(Debug, Serialize, Readable)]
pub struct Check {
    #[serde(with = "time::serde::rfc3339")]
    pub at: Moment,
    /// As judged then.
    pub verdict: Verdict,
    /// As judged then.
    pub cause: Option<Cause>,
    /// So many checks of the history, all of them added before this one, are left out between it and the next one here.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub left_out_before: u32,
    pub evidence: Evidence,
}

#[derive(Debug, Serialize, Readable)]
pub struct Evidence {
    /// [`crate::evidence::FORMAT`] of the writer.
    pub format: u32,
    pub made_by: String,
    pub asked: Asked,
    pub known: Known,
    #[serde(with = "time::serde::rfc3339")]
    pub started_at: Moment,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<Moment>,
    pub issuers: Option<Issuers>,
    pub tenant: Step<Tenant>,
    pub token: Step<Token>,
    pub signature: Step<Signature>,
    pub call: Step<Call>,
    pub clock_ahead_seconds: Option<i64>,
}

#[derive(Debug, Serialize, Readable)]
pub struct Asked {
    pub cloud: CloudId,
    pub app_id: Option<String>,
    /// An ID or a domain.
    pub tenant: Option<String>,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub wanted: Vec<Permission>,
    pub flow: Flow,
    pub call: bool,
}

#[derive(Debug, Serialize, Readable)]
pub struct Known {
    #[serde(with = "time::serde::rfc3339::option")]
    pub consent_hint_at: Option<Moment>,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub declared: Vec<Declared>,
    pub last_grant: Option<Grant>,
    #[serde(default)]
    pub elsewhere: Option<Elsewhere>,
    #[serde(default)]
    pub secret: Option<SecretUsed>,
}

/// Which secret a check signed in with: when it came and when it goes, and its number among them.
#[derive(Debug, Serialize, Readable)]
pub struct SecretUsed {
    pub generation: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub stored_at: Moment,
    /// A day, such as `2026-11-22`.
    pub expires_on: Option<String>,
}

#[derive(Debug, Serialize, Readable)]
pub struct Grant {
    #[serde(with = "time::serde::rfc3339")]
    pub at: Moment,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub roles: Vec<Permission>,
}

#[derive(Debug, Serialize, Readable)]
pub struct Issuers {
    pub v1: String,
    pub v2: String,
}

#[derive(Debug, Serialize, Readable)]
#[serde(rename_all = "snake_case")]
pub enum Step<T> {
    Pending,
    NotDone(NotDone),
    Answered { took_ms: u64, answer: T },
    Refused { took_ms: u64, refusal: Refusal },
    Failed { took_ms: u64, failure: Failure },
}

#[derive(Debug, Serialize, Readable)]
pub struct Refusal {
    pub status: u16,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub codes: Vec<u64>,
    pub oauth_error: Option<String>,
    pub suberror: Option<String>,
    pub api_code: Option<String>,
    pub message: String,
    pub correlation_id: Option<String>,
    pub trace_id: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub retry_at: Option<Moment>,
}

#[derive(Debug, Serialize, Readable)]
pub struct Failure {
    pub kind: FailureKind,
    pub raw: String,
    #[serde(default)]
    pub issued_by: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub retry_at: Option<Moment>,
}

#[derive(Debug, Serialize, Readable)]
#[allow(clippy::struct_field_names, reason = "as the file has them")]
pub struct Tenant {
    pub tenant_id: String,
    pub region: Option<String>,
    pub sub_region: Option<String>,
    pub cloud_instance: Option<String>,
}

#[derive(Debug, Serialize, Readable)]
#[serde(rename_all = "snake_case")]
pub enum Token {
    Readable(Box<Facts>),
    Unreadable(Problem),
}

/// Why a token cannot be read.
#[derive(Debug, Serialize, Readable)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    TooLong,
    NotThreeParts(usize),
    Encrypted,
    NotBase64Url(String),
    NotJson(String),
    IllTyped(String),
    Missing(String),
}

#[derive(Debug, Serialize, Readable)]
pub struct Facts {
    pub algorithm: String,
    pub key_id: Option<String>,
    pub typ: Option<String>,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub refused_members: Vec<String>,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub ignored_members: Vec<String>,
    pub nonce: bool,
    pub version: String,
    pub issuer: String,
    pub audience: String,
    pub tenant_id: Option<String>,
    pub app_id: Option<String>,
    pub credential_kind: Option<String>,
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub roles: Vec<Permission>,
    pub scopes: Option<String>,
    pub id_type: Option<String>,
    pub object_id: Option<String>,
    pub subject: Option<String>,
    pub expires: i64,
    pub not_before: Option<i64>,
    pub issued: Option<i64>,
    pub app_name: Option<String>,
    pub region: Option<String>,
    pub token_id: Option<String>,
    /// Names of claims that only a user's token has; never their values.
    #[serde(deserialize_with = "few::<_, _, MOST_NAMES>")]
    pub user_claims: Vec<String>,
}

#[derive(Debug, Serialize, Readable)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    Verified { key_id: String },
    Invalid { key_id: String },
    KeyUnknown { key_id: Option<String> },
    KeyUnfit { key_id: String, why: String },
    AlgorithmRefused { algorithm: String },
    NotForUs,
}

#[derive(Debug, Serialize, Readable)]
pub struct Call {
    pub operation: String,
    pub path: String,
    pub status: u16,
    pub only_accepted: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_nothing(count: &u32) -> bool {
    *count == 0
}

/// A list that ends the reading as soon as it is longer than any that is ever written.
fn few<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MOST: usize>(
    input: D,
) -> Result<Vec<T>, D::Error> {
    struct Few<T, const MOST: usize>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Few<T, MOST> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of at most {MOST}")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(item) = items.next_element()? {
                if list.len() == MOST {
                    return Err(A::Error::invalid_length(MOST + 1, &self));
                }
                list.push(item);
            }
            Ok(list)
        }
    }
    input.deserialize_seq(Few::<T, MOST>(PhantomData))
}
