//! The texts in English.

use consentry_onboarding::repair::Reader;
use consentry_onboarding::verdict::{Actor, Cause};

use super::{Frame, RepairFacts, Told, cause_name, named, told};
use crate::lang::Lang;
use crate::portal::{
    ACCOUNT_TYPES, ADD_PERMISSION, ADVANCED_FEATURES, APPLICATION_ID, AUTHENTICATION, DEFENDER,
    ENDPOINT_SETTINGS, ENOUGH_ROLE, ENTERPRISE_APPS, MORE_THAN_ENOUGH_ROLE, MULTI_TENANT, REGISTRATIONS,
    SECRETS, SIGN_IN_ENABLED, SIGN_IN_LOGS, TENANT_OVERVIEW,
};

pub(super) const FRAME: Frame = Frame {
    hello: "Hello,",
    to_do: "What to do",
    missing: "Permissions that are missing",
    facts: "To compare",
    evidence: "What was seen",
    hosts: "Hosts to let through, each on port 443",
    done: "When it is done",
    questions: "If you have questions",
    contact: "Contact",
    customer: "Customer",
    tenant: "Tenant ID",
    app: "App",
    app_id: "Application ID",
    redirect: "Redirect address",
    code: "Code",
    status: "HTTP status",
    correlation_id: "Correlation ID",
    trace_id: "Trace ID",
    time: "Time",
    raw: "Answer",
};

pub(super) fn subject(reader: Reader, facts: &RepairFacts) -> String {
    let app = named(facts.app_name.as_ref(), "Our app");
    let cause = cause_name(Lang::En, facts);
    match reader {
        Reader::CustomerAdmin => match &facts.customer {
            Some(_) => format!("{app}: access to Microsoft Defender for Endpoint at {}", customer(facts)),
            None => format!("{app}: access to Microsoft Defender for Endpoint"),
        },
        Reader::AppOwner => format!("{app}: {cause}"),
        Reader::NetworkTeam => format!("The way to Microsoft's services: {cause}"),
        Reader::ItSupport => format!("A computer that runs Consentry: {cause}"),
        Reader::MicrosoftSupport => match &facts.code {
            Some(code) => format!("Application sign-in or Defender API: {code}"),
            None => format!("Application sign-in or Defender API: {cause}"),
        },
    }
}

pub(super) fn opening(reader: Reader, facts: &RepairFacts) -> String {
    let app = facts
        .app_name
        .as_ref()
        .map_or("our app".to_owned(), |name| format!("the app {}", crate::kit::plain::isolated(name)));
    match reader {
        Reader::CustomerAdmin => {
            let who = facts.publisher.as_ref().map_or("We connect".to_owned(), |name| {
                format!("{} connects", crate::kit::plain::isolated(name))
            });
            format!("{who} to Microsoft Defender for Endpoint in your organisation with {app}.")
        }
        Reader::AppOwner => match &facts.customer {
            Some(_) => {
                format!("The connection to Defender for Endpoint at {} does not work.", customer(facts))
            }
            None => "A connection to Defender for Endpoint does not work.".to_owned(),
        },
        Reader::NetworkTeam => {
            "Consentry, a program of ours, asks Microsoft's sign-in service and Microsoft Defender."
                .to_owned()
        }
        Reader::ItSupport => {
            "Consentry, a program of ours, cannot work on this computer as it is.".to_owned()
        }
        Reader::MicrosoftSupport => {
            "An app of ours asks for tokens as an application (client credentials) and calls the Microsoft \
             Defender for Endpoint API."
                .to_owned()
        }
    }
}

pub(super) fn closing(reader: Reader, nothing_to_do: bool) -> &'static str {
    match reader {
        Reader::CustomerAdmin if nothing_to_do => {
            "Reply to this message. We never ask for a password or a sign-in code. If you are not sure that this \
             message comes from us, ask us through contact details that you already have."
        }
        Reader::CustomerAdmin => {
            "Reply to this message, and we will check again. We never ask for a password or a sign-in code. If you are \
             not sure that this message comes from us, ask us through contact details that you already have."
        }
        Reader::AppOwner | Reader::ItSupport => "Let me know, and I will check again in Consentry.",
        Reader::NetworkTeam => {
            "Let me know, and I will check again. The connection is encrypted with TLS from that computer to Microsoft."
        }
        Reader::MicrosoftSupport => "Reply in this case; we can try again whenever it suits you.",
    }
}

