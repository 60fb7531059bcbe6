//! What a verdict means.

use consentry_onboarding::evidence::TokenReading;
use consentry_onboarding::verdict::{Cause, CheckId, Finding, Verdict};

use crate::dates::duration;
use crate::labels;
use crate::lang::Lang;
use crate::matter::{Declared, Matter, Record, listed};

#[allow(clippy::too_many_lines, reason = "one arm per cause; the compiler keeps the list whole")]
pub(crate) fn meaning(matter: &Matter<'_>) -> Option<String> {
    let Some(cause) = matter.judgement.cause else { return connected(matter) };
    let text = match cause {
        Cause::TenantNotFound => {
            let asked = matter.asked_tenant().map(|asked| format!(" {asked}")).unwrap_or_default();
            return Some(format!(
                "Microsoft's sign-in service knows no tenant{asked} in this cloud. It may be mistyped, \
                 deleted, or live in another cloud."
            ));
        }
        Cause::WrongCloud => {
            "Each Microsoft cloud keeps its own apps and tokens. One made in another cloud is unknown \
             to this one."
        }
        Cause::AppDisabled | Cause::NotConsented if matter.is_off_elsewhere_too() => {
            "The app is switched off in this tenant, and in another customer's tenant too. So it was more likely \
             switched off in your own tenant, or by Microsoft, than by each customer."
        }
        Cause::NotConsented => return Some(not_consented(matter)),
        Cause::ConsentDeclined => {
            "Somebody chose Cancel on the consent page. Nothing was changed in their tenant."
        }
        Cause::ConsentByNonAdmin if matter.because("wrong-account") => {
            "Whoever opened the link signed in with an account that does not belong to this tenant. Only \
             an administrator account of the tenant itself can accept."
        }
        Cause::ConsentByNonAdmin => {
            "Accepting application permissions for a whole organisation takes an administrator. The \
             person who opened the link does not have such a role."
        }
        Cause::Propagating => return Some(propagating(matter)),
        Cause::ConsentOutdated | Cause::RoleMissing => return Some(missing_permission(matter)),
        Cause::RedirectUriMismatch => {
            "Microsoft sends people back only to addresses that the app registration lists, compared \
             character by character. The customer saw an error page and could not accept."
        }
        Cause::SingleTenantApp => {
            "The app registration lets in accounts of your own tenant only. Until that is changed, no \
             customer can accept it."
        }
        Cause::WrongTenantConsented => {
            "The answer names another tenant than this customer's. Usually the administrator was signed \
             in with an account of another organisation."
        }
        Cause::WrongSecret => {
            "Microsoft did not accept this secret for this app. It may be cut short, mistyped or of \
             another app; one made moments ago may need a few minutes."
        }
        Cause::SecretIdPasted => {
            "The portal shows a Secret ID beside each Value. Only the Value proves the app, and it is \
             shown once."
        }
        Cause::SecretExpired => {
            "The end date set when the secret was made has passed. This stops every customer of the \
             app; their consents stay valid."
        }
        Cause::CredentialMissing => {
            "A token is given only to an app that proves itself. There is no secret to do so."
        }
        Cause::CertificateRejected => {
            "The certificate is not uploaded to this app, is outside its dates, or has a key of a kind \
             that Entra refuses."
        }
        Cause::AppDisabled if matter.partner_acts() => {
            "The app is switched off where it is registered. It gets no token in any tenant until that \
             is changed."
        }
        Cause::AppDisabled if matter.because("here-only") => {
            "The app is present in the customer's tenant, but switched off there. Another customer's tenant \
             gave it a token within the hour."
        }
        Cause::AppDisabled => "The app is present in the customer's tenant, but switched off there.",
        Cause::WrongApp if !matter.has_token() => {
            "Microsoft does not treat this application ID as an app that proves itself with a secret. \
             It may be the ID of something else, or be set up as a public client."
        }
        Cause::WrongApp => {
            "The token was issued to another app than the one named here. It says nothing about this one."
        }
        Cause::ResourceMissing if matter.because("resource-disabled") => {
            "WindowsDefenderATP, the API of Defender for Endpoint, is present in the tenant but \
             switched off there."
        }
        Cause::ResourceMissing if matter.because("tenant-being-deleted") => {
            "By Microsoft's answer the tenant has been deleted, or is about to be."
        }
        Cause::ResourceMissing => {
            "The tenant does not have WindowsDefenderATP (fc780465-2017-40d4-a0c5-307022471b92), the \
             API of Defender for Endpoint. It appears once Defender for Endpoint is licensed and set \
             up."
        }
        Cause::WrongAudience if !matter.has_token() => {
            "Each token is for one API, and the one asked for was not accepted here. No token was issued."
        }
        Cause::WrongAudience => {
            "Each token is for one API, and this one is not for Defender for Endpoint. The permissions \
             in it count at that other API only."
        }
        Cause::ConditionalAccess => {
            "A policy in the customer's tenant blocks your app, by location for example. That is not expected \
             for a multi-tenant app, which such policies do not cover by Microsoft's own account."
        }
        Cause::NoRoles => {
            "The app is present in the tenant, but holds no application permission there. Usually they \
             were added as delegated ones, or after the consent."
        }
        Cause::DelegatedToken => {
            "It acts for a person, not for your app. It says nothing about the permissions of the app itself."
        }
        Cause::SignatureInvalid => {
            "The token was changed after it was signed, or was never signed by Microsoft. Nothing in it \
             can be relied on."
        }
        Cause::KeyUnknown if matches!(matter.finding(CheckId::Signature), Some(Finding::KeyUnfit { .. })) => {
            "The key published under this id breaks a rule that protects you, so it is not used. \
             Nothing in the token can be relied on."
        }
        Cause::KeyUnknown => {
            "Microsoft does not publish this key for the tenant, not even when asked again. An old \
             token, a token of another cloud and a forged one look like this."
        }
        Cause::AlgorithmRefused => {
            "Microsoft signs these tokens with RS256 and nothing else. Nothing in this one can be relied on."
        }
        Cause::WrongTenant => {
            "The token names another tenant than this customer's. It proves nothing about this one."
        }
        Cause::WrongIssuer => {
            "The token was not issued for this tenant in this cloud, by its own account. Nothing else \
             in it was relied on."
        }
        Cause::TokenExpired => {
            "A token lasts 60 to 90 minutes and cannot be extended. A fresh one shows how things stand now."
        }
        Cause::TokenNotYetValid if matter.because("clock-right") => {
            "The token's time has not begun, and this computer's clock agrees with Microsoft's. So it is the token that is wrong, not the clock."
        }
        Cause::TokenNotYetValid => {
            "By this computer's clock the token's time has not begun. Usually one of two clocks is wrong."
        }
        Cause::MalformedToken => {
            return match matter.evidence.token.value() {
                Some(TokenReading::Unreadable { problem }) => {
                    Some(format!("{}.", labels::token_problem(Lang::En, problem)))
                }
                _ => None,
            };
        }
        Cause::ApiForbidden if matter.because("feature-disabled") => {
            "The token carries a permission for this call, but the feature behind it is switched off in \
             the tenant."
        }
        Cause::ApiForbidden if matter.because("licence") => {
            "The token carries a permission for this call, but the tenant lacks the licence for it: \
             Defender Vulnerability Management."
        }
        Cause::ApiForbidden => {
            "The token carries a permission for this call, and the API still says no. A missing licence \
             and a feature that is switched off look like this."
        }
        Cause::ApiUnauthorized if matter.because("token-in-order") => {
            "Everything in the token was proved right, and the API still turned it away. A tenant without \
             an active Defender for Endpoint looks like this."
        }
        Cause::ApiUnauthorized => {
            "The token looks right, and the API turned it away all the same. A token of another cloud \
             or one revoked a moment ago looks like this."
        }
        Cause::NotProvisioned => {
            "The tenant has no active Defender for Endpoint: no licence, a trial that has ended, or \
             never set up. Your app is not at fault."
        }
        Cause::Throttled => {
            "Microsoft's limit on the number of requests is reached. Nothing is wrong with the connection."
        }
        Cause::ServiceUnavailable => return Some(standing(matter, "The fault is at Microsoft.")),
        Cause::TimedOut => return Some(standing(matter, "Microsoft took too long to answer.")),
        Cause::Network => {
            return Some(standing(matter, &no_answer(matter, "Microsoft could not be reached")));
        }
        Cause::Proxy => {
            return Some(standing(matter, &no_answer(matter, "The proxy did not let the request through")));
        }
        Cause::CaptivePortal => {
            return Some(standing(
                matter,
                "The network wants you to sign in before it lets anything through.",
            ));
        }
        Cause::Tls => {
            let why = match matter.signer() {
                Some(name) => {
                    format!(
                        "The server's certificate is signed by “{name}”, whom this computer does not trust."
                    )
                }
                None => no_answer(matter, "The certificate is not trusted"),
            };
            return Some(format!("{why} Nothing secret was sent over this connection."));
        }
        Cause::UnexpectedReply => {
            return Some(standing(
                matter,
                "Something between this computer and Microsoft may have changed the answer.",
            ));
        }
        Cause::ClockSkew => {
            "Tokens are valid by the minute, so a wrong clock makes good ones look expired or not yet valid."
        }
        Cause::KeychainLocked => {
            "The app's secret lies in this computer's keychain. Until that is unlocked, no token can be \
             requested."
        }
        Cause::KeychainMissing => {
            "Without a keychain there is no safe place on this computer for the app's secret."
        }
        Cause::SecretLost => {
            "A secret was kept on this computer and is no longer there. It cannot be brought back; \
             the customers' consents stay valid."
        }
        Cause::Storage => {
            "Consentry could not read or write on this computer. Nothing was changed at Microsoft."
        }
        Cause::NotProved if matter.because("cancelled") => {
            "The check was stopped before everything was asked."
        }
        Cause::NotProved => match matter.finding(CheckId::Signature) {
            Some(Finding::SignatureNotChecked) => {
                "The signature was not checked and no call was made. Only both together are proof."
            }
            _ => "No call was made to the API, and only an answered call is proof.",
        },
        Cause::Unrecognised if matter.because("known-without-cause") => {
            "Microsoft gives this number for several causes, and Consentry does not guess. What came \
             back is shown below as it is."
        }
        Cause::Unrecognised => "Consentry does not guess. What came back is shown below as it is.",
    };
    Some(text.to_owned())
}

