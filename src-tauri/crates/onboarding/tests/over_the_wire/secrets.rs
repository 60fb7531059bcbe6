//! What was sent in confidence and comes back in an answer is not written down, however it is spelled.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::judge::judge;
use serde_json::json;

use crate::authority::PUBLISHED;
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

fn percent(secret: &str, upper: bool) -> String {
    let sign = |byte: u8| match (byte.is_ascii_alphanumeric(), upper) {
        (true, _) => char::from(byte).to_string(),
        (false, true) => format!("%{byte:02X}"),
        (false, false) => format!("%{byte:02x}"),
    };
    secret.bytes().map(sign).collect()
}

/// Base64 without what depends on the bytes around it, for each of the three ways in which it can lie in a text.
fn inside_base64(secret: &str) -> Vec<String> {
    let mut found = Vec::new();
    for shift in 0..3 {
        let padded = format!("{}{secret}", "x".repeat(shift));
        let whole = padded.len() / 3 * 3;
        for encoded in [STANDARD.encode(&padded[..whole]), URL_SAFE_NO_PAD.encode(&padded[..whole])] {
            found.push(encoded[if shift == 0 { 0 } else { 4 }..].to_owned());
        }
    }
    found
}

fn spellings(secret: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::to_string(secret).unwrap();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let numbered: String = secret
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_string() } else { format!("&#{};", u32::from(c)) })
        .collect();
    let unicode: String = secret
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
        .collect();
    let mut all = vec![
        secret.to_owned(),
        form.clone(),
        form.replace("%7E", "~"),
        percent(secret, true),
        percent(secret, false),
        json.trim_matches('"').to_owned(),
        secret.replace('/', "\\/"),
        html,
        numbered,
        unicode,
    ];
    all.extend(inside_base64(secret));
    all
}

/// The whole evidence, and everything judged from it, holds the secret in no spelling.
pub fn assert_no_trace(evidence: &Evidence, secret: &str) {
    let judgement = judge(evidence);
    let written = [
        serde_json::to_string(evidence).unwrap(),
        format!("{evidence:?}"),
        serde_json::to_string(&judgement).unwrap(),
    ];
    for text in written {
        // Written as JSON once more, a text's own escapes are escaped.
        let unescaped = text.replace("\\\\", "\\").replace("\\\"", "\"");
        for spelled in spellings(secret) {
            assert!(!text.contains(&spelled) && !unescaped.contains(&spelled), "{spelled} in {text}");
        }
    }
}

#[test]
fn the_search_finds_what_it_is_made_for() {
    let found = |text: &str| spellings(SECRET).iter().any(|spelled| text.contains(spelled.as_str()));
    assert!(found(&STANDARD.encode(format!("client_secret={SECRET}&x"))));
    assert!(found(&STANDARD.encode(format!("{{\"a\":\"{SECRET}\"}}"))));
    assert!(found(&URL_SAFE_NO_PAD.encode(SECRET)));
    assert!(found(&percent(SECRET, false)));
    assert!(!found("nothing here"));
}

/// Answers of the token endpoint that give back what they were sent.
fn echoes() -> Vec<(&'static str, Answer)> {
    let mut all = Vec::new();
    for spelled in spellings(SECRET) {
        let text = format!("you sent {spelled} to us");
        let oauth = json!({
            "error": "invalid_client", "error_description": format!("AADSTS7000215: {text}"),
            "error_codes": [7_000_215], "trace_id": text, "correlation_id": text, "suberror": text,
        });
        all.push(("an OAuth error", Answer::json(401, &oauth)));
        all.push(("the error itself", Answer::json(401, &json!({ "error": text }))));
        all.push((
            "an error without a description",
            Answer::new(400, format!("{{\"error\":\"x\",\"sent\":\"{spelled}\"}}")),
        ));
        all.push((
            "an API error",
            Answer::json(403, &json!({"error": {"code": text, "message": text, "target": text}})),
        ));
        all.push(("plain text", Answer::new(400, text.clone()).with("x", "y")));
        all.push(("plain text of a fault", Answer::new(501, text.clone())));
        all.push(("a web page", Answer::html(200, &format!("<html>{text}</html>"))));
        all.push(("a proxy's page", Answer::html(407, &format!("<html>{text}</html>"))));
        all.push(("a network's page", Answer::html(511, &format!("<html>{text}</html>"))));
        all.push(("a redirect", Answer::html(302, &format!("<html>{text}</html>"))));
        all.push(("an odd status", Answer::new(418, text.clone())));
    }
    all
}

