//! Reads a signed token strictly; [`keys`] holds its signature against those that Microsoft publishes.
//!
//! Microsoft advises clients to treat such tokens as opaque and let the API decide; this is diagnosis, and the
//! API still decides (the last check is a real call). What is read follows a profile of our own, since the
//! library's defaults accept missing issuers, unknown `crit` members and tokens of any length: RS256 only,
//! 64 KiB at most, strict base64url, no duplicate members, every claim of its one right type.
//!
//! Sources: RFC 8725; <https://learn.microsoft.com/entra/identity-platform/access-tokens>.

mod keys;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;

use crate::answer;
use crate::evidence::{TokenFacts, TokenProblem, TokenReading};
use crate::ids;
use crate::permission::Permission;
use crate::secret::ClientSecret;

pub use keys::{KeySet, refused_method};

const LONGEST_TOKEN: usize = 64 * 1024;
const LONGEST_HEADER: usize = 4 * 1024;
const LONGEST_KEY_ID: usize = 128;
/// Longest text of a claim that is kept.
const LONGEST_CLAIM: usize = 512;
const MOST_ROLES: usize = 500;
/// Times beyond the year 5138 are not times.
const LATEST_TIME: i64 = 100_000_000_000;

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

#[cfg(test)]
mod tests;
