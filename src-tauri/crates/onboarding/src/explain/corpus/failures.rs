//! Connections that did not come about.

use super::*;

#[test]
fn a_connection_that_failed_is_told_from_an_answer() {
    let pool = |why: &str| {
        format!(
            "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded with url: /organizations/oauth2/v2.0/token (Caused by {why})"
        )
    };
    let cases: Vec<(String, &str, &str)> = vec![
        (pool("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate in certificate chain (_ssl.c:997)'))"), "tls", "untrusted-issuer"),
        (pool("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:997)'))"), "tls", "certificate-expired"),
        (pool("SSLError(CertificateError(\"Hostname mismatch, certificate is not valid for 'login.microsoftonline.com'\"))"), "tls", "wrong-name"),
        (pool("NameResolutionError(\"<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to resolve 'login.microsoftonline.com' ([Errno -2] Name or service not known)\")"), "network", "name-not-resolved"),
        (pool("ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x7f>, 'Connection to login.microsoftonline.com timed out. (connect timeout=30)')"), "timed-out", "timed-out"),
        (pool("NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')"), "network", "unreachable"),
        (pool("ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))"), "proxy", "proxy-sign-in"),
        ("curl: (6) Could not resolve host: api.securitycenter.microsoft.com".to_owned(), "network", "name-not-resolved"),
        ("curl: (60) SSL certificate problem: unable to get local issuer certificate\n$ curl https://api.security.microsoft.com/api/alerts".to_owned(), "tls", "untrusted-issuer"),
        ("* Connected to proxy.contoso.example\n> CONNECT api.securitycenter.microsoft.com:443 HTTP/1.1\n< HTTP/1.1 407 Proxy Authentication Required".to_owned(), "proxy", "proxy-sign-in"),
        ("Invoke-RestMethod : The remote name could not be resolved: 'login.microsoftonline.com'".to_owned(), "network", "name-not-resolved"),
        ("Invoke-RestMethod : The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.\n+ irm https://login.microsoftonline.com/x/oauth2/token".to_owned(), "tls", "untrusted-issuer"),
        ("System.Net.Http.HttpRequestException: No such host is known. (login.microsoftonline.com:443)".to_owned(), "network", "name-not-resolved"),
        ("Post \"https://login.microsoftonline.com/x/oauth2/v2.0/token\": tls: failed to verify certificate: x509: certificate signed by unknown authority".to_owned(), "tls", "untrusted-issuer"),
        ("Error: getaddrinfo ENOTFOUND eu.api.security.microsoft.com".to_owned(), "network", "name-not-resolved"),
        ("dial tcp 20.190.1.1:443: connect: connection refused: Get https://api.securitycenter.windows.com/api/alerts".to_owned(), "network", "unreachable"),
    ];
    for (text, cause, reason) in &cases {
        let told = told(text);
        assert_eq!(
            (told.kind, told.cause.map(Cause::id), told.reason.as_deref()),
            (Kind::Connection, Some(*cause), Some(*reason)),
            "{text}"
        );
        assert_eq!(told.who_acts, Actor::Partner, "{text}");
    }
    let Parts::Failure { host, .. } = told(&cases[7].0).parts else { panic!() };
    assert_eq!(host, "api.securitycenter.microsoft.com");
}

#[test]
fn a_failure_elsewhere_is_not_known() {
    let far = " ".repeat(1000);
    for text in [
        "curl: (6) Could not resolve host: intranet.contoso.example".to_owned(),
        "Connection refused by smtp.contoso.example".to_owned(),
        "Could not resolve host: login.microsoftonline.com.evil.example".to_owned(),
        "getaddrinfo ENOTFOUND notlogin.microsoftonline.com".to_owned(),
        "certificate has expired: www.microsoft.com".to_owned(),
        format!("Connection refused{far}https://api.securitycenter.microsoft.com/api/alerts"),
        "https://api.securitycenter.microsoft.com/api/alerts could be reached".to_owned(),
    ] {
        assert_eq!(line(&text), "unrecognised unrecognised partner", "{text}");
    }
    // An answer says more than a connection that failed before it.
    let both = "Connection timed out, trying again\n403 Client Error: Forbidden for url: https://api.securitycenter.microsoft.com/api/alerts";
    assert_eq!(line(both), "api-error api-forbidden customer");
    assert_eq!(line(&format!("{both}\nAADSTS7000222: expired")), "aadsts secret-expired partner");
}

