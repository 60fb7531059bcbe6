//! Whom this machine trusts: the system's own verifier, and every verdict is its verdict. Two things are added that
//! it leaves out: a certificate that is not trusted says who signed it, which tells a company's inspection from a
//! stranger's, and a clock that stands before 1970 makes certificates not valid yet instead of ending the program.

use std::sync::Arc;
use std::time::SystemTime;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
};

use crate::answer;

/// Longest name of an authority that is told, in bytes.
const LONGEST_NAME: usize = 80;

/// The system's trust store. Fails where there is none.
pub(super) fn of_the_system() -> Result<ClientConfig, rustls::Error> {
    let verifier = rustls_platform_verifier::Verifier::new(provider())?;
    config(Arc::new(verifier))
}

/// One authority and nobody else.
pub(super) fn of_one(authority: CertificateDer<'static>) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(authority)?;
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map_err(|problem| rustls::Error::General(problem.to_string()))?;
    config(verifier)
}

/// The certificate's signer is not one of those this machine trusts.
#[derive(Debug, thiserror::Error)]
#[error("the certificate is signed by {}, which is not trusted here", .0.as_deref().unwrap_or("somebody without a name"))]
pub(super) struct Stranger(pub Option<String>);

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

fn config(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_details(provider(), Arc::new(TheSystems))
        .with_safe_default_protocol_versions()?;
    let telling = Arc::new(Telling(verifier));
    let mut config = builder.dangerous().with_custom_certificate_verifier(telling).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The system's clock, wherever it stands; rustls' own takes for granted that it is past 1970.
#[derive(Debug)]
struct TheSystems;

impl TimeProvider for TheSystems {
    fn current_time(&self) -> Option<UnixTime> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Some(UnixTime::since_unix_epoch(since))
    }
}

/// Another verifier, which decides everything, made to tell whose signature it did not accept.
#[derive(Debug)]
struct Telling(Arc<dyn ServerCertVerifier>);

impl ServerCertVerifier for Telling {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verdict = self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        verdict.map_err(|error| match error {
            rustls::Error::InvalidCertificate(
                CertificateError::UnknownIssuer | CertificateError::BadSignature,
            ) => {
                let stranger = OtherError(Arc::new(Stranger(signer_of(end_entity))));
                rustls::Error::InvalidCertificate(CertificateError::Other(stranger))
            }
            other => other,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

/// The signer's name as it stands in a certificate: its common name, else its organisation. A stranger wrote it, so it
/// is cleaned and cut.
fn signer_of(certificate: &CertificateDer<'_>) -> Option<String> {
    const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    const ORGANISATION: &[u8] = &[0x55, 4, 10];
    let certificate = webpki::EndEntityCert::try_from(certificate).ok()?;
    let named =
        |kind| attribute(certificate.issuer(), kind).map(|text| answer::redact(&text, None, LONGEST_NAME));
    let clean = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    [COMMON_NAME, ORGANISATION].into_iter().filter_map(named).map(clean).find(|name| !name.is_empty())
}

/// The first attribute of this kind in a name: sets of pairs of a kind and a text.
fn attribute(name: &[u8], wanted: &[u8]) -> Option<String> {
    let mut sets = name;
    while let Some((_, set, rest)) = element(sets) {
        sets = rest;
        let mut pairs = set;
        while let Some((_, pair, rest)) = element(pairs) {
            pairs = rest;
            let (_, kind, value) = element(pair)?;
            let (tag, text, _) = element(value)?;
            if kind == wanted {
                return Some(text_of(tag, text));
            }
        }
    }
    None
}

fn text_of(tag: u8, bytes: &[u8]) -> String {
    const WIDE: u8 = 0x1e;
    if tag != WIDE {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// A tag, what it holds, and what comes after it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        ..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
        0x82 => (usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?])), rest.get(2..)?),
        _ => return None,
    };
    Some((tag, rest.get(..length)?, rest.get(length..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, DnType, Issuer, KeyPair};

    use super::*;

    /// A certificate whose signer goes by this name.
    fn signed_by(kind: &DnType, name: &str) -> CertificateDer<'static> {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(kind.clone(), name);
        let issuer = Issuer::new(params, KeyPair::generate().unwrap());
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["login.microsoftonline.com".to_owned()]).unwrap();
        leaf.signed_by(&key, &issuer).unwrap().der().clone()
    }

    #[test]
    fn a_signer_is_told_by_its_name_and_a_hostile_name_is_only_a_name() {
        let told = |kind, name: &str| signer_of(&signed_by(&kind, name));
        assert_eq!(told(DnType::CommonName, "Contoso Inspektion Å"), Some("Contoso Inspektion Å".to_owned()));
        assert_eq!(told(DnType::OrganizationName, "Contoso"), Some("Contoso".to_owned()));
        assert_eq!(told(DnType::CountryName, "SE"), None);
        assert_eq!(told(DnType::CommonName, "a\u{202e}b\n\u{1b}[31m c"), Some("ab c".to_owned()));
        let long = told(DnType::CommonName, &"x".repeat(5_000)).unwrap();
        assert!(long.len() < LONGEST_NAME + 4 && long.ends_with('…'), "{long}");
        assert_eq!(signer_of(&CertificateDer::from(b"no certificate".to_vec())), None);
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_name_is_read_or_left(bytes: Vec<u8>) {
            let _ = attribute(&bytes, &[0x55, 4, 3]);
        }
    }
}
