//! The summary.

use std::collections::BTreeMap;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::FailureKind;
use consentry_onboarding::ids::{AppId, Domain, TenantId};
use consentry_onboarding::judge::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::records::{AppRecord, AppRow, CheckRecord, CustomerRecord, KeptIn, SecretRecord};
use consentry_onboarding::verdict::Verdict;
use consentry_words::{HandOverFacts, Lang, Summary, hand_over_summary};
use pulldown_cmark::{Event, Options, Parser, Tag};
use time::macros::{date, datetime};

use crate::samples::{APP, STARTED, TENANT, all_well, failed_token, permissions, refused_token};
use crate::{assert_agreed, hostile};

fn app(name: &str) -> AppRecord {
    let declared = ["Alert.Read.All", "AdvancedQuery.Read.All"];
    AppRecord {
        publisher: Some(name.to_owned()),
        permissions: BTreeMap::from(declared.map(|one| (Permission::parse(one).unwrap(), STARTED))),
        secret: Some(SecretRecord {
            generation: 1,
            kept_in: KeptIn::Keychain,
            stored_at: STARTED,
            proved_at: Some(STARTED),
            expires_on: Some(date!(2027 - 05 - 22)),
        }),
        ..AppRecord::new(name.to_owned(), CloudId::Commercial, AppId::parse(APP).unwrap())
    }
}

fn customer(name: &str) -> CustomerRecord {
    let new = CustomerRecord::new(AppRow(1), name.to_owned(), TenantId::parse(TENANT).unwrap(), STARTED);
    CustomerRecord { domain: Domain::parse("contoso.se").ok(), ..new }
}

fn check(evidence: consentry_onboarding::evidence::Evidence) -> CheckRecord {
    let judgement = judge(&evidence);
    let at = evidence.finished_at.unwrap();
    CheckRecord { at, verdict: judgement.verdict, cause: judgement.cause, evidence }
}

fn connected() -> CheckRecord {
    let mut evidence = all_well(&["Alert.Read.All"]);
    evidence.asked.wanted = permissions(&["Alert.Read.All"]);
    check(evidence)
}

fn summary(lang: Lang, name: &str, proved: Option<&CheckRecord>, later: Option<&CheckRecord>) -> Summary {
    let (customer, app) = (customer(name), app(name));
    let now = datetime!(2026-11-25 18:00 UTC);
    hand_over_summary(
        lang,
        &HandOverFacts { customer: &customer, app: &app, proved, later_attempt: later, now },
    )
}

#[test]
fn it_reads_as_agreed_in_both_languages() {
    let proved = connected();
    assert_eq!(proved.verdict, Verdict::Connected);
    for lang in Lang::ALL {
        let summary = summary(lang, "Contoso & Söner", Some(&proved), None);
        assert_agreed(&format!("{lang}-summary.md"), &summary.markdown);
        assert_agreed(&format!("{lang}-summary.html"), &summary.html);
    }
}

#[test]
fn it_tells_what_is_missing_what_was_tried_and_what_is_not_known() {
    let refused = check(refused_token(700_016, "unauthorized_client"));
    let tried = check(failed_token(FailureKind::TimedOut));
    for (lang, needs, later, nothing) in [
        (Lang::En, "Needs attention", "A later attempt", "Nothing is proved yet"),
        (Lang::Sv, "Behöver åtgärdas", "Ett senare försök", "Ingenting är bevisat än"),
    ] {
        let text = summary(lang, "Contoso", Some(&refused), None).markdown;
        assert!(text.contains(needs) && text.contains("22 "), "{text}");
        let proved = connected();
        let text = summary(lang, "Contoso", Some(&proved), Some(&tried)).markdown;
        assert!(text.contains(later), "{text}");
        let text = summary(lang, "Contoso", None, None).markdown;
        assert!(text.contains(nothing) && text.contains("Alert.Read.All"), "{text}");
    }
}

/// Whatever a reader of Markdown would make more of than text, code, headings and lists.
fn live(markdown: &str) -> Vec<String> {
    let found = Parser::new_ext(markdown, Options::all()).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(format!("HTML {text}")),
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(format!("link {dest_url}"))
        }
        Event::Start(
            tag @ (Tag::Table(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)),
        ) => Some(format!("{tag:?}")),
        Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
            Some(text.to_string())
        }
        // Readers make links of these.
        Event::Text(text) if ["://", "www.", "@"].iter().any(|mark| text.contains(mark)) => {
            Some(text.to_string())
        }
        Event::Rule | Event::TaskListMarker(_) => Some("a rule or a box".to_owned()),
        _ => None,
    });
    found.collect()
}

#[test]
fn hostile_names_stay_text_in_both_forms() {
    let proved = connected();
    for lang in Lang::ALL {
        let plain = summary(lang, "Contoso", Some(&proved), None);
        let tags = |html: &str| html.matches('<').count();
        let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
        for name in &hostile() {
            let hostile = summary(lang, name, Some(&proved), None);
            assert_eq!(live(&hostile.markdown), Vec::<String>::new(), "{lang} {name}\n{}", hostile.markdown);
            assert_eq!(headings(&hostile.markdown), headings(&plain.markdown), "{name}");
            assert_eq!(hostile.markdown.lines().count(), plain.markdown.lines().count(), "{name}");
            assert_eq!(tags(&hostile.html), tags(&plain.html), "{name}");
            assert!(!hostile.html.contains("<script") && !hostile.html.contains("<img"), "{name}");
            assert!(!hostile.html.contains('\u{202e}') && !hostile.markdown.contains('\u{202e}'));
        }
    }
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let proved = connected();
    for lang in Lang::ALL {
        let html = summary(lang, "Contoso", Some(&proved), None).html;
        for reference in ["href=", "src=", "url(", "@import", "<script", "<iframe", "<form"] {
            assert!(!html.contains(reference), "{reference}");
        }
        assert!(html.contains("default-src 'none'") && html.contains(&format!("<html lang=\"{lang}\">")));
    }
}
