//! The shelf: practice customers, each with one fault, so that new staff learn to read verdicts.
//!
//! A scenario says what its tenant's verdict must be; [`Behaviour`] is what the servers do to earn it. Names,
//! IDs and domains are made up (Microsoft's own example companies, `.example` domains).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use consentry_onboarding::evidence::{Grant, Known};
use consentry_onboarding::ids::{Domain, TenantId};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::Cause;
use time::{Duration, OffsetDateTime};

/// What the practice partner app declares and wants.
pub(crate) const WANTED: [&str; 3] = ["Alert.Read.All", "Machine.Isolate", "Machine.Read.All"];
/// The permission that one customer's administrator took back.
const REVOKED: &str = "Machine.Read.All";
/// The permission that was declared after one customer had consented.
const ADDED_LATER: &str = "Machine.Isolate";
/// So long after the first question the one who accepts later has accepted.
pub(crate) const LATER: std::time::Duration = std::time::Duration::from_secs(20);
/// Seconds to wait that do not fit into one check (120 s).
pub(crate) const LONG_WAIT: u32 = 300;

/// One practice customer.
#[derive(Debug)]
pub struct Scenario {
    /// Its id on the command line: kebab-case, stable.
    pub name: &'static str,
    /// The customer's name, made up.
    pub customer: &'static str,
    /// The customer's tenant.
    pub tenant_id: TenantId,
    /// The tenant's domain.
    pub domain: Domain,
    /// The cause that a check must find; `None` where it must say "connected".
    pub cause: Option<Cause>,
    /// Seconds in the `Retry-After` of the failing answer, where there is one.
    pub retry_after: Option<u32>,
    pub(crate) behaviour: Behaviour,
}

impl Scenario {
    /// What Consentry's record must say for this scenario's verdict; empty for all but two.
    pub fn known(&self, now: OffsetDateTime) -> Known {
        if self.behaviour.consent == Consent::Spreading {
            return Known { consent_hint_at: Some(now - Duration::MINUTE), ..Known::default() };
        }
        if self.behaviour.consent != Consent::Without(ADDED_LATER) {
            return Known::default();
        }
        let declared_at = |permission: &Permission| {
            let days = if permission.as_str() == ADDED_LATER { 2 } else { 90 };
            now - Duration::days(days)
        };
        let declared: BTreeMap<_, _> =
            wanted().into_iter().map(|permission| (permission.clone(), declared_at(&permission))).collect();
        let roles = wanted().into_iter().filter(|permission| permission.as_str() != ADDED_LATER).collect();
        let last_grant = Some(Grant { at: now - Duration::days(30), roles });
        Known { declared, last_grant, ..Known::default() }
    }
}

/// What the servers do in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Behaviour {
    /// How the customer's consent stands before anybody visits the consent page.
    pub(crate) consent: Consent,
    /// What goes wrong besides.
    pub(crate) fault: Fault,
}

/// A customer's consent at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// To everything declared.
    Full,
    /// To everything but this.
    Without(&'static str),
    /// Not given.
    None,
    /// Given, and nothing was granted by it.
    Nothing,
    /// Given a moment ago: it reaches the token service some seconds after a token is first asked for.
    Spreading,
    /// Not given yet: this tenant's administrator accepts by themselves, some seconds after it is first asked for a
    /// token, so that a watch has something to notice.
    Later,
}

