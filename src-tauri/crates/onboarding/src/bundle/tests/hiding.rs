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

/// What a message with this in it becomes.
fn hidden(text: &str) -> String {
    let refusal = Refusal { status: 400, message: text.to_owned(), ..Refusal::default() };
    let evidence = but(|evidence| evidence.token = Step::Refused { took_ms: 1, refusal });
    let evidence = reopened(evidence, Names::Replaced);
    let Step::Refused { refusal, .. } = evidence.token else { panic!("no refusal") };
    refusal.message
}

#[test]
fn one_id_has_one_made_up_id_however_it_is_spelled() {
    let bare = TENANT.replace('-', "");
    let made = hidden(TENANT);
    let plain = made.replace('-', "");
    let capitals = |text: &str| text.to_ascii_uppercase();
    let encoded = TENANT.replace('-', "%2D");
    for (spelled, expected) in [
        (bare.clone(), plain.clone()),
        (capitals(&bare), capitals(&plain)),
        (TENANT.replace("1d0e", "1D0e"), capitals(&made)),
        (encoded.clone(), made.replace('-', "%2D")),
        (encoded.replace('%', "%25"), made.replace('-', "%252D")),
        (TENANT.replace('-', "\\u002d"), made.replace('-', "\\u002d")),
        (TENANT.replace('-', "\u{2011}"), made.replace('-', "\u{2011}")),
        (format!("%7B{TENANT}%7D"), format!("%7B{made}%7D")),
        (format!("t{bare}x"), format!("t{plain}x")),
        (TENANT.replacen('1', "%31", 1), made.replacen('1', "%31", 1)),
    ] {
        assert_eq!(hidden(&spelled), expected, "{spelled}");
    }
    // One that is nobody's here is one all the same.
    let other = "77e1a5b011114c4c8d8dabcdefabcdef";
    let said = hidden(&format!("{other} 77e1a5b0-1111-4c4c-8d8d-abcdefabcdef"));
    let (bare, grouped) = said.split_once(' ').unwrap();
    assert_eq!(bare, grouped.replace('-', ""));
    assert!(!said.contains("77e1"));
    let graph = "00000003-0000-0000-c000-000000000000";
    for nobodys in [graph.to_owned(), graph.replace('-', ""), graph.replace('-', "%2d")] {
        assert_eq!(hidden(&nobodys), nobodys, "Microsoft's own");
    }
}

#[test]
fn who_somebody_is_is_hidden_however_it_is_spelled() {
    let telling = [
        r"C:\Users\Anna Berg\AppData, C:/Users/Anna/x, c:\users\anna\y, %2Fhome%2Fanna%2Fx",
        r"CONTOSO\anna.berg signed in on \\anna-pc\c$",
        "anna+mde@contoso.se, o'anna@contoso.se, anna%40contoso.se, anna_contoso.se#EXT#@contoso.onmicrosoft.com",
        "http://anna:hunter2@contoso-proxy:8080/ and contoso%2Ese",
        "proxy contoso:8080, //contoso01/x, https://contoso/",
        "fe80::a11:aaaa:1234:5678%eth0 [2001:db8:a11:aaaa::1]:443 2001%3Adb8%3Aa11%3Aaaaa%3A%3A1",
        "10.1.2.3, 00:a1:1a:aa:aa:aa and ::ffff:10.1.2.3",
        "xn--contoso-vrd-m8a.se, CONTOSO.ONMICROSOFT.COM, contoso.mail.onmicrosoft.com, contoso.sharepoint.com",
        "Contoso%20Sjukhus%20AB, contoso+sjukhus+ab, the tenant contoso",
    ];
    for text in telling {
        let said = hidden(text).to_lowercase();
        for never in ["anna", "contoso", "hunter2", "a11:", "a1:1a", "10.1.2.3", "sjukhus", "berg"] {
            assert!(!said.contains(never), "{never}: {text} became {said}");
        }
    }
}

#[test]
fn the_same_is_called_the_same_however_it_is_spelled() {
    let same = |one: &str, other: &str| {
        let said = hidden(&format!("{one} | {other}"));
        let (one, other) = said.split_once(" | ").unwrap();
        assert_eq!(one.to_lowercase(), other.to_lowercase(), "{said}");
        assert!(!one.contains(' ') || one.starts_with('['), "{said}");
    };
    same("https://vård.example.se", "https://xn--vrd-ula.example.se");
    same("VÅRD.example.se.", "v%C3%A5rd.example.se.");
    same("[2001:db8::7]", "2001:0DB8:0:0:0:0:0:7");
    same("10.1.2.3", "::ffff:10.1.2.3");
    same("http://proxy01:8080", "http://PROXY01:8080");
    assert_eq!(hidden("10.1.2.3 10.1.2.4 10.1.2.3"), "[address 1] [address 2] [address 1]");
    assert_eq!(
        hidden("/home/anna/x /home/bo/x /Users/Anna/x"),
        "/home/[user 1]/x /home/[user 2]/x /Users/[user 1]/x"
    );
    assert_eq!(hidden("proxy.contoso.se:8080 and contoso.se"), "host-2.example:8080 and customer-1.example");
}

