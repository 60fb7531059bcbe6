//! The keys that sign practice tokens: two published ones and one that never is. Made at start, kept in memory.

use std::io;

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use rcgen::{CertificateParams, DistinguishedName, DnType, PKCS_RSA_SHA256};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::names::Names;

/// A key and what is published of it.
pub(crate) struct SigningKey {
    /// The key's id: as with Entra, SHA-1 of the certificate, which is also its `x5t`.
    pub(crate) kid: String,
    modulus: String,
    exponent: String,
    certificate: String,
    pub(crate) private: EncodingKey,
    public: DecodingKey,
}

/// All keys of a practice cloud.
pub(crate) struct SigningKeys {
    /// Signs tokens.
    pub(crate) current: SigningKey,
    /// Published beside it, as Entra publishes several; a rollover would use it next.
    pub(crate) next: SigningKey,
    /// In no published set.
    pub(crate) unpublished: SigningKey,
}

impl SigningKeys {
    pub(crate) fn make() -> io::Result<Self> {
        Ok(Self { current: SigningKey::make()?, next: SigningKey::make()?, unpublished: SigningKey::make()? })
    }

    /// The published key of this id, for the API to verify tokens with.
    pub(crate) fn published(&self, kid: &str) -> Option<&DecodingKey> {
        [&self.current, &self.next].into_iter().find(|key| key.kid == kid).map(|key| &key.public)
    }

    /// The key set of the 1.0 addresses.
    pub(crate) fn set_v1(&self) -> Value {
        json!({ "keys": [self.next.published_as(None), self.current.published_as(None)] })
    }

    /// The key set of the 2.0 addresses, whose keys name an issuer with a placeholder for the tenant.
    pub(crate) fn set_v2(&self, names: &Names) -> Value {
        let issuer = names.issuer_v2("{tenantid}");
        json!({ "keys": [self.next.published_as(Some(&issuer)), self.current.published_as(Some(&issuer))] })
    }
}

impl SigningKey {
    fn make() -> io::Result<Self> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(io::Error::other)?;
        let pkcs8 = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der>::as_der(&pair).map_err(io::Error::other)?;
        let certificate = certificate_of(pkcs8.as_ref())?;
        let thumbprint = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &certificate);
        let public = pair.public_key();
        let modulus = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let exponent = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        let pem = pem_of(pkcs8.as_ref());
        Ok(Self {
            kid: URL_SAFE_NO_PAD.encode(thumbprint),
            private: EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(io::Error::other)?,
            public: DecodingKey::from_rsa_components(&modulus, &exponent).map_err(io::Error::other)?,
            modulus,
            exponent,
            certificate: STANDARD.encode(&certificate),
        })
    }

    fn published_as(&self, issuer: Option<&str>) -> Value {
        let mut key = json!({
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": self.modulus,
            "e": self.exponent,
            "x5c": [self.certificate],
        });
        if let Some(issuer) = issuer {
            key["issuer"] = issuer.into();
        }
        key
    }
}

/// A self-signed certificate around the key, as Entra's have it; nobody is meant to trust it.
fn certificate_of(pkcs8: &[u8]) -> io::Result<Vec<u8>> {
    let der = tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer::from(pkcs8);
    let key =
        rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256).map_err(io::Error::other)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "accounts.accesscontrol.practice.invalid");
    params.not_before = OffsetDateTime::now_utc() - Duration::days(1);
    params.not_after = OffsetDateTime::now_utc() + Duration::days(5 * 365);
    Ok(params.self_signed(&key).map_err(io::Error::other)?.der().to_vec())
}

/// jsonwebtoken takes PKCS#8 as PEM only.
fn pem_of(pkcs8: &[u8]) -> String {
    let text = STANDARD.encode(pkcs8);
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    pem
}