/// A fault that consent does not cure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// None.
    None,
    /// The sign-in service does not know the tenant.
    TenantUnknown,
    /// The tenant's metadata names another cloud.
    OtherCloud,
    /// The network's own page answers instead of the sign-in service.
    HotelPage,
    /// Something in between refuses the token request, in words of its own.
    Blocked,
    /// The sign-in service says that the app is for one tenant only.
    SingleTenant,
    /// The sign-in service answers with a number that nobody knows.
    UnknownNumber,
    /// The sign-in service refuses the secret.
    WrongSecret,
    /// The sign-in service calls the secret expired.
    SecretExpired,
    /// The enterprise app is switched off.
    AppDisabled,
    /// The tenant has no WindowsDefenderATP.
    DefenderMissing,
    /// A policy blocks the token.
    ConditionalAccess,
    /// The sign-in service is down.
    SignInDown,
    /// The token has expired when it is issued.
    ExpiredToken,
    /// What comes is no signed token.
    OpaqueToken,
    /// The token's time has not begun.
    EarlyToken,
    /// The sign-in service's clock is a day ahead of this machine's, and its tokens with it.
    ClockAhead,
    /// The token is for the neighbouring API.
    WrongAudience,
    /// The token is for another practice tenant.
    OtherTenant,
    /// The token names an issuer that nobody knows.
    OtherIssuer,
    /// The token is for another app of the partner's.
    OtherApp,
    /// The token belongs to a signed-in user.
    UserToken,
    /// The token is signed with a shared secret instead of a key pair.
    SharedKey,
    /// The token is signed with a key that is not published.
    KeyUnknown,
    /// The token names a published key and is signed with another.
    SignatureInvalid,
    /// The API: no Defender here.
    NotProvisioned,
    /// The API: Defender is no longer active here.
    Inactive,
    /// The API turns every token away.
    Unauthorized,
    /// The API: a feature is switched off.
    FeatureDisabled,
    /// The API: too many requests.
    Throttled,
}

/// What the practice partner app declares.
pub(crate) fn wanted() -> BTreeSet<Permission> {
    WANTED.iter().filter_map(|name| Permission::parse(name).ok()).collect()
}

/// All practice customers, the one where all is well first.
pub fn shelf() -> &'static [Scenario] {
    &SHELF
}

/// The practice partner's own tenant, where the secret can be proved. Not a customer, and not on the shelf.
pub(crate) fn home() -> &'static Scenario {
    &HOME
}

/// The tenant that the consent page offers where a link names no tenant.
pub(crate) fn undecided() -> Option<&'static Scenario> {
    SHELF.iter().find(|scenario| scenario.behaviour.consent == Consent::None)
}

static HOME: LazyLock<Scenario> = LazyLock::new(|| {
    scenario("home", "Northwind MDR", "a0c5e8d1-31f4-4a7b-9c26-7d20b8e41f00", "northwind.example")
});

