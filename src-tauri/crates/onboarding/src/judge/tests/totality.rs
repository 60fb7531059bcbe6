//! Whatever was met: eleven checks in order, a cause or a connection, never a panic, never a false "connected".

use std::collections::BTreeSet;

use proptest::option;
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};

use super::builders::*;
use crate::cloud::CloudId;
use crate::evidence::{
    CallAnswer, Elsewhere, Evidence, Failure, FailureKind, Grant, Known, NotDone, Refusal, SignatureReading,
    Step, TenantFound, TokenFacts, TokenProblem, TokenReading,
};
use crate::ids::{AppId, TenantId, TenantRef};
use crate::judge::texts::TEXTS;
use crate::judge::{judge, may_call, verdict_of};
use crate::permission::Permission;
use crate::verdict::{Actor, Cause, CheckId, CheckStatus, Finding, Verdict};

const KINDS: &[FailureKind] = &[
    FailureKind::NameNotResolved,
    FailureKind::Unreachable,
    FailureKind::TimedOut,
    FailureKind::UntrustedIssuer,
    FailureKind::WrongName,
    FailureKind::CertificateExpired,
    FailureKind::TlsOther,
    FailureKind::NoTrustStore,
    FailureKind::ProxyUnreachable,
    FailureKind::ProxySignIn,
    FailureKind::ProxyRefused,
    FailureKind::CaptivePortal,
    FailureKind::UnexpectedReply,
    FailureKind::TooLarge,
    FailureKind::CredentialMissing,
    FailureKind::SecretIdPasted,
    FailureKind::KeychainLocked,
    FailureKind::KeychainMissing,
    FailureKind::SecretLost,
    FailureKind::Storage,
];

/// Words that refine a cause, and words that do not.
const MESSAGES: &[&str] = &[
    "",
    "AADSTS700016: nothing",
    "was not found in the directory 'x'",
    "Account mode is inactive",
    "Tenant feature is not enabled",
    "AADSTS650051: already present",
    "the account is not provisioned",
    "no TVM license",
    "Missing application roles. API required roles: x",
    "Applikationen hittades inte",
];
fn moment() -> impl Strategy<Value = OffsetDateTime> {
    prop_oneof![
        4 => (-2_000_i64..2_000).prop_map(|seconds| NOW + Duration::seconds(seconds)),
        // The years of the calendar, from 1 to 9998.
        1 => (-62_135_596_800_i64..253_370_764_800).prop_map(|at| OffsetDateTime::from_unix_timestamp(at).unwrap()),
    ]
}

fn roles() -> impl Strategy<Value = BTreeSet<Permission>> {
    prop::collection::btree_set(
        prop::sample::select(vec!["Alert.Read.All", "Alert.ReadWrite.All", "Machine.Isolate", "Brand.New"]),
        0..3,
    )
    .prop_map(|names| names.into_iter().map(permission).collect())
}

fn refusal() -> impl Strategy<Value = Refusal> {
    let codes = prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                700_016, 7_000_112, 7_000_215, 90_002, 70_001, 50_196, 50_076, 90_014, 650_051, 99_999_999
            ]),
            any::<u64>()
        ],
        0..3,
    );
    let error = option::of(prop::sample::select(vec!["invalid_client", "unauthorized_client", "", "x"]));
    let api_code =
        option::of(prop::sample::select(vec!["Forbidden", "DisabledFeature", "Unauthorized", "x"]));
    let status = prop_oneof![
        prop::sample::select(vec![200_u16, 400, 401, 403, 404, 408, 418, 429, 500, 503]),
        any::<u16>()
    ];
    (codes, error, api_code, status, prop::sample::select(MESSAGES), option::of(moment())).prop_map(
        |(codes, error, api_code, status, message, retry_at)| Refusal {
            status,
            codes,
            oauth_error: error.map(str::to_owned),
            api_code: api_code.map(str::to_owned),
            message: message.to_owned(),
            retry_at,
            ..Refusal::default()
        },
    )
}

