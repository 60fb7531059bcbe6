//! The way out that companies have: a proxy from the environment, which each test gives to a process of its own.
//!
//! The child is this very test, started again; it asks for the real names, and nothing but the stand-in answers.

use std::path::PathBuf;
use std::process::Command;

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::gather::{self, Credential, Http, Plan};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::secret::ClientSecret;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::authority::{Authority, PUBLISHED};
use crate::hurry::TestClock;
use crate::scene::*;
use crate::stand_in::{Answer, Door, Seen, StandIn};

/// Set in the child.
const CHILD: &str = "CONSENTRY_TEST_IS_CHILD";
const MARK: &str = "EVIDENCE ";

fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// In the child: a check of the public cloud with the system's own proxy and roots, printed as one line.
async fn check_and_print() {
    let cloud = Cloud::real(CloudId::Commercial).unwrap();
    let mut plan = Plan::new(&cloud, Some(app()), Some(TenantRef::Id(tenant())));
    plan.wanted = wanted(&["Alert.Read.All"]);
    let secret = Credential::Secret(ClientSecret::from_store(SECRET.to_owned()));
    let (clock, cancel) = (TestClock::new(), CancellationToken::new());
    let evidence = gather::check(&Http::system(), &cloud, plan, secret, &clock, &|_| {}, &cancel).await;
    #[allow(clippy::print_stdout, reason = "how the child tells its parent")]
    {
        println!("\n{MARK}{}", serde_json::to_string(&evidence).unwrap());
    }
}

/// In the parent: what a child met that has this environment and no other.
async fn met_by_child(test: &str, environment: &[(&str, &str)]) -> Evidence {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("proxy::{test}"), "--nocapture"]).env(CHILD, "1");
    for name in [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUEST_METHOD",
    ] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    for (name, value) in environment {
        command.env(name, value);
    }
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let line = printed.lines().find_map(|line| line.strip_prefix(MARK));
    let line = line.unwrap_or_else(|| panic!("no evidence from the child: {output:?}"));
    serde_json::from_str(line).unwrap()
}

