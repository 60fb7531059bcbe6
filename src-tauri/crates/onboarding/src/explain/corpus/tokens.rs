//! Tokens.

use super::*;

#[test]
fn tokens_are_read_in_every_wrapping() {
    let good = good();
    let expected = "token not-proved partner";
    let cases: Vec<String> = vec![
        good.clone(),
        format!("Bearer {good}"),
        format!("  \"{good}\"\r\n"),
        format!("Authorization: Bearer {good}"),
        format!("\u{feff}'{good}',"),
        wrapped(&good, 76, "\r\n"),
        wrapped(&good, 64, "\n> "),
        wrapped(&good, 120, "\\r\\n"),
        wrapped(&good, 72, "=\r\n"),
        format!("{}\nThanks", wrapped(&good, 100, "\n")),
        format!("{good}\nthanks"),
        format!(
            "GET /api/alerts?$top=1 HTTP/1.1\r\nHost: api.security.microsoft.com\r\nAuthorization: Bearer {good}\r\nAccept: */*\r\n\r\n"
        ),
        format!(
            "curl -s -H \"Authorization: Bearer {good}\" 'https://api.securitycenter.microsoft.com/api/alerts'"
        ),
        format!(
            "curl -X POST https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token -d 'client_id={APP}&client_secret={SECRET}'\n{{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"{good}\"}}"
        ),
        format!(
            "{{\"token_type\":\"Bearer\",\"expires_in\":\"3599\",\"ext_expires_in\":\"3599\",\"resource\":\"https://api.securitycenter.microsoft.com\",\"access_token\":\"{good}\"}}"
        ),
        format!("$token = '{good}'"),
        format!("{{\\\"access_token\\\":\\\"{good}\\\"}}"),
        format!("https://localhost/cb#access_token={good}&token_type=Bearer&expires_in=3599"),
    ];
    for text in &cases {
        assert_eq!(line(text), expected, "{text}");
        let found = token_in(text).unwrap();
        assert_eq!(found.expose(), good, "{text}");
        let told = told(text);
        assert!(!told.raw.contains(&good[200..260]), "{}", told.raw);
        let json = serde_json::to_string(&told).unwrap();
        assert!(!json.contains(good.rsplit('.').next().unwrap()) && !json.contains("canary"), "{json}");
        for piece in good.as_bytes().chunks(40).map(|piece| std::str::from_utf8(piece).unwrap()) {
            assert!(!told.raw.contains(piece), "{piece} in {}", told.raw);
        }
    }
}

#[test]
fn tokens_are_judged_by_the_rules_of_a_check() {
    use serde_json::json;
    let cases: Vec<(String, &str)> = vec![
        (token(|claims| claims["exp"] = json!(1_795_340_000)), "token token-expired partner"),
        (
            token(|claims| claims["aud"] = json!("https://api.security.microsoft.com")),
            "token wrong-audience partner",
        ),
        (
            token(|claims| claims["aud"] = json!("https://graph.microsoft.com")),
            "token wrong-audience partner",
        ),
        (token(|claims| claims["tid"] = json!(OTHER)), "token wrong-tenant partner"),
        (token(|claims| claims["appid"] = json!(OTHER)), "token wrong-app partner"),
        (token(|claims| claims["iss"] = json!("https://sts.evil.example/")), "token wrong-issuer partner"),
        (token(|claims| claims["roles"] = json!([])), "token no-roles customer"),
        (
            token(|claims| {
                claims["scp"] = json!("Alert.Read");
                claims["upn"] = json!("anna@contoso.se");
            }),
            "token delegated-token partner",
        ),
        (token(|claims| claims["ver"] = json!(3)), "token malformed-token partner"),
        (format!("{}.a.b", good()), "token malformed-token partner"),
        (good()[..900].to_owned(), "token malformed-token partner"),
        (
            r#"{"access_token":"EwBwA8l6BAAUbDba3x2OMJElkF7gJ4z/VbCPEz0AAR"}"#.to_owned(),
            "token malformed-token partner",
        ),
    ];
    for (text, expected) in &cases {
        assert_eq!(&line(text), expected, "{text}");
    }
    let mut wanting = context();
    wanting.wanted = BTreeSet::from([Permission::parse("Machine.Isolate").unwrap()]);
    assert_eq!(explain(&good(), &wanting).cause, Some(Cause::RoleMissing));
    // Nothing pasted is ever "connected".
    assert_ne!(told(&good()).cause, None);
    // An error beside a token is what the person wants to know about; the token is mentioned.
    let both = told(&format!("Bearer {}\n{}", good(), defender("Unauthorized", "x")));
    assert_eq!((both.kind, both.also.as_slice()), (Kind::ApiError, [Kind::Token].as_slice()));
}

#[test]
fn a_token_whose_first_line_was_shared_with_something_else_is_read_and_hidden_too() {
    let good = good();
    let signature = good.rsplit('.').next().unwrap();
    for before in ["Authorization: Bearer ", "{\"access_token\":\"", "curl -s -H \"Authorization: Bearer "] {
        for width in 60..=132 {
            let text = wrapped(&format!("{before}{good}"), width, "\n");
            let told = told(&text);
            assert_eq!(line(&text), "token not-proved partner", "{before} at {width}: {text}");
            assert_eq!(token_in(&text).unwrap().expose(), good, "{before} at {width}");
            for piece in signature.as_bytes().chunks(40).map(|piece| std::str::from_utf8(piece).unwrap()) {
                assert!(piece.len() < 40 || !told.raw.contains(piece), "{before} at {width}: {}", told.raw);
            }
        }
    }
    // One break anywhere, also where the second line is the longer one.
    for at in [60, 100, 200, 300, good.find('.').unwrap(), good.find('.').unwrap() + 1] {
        let text = format!("{}\n{}", &good[..at], &good[at..]);
        assert_eq!(line(&text), "token not-proved partner", "broken at {at}");
    }
}