/// A step that ended in any way it can; mostly with an answer, so that combinations reach the later rules.
fn step<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Step<T>> {
    let failure = (prop::sample::select(KINDS), option::of(moment())).prop_map(|(kind, retry_at)| Failure {
        kind,
        raw: "raw".to_owned(),
        retry_at,
        issued_by: None,
    });
    prop_oneof![
        6 => (any::<u64>(), value).prop_map(|(took_ms, value)| Step::Answered { took_ms, value }),
        1 => prop::sample::select(vec![NotDone::EarlierStep, NotDone::NotAsked, NotDone::Cancelled])
            .prop_map(|why| Step::NotDone { why }),
        1 => refusal().prop_map(|refusal| Step::Refused { took_ms: 1, refusal }),
        1 => failure.prop_map(|failure| Step::Failed { took_ms: 1, failure }),
    ]
}

fn tenant_found() -> impl Strategy<Value = TenantFound> {
    let tenant = prop_oneof![5 => Just(TENANT), 1 => Just(OTHER_TENANT)];
    let word = || option::of(prop::sample::select(vec!["EU", "NA", "USGov", "GCC", "DOD", "x.cn", ""]));
    (tenant, prop_oneof![3 => Just((None, None, None)), 1 => (word(), word(), word())]).prop_map(
        |(tenant, (region, sub_region, instance))| TenantFound {
            tenant_id: TenantId::parse(tenant).unwrap(),
            region: region.map(str::to_owned),
            sub_region: sub_region.map(str::to_owned),
            cloud_instance: instance.map(str::to_owned),
        },
    )
}

fn instant() -> impl Strategy<Value = i64> {
    let near = (-700_i64..700).prop_map(|off| NOW.unix_timestamp() + off);
    prop_oneof![4 => near, 1 => any::<i64>(), 1 => prop::sample::select(vec![i64::MIN, i64::MAX, 0])]
}

/// One claim spoiled, or none, or any.
fn facts() -> impl Strategy<Value = TokenFacts> {
    let usual = |facts: fn(&mut TokenFacts)| {
        let mut good = good_facts();
        facts(&mut good);
        Just(good)
    };
    let base = prop_oneof![
        6 => usual(|_| {}),
        1 => usual(|facts| facts.algorithm = "none".to_owned()),
        1 => usual(|facts| facts.refused_members = vec!["crit".to_owned()]),
        1 => usual(|facts| facts.issuer = "https://evil.example/".to_owned()),
        1 => usual(|facts| facts.audience = "https://graph.microsoft.com".to_owned()),
        1 => usual(|facts| facts.tenant_id = None),
        1 => usual(|facts| facts.tenant_id = Some(OTHER_TENANT.to_owned())),
        1 => usual(|facts| facts.app_id = None),
        1 => usual(|facts| facts.app_id = Some("not a GUID".to_owned())),
        1 => usual(|facts| facts.scopes = Some(String::new())),
        1 => usual(|facts| facts.id_type = Some("user".to_owned())),
        1 => usual(|facts| facts.version = "2.0".to_owned()),
        1 => usual(|facts| facts.version = "9".to_owned()),
    ];
    let times = prop_oneof![3 => Just(None), 1 => (instant(), option::of(instant())).prop_map(Some)];
    (base, option::weighted(0.4, roles()), times).prop_map(|(mut facts, roles, times)| {
        if let Some(roles) = roles {
            facts.roles = roles;
        }
        if let Some((expires, not_before)) = times {
            (facts.expires, facts.not_before) = (expires, not_before);
        }
        facts
    })
}

fn reading() -> impl Strategy<Value = TokenReading> {
    let problem = prop::sample::select(vec![
        TokenProblem::TooLong,
        TokenProblem::Encrypted,
        TokenProblem::NotThreeParts { parts: 2 },
        TokenProblem::NotBase64Url { part: "header".to_owned() },
        TokenProblem::NotJson { part: "payload".to_owned() },
        TokenProblem::IllTyped { claim: "aud".to_owned() },
        TokenProblem::Missing { claim: "exp".to_owned() },
    ]);
    prop_oneof![
        8 => facts().prop_map(|facts| TokenReading::Readable { facts: Box::new(facts) }),
        1 => problem.prop_map(|problem| TokenReading::Unreadable { problem }),
    ]
}

fn signature() -> impl Strategy<Value = SignatureReading> {
    let key_id = || "k1".to_owned();
    prop_oneof![
        6 => Just(SignatureReading::Verified { key_id: key_id() }),
        1 => Just(SignatureReading::Invalid { key_id: key_id() }),
        1 => Just(SignatureReading::KeyUnknown { key_id: None }),
        1 => Just(SignatureReading::KeyUnfit { key_id: key_id(), why: "duplicate".to_owned() }),
        1 => Just(SignatureReading::AlgorithmRefused { algorithm: "none".to_owned() }),
        1 => Just(SignatureReading::NotForUs),
    ]
}