#[tokio::test(start_paused = true)]
async fn the_secret_in_an_answer_is_not_written_down() {
    let _hurry = hurry();
    let all = echoes();
    let count = all.len();
    let mut causes = std::collections::BTreeSet::new();
    let shared = std::sync::Arc::new(all);
    let answers = std::sync::Arc::clone(&shared);
    // One server gives each answer in its turn; every check ends after one of them.
    let scene = Scene::new(move |asked| {
        (asked.place == Place::Token).then(|| answers[asked.nth - 1].1.clone().into())
    })
    .await;
    for (number, (name, _)) in shared.iter().enumerate() {
        // `check` looks for the secret in all that comes of it.
        let evidence = scene.check().await;
        assert_eq!(scene.count(Place::Token), number + 1, "{name} was tried again");
        causes.insert(cause(&evidence));
    }
    assert_eq!(scene.count(Place::Token), count);
    assert!(
        causes.is_superset(&["wrong-secret", "captive-portal", "proxy", "unexpected-reply"].into()),
        "{causes:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_secret_is_not_written_down_in_parts_where_a_text_is_cut() {
    let _hurry = hurry();
    for kept in [2 * 1024, 8 * 1024, 200] {
        for before in (kept - 60)..kept {
            if before % 7 != 0 {
                continue;
            }
            let text = format!("{}{SECRET}{}", "-".repeat(before), "-".repeat(9_000));
            let page = Answer::html(200, &format!("<html>{text}"));
            let error = Answer::json(400, &json!({"error": text, "error_description": text}));
            for answer in [page, error] {
                let scene = Scene::with(Place::Token, move || answer.clone().into()).await;
                let written = serde_json::to_string(&scene.check().await).unwrap();
                for length in 8..SECRET.len() {
                    let part = serde_json::to_string(&SECRET[..length]).unwrap();
                    assert!(!written.contains(part.trim_matches('"')), "{length} signs of it after {before}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_token_in_an_api_error_is_not_written_down() {
    for status in [400, 401, 403, 418, 511] {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Call).then(|| {
                let sent = asked.seen.headers["authorization"].clone();
                let body = json!({"error": {"code": "Forbidden", "message": format!("'{sent}' is not allowed"), "target": sent}});
                Act::from(Answer::json(status, &body))
            })
        })
        .await;
        let evidence = scene.check().await;
        let token = PUBLISHED.sign(&header(), &claims(&scene.base()));
        let written = serde_json::to_string(&evidence).unwrap();
        for part in token.split('.') {
            assert!(!written.contains(&part[..20]), "{status}: {written}");
        }
        assert!(written.contains("[token]"), "{status}: {written}");
    }
}

#[tokio::test]
async fn the_token_in_an_api_error_is_not_written_down_in_pieces_either() {
    // As mail breaks base64, as programs print lists, with what nobody sees, and without its dots.
    let breaks: [fn(&str) -> String; 6] = [
        |sent| broken(sent, 76, "\n"),
        |sent| broken(sent, 64, "\\n"),
        |sent| broken(sent, 60, "\u{200b}"),
        |sent| broken(sent, 60, " "),
        |sent| broken(sent, 40, "\" + \""),
        |sent| sent.replace('.', " "),
    ];
    for broken in breaks {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Call).then(|| {
                let sent = asked.seen.headers["authorization"].trim_start_matches("Bearer ").to_owned();
                let body = json!({"error": {"code": "Forbidden", "message": format!("x {}", broken(&sent)), "target": "t"}});
                Act::from(Answer::json(403, &body))
            })
        })
        .await;
        let evidence = scene.check().await;
        let token = PUBLISHED.sign(&header(), &claims(&scene.base()));
        let written = serde_json::to_string(&evidence).unwrap();
        for at in (0..token.len() - 16).step_by(4).filter(|at| token.is_char_boundary(*at)) {
            assert!(!written.contains(&token[at..at + 16]), "{written}");
        }
    }
}

fn broken(text: &str, every: usize, by: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(every).map(String::from_iter).collect::<Vec<_>>().join(by)
}

#[tokio::test(start_paused = true)]
async fn a_token_in_an_answer_of_the_wrong_shape_is_not_written_down() {
    let _hurry = hurry();
    for name in ["accessToken", "token", "id_token"] {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Token).then(|| {
                let token = PUBLISHED.sign(&header(), &claims(&asked.base));
                Act::from(Answer::json(200, &json!({ name: token })))
            })
        })
        .await;
        let evidence = scene.check().await;
        assert_eq!(cause(&evidence), "unexpected-reply");
        assert!(!serde_json::to_string(&evidence).unwrap().contains("eyJ"));
    }
}

#[tokio::test]
async fn a_token_that_was_accepted_is_present_as_facts_only() {
    let scene = Scene::new(|_| None).await;
    let evidence = scene.check().await;
    let written = serde_json::to_string(&evidence).unwrap();
    assert!(!written.contains("eyJ"), "{written}");
    assert!(written.contains("Alert.Read.All"));
}