/// What to say to this reader; none where it is nothing of theirs.
pub(super) fn tell(reader: Reader, facts: &RepairFacts) -> Option<Told> {
    match reader {
        Reader::CustomerAdmin => to_customer(facts),
        Reader::AppOwner => to_owner(facts),
        Reader::NetworkTeam => to_network(facts),
        Reader::ItSupport => to_support(facts),
        Reader::MicrosoftSupport => to_microsoft(facts),
    }
}

fn customer(facts: &RepairFacts) -> String {
    named(facts.customer.as_ref(), "the customer")
}

/// Opening the link, as the last thing to do.
fn open_link(facts: &RepairFacts) -> Vec<String> {
    let whose = named(facts.customer.as_ref(), "your organisation");
    let which = if facts.link.is_some() { "the link below" } else { "the consent link that we sent you" };
    vec![
        format!("Open {which} in a private window and sign in with an administrator account of {whose}."),
        "Compare Microsoft's page with the values below. Choose Accept if they fit, and Cancel if anything differs."
            .to_owned(),
    ]
}

fn enough() -> String {
    format!("The role {ENOUGH_ROLE} is enough; a {MORE_THAN_ENOUGH_ROLE} is not needed.")
}

fn security_role() -> &'static str {
    "The role Security Administrator is enough for the Defender portal."
}

#[allow(clippy::too_many_lines, reason = "one arm per cause")]
fn to_customer(facts: &RepairFacts) -> Option<Told> {
    let app = named(facts.app_name.as_ref(), "(our app)");
    let asked = |found: &str| told(found, open_link(facts)).role(enough());
    Some(match facts.cause {
        Cause::NotConsented => asked("The app is not accepted in your organisation, so it has no access."),
        Cause::ConsentDeclined => asked(
            "Cancel was chosen on Microsoft's page, so nothing was granted. If that was meant, tell us; if a \
             question stood in the way, ask us.",
        ),
        Cause::ConsentByNonAdmin if facts.because("wrong-account") => asked(
            "The link was opened with an account that does not belong to your organisation, so nothing was granted.",
        ),
        Cause::ConsentByNonAdmin => {
            let first = format!("Pass this message on to somebody with the role {ENOUGH_ROLE}.");
            told(
                "The link was opened with an account that may not accept for the whole organisation, so nothing was \
                 granted.",
                std::iter::once(first).chain(open_link(facts)),
            )
            .role(enough())
        }
        Cause::WrongTenantConsented => {
            let last = format!(
                "In the organisation that accepted by mistake, the app can be removed under {ENTERPRISE_APPS} > {app} > \
                 Properties > Delete."
            );
            told(
                "The app was accepted in another organisation, so nothing was granted in yours.",
                open_link(facts).into_iter().chain([last]),
            )
            .role(enough())
        }
        Cause::ConsentOutdated => {
            asked("The app was accepted before it asked for the permissions below, so it does not have them.")
        }
        Cause::RoleMissing if facts.because("was-granted-before") => asked(
            "The permissions below are missing, and at least one of them was granted before. If that was done on \
             purpose, tell us; otherwise accept once more.",
        ),
        Cause::RoleMissing => asked("The permissions below are not granted."),
        Cause::NoRoles => asked("The app is known in your organisation and holds no permission there."),
        Cause::Propagating => told(
            "We have seen a sign of your consent. It can take about fifteen minutes until all of Microsoft's servers know.",
            ["Nothing is left for you to do. We check again by ourselves.".to_owned()],
        ),
        Cause::AppDisabled => told(
            "The app is switched off, so it gets no access. If that was done on purpose, tell us.",
            [format!("Open {ENTERPRISE_APPS} > {app} > Properties and set {SIGN_IN_ENABLED} to Yes.")],
        )
        .role(format!("The role {ENOUGH_ROLE} is enough.")),
        Cause::ResourceMissing if facts.because("resource-disabled") => told(
            "Defender's own app, WindowsDefenderATP, is switched off in your organisation.",
            [format!(
                "Open {ENTERPRISE_APPS} > WindowsDefenderATP > Properties and set {SIGN_IN_ENABLED} to Yes."
            )],
        )
        .role(format!("The role {ENOUGH_ROLE} is enough.")),
        Cause::ResourceMissing if facts.because("tenant-being-deleted") => told(
            "Microsoft says that the tenant below is being deleted.",
            [format!("Send us the ID of the tenant that you use now. It stands under {TENANT_OVERVIEW}.")],
        ),
        Cause::ResourceMissing => told(
            "Microsoft finds no Defender for Endpoint in your organisation.",
            [
                "Check that you have a licence for Microsoft Defender for Endpoint.".to_owned(),
                format!("Open {DEFENDER} once, so that Defender is set up."),
                "Then open the consent link once more.".to_owned(),
            ],
        )
        .role(security_role()),
        Cause::ConditionalAccess => told(
            "A Conditional Access policy of yours stops the app.",
            [
                format!("Open {SIGN_IN_LOGS} and find the app by its application ID."),
                "The entry's Conditional Access tab names the policy. Exclude the app from it.".to_owned(),
            ],
        )
        .role("The role Conditional Access Administrator is enough."),
        Cause::ApiForbidden if facts.because("feature-disabled") => told(
            "Defender answers that the feature is switched off.",
            [format!("Switch it on under {ADVANCED_FEATURES}.")],
        )
        .role(security_role()),
        Cause::ApiForbidden if facts.because("licence") => told(
            "Defender answers that a licence of Defender Vulnerability Management is missing.",
            ["Tell us whether you have one or plan to get one. If not, we do without this permission."
                .to_owned()],
        ),
        Cause::ApiForbidden => told(
            "The app has the permission, and Defender refuses the call all the same.",
            [
                "Check that your Defender licence covers the feature.".to_owned(),
                format!("Check that it is switched on under {ADVANCED_FEATURES}."),
            ],
        )
        .role(security_role()),
        Cause::NotProvisioned | Cause::ApiUnauthorized => told(
            if facts.cause == Cause::NotProvisioned {
                "Defender for Endpoint is not set up in your organisation."
            } else {
                "The app's access is in order, and Defender in your organisation turns it away all the same."
            },
            [
                "Check that you have a licence for Microsoft Defender for Endpoint.".to_owned(),
                format!("Open {ENDPOINT_SETTINGS} once. Setting up takes up to an hour."),
            ],
        )
        .role(security_role()),
        Cause::TenantNotFound => told(
            "We do not find your organisation by the tenant ID or domain that we have.",
            [format!("Send us your tenant ID. It stands under {TENANT_OVERVIEW}.")],
        ),
        Cause::WrongCloud => told(
            "Your organisation is in another Microsoft cloud than the app.",
            ["Tell us which Microsoft cloud you use: worldwide, GCC, GCC High or DoD.".to_owned()],
        ),
        _ => return None,
    })
}