/// Kind, cause and reason of a connection.
fn failed(text: &str) -> (Kind, Option<&'static str>, Option<String>) {
    let told = told(text);
    (told.kind, told.cause.map(Cause::id), told.reason)
}

#[test]
fn a_proxy_that_refuses_is_told_from_defender() {
    let alerts = "https://api.securitycenter.microsoft.com/api/alerts";
    let pool = |host: &str, status: &str| {
        format!(
            "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: /api/alerts (Caused by ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: {status}')))"
        )
    };
    let curl = |host: &str, answer: &str, rest: &str| {
        format!(
            "* Establish HTTP proxy tunnel to {host}:443\n> CONNECT {host}:443 HTTP/1.1\n> Host: {host}:443\n> User-Agent: curl/8.5.0\n> Proxy-Connection: Keep-Alive\n>\n< HTTP/1.1 {answer}\n{rest}"
        )
    };
    let (defender, sign_in) = ("api.securitycenter.microsoft.com", "login.microsoftonline.com");
    let refused = [
        pool(defender, "403 Forbidden"),
        pool(sign_in, "403 Forbidden"),
        pool(defender, "503 Service Unavailable"),
        curl(
            defender,
            "403 Forbidden",
            "< Server: squid/5.7\n< X-Squid-Error: ERR_ACCESS_DENIED 0\n<\n* CONNECT tunnel failed, response 403\ncurl: (56) CONNECT tunnel failed, response 403",
        ),
        curl(defender, "403 Forbidden", "< Via: 1.1 proxy (squid)\n< Mime-Version: 1.0"),
        curl(sign_in, "403 Forbidden", ""),
        format!("* CONNECT {defender}:443\n< HTTP/1.1 403 Forbidden"),
        format!("curl: (56) Received HTTP code 403 from proxy after CONNECT\n$ curl {alerts}"),
        format!("curl: (56) CONNECT tunnel failed, response 403\n$ curl -f {alerts}"),
        format!(
            "System.Net.Http.HttpRequestException: The proxy tunnel request to proxy 'http://proxy.contoso.example:8080/' failed with status code '403'.\n   at Contoso.Mde.Get(\"{alerts}\")"
        ),
        format!(
            "java.io.IOException: Unable to tunnel through proxy. Proxy returns \"HTTP/1.1 403 Forbidden\" {alerts}"
        ),
        format!("Error: tunneling socket could not be established, statusCode=403 {alerts}"),
        format!(
            "aiohttp.client_exceptions.ClientHttpProxyError: 403, message='Forbidden', url='http://proxy:8080' connecting {alerts}"
        ),
        format!("GET {alerts}\nHTTP/1.1 403 Forbidden\nServer: squid/5.7\nContent-Length: 3"),
        format!("GET {alerts}\nHTTP/1.1 403 Forbidden\nServer: Zscaler/6.2"),
        format!("HTTP/1.1 403 Forbidden\nX-Squid-Error: ERR_ACCESS_DENIED 0\nHost: {defender}"),
        format!(
            "403 Forbidden for url: {alerts}\n<title>FortiGuard Intrusion Prevention - Access Blocked</title>"
        ),
    ];
    for text in &refused {
        let expected = (Kind::Connection, Some("proxy"), Some("proxy-refused".to_owned()));
        assert_eq!(failed(text), expected, "{text}");
        assert_eq!(told(text).who_acts, Actor::Partner, "{text}");
    }
    let wants_sign_in = [
        pool(defender, "407 Proxy Authentication Required"),
        curl(defender, "407 Proxy Authentication Required", "< Proxy-Authenticate: NTLM"),
        format!("curl: (56) CONNECT tunnel failed, response 407\n$ curl {alerts}"),
        format!("Error: tunneling socket could not be established, statusCode=407 {alerts}"),
    ];
    for text in &wants_sign_in {
        let expected = (Kind::Connection, Some("proxy"), Some("proxy-sign-in".to_owned()));
        assert_eq!(failed(text), expected, "{text}");
    }
    // Behind a tunnel that was made, it is Defender's own answer; a proxy that failed otherwise is nobody's.
    let made = format!(
        "{}> GET /api/alerts HTTP/1.1\n> Host: {defender}\n>\n< HTTP/1.1 403 Forbidden\n",
        curl(defender, "200 Connection established", "<\n")
    );
    assert_eq!(line(&made), "api-error api-forbidden customer");
    let failed = format!("GET {alerts}\nHTTP/1.1 503 Service Unavailable\nServer: squid/5.7");
    assert_eq!(told(&failed).parts, Parts::Status { status: 503, sender: Sender::Unknown });
    // Another host's proxy, and a proxy that is not there.
    for text in
        [pool("api.contoso.example", "403 Forbidden"), curl("api.contoso.example", "403 Forbidden", "")]
    {
        assert_eq!(told(&text).kind, Kind::Unrecognised, "{text}");
    }
    let gone = format!(
        "Error: tunneling socket could not be established, cause=connect ECONNREFUSED 10.0.0.1:8080 {alerts}"
    );
    assert_eq!(told(&gone).reason.as_deref(), Some("unreachable"));
}

