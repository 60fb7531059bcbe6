//! Answers of which only the status is left.

use super::*;

const ALERTS: &str = "https://api.securitycenter.microsoft.com/api/alerts?$top=1";

fn curl(status: &str, headers: &str) -> String {
    format!(
        "* Connected to api.securitycenter.microsoft.com (20.190.1.1) port 443\n> GET /api/alerts HTTP/2\n> Host: api.securitycenter.microsoft.com\n> user-agent: curl/8.5.0\n> accept: */*\n> authorization: Bearer {}\n>\n< {status}\n< date: Sun, 22 Nov 2026 11:59:03 GMT\n{headers}< content-length: 0\n<\n* Connection #0 to host api.securitycenter.microsoft.com left intact\n",
        good()
    )
}

#[test]
fn a_status_of_defenders_is_read_without_its_body() {
    let (unauthorized, forbidden) =
        ("api-error api-unauthorized partner", "api-error api-forbidden customer");
    let (throttled, unavailable) = ("api-error throttled wait", "api-error service-unavailable wait");
    let cases: Vec<(String, &str)> = vec![
        (curl("HTTP/2 403", ""), forbidden),
        (
            curl(
                "HTTP/1.1 401 Unauthorized",
                "< WWW-Authenticate: Bearer authorization_uri=\"https://login.windows.net/common/oauth2/authorize\", error=\"invalid_token\", error_description=\"The access token is expired\"\n",
            ),
            unauthorized,
        ),
        (curl("HTTP/2 429", "< retry-after: 27\n"), throttled),
        (curl("HTTP/1.1 503 Service Unavailable", ""), unavailable),
        (curl("HTTP/2 403", "").replace("\n< ", "\r\n< "), forbidden),
        (
            "GET /api/machines HTTP/1.1\r\nHost: eu.api.security.microsoft.com\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n".to_owned(),
            forbidden,
        ),
        (format!("requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: {ALERTS}"), forbidden),
        (
            format!(
                "Traceback (most recent call last):\n  File \"/app/engines/mde.py\", line 141, in query\n    response.raise_for_status()\nrequests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: {ALERTS}"
            ),
            unauthorized,
        ),
        (
            format!("requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: {ALERTS}"),
            throttled,
        ),
        (format!("502 Server Error: Bad Gateway for url: {ALERTS}"), unavailable),
        (
            format!(
                "Invoke-RestMethod : The remote server returned an error: (401) Unauthorized.\nAt C:\\mde\\alerts.ps1:12 char:13\n+ $r = Invoke-RestMethod -Uri \"{ALERTS}\" -Headers $headers\n    + CategoryInfo : InvalidOperation: (System.Net.HttpWebRequest:HttpWebRequest) [Invoke-RestMethod], WebException"
            ),
            unauthorized,
        ),
        (
            format!(
                "PS> irm {ALERTS} -Headers $h\nInvoke-RestMethod: Response status code does not indicate success: 403 (Forbidden)."
            ),
            forbidden,
        ),
        (
            format!(
                "Invoke-RestMethod : Fjärrservern returnerade ett fel: (403) Förbjudet.\n+ Invoke-RestMethod -Uri {ALERTS}"
            ),
            forbidden,
        ),
        (
            format!(
                "System.Net.WebException: Fjärrservern returnerade ett fel: (401) Obehörig.\n vid Contoso.Mde.Get(\"{ALERTS}\")"
            ),
            unauthorized,
        ),
        (
            format!("StatusCode        : 403\nStatusDescription : Forbidden\nResponseUri       : {ALERTS}"),
            forbidden,
        ),
        (
            format!("AxiosError: Request failed with status code 403\n  config: {{ url: '{ALERTS}' }}"),
            forbidden,
        ),
        (format!("urllib.error.HTTPError: HTTP Error 403: Forbidden\nurl = '{ALERTS}'"), forbidden),
        (format!("{{\"url\":\"{ALERTS}\",\"status\":403,\"body\":\"\"}}"), forbidden),
        (format!("10:11:12 \"GET {ALERTS} HTTP/1.1\" 403 0"), forbidden),
        (format!("<Response [403]> {ALERTS}"), forbidden),
        (format!("curl: (22) The requested URL returned error: 403\n$ curl -f {ALERTS}"), forbidden),
        (
            "GET https://api-gov.securitycenter.microsoft.us/api/alerts -> 401 Unauthorized".to_owned(),
            unauthorized,
        ),
        (
            "GET https://api.securitycenter.windows.com/api/alerts -> 401 Unauthorized".to_owned(),
            unauthorized,
        ),
        // The token request went well; the call after it did not.
        (
            format!(
                "POST https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token scope=https://api.securitycenter.microsoft.com/.default HTTP/1.1 200 OK\nGET {ALERTS} HTTP/1.1\n< HTTP/1.1 403 Forbidden"
            ),
            forbidden,
        ),
        (format!("404 Client Error: Not Found for url: {ALERTS}"), "api-error unrecognised partner"),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
        let told = told(text);
        let Parts::Api { bare, .. } = told.parts else { panic!("{text}") };
        assert!(bare && !told.raw.contains(&good()[200..260]), "{text}");
    }
    // The token that was sent is not what it is about.
    assert_eq!(told(&cases[0].0).also, [Kind::Token]);
}

