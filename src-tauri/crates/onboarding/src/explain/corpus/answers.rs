//! What Entra and the API answer, and what is left of it in mails and logs.

use super::*;

fn wrong_secret() -> String {
    entra(7_000_215, "invalid_client", "Invalid client secret provided.")
}

fn missing() -> String {
    let said = format!("Application with identifier '{APP}' was not found in the directory 'Contoso'.");
    entra(700_016, "unauthorized_client", &said)
}

#[test]
fn entra_s_answers_mean_what_they_mean_in_a_check() {
    let cases: Vec<(String, &str)> = vec![
        (wrong_secret(), "oauth-error wrong-secret partner"),
        (missing(), "oauth-error not-consented customer"),
        (
            entra(7_000_222, "invalid_client", "The provided client secret keys are expired."),
            "oauth-error secret-expired partner",
        ),
        (
            entra(
                7_000_229,
                "invalid_client",
                "The client application is missing service principal in the tenant.",
            ),
            "oauth-error not-consented customer",
        ),
        (
            entra(500_011, "invalid_resource", "The resource principal was not found."),
            "oauth-error resource-missing customer",
        ),
        (entra(90_002, "invalid_request", "Tenant 'x' not found."), "oauth-error tenant-not-found partner"),
        (
            entra(53_003, "interaction_required", "Access has been blocked by Conditional Access policies."),
            "oauth-error conditional-access customer",
        ),
        (entra(99_999_999, "brand_new", "Something new."), "oauth-error unrecognised partner"),
        (
            entra(700_016, "unauthorized_client", "Anwendung mit dem Bezeichner wurde nicht gefunden."),
            "oauth-error not-consented customer",
        ),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
}

#[test]
fn entra_s_answers_are_read_in_every_wrapping() {
    let (wrong_secret, missing) = (wrong_secret(), missing());
    let escaped = wrong_secret.replace('"', "\\\"");
    let cases: Vec<(String, &str)> = vec![
        // A log's prefix, and a stack trace behind it.
        (
            format!(
                "2026-11-22T11:59:04Z ERROR token request failed: {wrong_secret}\n    at Contoso.Mde.TokenClient.Get(Uri u) in Client.cs:line 42"
            ),
            "oauth-error wrong-secret partner",
        ),
        (
            format!(
                "azidentity: ClientSecretCredential authentication failed. \nPOST https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token\n-----\nRESPONSE 401: 401 Unauthorized\n-----\n{wrong_secret}\n-----"
            ),
            "oauth-error wrong-secret partner",
        ),
        (
            format!(
                "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\nx-ms-request-id: {TRACE}\r\n\r\n{missing}"
            ),
            "oauth-error not-consented customer",
        ),
        // As a text inside of JSON, once and twice, and in HTML.
        (format!(r#"{{"level":"error","body":"{escaped}"}}"#), "oauth-error wrong-secret partner"),
        (
            format!(
                r#"{{"log":"{}"}}"#,
                format!(r#"{{"body":"{escaped}"}}"#).replace('\\', "\\\\").replace('"', "\\\"")
            ),
            "oauth-error wrong-secret partner",
        ),
        (format!("<pre>{}</pre>", wrong_secret.replace('"', "&quot;")), "oauth-error wrong-secret partner"),
        // Pretty-printed, and broken by a console in the middle of words.
        (
            serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&missing).unwrap())
                .unwrap(),
            "oauth-error not-consented customer",
        ),
        (
            format!(
                "Invoke-RestMethod : {}\nAt C:\\mde\\token.ps1:12 char:9",
                wrapped(&wrong_secret, 80, "\r\n")
            ),
            "oauth-error wrong-secret partner",
        ),
        // Numbers as texts, several numbers, fields missing.
        (
            r#"{"error":"invalid_client","error_codes":["7000222"]}"#.to_owned(),
            "oauth-error secret-expired partner",
        ),
        (
            r#"{"error":"invalid_request","error_codes":[900144, 90014]}"#.to_owned(),
            "oauth-error unrecognised partner",
        ),
        (r#"{"error":"invalid_scope"}"#.to_owned(), "oauth-error wrong-audience partner"),
        (
            r#"{"error":"consent_required","suberror":"consent_required"}"#.to_owned(),
            "oauth-error not-consented customer",
        ),
        // Structures that are no JSON.
        (
            format!(
                "{{'error': 'invalid_client', 'error_description': \"AADSTS7000215: Invalid client secret provided.\\r\\nTrace ID: {TRACE}\\r\\nCorrelation ID: {CORRELATION}\", 'error_codes': [7000215]}}"
            ),
            "oauth-error wrong-secret partner",
        ),
        (
            format!(
                "@{{error=invalid_client; error_description=AADSTS7000222: The provided client secret keys for app '{APP}' are expired.}}"
            ),
            "oauth-error secret-expired partner",
        ),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
    let told = told(&cases[0].0);
    assert_eq!(
        (told.codes.as_slice(), told.correlation_id.as_deref(), told.trace_id.as_deref()),
        ([7_000_215].as_slice(), Some(CORRELATION), Some(TRACE))
    );
    assert!(
        matches!(told.parts, Parts::Refusal { refusal } if refusal.oauth_error.as_deref() == Some("invalid_client"))
    );
}

#[test]
fn texts_and_numbers_are_read() {
    let tail = format!("Trace ID: {TRACE} Correlation ID: {CORRELATION} Timestamp: 2026-11-22 11:59:03Z");
    let cases: Vec<(String, &str)> = vec![
        ("700016".to_owned(), "aadsts not-consented customer"),
        ("AADSTS7000215".to_owned(), "aadsts wrong-secret partner"),
        (" aadsts 50011 ".to_owned(), "aadsts redirect-uri-mismatch partner"),
        ("AADSTS-90094".to_owned(), "aadsts consent-by-non-admin customer"),
        ("Error code: 650052".to_owned(), "aadsts resource-missing customer"),
        ("Felkod: 7000222".to_owned(), "aadsts secret-expired partner"),
        ("AADSTS99999999".to_owned(), "aadsts unrecognised partner"),
        ("https://login.microsoftonline.com/error?code=50194".to_owned(), "aadsts single-tenant-app partner"),
        (
            format!(
                "AADSTS700016: Application with identifier '{APP}' was not found in the directory 'Contoso'. {tail}"
            ),
            "aadsts not-consented customer",
        ),
        (
            format!(
                "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: {TRACE}\r\nCorrelation ID: {CORRELATION}"
            ),
            "aadsts wrong-secret partner",
        ),
        (
            format!(
                "AADSTS65001: Der Benutzer oder Administrator hat der Verwendung nicht zugestimmt.Trace ID: {TRACE}Correlation ID: {CORRELATION}"
            ),
            "aadsts not-consented customer",
        ),
        (
            format!(
                "Sorry, but we're having trouble signing you in.\n\nAADSTS50011: The redirect URI 'https://portal.azure.com' specified in the request does not match the redirect URIs configured for the application '{APP}'.\n\nTroubleshooting details\nRequest Id: {TRACE}\nCorrelation Id: {CORRELATION}\nTimestamp: 2026-11-22T11:59:03Z"
            ),
            "aadsts redirect-uri-mismatch partner",
        ),
        (
            format!(
                "MSAL.NetCore.4.61.3.0.MsalServiceException:\n\tErrorCode: invalid_client\nMicrosoft.Identity.Client.MsalServiceException: A configuration issue is preventing authentication. Original exception: AADSTS7000222: The provided client secret keys are expired. {tail}\n   at Microsoft.Identity.Client.OAuth2.OAuth2Client.ThrowServerException()"
            ),
            "aadsts secret-expired partner",
        ),
        (
            format!(
                "com.microsoft.aad.msal4j.MsalServiceException: AADSTS500011: The resource principal named https://api.security.microsoft.com was not found in the tenant. {tail}"
            ),
            "aadsts resource-missing customer",
        ),
        (
            format!(
                "azure.core.exceptions.ClientAuthenticationError: Authentication failed: AADSTS7000229: The client application {APP} is missing service principal in the tenant {TENANT}."
            ),
            "aadsts not-consented customer",
        ),
        (
            format!(
                "ERROR: AADSTS50194: Application '{APP}'(mde) is not configured as a multi-tenant application."
            ),
            "aadsts single-tenant-app partner",
        ),
        ("unauthorized_client".to_owned(), "oauth-error not-consented customer"),
        (
            "The request failed with invalid_scope and nothing else".to_owned(),
            "oauth-error wrong-audience partner",
        ),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
    for at in [8, 9, 11] {
        assert_eq!(told(&cases[at].0).correlation_id.as_deref(), Some(CORRELATION), "{}", cases[at].0);
        assert_eq!(told(&cases[at].0).trace_id.as_deref(), Some(TRACE), "{}", cases[at].0);
    }
}

#[test]
fn the_api_s_answers_are_read() {
    let lacking = "Missing application roles. API required roles: Machine.Isolate, application roles: Alert.Read.All,Machine.Read.All.";
    let cases: Vec<(String, &str)> = vec![
        (defender("Forbidden", lacking), "api-error role-missing customer"),
        (lacking.to_owned(), "api-error role-missing customer"),
        (format!("\"message\": \"{lacking}\""), "api-error role-missing customer"),
        (defender("Forbidden", "Missing application roles. API required roles: Machine.Read.All,Machine.ReadWrite.All, application roles: ."), "api-error no-roles customer"),
        (defender("Forbidden", "Missing application roles. API required roles: AdvancedQuery.Read.All"), "api-error role-missing customer"),
        (defender("Forbidden", "Missing application roles. API required roles: Alert.Read.All, application roles: Alert.Read.All."), "api-error api-forbidden customer"),
        (defender("Forbidden", "The application does not have any of the required application permissions (Machine.Read.All, Machine.ReadWrite.All) to access the resource."), "api-error role-missing customer"),
        (defender("Forbidden", "Access to the resource is forbidden"), "api-error api-forbidden customer"),
        (defender("DisabledFeature", "Tenant feature is not enabled"), "api-error api-forbidden customer"),
        (defender("Unauthorized", "Account mode is inactive"), "api-error not-provisioned customer"),
        (defender("Unauthorized", "Unauthorized request - Account is not provisioned."), "api-error not-provisioned customer"),
        (defender("Forbidden", "No Tvm license"), "api-error api-forbidden customer"),
        (defender("Unauthorized", "Invalid or expired token"), "api-error api-unauthorized partner"),
        (defender("TooManyRequests", "API call limit reached"), "api-error throttled wait"),
        (defender("InternalServerError", "Something went wrong"), "api-error service-unavailable wait"),
        (defender("ODataError", "Could not find a property named 'x'"), "api-error unrecognised partner"),
        (format!("curl: HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\n\r\n{}", defender("Forbidden", lacking)), "api-error role-missing customer"),
        (format!("Invoke-RestMethod : The remote server returned an error: (403) Forbidden.\n{}", defender("Brand.New", "Never seen")), "api-error api-forbidden customer"),
        (r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation.","innerError":{"date":"2026-11-22","request-id":"21c3e4db-d2fd-44f7-a3e0-59393b050900"}}}"#.to_owned(), "api-error unrecognised partner"),
        ("Missing application roles. API required roles: SecurityIncident.Read.All,SecurityIncident.ReadWrite.All, application roles: Group.Read.All".to_owned(), "api-error role-missing customer"),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
    let first = told(&cases[0].0);
    assert_eq!(
        (first.code.as_deref(), first.correlation_id.as_deref()),
        (Some("Forbidden"), Some(CORRELATION))
    );
    let names = |names: &[&str]| -> BTreeSet<Permission> {
        names.iter().map(|name| Permission::parse(name).unwrap()).collect()
    };
    let Parts::Api { refusal, roles: Some(gap), .. } = first.parts else { panic!("{first:?}") };
    assert_eq!(refusal.status, 403);
    assert_eq!(
        gap,
        RoleGap {
            required: names(&["Machine.Isolate"]),
            held: Some(names(&["Alert.Read.All", "Machine.Read.All"])),
            of_this_api: true,
        }
    );
    let Parts::Api { roles: Some(gap), .. } = told(&cases[6].0).parts else { panic!() };
    assert_eq!((gap.required, gap.held), (names(&["Machine.Read.All", "Machine.ReadWrite.All"]), None));
    assert_eq!(told(&cases[19].0).reason.as_deref(), Some("of-another-api"));
}

#[test]
fn answers_are_read_as_programs_and_writing_tools_change_them() {
    let lacking =
        "Missing application roles. API required roles: Machine.Isolate, application roles: Alert.Read.All.";
    let (role_missing, wrong_secret_line) =
        ("api-error role-missing customer", "oauth-error wrong-secret partner");
    let connector = |inner: &str| {
        format!(
            r#"{{"error":{{"code":403,"source":"logic-apis-westeurope.azure-apim.net","clientRequestId":"{TRACE}","message":"Forbidden","innerError":{inner}}}}}"#
        )
    };
    let forbidden = defender("Forbidden", "Access to the resource is forbidden");
    let quoted = |text: &str| wrapped(text, 60, "\n> ");
    let cases: Vec<(String, &str)> = vec![
        // A dictionary as Python prints it.
        (format!("{{'error': {{'code': 'Forbidden', 'message': '{lacking}', 'target': '{CORRELATION}'}}}}"), role_missing),
        ("Request failed: {'error': {'code': 'Forbidden', 'message': \"The tenant's feature is off\", 'innerError': None, 'retry': False}}".to_owned(), "api-error api-forbidden customer"),
        ("ERROR {'error': {'code': 'TooManyRequests', 'message': 'It\\'s too much', 'target': ''}}".to_owned(), "api-error throttled wait"),
        // Quotes as Word, Outlook and Teams make them.
        (forbidden.replace("\":", "\u{201d}:").replace('"', "\u{201c}"), "api-error api-forbidden customer"),
        // Quoted in a mail, and framed by a console.
        (format!("Hello,\n> {}\n", quoted(&forbidden)), "api-error api-forbidden customer"),
        (format!("│ Error: listing alerts\n│ {}", wrapped(&forbidden, 60, "\n│ ")), "api-error api-forbidden customer"),
        (format!("<pre>{}</pre>", forbidden.replace('"', "&#34;")), "api-error api-forbidden customer"),
        // What a connector passes on.
        (connector(&defender("Forbidden", lacking)), role_missing),
        (connector(&format!(r#"{{"code":"Forbidden","message":"{lacking}"}}"#)), role_missing),
        (connector(&format!("\"{}\"", defender("Forbidden", lacking).replace('"', "\\\""))), role_missing),
        (format!(r#"{{"status":403,"message":"{lacking}\r\nclientRequestId: {TRACE}","error":{{"message":"{lacking}"}},"source":"wdatp-we.azconn-we.p.azurewebsites.net"}}"#), role_missing),
        (format!("Error from token exchange: Failed to refresh access token for service: aadcertificate. Correlation Id={CORRELATION}, UTC TimeStamp=11/22/2026 11:59:03 AM, Error: Failed to acquire token from AAD: {}", wrong_secret()), wrong_secret_line),
        // Only the connector's own words: who refused is not known.
        (connector("\"Invalid subscription id or resource group or API connection\""), "unrecognised unrecognised partner"),
        // Infrastructure as code, and the error page's source.
        (format!("Error: building AzureAD Client: unable to obtain access token: clientCredentialsToken: received HTTP status 401 with response: {}\n\n  with provider[\"registry.terraform.io/hashicorp/azuread\"],\n  on main.tf line 1", wrong_secret()), wrong_secret_line),
        (format!("$Config={{\"iErrorCode\":50011,\"sErrorCode\":\"50011\",\"strMainMessage\":\"Sorry, but we\\u2019re having trouble signing you in.\",\"strServiceExceptionMessage\":\"The redirect URI is not registered.\",\"correlationId\":\"{CORRELATION}\"}};"), "aadsts redirect-uri-mismatch partner"),
        // The token named in the message is for another API.
        (defender("Unauthorized", "Invalid Authorization payload. AppId: 6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764, Audience: 00000002-0000-0000-c000-000000000000, Issuer: https://sts.windows.net/1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af/, Validity: valid from 2026-11-22T11:00:00Z"), "api-error wrong-audience partner"),
        (defender("Unauthorized", "Invalid Authorization payload. AppId: x, Audience: https://api.securitycenter.microsoft.com, Issuer: y"), "api-error api-unauthorized partner"),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
    assert_eq!(told(&cases[14].0).correlation_id.as_deref(), Some(CORRELATION));
    assert_eq!(told(&cases[0].0).correlation_id.as_deref(), Some(CORRELATION));
}

#[test]
fn a_number_that_a_console_breaks_is_read_whole() {
    for text in [
        "AADSTS70001\n6: Application with identifier was not found.",
        "ERROR: AADSTS7\r\n00016: Application with identifier was not found.",
        "│ AADSTS70001\n│ 6: Application with identifier was not found.",
    ] {
        assert_eq!(told(text).codes, [700_016], "{text}");
    }
    // The next line is another matter.
    for text in
        ["AADSTS50011\n1: a list", "AADSTS50011\n2026-11-22 11:59", "AADSTS50011:\n6: x", "AADSTS50011\n"]
    {
        assert_eq!(told(text).codes, [50_011], "{text}");
    }
}

#[test]
fn a_number_that_mail_broke_is_read_whole() {
    for text in [
        "AADSTS70002=\r\n22: The provided client secret keys are expired.",
        "AADSTS70002=\n22: The provided client secret keys are expired.",
        "> AADSTS70002=\r\n> 22: The provided client secret keys are expired.",
    ] {
        assert_eq!(told(text).codes, [7_000_222], "{text}");
        assert_eq!(line(text), "aadsts secret-expired partner", "{text}");
    }
}

#[test]
fn a_service_that_is_not_defender_is_told_from_it() {
    let service = |name: &str| {
        format!(
            "AADSTS650052: The app is trying to access a service {name} that your organization 'x' lacks a service principal for."
        )
    };
    let principal = |name: &str| {
        format!(
            "AADSTS500011: The resource principal named {name} was not found in the tenant named Contoso. This can happen if the application has not been installed"
        )
    };
    let needs = "AADSTS650052: The app needs access to a service ('https://api.yammer.com') that your organization 'x' has not subscribed to or enabled.";
    for text in [
        service("'00000005-0000-0ff1-ce00-000000000000'(Office 365 Yammer)"),
        needs.to_owned(),
        entra(650_052, "invalid_client", "The app needs access to a service ('https://api.yammer.com') that"),
        principal("https://management.azure.com"),
        principal("https://management.azure.com/.default"),
        format!(
            "https://a.example/?error=access_denied&error_description={}&state=S-1",
            needs.replace(' ', "+")
        ),
    ] {
        let told = told(&text);
        assert_eq!(told.cause, Some(Cause::WrongAudience), "{text}");
        assert_eq!(
            (told.who_acts, told.reason.as_deref()),
            (Actor::Partner, Some(ANOTHER_SERVICE)),
            "{text}"
        );
    }
    for text in [
        service("'fc780465-2017-40d4-a0c5-307022471b92'(WindowsDefenderATP)"),
        service("'{resourceIdentifier}'"),
        principal("https://api.securitycenter.microsoft.com"),
        principal("https://api.securitycenter.microsoft.com/."),
        principal("WindowsDefenderATP"),
        "AADSTS650052".to_owned(),
    ] {
        assert_eq!(line(&text), "aadsts resource-missing customer", "{text}");
    }
}
