//! What one check met, written down: the only thing the judge reads, history stores, the command line prints and
//! a support file carries. Serialisable, versioned, and free of secrets: a token is present as the facts read
//! from it, never as itself, and raw server texts have had anything that looks like a token taken out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::cloud::CloudId;
use crate::ids::{AppId, TenantId, TenantRef};
use crate::permission::Permission;

/// The version written into new evidence. A reader refuses what is newer than it knows.
pub const FORMAT: u32 = 1;

/// One check, from intent to what was met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// [`FORMAT`] of the writer.
    pub format: u32,
    /// Program and version that gathered it.
    pub made_by: String,
    /// What was to be found out.
    pub asked: Asked,
    /// What Consentry's own record said at that time.
    pub known: Known,
    /// When the check began.
    #[serde(with = "time::serde::rfc3339")]
    pub started_at: OffsetDateTime,
    /// When it ended; none while it runs.
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
    /// The issuers that a token of this tenant and cloud must name, built from our own table and the tenant's GUID;
    /// none where no tenant is known.
    pub issuers: Option<Issuers>,
    /// The tenant's own metadata.
    pub tenant: Step<TenantFound>,
    /// The token: as facts, never as itself.
    pub token: Step<TokenReading>,
    /// Its signature.
    pub signature: Step<SignatureReading>,
    /// The one read-only call.
    pub call: Step<CallAnswer>,
    /// How far Microsoft's clock is ahead of this machine's, in seconds, by the `Date` of its answers.
    pub clock_ahead_seconds: Option<i64>,
}

impl Evidence {
    /// Evidence of a check of which nothing was done: every step says why. What was met is put in its place.
    pub fn not_done(asked: Asked, at: OffsetDateTime, why: NotDone) -> Self {
        Self {
            format: FORMAT,
            made_by: concat!("consentry ", env!("CARGO_PKG_VERSION")).to_owned(),
            asked,
            known: Known::default(),
            started_at: at,
            finished_at: Some(at),
            issuers: None,
            tenant: Step::NotDone { why },
            token: Step::NotDone { why },
            signature: Step::NotDone { why },
            call: Step::NotDone { why },
            clock_ahead_seconds: None,
        }
    }

    /// Whether it shows that Microsoft took the secret: a token came that could be read. What came without being one may
    /// have come from anybody.
    pub fn proves_secret(&self) -> bool {
        matches!(self.token.value(), Some(TokenReading::Readable { .. }))
    }

    /// Evidence of nothing but a refusal by the token service, for finding the words of one that was pasted.
    pub fn of_token_refusal(refusal: Refusal) -> Self {
        let asked = Asked {
            cloud: CloudId::Commercial,
            app_id: None,
            tenant: None,
            wanted: BTreeSet::new(),
            flow: Flow::default(),
            call: false,
        };
        let nothing = Self::not_done(asked, OffsetDateTime::UNIX_EPOCH, NotDone::EarlierStep);
        Self { token: Step::Refused { took_ms: 0, refusal }, ..nothing }
    }
}

/// The one expected issuer for each version of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuers {
    /// For 1.0 tokens.
    pub v1: String,
    /// For 2.0 tokens.
    pub v2: String,
}

/// The intent of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which Microsoft cloud.
    pub cloud: CloudId,
    /// The partner's app; none where a pasted token is read without one to compare with.
    pub app_id: Option<AppId>,
    /// The customer's tenant; none likewise.
    pub tenant: Option<TenantRef>,
    /// Permissions that must be in the token.
    pub wanted: BTreeSet<Permission>,
    /// Which token address is used.
    pub flow: Flow,
    /// Whether the API is called with the token.
    pub call: bool,
}

/// Which of the two token addresses is used; the format of the token is the API's choice, not ours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// `/oauth2/token` with `resource`.
    V1,
    /// `/oauth2/v2.0/token` with `scope=…/.default`.
    #[default]
    V2,
}

/// Consentry's own record, as far as it bears on the verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Latest sign that somebody consented: an answer read or caught. Never proof.
    #[serde(with = "time::serde::rfc3339::option")]
    pub consent_hint_at: Option<OffsetDateTime>,
    /// The permissions that the partner app declares, each with the time we learned of it. Empty: no record.
    #[serde(with = "declared_at")]
    pub declared: BTreeMap<Permission, OffsetDateTime>,
    /// The latest earlier check that saw a verified token, and the permissions in it.
    pub last_grant: Option<Grant>,
    /// What the same app meets in other tenants, where that is known and bears on this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
    /// Which of the app's secrets was used; none where the record had none, and in evidence from before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretUsed>,
}

/// Which secret a check signed in with. Tells two secrets apart and never says what one is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretUsed {
    /// Counts up with each replaced secret.
    pub generation: u32,
    /// Since when it was kept here.
    #[serde(with = "time::serde::rfc3339")]
    pub stored_at: OffsetDateTime,
    /// The last day on which it works, as the partner had entered it by then.
    pub expires_on: Option<Date>,
}