#[test]
fn one_reading_finds_the_token_in_whatever_stands_around_it() {
    let good = good();
    let lines = |end: &str| wrapped(&good, 76, end);
    let middle = |mark: &str| format!("{}{mark}{}", &good[..500], &good[500..]);
    for text in [
        format!("{{\"token_type\":\"Bearer\",\"access_token\":\"{good}\"}}"),
        format!("\"access_token\": \"{good}\","),
        format!("> Hi,\n> {}\n> Regards", lines("\n> ")),
        format!(">> {}", lines("\r\n>> ")),
        format!("<p>{}</p>", lines("<br>")),
        format!("<pre>&gt; {}</pre>", lines("\n&gt; ")),
        format!("<div>{}</div>", lines("</div><div>")),
        lines("<br />\r\n"),
        lines("\u{b}"),
        lines("\u{2028}"),
        middle("\u{200b}"),
        middle("\u{ad}"),
        middle("&#8203;"),
        middle("<wbr>"),
        middle("&shy;"),
        format!("\u{2066}{good}\u{2069}"),
        format!("curl -H 'Authorization: Bearer {good}' https://api.securitycenter.microsoft.com/api/alerts"),
        format!("curl \\\n  -H \"Authorization: Bearer {}\" \\\n  https://a.example", lines("\\\n")),
        format!("$h = @{{ Authorization = \"Bearer {}\" }}", lines("`\r\n")),
        format!("\u{201d}{good}\u{201d}"),
        format!("│ Error: token {}", lines("\n│ ")),
        good.replace('.', ". "),
        format!("Token: {} {}", &good[..700], &good[700..]),
        format!("Token: {} {} is what we got", &good[..700], &good[700..]),
        format!("Token: {}\t{}  {}, is what we got", &good[..700], &good[700..720], &good[720..]),
        good.chars().map(|c| if c == '.' { " .\t".to_owned() } else { c.to_string() }).collect::<String>(),
    ] {
        let (token, unwrapped) = token_pasted(&text);
        assert_eq!(token.expose(), good, "{text}");
        assert!(unwrapped, "{text}");
        assert_eq!(token_in(&text).unwrap().expose(), good, "{text}");
        assert_eq!(line(&text), "token not-proved partner", "{text}");
        let told = told(&text);
        for piece in good.as_bytes().chunks(40).map(|piece| std::str::from_utf8(piece).unwrap()) {
            assert!(piece.len() < 40 || !told.raw.contains(piece), "{piece} in {}", told.raw);
        }
    }
    assert!(!token_pasted(&format!(" {good}\r\n")).1, "nothing but blanks stood around it");
    // What is no token is for the judge to say, as it stands.
    for (text, expected) in [("not a token", "notatoken"), ("\"\"", ""), ("Bearer  abc", "abc")] {
        assert_eq!(token_pasted(text).0.expose(), expected, "{text}");
    }
}

#[test]
fn a_token_with_something_before_each_line_is_hidden_whole() {
    let good = good();
    let numbered = |token: &str| {
        let lines = token.as_bytes().chunks(76).enumerate();
        let lines = lines.map(|(at, line)| format!("{at:4}: {}", std::str::from_utf8(line).unwrap()));
        lines.collect::<Vec<String>>().join("\n")
    };
    let before = |mark: &str| format!("{mark}{}", wrapped(&good, 76, &format!("\n{mark}")));
    let mut texts = vec![
        before("2026-11-25 09:00:00 INFO "),
        before("web_1  | "),
        before("[2026-11-25T09:00:00Z] token="),
        numbered(&good),
        wrapped(&good, 29, "\n"),
        wrapped(&good, 24, "\r\n"),
    ];
    texts.extend(texts.clone().iter().map(|text| format!("{text}\nAADSTS7000222: expired {TENANT}")));
    for text in &texts {
        let told = told(text);
        let json = serde_json::to_string(&told).unwrap();
        for piece in good.as_bytes().chunks(20).map(|piece| std::str::from_utf8(piece).unwrap()) {
            assert!(piece.len() < 20 || !json.contains(piece), "{piece} in {json}");
        }
        assert!(!text.contains(TENANT) || told.raw.contains(TENANT), "{}", told.raw);
    }
    assert_eq!(told(&wrapped(&good, 29, "\n")).raw, "[token]");
    // Blanks and letters behind it.
    for text in [
        format!("Token: {} {}x is what we got", &good[..700], &good[700..]),
        format!("Token: {} {} abc {}", &good[..650], &good[650..700], &good[700..]),
        format!("{good}abc"),
    ] {
        let raw = told(&text).raw;
        let signature = good.rsplit('.').next().unwrap();
        for piece in signature.as_bytes().chunks(20).map(|piece| std::str::from_utf8(piece).unwrap()) {
            assert!(piece.len() < 20 || !raw.contains(piece), "{piece} in {raw}");
        }
    }
    // Beside a whole token, long names stay.
    let named = format!("Microsoft.IdentityModel.Tokens.SecurityTokenExpiredException: Bearer {good}");
    assert!(told(&named).raw.contains("SecurityTokenExpiredException"));
}
