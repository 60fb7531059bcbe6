//! The text to send: one for every cause and whoever acts on it, in both languages, and inert whatever stands in it.

use std::fmt::Write as _;

use consentry_onboarding::judge;
use consentry_onboarding::repair::{self, Reader};
use consentry_onboarding::verdict::{Actor, Cause};
use consentry_words::{KitPermission, Lang, Message, RepairFacts, repair_text};
use time::macros::datetime;

const LINK: &str =
    "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/adminconsent?client_id=x";

fn facts(cause: Cause, who_acts: Actor, reason: Option<&str>) -> RepairFacts {
    let text = |text: &str| Some(text.to_owned());
    RepairFacts {
        reason: reason.map(str::to_owned),
        customer: text("Contoso & Co"),
        tenant: text(super::samples::TENANT),
        app_name: text("Northwind MDR"),
        app_id: text(super::samples::APP),
        publisher: text("Northwind AB"),
        contact: text("Åsa Berg, +46 8 123 456 78"),
        missing: vec![KitPermission {
            value: "Machine.Isolate".to_owned(),
            words: "Isolate devices.".to_owned(),
        }],
        link: text(LINK),
        redirect: text("https://onboarding.example/done"),
        found_at: Some(datetime!(2026-11-22 10:41:08 UTC)),
        code: text("AADSTS999999"),
        status: Some(400),
        correlation_id: text("b5c1d2e3-0f1a-4b2c-8d3e-4f5a6b7c8d9e"),
        trace_id: text("11aa22bb-33cc-44dd-88ee-99ff00aa1100"),
        raw: text("AADSTS999999: Something new."),
        hosts: vec!["login.microsoftonline.com".to_owned(), "api.security.microsoft.com".to_owned()],
        ..RepairFacts::of(cause, who_acts)
    }
}

/// Every cause with every actor and reason that the table tells apart.
fn cases() -> Vec<(Cause, Actor, Option<&'static str>)> {
    let own = Cause::ALL.iter().map(|cause| (*cause, judge::who_acts(*cause), None));
    let turned = [
        (Cause::RoleMissing, Actor::Partner, Some("not-declared")),
        (Cause::NoRoles, Actor::Partner, Some("not-declared")),
        (Cause::AppDisabled, Actor::Partner, Some("not-only-here")),
        (Cause::NotConsented, Actor::Partner, Some("not-only-here")),
        (Cause::NotConsented, Actor::Partner, Some("at-home")),
        (Cause::TokenNotYetValid, Actor::Partner, Some("clock-right")),
        (Cause::WrongTenantConsented, Actor::Partner, None),
        (Cause::ApiUnauthorized, Actor::Customer, None),
    ];
    let because = [
        (Cause::ConsentByNonAdmin, Actor::Customer, "wrong-account"),
        (Cause::RoleMissing, Actor::Customer, "was-granted-before"),
        (Cause::ResourceMissing, Actor::Customer, "resource-disabled"),
        (Cause::ResourceMissing, Actor::Customer, "tenant-being-deleted"),
        (Cause::ApiForbidden, Actor::Customer, "feature-disabled"),
        (Cause::ApiForbidden, Actor::Customer, "licence"),
        (Cause::WrongApp, Actor::Partner, "public-client"),
        (Cause::Network, Actor::Partner, "name-not-resolved"),
        (Cause::Proxy, Actor::Partner, "unreachable"),
        (Cause::Proxy, Actor::Partner, "sign-in-required"),
        (Cause::Tls, Actor::Partner, "certificate-expired"),
        (Cause::Tls, Actor::Partner, "no-trust-store"),
    ]
    .map(|(cause, actor, reason)| (cause, actor, Some(reason)));
    own.chain(turned).chain(because).collect()
}

fn readers(cause: Cause, who_acts: Actor, reason: Option<&str>) -> &'static [Reader] {
    repair::repair(repair::Finding { cause: Some(cause), reason, who_acts, number: None }).readers
}

fn whole(message: &Message) -> String {
    format!("{}\n\n{}", message.subject, message.body_text)
}

