//! Holds a case against the product: reader, verifier, judge and paste box, without a network.

use std::collections::BTreeSet;

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::evidence::{
    Asked, CallAnswer, Evidence, Failure, FailureKind, Flow, Issuers, NotDone, Step, TenantFound,
    TokenReading,
};
use consentry_onboarding::explain::{Context, Kind, Parts, explain, token_in, token_pasted};
use consentry_onboarding::ids::{AppId, TenantRef};
use consentry_onboarding::judge::{judge, may_use};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::token::{self, KeySet};
use consentry_onboarding::verdict::{Cause, Judgement, Verdict};

use crate::case::{Case, KeySetCase, Said};
use crate::mint::{APP, Mint, tenant};

/// The permission that every case wants.
pub const WANTED: &str = "Alert.Read.All";

fn asked(cloud: CloudId) -> Asked {
    Asked {
        cloud,
        app_id: Some(AppId::parse(APP).expect("an app")),
        tenant: Some(TenantRef::Id(tenant())),
        wanted: BTreeSet::from([Permission::parse(WANTED).expect("a permission")]),
        flow: Flow::default(),
        call: true,
    }
}

/// The evidence that a whole inspection writes where everything but token and keys is well. `keys` is the document
/// that was published.
pub fn evidence(token: &str, cloud: CloudId, keys: &[u8], mint: &Mint) -> Evidence {
    let row = Cloud::real(cloud).expect("a real cloud");
    let issuers = Issuers { v1: row.issuer_v1(tenant()), v2: row.issuer_v2(tenant()) };
    let reading = token::read(token);
    let signature = match &reading {
        TokenReading::Unreadable { .. } => Step::NotDone { why: NotDone::EarlierStep },
        TokenReading::Readable { facts } => {
            if let Some(keys) = KeySet::parse(keys) {
                let value = keys.serving(tenant(), &issuers.v2).verify(token, facts);
                Step::Answered { took_ms: 1, value }
            } else {
                let kind = FailureKind::UnexpectedReply;
                Step::Failed {
                    took_ms: 1,
                    failure: Failure { kind, raw: String::new(), retry_at: None, issued_by: None },
                }
            }
        }
    };
    let found = TenantFound { tenant_id: tenant(), region: None, sub_region: None, cloud_instance: None };
    let call = CallAnswer {
        operation: "alerts.list".into(),
        path: "/api/alerts?$top=1".into(),
        status: 200,
        only_accepted: false,
    };
    Evidence {
        issuers: Some(issuers),
        tenant: Step::Answered { took_ms: 1, value: found },
        token: Step::Answered { took_ms: 1, value: reading },
        signature,
        call: Step::Answered { took_ms: 1, value: call },
        ..Evidence::not_done(asked(cloud), mint.now, NotDone::NotAsked)
    }
}

/// What is wrong with what was said; none where all is right.
pub type Complaint = Option<String>;

fn complaint(name: &str, why: &str, said: Said, evidence: &Evidence) -> Complaint {
    let judgement = judge(evidence);
    let right = judgement.cause == said.cause()
        && said.reason().is_none_or(|reason| judgement.reason.as_deref() == Some(reason))
        && (judgement.verdict == Verdict::Connected) == (said == Said::Connected);
    let usable = may_use(evidence);
    // Permissions are no matter of whether the token is one.
    let of_permissions = [Some("role-missing"), Some("no-roles")].contains(&said.cause().map(Cause::id));
    if right && (usable == (said == Said::Connected) || of_permissions) {
        return None;
    }
    Some(format!("{name} ({why}): {} instead of {said:?}, usable: {usable}", told(&judgement)))
}

fn told(judgement: &Judgement) -> String {
    let cause = judgement.cause.map_or("connected", |cause| cause.id());
    format!("{cause} {:?}", judgement.reason)
}

/// A token, read and verified with the keys of its cloud and judged with a call that was answered.
pub fn verified(case: &Case, mint: &Mint) -> Complaint {
    let second =
        matches!(token::read(&case.token), TokenReading::Readable { facts } if facts.version == "2.0");
    let evidence = evidence(&case.token, case.cloud, &mint.keys(case.cloud, second), mint);
    complaint(&case.name, case.why, case.said, &evidence).or_else(|| leak(case, &evidence))
}

/// A token as it is pasted into `inspect`.
pub fn pasted(case: &Case, mint: &Mint) -> Complaint {
    let (token, _) = token_pasted(&case.token);
    let said = case.pasted.unwrap_or(case.said);
    verified(&Case { token: token.expose().to_owned(), said, ..case.clone() }, mint)
}

/// A good token with other keys.
pub fn with_keys(case: &KeySetCase, mint: &Mint) -> Complaint {
    let evidence = evidence(&case.token, CloudId::Commercial, &case.body, mint);
    complaint(&case.name, case.why, case.said, &evidence)
}

/// The context of a paste: everything named.
pub fn context(cloud: CloudId, mint: &Mint) -> Context {
    let asked = asked(cloud);
    Context {
        cloud: Cloud::real(cloud).expect("a real cloud"),
        app: asked.app_id,
        tenant: asked.tenant,
        wanted: asked.wanted,
        ..Context::at(mint.now)
    }
}

/// A token in the paste box: what it says without any keys, where it is found to be a token at all.
pub fn explained(case: &Case, mint: &Mint) -> Complaint {
    let told = explain(&case.token, &context(case.cloud, mint));
    let whole = token_in(&case.token).is_some_and(|found| found.expose() == case.token);
    let Parts::Token { evidence, judgement } = &told.parts else {
        let right = told.kind == Kind::Unrecognised && !whole;
        return (!right).then(|| format!("{}: explained as {}", case.name, told.kind.id()));
    };
    let expected = case.said.offline();
    if judgement.verdict == Verdict::Connected || whole && judgement.cause != Some(expected) {
        return Some(format!(
            "{}: explained as {} instead of {}",
            case.name,
            self::told(judgement),
            expected.id()
        ));
    }
    leak(case, evidence).or_else(|| leaks(case, &told.raw))
}

/// Whether a piece of the token is in what is kept and shown.
fn leak(case: &Case, evidence: &Evidence) -> Complaint {
    leaks(case, &serde_json::to_string(evidence).expect("evidence"))
}

fn leaks(case: &Case, shown: &str) -> Complaint {
    let pieces = case.token.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    // Ids of keys and tokens are shown, so only what is as long as a part of a token counts.
    let piece = pieces.filter(|piece| piece.len() >= 200).find(|piece| shown.contains(&piece[..200]))?;
    Some(format!("{}: {}… is shown again", case.name, &piece[..20]))
}
