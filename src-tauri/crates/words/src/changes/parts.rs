//! The differences that need more than one pair of sentences.

use std::collections::BTreeSet;

use consentry_onboarding::history::Detail;
use consentry_onboarding::permission::Permission;
use time::{Date, OffsetDateTime, Time};

use crate::dates::duration;
use crate::lang::Lang;
use crate::matter::listed;

/// Names that one line lists before it says how many more there are.
const LISTED: usize = 4;
/// A clock that is off by less is right.
const CLOCK_OFF: i64 = 60;

/// Names in one line.
pub(super) fn names(lang: Lang, permissions: &BTreeSet<Permission>) -> String {
    let shown: Vec<&str> = permissions.iter().take(LISTED).map(Permission::as_str).collect();
    let more = permissions.len() - shown.len();
    listed(&shown, more, lang.pick(("and", "och")), lang.pick(("more", "till")))
}

/// Title and meaning of a pair that needs no values.
pub(super) fn fixed(lang: Lang, title: (&str, &str), meaning: (&str, &str)) -> (String, Option<String>) {
    (lang.pick(title).to_owned(), Some(lang.pick(meaning).to_owned()))
}

pub(super) fn roles_gone(lang: Lang, roles: &BTreeSet<Permission>) -> (String, Option<String>) {
    let names = names(lang, roles);
    let title = lang.pick((format!("Gone from the token: {names}"), format!("Borta ur tokenen: {names}")));
    let meaning = match (roles.len(), lang) {
        (1, Lang::En) => {
            "It was there when it last worked. It may have been taken back in their tenant, or left out of a \
             later consent."
        }
        (_, Lang::En) => {
            "They were there when it last worked. They may have been taken back in their tenant, or left out of \
             a later consent."
        }
        (1, Lang::Sv) => {
            "Den fanns där när det senast fungerade. Den kan ha återkallats i deras klientorganisation eller \
             saknas i ett senare medgivande."
        }
        (_, Lang::Sv) => {
            "De fanns där när det senast fungerade. De kan ha återkallats i deras klientorganisation eller saknas \
             i ett senare medgivande."
        }
    };
    (title, Some(meaning.to_owned()))
}

pub(super) fn wanted_added(
    lang: Lang,
    permissions: &BTreeSet<Permission>,
    asked: bool,
    day: Option<String>,
) -> (String, Option<String>) {
    let names = names(lang, permissions);
    let title = lang.pick((format!("Added to the app: {names}"), format!("Tillagt i appen: {names}")));
    let several = permissions.len() > 1;
    let when = day.map(|day| match (several, lang) {
        (false, Lang::En) => format!("You added it on {day}. "),
        (true, Lang::En) => format!("You added the last of them on {day}. "),
        (false, Lang::Sv) => format!("Du lade till den i appen den {day}. "),
        (true, Lang::Sv) => format!("Du lade till den sista av dem den {day}. "),
    });
    let then = match (asked, several, lang) {
        (true, false, Lang::En) => "A consent that is older does not cover it.",
        (true, true, Lang::En) => "A consent that is older does not cover them.",
        (true, false, Lang::Sv) => "Ett äldre medgivande omfattar den inte.",
        (true, true, Lang::Sv) => "Ett äldre medgivande omfattar dem inte.",
        (false, false, Lang::En) => "No check has looked for it yet.",
        (false, true, Lang::En) => "No check has looked for them yet.",
        (false, false, Lang::Sv) => "Ingen kontroll har letat efter den än.",
        (false, true, Lang::Sv) => "Ingen kontroll har letat efter dem än.",
    };
    (title, Some(format!("{}{then}", when.unwrap_or_default())))
}

pub(super) fn secret_expired(lang: Lang, day: Option<String>) -> (String, Option<String>) {
    let title = match day {
        Some(_) => lang.pick(("The secret's last day has passed", "Hemlighetens sista dag har passerat")),
        None => lang.pick(("The secret has expired", "Hemligheten har gått ut")),
    };
    let title = title.to_owned();
    let meaning = match (day, lang) {
        (Some(day), Lang::En) => format!("Its last day was {day}, by what was entered here."),
        (Some(day), Lang::Sv) => format!("Sista dagen var den {day}, enligt det som har angetts här."),
        (None, Lang::En) => "It had not when it last worked.".to_owned(),
        (None, Lang::Sv) => "Det hade den inte när det senast fungerade.".to_owned(),
    };
    (title, Some(meaning))
}

