//! The message to the customer's administrator, whole and under attack.

use consentry_onboarding::ids::AppId;
use consentry_onboarding::permission::Permission;
use consentry_words::{
    KitFacts, KitPermission, Lang, Message, RedirectKind, consent_message, permission_info,
};

const LINK: &str = "https://login.microsoftonline.com/4d0c1a52-0000-4000-8000-00000000beef/v2.0/adminconsent\
                    ?client_id=7c1f0b1e-0000-4000-8000-00000000cafe\
                    &scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default\
                    &redirect_uri=https%3A%2F%2Fportal.azure.com&state=abc";

pub fn facts(lang: Lang) -> KitFacts {
    let permission = |value: &str| KitPermission {
        value: value.to_owned(),
        words: permission_info(lang, &Permission::parse(value).unwrap()).unwrap().meaning.to_owned(),
    };
    KitFacts {
        app_name: "Fabrikam Response".to_owned(),
        publisher: Some("Fabrikam Säkerhet AB".to_owned()),
        app_id: AppId::parse("7c1f0b1e-0000-4000-8000-00000000cafe").unwrap(),
        customer: "Contoso & Co".to_owned(),
        link: LINK.to_owned(),
        permissions: vec![permission("Alert.Read.All"), permission("Machine.Isolate")],
        redirect: RedirectKind::Portal,
        contact: Some("Åsa Berg, +46 8 123 456 78".to_owned()),
    }
}

fn message(lang: Lang, change: impl Fn(&mut KitFacts)) -> Message {
    let mut facts = facts(lang);
    change(&mut facts);
    consent_message(lang, &facts)
}

/// The addresses that a page refers to.
fn references(html: &str) -> Vec<&str> {
    ["href=\"", "src=\"", "url("]
        .iter()
        .flat_map(|from| html.split(from).skip(1))
        .map(|rest| rest.split(['"', ')']).next().unwrap())
        .collect()
}

/// The page without its tags, as a person reads it, in one line.
fn read(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap();
    let shown: String = body
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(tag, text)| {
            if ["bdi", "/bdi", "code dir=\"ltr\"", "/code"].contains(&tag) {
                text.to_owned()
            } else {
                format!(" {text}")
            }
        })
        .collect();
    let plain = shown
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_message_reads_as_agreed_in_both_languages() {
    let agreed = [
        (Lang::En, include_str!("kit/en.txt"), include_str!("kit/en.html")),
        (Lang::Sv, include_str!("kit/sv.txt"), include_str!("kit/sv.html")),
    ];
    for (lang, text, html) in agreed {
        let message = message(lang, |_| ());
        assert_eq!(format!("{}\n\n{}", message.subject, message.body_text), text, "{lang}");
        assert_eq!(message.body_html, html, "{lang}");
    }
}

