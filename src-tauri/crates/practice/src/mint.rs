//! Makes tokens as Defender's are: version 1.0, whichever address they were asked for at.
//!
//! The claims are those of two published real tokens (2022 and 2024; see `claims.json` in the design catalogue):
//! valid from five minutes ago, for 3,900 seconds in all, no `idtyp`.

use std::collections::BTreeSet;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use consentry_onboarding::permission::Permission;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

use crate::clock;
use crate::directory::{App, Directory};
use crate::facts::NEIGHBOUR_URI;
use crate::metadata::REGION;
use crate::shelf::{self, Fault, Scenario};

/// Seconds between `nbf` and the moment of issue.
const HEAD_START: i64 = 300;
/// Seconds between `nbf` and `exp`.
const LIFETIME: i64 = 3_900;
/// How long ago a spoiled token expired, in seconds: far beyond any tolerance for clocks.
const EXPIRED_SINCE: i64 = 7_200;
/// In how many seconds a token begins that came too early.
const EARLY_BY: i64 = 3_600;
/// A tenant that nobody has.
const NOBODYS_TENANT: &str = "00b0d1e5-7a4e-4c3f-9d28-b61f05e8a7c4";
/// Another app of the partner's, which nobody asked for.
const OTHER_APP: &str = "5b0e2c91-6d7f-4a38-8e14-c9d3f7a0b265";

/// A token and what the answer around it says.
pub(crate) struct Minted {
    pub(crate) token: String,
    pub(crate) not_before: i64,
    pub(crate) expires: i64,
    /// Seconds left; never negative, as Entra would not say so either.
    pub(crate) seconds: i64,
}

/// Issues a token for an app in a tenant, spoiled as the tenant's scenario has it.
pub(crate) fn mint(
    directory: &Directory,
    tenant: &Scenario,
    app: &App,
    audience: &str,
    roles: &BTreeSet<Permission>,
) -> Result<Minted, jsonwebtoken::errors::Error> {
    let fault = tenant.behaviour.fault;
    let now = clock::now(tenant).unix_timestamp();
    let not_before = match fault {
        Fault::ExpiredToken => now - EXPIRED_SINCE - LIFETIME,
        Fault::EarlyToken => now + EARLY_BY,
        _ => now - HEAD_START,
    };
    let expires = not_before + LIFETIME;
    let audience = if fault == Fault::WrongAudience { NEIGHBOUR_URI } else { audience };
    let named = match fault {
        Fault::OtherTenant => shelf::shelf()[0].tenant_id,
        _ => tenant.tenant_id,
    };
    let issuer = match fault {
        Fault::OtherIssuer => directory.names().issuer_v1(NOBODYS_TENANT),
        _ => directory.names().issuer_v1(&named.to_string()),
    };
    let object = object_id(tenant, app);
    let mut claims = json!({
        "aud": audience,
        "iss": issuer,
        "iat": not_before,
        "nbf": not_before,
        "exp": expires,
        "aio": random(42),
        "app_displayname": app.name,
        "appid": app.id,
        "appidacr": "1",
        "idp": issuer,
        "oid": object,
        "rh": format!("1.{}.", random(38)),
        "sub": object,
        "tenant_region_scope": REGION,
        "tid": named,
        "uti": random(16),
        "ver": "1.0",
    });
    if fault == Fault::OtherApp {
        claims["appid"] = OTHER_APP.into();
    }
    if fault == Fault::UserToken {
        claims["scp"] = "Alert.Read Machine.Read".into();
        claims["upn"] = format!("admin@{}", tenant.domain).into();
    } else if !roles.is_empty() {
        claims["roles"] = roles.iter().map(Permission::as_str).collect::<Value>();
    }

    let keys = directory.keys();
    let (named, signs) = match fault {
        Fault::KeyUnknown => (&keys.unpublished, &keys.unpublished),
        Fault::SignatureInvalid => (&keys.current, &keys.unpublished),
        _ => (&keys.current, &keys.current),
    };
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(named.kid.clone());
    header.x5t = Some(named.kid.clone());
    let token = match fault {
        Fault::OpaqueToken => random(48),
        Fault::SharedKey => {
            header.alg = Algorithm::HS256;
            encode(&header, &claims, &EncodingKey::from_secret(random(32).as_bytes()))?
        }
        _ => encode(&header, &claims, &signs.private)?,
    };
    Ok(Minted { token, not_before, expires, seconds: (expires - now - 1).max(0) })
}

/// The app's service principal in a tenant: always the same there, another one elsewhere.
fn object_id(tenant: &Scenario, app: &App) -> Uuid {
    let both = format!("{}/{}", tenant.tenant_id, app.id);
    let hash = digest::digest(&digest::SHA256, both.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// So many random bytes as base64url. A failing random source leaves zeros, which harm nobody here: these claims
/// are decoration.
fn random(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    if let Err(problem) = aws_lc_rs::rand::fill(&mut buffer) {
        tracing::warn!(%problem, "no randomness for a token's decoration");
    }
    URL_SAFE_NO_PAD.encode(buffer)
}
