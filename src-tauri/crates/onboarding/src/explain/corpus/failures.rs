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
        (pool("ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))"), "proxy", "proxy-unreachable"),
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