/// What an app meets in other tenants than the one that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// The tenant that was asked is the app's own home; there is no customer in between.
    AtHome,
    /// Another tenant gave it a token since this one last did, and none calls it disabled.
    Works,
    /// Another tenant calls it disabled too, and none gave it a token since.
    DisabledToo,
}

/// What an earlier token carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// When it was seen.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The permissions in it.
    pub roles: BTreeSet<Permission>,
}

/// How one step of the gathering ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Step<T> {
    /// Not reached yet; never in finished evidence.
    Pending,
    /// Not done.
    NotDone {
        /// Why not.
        why: NotDone,
    },
    /// Answered as hoped, or at least readably.
    Answered {
        /// Milliseconds from first attempt to answer, waits included.
        took_ms: u64,
        /// What was answered.
        value: T,
    },
    /// The service said no.
    Refused {
        /// Milliseconds from first attempt to answer, waits included.
        took_ms: u64,
        /// What it said.
        refusal: Refusal,
    },
    /// No usable answer.
    Failed {
        /// Milliseconds until that was clear.
        took_ms: u64,
        /// What happened instead.
        failure: Failure,
    },
}

impl<T> Step<T> {
    /// The value, if the step was answered.
    pub fn value(&self) -> Option<&T> {
        if let Self::Answered { value, .. } = self { Some(value) } else { None }
    }

    /// Milliseconds the step took, if it was done.
    pub fn took_ms(&self) -> Option<u64> {
        match self {
            Self::Answered { took_ms, .. } | Self::Refused { took_ms, .. } | Self::Failed { took_ms, .. } => {
                Some(*took_ms)
            }
            Self::Pending | Self::NotDone { .. } => None,
        }
    }
}

/// Why a step was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotDone {
    /// An earlier step did not end well.
    EarlierStep,
    /// It was not asked for.
    NotAsked,
    /// The person stopped the check.
    Cancelled,
}

/// A refusal by Entra or by Defender, kept with everything support will ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Entra's numbers: `error_codes`, then every `AADSTS…` in the text; whole numbers, first one first.
    pub codes: Vec<u64>,
    /// OAuth `error`, where it is a text (Entra).
    pub oauth_error: Option<String>,
    /// Entra's `suberror`.
    pub suberror: Option<String>,
    /// `error.code`, where `error` is an object (Defender).
    pub api_code: Option<String>,
    /// The message, redacted, at most 8 KiB.
    pub message: String,
    /// Entra's `correlation_id`, or Defender's `error.target`.
    pub correlation_id: Option<String>,
    /// Entra's `trace_id`.
    pub trace_id: Option<String>,
    /// From `Retry-After`, as a point in time.
    #[serde(with = "time::serde::rfc3339::option")]
    pub retry_at: Option<OffsetDateTime>,
}

/// No usable answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// The raw error or the beginning of the answer, redacted, at most 2 KiB.
    pub raw: String,
    /// When trying again makes sense, where the service said so.
    #[serde(with = "time::serde::rfc3339::option")]
    pub retry_at: Option<OffsetDateTime>,
    /// Who signed the certificate, where it is one that this machine does not trust. The server's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
}

/// Kinds of failure that have different remedies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The host name could not be resolved.
    NameNotResolved,
    /// Connection refused, reset or no route.
    Unreachable,
    /// No answer within the attempt's or the check's time.
    TimedOut,
    /// The server's certificate comes from an authority this machine does not trust.
    UntrustedIssuer,
    /// The server's certificate is for another name.
    WrongName,
    /// The server's certificate has expired, or is not valid yet.
    CertificateExpired,
    /// The TLS handshake failed otherwise.
    TlsOther,
    /// This machine has no usable store of trusted authorities.
    NoTrustStore,
    /// The proxy cannot be reached.
    ProxyUnreachable,
    /// The proxy wants a sign-in (407).
    ProxySignIn,
    /// The proxy refused the connection otherwise.
    ProxyRefused,
    /// A redirect or a web page came where JSON belongs: the network's own sign-in page.
    CaptivePortal,
    /// An answer without the expected content: wrong shape, empty, truncated.
    UnexpectedReply,
    /// The answer is larger than its cap.
    TooLarge,
    /// There is no secret to send.
    CredentialMissing,
    /// What was given as the secret is the secret's ID; it was not sent.
    SecretIdPasted,
    /// The keychain is locked, or nobody answered its prompt.
    KeychainLocked,
    /// This machine has no keychain.
    KeychainMissing,
    /// The keychain, or the memory of an earlier session, no longer holds the secret that was kept there.
    SecretLost,
    /// The keychain or registry failed otherwise.
    Storage,
}

