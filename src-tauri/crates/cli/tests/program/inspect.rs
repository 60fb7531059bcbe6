use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::ground::{APP, Ended, Home, Microsoft, SECRET, TENANT, scenario, status, wait};

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token of the right shape with these claims changed; null takes one out. Its signature is made up.
fn token(header: &Value, changed: &Value) -> String {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let mut claims = json!({
        "aud": "https://api.securitycenter.microsoft.com",
        "iss": format!("https://sts.windows.net/{TENANT}/"),
        "iat": now - 300, "nbf": now - 300, "exp": now + 3600,
        "appid": APP, "appidacr": "1", "tid": TENANT, "ver": "1.0",
        "roles": ["Alert.Read.All"],
    });
    for (name, value) in changed.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    format!("{}.{}.{}", part(header), part(&claims), URL_SAFE_NO_PAD.encode([7; 256]))
}

fn rs256() -> Value {
    json!({"alg": "RS256", "typ": "JWT", "kid": "k1"})
}

fn offline(token: &str, words: &[&str]) -> Ended {
    let home = Home::new();
    let ended = home.run_with(&[&["inspect", "--offline", "--json"], words].concat(), token.as_bytes());
    assert!(home.files().is_empty());
    ended
}

#[test]
fn offline_a_good_token_is_at_best_not_proved() {
    let good = token(&rs256(), &json!({}));
    let words = ["--tenant", TENANT, "--app-id", APP, "--want", "Alert.Read.All"];
    let report = offline(&good, &words).found(Some("not-proved"), 3);
    assert_eq!(report["verdict"], "unknown");
    for check in ["issuer", "audience", "tenant_claim", "app", "lifetime", "kind", "permissions"] {
        assert_eq!(status(&report, check), "pass", "{check}: {report:#}");
    }
    assert_eq!(status(&report, "signature"), "skipped");
    assert_eq!(status(&report, "api"), "skipped");
    assert_eq!(report["token"]["version"], "1.0");
    assert_eq!(report["tenant_id"], TENANT);
    assert!(!report.to_string().contains(&good[..40]), "the token never comes out");
    let lines = |end: &str| {
        good.as_bytes()
            .chunks(76)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect::<Vec<_>>()
            .join(end)
    };
    for wrapped in [
        format!("Bearer {good}\n"),
        format!("  \"{good}\"\r\n"),
        format!("{{\"token_type\":\"Bearer\",\"access_token\":\"{good}\"}}"),
        format!("\"access_token\": \"{good}\","),
        format!("> Hi,\n> here it is:\n> {}\n> Regards", lines("\n> ")),
        format!("<p>{}</p>", lines("<br>")),
        format!("{}\u{200b}{}", &good[..300], &good[300..]),
        format!("curl -H 'Authorization: Bearer {good}' https://api.securitycenter.microsoft.com/api/alerts"),
    ] {
        offline(&wrapped, &words).found(Some("not-proved"), 3);
    }
    offline(&good, &[]).found(Some("not-proved"), 3);
}

#[test]
fn offline_faults_are_named() {
    let other = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let none = json!({"alg": "none", "typ": "JWT"});
    let user = json!({"scp": "Alert.Read", "roles": null, "upn": "anna@contoso.se"});
    let moved = json!({"tid": other, "iss": format!("https://sts.windows.net/{other}/")});
    let cases = [
        (token(&none, &json!({})), "algorithm-refused"),
        (token(&json!({"alg": "HS256", "kid": "k1"}), &json!({})), "algorithm-refused"),
        (token(&rs256(), &moved), "wrong-tenant"),
        (token(&rs256(), &json!({"iss": "https://sts.example/"})), "wrong-issuer"),
        (token(&rs256(), &json!({"aud": "https://api.security.microsoft.com"})), "wrong-audience"),
        (token(&rs256(), &json!({"appid": other})), "wrong-app"),
        (token(&rs256(), &user), "delegated-token"),
        (token(&rs256(), &json!({"exp": now - 3600, "nbf": now - 7200, "iat": now - 7200})), "token-expired"),
        (token(&rs256(), &json!({"nbf": now + 1200, "iat": now + 1200})), "token-not-yet-valid"),
        (token(&rs256(), &json!({"roles": null})), "no-roles"),
        (token(&rs256(), &json!({"roles": ["Machine.Read.All"]})), "role-missing"),
        (token(&rs256(), &json!({"roles": "Alert.Read.All"})), "malformed-token"),
        ("not a token".to_owned(), "malformed-token"),
        ("<html></html>".to_owned(), "malformed-token"),
        (format!("a.{}.c", "b".repeat(70_000)), "malformed-token"),
        ("x".repeat(3_000_000), "malformed-token"),
    ];
    let words = ["--tenant", TENANT, "--app-id", APP, "--want", "Alert.Read.All"];
    for (token, cause) in cases {
        let report = offline(&token, &words).found(Some(cause), 1);
        assert_eq!(report["verdict"], "needs_attention");
        assert_eq!(status(&report, "api"), "skipped");
    }
}

