//! The keys that Microsoft publishes, and whether one of them signed a token. Nothing in the token chooses key or method.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/signing-key-rollover>.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use crate::evidence::{SignatureReading, TokenFacts};
use crate::ids::TenantId;

use super::UniqueObject;

const MOST_KEYS: usize = 1000;
/// The sets that Microsoft publishes have some thirty kilobytes.
const LONGEST_KEY_SET: usize = 1024 * 1024;
const TENANT_MARK: &str = "{tenantid}";

/// The published keys of a tenant.
#[derive(Debug, Clone)]
pub struct KeySet {
    keys: Vec<UniqueObject>,
    /// The tenant they are to serve and its 2.0 issuer; unknown, a token's own words are taken.
    serves: Option<(TenantId, String)>,
}

impl KeySet {
    /// No keys: enough to say what no key could change.
    pub fn none() -> Self {
        Self { keys: Vec::new(), serves: None }
    }

    /// Reads a key set: a JSON object of at most 1 MiB with at most 1,000 `keys`, objects all of them, and no member
    /// that counts named twice. `None` for anything else.
    pub fn parse(body: &[u8]) -> Option<Self> {
        /// Names of its own, since a `Value` keeps the last of two.
        #[derive(serde::Deserialize)]
        struct Document {
            keys: Vec<UniqueObject>,
        }
        if body.len() > LONGEST_KEY_SET {
            return None;
        }
        let Document { keys } = serde_json::from_slice(body).ok()?;
        (keys.len() <= MOST_KEYS).then_some(Self { keys, serves: None })
    }

    /// The same keys, held to sign for one tenant: a key whose `issuer` member names another is not used, whatever
    /// the token says of itself.
    #[must_use]
    pub fn serving(self, tenant: TenantId, issuer_v2: &str) -> Self {
        Self { serves: Some((tenant, issuer_v2.to_owned())), ..self }
    }

    /// Holds a token's signature against these keys. `facts` must have been read from this very token.
    /// Nothing in the token chooses key or method: the method is RS256, the key is the published one of that id.
    pub fn verify(&self, token: &str, facts: &TokenFacts) -> SignatureReading {
        if facts.nonce && facts.algorithm == "RS256" {
            return SignatureReading::NotForUs;
        }
        if let Some(refused) = refused_method(facts) {
            return SignatureReading::AlgorithmRefused { algorithm: refused };
        }
        let Some(key_id) = facts.key_id.clone() else { return SignatureReading::KeyUnknown { key_id: None } };
        let mut named =
            self.keys.iter().filter(|key| key.0.get("kid").and_then(Value::as_str) == Some(key_id.as_str()));
        let Some(key) = named.next() else { return SignatureReading::KeyUnknown { key_id: Some(key_id) } };
        let unfit = |why: &str| SignatureReading::KeyUnfit { key_id: key_id.clone(), why: why.to_owned() };
        if named.next().is_some() {
            return unfit("duplicate");
        }
        if let Some(why) = unfit_key(key, facts, self.serves.as_ref()) {
            return unfit(why);
        }
        let component = |name: &str| key.0.get(name).and_then(Value::as_str).unwrap_or_default();
        let Ok(decoding) = DecodingKey::from_rsa_components(component("n"), component("e")) else {
            return unfit("unreadable");
        };
        let Some((message, signature)) = token.rsplit_once('.') else {
            return SignatureReading::Invalid { key_id };
        };
        match jsonwebtoken::crypto::verify(signature, message.as_bytes(), &decoding, Algorithm::RS256) {
            Ok(true) => SignatureReading::Verified { key_id },
            Ok(false) | Err(_) => SignatureReading::Invalid { key_id },
        }
    }
}

/// The method or header member for which a token is refused before any key is looked at.
pub fn refused_method(facts: &TokenFacts) -> Option<String> {
    if facts.algorithm == "RS256" {
        facts.refused_members.first().cloned()
    } else {
        Some(facts.algorithm.clone())
    }
}

/// Why a published key must not be used, if it must not.
fn unfit_key(
    UniqueObject(key): &UniqueObject,
    facts: &TokenFacts,
    serves: Option<&(TenantId, String)>,
) -> Option<&'static str> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    if text("kty") != Some("RSA") {
        return Some("not-rsa");
    }
    let for_signing = key.get("use").is_none_or(|purpose| purpose == "sig")
        && key.get("alg").is_none_or(|alg| alg == "RS256")
        && key
            .get("key_ops")
            .is_none_or(|ops| ops.as_array().is_some_and(|ops| ops.iter().any(|op| op == "verify")));
    if !for_signing {
        return Some("not-for-signing");
    }
    let number = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
    let (Some(modulus), Some(exponent)) = (number("n"), number("e")) else { return Some("unreadable") };
    let bits = |bytes: &[u8]| {
        let significant: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
        significant.first().map_or(0, |first| significant.len() * 8 - first.leading_zeros() as usize)
    };
    if bits(&modulus) < 2048 {
        return Some("too-short");
    }
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|last| last % 2 == 1);
    if bits(&modulus) > 8192 || !odd(&modulus) {
        return Some("unreadable");
    }
    if !odd(&exponent) || bits(&exponent) < 2 || bits(&exponent) > 64 {
        return Some("exponent");
    }
    let signs = match key.get("issuer") {
        None => true,
        Some(issuer) => issuer.as_str().is_some_and(|issuer| may_sign_for(issuer, facts, serves)),
    };
    (!signs).then_some("other-tenant")
}

/// Whether a key's `issuer` member allows it to sign for the tenant. The set for 1.0 tokens has no such member;
/// where a 1.0 token meets one, only a fixed one can speak against it.
fn may_sign_for(key_issuer: &str, facts: &TokenFacts, serves: Option<&(TenantId, String)>) -> bool {
    let claimed = facts.tenant_id.as_deref().unwrap_or_default();
    let (tenant, issuer) = serves.map_or_else(
        || (claimed.to_owned(), facts.issuer.clone()),
        |(tenant, issuer)| (tenant.to_string(), issuer.clone()),
    );
    let fixed = !key_issuer.contains(TENANT_MARK);
    match (facts.version.as_str(), fixed) {
        ("2.0", _) => key_issuer.replace(TENANT_MARK, &tenant).eq_ignore_ascii_case(&issuer),
        (_, true) => {
            !tenant.is_empty() && key_issuer.split('/').any(|segment| segment.eq_ignore_ascii_case(&tenant))
        }
        (_, false) => true,
    }
}
