//! The port: two transports, one host, and what may be told of the requests that came.

#![allow(clippy::unwrap_used, reason = "a failure is a panic")]

mod common;

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use common::{Answer, Stage, tenant};
use consentry_practice::{Authority, Directory, Names, PracticeCloud, router};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const CONFIGURATION: &str = "/contoso.example/.well-known/openid-configuration";

#[tokio::test]
async fn one_port_speaks_tls_and_plain_http() {
    let stage = Stage::set();
    let secure = stage.get(&stage.at(CONFIGURATION)).await;
    let plain = stage.get(&stage.plainly(CONFIGURATION)).await;
    assert_eq!((secure.status, secure.json()), (200, plain.json()));
    let localhost = stage.at(CONFIGURATION).replace("127.0.0.1", "localhost");
    assert_eq!(stage.get(&localhost).await.status, 200);
    let seen = stage.practice.directory().requests();
    assert_eq!(
        seen.iter().map(|one| one.over_tls).collect::<Vec<_>>(),
        [Some(true), Some(false), Some(true)]
    );
}

#[tokio::test]
async fn only_who_trusts_the_authority_gets_through_tls() {
    let stage = Stage::set();
    let stranger = Stage::set();
    let refused = stranger.client.get(stage.at(CONFIGURATION)).send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    assert_ne!(stage.practice.ca_pem(), stranger.practice.ca_pem());
}

/// The authority says in its own certificate what it may vouch for, so trusting it risks nothing else.
#[tokio::test]
async fn the_authority_vouches_for_its_names_only() {
    let directory = Directory::new(Names::microsoft()).unwrap();
    let hosts = ["login.microsoftonline.com", "api.security.microsoft.com"];
    let authority = Authority::for_names(&hosts).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tls = tokio_rustls::TlsAcceptor::from(authority.server_config());
    let routes = router(directory);
    let served = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (tls, routes) = (tls.clone(), routes.clone());
            tokio::spawn(async move {
                if let Ok(stream) = tls.accept(stream).await {
                    let io = hyper_util::rt::TokioIo::new(stream);
                    let service = hyper_util::service::TowerToHyperService::new(routes);
                    hyper::server::conn::http1::Builder::new().serve_connection(io, service).await.ok();
                }
            });
        }
    });
    let trusted = reqwest::Certificate::from_der(authority.der()).unwrap();
    let mut client = reqwest::Client::builder().tls_certs_only([trusted]).no_proxy();
    for host in [hosts[0], hosts[1], "sts.windows.net"] {
        client = client.resolve(host, address);
    }
    let client = client.build().unwrap();
    let port = address.port();
    let ask = |host: &str, path: &str| client.get(format!("https://{host}:{port}{path}")).send();

    // Reached, though under a port that the real names do not have.
    assert_eq!(ask(hosts[0], CONFIGURATION).await.unwrap().status(), 421);
    assert!(ask("sts.windows.net", CONFIGURATION).await.unwrap_err().is_connect());
    assert!(ask("127.0.0.1", CONFIGURATION).await.unwrap_err().is_connect());
    served.abort();
}

