//! One row for every cause that evidence can bring about, and roots before symptoms.

use std::collections::BTreeSet;

use time::Duration;

use super::builders::*;
use crate::evidence::{
    CallAnswer, Elsewhere, Evidence, FailureKind, Grant, NotDone, Refusal, SignatureReading, Step,
    TokenProblem,
};
use crate::judge::{judge, verdict_of, who_acts};
use crate::knowledge;
use crate::verdict::{Actor, Cause, CheckId, CheckStatus, Finding, Verdict};

type Row = (&'static str, Evidence, Cause, Option<&'static str>, Actor, Verdict);

fn by_code(status: u16, code: u64, oauth_error: &str) -> Evidence {
    token_ends(refused(entra(status, &[code], oauth_error)))
}

#[rustfmt::skip]
#[allow(clippy::too_many_lines, reason = "one row for each cause")]
fn rows() -> Vec<Row> {
    use Actor::{Customer, Partner, Wait};
    use Verdict::{NeedsAttention, Unknown};
    vec![
        ("no tenant by that ID", tenant_ends(refused(entra(400, &[90_002], "invalid_tenant"))), Cause::TenantNotFound, None, Partner, NeedsAttention),
        ("lives in GCC High", but(|e| {
            let Step::Answered { value, .. } = &mut e.tenant else { unreachable!() };
            value.region = Some("USGov".to_owned());
            value.sub_region = Some("DODCON".to_owned());
        }), Cause::WrongCloud, Some("gcc-high"), Partner, NeedsAttention),
        ("wrong cloud, said by the token endpoint", by_code(400, 900_432, "invalid_request"), Cause::WrongCloud, None, Partner, NeedsAttention),
        ("no service principal", by_code(400, 700_016, "unauthorized_client"), Cause::NotConsented, None, Customer, NeedsAttention),
        ("service principal missing, by its newer number", by_code(401, 7_000_229, "invalid_client"), Cause::NotConsented, None, Customer, NeedsAttention),
        ("declined", by_code(400, 65_004, "invalid_grant"), Cause::ConsentDeclined, None, Customer, NeedsAttention),
        ("by a non-admin", by_code(400, 90_094, "access_denied"), Cause::ConsentByNonAdmin, None, Customer, NeedsAttention),
        ("consent a minute ago", { let mut e = by_code(400, 700_016, "unauthorized_client");
            e.known.consent_hint_at = Some(NOW - Duration::MINUTE); e }, Cause::Propagating, Some("not-consented"), Wait, Unknown),
        ("permission younger than the consent", but(|e| {
            e.asked.wanted = set(&["Alert.Read.All", "Machine.Read.All"]);
            e.known.declared = declared(&[("Alert.Read.All", NOW - Duration::days(9)), ("Machine.Read.All", NOW - Duration::days(1))]);
            e.known.last_grant = Some(Grant { at: NOW - Duration::days(2), roles: set(&["Alert.Read.All"]) });
        }), Cause::ConsentOutdated, None, Customer, NeedsAttention),
        ("reply address", by_code(400, 50_011, "invalid_request"), Cause::RedirectUriMismatch, None, Partner, NeedsAttention),
        ("single tenant", by_code(400, 50_194, "invalid_request"), Cause::SingleTenantApp, None, Partner, NeedsAttention),
        ("secret wrong", by_code(401, 7_000_215, "invalid_client"), Cause::WrongSecret, None, Partner, NeedsAttention),
        ("secret ID pasted", token_ends(failed(FailureKind::SecretIdPasted)), Cause::SecretIdPasted, None, Partner, NeedsAttention),
        ("secret expired", by_code(401, 7_000_222, "invalid_client"), Cause::SecretExpired, None, Partner, NeedsAttention),
        ("nothing to sign in with", token_ends(failed(FailureKind::CredentialMissing)), Cause::CredentialMissing, None, Partner, NeedsAttention),
        ("certificate", by_code(401, 700_027, "invalid_client"), Cause::CertificateRejected, None, Partner, NeedsAttention),
        ("app disabled", by_code(401, 7_000_112, "unauthorized_client"), Cause::AppDisabled, None, Customer, NeedsAttention),
        ("app disabled for this customer only", { let mut e = by_code(400, 7_000_112, "unauthorized_client");
            e.known.elsewhere = Some(Elsewhere::Works); e }, Cause::AppDisabled, Some("here-only"), Customer, NeedsAttention),
        ("app disabled everywhere, by its owner or by Microsoft", { let mut e = by_code(400, 7_000_112, "unauthorized_client");
            e.known.elsewhere = Some(Elsewhere::DisabledToo); e }, Cause::AppDisabled, Some("not-only-here"), Partner, NeedsAttention),
        ("app disabled at home", { let mut e = by_code(400, 7_000_112, "unauthorized_client");
            e.known.elsewhere = Some(Elsewhere::AtHome); e }, Cause::AppDisabled, Some("at-home"), Partner, NeedsAttention),
        ("not known at home, where there is no customer to accept it", { let mut e = by_code(400, 700_016, "unauthorized_client");
            e.known.elsewhere = Some(Elsewhere::AtHome); e }, Cause::NotConsented, Some("at-home"), Partner, NeedsAttention),
        ("known at home, and not accepted there", { let mut e = by_code(400, 7_000_229, "unauthorized_client");
            e.known.elsewhere = Some(Elsewhere::AtHome); e }, Cause::NotConsented, None, Partner, NeedsAttention),
        ("the older number of an app that is not there, and off elsewhere", { let mut e = token_ends(refused(Refusal { message: "AADSTS70001: Application with identifier 'x' was not found in  the Directory 'y'".to_owned(), ..entra(400, &[70_001], "unauthorized_client") }));
            e.known.elsewhere = Some(Elsewhere::DisabledToo); e }, Cause::NotConsented, Some("not-only-here"), Partner, NeedsAttention),
        ("the older number of an app that is not there", token_ends(refused(Refusal { message: "AADSTS70001: Application with identifier 'x' was not found in  the Directory 'y'".to_owned(), ..entra(400, &[70_001], "unauthorized_client") })), Cause::NotConsented, Some("not-in-directory"), Customer, NeedsAttention),
        ("by an account of another tenant", by_code(400, 50_020, "invalid_client"), Cause::ConsentByNonAdmin, Some("wrong-account"), Customer, NeedsAttention),
        ("a second factor that the customer's administrator must pass", by_code(400, 50_076, "interaction_required"), Cause::Unrecognised, Some("known-without-cause"), Customer, Unknown),
        ("several faults of the consent page, met at the token endpoint", token_ends(refused(Refusal { message: "AADSTS650051: already present".to_owned(), ..entra(400, &[650_051], "invalid_client") })), Cause::Unrecognised, Some("known-without-cause"), Partner, Unknown),
        ("another app", with_facts(|f| f.app_id = Some(OTHER_APP.to_owned())), Cause::WrongApp, None, Partner, NeedsAttention),
        ("no app named", with_facts(|f| f.app_id = None), Cause::WrongApp, None, Partner, NeedsAttention),
        ("no Defender", by_code(400, 500_011, "invalid_resource"), Cause::ResourceMissing, None, Customer, NeedsAttention),
        ("the look-alike API", with_facts(|f| f.audience = "https://api.security.microsoft.com".to_owned()), Cause::WrongAudience, Some("microsoft-threat-protection"), Partner, NeedsAttention),
        ("an API nobody knows", with_facts(|f| f.audience = "https://evil.example".to_owned()), Cause::WrongAudience, None, Partner, NeedsAttention),
        ("policy", by_code(400, 53_003, "access_denied"), Cause::ConditionalAccess, None, Customer, NeedsAttention),
        ("a permission missing", but(|e| e.asked.wanted = set(&["Alert.Read.All", "Machine.Isolate"])), Cause::RoleMissing, None, Customer, NeedsAttention),
        ("a permission never declared", but(|e| {
            e.asked.wanted = set(&["Alert.Read.All", "Machine.Isolate"]);
            e.known.declared = declared(&[("Alert.Read.All", NOW - Duration::days(9))]);
        }), Cause::RoleMissing, Some("not-declared"), Partner, NeedsAttention),
        ("no permission at all", with_facts(|f| f.roles = BTreeSet::new()), Cause::NoRoles, None, Customer, NeedsAttention),
        ("a user's token", with_facts(|f| f.scopes = Some("Alert.Read".to_owned())), Cause::DelegatedToken, None, Partner, NeedsAttention),
        ("a user's token by idtyp", with_facts(|f| f.id_type = Some("user".to_owned())), Cause::DelegatedToken, None, Partner, NeedsAttention),
        ("signature", signature_ends(answered(SignatureReading::Invalid { key_id: "k1".to_owned() })), Cause::SignatureInvalid, None, Partner, NeedsAttention),
        ("key", signature_ends(answered(SignatureReading::KeyUnknown { key_id: Some("k9".to_owned()) })), Cause::KeyUnknown, None, Partner, NeedsAttention),
        ("key unfit", signature_ends(answered(SignatureReading::KeyUnfit { key_id: "k1".to_owned(), why: "too-short".to_owned() })), Cause::KeyUnknown, Some("key-too-short"), Partner, NeedsAttention),
        ("method, with its signature not looked at", but(|e| {
            change_facts(e, |f| f.algorithm = "none".to_owned());
            e.signature = Step::NotDone { why: NotDone::NotAsked };
        }), Cause::AlgorithmRefused, None, Partner, NeedsAttention),
        ("a header member", but(|e| {
            change_facts(e, |f| f.refused_members = vec!["crit".to_owned()]);
            e.signature = answered(SignatureReading::AlgorithmRefused { algorithm: "crit".to_owned() });
        }), Cause::AlgorithmRefused, None, Partner, NeedsAttention),
        ("another tenant", with_facts(|f| f.tenant_id = Some(OTHER_TENANT.to_owned())), Cause::WrongTenant, None, Partner, NeedsAttention),
        ("no tenant named", with_facts(|f| f.tenant_id = None), Cause::WrongTenant, None, Partner, NeedsAttention),
        ("the issuer of another tenant", with_facts(|f| f.issuer = format!("https://sts.windows.net/{OTHER_TENANT}/")), Cause::WrongIssuer, None, Partner, NeedsAttention),
        ("the 2.0 issuer in a 1.0 token", with_facts(|f| f.issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0")), Cause::WrongIssuer, None, Partner, NeedsAttention),
        ("the issuer without its closing slash", with_facts(|f| f.issuer = format!("https://sts.windows.net/{TENANT}")), Cause::WrongIssuer, None, Partner, NeedsAttention),
        ("expired", with_facts(|f| f.expires = NOW.unix_timestamp() - 301), Cause::TokenExpired, None, Partner, NeedsAttention),
        ("not yet, by a clock of which nothing is known", { let mut e = with_facts(|f| f.not_before = Some(NOW.unix_timestamp() + 301));
            e.clock_ahead_seconds = None; e }, Cause::TokenNotYetValid, None, Partner, NeedsAttention),
        ("not yet", with_facts(|f| f.not_before = Some(NOW.unix_timestamp() + 301)), Cause::TokenNotYetValid, Some("clock-right"), Partner, NeedsAttention),
        ("not three parts", unreadable(TokenProblem::NotThreeParts { parts: 1 }), Cause::MalformedToken, Some("not-three-parts"), Partner, NeedsAttention),
        ("an ill-typed claim", unreadable(TokenProblem::IllTyped { claim: "roles".to_owned() }), Cause::MalformedToken, Some("ill-typed"), Partner, NeedsAttention),
        ("API says no", call_ends(refused(defender(403, "Forbidden", "no"))), Cause::ApiForbidden, None, Customer, NeedsAttention),
        ("feature off", call_ends(refused(defender(403, "DisabledFeature", "no"))), Cause::ApiForbidden, Some("feature-disabled"), Customer, NeedsAttention),
        ("no licence", call_ends(refused(defender(403, "Forbidden", "The tenant has no TVM license."))), Cause::ApiForbidden, Some("licence"), Customer, NeedsAttention),
        ("roles refused", call_ends(refused(defender(403, "Forbidden", "Missing application roles. API required roles: x"))), Cause::ApiForbidden, Some("roles-refused"), Customer, NeedsAttention),
        ("API does not know the token", call_ends(refused(defender(401, "Unauthorized", "no"))), Cause::ApiUnauthorized, Some("token-in-order"), Customer, NeedsAttention),
        ("API does not know a token that was not verified", but(|e| {
            e.signature = failed(FailureKind::Unreachable);
            e.call = refused(defender(401, "Unauthorized", "Account mode is inactive"));
        }), Cause::ApiUnauthorized, None, Partner, NeedsAttention),
        ("inactive, said with a 401", call_ends(refused(defender(401, "Unauthorized", "Account mode is inactive"))), Cause::NotProvisioned, None, Customer, NeedsAttention),
        ("feature off, told by its text", call_ends(refused(defender(403, "Forbidden", "Tenant feature is not  enabled"))), Cause::ApiForbidden, Some("feature-disabled"), Customer, NeedsAttention),
        ("not provisioned", call_ends(refused(defender(403, "Forbidden", "Account mode is inactive"))), Cause::NotProvisioned, None, Customer, NeedsAttention),
        ("too many requests", token_ends(refused(Refusal { status: 429, retry_at: Some(NOW + Duration::HOUR), ..Refusal::default() })), Cause::Throttled, None, Wait, Unknown),
        ("too many, by Entra's number", by_code(400, 50_196, "invalid_grant"), Cause::Throttled, None, Wait, Unknown),
        ("a fault at Microsoft", call_ends(refused(Refusal { status: 503, ..Refusal::default() })), Cause::ServiceUnavailable, None, Wait, Unknown),
        ("mute", tenant_ends(failed(FailureKind::TimedOut)), Cause::TimedOut, None, Partner, Unknown),
        ("no name", tenant_ends(failed(FailureKind::NameNotResolved)), Cause::Network, Some("name-not-resolved"), Partner, Unknown),
        ("no line", token_ends(failed(FailureKind::Unreachable)), Cause::Network, Some("unreachable"), Partner, Unknown),
        ("proxy away", tenant_ends(failed(FailureKind::ProxyUnreachable)), Cause::Proxy, Some("unreachable"), Partner, Unknown),
        ("proxy wants a sign-in", tenant_ends(failed(FailureKind::ProxySignIn)), Cause::Proxy, Some("sign-in-required"), Partner, Unknown),
        ("proxy says no", tenant_ends(failed(FailureKind::ProxyRefused)), Cause::Proxy, Some("refused"), Partner, Unknown),
        ("the hotel's page", tenant_ends(failed(FailureKind::CaptivePortal)), Cause::CaptivePortal, None, Partner, Unknown),
        ("inspected", tenant_ends(failed(FailureKind::UntrustedIssuer)), Cause::Tls, Some("untrusted-issuer"), Partner, Unknown),
        ("another name", tenant_ends(failed(FailureKind::WrongName)), Cause::Tls, Some("wrong-name"), Partner, Unknown),
        ("certificate old", tenant_ends(failed(FailureKind::CertificateExpired)), Cause::Tls, Some("certificate-expired"), Partner, Unknown),
        ("other handshake", tenant_ends(failed(FailureKind::TlsOther)), Cause::Tls, None, Partner, Unknown),
        ("no roots", tenant_ends(failed(FailureKind::NoTrustStore)), Cause::Tls, Some("no-trust-store"), Partner, Unknown),
        ("nonsense", token_ends(failed(FailureKind::UnexpectedReply)), Cause::UnexpectedReply, None, Partner, Unknown),
        ("too large", token_ends(failed(FailureKind::TooLarge)), Cause::UnexpectedReply, Some("too-large"), Partner, Unknown),
        ("the keys' address knows nothing", signature_ends(refused(Refusal { status: 404, ..Refusal::default() })), Cause::UnexpectedReply, Some("keys"), Partner, Unknown),
        ("clock a day ahead", but(|e| {
            change_facts(e, |f| (f.not_before, f.expires) = (Some(NOW.unix_timestamp() - 25 * 3600), NOW.unix_timestamp() - 23 * 3600));
            change_facts(e, |f| f.issued = f.not_before);
            e.clock_ahead_seconds = Some(-24 * 3600);
        }), Cause::ClockSkew, None, Partner, Unknown),
        ("locked", token_ends(failed(FailureKind::KeychainLocked)), Cause::KeychainLocked, None, Partner, Unknown),
        ("no keychain", token_ends(failed(FailureKind::KeychainMissing)), Cause::KeychainMissing, None, Partner, Unknown),
        ("lost", token_ends(failed(FailureKind::SecretLost)), Cause::SecretLost, None, Partner, Unknown),
        ("storage", token_ends(failed(FailureKind::Storage)), Cause::Storage, None, Partner, Unknown),
        ("no call asked for", call_ends(Step::NotDone { why: NotDone::NotAsked }), Cause::NotProved, Some("no-call"), Partner, Unknown),
        ("cancelled", call_ends(Step::NotDone { why: NotDone::Cancelled }), Cause::NotProved, Some("cancelled"), Partner, Unknown),
        ("keys never asked for", signature_ends(Step::NotDone { why: NotDone::NotAsked }), Cause::NotProved, Some("signature-not-checked"), Partner, Unknown),
        ("a number nobody knows", by_code(400, 99_999_999, "brand_new"), Cause::Unrecognised, None, Partner, Unknown),
        ("an API answer nobody knows", call_ends(refused(defender(418, "Teapot", "short and stout"))), Cause::Unrecognised, None, Partner, Unknown),
    ]
}

#[test]
fn every_row_is_judged_as_written() {
    for (name, evidence, cause, reason, actor, verdict) in rows() {
        let judgement = judge(&evidence);
        let came = (judgement.cause, judgement.reason.as_deref(), judgement.who_acts, judgement.verdict);
        assert_eq!(came, (Some(cause), reason, actor, verdict), "{name}");
    }
}

#[test]
fn no_cause_that_evidence_can_bring_about_is_without_a_row() {
    let seen: BTreeSet<Cause> = rows().into_iter().map(|row| row.2).collect();
    let missing: Vec<&Cause> = Cause::ALL.iter().filter(|cause| !seen.contains(cause)).collect();
    // Only ever read from a pasted answer.
    assert_eq!(missing, [&Cause::WrongTenantConsented]);
}

#[test]
fn a_connected_customer_is_connected_and_nobody_acts() {
    let judgement = judge(&good());
    assert_eq!((judgement.verdict, judgement.cause), (Verdict::Connected, None));
    assert_eq!((judgement.who_acts, judgement.reason, judgement.retry_at), (Actor::Nobody, None, None));
    assert_eq!(judgement.checks.iter().map(|check| check.id).collect::<Vec<_>>(), CheckId::ALL);
    assert!(judgement.checks.iter().all(|check| check.status == CheckStatus::Pass));
}

#[test]
fn a_version_2_token_is_connected_too() {
    let v2 = with_facts(|facts| {
        facts.version = "2.0".to_owned();
        facts.issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
        facts.audience = "fc780465-2017-40d4-a0c5-307022471b92".to_owned();
    });
    assert_eq!(judge(&v2).verdict, Verdict::Connected);
}

#[test]
fn identities_are_compared_as_identities_not_as_text() {
    let upper = with_facts(|facts| {
        facts.tenant_id = Some(TENANT.to_uppercase());
        facts.app_id = Some(APP.to_uppercase());
        facts.audience = "https://api.securitycenter.microsoft.com/".to_owned();
    });
    assert_eq!(judge(&upper).verdict, Verdict::Connected);
    let digits = with_facts(|facts| facts.tenant_id = Some(TENANT.replace('1', "\u{0661}")));
    assert_eq!(judge(&digits).cause, Some(Cause::WrongTenant), "other scripts' digits are not digits");
}

#[test]
fn a_root_outranks_what_it_brings_about() {
    // Each step of this pile hides everything that was piled up before it.
    let mut evidence = good();
    let cause_of = |evidence: &Evidence| judge(evidence).cause.unwrap();
    let now = NOW.unix_timestamp();

    evidence.call = failed(FailureKind::Unreachable);
    assert_eq!(cause_of(&evidence), Cause::Network);
    evidence.signature = failed(FailureKind::TimedOut);
    assert_eq!(cause_of(&evidence), Cause::TimedOut);
    evidence.call = refused(defender(403, "Forbidden", "no"));
    assert_eq!(cause_of(&evidence), Cause::ApiForbidden, "a definite no outranks keys out of reach");
    change_facts(&mut evidence, |facts| facts.roles = set(&["Ip.Read.All"]));
    assert_eq!(cause_of(&evidence), Cause::RoleMissing);
    change_facts(&mut evidence, |facts| facts.roles = BTreeSet::new());
    assert_eq!(cause_of(&evidence), Cause::NoRoles);
    change_facts(&mut evidence, |facts| facts.expires = now - 4000);
    assert_eq!(cause_of(&evidence), Cause::TokenExpired);
    change_facts(&mut evidence, |facts| facts.scopes = Some("x".to_owned()));
    assert_eq!(cause_of(&evidence), Cause::DelegatedToken);
    change_facts(&mut evidence, |facts| facts.app_id = Some(OTHER_APP.to_owned()));
    assert_eq!(cause_of(&evidence), Cause::WrongApp);
    change_facts(&mut evidence, |facts| facts.issuer = "https://evil.example/".to_owned());
    assert_eq!(cause_of(&evidence), Cause::WrongIssuer);
    change_facts(&mut evidence, |facts| facts.tenant_id = Some(OTHER_TENANT.to_owned()));
    assert_eq!(cause_of(&evidence), Cause::WrongTenant);
    change_facts(&mut evidence, |facts| facts.audience = "https://graph.microsoft.com".to_owned());
    assert_eq!(cause_of(&evidence), Cause::WrongAudience);
    evidence.signature = answered(SignatureReading::Invalid { key_id: "k1".to_owned() });
    assert_eq!(cause_of(&evidence), Cause::SignatureInvalid);
    change_facts(&mut evidence, |facts| facts.algorithm = "HS256".to_owned());
    assert_eq!(cause_of(&evidence), Cause::AlgorithmRefused);
    evidence.token = refused(entra(401, &[7_000_215], "invalid_client"));
    assert_eq!(cause_of(&evidence), Cause::WrongSecret);
    evidence.tenant = refused(entra(400, &[90_002], "invalid_tenant"));
    assert_eq!(cause_of(&evidence), Cause::TenantNotFound);
}

#[test]
fn keys_out_of_reach_are_never_connected_and_never_a_failed_check() {
    for kind in [FailureKind::Unreachable, FailureKind::TimedOut, FailureKind::UnexpectedReply] {
        let judgement = judge(&signature_ends(failed(kind)));
        assert_eq!(judgement.verdict, Verdict::Unknown, "{kind:?}");
        assert_eq!(status_of(&judgement, CheckId::Signature), CheckStatus::Skipped);
        assert_eq!(check_of(&judgement, CheckId::Signature).finding, Finding::SignatureNotChecked);
        assert_eq!(status_of(&judgement, CheckId::Api), CheckStatus::Pass);
    }
    let graph = judge(&signature_ends(answered(SignatureReading::NotForUs)));
    assert_eq!(graph.verdict, Verdict::Unknown, "what nobody can verify is not proved either");
}

#[test]
fn a_call_that_only_shows_acceptance_warns_and_may_be_connected() {
    let accepted = call_ends(answered(CallAnswer {
        operation: "alerts.list".to_owned(),
        path: "/api/alerts?$top=1".to_owned(),
        status: 403,
        only_accepted: true,
    }));
    let judgement = judge(&accepted);
    assert_eq!((judgement.verdict, judgement.cause), (Verdict::Connected, None));
    assert_eq!(status_of(&judgement, CheckId::Api), CheckStatus::Warn);
}

#[test]
fn a_time_to_try_again_is_handed_on() {
    let at = Some(NOW + Duration::minutes(7));
    for status in [429, 503] {
        let refusal = Refusal { status, retry_at: at, ..Refusal::default() };
        assert_eq!(judge(&token_ends(refused(refusal))).retry_at, at);
    }
}

#[test]
fn after_a_failure_that_makes_them_meaningless_the_later_checks_are_skipped() {
    let judgement = judge(&token_ends(refused(entra(401, &[7_000_215], "invalid_client"))));
    assert_eq!(status_of(&judgement, CheckId::Tenant), CheckStatus::Pass);
    assert_eq!(status_of(&judgement, CheckId::Token), CheckStatus::Fail);
    for id in &CheckId::ALL[2..] {
        let check = check_of(&judgement, *id);
        assert_eq!(check.status, CheckStatus::Skipped, "{id:?}");
        assert_eq!(check.finding, Finding::SkippedAfter { failed: CheckId::Token }, "{id:?}");
    }
    let judgement = judge(&tenant_ends(refused(entra(400, &[90_002], "invalid_tenant"))));
    assert_eq!(
        check_of(&judgement, CheckId::Tenant).finding,
        Finding::TenantUnknown { asked: TENANT.to_owned() }
    );
    assert!(judgement.checks[1..].iter().all(|check| check.status == CheckStatus::Skipped));
}

#[test]
fn every_number_in_the_knowledge_file_leads_to_a_judgement() {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../knowledge/entra-errors.json")).unwrap();
    let codes = file["codes"].as_array().unwrap();
    assert!(codes.len() > 100, "the file is not empty by mistake");
    for entry in codes {
        let code = entry["code"].as_u64().unwrap();
        let judgement = judge(&token_ends(refused(entra(400, &[code], "an_error_nobody_knows"))));
        let expected = entry["cause"].as_str().unwrap_or("unrecognised");
        let cause = judgement.cause.unwrap();
        assert_eq!(cause.id(), expected, "{code}");
        let reason =
            entry["reason"].as_str().or_else(|| entry["cause"].is_null().then_some("known-without-cause"));
        assert_eq!(judgement.reason.as_deref(), reason, "{code}");
        let who = entry["who"].as_str().map_or(who_acts(cause), |who| match who {
            "customer" => Actor::Customer,
            "partner" => Actor::Partner,
            "wait" => Actor::Wait,
            other => panic!("{code}: {other}"),
        });
        assert_eq!((judgement.verdict, judgement.who_acts), (verdict_of(cause), who), "{code}");
        let Finding::Refused { code: shown, .. } = &check_of(&judgement, CheckId::Token).finding else {
            panic!("{code}: {:?}", check_of(&judgement, CheckId::Token));
        };
        assert_eq!(shown.as_deref(), Some(format!("AADSTS{code}").as_str()));
    }
    for (error, cause) in file["byOauthError"].as_object().unwrap() {
        let judgement = judge(&token_ends(refused(entra(400, &[], error))));
        assert_eq!(judgement.cause.unwrap().id(), cause.as_str().unwrap(), "{error}");
    }
}

#[test]
fn numbers_beat_the_status_and_the_status_beats_the_oauth_error() {
    let cause = |status, codes: &[u64], error| {
        judge(&token_ends(refused(entra(status, codes, error)))).cause.unwrap()
    };
    assert_eq!(cause(429, &[7_000_215], "invalid_client"), Cause::WrongSecret);
    assert_eq!(cause(429, &[], "invalid_client"), Cause::Throttled);
    assert_eq!(cause(503, &[99_999_999], "invalid_client"), Cause::ServiceUnavailable);
    assert_eq!(cause(400, &[99_999_999, 7_000_222], "unauthorized_client"), Cause::SecretExpired);
    assert_eq!(
        cause(503, &[90_014], "x"),
        Cause::ServiceUnavailable,
        "known without a cause: the status tells"
    );
    assert!(knowledge::entra_meaning(&[90_014], None).unwrap().cause.is_none());
}