#[test]
fn programs_words_for_a_failed_connection_are_known() {
    let (alerts, sign_in) =
        ("https://api.securitycenter.microsoft.com/api/alerts", "login.microsoftonline.com");
    for (text, reason) in [
        (format!("curl: (7) Failed to connect to {sign_in} port 443"), "unreachable"),
        (
            format!("curl: (7) Failed to connect to {sign_in} port 443 after 30001 ms: Timeout was reached"),
            "timed-out",
        ),
        (format!("java.net.UnknownHostException: {sign_in}"), "name-not-resolved"),
        (
            format!(
                "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target {sign_in}"
            ),
            "untrusted-issuer",
        ),
        (
            format!("The SSL connection could not be established, see inner exception. ({sign_in}:443)"),
            "tls-other",
        ),
        (
            format!(
                "curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to {sign_in}:443"
            ),
            "unreachable",
        ),
        (format!("curl: (35) Recv failure: Connection reset by peer\n$ curl {alerts}"), "unreachable"),
        (format!("dial tcp: lookup {sign_in}: no such host"), "name-not-resolved"),
        (
            format!(
                "socket.gaierror: [Errno -3] Temporary failure in name resolution\nrequests.get(\"{alerts}\")"
            ),
            "name-not-resolved",
        ),
        (
            format!(
                "tls: failed to verify certificate: x509: certificate is valid for *.contoso.se, not {sign_in}"
            ),
            "wrong-name",
        ),
    ] {
        let told = told(&text);
        assert_eq!((told.kind, told.reason.as_deref()), (Kind::Connection, Some(reason)), "{text}");
    }
}

#[test]
fn a_failure_that_names_another_host_is_that_hosts() {
    for text in [
        "curl: (6) Could not resolve host: api.contoso.com\nearlier https://login.microsoftonline.com worked fine",
        "https://api.securitycenter.microsoft.com/api/alerts -> 200 ok. Intranet intra.contoso.se: certificate has expired",
        "Could not resolve host: api.contoso.com while https://login.microsoftonline.com/x was asked",
        "java.net.UnknownHostException: api.contoso.com\nhttps://login.microsoftonline.com",
        "https://login.microsoftonline.com is fine\nGET https://api.contoso.com/x: connection refused",
        "https://login.microsoftonline.com is fine\nhttps://api.contoso.com/x\nConnection timed out",
        "curl: (7) Failed to connect to api.contoso.com port 443\n$ curl https://login.microsoftonline.com",
    ] {
        assert_eq!(line(text), "unrecognised unrecognised partner", "{text}");
    }
    // What stands on another line, or is read about it, takes nothing away.
    let more = "curl: (60) SSL certificate problem: self-signed certificate\nMore details here: https://curl.se/docs/sslcerts.html\n$ curl https://login.microsoftonline.com/x";
    assert_eq!(failed(more).0, Kind::Connection);
}