pub(super) fn secret_refused(lang: Lang, same: Option<bool>) -> (String, Option<String>) {
    match same {
        Some(true) => fixed(
            lang,
            ("The secret that worked is now refused", "Hemligheten som fungerade nekas nu"),
            (
                "It is unchanged here. Look in the app registration whether it was removed.",
                "Den är oförändrad här. Se efter i appregistreringen om den har tagits bort.",
            ),
        ),
        Some(false) => fixed(
            lang,
            (
                "The secret in use is not the one that worked",
                "Hemligheten som används är inte den som fungerade",
            ),
            (
                "Microsoft accepted the earlier one and refuses this one.",
                "Microsoft godtog den tidigare och nekar den här.",
            ),
        ),
        None => fixed(
            lang,
            ("The secret is now refused", "Hemligheten nekas nu"),
            (
                "Whether it is the one that worked was not noted at the time.",
                "Om det är den som fungerade antecknades inte då.",
            ),
        ),
    }
}

/// A clock, in seconds behind Microsoft's.
pub(super) fn clock(lang: Lang, then: i64, now: i64) -> (String, Option<String>) {
    let is_right = |behind: i64| behind.saturating_abs() <= CLOCK_OFF;
    let off = |behind: i64| {
        let by = duration(lang, behind);
        let side = if behind > 0 { ("slow", "efter") } else { ("fast", "före") };
        format!("{by} {}", lang.pick(side))
    };
    let then_it_was = if is_right(then) {
        lang.pick(("It was right when it last worked.", "Den gick rätt när det senast fungerade.")).to_owned()
    } else {
        let off = off(then);
        lang.pick((
            format!("When it last worked it was {off}."),
            format!("När det senast fungerade gick den {off}."),
        ))
    };
    let title = if is_right(now) {
        lang.pick(("This computer's clock is right again", "Den här datorns klocka går rätt igen")).to_owned()
    } else {
        let off = off(now);
        lang.pick((
            format!("This computer's clock is now {off}"),
            format!("Den här datorns klocka går nu {off}"),
        ))
    };
    (title, Some(then_it_was))
}

pub(super) fn detail_words(lang: Lang, detail: Detail, then: &str, now: &str) -> (String, Option<String>) {
    let label = lang.pick(match detail {
        Detail::Tenant => ("Tenant asked for", "Efterfrågad klientorganisation"),
        Detail::Cloud => ("Microsoft cloud", "Microsoft-moln"),
        Detail::CloudInstance => ("Cloud of the tenant", "Klientorganisationens moln"),
        Detail::Region => ("Region of the tenant", "Klientorganisationens region"),
        Detail::SubRegion => ("Sub-region of the tenant", "Klientorganisationens underregion"),
        Detail::TokenAddress => ("Token address", "Tokenadress"),
        Detail::TokenVersion => ("Version of the token", "Tokenens version"),
        Detail::Audience => ("Audience of the token", "Tokenens mottagare"),
        Detail::Issuer => ("Issuer of the token", "Tokenens utfärdare"),
        Detail::SigningKey => ("Signing key", "Signeringsnyckel"),
        Detail::CredentialKind => ("The app signs in with", "Appen loggar in med"),
        Detail::AppName => ("Name of the app in the token", "Appens namn i tokenen"),
        Detail::Program => ("Checked by", "Kontrollerad med"),
    });
    let (then, now) = (detail_value(lang, detail, then), detail_value(lang, detail, now));
    let title = lang.pick((
        format!("{label}: now {now}, {then} when it worked"),
        format!("{label}: nu {now}, {then} när det fungerade"),
    ));
    let meaning = (detail == Detail::SigningKey).then(|| {
        lang.pick((
            "Microsoft changes its keys every now and then; that is normal.",
            "Microsoft byter sina nycklar då och då; det är normalt.",
        ))
        .to_owned()
    });
    (title, meaning)
}

/// A value that is a code of Microsoft's or ours, in words.
fn detail_value(lang: Lang, detail: Detail, value: &str) -> String {
    let words = match (detail, value) {
        (Detail::CredentialKind, "0") => ("no credential", "inga autentiseringsuppgifter"),
        (Detail::CredentialKind, "1") => ("a secret", "en hemlighet"),
        (Detail::CredentialKind, "2") => ("a certificate", "ett certifikat"),
        _ => return value.to_owned(),
    };
    lang.pick(words).to_owned()
}

/// A day without a time of day, told as that day wherever the reader is.
pub(super) fn midday(day: Date) -> OffsetDateTime {
    day.with_time(Time::MIDNIGHT).assume_utc()
}
