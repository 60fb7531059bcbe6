//! The TLS side: an authority made on the spot, and the one server certificate it issues.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate authority that can vouch for a few given names and no others: its certificate says so itself,
/// so that a client which trusts it risks nothing beyond them. Its key is forgotten as soon as the server's
/// certificate is signed. Nothing is written to disk.
pub struct Authority {
    pem: String,
    der: Vec<u8>,
    server: Arc<ServerConfig>,
}

impl Authority {
    /// Makes an authority and a server certificate for these host names and addresses.
    pub fn for_names(names: &[&str]) -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let params = authority_params(names);
        let certificate = params.self_signed(&key).map_err(io::Error::other)?;
        let (pem, der) = (certificate.pem(), certificate.der().to_vec());
        let server = server_config(names, &Issuer::new(params, key))?;
        Ok(Self { pem, der, server })
    }

    /// The authority's certificate as PEM, to hand to a client.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The authority's certificate as DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The server's side: certificate and key, HTTP/1.1.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.server)
    }
}

fn authority_params(names: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Consentry practice authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let (addresses, hosts): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| name.parse::<IpAddr>().is_ok());
    let whole =
        |address: IpAddr| CidrSubnet::from_addr_prefix(address, if address.is_ipv4() { 32 } else { 128 });
    let permitted_addresses =
        addresses.iter().filter_map(|name| name.parse().ok()).map(whole).map(GeneralSubtree::IpAddress);
    let permitted_hosts = hosts.iter().map(|name| GeneralSubtree::DnsName((*name).to_owned()));
    // A kind of name that no permission speaks of would be free: without addresses, all of them are excluded.
    let mut excluded_subtrees = Vec::new();
    if addresses.is_empty() {
        excluded_subtrees.push(GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([0; 4], 0)));
        excluded_subtrees.push(GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix([0; 16], 0)));
    }
    let permitted_subtrees = permitted_addresses.chain(permitted_hosts).collect();
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
    valid_for_a_while(&mut params);
    params
}

fn server_config(names: &[&str], authority: &Issuer<'_, KeyPair>) -> io::Result<Arc<ServerConfig>> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Consentry practice");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    valid_for_a_while(&mut params);
    let certificate = params.signed_by(&key, authority).map_err(io::Error::other)?;
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// From yesterday, so that a clock that is a little behind does not spoil practice, for a month.
fn valid_for_a_while(params: &mut CertificateParams) {
    let now = OffsetDateTime::now_utc();
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(30);
}
