//! What nobody knows, what must not come back, and what is only meant to take long.

use super::*;

#[test]
fn what_nobody_knows_is_unrecognised() {
    let too_large = "x".repeat(LONGEST_PASTE + 1);
    for text in [
        "",
        " \n ",
        "hello",
        "12345678",
        "The portal shows a blank page.",
        "https://contoso.example/",
        "{}",
        "{\"error\":true}",
        "{\"error\":\"Not found\"}",
        "eyJ",
        "eyJhbGciOiJub25lIn0",
        "<html><body>404</body></html>",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "Error 700017 or 700018 happened",
        &too_large,
    ] {
        let told = told(text);
        let shown = &text[..text.len().min(40)];
        assert_eq!((told.kind, told.cause), (Kind::Unrecognised, Some(Cause::Unrecognised)), "{shown}");
        assert!(told.raw.len() <= 9 * 1024);
    }
}

/// A secret of the time before they had a shape.
const OLD: &str = "canary+/4cJkL0pqCanaryCANARYcanary123=";

#[test]
fn secrets_never_come_back() {
    for text in [
        format!("client_secret={SECRET}&grant_type=client_credentials"),
        format!("POST /token\nclient_id=a&client_secret={}&scope=x", SECRET.replace('~', "%7E")),
        format!("{{\"client_secret\": \"{SECRET}\"}}"),
        format!("{{\\\"clientSecret\\\":\\\"{SECRET}\\\"}}"),
        format!("$ClientSecret = '{SECRET}'"),
        format!("--client-secret {SECRET}"),
        format!("AZURE_CLIENT_SECRET: {SECRET}"),
        format!("password => \"{SECRET}\""),
        format!("the value is {SECRET}."),
        format!("Authorization: Basic {SECRET}"),
        format!("bearer {SECRET}"),
        format!("https://a.example/?code=1.{SECRET}&state=x"),
        format!("AADSTS7000215: Invalid client secret provided: '{SECRET}'"),
        format!("AADSTS7000215: x client_secret={SECRET}"),
        format!("{{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: {SECRET}\"}}"),
        format!("{{\"refresh_token\":\"0.{SECRET}\"}}"),
        // As tools save a request and programs name a secret; a shape that gives nothing away.
        format!("{{\"key\": \"client_secret\",\n \"value\": \"{OLD}\",\n \"type\": \"text\"}}"),
        format!("{{\"name\":\"client_secret\",\"value\":\"{OLD}\"}}"),
        format!("{{\"value\":\"{OLD}\",\"name\":\"client_secret\"}}"),
        format!("{{\\\"key\\\":\\\"clientSecret\\\",\\\"value\\\":\\\"{OLD}\\\"}}"),
        format!("- name: client_secret\n  value: {OLD}\n"),
        format!("Content-Disposition: form-data; name=\"client_secret\"\r\n\r\n{OLD}\r\n--x"),
        format!("<client_secret>{OLD}</client_secret>"),
        format!("client_secret\t{OLD}\tx"),
        format!("&quot;client_secret&quot;:&quot;{OLD}&quot;"),
        format!("$appSecret = '{OLD}' ### Paste your app key here"),
        format!("ConvertTo-SecureString \"{OLD}\" -AsPlainText -Force"),
        format!("ConvertTo-SecureString -String '{OLD}' -AsPlainText"),
        format!("az login --service-principal -u {APP} -p {OLD} --tenant {TENANT}\nERROR: AADSTS7000215: x"),
        format!("az login --service-principal --username {APP} --password \"{OLD}\""),
        format!("curl -u {APP}:{OLD} https://a.example"),
        format!("secret: {OLD}"),
        format!("< set-cookie: ESTSAUTH={OLD}; path=/; secure\n< x: y"),
        format!("{{\"name\":\"Cookie\",\"value\":\"ESTSAUTH={OLD}\"}}"),
        format!("-----BEGIN PRIVATE KEY-----\nMIIE{OLD}\n{OLD}\n-----END PRIVATE KEY-----"),
        format!("-----BEGIN RSA PRIVATE KEY-----\\nMIIE{OLD}"),
        // Of a proxy, and of commands and programs that write it their own way.
        format!(
            "HTTPS_PROXY=http://anna:{}@proxy:8080\ncurl: (6) Could not resolve host: login.microsoftonline.com",
            OLD.replace('/', "%2F")
        ),
        format!("git clone https://{}@git.example/x", OLD.replace(['+', '/', '='], "")),
        format!("az login --service-principal \\\n  -u {APP} \\\n  -p {OLD} \\\n  --tenant {TENANT}"),
        format!("az login --service-principal `\r\n  -u {APP} `\r\n  -p \"{OLD}\""),
        format!("az login --service-principal -u {APP} -p={OLD}"),
        format!("curl --user {APP}:{OLD} https://a.example"),
        format!("curl -x http://proxy:8080 --proxy-user 'anna:{OLD}' https://a.example"),
        format!("curl \\\n  -u {APP}:{OLD} \\\n  https://a.example"),
        format!("msal.ConfidentialClientApplication(\"{APP}\", client_credential='{OLD}')"),
        format!("new ClientSecretCredential(tenant, \"{APP}\", \"{OLD}\")"),
        format!("ClientSecretCredential(\n    '{TENANT}',\n    '{APP}',\n    '{OLD}',\n)"),
        format!("<add key=\"ClientSecret\" value=\"{OLD}\"/>"),
        format!("Client Secret Value: {OLD}"),
        format!("Client secret:\n{OLD}"),
        format!("Client Secret:\r\n  {OLD}\r\nTenant: x"),
        format!("client_secret: |\n  {OLD}\nscope: x"),
        format!("client_secret: >-\n  {OLD}\n"),
        format!("{{\"Authorization\":[\"Basic {OLD}\"]}}"),
        format!("klienthemlighet: {OLD}"),
        format!("\"hemlighet\": \"{OLD}\""),
        format!("L\u{f6}senord\u{ff1d}{OLD}"),
        format!("client_secret := \"{OLD}\""),
        format!("client_secret == {OLD}"),
        format!("client_secret%253D{}", OLD.replace('=', "%253D")),
        format!("\\u0022client_secret\\u0022:\\u0022{OLD}\\u0022"),
        format!("{{\"clientSecret\":{{\"value\":\"{OLD}\"}}}}"),
        format!("<clientSecret kind=\"x\">{OLD}</clientSecret>"),
        format!("x-api-key: {OLD}"),
        format!("Ocp-Apim-Subscription-Key: {OLD}"),
        format!("{{\"name\":\"client_secret\",\"content\":\"{OLD}\"}}"),
        // Broken over lines.
        format!("the value is {}\n{}.", &SECRET[..20], &SECRET[20..]),
        format!("> {}=\r\n> {}\r\n> Regards", &SECRET[..12], &SECRET[12..]),
        format!("{}\n{}", &SECRET[..2], &SECRET[2..]),
        format!("{}\n{}\n{}", &SECRET[..16], &SECRET[16..28], &SECRET[28..]),
        format!("client_secret={}\n{}", &SECRET[..14], &SECRET[14..]),
    ] {
        let told = told(&text);
        let json = serde_json::to_string(&told.raw).unwrap() + &serde_json::to_string(&told.codes).unwrap();
        assert!(!json.contains("canary"), "{text}: {json}");
    }
    // What is no secret stays.
    for plain in [
        "Basic authentication is off; bearer tokens work. The password expired. AADSTS50011: https://a.example/?x=1",
        "The secret: see note. Cookies are off. Their secret is old, its value unknown. curl was not used.",
        "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
        "az login --service-principal\nfailed -p x",
        "See https://a.example/x?mail=anna@contoso.se and ssh://git@a.example; ask anna@contoso.se. Client secret: old.",
        "Client secret:\nis kept by Anna\npassword:\nusername:\nThe lines 1Q~\nend here.",
        "curl: (6) Could not resolve host\ncp -p a b; ls -u x; new ClientSecretCredential(tenant, app, secret)",
    ] {
        assert_eq!(cleaned(plain), plain);
    }
}