fn connected(matter: &Matter<'_>) -> Option<String> {
    if matter.judgement.verdict != Verdict::Connected {
        return None;
    }
    if let Some(Finding::ApiAcceptedToken { .. }) = matter.finding(CheckId::Api) {
        return Some(
            "None of the granted permissions has a harmless call to try. The API refused another call \
             only for lack of a permission, which shows that it accepts the token."
                .to_owned(),
        );
    }
    match matter.judgement.permissions.extra.len() {
        0 => None,
        1 => Some("The token also carries one permission that you did not ask for.".to_owned()),
        more => Some(format!("The token also carries {more} permissions that you did not ask for.")),
    }
}

fn not_consented(matter: &Matter<'_>) -> String {
    let known = &matter.evidence.known;
    if matter.because("at-home") {
        return "This is the tenant that you entered as the app's own, and Microsoft does not know the app there. \
                One of the two IDs is wrong, or the app has been deleted."
            .to_owned();
    }
    if let Some(grant) = &known.last_grant {
        return format!(
            "It worked on {}, so the app has been removed there since. An administrator can accept it again.",
            matter.day(grant.at)
        );
    }
    if let Some(hint) = known.consent_hint_at {
        return format!(
            "A consent was reported on {}, but Microsoft does not know the app in this tenant. It may \
             have been given in another tenant, or taken back.",
            matter.day(hint)
        );
    }
    "Microsoft knows the tenant, but not your app in it. Nobody has accepted it there yet, or the \
     application ID is mistyped."
        .to_owned()
}

