//! The one thing to do next, as one sentence to partner staff.

use consentry_onboarding::evidence::FailureKind;
use consentry_onboarding::verdict::{Cause, CheckId, Finding, Verdict};

use super::missing;
use crate::dates::duration;
use crate::labels;
use crate::lang::Lang;
use crate::matter::Matter;
use crate::portal::{
    ACCOUNT_TYPES, ADD_PERMISSION, ADVANCED_FEATURES, API_PERMISSIONS, APPLICATION_ID, AUTHENTICATION,
    DEFENDER, ENDPOINT_SETTINGS, ENOUGH_ROLE, ENTERPRISE_APPS, MORE_THAN_ENOUGH_ROLE, MULTI_TENANT,
    REGISTRATIONS, SECRETS, SERVICE_STATUS, SIGN_IN_ENABLED, SIGN_IN_LOGS, TENANT_OVERVIEW, error_page,
};

#[allow(clippy::too_many_lines, reason = "one arm per cause; the compiler keeps the list whole")]
pub(crate) fn next_step(matter: &Matter<'_>) -> String {
    let Some(cause) = matter.judgement.cause else { return without_cause(matter) };
    match cause {
        Cause::TenantNotFound => format!(
            "Compare the tenant ID or domain with the customer's own, which they find under \
             {TENANT_OVERVIEW}, and check that the chosen cloud is theirs."
        ),
        Cause::WrongCloud => match their_cloud(matter) {
            Some(cloud) => {
                format!("Use an app registration of {cloud} for this customer, and choose that cloud here.")
            }
            None => "Ask the customer which Microsoft cloud they use, and choose that cloud here with \
                     an app registration made in it."
                .to_owned(),
        },
        Cause::NotConsented if matter.because("at-home") => format!(
            "Compare the application ID and the tenant ID here with those under {REGISTRATIONS} > your app > \
             Overview."
        ),
        Cause::AppDisabled | Cause::NotConsented if matter.is_off_elsewhere_too() => format!(
            "Check under {REGISTRATIONS} > your app whether it is switched off, and open a case with Microsoft if \
             it is not."
        ),
        Cause::NotConsented => format!(
            "Send the consent link to an administrator of this tenant ({ENOUGH_ROLE} is enough, a \
             {MORE_THAN_ENOUGH_ROLE} is not needed), and check that your app is multi-tenant under \
             {REGISTRATIONS} > your app > {ACCOUNT_TYPES}."
        ),
        Cause::ConsentDeclined => "Tell the customer's administrator which permissions you ask for and \
                                   why, then send the consent link again."
            .to_owned(),
        Cause::ConsentByNonAdmin if matter.because("wrong-account") => {
            "Ask them to open the link again in a private window and to sign in with an administrator account of \
             the customer's own tenant."
                .to_owned()
        }
        Cause::ConsentByNonAdmin => format!(
            "Ask the customer to forward the link to an administrator: {ENOUGH_ROLE} is enough, a \
             {MORE_THAN_ENOUGH_ROLE} is not needed."
        ),
        Cause::Propagating => match matter.retry() {
            Some(at) => format!("Wait until {at} and check again with a fresh token."),
            None => "Wait a minute and check again with a fresh token.".to_owned(),
        },
        Cause::ConsentOutdated => format!(
            "Ask the customer's administrator to open the consent link again, so that it covers {}.",
            missing(matter)
        ),
        Cause::RedirectUriMismatch => format!(
            "Add the link's redirect address, character by character, as a Web redirect URI under \
             {REGISTRATIONS} > your app > {AUTHENTICATION}, then ask the customer to open the link \
             again."
        ),
        Cause::SingleTenantApp => format!(
            "Choose {MULTI_TENANT} under {REGISTRATIONS} > your app > {ACCOUNT_TYPES}, wait a minute \
             and check again."
        ),
        Cause::WrongTenantConsented if matter.partner_acts() => {
            "Find out which tenant is the customer's, then send the link that holds its tenant ID.".to_owned()
        }
        Cause::WrongTenantConsented => "Ask the customer's administrator to open the link in a private \
                                        window and sign in with an account of this tenant."
            .to_owned(),
        Cause::WrongSecret => format!(
            "Make a new secret under {REGISTRATIONS} > your app > {SECRETS}, copy its Value at once \
             and save it here."
        ),
        Cause::SecretIdPasted => format!(
            "Save the Value instead of the Secret ID, or make a new secret under {REGISTRATIONS} > \
             your app > {SECRETS} if the Value is no longer shown."
        ),
        Cause::SecretExpired => format!(
            "Make a new secret under {REGISTRATIONS} > your app > {SECRETS} and save its Value here; \
             no customer has to consent again."
        ),
        Cause::CredentialMissing => "Save the app's client secret here and check again.".to_owned(),
        Cause::CertificateRejected => format!(
            "Upload the public part of a valid RSA certificate under {REGISTRATIONS} > your app > \
             {SECRETS} and use that one."
        ),
        Cause::AppDisabled if matter.partner_acts() => format!(
            "Open {REGISTRATIONS} > your app, switch the app on again, and open a case with Microsoft \
             if it was they who disabled it."
        ),
        Cause::AppDisabled => format!(
            "Ask the customer's administrator to set {SIGN_IN_ENABLED} to Yes under {ENTERPRISE_APPS} > \
             your app > Properties."
        ),
        Cause::WrongApp if matter.because("public-client") => format!(
            "Set Allow public client flows to No under {REGISTRATIONS} > your app > {AUTHENTICATION}, \
             and make sure that the application ID here is that app's."
        ),
        Cause::WrongApp if !matter.has_token() => format!(
            "Compare the application ID here with {APPLICATION_ID} under {REGISTRATIONS} > your app > \
             Overview, and correct it."
        ),
        Cause::WrongApp => format!(
            "Compare the application ID here with {APPLICATION_ID} under {REGISTRATIONS} > your app > \
             Overview, and use a token of that app."
        ),
        Cause::ResourceMissing if matter.because("resource-disabled") => format!(
            "Ask the customer's administrator to set {SIGN_IN_ENABLED} to Yes under {ENTERPRISE_APPS} > \
             WindowsDefenderATP > Properties."
        ),
        Cause::ResourceMissing if matter.because("tenant-being-deleted") => {
            "Ask the customer whether this tenant still exists, and for the ID of the one they use now."
                .to_owned()
        }
        Cause::ResourceMissing => format!(
            "Ask the customer to check that they have a Defender for Endpoint licence, open {DEFENDER} \
             once and then the consent link again."
        ),
        Cause::WrongAudience => {
            let audience = matter.audience();
            format!(
                "Request the token for {audience}, which is the scope {audience}/.default at the v2 address."
            )
        }
        Cause::ConditionalAccess => format!(
            "Ask the customer to find the blocking policy under {SIGN_IN_LOGS} and to let your app through."
        ),
        Cause::RoleMissing if matter.because("not-declared") => format!(
            "Add {} under {REGISTRATIONS} > your app > {ADD_PERMISSION}, then send the customer the \
             consent link again.",
            missing(matter)
        ),
        Cause::RoleMissing => format!(
            "Ask the customer's administrator to open the consent link again, so that it also grants {}.",
            missing(matter)
        ),
        Cause::NoRoles if matter.because("not-declared") => format!(
            "Add the permissions you need under {REGISTRATIONS} > your app > {ADD_PERMISSION}, then \
             send the customer the consent link again."
        ),
        Cause::NoRoles => format!(
            "Check that the Type is Application under {REGISTRATIONS} > your app > {API_PERMISSIONS}, \
             then ask the customer's administrator to open the consent link again."
        ),
        Cause::DelegatedToken => "Request the token with the app's own credential \
                                  (grant_type=client_credentials) instead of a signed-in user."
            .to_owned(),
        Cause::SignatureInvalid => {
            "Discard this token and check again with a fresh one from Microsoft's own token address."
                .to_owned()
        }
        Cause::KeyUnknown => {
            "Check that tenant and cloud are the right ones, then check again with a fresh token.".to_owned()
        }
        Cause::AlgorithmRefused => {
            "Discard this token and request a fresh one from Microsoft's own token address.".to_owned()
        }
        Cause::WrongTenant => {
            "Request the token at the customer's own tenant ID, or correct the tenant ID here if the \
             token's is theirs."
                .to_owned()
        }
        Cause::WrongIssuer => {
            "Check that tenant and cloud are the right ones here, and do not use this token until its \
             issuer fits."
                .to_owned()
        }
        Cause::TokenExpired => "Request a fresh token and check that one.".to_owned(),
        Cause::TokenNotYetValid if matter.because("clock-right") => {
            "Check again with a fresh token, and if that one also becomes valid too late, write to Microsoft.".to_owned()
        }
        Cause::TokenNotYetValid => {
            "Check this computer's clock, then check again with a fresh token.".to_owned()
        }
        Cause::MalformedToken => {
            "Copy the whole access token, three parts separated by dots and nothing around them, or \
             check again for a fresh one."
                .to_owned()
        }
        Cause::ApiForbidden if matter.because("feature-disabled") => {
            format!("Ask the customer to switch the feature on under {ADVANCED_FEATURES}, then check again.")
        }
        Cause::ApiForbidden if matter.because("licence") => "Ask the customer for a licence of Defender \
                                                             Vulnerability Management, or leave this \
                                                             permission out."
            .to_owned(),
        Cause::ApiForbidden => format!(
            "Ask the customer to check their Defender licence, and that the feature is switched on \
             under {ADVANCED_FEATURES}."
        ),
        Cause::ApiUnauthorized if matter.because("token-in-order") => format!(
            "Ask the customer to check that Defender for Endpoint is licensed and to open {ENDPOINT_SETTINGS} \
             once, then check again in an hour."
        ),
        Cause::ApiUnauthorized => {
            "Check again with a fresh token, and make sure that the chosen cloud is the customer's."
                .to_owned()
        }
        Cause::NotProvisioned => format!(
            "Ask the customer to check that Defender for Endpoint is licensed and to open \
             {ENDPOINT_SETTINGS} once, then check again in an hour."
        ),
        Cause::Throttled => match matter.retry() {
            Some(at) => format!("Wait until {at} and check again."),
            None => "Wait a minute and check again.".to_owned(),
        },
        Cause::ServiceUnavailable => match matter.retry() {
            Some(at) => {
                format!("Wait until {at} and check again, and look at {SERVICE_STATUS} if it goes on.")
            }
            None => {
                format!("Wait a few minutes and check again, and look at {SERVICE_STATUS} if it goes on.")
            }
        },
        Cause::TimedOut => {
            "Check again, and look at this computer's connection if it happens once more.".to_owned()
        }
        Cause::Network => network(matter.failure()),
        Cause::Proxy => proxy(matter.failure()),
        Cause::CaptivePortal => {
            "Open any web page in your browser, sign in to the network there, then check again.".to_owned()
        }
        Cause::Tls => tls(matter.failure()),
        Cause::UnexpectedReply => "Check again, and show the raw answer below to whoever runs your \
                                   network if it comes back the same."
            .to_owned(),
        Cause::ClockSkew => match matter.clock_behind() {
            Some(seconds) => {
                let (way, long) = (if seconds > 0 { "forward" } else { "back" }, duration(Lang::En, seconds));
                format!(
                    "Set this computer's clock {way} by {long}, or let it follow network time, then \
                     check again."
                )
            }
            None => "Let this computer's clock follow network time, then check again.".to_owned(),
        },
        Cause::KeychainLocked => "Unlock this computer's keychain and check again.".to_owned(),
        Cause::KeychainMissing => {
            "Start a keychain such as GNOME Keyring or KWallet, or let Consentry keep the secret in \
             memory until it is closed."
                .to_owned()
        }
        Cause::SecretLost => format!(
            "Save the app's secret here again, or create a new one under {REGISTRATIONS} > your app > \
             {SECRETS} if you no longer have it."
        ),
        Cause::Storage => {
            "Make sure that the disk is not full and that you may write to Consentry's folder, then try \
             again."
                .to_owned()
        }
        Cause::NotProved if matter.because("cancelled") => {
            "Check again and let the check run to its end.".to_owned()
        }
        Cause::NotProved if matter.because("signature-not-checked") => {
            "Check again with a connection to Microsoft, so that the signature can be held against the \
             published keys."
                .to_owned()
        }
        Cause::NotProved => {
            "Check again with the call to the API, which is what proves the connection.".to_owned()
        }
        Cause::Unrecognised => match matter.number() {
            Some(number) if matter.because("known-without-cause") => format!(
                "Read Microsoft's own page {} about this number, which has no single cause, together \
                 with the raw answer below.",
                error_page(number)
            ),
            Some(number) => format!(
                "Read Microsoft's own page {} about this number, which is unknown here, and give their \
                 support the correlation id below if that does not help.",
                error_page(number)
            ),
            None => "Read the raw answer below, which is unknown here, and give Microsoft's support its \
                     correlation id if you need help."
                .to_owned(),
        },
    }
}