#[test]
fn no_token_at_all_is_wrong_usage() {
    for input in ["", "\n", "   \n", "\"\""] {
        assert_eq!(offline(input, &[]).usage(), "no token came on standard input", "{input:?}");
    }
    // Bytes that are no text are no token either, which is for the judge to say.
    let home = Home::new();
    home.run_with(&["inspect", "--offline", "--json"], &[0xff, 0x00, 0x80]).found(Some("malformed-token"), 1);
}

/// A real token of the stand-in, as a person would copy it.
async fn issued(microsoft: &Microsoft, tenant: &str) -> String {
    let variables = microsoft.standin.environment();
    let pem = std::fs::read(&variables[1].1).unwrap();
    let client = reqwest::Client::builder()
        .proxy(reqwest::Proxy::https(&variables[0].1).unwrap())
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .build()
        .unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", APP),
        ("client_secret", SECRET),
        ("scope", "https://api.securitycenter.microsoft.com/.default"),
    ];
    let address = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token");
    let answer = client.post(address).form(&form).send().await.unwrap().bytes().await.unwrap();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn online_the_signature_is_verified_and_only_call_sends_the_token() {
    let microsoft = Microsoft::start();
    let tenant = scenario("all-well").tenant_id.to_string();
    let token = wait(issued(&microsoft, &tenant));
    let words = ["inspect", "--json", "--tenant", &tenant, "--app-id", APP, "--want", "Machine.Read.All"];

    microsoft.standin.forget();
    let report = microsoft.home.run_with(&words, token.as_bytes()).found(Some("not-proved"), 3);
    assert_eq!(status(&report, "signature"), "pass");
    assert_eq!(status(&report, "api"), "skipped");
    assert!(microsoft.standin.asked().iter().all(|asked| asked.host == "login.microsoftonline.com"));

    let ended = microsoft.home.run_with(&[&words[..], &["--call"]].concat(), token.as_bytes());
    let report = ended.found(None, 0);
    assert_eq!(report["verdict"], "connected");
    assert!(microsoft.was_asked("GET", "/api/machines"));
    assert!(!ended.output.contains(&token[..60]) && !ended.errors.contains(&token[..60]));

    let tampered = format!("{}A{}", &token[..token.len() - 9], &token[token.len() - 8..]);
    let tampered = if tampered == token {
        format!("{}B{}", &token[..token.len() - 9], &token[token.len() - 8..])
    } else {
        tampered
    };
    microsoft.standin.forget();
    let ended = microsoft.home.run_with(&[&words[..], &["--call"]].concat(), tampered.as_bytes());
    ended.found(Some("signature-invalid"), 1);
    assert!(!microsoft.was_asked("GET", "/api/machines"), "a token that does not verify is sent to nobody");

    microsoft.standin.forget();
    let offline = microsoft.home.run_with(&[&words[..], &["--offline"]].concat(), token.as_bytes());
    offline.found(Some("not-proved"), 3);
    assert!(microsoft.standin.asked().is_empty() && microsoft.standin.refused().is_empty());
}

#[test]
fn a_task_leads_back_to_what_the_token_lacks() {
    let good = token(&rs256(), &json!({}));
    let told = offline(&good, &["--task", "isolate a device"]).json();
    let may: Vec<&str> = told["may_call"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert!(may.contains(&"alerts.list") && !may.contains(&"machines.isolate"), "{may:?}");
    assert_eq!(told["task"]["missing"], json!(["Machine.Isolate"]));
    assert_eq!(told["task"]["calls"][0]["opened_by"], Value::Null);
    let told = offline(&good, &["--task", "alerts.list"]).json();
    assert_eq!(told["task"]["missing"], json!([]));
    assert_eq!(told["task"]["calls"][0]["opened_by"], "Alert.Read.All");

    // What stands in a token for another API, or of a user, opens nothing here.
    for changed in [json!({"aud": "https://graph.microsoft.com"}), json!({"scp": "Alert.Read"})] {
        let told = offline(&token(&rs256(), &changed), &["--task", "alerts.list"]).json();
        assert_eq!((&told["may_call"], &told["task"]["missing"]), (&json!([]), &json!(["Alert.Read.All"])));
    }
    assert_eq!(
        offline("no token", &[]).json().get("may_call"),
        None,
        "nothing is said of what cannot be read"
    );

    let home = Home::new();
    for (lang, words) in [
        ("en", ["documented calls", "Missing for this task: Machine.Isolate"]),
        ("sv", ["dokumenterade anrop", "Saknas för uppgiften: Machine.Isolate"]),
    ] {
        let ended = home.run_with(
            &["--lang", lang, "inspect", "--offline", "--task", "isolera en enhet"],
            good.as_bytes(),
        );
        assert!(words.iter().all(|word| ended.output.contains(word)), "{}", ended.output);
    }
}
