//! Reads a signed token strictly and holds its signature against published keys.
//!
//! Microsoft advises clients to treat such tokens as opaque and let the API decide; this is diagnosis, and the
//! API still decides (the last check is a real call). What is read follows a profile of our own, since the
//! library's defaults accept missing issuers, unknown `crit` members and tokens of any length: RS256 only,
//! 64 KiB at most, strict base64url, no duplicate members, every claim of its one right type.
//!
//! Sources: RFC 8725; <https://learn.microsoft.com/entra/identity-platform/access-tokens>;
//! <https://learn.microsoft.com/entra/identity-platform/signing-key-rollover>.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;

use crate::answer;
use crate::evidence::{SignatureReading, TokenFacts, TokenProblem, TokenReading};
use crate::ids::{self, TenantId};
use crate::permission::Permission;
use crate::secret::ClientSecret;

const LONGEST_TOKEN: usize = 64 * 1024;
const LONGEST_HEADER: usize = 4 * 1024;
const LONGEST_KEY_ID: usize = 128;
/// Longest text of a claim that is kept.
const LONGEST_CLAIM: usize = 512;
const MOST_ROLES: usize = 500;
const MOST_KEYS: usize = 1000;
/// The sets that Microsoft publishes have some thirty kilobytes.
const LONGEST_KEY_SET: usize = 1024 * 1024;
/// Times beyond the year 5138 are not times.
const LATEST_TIME: i64 = 100_000_000_000;
const TENANT_MARK: &str = "{tenantid}";

/// A JSON object whose members all have different names; `serde_json` would keep the last of two.
#[derive(Debug, Clone)]
struct UniqueObject(BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for UniqueObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = BTreeMap<String, Value>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("a member is named twice"));
                    }
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Members).map(Self)
    }
}

impl UniqueObject {
    fn text(&self, name: &str) -> Result<Option<String>, TokenProblem> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(TokenProblem::IllTyped { claim: name.to_owned() }),
        }
    }

    /// A text that something is decided by. What is not shown of it would be taken out of evidence before anybody
    /// compares, so it must not be there to begin with.
    fn exact(&self, name: &str) -> Result<Option<String>, TokenProblem> {
        match self.text(name)? {
            Some(text) if text.contains(answer::is_unseen) => {
                Err(TokenProblem::IllTyped { claim: name.to_owned() })
            }
            text => Ok(text),
        }
    }

    fn needed(&self, name: &str) -> Result<String, TokenProblem> {
        self.exact(name)?.ok_or_else(|| TokenProblem::Missing { claim: name.to_owned() })
    }

    fn time(&self, name: &str) -> Result<Option<i64>, TokenProblem> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => match value.as_i64() {
                Some(seconds) if (0..LATEST_TIME).contains(&seconds) => Ok(Some(seconds)),
                _ => Err(TokenProblem::IllTyped { claim: name.to_owned() }),
            },
        }
    }

    fn roles(&self) -> Result<BTreeSet<Permission>, TokenProblem> {
        let ill_typed = || TokenProblem::IllTyped { claim: "roles".to_owned() };
        match self.0.get("roles") {
            None => Ok(BTreeSet::new()),
            Some(Value::Array(items)) if items.len() <= MOST_ROLES => items
                .iter()
                .map(|item| {
                    let text = item.as_str().ok_or_else(ill_typed)?;
                    // Blanks are cut off what a person types; in a token they make another name.
                    Permission::parse(text).ok().filter(|role| role.as_str() == text).ok_or_else(ill_typed)
                })
                .collect(),
            Some(_) => Err(ill_typed()),
        }
    }

    fn named<'a>(&self, names: &[&'a str]) -> Vec<String> {
        names
            .iter()
            .filter(|name| self.0.contains_key(**name))
            .map(|name: &&'a str| (*name).to_owned())
            .collect()
    }
}

/// Reads a token's claims; the signature is not looked at yet.
pub fn read(token: &str) -> TokenReading {
    match facts(token) {
        Ok(mut facts) => {
            // Control characters and endless texts have no place in evidence, nor has a token within a token.
            tidy(&mut facts, |text| one_line(text, None));
            TokenReading::Readable { facts: Box::new(facts) }
        }
        Err(problem) => TokenReading::Unreadable { problem },
    }
}

/// Reads a token that a service has just issued for this secret, which is taken out of whatever claim might repeat
/// it: evidence holds none.
pub fn read_received(token: &str, secret: &ClientSecret) -> TokenReading {
    match read(token) {
        TokenReading::Readable { mut facts } => {
            tidy(&mut facts, |text| one_line(text, Some(secret)));
            TokenReading::Readable { facts }
        }
        unreadable @ TokenReading::Unreadable { .. } => unreadable,
    }
}

/// A claim as it is kept: one line of it, without what could be a credential.
fn one_line(text: &str, secret: Option<&ClientSecret>) -> String {
    answer::redact(text, secret.map(ClientSecret::expose), LONGEST_CLAIM).replace('\n', " ")
}

