//! What a check comes to: the vocabulary that judge, history, command line and window share.
//!
//! The names are public (the README lists them under "For scripts"): adding is free, renaming breaks scripts.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::evidence::{FailureKind, TokenProblem};
use crate::permission::{Permission, PermissionReport};

/// The one word on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A fresh token verified, carries every wanted permission, and a real call answered.
    Connected,
    /// Something is wrong, and it is known what.
    NeedsAttention,
    /// This attempt could not find out.
    Unknown,
}

/// Who has to do the next thing. Never two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The partner, at home or on this machine.
    Partner,
    /// An administrator of the customer.
    Customer,
    /// Time.
    Wait,
    /// Nothing is to be done.
    Nobody,
}

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Why a verdict is not "connected"; one stable id each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Cause { $($(#[$doc])* #[serde(rename = $text)] $name,)* }
        impl Cause {
            /// Every cause, in the order of the documentation.
            pub const ALL: &'static [Cause] = &[$(Cause::$name,)*];
            /// The public id.
            pub fn id(self) -> &'static str {
                match self { $(Cause::$name => $text,)* }
            }
        }
    };
}
causes! {
    /// No tenant by that ID or domain in this cloud.
    TenantNotFound = "tenant-not-found",
    /// The tenant lives in another Microsoft cloud than the app.
    WrongCloud = "wrong-cloud",
    /// The app has not been accepted in this tenant.
    NotConsented = "not-consented",
    /// The person pressed Cancel on the consent page (read from a pasted answer only).
    ConsentDeclined = "consent-declined",
    /// The person may not consent for the organisation (read from a pasted answer only).
    ConsentByNonAdmin = "consent-by-non-admin",
    /// Consent was hinted at less than fifteen minutes ago and has not reached every server.
    Propagating = "propagating",
    /// Consent is older than the permission, by our own record.
    ConsentOutdated = "consent-outdated",
    /// The redirect address in the link is not registered.
    RedirectUriMismatch = "redirect-uri-mismatch",
    /// The app registration is for one tenant only.
    SingleTenantApp = "single-tenant-app",
    /// Somebody consented in another tenant (read from a pasted answer only).
    WrongTenantConsented = "wrong-tenant-consented",
    /// The client secret is wrong.
    WrongSecret = "wrong-secret",
    /// The secret's ID was pasted instead of its value.
    SecretIdPasted = "secret-id-pasted",
    /// The client secret has expired.
    SecretExpired = "secret-expired",
    /// There is no credential to send.
    CredentialMissing = "credential-missing",
    /// A certificate or assertion was refused.
    CertificateRejected = "certificate-rejected",
    /// The app is disabled, by its owner, the customer or Microsoft.
    AppDisabled = "app-disabled",
    /// The application ID is not the one expected.
    WrongApp = "wrong-app",
    /// The tenant has no Defender service principal.
    ResourceMissing = "resource-missing",
    /// The token is for another API.
    WrongAudience = "wrong-audience",
    /// A Conditional Access policy blocks the token.
    ConditionalAccess = "conditional-access",
    /// A wanted permission is not in the token.
    RoleMissing = "role-missing",
    /// The token carries no application permission at all.
    NoRoles = "no-roles",
    /// The token belongs to a signed-in user.
    DelegatedToken = "delegated-token",
    /// The signature does not fit the published key.
    SignatureInvalid = "signature-invalid",
    /// The key that signed is not among the published ones.
    KeyUnknown = "key-unknown",
    /// The token is signed with a method that is never accepted.
    AlgorithmRefused = "algorithm-refused",
    /// The token is for another tenant.
    WrongTenant = "wrong-tenant",
    /// The issuer is not that of this tenant and cloud.
    WrongIssuer = "wrong-issuer",
    /// The token has expired.
    TokenExpired = "token-expired",
    /// The token is not valid yet.
    TokenNotYetValid = "token-not-yet-valid",
    /// What came is no well-formed signed token.
    MalformedToken = "malformed-token",
    /// The role is in the token and the API still refuses.
    ApiForbidden = "api-forbidden",
    /// The API does not accept the token.
    ApiUnauthorized = "api-unauthorized",
    /// Defender for Endpoint is not set up or not licensed in the tenant.
    NotProvisioned = "not-provisioned",
    /// Too many requests.
    Throttled = "throttled",
    /// Microsoft's service is at fault.
    ServiceUnavailable = "service-unavailable",
    /// No answer in time.
    TimedOut = "timed-out",
    /// No connection.
    Network = "network",
    /// The proxy refused or cannot be reached.
    Proxy = "proxy",
    /// A sign-in page of the network answered instead of Microsoft.
    CaptivePortal = "captive-portal",
    /// The server's certificate is not trusted.
    Tls = "tls",
    /// The answer is not what the service sends.
    UnexpectedReply = "unexpected-reply",
    /// This machine's clock is wrong.
    ClockSkew = "clock-skew",
    /// The keychain is locked.
    KeychainLocked = "keychain-locked",
    /// This machine has no keychain.
    KeychainMissing = "keychain-missing",
    /// The secret was stored and is no longer there.
    SecretLost = "secret-lost",
    /// The registry cannot be read or written.
    Storage = "storage",
    /// Nothing is wrong so far, and nothing was proved: no call was made.
    NotProved = "not-proved",
    /// An answer nobody here knows; shown raw.
    Unrecognised = "unrecognised",
}

