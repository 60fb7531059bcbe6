//! Certificates for the server and signatures for its tokens, made anew for each run.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyUsagePurpose};
use serde_json::{Value, json};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A root that signs server certificates.
pub struct Authority {
    /// What it calls itself.
    pub name: &'static str,
    pub der: Vec<u8>,
    pub pem: String,
    issuer: Issuer<'static, rcgen::KeyPair>,
}

impl Authority {
    pub fn new() -> Self {
        Self::named("Contoso Traffic Inspection CA")
    }

    pub fn named(name: &'static str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            name,
            der: certificate.der().to_vec(),
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A server certificate for these names, good for the usual time.
    pub fn serving(&self, names: &[&str]) -> TlsAcceptor {
        self.serving_between(names, 2020, 2096)
    }

    /// A server certificate that is good from the beginning of one year to the end of another.
    pub fn serving_between(&self, names: &[&str], from: i32, to: i32) -> TlsAcceptor {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = server(names, from, to).signed_by(&key, &self.issuer).unwrap();
        TlsAcceptor::from(Arc::new(config(&certificate, &key)))
    }

    /// As [`Authority::serving`], for clients that speak HTTP/2.
    pub fn serving_http2(&self, names: &[&str]) -> TlsAcceptor {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = server(names, 2020, 2096).signed_by(&key, &self.issuer).unwrap();
        let mut config = config(&certificate, &key);
        config.alpn_protocols = vec![b"h2".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A server whose certificate nobody but itself signed.
pub fn self_signed(names: &[&str]) -> TlsAcceptor {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = server(names, 2020, 2096);
    params.distinguished_name.push(DnType::CommonName, "Router");
    TlsAcceptor::from(Arc::new(config(&params.self_signed(&key).unwrap(), &key)))
}

fn server(names: &[&str], from: i32, to: i32) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_before = rcgen::date_time_ymd(from, 1, 1);
    params.not_after = rcgen::date_time_ymd(to, 12, 31);
    params
}

fn config(certificate: &rcgen::Certificate, key: &rcgen::KeyPair) -> ServerConfig {
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap()
}

/// A key that signs tokens.
pub struct Signer(KeyPair);

/// The key that the stand-in publishes, and one that it does not.
pub static PUBLISHED: LazyLock<Signer> = LazyLock::new(Signer::new);
pub static STRANGER: LazyLock<Signer> = LazyLock::new(Signer::new);

impl Signer {
    fn new() -> Self {
        Self(KeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    pub fn sign(&self, header: &Value, payload: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap());
        let message = format!("{}.{}", part(header), part(payload));
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = aws_lc_rs::rand::SystemRandom::new();
        self.0
            .sign(&aws_lc_rs::signature::RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)
            .unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    pub fn jwk(&self, kid: &str) -> Value {
        let public = self.0.public_key();
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "kty": "RSA", "use": "sig", "kid": kid,
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "e": number(public.exponent().big_endian_without_leading_zero()),
        })
    }
}
