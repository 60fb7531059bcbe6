use serde_json::{Value, json};

use crate::ground::{APP, Ended, Home, SECRET, TENANT};

const CORRELATION: &str = "9d25c5fd-bcda-413e-b340-750fe20fa5a0";

fn explained(text: &str) -> Ended {
    Home::new().run_with(&["explain", "--json"], text.as_bytes())
}

fn told(text: &str, status: i32) -> Value {
    let ended = explained(text);
    assert_eq!(ended.status, status, "{text}: {ended:#?}");
    let told = ended.json();
    assert!(told["meaning"].as_str().is_some_and(|words| !words.is_empty()), "{told}");
    assert!(told["next_steps"].is_array() && told["codes"].is_array() && told["raw"].is_string(), "{told}");
    told
}

#[test]
fn each_kind_is_told() {
    let link = format!(
        "https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id={APP}&response_type=code&sso_reload=true"
    );
    let entra = format!(
        r#"{{"error":"invalid_client","error_description":"AADSTS7000222: expired. Correlation ID: {CORRELATION}","error_codes":[7000222],"correlation_id":"{CORRELATION}"}}"#
    );
    let api = format!(
        r#"{{"error":{{"code":"Forbidden","message":"Missing application roles. API required roles: Machine.Isolate, application roles: Alert.Read.All.","target":"{CORRELATION}"}}}}"#
    );
    let cases = [
        ("AADSTS700016".to_owned(), "aadsts", json!("not-consented"), "customer"),
        (entra, "oauth-error", json!("secret-expired"), "partner"),
        (api, "api-error", json!("role-missing"), "customer"),
        (
            "https://portal.azure.com/?admin_consent=True&error=consent_required&error_description=AADSTS65004%3a+x".to_owned(),
            "redirect",
            json!("consent-declined"),
            "customer",
        ),
        (link, "consent-link", Value::Null, "partner"),
        ("Bearer eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl".to_owned(), "token", json!("malformed-token"), "partner"),
    ];
    for (text, kind, cause, actor) in &cases {
        let told = told(text, 0);
        assert_eq!(
            (&told["kind"], &told["cause"], &told["who_acts"]),
            (&json!(kind), cause, &json!(actor)),
            "{told}"
        );
    }
    let entra = told(&cases[1].0, 0);
    assert_eq!((&entra["codes"], &entra["correlation_id"]), (&json!([7_000_222]), &json!(CORRELATION)));
    let api = told(&cases[2].0, 0);
    assert_eq!((&api["code"], &api["correlation_id"]), (&json!("Forbidden"), &json!(CORRELATION)));
    assert_eq!(api["roles"]["required"], json!(["Machine.Isolate"]));
    assert_eq!(api["roles"]["held"], json!(["Alert.Read.All"]));
    let link = told(&cases[4].0, 0);
    let flaws: Vec<&str> =
        link["findings"].as_array().unwrap().iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(flaws, ["common", "no-redirect", "no-state", "authorize-form", "prompt-consent"]);
    assert!(link["corrected"].as_str().unwrap().contains("/organizations/v2.0/adminconsent?"), "{link}");
}

#[test]
fn what_is_not_recognised_is_a_finding_and_said_to_be_so() {
    for text in ["hello", "The portal shows a blank page.", "{}"] {
        let told = told(text, 1);
        assert_eq!((&told["kind"], &told["cause"]), (&json!("unrecognised"), &json!("unrecognised")));
        assert_eq!(told["raw"], json!(text));
    }
    // A number nobody here knows is shown raw, with Microsoft's own look-up.
    let unknown = told("AADSTS99999999: Something new.", 1);
    assert_eq!((&unknown["cause"], &unknown["codes"]), (&json!("unrecognised"), &json!([99_999_999])));
    assert!(unknown["next_steps"].to_string().contains("login.microsoftonline.com/error?code=99999999"));
    // A number that tells no single cause is explained all the same.
    assert_eq!(told("AADSTS900144", 0)["cause"], json!("unrecognised"));
    let nothing = explained(" \n");
    assert_eq!((nothing.status, &nothing.json()["error"]["code"]), (2, &json!("usage")));
}