#[test]
fn the_seconds_to_wait_are_read_beside_a_body_and_without_one() {
    let waits = |text: &str| match told(text).parts {
        Parts::Api { retry_after, .. } => retry_after,
        _ => None,
    };
    assert_eq!(waits(&curl("HTTP/2 429", "< retry-after: 27\n")), Some(27));
    assert_eq!(waits(&curl("HTTP/2 429", "")), None);
    let body = defender("TooManyRequests", "API call limit reached");
    assert_eq!(waits(&format!("HTTP/1.1 429\r\nRetry-After: 60\r\n\r\n{body}")), Some(60));
    assert_eq!(waits(&format!("{body} {{'Retry-After': '9'}}")), Some(9));
    assert_eq!(waits(&format!("{body} Retry-After: Sun, 22 Nov 2026 12:00:00 GMT")), None);
    assert_eq!(waits(&format!("{body} Retry-After: 99999999999")), None);
}

#[test]
fn a_status_that_is_not_known_to_be_defenders_is_not_explained_as_its_own() {
    let sent = |text: &str| match told(text).parts {
        Parts::Status { status, sender } => (status, sender),
        other => panic!("{text}: {other:?}"),
    };
    let unknown = [
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0",
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer",
        "WWW-Authenticate: Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"\nHTTP/1.1 401 Unauthorized",
        "The remote server returned an error: (401) Unauthorized.",
        "Response status code does not indicate success: 403 (Forbidden).",
        "HTTP/2 429\nretry-after: 5",
        "See https://learn.microsoft.com/defender-endpoint/api/common-errors\n403 Forbidden",
        "resource=https://api.securitycenter.microsoft.com\nThe remote server returned an error: (403) Forbidden.",
    ];
    for text in unknown {
        assert_eq!(line(text), "unrecognised unrecognised partner", "{text}");
        assert_eq!(sent(text).1, Sender::Unknown, "{text}");
    }
    let host = |text: &str| match sent(text).1 {
        Sender::Another { host } => host,
        other => panic!("{text}: {other:?}"),
    };
    for (text, expected) in [
        (
            "403 Client Error: Forbidden for url: https://graph.microsoft.com/v1.0/identityProtection/riskyUsers",
            "graph.microsoft.com",
        ),
        (
            "403 Client Error: Forbidden for url: https://api.securitycenter.microsoft.com.evil.example/api/alerts",
            "api.securitycenter.microsoft.com.evil.example",
        ),
        (
            "403 Forbidden for url: https://evil.example/?x=api.securitycenter.microsoft.com/api",
            "evil.example",
        ),
        (
            "403 Forbidden for url: https://notapi.securitycenter.microsoft.com/",
            "notapi.securitycenter.microsoft.com",
        ),
        ("403 Forbidden for url: https://security.microsoft.com/apiproxy/mtp", "security.microsoft.com"),
        ("A proxy: HTTP/1.1 403 Forbidden\nHost: proxy.contoso.example", "proxy.contoso.example"),
        // The other call is the one that failed.
        (
            &format!(
                "GET {ALERTS} HTTP/1.1 200\nGET https://graph.microsoft.com/v1.0/users\nHTTP/1.1 403 Forbidden"
            ),
            "graph.microsoft.com",
        ),
    ] {
        assert_eq!(host(text), expected, "{text}");
    }
    let sign_in = format!(
        "curl https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token -d 'client_id={APP}&client_secret={SECRET}&scope=https://api.securitycenter.microsoft.com/.default'\ncurl: (22) The requested URL returned error: 400"
    );
    assert_eq!(sent(&sign_in), (400, Sender::SignIn));
    assert!(!told(&sign_in).raw.contains("canary"));
}