/// The eleven checks, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// The tenant exists, in this cloud.
    Tenant,
    /// A token was issued.
    Token,
    /// Its signature verifies with a key published for the tenant.
    Signature,
    /// Its issuer is this tenant's.
    Issuer,
    /// It is for the API asked for.
    Audience,
    /// `tid` is the customer's tenant.
    TenantClaim,
    /// `appid` or `azp` is the partner's app.
    App,
    /// It is valid now.
    Lifetime,
    /// It is an application's token, not a user's.
    Kind,
    /// It carries every wanted permission.
    Permissions,
    /// The API answered a read-only call.
    Api,
}

impl CheckId {
    /// All checks in the order in which they are always shown.
    pub const ALL: [CheckId; 11] = [
        CheckId::Tenant,
        CheckId::Token,
        CheckId::Signature,
        CheckId::Issuer,
        CheckId::Audience,
        CheckId::TenantClaim,
        CheckId::App,
        CheckId::Lifetime,
        CheckId::Kind,
        CheckId::Permissions,
        CheckId::Api,
    ];

    /// The public id.
    pub fn id(self) -> &'static str {
        match self {
            CheckId::Tenant => "tenant",
            CheckId::Token => "token",
            CheckId::Signature => "signature",
            CheckId::Issuer => "issuer",
            CheckId::Audience => "audience",
            CheckId::TenantClaim => "tenant_claim",
            CheckId::App => "app",
            CheckId::Lifetime => "lifetime",
            CheckId::Kind => "kind",
            CheckId::Permissions => "permissions",
            CheckId::Api => "api",
        }
    }
}

/// How a check ended. `Warn` never changes the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// As it should be.
    Pass,
    /// Worth knowing.
    Warn,
    /// Not as it should be.
    Fail,
    /// Not done, or without meaning after an earlier failure.
    Skipped,
}

/// One line of the evidence list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which.
    pub id: CheckId,
    /// How it ended.
    pub status: CheckStatus,
    /// What was found, for `words` to say.
    pub finding: Finding,
    /// How long the request behind it took, in milliseconds; checks of a claim take no time worth showing.
    pub took_ms: Option<u64>,
}