#[tokio::test]
async fn requests_for_other_hosts_are_refused() {
    let stage = Stage::set();
    for host in
        ["evil.example", "login.microsoftonline.com", "127.0.0.1", "127.0.0.1:1", "localhost", "x@127.0.0.1"]
    {
        for url in [stage.at(CONFIGURATION), stage.plainly(CONFIGURATION)] {
            let request = stage.client.get(url).header("host", host);
            assert_eq!(request.send().await.unwrap().status(), 421, "{host}");
        }
    }
    // As a proxy would be asked.
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", stage.practice.port())).await.unwrap();
    stream
        .write_all(b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
}

#[tokio::test]
async fn only_this_machine_can_reach_it() {
    let stage = Stage::set();
    let port = stage.practice.port();
    let reach =
        |ip: [u8; 4]| TcpStream::connect_timeout(&SocketAddr::from((ip, port)), Duration::from_secs(2));
    assert!(reach([127, 0, 0, 1]).is_ok());
    assert!(reach([127, 0, 0, 2]).is_err(), "bound to more than 127.0.0.1");
}

#[tokio::test]
async fn each_real_host_serves_its_own_routes() {
    let directory = Directory::new(Names::microsoft()).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(axum::serve(listener, router(directory.clone())).into_future());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = async |host: &str, path: &str| {
        Answer::of(client.get(format!("{base}{path}")).header("host", host).send().await.unwrap()).await
    };
    let metadata = ask("login.microsoftonline.com", CONFIGURATION).await;
    assert_eq!(metadata.json()["issuer"], format!("https://sts.windows.net/{}/", tenant("all-well")));
    assert_eq!(metadata.json()["jwks_uri"], "https://login.microsoftonline.com/common/discovery/keys");
    assert_eq!(ask("login.microsoftonline.com:443", CONFIGURATION).await.status, 200);
    assert_eq!(ask("api.security.microsoft.com", "/api/alerts").await.status, 401);
    assert_eq!(ask("login.microsoftonline.com", "/api/alerts").await.status, 404);
    assert_eq!(ask("api.security.microsoft.com", CONFIGURATION).await.status, 404);
    assert_eq!(ask("login.microsoftonline.us", CONFIGURATION).await.status, 421);
    served.abort();
}

#[tokio::test]
async fn what_is_told_of_requests_holds_no_value() {
    let stage = Stage::set();
    let secret = stage.practice.secret().expose().to_owned();
    let token =
        stage.ask_token(&tenant("all-well")).await.json()["access_token"].as_str().unwrap().to_owned();
    stage.call("/api/alerts?$top=1", &token).await;
    let seen = stage.practice.directory().requests();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (&*seen[0].method, &*seen[0].path),
        ("POST", &*format!("/{}/oauth2/v2.0/token", tenant("all-well")))
    );
    assert_eq!(seen[0].form_names, ["client_id", "client_secret", "grant_type", "scope"]);
    assert_eq!(
        (&*seen[1].path, seen[1].query_names.as_slice()),
        ("/api/alerts", ["$top".to_owned()].as_slice())
    );
    assert_eq!((seen[0].authorized, seen[1].authorized), (false, true));
    assert_eq!(seen[1].host, format!("127.0.0.1:{}", stage.practice.port()));
    let told = format!("{seen:?} {:?} {:?}", stage.practice, stage.practice.directory());
    assert!(!told.contains(&secret) && !told.contains(&token));
    stage.practice.directory().reset();
    assert!(stage.practice.directory().requests().is_empty());
}

#[tokio::test]
async fn a_body_beyond_its_cap_is_refused() {
    let stage = Stage::set();
    let request = stage.client.post(stage.at("/common/oauth2/token")).body(vec![b'a'; 70 * 1024]);
    assert_eq!(request.send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn a_client_that_says_nothing_harms_nobody() {
    let stage = Stage::set();
    let silent: Vec<_> =
        (0..20).map(|_| TcpStream::connect(("127.0.0.1", stage.practice.port())).unwrap()).collect();
    assert_eq!(stage.get(&stage.at(CONFIGURATION)).await.status, 200);
    drop(silent);
    assert_eq!(stage.get(&stage.plainly(CONFIGURATION)).await.status, 200);
}

#[test]
fn dropping_it_frees_the_port_and_needs_no_runtime() {
    let practice = PracticeCloud::start().unwrap();
    let port = practice.port();
    assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
    drop(practice);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[tokio::test]
async fn two_practice_clouds_share_nothing_but_the_shelf() {
    let (one, other) = (Stage::set(), Stage::set());
    assert_ne!(one.practice.port(), other.practice.port());
    assert_eq!(one.practice.app_id(), other.practice.app_id());
    assert_ne!(one.practice.secret().expose(), other.practice.secret().expose());
    assert_eq!(one.practice.secret().expose().len(), 40);
    let answer = one.ask_token_with(&tenant("all-well"), other.practice.secret().expose()).await;
    assert_eq!(answer.json()["error_codes"][0], 7_000_215);
}