/// Rewrites every text of a token that is kept.
fn tidy(facts: &mut TokenFacts, clean: impl Fn(&str) -> String) {
    for text in [&mut facts.algorithm, &mut facts.version, &mut facts.issuer, &mut facts.audience] {
        *text = clean(text);
    }
    let optional = [
        &mut facts.key_id,
        &mut facts.typ,
        &mut facts.tenant_id,
        &mut facts.app_id,
        &mut facts.credential_kind,
        &mut facts.scopes,
        &mut facts.id_type,
        &mut facts.object_id,
        &mut facts.subject,
        &mut facts.app_name,
        &mut facts.region,
        &mut facts.token_id,
    ];
    for text in optional.into_iter().flatten() {
        *text = clean(text);
    }
}

fn facts(token: &str) -> Result<TokenFacts, TokenProblem> {
    if token.len() > LONGEST_TOKEN {
        return Err(TokenProblem::TooLong);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header_part, payload_part, signature_part] = parts[..] else {
        return Err(if parts.len() == 5 {
            TokenProblem::Encrypted
        } else {
            TokenProblem::NotThreeParts { parts: parts.len() }
        });
    };
    if header_part.len() > LONGEST_HEADER {
        return Err(TokenProblem::TooLong);
    }
    let header = object(header_part, "header")?;
    let payload = object(payload_part, "payload")?;
    let algorithm = header.needed("alg")?;
    // Without a signature there is nothing to decode; `none` is told apart from a token cut short by its `alg`.
    let unsigned = signature_part.is_empty();
    if (unsigned && algorithm == "RS256") || URL_SAFE_NO_PAD.decode(signature_part).is_err() {
        return Err(TokenProblem::NotBase64Url { part: "signature".to_owned() });
    }
    let typ = header.exact("typ")?;
    if typ.as_deref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        return Err(TokenProblem::IllTyped { claim: "typ".to_owned() });
    }
    let key_id = header.exact("kid")?;
    if key_id.as_deref().is_some_and(|kid| kid.is_empty() || kid.len() > LONGEST_KEY_ID) {
        return Err(TokenProblem::IllTyped { claim: "kid".to_owned() });
    }
    let version = payload.needed("ver")?;
    if version != "1.0" && version != "2.0" {
        return Err(TokenProblem::IllTyped { claim: "ver".to_owned() });
    }
    let (app_claim, proof_claim) = if version == "1.0" { ("appid", "appidacr") } else { ("azp", "azpacr") };
    // Which claim counts follows from the version, but neither may be ill-typed, and two apps in one token are one
    // too many.
    for claim in ["appidacr", "azpacr"] {
        payload.exact(claim)?;
    }
    if let (Some(first), Some(second)) = (payload.exact("appid")?, payload.exact("azp")?)
        && !first.eq_ignore_ascii_case(&second)
    {
        return Err(TokenProblem::IllTyped { claim: app_claim.to_owned() });
    }
    let tenant_id = payload.exact("tid")?;
    // Only the plain form: braces, quotes and blanks are what people paste, not what Entra writes.
    if tenant_id.as_deref().is_some_and(|tenant| tenant.len() != 36 || !ids::is_guid(tenant)) {
        return Err(TokenProblem::IllTyped { claim: "tid".to_owned() });
    }
    Ok(TokenFacts {
        algorithm,
        key_id,
        typ,
        refused_members: header.named(&["crit", "zip", "b64", "enc"]),
        ignored_members: header.named(&["jku", "x5u", "jwk", "x5c"]),
        nonce: header.0.contains_key("nonce"),
        issuer: payload.needed("iss")?,
        audience: payload.needed("aud")?,
        tenant_id,
        app_id: payload.text(app_claim)?,
        credential_kind: payload.text(proof_claim)?,
        roles: payload.roles()?,
        scopes: payload.text("scp")?,
        id_type: payload.exact("idtyp")?,
        object_id: payload.text("oid")?,
        subject: payload.text("sub")?,
        expires: payload.time("exp")?.ok_or_else(|| TokenProblem::Missing { claim: "exp".to_owned() })?,
        not_before: payload.time("nbf")?,
        issued: payload.time("iat")?,
        app_name: payload.text("app_displayname")?,
        region: payload.text("tenant_region_scope")?,
        token_id: payload.text("uti")?,
        user_claims: payload.named(&["upn", "unique_name", "preferred_username", "name", "amr", "acct"]),
        version,
    })
}

fn object(part: &str, name: &str) -> Result<UniqueObject, TokenProblem> {
    let bytes =
        URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenProblem::NotBase64Url { part: name.to_owned() })?;
    if bytes.is_empty() {
        return Err(TokenProblem::NotBase64Url { part: name.to_owned() });
    }
    serde_json::from_slice(&bytes).map_err(|_| TokenProblem::NotJson { part: name.to_owned() })
}

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

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