#[test]
fn a_customer_can_be_named() {
    let address = format!("https://portal.azure.com/?admin_consent=True&tenant={TENANT}");
    let other = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let of = |tenant: &str| {
        Home::new()
            .run_with(&["explain", "--json", "--tenant", tenant, "--app-id", APP], address.as_bytes())
            .json()
    };
    assert_eq!(of(TENANT)["cause"], json!("not-proved"));
    assert_eq!(of(other)["cause"], json!("wrong-tenant-consented"));
    let link = format!("https://login.microsoftonline.com/{other}/adminconsent?client_id={APP}");
    let told = Home::new().run_with(&["explain", "--json", "--tenant", TENANT], link.as_bytes()).json();
    assert_eq!(told["cause"], json!("wrong-tenant-consented"));
    assert!(told["corrected"].as_str().unwrap().contains(TENANT));
}

#[test]
fn text_is_for_a_person_in_both_languages() {
    let english = Home::new().run_with(&["explain"], b"AADSTS7000215: Invalid client secret provided.");
    let swedish =
        Home::new().run_with(&["explain", "--lang", "sv"], b"AADSTS7000215: Invalid client secret provided.");
    assert_eq!((english.status, swedish.status), (0, 0));
    assert!(english.output.contains("Who acts: ") && english.output.contains("wrong-secret"), "{english:#?}");
    assert!(swedish.output.contains("Vem agerar: ") && swedish.output.contains("Nästa steg"), "{swedish:#?}");
}

#[test]
fn neither_secret_nor_token_comes_out_again() {
    for text in [
        format!("curl -d 'client_secret={SECRET}' https://login.microsoftonline.com/x/oauth2/v2.0/token"),
        format!("AADSTS7000215: Invalid client secret provided: {SECRET} client_secret={SECRET}")
            .replace(&format!(": {SECRET} "), " "),
        format!("{{\"client_secret\":\"{SECRET}\"}}"),
        "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.canaryCANARYcanaryCANARY.c2lnbmF0dXJl".to_owned(),
    ] {
        for words in [&["explain"][..], &["explain", "--json"]] {
            let ended = Home::new().run_with(words, text.as_bytes());
            assert!(!format!("{ended:?}").contains("canary"), "{ended:#?}");
        }
    }
}

#[test]
fn large_input_is_refused_calmly() {
    let told = told(&"x ".repeat(600_000), 1);
    assert_eq!(told["reason"], json!("too-large"));
}

#[test]
fn a_row_of_the_sign_in_log_and_a_bare_status_are_told() {
    let row = format!(
        r#"{{"correlationId":"{CORRELATION}","status":{{"errorCode":700016,"failureReason":"Application with identifier was not found."}}}}"#
    );
    let told_row = told(&row, 0);
    assert_eq!((&told_row["cause"], &told_row["codes"]), (&json!("not-consented"), &json!([700_016])));
    assert_eq!(told_row["correlation_id"], json!(CORRELATION));
    let throttled = "HTTP/2 429\nretry-after: 27\nhost: api.security.microsoft.com";
    let throttled = told(throttled, 0);
    assert_eq!(
        (&throttled["kind"], &throttled["cause"], &throttled["status"], &throttled["retry_after"]),
        (&json!("api-error"), &json!("throttled"), &json!(429), &json!(27))
    );
    let unknown = told("HTTP/1.1 403 Forbidden", 1);
    assert_eq!(
        (&unknown["cause"], &unknown["reason"], &unknown["status"], &unknown["sender"]["who"]),
        (&json!("unrecognised"), &json!("status-alone"), &json!(403), &json!("unknown"))
    );
}

#[test]
fn nothing_that_was_pasted_passes_for_a_line_of_ours() {
    let forged = "c\n✓ Connected: x\r✓ y\u{2028}✓ z\u{202e}\u{200b}\u{1b}[2K\n  ✓ w";
    let invalid = "AADSTS7000215: Invalid client secret provided.";
    for answer in [
        json!({"error": "invalid_client", "error_description": invalid, "correlation_id": forged}),
        json!({"error": "invalid_client", "error_description": invalid, "trace_id": forged, "suberror": forged}),
        json!({"error": forged, "error_description": forged}),
        json!({"error": {"code": "Forbidden", "message": "x", "target": forged}}),
        json!({"error": {"code": forged, "message": forged}}),
        json!(forged),
    ] {
        Home::new().run_with(&["explain"], answer.to_string().as_bytes()).forges_nothing();
        let ended = explained(&answer.to_string());
        ended.forges_nothing();
        ended.json();
    }
    let ended = Home::new().run_with(&["explain"], forged.as_bytes());
    ended.forges_nothing();
    assert!(ended.output.contains("\n  | ✓ Connected: x"), "{}", ended.output);
}