#[test]
fn a_status_belongs_to_the_nearest_address_that_has_none_of_its_own() {
    let graph = "https://graph.microsoft.com/v1.0/security";
    let many = "noise\n".repeat(40);
    for text in [
        format!("GET {ALERTS} 200\nforwarding to SIEM\nSIEM ingest answered HTTP 403 Forbidden"),
        format!("GET {ALERTS} HTTP/1.1 200 OK\nforwarding to SIEM\nSIEM ingest answered HTTP 403 Forbidden"),
        format!("HTTP/1.1 200 OK {ALERTS}\nSIEM ingest answered HTTP 403 Forbidden"),
        format!("GET {ALERTS} -> 200 OK; SIEM ingest answered HTTP 403 Forbidden"),
        format!("GET {ALERTS}\n{many}SIEM ingest answered HTTP 403 Forbidden"),
        format!("{graph} 403 Forbidden; {ALERTS} 200 OK"),
        format!("GET {ALERTS} -> 200; GET {graph} -> 403 Forbidden"),
        format!("403 Forbidden: {graph} (compare {ALERTS} = 200)"),
    ] {
        assert_eq!(line(&text), "unrecognised unrecognised partner", "{text}");
        let Parts::Status { status: 403, sender } = told(&text).parts else { panic!("{text}") };
        assert_ne!(sender, Sender::Defender, "{text}");
    }
    for text in [
        format!("{ALERTS} 403 Forbidden; {graph} 200 OK"),
        format!("{graph} 200 OK; {ALERTS} 403 Forbidden"),
        format!("via https://gateway.contoso.example 403 Client Error: Forbidden for url: {ALERTS}"),
        format!("[{{\"status\":200,\"url\":\"{graph}\"}},{{\"status\":403,\"url\":\"{ALERTS}\"}}]"),
        format!("[{{\"url\":\"{ALERTS}\",\"status\":403}},{{\"url\":\"{graph}\",\"status\":200}}]"),
        format!("{graph} HTTP/1.1 200 OK\nGET {ALERTS}\nHTTP/1.1 403 Forbidden"),
    ] {
        assert_eq!(line(&text), "api-error api-forbidden customer", "{text}");
    }
}

#[test]
fn a_number_by_chance_is_no_status() {
    for text in [
        format!("{ALERTS} returned 403 alerts"),
        format!("{ALERTS} 200 OK, 429 rows"),
        format!("The machine 10.0.403.1 asked {ALERTS}"),
        format!("{ALERTS} took 503 ms"),
        format!("{ALERTS}&page=403"),
        "https://api.securitycenter.microsoft.com/api/machines/403/alerts".to_owned(),
        format!("HTTP/1.1 4031 {ALERTS}"),
        format!("HTTP/1.1 200 OK {ALERTS}"),
        format!("status: 418 {ALERTS}"),
    ] {
        assert_eq!(line(&text), "unrecognised unrecognised partner", "{text}");
        assert_eq!(told(&text).parts, Parts::Nothing, "{text}");
    }
}