fn without_cause(matter: &Matter<'_>) -> String {
    match matter.judgement.verdict {
        Verdict::Connected => "Nothing is left to do: the connection is proved.".to_owned(),
        Verdict::NeedsAttention | Verdict::Unknown => "Check again.".to_owned(),
    }
}

fn their_cloud(matter: &Matter<'_>) -> Option<&'static str> {
    match matter.finding(CheckId::Tenant) {
        Some(Finding::TenantInOtherCloud { cloud: Some(id) }) => {
            id.parse().ok().map(|id| labels::cloud(Lang::En, id))
        }
        _ => None,
    }
}

fn network(failure: Option<FailureKind>) -> String {
    match failure {
        Some(FailureKind::NameNotResolved) => {
            "Check that this computer is online and that its DNS can look up Microsoft's names, then \
             check again."
        }
        _ => {
            "Check that this computer is online and that a firewall lets HTTPS through to Microsoft, \
             then check again."
        }
    }
    .to_owned()
}

fn proxy(failure: Option<FailureKind>) -> String {
    match failure {
        Some(FailureKind::ProxyUnreachable) => {
            "Correct the proxy address in the system's settings or in HTTPS_PROXY, then check again."
        }
        Some(FailureKind::ProxySignIn) => {
            "Ask whoever runs the proxy to let Microsoft's addresses through without a sign-in, then \
             check again."
        }
        _ => {
            "Ask whoever runs the proxy to let Microsoft's sign-in and Defender addresses through, then \
             check again."
        }
    }
    .to_owned()
}

fn tls(failure: Option<FailureKind>) -> String {
    match failure {
        Some(FailureKind::CertificateExpired) => {
            "Check this computer's date and time, then check again, and ask whoever runs your network \
             if it goes on."
        }
        Some(FailureKind::NoTrustStore) => {
            "Install the system's root certificates (on Linux the package ca-certificates), then check again."
        }
        Some(FailureKind::UntrustedIssuer) | None => {
            "Install your organisation's root certificate on this computer if it inspects encrypted \
             traffic, then check again."
        }
        Some(_) => {
            "Ask whoever runs your network whether encrypted traffic is inspected or redirected, then \
             check again."
        }
    }
    .to_owned()
}