fn call_answer() -> impl Strategy<Value = CallAnswer> {
    (any::<bool>(), prop::sample::select(vec![200_u16, 204, 403, 404])).prop_map(|(only_accepted, status)| {
        CallAnswer {
            operation: "alerts.list".to_owned(),
            path: "/api/alerts".to_owned(),
            status,
            only_accepted,
        }
    })
}

fn known() -> impl Strategy<Value = Known> {
    let grant = (moment(), roles()).prop_map(|(at, roles)| Grant { at, roles });
    let declared =
        (roles(), moment()).prop_map(|(roles, at)| roles.into_iter().map(|role| (role, at)).collect());
    let elsewhere =
        option::of(prop::sample::select(vec![Elsewhere::AtHome, Elsewhere::Works, Elsewhere::DisabledToo]));
    (option::of(moment()), declared, option::of(grant), elsewhere).prop_map(
        |(consent_hint_at, declared, last_grant, elsewhere)| Known {
            consent_hint_at,
            declared,
            last_grant,
            elsewhere,
            ..Known::default()
        },
    )
}

/// Finished evidence of any kind, whether or not gathering could ever produce it.
pub(crate) fn evidence() -> impl Strategy<Value = Evidence> {
    let asked = (
        prop_oneof![3 => Just(CloudId::Commercial), 1 => Just(CloudId::Gcc), 1 => Just(CloudId::Practice)],
        option::weighted(0.8, Just(APP)),
        option::weighted(0.8, Just(TENANT)),
        roles(),
        any::<bool>(),
        any::<bool>(),
    );
    let clock = prop_oneof![
        2 => Just(None),
        2 => (-100_000_i64..100_000).prop_map(Some),
        1 => any::<i64>().prop_map(Some),
        1 => Just(Some(i64::MIN)),
    ];
    let steps = (step(tenant_found()), step(reading()), step(signature()), step(call_answer()));
    (asked, steps, known(), clock, prop_oneof![3 => Just(NOW), 1 => moment()]).prop_map(
        |((cloud, app, tenant, wanted, call, issuers), steps, known, clock_ahead_seconds, at)| {
            let mut evidence = good();
            evidence.asked.cloud = cloud;
            evidence.asked.app_id = app.map(|app| AppId::parse(app).unwrap());
            evidence.asked.tenant = tenant.map(|tenant| TenantRef::parse(tenant).unwrap());
            evidence.asked.wanted = wanted;
            evidence.asked.call = call;
            if !issuers {
                evidence.issuers = None;
            }
            (evidence.tenant, evidence.token, evidence.signature, evidence.call) = steps;
            evidence.known = known;
            evidence.clock_ahead_seconds = clock_ahead_seconds;
            (evidence.started_at, evidence.finished_at) = (at, Some(at));
            evidence
        },
    )
}

fn reword<T>(step: &mut Step<T>, wording: &str) {
    match step {
        Step::Refused { refusal, .. } => wording.clone_into(&mut refusal.message),
        Step::Failed { failure, .. } => wording.clone_into(&mut failure.raw),
        _ => {}
    }
}