fn propagating(matter: &Matter<'_>) -> String {
    let normal =
        "Microsoft needs a while to copy a consent to all its servers, and up to fifteen minutes is normal.";
    match matter.evidence.known.consent_hint_at {
        Some(hint) => {
            let ago = (matter.evidence.started_at - hint).whole_seconds().max(0);
            let clock = matter.moment(hint);
            format!("They consented at {clock}, {} before this check. {normal}", duration(Lang::En, ago))
        }
        None => normal.to_owned(),
    }
}

fn missing_permission(matter: &Matter<'_>) -> String {
    let several = matter.judgement.permissions.missing.len() > 1;
    let it = if several { "them" } else { "it" };
    let added = |declared: Declared| match (several, declared.one_day) {
        (false, _) => format!("You added it on {}.", declared.day),
        (true, true) => format!("You added them on {}.", declared.day),
        (true, false) => format!("You added the last of them on {}.", declared.day),
    };
    match matter.record() {
        Record::ConsentOlder { declared, consented } => format!(
            "{} They consented on {consented}, so their consent does not include {it} yet.",
            added(declared)
        ),
        Record::TokenOlder { declared, seen } => format!(
            "{} The last token that was proved is of {seen}, and no new consent has been heard of since.",
            added(declared)
        ),
        Record::HeldBefore { day, held } => format!(
            "The token of {day} still carried {}. The grant has been taken back in their tenant since, \
             or replaced by a narrower one.",
            listed(&held, 0, "and", "more")
        ),
        Record::NeverHeld { day } => format!(
            "The token of {day} did not carry {it} either. A consent covers only the permissions that \
             the app asked for at that moment."
        ),
        Record::NotDeclared { several: false } => {
            "By the record here, your app does not ask for this permission. So the customer was never \
             asked for it either."
                .to_owned()
        }
        Record::NotDeclared { several: true } => {
            "By the record here, your app does not ask for these permissions. So the customer was never \
             asked for them either."
                .to_owned()
        }
        Record::Silent => {
            "A consent covers only the permissions that the app asked for at that moment. One that is \
             added later needs a new consent."
                .to_owned()
        }
    }
}

fn no_answer(matter: &Matter<'_>, otherwise: &str) -> String {
    let what = matter.failure().map_or(otherwise, |kind| labels::failure(Lang::En, kind));
    format!("{what}.")
}

/// A passing failure never changes what was known.
fn standing(matter: &Matter<'_>, first: &str) -> String {
    match &matter.evidence.known.last_grant {
        Some(grant) => format!("{first} What was proved on {} still stands.", matter.day(grant.at)),
        None => format!("{first} It says nothing about the customer."),
    }
}