#[allow(clippy::too_many_lines, reason = "one arm per cause")]
fn to_owner(facts: &RepairFacts) -> Option<Told> {
    let app = named(facts.app_name.as_ref(), "(our app)");
    let at = |page: &str| format!("{REGISTRATIONS} > {app} > {page}");
    let one = |found: &str, step: String| told(found, [step]);
    Some(match facts.cause {
        Cause::RedirectUriMismatch => one(
            "The redirect address in the consent link is not registered.",
            format!("Add it, character by character, as a Web redirect URI under {}.", at(AUTHENTICATION)),
        ),
        Cause::SingleTenantApp => one(
            "The app is registered for our own organisation only.",
            format!("Choose {MULTI_TENANT} under {}.", at(ACCOUNT_TYPES)),
        ),
        Cause::CertificateRejected => one(
            "Microsoft does not accept the app's certificate.",
            format!("Upload the public part of a valid RSA certificate under {}.", at(SECRETS)),
        ),
        Cause::WrongApp if facts.because("public-client") => one(
            "The app is registered as a public client, which cannot have a secret.",
            format!("Set Allow public client flows to No under {}.", at(AUTHENTICATION)),
        ),
        Cause::WrongApp => one(
            "The application ID is not the expected one.",
            format!("Compare it with {APPLICATION_ID} under {}.", at("Overview")),
        ),
        Cause::NotConsented if facts.because("at-home") => one(
            "Microsoft does not know the app in the tenant where it should be registered.",
            format!("Compare the application ID and the tenant ID below with those under {}.", at("Overview")),
        ),
        Cause::AppDisabled | Cause::NotConsented => told(
            "The app is switched off.",
            [
                format!("Open {ENTERPRISE_APPS} > {app} > Properties and set {SIGN_IN_ENABLED} to Yes."),
                "If Microsoft switched it off, open a case with their support.".to_owned(),
            ],
        ),
        Cause::WrongSecret | Cause::SecretIdPasted | Cause::SecretLost | Cause::CredentialMissing => {
            let found = match facts.cause {
                Cause::WrongSecret => "Microsoft does not accept the app's client secret.",
                Cause::SecretIdPasted => "The ID of the client secret was entered instead of its value.",
                Cause::SecretLost => "The stored client secret is no longer there.",
                _ => "There is no client secret for the app.",
            };
            told(
                found,
                [
                    format!("Make a new client secret under {} and copy its Value at once.", at(SECRETS)),
                    "Enter it in Consentry yourself. Do not send it in a message.".to_owned(),
                ],
            )
        }
        Cause::SecretExpired => told(
            "The app's client secret has expired.",
            [
                format!("Make a new one under {} and copy its Value at once.", at(SECRETS)),
                "Enter it in Consentry yourself. Do not send it in a message.".to_owned(),
                "No customer has to consent again.".to_owned(),
            ],
        ),
        Cause::RoleMissing | Cause::NoRoles => told(
            "The app does not declare the permissions that it needs, as far as our record knows.",
            [
                format!("Add them under {}.", at(ADD_PERMISSION)),
                "Then the customer has to consent once more.".to_owned(),
            ],
        ),
        Cause::TenantNotFound => one(
            "Microsoft does not know the customer's tenant ID or domain.",
            "Correct it in Consentry with the one that the customer gives us.".to_owned(),
        ),
        Cause::WrongCloud => one(
            "The customer is in another Microsoft cloud than the app.",
            "Register an app in that cloud, and choose the cloud in Consentry.".to_owned(),
        ),
        Cause::WrongTenantConsented => one(
            "Another tenant than the recorded one gave the consent.",
            "Find out which tenant is the customer's, and correct it in Consentry.".to_owned(),
        ),
        Cause::WrongAudience => one(
            "The token is for another API.",
            "Request it for the Defender API, with the scope that ends in /.default, in the cloud of the customer."
                .to_owned(),
        ),
        Cause::DelegatedToken => one(
            "The token belongs to a signed-in user.",
            "Request it with the app's own credential: grant_type=client_credentials.".to_owned(),
        ),
        Cause::WrongTenant => one(
            "The token was issued for another tenant.",
            "Request it at the customer's own tenant ID, not at common or at ours.".to_owned(),
        ),
        Cause::WrongIssuer | Cause::KeyUnknown | Cause::SignatureInvalid | Cause::AlgorithmRefused => told(
            "The token does not prove that Microsoft issued it for this tenant.",
            [
                "Do not use it. Request a fresh one from Microsoft's own token address.".to_owned(),
                "Check that the program does not change or rewrap tokens on the way.".to_owned(),
            ],
        ),
        Cause::TokenNotYetValid => one(
            "The token is not valid yet, and the clock it was checked by agrees with Microsoft's.",
            "Request a new one and check again.".to_owned(),
        ),
        Cause::TokenExpired => one(
            "The token has expired.",
            "Let the program get a new one when less than five minutes are left.".to_owned(),
        ),
        Cause::MalformedToken => one(
            "What was given is no whole token.",
            "Pass the access token on unchanged: three parts with dots between them, and nothing around them."
                .to_owned(),
        ),
        Cause::ApiUnauthorized => one(
            "Defender does not accept the token.",
            "Request a fresh one, and check that the API address belongs to the customer's cloud.".to_owned(),
        ),
        Cause::Throttled => one(
            "Microsoft answers that there are too many requests.",
            "Let the programs that use this app wait as long as Retry-After says, and ask less often.".to_owned(),
        ),
        Cause::NotProved if facts.who_acts == Actor::Nobody => return None,
        Cause::NotProved => one(
            "Nothing is wrong so far, and no call has proved the connection yet.",
            "Check in Consentry with the call to Defender, and let the check run to its end.".to_owned(),
        ),
        _ => return None,
    })
}