fn at(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

const NAMES: &[&str] = &["login.microsoftonline.com", "api.security.microsoft.com"];

/// The stand-in under the real names, behind a tunnel.
async fn tunnel(authority: &Authority) -> StandIn {
    let script = script(
        |asked| match asked.place {
            Place::Token => {
                let mut payload = claims(&asked.base);
                payload["iss"] = json!(format!("https://sts.windows.net/{TENANT}/"));
                Some(token_answer(&PUBLISHED.sign(&header(), &payload)))
            }
            _ => None,
        },
        |_| "https://login.microsoftonline.com".to_owned(),
    );
    StandIn::open(Door::Tunnel(authority.serving(NAMES)), script).await
}

/// A file that is gone when its test is over.
struct RootsFile(PathBuf);

impl RootsFile {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("consentry-{name}-{}.pem", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for RootsFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn a_proxy_that_wants_a_sign_in_is_said() {
    if is_child() {
        return check_and_print().await;
    }
    let proxy = StandIn::open(Door::NoTunnel("407 Proxy Authentication Required"), unasked).await;
    let evidence =
        met_by_child("a_proxy_that_wants_a_sign_in_is_said", &[("HTTPS_PROXY", &at(proxy.port))]).await;
    assert_eq!(outcome(&evidence), ("proxy", Some("sign-in-required".to_owned())));
    let seen = proxy.seen();
    assert_eq!((seen.len(), seen[0].method.as_str()), (1, "CONNECT"), "not tried again");
    assert_eq!(seen[0].path, "login.microsoftonline.com:443");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_said() {
    if is_child() {
        return check_and_print().await;
    }
    let proxy = StandIn::open(Door::NoTunnel("403 Forbidden"), unasked).await;
    let evidence = met_by_child("a_proxy_that_refuses_is_said", &[("HTTPS_PROXY", &at(proxy.port))]).await;
    assert_eq!(outcome(&evidence), ("proxy", Some("refused".to_owned())));
    assert_eq!(proxy.seen().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_said() {
    if is_child() {
        return check_and_print().await;
    }
    let closed = ClosedPort::take();
    let setting = at(closed.number());
    let evidence = met_by_child("a_proxy_that_is_not_there_is_said", &[("HTTPS_PROXY", &setting)]).await;
    assert_eq!(outcome(&evidence), ("proxy", Some("unreachable".to_owned())));
}

/// A value that the client cannot read it would pass over. What stands behind the proxy's address here would answer.
#[tokio::test]
async fn a_proxy_setting_that_cannot_be_read_is_said_and_nobody_is_asked() {
    if is_child() {
        return check_and_print().await;
    }
    let test = "a_proxy_setting_that_cannot_be_read_is_said_and_nobody_is_asked";
    let proxy = StandIn::open(Door::NoTunnel("403 Forbidden"), unasked).await;
    let port = proxy.port;
    for (name, value) in [
        ("HTTPS_PROXY", format!("http://anna:Kanarie Pw@127.0.0.1:{port}")),
        ("https_proxy", format!("ftp://127.0.0.1:{port}")),
        ("ALL_PROXY", format!("PROXY 127.0.0.1:{port}")),
    ] {
        let evidence = met_by_child(test, &[(name, &value)]).await;
        assert_eq!(outcome(&evidence), ("proxy", Some("unreachable".to_owned())), "{value}");
        let met = serde_json::to_string(&evidence).unwrap();
        assert!(met.contains(&format!("the proxy setting in {name} cannot be read")), "{met}");
        assert!(!met.contains("Kanarie") && !met.contains("anna"), "{met}");
    }
    // What needs no proxy is asked. No name is found here, or somebody is met whom these roots do not trust.
    let roots = RootsFile::new("direct-roots", &Authority::new().pem);
    let value = format!("//127.0.0.1:{port}");
    let direct = [("HTTPS_PROXY", value.as_str()), ("NO_PROXY", "*"), ("SSL_CERT_FILE", roots.path())];
    let evidence = met_by_child(test, &direct).await;
    assert!(["network", "tls", "timed-out"].contains(&outcome(&evidence).0), "{:?}", outcome(&evidence));
    assert_eq!(proxy.seen().len(), 0);
}

#[tokio::test]
async fn a_blank_around_the_setting_does_not_lead_around_the_proxy() {
    if is_child() {
        return check_and_print().await;
    }
    let test = "a_blank_around_the_setting_does_not_lead_around_the_proxy";
    let authority = Authority::new();
    let proxy = tunnel(&authority).await;
    let roots = RootsFile::new("blank-roots", &authority.pem);
    let address = at(proxy.port);
    for environment in [
        [("HTTPS_PROXY", format!(" {address}\t")), ("NO_PROXY", "localhost".to_owned())],
        [("HTTPS_PROXY", format!("{address} ")), ("REQUEST_METHOD", "GET".to_owned())],
        [("HTTPS_PROXY", address.clone()), ("REQUEST_METHOD", "GET".to_owned())],
    ] {
        let mut environment: Vec<_> =
            environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        environment.push(("SSL_CERT_FILE", roots.path()));
        assert_eq!(outcome(&met_by_child(test, &environment).await), ("connected", None), "{environment:?}");
    }
}

#[tokio::test]
async fn through_a_tunnel_with_the_company_s_roots_all_is_well_under_the_real_names() {
    if is_child() {
        return check_and_print().await;
    }
    let authority = Authority::new();
    let proxy = tunnel(&authority).await;
    let roots = RootsFile::new("roots", &authority.pem);
    let environment = [("HTTPS_PROXY", at(proxy.port)), ("SSL_CERT_FILE", roots.path().to_owned())];
    let environment: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let test = "through_a_tunnel_with_the_company_s_roots_all_is_well_under_the_real_names";
    let evidence = met_by_child(test, &environment).await;
    assert_eq!(outcome(&evidence), ("connected", None));
    let is_connect = |seen: &&Seen| seen.method == "CONNECT";
    let mut tunnels: Vec<String> =
        proxy.seen().iter().filter(is_connect).map(|seen| seen.path.clone()).collect();
    tunnels.sort();
    tunnels.dedup();
    assert_eq!(tunnels, ["api.security.microsoft.com:443", "login.microsoftonline.com:443"], "no other host");
}

#[tokio::test]
async fn a_proxy_that_looks_inside_with_an_unknown_authority_is_said() {
    if is_child() {
        return check_and_print().await;
    }
    let (authority, trusted) = (Authority::new(), Authority::new());
    let proxy = tunnel(&authority).await;
    let roots = RootsFile::new("other-roots", &trusted.pem);
    let address = at(proxy.port);
    let environment = [("HTTPS_PROXY", address.as_str()), ("SSL_CERT_FILE", roots.path())];
    let test = "a_proxy_that_looks_inside_with_an_unknown_authority_is_said";
    let evidence = met_by_child(test, &environment).await;
    assert_eq!(outcome(&evidence), ("tls", Some("untrusted-issuer".to_owned())));
    assert!(proxy.seen().iter().all(|seen| seen.method == "CONNECT"), "nothing was said inside");
}

#[tokio::test]
async fn a_machine_without_roots_is_said() {
    if is_child() {
        return check_and_print().await;
    }
    let evidence = met_by_child(
        "a_machine_without_roots_is_said",
        &[("SSL_CERT_FILE", "/nonexistent/roots.pem"), ("SSL_CERT_DIR", "/nonexistent")],
    )
    .await;
    assert_eq!(outcome(&evidence), ("tls", Some("no-trust-store".to_owned())));
}

fn unasked(_: &Seen, _: u16) -> crate::stand_in::Act {
    Answer::new(500, "").into()
}
