//! The server's side of a tenant at which everything is well: what a request asks for, and what it is answered.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::authority::PUBLISHED;
use crate::hurry::START;
use crate::stand_in::{Act, Answer, Seen};

pub const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
pub const OTHER_TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
pub const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
/// With every sign that some encoding spells differently.
pub const SECRET: &str = "Zq8~ca+na/ry=.7_-x<&>\"8Qd";

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Metadata for 1.0 tokens.
    Metadata,
    /// Metadata for 2.0 tokens.
    Metadata2,
    /// A token.
    Token,
    /// Keys, of either version.
    Keys,
    /// The API.
    Call,
    /// Anything else.
    Elsewhere,
}

impl Place {
    pub fn of(seen: &Seen) -> Self {
        let path = seen.path.as_str();
        match path {
            _ if path.starts_with("/api/") => Place::Call,
            _ if path.ends_with("/v2.0/.well-known/openid-configuration") => Place::Metadata2,
            _ if path.ends_with("/.well-known/openid-configuration") => Place::Metadata,
            _ if seen.method == "POST" && path.ends_with("/token") => Place::Token,
            _ if path.ends_with("/keys") => Place::Keys,
            _ => Place::Elsewhere,
        }
    }
}

/// A request, with what a script needs to answer it.
pub struct Asked<'a> {
    pub place: Place,
    /// Which request to this place it is, from 1.
    pub nth: usize,
    pub seen: &'a Seen,
    /// `https://host[:port]` of the stand-in.
    pub base: String,
}

pub fn header() -> Value {
    json!({"typ": "JWT", "alg": "RS256", "kid": "k1", "x5t": "k1"})
}

/// The claims of a good 1.0 token.
pub fn claims(base: &str) -> Value {
    let now = START.unix_timestamp();
    json!({
        "aud": "https://api.securitycenter.microsoft.com", "iss": format!("{base}/{TENANT}/"),
        "iat": now - 300, "nbf": now - 300, "exp": now + 3600, "appid": APP, "appidacr": "1",
        "oid": "o", "sub": "o", "roles": ["Alert.Read.All"], "tid": TENANT, "uti": "u", "ver": "1.0",
    })
}

pub fn metadata(base: &str) -> Value {
    json!({
        "issuer": format!("{base}/{TENANT}/"), "jwks_uri": format!("{base}/common/discovery/keys"),
        "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com",
    })
}

pub fn token_answer(token: &str) -> Act {
    Answer::json(200, &json!({"token_type": "Bearer", "expires_in": 3599, "access_token": token})).into()
}

pub fn keys_answer(keys: &[Value]) -> Act {
    Answer::json(200, &json!({ "keys": keys })).into()
}

/// What a tenant at which everything is well answers.
pub fn well(asked: &Asked) -> Act {
    let base = asked.base.as_str();
    match asked.place {
        Place::Metadata => Answer::json(200, &metadata(base)).into(),
        Place::Metadata2 => {
            let mut document = metadata(base);
            document["issuer"] = json!(format!("{base}/{TENANT}/v2.0"));
            document["jwks_uri"] = json!(format!("{base}/{TENANT}/discovery/v2.0/keys"));
            Answer::json(200, &document).into()
        }
        Place::Token => token_answer(&PUBLISHED.sign(&header(), &claims(base))),
        Place::Keys => keys_answer(&[PUBLISHED.jwk("k0"), PUBLISHED.jwk("k1")]),
        Place::Call => Answer::json(200, &json!({"value": []})).into(),
        Place::Elsewhere => Answer::json(404, &json!({})).into(),
    }
}

/// Whatever the server does not spoil is [`well`].
pub fn script(
    spoil: impl Fn(&Asked) -> Option<Act> + Send + Sync + 'static,
    base: impl Fn(u16) -> String + Send + Sync + 'static,
) -> impl Fn(&Seen, u16) -> Act + Send + Sync + 'static {
    let counts = Mutex::new(BTreeMap::new());
    move |seen, port| {
        let place = Place::of(seen);
        let nth = {
            let mut counts = counts.lock().unwrap();
            let nth = counts.entry(place).or_insert(0_usize);
            *nth += 1;
            *nth
        };
        let asked = Asked { place, nth, seen, base: base(port) };
        spoil(&asked).unwrap_or_else(|| well(&asked))
    }
}
