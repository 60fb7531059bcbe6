//! Real keys, made for one run, and tokens signed with them.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::ids::TenantId;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// The customer.
pub const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
/// Somebody else.
pub const OTHER_TENANT: &str = "5e2f0b61-9c0d-4f7a-8a55-7c1d94e2b308";
/// The partner's app.
pub const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
/// Another app.
pub const OTHER_APP: &str = "0b7c5a94-1f3e-4d6b-b0a8-92e4f7d1c35a";
/// The published key's id, in the shape of Entra's.
pub const KID: &str = "kWnQf3ZbT0x1r8yUe5sVh2LpJ9A";
/// Another published key's.
pub const NEXT_KID: &str = "Xc4vB7nM2qW9eR5tY1uI8oP3aSd";

/// A key that signs.
#[derive(Debug)]
pub struct Signer {
    pair: KeyPair,
}

impl Signer {
    fn new() -> Self {
        Self { pair: KeyPair::generate(KeySize::Rsa2048).expect("an RSA key") }
    }

    /// The bare signature.
    pub fn signature(&self, method: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(method, &SystemRandom::new(), message, &mut signature).expect("a signature");
        signature
    }

    /// The modulus.
    pub fn modulus(&self) -> Vec<u8> {
        self.pair.public_key().modulus().big_endian_without_leading_zero().to_vec()
    }

    /// The public key as PKCS#1 (`RSAPublicKey`) in DER form.
    pub fn pkcs1(&self) -> Vec<u8> {
        self.pair.public_key().as_ref().to_vec()
    }

    /// The published form, in the order of Entra's members.
    pub fn jwk(&self, kid: &str) -> Value {
        let exponent = self.pair.public_key().exponent().big_endian_without_leading_zero().to_vec();
        json!({
            "kty": "RSA", "use": "sig", "kid": kid, "x5t": kid,
            "n": encoded(&self.modulus()), "e": encoded(&exponent),
        })
    }

    /// A token as it should be.
    pub fn token(&self, header: &Value, payload: &Value) -> String {
        self.token_of(header.to_string().as_bytes(), payload.to_string().as_bytes())
    }

    /// A token around any bytes.
    pub fn token_of(&self, header: &[u8], payload: &[u8]) -> String {
        let message = message(header, payload);
        let signature = self.signature(&RSA_PKCS1_SHA256, message.as_bytes());
        format!("{message}.{}", encoded(&signature))
    }
}

/// What is signed.
pub fn message(header: &[u8], payload: &[u8]) -> String {
    format!("{}.{}", encoded(header), encoded(payload))
}

/// Base64url without padding.
pub fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("a hexadecimal digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A token's three parts.
pub fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().expect("three parts")
}

/// Makes tokens.
#[derive(Debug)]
pub struct Mint {
    /// Signs as Microsoft does.
    pub published: Signer,
    /// Published beside it.
    pub next: Signer,
    /// Nobody knows it.
    pub stranger: Signer,
    /// The moment for which tokens are made.
    pub now: OffsetDateTime,
}

impl Mint {
    /// With new keys.
    pub fn new(now: OffsetDateTime) -> Self {
        Self { published: Signer::new(), next: Signer::new(), stranger: Signer::new(), now }
    }

    /// So many seconds from now.
    pub fn at(&self, seconds: i64) -> i64 {
        self.now.unix_timestamp() + seconds
    }

    /// The header of a good token.
    pub fn header(&self) -> Value {
        json!({"typ": "JWT", "alg": "RS256", "x5t": KID, "kid": KID})
    }

    /// The claims of a good 1.0 token of the commercial cloud, as those of published real ones.
    pub fn claims(&self) -> Value {
        self.claims_in(CloudId::Commercial)
    }

    /// Likewise of any cloud.
    pub fn claims_in(&self, cloud: CloudId) -> Value {
        let cloud = Cloud::real(cloud).expect("a real cloud");
        let issuer = cloud.issuer_v1(tenant());
        json!({
            "aud": cloud.audience(), "iss": issuer,
            "iat": self.at(-300), "nbf": self.at(-300), "exp": self.at(3600),
            "aio": "k2RgYPjb8VN9y6dXkxQqFvDXb9n7BQA=", "app_displayname": "Northwind MDR",
            "appid": APP, "appidacr": "1", "idp": issuer,
            "oid": "7d3f1c6a-0e2b-4a5d-9c8f-1b2a3d4e5f60", "rh": "1.AQwAo3cOHcZSD0uPOWpMCxKQrw.",
            "roles": ["Alert.Read.All", "Machine.Read.All"], "sub": "7d3f1c6a-0e2b-4a5d-9c8f-1b2a3d4e5f60",
            "tenant_region_scope": "EU", "tid": TENANT, "uti": "mG5jvYl0jU2cWb8x7QkAAA", "ver": "1.0",
        })
    }

    /// The claims of a good 2.0 token.
    pub fn claims_v2_in(&self, cloud: CloudId) -> Value {
        let mut claims = self.claims_in(cloud);
        let cloud = Cloud::real(cloud).expect("a real cloud");
        claims["iss"] = json!(cloud.issuer_v2(tenant()));
        claims["aud"] = json!("fc780465-2017-40d4-a0c5-307022471b92");
        claims["ver"] = json!("2.0");
        claims["azp"] = claims["appid"].take();
        claims["azpacr"] = claims["appidacr"].take();
        without(without(without(claims, "appid"), "appidacr"), "idp")
    }

    /// A good token.
    pub fn good(&self) -> String {
        self.published.token(&self.header(), &self.claims())
    }

    /// A good 2.0 token.
    pub fn good_v2(&self) -> String {
        self.published.token(&self.header(), &self.claims_v2_in(CloudId::Commercial))
    }

    /// The keys that Microsoft publishes for tokens of a version.
    pub fn keys(&self, cloud: CloudId, second: bool) -> Vec<u8> {
        let mut keys = [self.next.jwk(NEXT_KID), self.published.jwk(KID)];
        if second {
            let login = Cloud::real(cloud).expect("a real cloud").login_host().to_owned();
            for key in &mut keys {
                key["issuer"] = json!(format!("https://{login}/{{tenantid}}/v2.0"));
            }
        }
        json!({ "keys": keys }).to_string().into_bytes()
    }
}

/// The customer's tenant.
pub fn tenant() -> TenantId {
    TenantId::parse(TENANT).expect("a tenant")
}

/// An object with a member more, or another value of it.
pub fn with(mut object: Value, name: &str, value: impl Into<Value>) -> Value {
    object[name] = value.into();
    object
}

/// An object without a member.
pub fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().expect("an object").remove(name);
    object
}
