//! Rows of the sign-in log, from wherever they are copied.

use super::*;

const DESCRIBED: &str = "Application with identifier '{appIdentifier}' was not found in the directory '{tenantName}'. This can happen if the application has not been installed by the administrator of the tenant.";

/// As Graph's `auditLogs/signIns` and the portal's JSON have it.
fn graph_row(code: &str, reason: &str) -> String {
    format!(
        r#"{{"id":"{TRACE}","createdDateTime":"2026-11-22T11:59:03Z","appDisplayName":"Contoso MDE","appId":"{APP}","ipAddress":"203.0.113.9","clientAppUsed":"","correlationId":"{CORRELATION}","conditionalAccessStatus":"notApplied","isInteractive":false,"resourceDisplayName":"WindowsDefenderATP","status":{{"errorCode":{code},"failureReason":"{reason}","additionalDetails":null}},"location":{{"city":"Stockholm","countryOrRegion":"SE"}}}}"#
    )
}

/// As Log Analytics and an event hub have it.
fn log_analytics_row(code: &str) -> String {
    format!(
        r#"{{"TimeGenerated":"2026-11-22T11:59:03Z","OperationName":"Sign-in activity","Category":"ServicePrincipalSignInLogs","ResultType":"{code}","ResultSignature":"None","ResultDescription":"{DESCRIBED}","DurationMs":0,"CorrelationId":"{CORRELATION}","ServicePrincipalId":"","ServicePrincipalName":"Contoso MDE","AppId":"{APP}"}}"#
    )
}

fn portal_details(code: &str) -> String {
    format!(
        "Date\n11/22/2026, 11:59:03 AM\nRequest ID\n{TRACE}\nCorrelation ID\n{CORRELATION}\nAuthentication requirement\nSingle-factor authentication\nStatus\nFailure\nContinuous access evaluation\nNo\nSign-in error code\n{code}\nFailure reason\n{DESCRIBED}\nAdditional Details\nDeveloper error - the app is attempting to sign in without the necessary or correct authentication parameters.\nTroubleshoot Event"
    )
}

#[test]
fn rows_of_the_sign_in_log_are_read() {
    let expected = "aadsts not-consented customer";
    let graph = graph_row("700016", DESCRIBED);
    let csv = format!(
        "Date (UTC),Request ID,Correlation ID,Service principal ID,Service principal name,Status,Sign-in error code,Failure reason\n2026-11-22T12:10:00Z,a,b,,Contoso MDE,Success,,\n2026-11-22T11:59:03Z,{TRACE},{CORRELATION},,\"Contoso, MDE\",Failure,700016,\"{DESCRIBED}\"\n"
    );
    let cases: Vec<String> = vec![
        graph.clone(),
        format!(
            "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns\",\"value\":[{}]}}",
            graph
        ),
        serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&graph).unwrap()).unwrap(),
        log_analytics_row("700016"),
        log_analytics_row("700016").to_lowercase().replace("signinlogs", "SignInLogs"),
        format!(
            "{{\"records\":[{}]}}",
            log_analytics_row("700016").replace("\"ResultType\"", "\"resultType\"")
        ),
        log_analytics_row("700016").replace('"', "\\\""),
        portal_details("700016"),
        portal_details("700016").replace('\n', "\r\n"),
        portal_details("700016").replace("code\n", "code\t").replace("reason\n", "reason\t"),
        format!(
            "Sign-in error code 700016\nFailure reason {DESCRIBED}\nCorrelation ID {CORRELATION}\nRequest ID {TRACE}"
        ),
        format!(
            "<tr><td>Sign-in error code</td><td>700016</td></tr><tr><td>Failure reason</td><td>{DESCRIBED}</td></tr> correlation id: {CORRELATION}, request id: {TRACE}"
        ),
        csv.clone(),
        csv.replace(',', "\t").replace("Contoso\t MDE", "Contoso, MDE"),
        csv.replace(',', ";").replace("Contoso; MDE", "Contoso, MDE"),
        format!("\u{feff}{}", csv.replace('\n', "\r\n")),
        format!(
            "\"TimeGenerated [UTC]\",ResultType,ResultDescription,CorrelationId,OriginalRequestId\n\"11/22/2026, 11:59:03.000 AM\",0,,,\n\"11/22/2026, 11:59:04.000 AM\",700016,\"{DESCRIBED}\",{CORRELATION},{TRACE}"
        ),
        // What consoles print of it.
        format!(
            "ErrorCode         : 700016\nFailureReason     : {DESCRIBED}\nAdditionalDetails :\nCorrelationId     : {CORRELATION}\nRequestId         : {TRACE}"
        ),
        format!(
            "@{{errorCode=700016; failureReason={DESCRIBED}; correlationId={CORRELATION}; requestId={TRACE}}}"
        ),
        format!(
            "{{'status': {{'errorCode': 700016, 'failureReason': \"{DESCRIBED}\"}}, 'correlationId': '{CORRELATION}', 'id': '{TRACE}'}}"
        ),
        // The list of numbers is Entra's alone.
        "error_codes:[700016]".to_owned(),
        "\"error_codes\": [\n    700016\n  ],".to_owned(),
        "error_codes=['700016']".to_owned(),
        "error_codes : {700016}".to_owned(),
        // Swedish.
        format!(
            "Begäran-ID: {TRACE}\nKorrelations-ID: {CORRELATION}\nFelkod för inloggning\n700016\nFelorsak\nProgrammet hittades inte i katalogen."
        ),
    ];
    for text in &cases {
        assert_eq!(line(text), expected, "{text}");
        assert_eq!(told(text).codes, [700_016], "{text}");
    }
    for at in (0..cases.len()).filter(|at| !(20..=23).contains(at)) {
        assert_eq!(told(&cases[at]).correlation_id.as_deref(), Some(CORRELATION), "{}", cases[at]);
    }
    for at in [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 24] {
        assert_eq!(told(&cases[at]).trace_id.as_deref(), Some(TRACE), "{}", cases[at]);
    }
    assert_eq!(line("error_codes: [7000222, 50011]"), "aadsts secret-expired partner");
    assert_eq!(told("error_codes: [99, 7000222]").codes, [7_000_222]);
}

