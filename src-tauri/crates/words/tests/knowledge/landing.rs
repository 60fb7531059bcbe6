//! The page for the partner's own address: as agreed, and nothing that people typed is ever more than text in it. What it
//! does in a browser is tried in `tests/landing_page.rs`.

use consentry_words::{LandingFacts, LandingWords, Lang, landing_page, landing_words};

use crate::style::{assert_both, assert_label, assert_sentences};

fn facts() -> LandingFacts {
    LandingFacts {
        app_name: "Fabrikam Response".to_owned(),
        publisher: Some("Fabrikam Säkerhet AB".to_owned()),
        contact: Some("Åsa Berg, +46 8 123 456 78".to_owned()),
    }
}

#[test]
fn the_page_is_as_agreed_in_both_languages() {
    let agreed = [(Lang::En, include_str!("landing/en.html")), (Lang::Sv, include_str!("landing/sv.html"))];
    for (lang, agreed) in agreed {
        assert_eq!(landing_page(lang, &facts()), agreed, "{lang}");
    }
}

#[test]
fn every_case_is_well_said() {
    let all = |words: &LandingWords| {
        [&words.done, &words.declined, &words.not_an_admin, &words.refused, &words.nothing].map(Clone::clone)
    };
    let [en, sv] = Lang::ALL.map(|lang| landing_words(lang, &facts()));
    for (en, sv) in all(&en).iter().zip(&all(&sv)) {
        for case in [en, sv] {
            assert_label(&case.title, &case.title);
            assert_sentences(&case.text, 3, &case.title);
        }
        assert_both(&en.title, &sv.title, &en.title);
        assert_both(&en.text, &sv.text, &en.title);
    }
    for (en, sv) in [(en.said, sv.said), (en.address, sv.address), (en.copy, sv.copy), (en.tenant, sv.tenant)]
    {
        assert_label(en, en);
        assert_label(sv, sv);
        assert_both(en, sv, en);
    }
}

#[test]
fn it_refers_to_nothing_and_allows_itself_nothing_but_itself() {
    let page = landing_page(Lang::En, &facts());
    for unwanted in
        ["http:", "https:", "//", "src=", "@import", "url(", "fetch(", "XMLHttpRequest", "innerHTML"]
    {
        // A comment begins with two strokes, too.
        let code: String = page.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        assert!(!code.contains(unwanted), "{unwanted}");
    }
    assert_eq!(page.matches("href=").count(), 1, "the icon that is none");
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<script").count(), 1);
}

#[test]
fn hostile_names_are_inert() {
    let calm = landing_page(Lang::En, &facts());
    for name in [
        "</script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'};alert(1);//\u{2028}alert(2)",
        "{{told}}${alert(1)}",
        "</title></style><!--",
    ] {
        let given = Some(name.to_owned());
        let facts = LandingFacts { app_name: name.to_owned(), publisher: given.clone(), contact: given };
        let page = landing_page(Lang::En, &facts);
        assert_eq!(page.matches('<').count(), calm.matches('<').count(), "{name}");
        assert_eq!(page.matches("</script>").count(), 1, "{name}");
        assert!(!page.contains('\u{2028}'), "{name}");
    }
}

#[test]
fn what_was_not_entered_is_not_said() {
    let bare = LandingFacts { publisher: Some(" ".to_owned()), contact: None, ..facts() };
    assert_eq!(landing_words(Lang::En, &bare).by, None);
    let by = landing_words(Lang::Sv, &LandingFacts { contact: None, ..facts() }).by;
    assert_eq!(by.as_deref(), Some("Sidan kommer från Fabrikam Säkerhet AB."));
}