fn to_network(facts: &RepairFacts) -> Option<Told> {
    let open = || "Let the computer that runs Consentry reach the hosts below over HTTPS.".to_owned();
    let intact = "Exempt these hosts from TLS inspection, or install the inspection's root certificate on that \
                  computer.";
    Some(match facts.cause {
        Cause::Network if facts.because("name-not-resolved") => told(
            "The names of the hosts below cannot be looked up.",
            ["Make sure that DNS resolves them.".to_owned(), open()],
        ),
        Cause::Network => told("The hosts below cannot be reached.", [open()]),
        Cause::TimedOut => told("Its requests get no answer in time.", [open(), intact.to_owned()]),
        Cause::Proxy if facts.because("unreachable") => told(
            "The configured proxy cannot be reached.",
            ["Tell me the right address of the proxy, or that none is needed.".to_owned(), open()],
        ),
        Cause::Proxy if facts.because("sign-in-required") => told(
            "The proxy asks for a sign-in (407).",
            ["Let the hosts below through the proxy without one.".to_owned()],
        ),
        Cause::Proxy => {
            told("The proxy refuses the connection.", ["Let the hosts below through the proxy.".to_owned()])
        }
        Cause::CaptivePortal => told(
            "A sign-in page of the network answers in Microsoft's place.",
            ["Let this computer onto the network, or except the hosts below from the sign-in page."
                .to_owned()],
        ),
        Cause::Tls if facts.because("certificate-expired") => told(
            "The certificate that answers has expired, or is not valid yet.",
            [
                "Check whether encrypted traffic is inspected, and with which certificate.".to_owned(),
                intact.to_owned(),
            ],
        ),
        Cause::Tls => told(
            "The certificate that answers is not one that this computer trusts for Microsoft.",
            [intact.to_owned()],
        ),
        Cause::UnexpectedReply => told(
            "What answers is not what Microsoft's services send, so something in between seems to answer.",
            [open(), intact.to_owned()],
        ),
        _ => return None,
    })
}