#[test]
fn what_nobody_sees_hides_no_secret() {
    for text in [
        format!("\u{1b}[36mclient_secret\u{1b}[0m=\u{1b}[32m{OLD}\u{1b}[0m"),
        unseen_inside(SECRET, '\u{1}'),
        unseen_inside(SECRET, '\u{9b}'),
        unseen_inside(SECRET, '\u{61c}'),
        unseen_inside(SECRET, '\u{34f}'),
        unseen_inside(SECRET, '\u{fe0f}'),
        unseen_inside(SECRET, '\u{e0041}'),
        format!("client\u{180e}_secret=\u{3164}{OLD}"),
        // More than is looked at, as UTF-16 comes without its mark.
        unseen_inside(SECRET, '\0') + &"x\0".repeat(LONGEST_PASTE / 2),
        format!("\"Authorization\": [\n  \"Basic {OLD}\"\n]"),
    ] {
        let json = serde_json::to_string(&told(&text).raw).unwrap();
        assert!(!json.contains("canary"), "{text:.200}: {json}");
    }
}

fn unseen_inside(secret: &str, mark: char) -> String {
    secret.chars().flat_map(|c| [c, mark]).collect()
}

#[test]
fn large_and_hostile_texts_are_read_in_time() {
    let pieces = [
        "eyJ ",
        "eyJ.",
        "eyJa\n",
        "{\"error\":",
        "{",
        "\\\"error\\\":\\\"",
        "AADSTS",
        "AADSTS1 ",
        "http",
        "http://",
        "https://login.microsoftonline.com/x/adminconsent?a=",
        "error=",
        "&code=",
        "?code=?",
        "authorization:",
        "password=",
        "bearer ",
        "Q~",
        "9Q~",
        "missing application roles required roles",
        "correlation id ",
        "403 ",
        "(4",
        "\u{feff}",
        "&quot;",
        "\n",
        "\\",
        "%3A",
        "a",
        "errorCode",
        "errorCode:700016,",
        "\"errorCode\":700016,\"failureReason\":{",
        "error_codes:[",
        "error_codes:[1,",
        "ResultType\t50011\n",
        "Sign-in error code,failure reason\n",
        "HTTP/2 403 ",
        "403 Forbidden https://a.b ",
        "https://api.security.microsoft.com 403 Forbidden ",
        "host: a.b ",
        "retry-after: ",
        "'error'",
        "{'error':",
        "{'error': {'code': 1",
        "\u{201c}error\u{201d}",
        "> ",
        "AADSTS50011\n1",
        "invalid authorization payload audience: ",
        "secret",
        "secret: ",
        "\"key\":\"secret\",\"value\":",
        "{\"value\":\"key\":\"secret",
        "value\"key\":\"secret\"",
        "curl ",
        "curl -u",
        "--service-principal ",
        "-----begin ",
        "-----begin private ",
        "cookie",
        "<wbr>",
        "&shy;",
        "<br>",
        "eyJhbGciOiJub25lIn0AAAAAAAAAAAAAAAA<br>",
        "> CONNECT api.security.microsoft.com:443 HTTP/1.1 403 ",
        "403 Forbidden Server: squid api.security.microsoft.com ",
        "https://a.b 200 OK ",
        "could not resolve host: a.b login.microsoftonline.com ",
        "eyJhbGciOiJub25lIn0AAAAAAAA.b.c aB1aB1aB1aB1aB1aB1aB1 x y z ",
        "abc1Q~\n",
        "http://a:b",
        "curl \\\n -u ",
        "ClientSecretCredential(a,b,\"",
        "client_secret:\n",
    ];
    for piece in pieces {
        // An eighth of the cap; what grows faster than the text shows here already.
        let text = piece.repeat(LONGEST_PASTE / 8 / piece.len());
        let one = std::time::Instant::now();
        told(&text);
        assert!(one.elapsed().as_secs() < 5, "{piece:?} took {:?}", one.elapsed());
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_explained(text in "\\PC{0,300}") {
        told(&text);
    }

    #[test]
    fn pieces_of_everything_are_explained(pieces in proptest::collection::vec(0_usize..14, 0..12), cut in 0_usize..3000) {
        let token = good();
        let all = [
            token.as_str(), "Bearer ", "AADSTS7000215: ", "{\"error\":\"invalid_client\",\"error_description\":\"", "\"}", "\n", "\\n", "https://portal.azure.com/?admin_consent=True&error=x&state=",
            "https://login.microsoftonline.com/common/adminconsent?client_id=", "{\"error\":{\"code\":\"Forbidden\",\"message\":\"Missing application roles. API required roles: ", "Alert.Read.All, ", "å", "\"", " ",
        ];
        let mut text: String = pieces.iter().map(|piece| all[*piece]).collect();
        let end = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        let told = told(&text);
        // Whatever it is taken for, forty characters of a token never come back.
        for piece in token.as_bytes().chunks(60).map(|piece| std::str::from_utf8(piece).unwrap()) {
            proptest::prop_assert!(piece.len() < 60 || !told.raw.contains(piece), "{}", told.raw);
        }
    }

    #[test]
    fn rewording_never_changes_who_acts(words in "[a-z ]{0,60}", code in proptest::sample::select(vec![700_016_u64, 7_000_215, 7_000_222, 7_000_229, 500_011, 50_011, 650_052, 90_094, 53_003])) {
        let reworded = told(&entra(code, "invalid_client", &words));
        let bare = told(&format!("AADSTS{code}"));
        proptest::prop_assert_eq!(reworded.cause, bare.cause);
        proptest::prop_assert_eq!(reworded.who_acts, bare.who_acts);
    }

    #[test]
    fn a_token_is_found_however_it_is_wrapped(width in 40_usize..400, end in proptest::sample::select(vec!["\n", "\r\n", "\\n", "\n> ", "\n    "]), before in "[a-z ]{0,20}") {
        let token = good();
        let text = format!("{before}\n{}\n", wrapped(&token, width, end));
        let found = token_in(&text).unwrap();
        proptest::prop_assert_eq!(found.expose(), token.as_str());
    }
}
