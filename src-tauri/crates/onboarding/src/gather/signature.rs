//! Holds a token's signature against the tenant's published keys: which address names them, when those of a while ago
//! will do, and when the address is asked again.

use url::Url;

use crate::cloud::Cloud;
use crate::evidence::{FailureKind, Flow, SignatureReading, Step, TokenFacts};
use crate::ids::TenantRef;
use crate::secret::AccessToken;
use crate::token;

use super::failure::plain;
use super::reading::Metadata;
use super::retry;
use super::steps::{Asker, split};

/// Holds a token against the keys that the metadata names, as far as its own header leaves anything to be held.
pub(super) async fn verified(
    asker: &mut Asker<'_>,
    cloud: &Cloud,
    metadata: &Metadata,
    token: &AccessToken,
    facts: &TokenFacts,
) -> Step<SignatureReading> {
    if needs_no_key(facts) {
        let value = token::KeySet::none().verify(token.expose(), facts);
        return Step::Answered { took_ms: 0, value };
    }
    let address = if facts.version == "1.0" {
        metadata.keys.clone()
    } else {
        // Tokens of version 2.0 are held against the keys that the 2.0 metadata names.
        let tenant = TenantRef::Id(metadata.found.tenant_id);
        match asker.metadata(&tenant, Flow::V2).await {
            Step::Answered { value, .. } => value.keys,
            other => return split(other, |_| (SignatureReading::KeyUnknown { key_id: None }, ())).0,
        }
    };
    let Some(address) = address else {
        let failure =
            plain(FailureKind::UnexpectedReply, "the metadata names no keys at the sign-in service");
        return Step::Failed { took_ms: 0, failure };
    };
    let tenant = metadata.found.tenant_id;
    let issuer = cloud.issuer_v2(tenant);
    let held = |keys: token::KeySet| keys.serving(tenant, &issuer).verify(token.expose(), facts);
    held_against_keys(asker, address, &held).await
}

/// Holds a token against the keys at an address. Keys from a while ago can only prove: to say that a signature is
/// wrong or its key unknown, the address is asked.
async fn held_against_keys(
    asker: &mut Asker<'_>,
    address: Url,
    held: &(dyn Fn(token::KeySet) -> SignatureReading + Sync),
) -> Step<SignatureReading> {
    let proves = |reading: &SignatureReading| matches!(reading, SignatureReading::Verified { .. });
    let kept = asker.kept_keys();
    let first = if let Some(keys) = kept.fresh(&address) {
        let reading = held(keys);
        if proves(&reading) {
            return Step::Answered { took_ms: 0, value: reading };
        }
        Step::Answered { took_ms: 0, value: reading }
    } else {
        let answer = asker.keys(address.clone(), false).await;
        let (step, keys) = split(answer, |keys| (held(keys.clone()), keys));
        if let Some(keys) = keys {
            kept.keep(&address, &keys, false);
        }
        match &step {
            Step::Answered { value: SignatureReading::KeyUnknown { .. }, .. } => step,
            Step::Refused { took_ms, .. } | Step::Failed { took_ms, .. } => {
                let known = kept.stand_in(&address).map(held).filter(proves);
                return known.map_or(step.clone(), |value| Step::Answered { took_ms: *took_ms, value });
            }
            _ => return step,
        }
    };
    if !kept.may_look_past_caches(&address) {
        return first;
    }
    // Keys roll at any time: one look past every cache, then it is said.
    let answer = asker.keys(address.clone(), true).await;
    let (again, keys) = split(answer, |keys| (held(keys.clone()), keys));
    if let Some(keys) = keys {
        kept.keep(&address, &keys, true);
    }
    match &again {
        // Whoever answers, but not with keys, leaves what the first look said. Where nobody answers, nobody knows.
        Step::Refused { refusal, .. } if !retry::passes(refusal.status) => first,
        Step::Failed { failure, .. } if failure.kind == FailureKind::UnexpectedReply => first,
        _ => again,
    }
}

/// Whether the token's own header settles the matter, so that no key need be asked for.
pub(super) fn needs_no_key(facts: &TokenFacts) -> bool {
    facts.nonce || token::refused_method(facts).is_some()
}