/// The tenant as its own OpenID metadata describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantFound {
    /// The GUID inside `issuer`.
    pub tenant_id: TenantId,
    /// `tenant_region_scope`, such as `EU`.
    pub region: Option<String>,
    /// `tenant_region_sub_scope`, such as `GCC`.
    pub sub_region: Option<String>,
    /// `cloud_instance_name`, such as `microsoftonline.com`.
    pub cloud_instance: Option<String>,
}

/// A token that was received, and what could be read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reading", rename_all = "snake_case")]
pub enum TokenReading {
    /// A well-formed signed token.
    Readable {
        /// What it says.
        facts: Box<TokenFacts>,
    },
    /// Not a well-formed signed token.
    Unreadable {
        /// Why not.
        problem: TokenProblem,
    },
}

/// What is wrong with a text that should be a signed token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variant's own line names its fields")]
pub enum TokenProblem {
    /// Longer than 64 KiB.
    TooLong,
    /// Not three parts separated by dots.
    NotThreeParts { parts: usize },
    /// Five parts: encrypted, which only its receiver can read.
    Encrypted,
    /// A part is not strict base64url. `part` is `header`, `payload` or `signature`.
    NotBase64Url { part: String },
    /// Header or payload is not a JSON object, or names a member twice.
    NotJson { part: String },
    /// A claim, or a member of the header, has a type or a form it must not have.
    IllTyped { claim: String },
    /// A claim that no token of this kind lacks is absent.
    Missing { claim: String },
}

/// What a token says of itself: claims and header, without its signature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFacts {
    /// Header `alg`.
    pub algorithm: String,
    /// Header `kid`.
    pub key_id: Option<String>,
    /// Header `typ`.
    pub typ: Option<String>,
    /// Header members that make a token unacceptable: `crit`, `zip`, `b64`, `enc`.
    pub refused_members: Vec<String>,
    /// Header members that point at keys and are never used: `jku`, `x5u`, `jwk`, `x5c`.
    pub ignored_members: Vec<String>,
    /// Header `nonce`: Microsoft Graph's way of making a token unverifiable for others.
    pub nonce: bool,
    /// `ver`.
    pub version: String,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// `tid`.
    pub tenant_id: Option<String>,
    /// `appid` (1.0) or `azp` (2.0).
    pub app_id: Option<String>,
    /// `appidacr` or `azpacr`: 1 secret, 2 certificate.
    pub credential_kind: Option<String>,
    /// `roles`.
    pub roles: BTreeSet<Permission>,
    /// `scp`.
    pub scopes: Option<String>,
    /// `idtyp`.
    pub id_type: Option<String>,
    /// `oid`.
    pub object_id: Option<String>,
    /// `sub`.
    pub subject: Option<String>,
    /// `exp`, seconds since 1970.
    pub expires: i64,
    /// `nbf`.
    pub not_before: Option<i64>,
    /// `iat`.
    pub issued: Option<i64>,
    /// `app_displayname`.
    pub app_name: Option<String>,
    /// `tenant_region_scope`.
    pub region: Option<String>,
    /// `uti`, the id that Microsoft's support asks for.
    pub token_id: Option<String>,
    /// Claims that only a user's token has (`upn`, `unique_name`, …), by name.
    pub user_claims: Vec<String>,
}

/// What the published keys say about a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "signature", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variant's own line names its fields")]
pub enum SignatureReading {
    /// Verified.
    Verified { key_id: String },
    /// Does not fit the key of that id.
    Invalid { key_id: String },
    /// No published key has that id, after one refresh.
    KeyUnknown { key_id: Option<String> },
    /// The key of that id must not be used. `why`: `duplicate`, `too-short`, `exponent`, `not-for-signing`,
    /// `not-rsa`, `other-tenant`, `unreadable`.
    KeyUnfit { key_id: String, why: String },
    /// Another method than RS256, or a refused header member.
    AlgorithmRefused { algorithm: String },
    /// A Microsoft Graph token.
    NotForUs,
}

/// The answer to the read-only call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallAnswer {
    /// The catalogue's id of the call, such as `alerts.list`.
    pub operation: String,
    /// Path and query.
    pub path: String,
    /// HTTP status.
    pub status: u16,
    /// No granted permission has a harmless call, and the API said so with "Missing application roles":
    /// the token itself was accepted.
    pub only_accepted: bool,
}

/// RFC 3339 times as the values of a map, which `time` offers no helper for.
mod declared_at {
    use super::{BTreeMap, OffsetDateTime, Permission};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Moment(#[serde(with = "time::serde::rfc3339")] OffsetDateTime);

    pub fn serialize<S: Serializer>(
        map: &BTreeMap<Permission, OffsetDateTime>,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_map(map.iter().map(|(permission, at)| (permission, Moment(*at))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        input: D,
    ) -> Result<BTreeMap<Permission, OffsetDateTime>, D::Error> {
        let map = BTreeMap::<Permission, Moment>::deserialize(input)?;
        Ok(map.into_iter().map(|(permission, Moment(at))| (permission, at)).collect())
    }
}