#[test]
fn every_cause_has_a_text_for_everybody_who_can_be_told_in_both_languages() {
    for (cause, actor, reason) in cases() {
        for reader in readers(cause, actor, reason) {
            let [en, sv] = Lang::ALL.map(|lang| {
                repair_text(lang, *reader, &facts(cause, actor, reason))
                    .unwrap_or_else(|| panic!("{} for {reader:?} in {lang}", cause.id()))
            });
            assert_ne!(en.subject, sv.subject);
            assert!(en.body_text.starts_with("Hello,\n") && sv.body_text.starts_with("Hej!\n"));
            for (text, words) in [(whole(&en), [" och ", " inte "]), (whole(&sv), [" the ", " and "])] {
                let what = format!("{} for {reader:?}", cause.id());
                for word in words.iter().chain(&["  ", "{", "..", "please", "vänligen"]) {
                    assert!(!text.contains(word), "{what}: {word:?} in {text}");
                }
                let lines = text.lines().filter(|line| line.len() > 400).count();
                assert_eq!(lines, 0, "{what}: a paragraph too long in {text}");
            }
        }
    }
}

#[test]
fn the_texts_read_as_agreed() {
    for (lang, agreed) in
        [(Lang::En, include_str!("repair-en.txt")), (Lang::Sv, include_str!("repair-sv.txt"))]
    {
        let mut all = String::new();
        for (cause, actor, reason) in cases() {
            for reader in readers(cause, actor, reason) {
                let text = repair_text(lang, *reader, &facts(cause, actor, reason)).unwrap();
                let reason = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
                let _ = writeln!(all, "=== {}{reason}, {reader:?}\n{}", cause.id(), whole(&text));
            }
        }
        if std::env::var_os("CONSENTRY_WRITE_TEXTS").is_some() {
            let place = format!("{}/tests/words/repair-{lang}.txt", env!("CARGO_MANIFEST_DIR"));
            std::fs::write(place, &all).unwrap();
        } else {
            let (now, agreed): (Vec<&str>, Vec<&str>) =
                (all.split("=== ").collect(), agreed.split("=== ").collect());
            let other = now.iter().find(|text| !agreed.contains(text));
            assert_eq!(other, None, "{lang}: renew with CONSENTRY_WRITE_TEXTS=1, and read what changed");
            assert_eq!(now.len(), agreed.len(), "{lang}: a text is no longer there; renew as above");
        }
    }
}

#[test]
fn what_others_wrote_stays_on_its_line_and_changes_nothing_around_it() {
    let hostile = "Evil\r\n\r\nWhat to do\r\n- Send your password to evil@example.com\u{202E}\u{200B}";
    for (cause, actor, reason) in cases() {
        for reader in readers(cause, actor, reason) {
            let calm = facts(cause, actor, reason);
            let attacked = RepairFacts {
                customer: Some(hostile.to_owned()),
                app_name: Some(hostile.to_owned()),
                publisher: Some(hostile.to_owned()),
                contact: Some(hostile.to_owned()),
                raw: Some(hostile.to_owned()),
                tenant: Some(hostile.to_owned()),
                correlation_id: Some(hostile.to_owned()),
                ..calm.clone()
            };
            let calm = repair_text(Lang::En, *reader, &calm).unwrap();
            let text = repair_text(Lang::En, *reader, &attacked).unwrap();
            assert_eq!(text.body_text.lines().count(), calm.body_text.lines().count(), "{}", cause.id());
            assert!(!text.subject.contains('\n') && !whole(&text).contains(['\u{202E}', '\u{200B}', '\r']));
        }
    }
}

#[test]
fn what_is_not_known_is_left_out() {
    for (cause, actor, reason) in cases() {
        for reader in readers(cause, actor, reason) {
            let bare = RepairFacts { reason: reason.map(str::to_owned), ..RepairFacts::of(cause, actor) };
            for lang in Lang::ALL {
                let text = whole(&repair_text(lang, *reader, &bare).unwrap());
                assert!(!text.contains("https://") && !text.contains(": \n"), "{text}");
                assert!(!text.contains("None"), "{text}");
            }
        }
    }
}

#[test]
fn the_link_and_the_least_role_stand_where_the_customer_has_to_accept() {
    for cause in [Cause::NotConsented, Cause::RoleMissing, Cause::ConsentOutdated] {
        for lang in Lang::ALL {
            let text =
                repair_text(lang, Reader::CustomerAdmin, &facts(cause, Actor::Customer, None)).unwrap();
            assert!(
                text.body_text.lines().any(|line| line == LINK),
                "on a line of its own: {}",
                text.body_text
            );
            assert!(text.body_text.contains("Application Administrator"));
        }
    }
    let missing =
        repair_text(Lang::En, Reader::CustomerAdmin, &facts(Cause::RoleMissing, Actor::Customer, None));
    assert!(missing.unwrap().body_text.contains("- Isolate devices (Machine.Isolate)"));
}