/// By theme, from the plain case to the odd one.
static SHELF: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    use Cause as C;
    use Consent::Without;
    use Fault as F;
    vec![
        // All is well.
        scenario("all-well", "Contoso", "c0170500-5c1e-4b0f-8a61-2f9d3b7e1a01", "contoso.example"),
        // Consent.
        scenario("not-consented", "Fabrikam", "fab21ca0-0d53-4f6e-9b1d-54c8e2a7f602", "fabrikam.example")
            .consent(Consent::None, C::NotConsented),
        scenario(
            "consents-later",
            "Adventure Works",
            "ad5e4719-2b6c-4f83-9d0e-71c8a5f2e319",
            "adventureworks.example",
        )
        .consent(Consent::Later, C::NotConsented),
        scenario(
            "consent-spreading",
            "Bellows College",
            "be110e20-3d5a-4c86-b1f7-08c2d9e4a620",
            "bellowscollege.example",
        )
        .consent(Consent::Spreading, C::Propagating),
        scenario("permission-missing", "Adatum", "ada70300-7b9a-42f8-8e15-c6d0913f2b03", "adatum.example")
            .consent(Without(REVOKED), C::RoleMissing),
        scenario(
            "permission-added-later",
            "Woodgrove Bank",
            "3d5e0904-61a2-4c7d-b0f8-19e4a8c7d504",
            "woodgrove.example",
        )
        .consent(Without(ADDED_LATER), C::ConsentOutdated),
        scenario(
            "no-permissions",
            "Lucerne Publishing",
            "10ce4e21-96b0-4e3d-8a5c-f1d7b2093e21",
            "lucernepublishing.example",
        )
        .consent(Consent::Nothing, C::NoRoles),
        // The partner's own app.
        scenario("wrong-secret", "Litware", "117ab405-9f0e-4d3c-a852-6b71e0d4c905", "litware.example")
            .fault(F::WrongSecret, C::WrongSecret),
        scenario("secret-expired", "Proseware", "960e3b06-2c84-47a1-8d9f-e3b50a61f706", "proseware.example")
            .fault(F::SecretExpired, C::SecretExpired),
        scenario(
            "single-tenant-app",
            "Humongous Insurance",
            "4a604522-1c8f-47d9-a3e0-5b92f6c7d122",
            "humongousinsurance.example",
        )
        .fault(F::SingleTenant, C::SingleTenantApp),
        scenario(
            "wrong-app",
            "Munson's Pickles",
            "3a45e023-e7d1-4590-bc28-94a6f03b5d23",
            "munsonspickles.example",
        )
        .fault(F::OtherApp, C::WrongApp),
        // The customer's tenant and its Defender.
        scenario("tenant-unknown", "Wingtip Toys", "d1f7c207-e48b-4950-a6c3-08b29d5ef107", "wingtip.example")
            .fault(F::TenantUnknown, C::TenantNotFound),
        scenario(
            "wrong-cloud",
            "Southridge Video",
            "50474124-a2f6-4b1e-97d3-c80e5b6f1a24",
            "southridgevideo.example",
        )
        .fault(F::OtherCloud, C::WrongCloud),
        scenario(
            "app-disabled",
            "Trey Research",
            "72e95e11-16f3-4bd8-8c4a-a07d92b5e311",
            "treyresearch.example",
        )
        .fault(F::AppDisabled, C::AppDisabled),
        scenario(
            "conditional-access",
            "Coho Vineyard",
            "c0400112-5a8e-4f97-b2d1-7e6039c4fa12",
            "cohovineyard.example",
        )
        .fault(F::ConditionalAccess, C::ConditionalAccess),
        scenario(
            "defender-missing",
            "Fourth Coffee",
            "4c0ffee9-85b1-4a3d-b7e6-2190fd6c3a09",
            "fourthcoffee.example",
        )
        .fault(F::DefenderMissing, C::ResourceMissing),
        scenario(
            "defender-not-provisioned",
            "Tailspin Toys",
            "7a1159b8-40d6-4e2f-93ac-d5c7f01e2808",
            "tailspin.example",
        )
        .fault(F::NotProvisioned, C::NotProvisioned),
        scenario(
            "defender-inactive",
            "Blue Yonder Airlines",
            "b1e70d25-5f93-4a08-8e6c-27d1b4f9c325",
            "blueyonderairlines.example",
        )
        .fault(F::Inactive, C::NotProvisioned),
        scenario(
            "api-forbidden",
            "Lamna Healthcare",
            "1a3a4a10-d72c-4186-9ef0-5b8c64e1d710",
            "lamna.example",
        )
        .fault(F::FeatureDisabled, C::ApiForbidden),
        scenario(
            "api-unauthorized",
            "First Up Consultants",
            "f1457126-c04b-4d7a-b592-e83f6a1d0c26",
            "firstupconsultants.example",
        )
        .fault(F::Unauthorized, C::ApiUnauthorized),
        // What a token says.
        scenario(
            "wrong-audience",
            "Wide World Importers",
            "31de3016-7f24-4c9a-b8e5-ad10c6f93b16",
            "wideworldimporters.example",
        )
        .fault(F::WrongAudience, C::WrongAudience),
        scenario(
            "wrong-tenant",
            "Liberty Bakery",
            "11be4727-78ad-4f2c-9b05-d6e1c3f84a27",
            "libertybakery.example",
        )
        .fault(F::OtherTenant, C::WrongTenant),
        scenario(
            "wrong-issuer",
            "Nod Publishers",
            "40d0b128-2be9-4c51-a7f4-09d8e6b35c28",
            "nodpublishers.example",
        )
        .fault(F::OtherIssuer, C::WrongIssuer),
        scenario(
            "delegated-token",
            "School of Fine Art",
            "f14ea429-b3c7-4e06-8d9a-5f20c1e7b629",
            "schooloffineart.example",
        )
        .fault(F::UserToken, C::DelegatedToken),
        scenario(
            "expired-token",
            "Margie's Travel",
            "3a2619e5-f8d0-4e5b-a173-60cb9d48e215",
            "margiestravel.example",
        )
        .fault(F::ExpiredToken, C::TokenExpired),
        scenario(
            "early-token",
            "Parnell Aerospace",
            "9a24e130-614d-4a9f-b8c3-7e05d2f6a130",
            "parnellaerospace.example",
        )
        .fault(F::EarlyToken, C::TokenNotYetValid),
        scenario(
            "clock-wrong",
            "Boulder Innovations",
            "b041de31-f85a-4726-9c1e-a3d70b4e6f31",
            "boulderinnovations.example",
        )
        .fault(F::ClockAhead, C::ClockSkew),
        scenario("key-unknown", "VanArsdel", "5a2a2d17-e906-4b18-8f7d-3c54e1d0a917", "vanarsdel.example")
            .fault(F::KeyUnknown, C::KeyUnknown),
        scenario(
            "signature-invalid",
            "Graphic Design Institute",
            "64a1c018-38cb-4d72-a5e9-f20b7d61e418",
            "graphicdesign.example",
        )
        .fault(F::SignatureInvalid, C::SignatureInvalid),
        scenario(
            "method-refused",
            "Fincher Architects",
            "f14c4e32-0a7d-4b95-86e2-d1c9f3a5b732",
            "fincherarchitects.example",
        )
        .fault(F::SharedKey, C::AlgorithmRefused),
        scenario(
            "malformed-token",
            "Best For You Organics",
            "be57f033-d9e2-4c18-a04b-6f83b7d1e533",
            "bestforyouorganics.example",
        )
        .fault(F::OpaqueToken, C::MalformedToken),
        // Microsoft, and what lies between.
        scenario("throttled", "Relecloud", "4e1ec013-b3d5-4c06-87fa-91e2d0a5c613", "relecloud.example")
            .fault(F::Throttled, C::Throttled)
            .wait(LONG_WAIT),
        scenario(
            "service-unavailable",
            "Alpine Ski House",
            "a1914e14-0c69-4ba7-9d58-f4e3b2107c14",
            "alpineskihouse.example",
        )
        .fault(F::SignInDown, C::ServiceUnavailable),
        scenario(
            "captive-portal",
            "Consolidated Messenger",
            "c0450134-4b6e-4f83-9ad7-e25c08f1b934",
            "consolidatedmessenger.example",
        )
        .fault(F::HotelPage, C::CaptivePortal),
        scenario(
            "unexpected-reply",
            "The Phone Company",
            "940e0c35-8f1b-4d6a-b3c9-1a7e5d24f035",
            "thephonecompany.example",
        )
        .fault(F::Blocked, C::UnexpectedReply),
        scenario(
            "unrecognised",
            "Wolfgang Import",
            "301f6a36-e5c8-4907-8b2d-f4a63d9c1e36",
            "wolfgangimport.example",
        )
        .fault(F::UnknownNumber, C::Unrecognised),
    ]
});