fn is_subsequence(ids: &[CheckId]) -> bool {
    let mut all = CheckId::ALL.iter();
    ids.iter().all(|id| all.any(|known| known == id))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_finished_evidence_has_eleven_checks_and_one_verdict(evidence in evidence()) {
        let judgement = judge(&evidence);
        let ids: Vec<CheckId> = judgement.checks.iter().map(|check| check.id).collect();
        prop_assert_eq!(&ids[..], &CheckId::ALL[..]);
        if let Some(cause) = judgement.cause {
            prop_assert_eq!(judgement.verdict, verdict_of(cause));
            prop_assert!(judgement.verdict != Verdict::Connected);
            prop_assert!(judgement.who_acts != Actor::Nobody);
            prop_assert!(Cause::ALL.contains(&cause));
        } else {
            prop_assert_eq!((judgement.verdict, judgement.who_acts), (Verdict::Connected, Actor::Nobody));
            let verified =
                matches!(evidence.signature.value(), Some(SignatureReading::Verified { .. }));
            prop_assert!(verified && evidence.call.value().is_some());
            let readable = matches!(evidence.token.value(), Some(TokenReading::Readable { .. }));
            prop_assert!(readable);
            prop_assert!(judgement.permissions.missing.is_empty());
            prop_assert!(!judgement.permissions.granted.is_empty());
            // The full proof: all eleven passed, the call among them; a warning is worth knowing and no doubt. A pasted
            // token has no tenant or app to compare with, and its call is proof all the same.
            for check in &judgement.checks {
                let not_compared = matches!(check.finding, Finding::NotCompared { .. } | Finding::NotAsked)
                    && matches!(check.id, CheckId::Tenant | CheckId::Issuer | CheckId::TenantClaim | CheckId::App);
                prop_assert!(
                    matches!(check.status, CheckStatus::Pass | CheckStatus::Warn) || not_compared,
                    "{:?}", check
                );
            }
        }
        // A failed check is never passed over in silence.
        let failed = judgement.checks.iter().any(|check| check.status == CheckStatus::Fail);
        prop_assert!(!failed || judgement.cause.is_some());
    }

    #[test]
    fn unfinished_evidence_never_says_connected(
        evidence in evidence(),
        pending in prop::collection::btree_set(0..4_u8, 1..4),
    ) {
        let mut evidence = evidence;
        for step in &pending {
            match step {
                0 => evidence.tenant = Step::Pending,
                1 => evidence.token = Step::Pending,
                2 => evidence.signature = Step::Pending,
                _ => evidence.call = Step::Pending,
            }
        }
        evidence.finished_at = None;
        let judgement = judge(&evidence);
        let ids: Vec<CheckId> = judgement.checks.iter().map(|check| check.id).collect();
        prop_assert!(is_subsequence(&ids), "{ids:?}");
        prop_assert!(judgement.verdict != Verdict::Connected || pending.iter().all(|step| *step == 0));
    }

    #[test]
    fn evidence_survives_being_written_down(evidence in evidence()) {
        let text = serde_json::to_string(&evidence).unwrap();
        let read: Evidence = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(judge(&read), judge(&evidence));
        prop_assert_eq!(read, evidence);
        let judgement = judge(&serde_json::from_str(&text).unwrap());
        let written = serde_json::to_string(&judgement).unwrap();
        prop_assert_eq!(serde_json::from_str::<crate::verdict::Judgement>(&written).unwrap(), judgement);
    }

    #[test]
    fn another_wording_never_changes_the_actor_and_at_most_falls_to_the_coarser_cause(
        evidence in evidence(),
        wording in "[a-zåäö <>&'\"]{0,40}",
    ) {
        let mut reworded = evidence.clone();
        reword(&mut reworded.tenant, &wording);
        reword(&mut reworded.token, &wording);
        reword(&mut reworded.signature, &wording);
        reword(&mut reworded.call, &wording);
        let (before, after) = (judge(&evidence), judge(&reworded));
        prop_assert_eq!((before.verdict, before.who_acts), (after.verdict, after.who_acts));
        if before.cause != after.cause {
            let falls = TEXTS.iter().any(|row| (Some(row.cause), Some(row.coarser)) == (before.cause, after.cause));
            prop_assert!(falls, "{:?} became {:?}", before.cause, after.cause);
        }
    }

    #[test]
    fn a_call_is_only_made_with_a_token_for_this_api_and_tenant(evidence in evidence()) {
        if may_call(&evidence) {
            let failed = |id| judge(&evidence).checks.iter().any(|c| c.id == id && c.status == CheckStatus::Fail);
            for id in [CheckId::Token, CheckId::Signature, CheckId::Audience, CheckId::TenantClaim] {
                prop_assert!(!failed(id));
            }
        }
    }
}

/// The strategies above must reach "connected" often enough for the properties to mean something.
#[test]
fn the_generated_evidence_is_not_all_broken() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = evidence();
    let mut verdicts = Vec::new();
    for _ in 0..1_000 {
        verdicts.push(judge(&strategy.new_tree(&mut runner).unwrap().current()).verdict);
    }
    for verdict in [Verdict::Connected, Verdict::NeedsAttention, Verdict::Unknown] {
        let count = verdicts.iter().filter(|seen| **seen == verdict).count();
        assert!(count > 5, "{verdict:?}: {count}");
    }
}
