//! Nothing that tells who somebody is.

use super::*;

const TELLING: [&str; 25] = [
    "contoso",
    "sjukhus",
    "vård",
    "norrsken",
    "anna",
    "berg@",
    "10.1.2.3",
    "proxy.",
    "hunter2",
    "eyj",
    "pairwise",
    "77e1a5b0",
    "1d0e77a3",
    "72f988bf",
    "6f2b9d1e",
    "0b0d5c1e",
    "redirect",
    "zstate",
    "publisher",
    "contact",
    "link_state",
    "watch",
    "ticks",
    "registered name",
    "norrsken.example",
];

#[test]
fn nothing_that_tells_who_somebody_is_is_in_the_file() {
    let made = made(entry(vec![telling_evidence(), good()]), Names::Replaced);
    let text = made.text.to_lowercase();
    for telling in TELLING {
        assert!(!text.contains(telling), "{telling}:\n{}", made.text);
    }
    // What support needs is there all the same.
    for needed in [
        "aadsts700016",
        "5d1b7c11-3333-4b7b-9a3c-1c5d2e6f7a88",
        "unauthorized_client",
        "was not found in the directory '[name]'",
        "customer 1",
        "customer-1.example",
        "partner app 1",
        "alert.read.all",
        "\"kept_in\": \"keychain\"",
        "person@customer-1.example",
        "linux",
    ] {
        assert!(text.contains(needed), "{needed}:\n{}", made.text);
    }
    let told: Vec<_> = made.replaced.iter().map(|one| (one.name.as_str(), one.instead.as_str())).collect();
    assert_eq!(told, [(APP_NAME, "Partner app 1"), (NAME, "Customer 1")]);
    assert_eq!((made.customers, made.checks, made.span), (1, 2, Some((NOW, NOW))));
}

#[test]
fn whoever_keeps_the_names_keeps_them_and_still_no_secret() {
    let made = made(entry(vec![telling_evidence()]), Names::Kept);
    for kept in [NAME, APP_NAME, TENANT, APP, "contoso.se", "Contoso Vård", "Norrsken's registered name"] {
        assert!(made.text.contains(kept), "{kept}");
    }
    for never in ["hunter2", "eyJ", STATE, "norrsken.example/done"] {
        assert!(!made.text.contains(never), "{never}");
    }
    assert!(made.replaced.is_empty());
    let opened = open(&made.text).unwrap();
    assert_eq!((opened.names, opened.customers[0].customer.name.as_str()), (Names::Kept, NAME));
}