fn scenario(name: &'static str, customer: &'static str, tenant: &str, domain: &str) -> Scenario {
    #[allow(clippy::expect_used, reason = "constants of this file, covered by tests")]
    let (tenant_id, domain) =
        (TenantId::parse(tenant).expect("a tenant ID"), Domain::parse(domain).expect("a domain"));
    Scenario {
        name,
        customer,
        tenant_id,
        domain,
        cause: None,
        retry_after: None,
        behaviour: Behaviour { consent: Consent::Full, fault: Fault::None },
    }
}

impl Scenario {
    fn consent(mut self, consent: Consent, cause: Cause) -> Self {
        self.behaviour.consent = consent;
        self.cause = Some(cause);
        self
    }

    fn fault(mut self, fault: Fault, cause: Cause) -> Self {
        self.behaviour.fault = fault;
        self.cause = Some(cause);
        self
    }

    fn wait(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_customers_share_an_identity() {
        let all: Vec<&Scenario> = shelf().iter().chain([home()]).collect();
        let distinct = |of: &dyn Fn(&Scenario) -> String| {
            all.iter().map(|s| of(s)).collect::<BTreeSet<_>>().len() == all.len()
        };
        assert!(distinct(&|s| s.name.to_owned()));
        assert!(distinct(&|s| s.customer.to_owned()));
        assert!(distinct(&|s| s.tenant_id.to_string()));
        assert!(distinct(&|s| s.domain.to_string()));
        assert!(all.iter().all(|s| s.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
        assert_eq!(shelf()[0].cause, None);
    }

    /// Causes that no customer of the shelf can show, and why.
    const NOT_PLAYED: [(Cause, &str); 16] = [
        (Cause::ConsentDeclined, "press Cancel on the practice consent page and paste the address"),
        (Cause::ConsentByNonAdmin, "read from a pasted answer only; practice's administrators all are some"),
        (Cause::WrongTenantConsented, "use a link without a tenant; read from the pasted answer"),
        (Cause::RedirectUriMismatch, "the consent page says it of a link with another address"),
        (Cause::SecretIdPasted, "it lies in what is entered as the secret, not in a customer"),
        (Cause::CredentialMissing, "no secret is kept: forget it in Setup"),
        (Cause::CertificateRejected, "Consentry signs in with a secret, so no certificate is ever sent"),
        (Cause::TimedOut, "a silent server takes the whole two minutes of a check"),
        (Cause::Network, "it takes a broken line"),
        (Cause::Proxy, "practice is never asked through a proxy"),
        (Cause::Tls, "practice trusts its own authority and no other"),
        (Cause::KeychainLocked, "practice keeps its secret in memory"),
        (Cause::KeychainMissing, "practice keeps its secret in memory"),
        (Cause::SecretLost, "practice makes its secret at every start"),
        (Cause::Storage, "it takes a disk that fails"),
        (Cause::NotProved, "stop a check that runs"),
    ];

    #[test]
    fn every_cause_is_on_the_shelf_or_it_is_said_why_not() {
        for &cause in Cause::ALL {
            let here = shelf().iter().any(|scenario| scenario.cause == Some(cause));
            let why = NOT_PLAYED.iter().find(|(other, _)| *other == cause);
            assert!(here != why.is_some(), "{}", cause.id());
            assert!(why.is_none_or(|(_, why)| why.len() > 20));
        }
    }

    #[test]
    fn the_shelf_is_as_long_as_the_readme_says() {
        let readme = include_str!("../../../../README.md");
        assert!(readme.contains(&format!("a shelf of {} made-up customers", shelf().len())));
    }

    #[test]
    fn the_record_says_which_permission_came_later() {
        let now = OffsetDateTime::now_utc();
        let later = shelf().iter().find(|s| s.name == "permission-added-later").unwrap();
        let known = later.known(now);
        let grant = known.last_grant.unwrap();
        let missing: Vec<_> = known.declared.iter().filter(|(p, _)| !grant.roles.contains(p)).collect();
        assert_eq!(missing.len(), 1);
        assert!(*missing[0].1 > grant.at && *missing[0].1 < now);
        assert!(known.declared.values().filter(|at| **at < grant.at).count() == WANTED.len() - 1);
        assert_eq!(shelf()[0].known(now), Known::default());
    }

    #[test]
    fn the_long_wait_fits_into_no_check() {
        assert!(shelf().iter().filter_map(|s| s.retry_after).all(|seconds| seconds > 120));
    }
}