#[test]
fn the_row_that_failed_counts_and_keeps_its_own_ids() {
    let worked = graph_row("0", "Other.").replace(CORRELATION, OTHER);
    let failed = graph_row("7000222", "The provided client secret keys are expired.");
    let later = graph_row("50126", "Invalid username or password.").replace(CORRELATION, OTHER);
    for text in [
        format!("[{worked},{failed},{later}]"),
        format!("{worked}\n{failed}\n{later}"),
        format!("{{\"value\": [\n{worked},\n{failed}]}}"),
    ] {
        let told = told(&text);
        assert_eq!(line(&text), "aadsts secret-expired partner", "{text}");
        assert_eq!(
            (told.codes.as_slice(), told.correlation_id.as_deref()),
            ([7_000_222].as_slice(), Some(CORRELATION))
        );
        let Parts::Refusal { refusal } = told.parts else { panic!() };
        assert!(
            refusal.message.contains("expired") && !refusal.message.contains("username"),
            "{}",
            refusal.message
        );
    }
    // A number with its prefix beside the row is the same number.
    let named = graph_row("7000215", "AADSTS7000215: Invalid client secret provided.");
    assert_eq!(line(&named), "oauth-error wrong-secret partner".replace("oauth-error", "aadsts"));
}

#[test]
fn the_row_that_tells_a_cause_counts_before_those_of_people_who_signed_in() {
    let user = graph_row("50126", "Invalid username or password.").replace(CORRELATION, OTHER);
    let prompt = graph_row("50074", "Strong Authentication is required.").replace(CORRELATION, OTHER);
    let app = graph_row("7000222", "The provided client secret keys are expired.");
    for text in [
        format!(
            "User,Application,Sign-in error code,Failure reason,Correlation ID\nanna,Teams,50074,Strong Authentication is required,{OTHER}\nNorthwind MDR,WindowsDefenderATP,7000222,The provided client secret keys are expired,{CORRELATION}\n"
        ),
        format!("[{user},{prompt},{app}]"),
        format!("{prompt}\n{user}\n{app}"),
        format!("[{},{app}]", vec![user.as_str(); 30].join(",")),
        format!(
            "{}\nResultType: 7000222\nResultDescription: expired\nCorrelation ID: {CORRELATION}",
            "Sign-in error code 50126\nFailure reason x"
        ),
    ] {
        assert_eq!(line(&text), "aadsts secret-expired partner", "{text}");
        assert_eq!(told(&text).codes, [7_000_222], "{text}");
        assert_eq!(told(&text).correlation_id.as_deref(), Some(CORRELATION), "{text}");
    }
    // Where no row tells one, the first that is known does.
    assert_eq!(told(&format!("[{user},{prompt}]")).codes, [50_126]);
}

#[test]
fn a_query_is_no_failure() {
    for text in [
        "AADServicePrincipalSignInLogs | where ResultType == \"7000215\" | project ResultDescription",
        "SigninLogs\n| where ResultType == 50126\n| summarize count() by ResultDescription",
        "AADServicePrincipalSignInLogs | where ResultType != 0 | where ResultType ==7000222 | project ResultDescription",
        "SigninLogs | where ResultType in (50126, 50053) | project ResultDescription",
        "SigninLogs | where ResultType has \"7000222\" | project ResultDescription",
        "SigninLogs | where Status[\"errorCode\"] == 7000222 | project Status.failureReason",
    ] {
        assert_eq!(line(text), "unrecognised unrecognised partner", "{text}");
    }
    // The answer below it is one.
    let answered = format!(
        "AADServicePrincipalSignInLogs | where ResultType == \"7000215\"\n{}",
        log_analytics_row("7000222")
    );
    assert_eq!(line(&answered), "aadsts secret-expired partner");
}

#[test]
fn a_number_by_chance_is_no_error() {
    for text in [
        // No word of a sign-in beside it.
        r#"{"errorCode":50011,"message":"Printer is out of paper"}"#.to_owned(),
        r#"{"ResultType":"50011","ResultCount":3}"#.to_owned(),
        "Error code 700016 came up in the payroll run of November, see ticket 50011.".to_owned(),
        // The word is there, and the number is another one's.
        format!("{}, \"order\": 700016", graph_row("0", "Other.")),
        graph_row("0", "Room 700016"),
        portal_details("0"),
        log_analytics_row("0"),
        log_analytics_row("Success 700016"),
        // Numbers that nobody here knows, and others that only begin as a known one.
        graph_row("81004", "Kerberos authentication attempt failed."),
        graph_row("7000161", "x"),
        graph_row("70001", "x").replace("70001,", "70001.6,"),
        graph_row("\"700016a\"", "x"),
        portal_details("700016-1"),
        "error_codes: [1, 2, 3]".to_owned(),
        "error_codes: none; 700016".to_owned(),
        // Tables of something else.
        "Order,Error code,Amount\n1,700016,5\n".to_owned(),
        "Sign-in error codes,Name\nx,700016\n".to_owned(),
        "ResultType,Count\n700016,5\n".to_owned(),
        "id,errorCode,failureReason\n700016,0,Other.\n".to_owned(),
    ] {
        assert_eq!(line(&text), "unrecognised unrecognised partner", "{text}");
    }
}