#[test]
fn text_and_page_say_the_same() {
    for lang in Lang::ALL {
        for redirect in [RedirectKind::Portal, RedirectKind::OwnPage, RedirectKind::Loopback] {
            let message = message(lang, |facts| facts.redirect = redirect);
            let text = message.body_text.replace("\n- ", "\n").replace("ID: ", "ID ");
            let text = text
                .replace("App: ", "App ")
                .replace("state it: ", "state it ")
                .replace("själva: ", "själva ");
            assert_eq!(read(&message.body_html), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

#[test]
fn each_way_back_says_what_page_follows() {
    let said = |redirect, piece: &str| {
        message(Lang::En, |facts| facts.redirect = redirect).body_text.contains(piece)
    };
    assert!(said(RedirectKind::Portal, "An error page there is normal"));
    assert!(said(RedirectKind::OwnPage, "a page of ours"));
    assert!(said(RedirectKind::Loopback, "On any other computer that page cannot be shown"));
    assert!(!said(RedirectKind::OwnPage, "Azure portal"));
}

#[test]
fn what_an_administrator_needs_to_trust_it_is_there() {
    for (lang, pieces) in [
        (
            Lang::En,
            [
                "No software is installed",
                "Application Administrator is enough",
                "Properties > Delete",
                "our own statement",
                "client_id",
            ],
        ),
        (
            Lang::Sv,
            [
                "Ingen programvara installeras",
                "Application Administrator räcker",
                "Properties > Delete",
                "vår egen uppgift",
                "client_id",
            ],
        ),
    ] {
        let Message { body_text, .. } = message(lang, |_| ());
        for piece in pieces {
            assert!(body_text.contains(piece), "{lang}: {piece}");
        }
        for given in
            ["Fabrikam Response", "Contoso & Co", "Machine.Isolate", "7c1f0b1e-0000-4000-8000-00000000cafe"]
        {
            assert!(body_text.contains(given), "{lang}: {given}");
        }
        assert!(body_text.lines().any(|line| line == LINK), "{lang}: the link stands alone and whole");
        let hurry = ["urgent", "immediately", "brådskande", "omedelbart", "!!"];
        assert!(hurry.iter().all(|word| !body_text.contains(word)), "{lang}");
    }
}

#[test]
fn what_was_not_given_leaves_no_gap() {
    for lang in Lang::ALL {
        let bare = message(lang, |facts| {
            facts.publisher = Some(" \u{200B}\n ".to_owned());
            facts.contact = None;
            facts.permissions.clear();
        });
        for unwanted in [
            "  ",
            "()",
            ": \n",
            "<ul>",
            "Fabrikam Säkerhet",
            "Utgivare, enligt",
            "Publisher, as",
            "our own statement",
            "egen uppgift",
            "Åsa",
        ] {
            assert!(
                !bare.body_text.contains(unwanted) && !bare.body_html.contains(unwanted),
                "{lang}: {unwanted:?}"
            );
        }
    }
}

#[test]
fn the_page_loads_nothing_and_leads_only_where_it_says() {
    for lang in Lang::ALL {
        let Message { body_html, .. } = message(lang, |_| ());
        assert_eq!(references(&body_html), [LINK.replace('&', "&amp;")]);
        for unwanted in ["<img", "<script", "<link", "<iframe", "<form", "http-equiv", "@import"] {
            assert!(!body_html.contains(unwanted), "{unwanted}");
        }
    }
}

#[test]
fn a_link_that_is_no_web_address_is_never_made_clickable() {
    for link in [
        "javascript:alert(1)",
        "http://login.microsoftonline.com/x",
        "https://login.microsoftonline.com@evil.example/",
    ] {
        let Message { body_html, .. } = message(Lang::En, |facts| facts.link = link.to_owned());
        assert!(references(&body_html).is_empty(), "{link}");
    }
    let elsewhere = message(Lang::En, |facts| facts.link = "https://evil.example/\r\nBcc: x".to_owned());
    assert!(elsewhere.body_text.contains("It leads to evil.example."));
    assert!(elsewhere.body_text.contains("\nhttps://evil.example/Bcc:x\n"));
}

/// Whether [`references`] can tell it from a reference: it looks for these words wherever they stand, in a text too.
fn is_a_name(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
        && !["url(", "href=", "src=\"", "@import"].iter().any(|word| text.contains(word))
}

#[test]
fn hostile_names_are_inert() {
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "Evil\r\nBcc: everyone@example.com\r\n\r\n<b>bold</b>",
        "Contoso\u{202E}moc.live\u{2066}\u{200B}",
        "\u{5D0}\u{5D1}\u{5D2} & 'quoted'",
        "line\u{2028}separator\u{0}nul\u{FEFF}",
        "</title><style>*{display:none}</style>",
    ];
    for lang in Lang::ALL {
        let calm = message(lang, |_| ());
        let listed: Vec<String> =
            crate::naughty::texts("evil.example").into_iter().map(|(_, text)| text).collect();
        for name in
            hostile.into_iter().chain(listed.iter().map(String::as_str).filter(|text| is_a_name(text)))
        {
            let message = message(lang, |facts| {
                facts.app_name = name.to_owned();
                facts.publisher = Some(name.to_owned());
                facts.customer = name.to_owned();
                facts.contact = Some(name.to_owned());
                for permission in &mut facts.permissions {
                    permission.value = name.to_owned();
                    permission.words = name.to_owned();
                }
            });
            assert_eq!(message.subject.lines().count(), 1, "{name:?}");
            assert_eq!(message.body_text.lines().count(), calm.body_text.lines().count(), "{name:?}");
            assert_eq!(message.body_short.lines().count(), calm.body_short.lines().count(), "{name:?}");
            let tags = |html: &str| html.matches('<').count();
            assert_eq!(tags(&message.body_html), tags(&calm.body_html), "{name:?}");
            assert_eq!(references(&message.body_html), references(&calm.body_html), "{name:?}");
            for text in [&message.subject, &message.body_text, &message.body_short, &message.body_html] {
                let unwanted = |letter: char| {
                    (letter.is_control() && letter != '\n')
                        || matches!(
                            letter,
                            '\u{200B}' | '\u{2028}' | '\u{202A}'..='\u{202E}' | '\u{2066}' | '\u{FEFF}'
                        )
                };
                assert!(!text.contains(unwanted), "{name:?} in {text:?}");
                assert_eq!(text.matches('\u{2068}').count(), text.matches('\u{2069}').count());
            }
        }
    }
}