#[test]
fn what_names_nobody_stays() {
    for stays in [
        "AADSTS700016: Application with identifier was not found. status:403 error:50011 at 12:30:45, 100%",
        "Alert.Read.All, registry.db, 127.0.0.1:8080, [::1]:80, http://localhost:1234/ https://login.microsoftonline.com/common",
        "std::io::Error: connection refused (os error 111); tunnel error: unsuccessful",
        r"a backslash \ alone, \n and \t",
    ] {
        assert_eq!(hidden(stays), stays);
    }
}

/// What the raw text of a failure becomes beside the name of whoever signed.
fn hidden_raw(raw: &str, issued_by: Option<&str>) -> String {
    let failure = Failure {
        kind: FailureKind::UntrustedIssuer,
        raw: raw.to_owned(),
        retry_at: None,
        issued_by: issued_by.map(str::to_owned),
    };
    let evidence = but(|evidence| evidence.call = Step::Failed { took_ms: 1, failure });
    let Step::Failed { failure, .. } = reopened(evidence, Names::Replaced).call else { panic!("no failure") };
    assert_eq!(failure.issued_by, issued_by.map(|_| "[name]".to_owned()));
    failure.raw
}

#[test]
fn whoever_signed_a_certificate_is_named_in_no_field() {
    let raw =
        |by: &str| format!("tls: the certificate is signed by {by}, which is not trusted here (os error 5)");
    for by in
        ["Region Nord Inspection CA", "Fabrikam, Inc. Root", "St. Eriks CA 1", "O'Neill's CA", "Vård", "X"]
    {
        assert_eq!(hidden_raw(&raw(by), Some(by)), raw("[name]"), "{by}");
        assert_eq!(hidden_raw(&raw(by), None), raw("[name]"), "{by}");
    }
    // Another wording, as another program has it.
    let raw = "CN=Region Nord Inspection CA is not trusted; REGION NORD INSPECTION CA";
    assert_eq!(hidden_raw(raw, Some("Region Nord Inspection CA")), "CN=[name] is not trusted; [name]");
    let nobody = "the certificate is signed by somebody without a name, which is not trusted here";
    assert_eq!(hidden_raw(nobody, None), nobody);
}

#[test]
fn names_with_marks_of_their_own_are_hidden_whole() {
    for name in [
        "St. Eriks Ögonsjukhus",
        "Fabrikam, Inc. Nordics",
        "O'Neill Bygg AB",
        "Kalmar.Energi",
        "Dr. A. B. O'Hara & Co",
        "Fabrikam (Prod) AB",
    ] {
        let around = |name: &str| {
            [
                format!(
                    "AADSTS500011: The resource principal named x was not found in the tenant named {name}. This can happen if"
                ),
                format!(
                    "AADSTS500011: The resource principal named x was not found in the tenant named {name}.\nTrace ID: x"
                ),
                format!(
                    "AADSTS500011: The resource principal named x was not found in the tenant named {name}. Trace ID: x"
                ),
                format!("Using tenant {name}. The service principal is disabled"),
                format!("in the directory named {name}"),
            ]
        };
        for (text, expected) in around(name).into_iter().zip(around("[name]")) {
            assert_eq!(hidden(&text), expected, "{name}");
        }
    }
    let graph = "00000003-0000-0000-c000-000000000000";
    for name in ["Kund's Connector", "Fabrikam (Prod) Connector", "Kund (a (b)) 's", "Kund :) Connector"] {
        for between in ["", " "] {
            let around = |name: &str| format!("Application '{graph}'{between}({name}) is disabled.");
            assert_eq!(hidden(&around(name)), around("[name]"));
        }
    }
    let around = |name: &str| format!("'{graph}'({name}), '{graph}'({name}) was");
    assert_eq!(hidden(&around("Fabrikam (Prod) Kund's")), around("[name]"));
}

#[test]
fn names_are_hidden_in_every_spelling_of_their_letters_and_quotation_marks() {
    let mut entry = entry(vec![but(|evidence| {
        let message = "Va\u{30a}rd AB, VÅRD AB and V%61%CC%8Ard%20AB said".to_owned();
        evidence.token =
            Step::Refused { took_ms: 1, refusal: Refusal { status: 400, message, ..Refusal::default() } };
    })]);
    for name in ["Vård AB", "Va\u{30a}rd AB"] {
        name.clone_into(&mut entry.customer.name);
        let text = made(entry.clone(), Names::Replaced).text;
        assert!(text.contains("\"Customer 1, Customer 1 and Customer 1 said\""), "{text}");
    }
    for (text, expected) in [
        ("l'annuaire « Fabrikam Soins ». Cela", "l'annuaire « [name] ». Cela"),
        ("l'annuaire «\u{a0}Fabrikam\u{a0}», «Kund»x", "l'annuaire « [name] », «[name]»x"),
        ("the directory 'Vård.All'. x", "the directory 'host-2.example'. x"),
        ("'Alert.Read.All' and «\u{a0}client_secret\u{a0}»", "'Alert.Read.All' and « client_secret »"),
        (r"reading C:\Users\Anna Berg", r"reading C:\Users\[user 1]"),
    ] {
        assert_eq!(hidden(text), expected);
    }
}