fn to_support(facts: &RepairFacts) -> Option<Told> {
    Some(match facts.cause {
        Cause::KeychainLocked => told(
            "The keychain is locked, or nobody answered its question.",
            ["Help me unlock it. On Linux it usually opens with the sign-in to the desktop.".to_owned()],
        ),
        Cause::KeychainMissing => told(
            "It finds no keychain for secrets.",
            ["Install and start GNOME Keyring or KWallet, or another program with a Secret Service."
                .to_owned()],
        ),
        Cause::Storage => told(
            "Its own records cannot be read or written.",
            [
                "Check that the disk is not full.".to_owned(),
                "Check that I may write to Consentry's folder below my home folder.".to_owned(),
            ],
        ),
        Cause::TokenNotYetValid => told(
            "By this computer's clock a token is not valid yet. The clock may be wrong.",
            ["Check the clock and the time zone, and let it follow network time.".to_owned()],
        ),
        Cause::ClockSkew => told(
            "The computer's clock differs from Microsoft's.",
            ["Let it follow network time, with the right time zone.".to_owned()],
        ),
        Cause::Tls => told(
            "It does not trust the certificates of Microsoft's servers.",
            [
                "Install the system's root certificates (on Linux the package ca-certificates).".to_owned(),
                "If TLS traffic is inspected, install the inspection's root certificate too.".to_owned(),
            ],
        ),
        _ => return None,
    })
}

fn to_microsoft(facts: &RepairFacts) -> Option<Told> {
    let ask =
        || "Tell us what the service recorded for the IDs below, and what we or our customer have to change.";
    Some(match facts.cause {
        Cause::ServiceUnavailable => told(
            "The service answers that it is unavailable.",
            ["Tell us whether this is a known fault, and when it ends.".to_owned(), ask().to_owned()],
        ),
        Cause::Throttled => told(
            "The service answers that there are too many requests.",
            ["Tell us which limit is reached, and for which of the IDs below.".to_owned()],
        ),
        Cause::AppDisabled => told(
            "The app is said to be disabled.",
            ["Tell us who disabled it, and what is needed to switch it on again.".to_owned()],
        ),
        Cause::ApiForbidden => told(
            "The token carries the permission, and the API answers 403.",
            ["Tell us which licence or setting is missing in the tenant.".to_owned()],
        ),
        Cause::TokenNotYetValid => told(
            "A token that we were given becomes valid only later, by a clock that agrees with Microsoft's.",
            [ask().to_owned()],
        ),
        Cause::ApiUnauthorized => {
            told("The API answers 401 to a token that was issued for it.", [ask().to_owned()])
        }
        Cause::UnexpectedReply => told("The answer is not a documented one.", [ask().to_owned()]),
        Cause::Unrecognised => told(
            "The service answers with an error that its documentation does not explain.",
            [ask().to_owned()],
        ),
        _ => return None,
    })
}
