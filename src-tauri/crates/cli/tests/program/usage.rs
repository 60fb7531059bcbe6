use crate::ground::{APP, Home, SECRET, TENANT};

#[test]
fn with_json_wrong_usage_is_one_document() {
    let home = Home::new();
    let cases: [(&[&str], &str); 14] = [
        (
            &["--json", "check", "--customer", "Contoso", "--cloud", "gcc"],
            "not together: --customer, --cloud",
        ),
        (
            &["--json", "--cloud", "gcc", "check", "--customer", "Contoso"],
            "not together: --customer, --cloud",
        ),
        (&["--json"], "the commands are"),
        (&["nonsense", "--json"], "the commands are"),
        (&["link", "--json"], "missing: --app-id <GUID>"),
        (&["link", "--json", "--app-id", "not-a-guid"], "--app-id: not a GUID"),
        (
            &["--json", "link", "--app-id", APP, "--tenant", "https://www.contoso.se/x"],
            "did you mean contoso.se?",
        ),
        (&["--json", "link", "--app-id", APP, "--redirect-uri", "http://contoso.se"], "--redirect-uri: "),
        (&["--json", "link", "--app-id", APP, "--form", "v3"], "--form: the forms are"),
        (&["--json", "check", "--app-id", APP], "--tenant"),
        (&["--json", "check", "--app-id", APP, "--tenant", TENANT, "--want", "Alert Read"], "--want: "),
        (&["--json", "check", "--customer", "Nobody"], "--customer: no such customer"),
        (
            &["--json", "check", "--app-id", APP, "--tenant", TENANT, "--cloud", "mars"],
            "--cloud: the clouds are",
        ),
        (&["--json", "practice", "--scenario", "nowhere"], "--scenario: no such practice customer"),
    ];
    for (words, part) in cases {
        let ended = home.run(words);
        let detail = ended.usage();
        assert!(detail.contains(part), "{words:?}: {detail}");
        assert_eq!(ended.errors, "", "{words:?}");
    }
    assert!(home.files().is_empty(), "wrong usage leaves no trace: {:?}", home.files());
}

#[test]
fn without_json_it_is_a_sentence_on_standard_error() {
    let home = Home::new();
    let ended = home.run(&["link", "--app-id", "x"]);
    assert_eq!((ended.status, ended.output.as_str()), (2, ""));
    assert!(ended.errors.starts_with("consentry: --app-id: not a GUID"), "{}", ended.errors);
    let ended = home.run(&["link", "--lang", "sv"]);
    assert_eq!((ended.status, ended.errors.as_str()), (2, "consentry: saknas: --app-id <GUID>\n"));
    let swedish = Home::new().with("LANG", "sv_SE.UTF-8").run(&["link"]);
    assert_eq!(swedish.errors, "consentry: saknas: --app-id <GUID>\n");
    let ended = home.run(&[]);
    assert_eq!((ended.status, ended.output.as_str()), (2, ""));
    assert!(ended.errors.contains("Usage: consentry"), "{}", ended.errors);
}

#[test]
fn help_and_version_are_no_errors() {
    let home = Home::new();
    for words in [&["--help"][..], &["check", "--help"], &["help"], &["--version"], &["--json", "--version"]]
    {
        let ended = home.run(words);
        assert_eq!((ended.status, ended.errors.as_str()), (0, ""), "{words:?}");
        assert!(ended.output.contains("consentry"), "{words:?}");
        assert!(!ended.output.contains('\u{1b}'), "{words:?}");
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    let home = Home::new();
    let secret_value = format!("--secret={SECRET}");
    let lines: [&[&str]; 5] = [
        &["check", "--app-id", APP, "--tenant", TENANT, "--secret", SECRET],
        &["check", "--app-id", APP, "--tenant", TENANT, &secret_value],
        &["check", "--app-id", APP, "--tenant", TENANT, SECRET],
        &["check", "--app-id", SECRET, "--tenant", TENANT],
        &[SECRET],
    ];
    for line in lines {
        for json in [&[][..], &["--json"]] {
            let ended = home.run(&[json, line].concat());
            assert_eq!(ended.status, 2);
            assert!(!ended.output.contains("canary") && !ended.errors.contains("canary"), "{ended:#?}");
        }
    }
}

#[test]
fn a_secret_that_cannot_be_one_is_wrong_usage() {
    let home = Home::new();
    let words = ["--json", "check", "--app-id", APP, "--tenant", TENANT, "--secret-stdin"];
    let long = vec![b'x'; 10_000];
    for input in [&b""[..], b"\n", b"   \n", b"a\x07b\n", b"\xff\xfe\n", &long] {
        let detail = home.run_with(&words, input).usage();
        assert!(detail.starts_with("--secret-stdin: ") && !detail.contains("xxx"), "{detail}");
    }
    assert!(home.files().is_empty());
}