/// What a check found, with the values a sentence about it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variant's own line names its fields")]
pub enum Finding {
    /// tenant: exists; `asked` is the domain it was found by, if it was.
    TenantExists { tenant_id: String, asked: Option<String>, region: Option<String> },
    /// tenant: lives in another cloud (`cloud` is our id of it where it could be told).
    TenantInOtherCloud { cloud: Option<String> },
    /// tenant: the sign-in service does not know it.
    TenantUnknown { asked: String },
    /// token: issued; version of its format and lifetime in minutes.
    TokenIssued { version: String, minutes: i64 },
    /// token: read, not asked for by us (`inspect`).
    TokenGiven { version: String },
    /// token: could not be read as a signed token.
    TokenUnreadable { problem: TokenProblem },
    /// token, api, tenant, signature: the service refused, with its status and code.
    Refused { status: u16, code: Option<String>, cause: Cause },
    /// token, api, tenant, signature: no usable answer.
    NoAnswer { failure: FailureKind },
    /// signature: verified.
    SignatureVerified { key_id: String },
    /// signature: does not fit the published key.
    SignatureInvalid { key_id: String },
    /// signature: key not among those published, even after a refresh.
    KeyUnknown { key_id: Option<String> },
    /// signature: the published key breaks a rule (too short, not for signing, another tenant's).
    KeyUnfit { key_id: String, why: String },
    /// signature: the method, or a header member such as `crit`, is never accepted.
    AlgorithmRefused { algorithm: String },
    /// signature: Microsoft Graph tokens cannot be verified by anyone but Graph.
    SignatureNotForUs,
    /// signature: not checked (offline, or the keys were out of reach).
    SignatureNotChecked,
    /// issuer: as expected.
    IssuerExpected { issuer: String },
    /// issuer: another.
    IssuerOther { issuer: String, expected: String },
    /// audience: this API.
    AudienceExpected { audience: String },
    /// audience: another API; `known_as` names it where the catalogue does.
    AudienceOther { audience: String, known_as: Option<String> },
    /// tenant_claim: the customer's tenant.
    TenantClaimExpected { tenant_id: String },
    /// tenant_claim: another tenant.
    TenantClaimOther { tenant_id: String, expected: String },
    /// app: the partner's.
    AppExpected { app_id: String },
    /// app: another.
    AppOther { app_id: String, expected: String },
    /// A claim that this check needs is not in the token.
    ClaimMissing { claim: String },
    /// A claim that was not compared, because nothing to compare with was given (`inspect`).
    NotCompared { value: String },
    /// lifetime: valid; seconds left.
    LifetimeGood { seconds_left: i64 },
    /// lifetime: accepted within tolerance; `clock_off` is how far this machine's clock is behind (positive)
    /// or ahead (negative) of Microsoft's, in seconds, where their answer told.
    LifetimeWithinSkew { seconds_off: i64, clock_off: Option<i64> },
    /// lifetime: expired, so many seconds ago.
    Expired { seconds_ago: i64 },
    /// lifetime: not valid for so many seconds yet.
    NotYetValid { seconds: i64 },
    /// lifetime: this machine's clock is wrong by so many seconds (positive: it is behind).
    ClockWrong { seconds: i64 },
    /// lifetime: valid, but unusually long or short, in minutes.
    LifetimeOdd { minutes: i64 },
    /// kind: an application's token.
    KindApp,
    /// kind: a user's token (`scp`, or `idtyp: user`).
    KindDelegated { scopes: Option<String> },
    /// permissions: every wanted one is there; some covered by a wider one, some beyond what was wanted.
    PermissionsComplete { wanted: usize, covered: usize, extra: usize },
    /// permissions: nothing in particular was wanted; so many are there.
    PermissionsHeld { granted: usize },
    /// permissions: some are missing.
    PermissionsMissing { wanted: usize, missing: Vec<Permission> },
    /// permissions: the token carries none.
    NoPermissions,
    /// api: answered.
    ApiAnswered { method: String, path: String, status: u16 },
    /// api: no granted permission has a harmless call, yet the API accepted the token itself.
    ApiAcceptedToken { path: String, status: u16 },
    /// Not done: an earlier check failed.
    SkippedAfter { failed: CheckId },
    /// Not done: not asked for.
    NotAsked,
    /// Not done: the person stopped the check.
    Cancelled,
}

/// Everything that follows from one piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The one word.
    pub verdict: Verdict,
    /// Why, unless connected.
    pub cause: Option<Cause>,
    /// A finer machine id under the cause, kebab-case.
    pub reason: Option<String>,
    /// When trying again makes sense.
    #[serde(with = "time::serde::rfc3339::option")]
    pub retry_at: Option<OffsetDateTime>,
    /// Who has to act.
    pub who_acts: Actor,
    /// Wanted against granted.
    pub permissions: PermissionReport,
    /// All eleven checks, in order.
    pub checks: Vec<Check>,
}
