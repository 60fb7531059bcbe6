//! "It worked yesterday": when it did, when it no longer did, and what differs. Both languages side by side.
//!
//! A sentence says what the two checks show and no more. Who changed something in a tenant, and why, is not to be seen
//! from here; where that matters the text says so.

mod parts;
mod report;

use consentry_onboarding::history::{Change, Difference, DisabledIn, SinceItWorked};
use consentry_onboarding::verdict::Cause;
use time::OffsetDateTime;

use crate::dates::{date, moment};
use crate::labels::{cause_title, within_sentence};
use crate::lang::{Lang, Voice};
use parts::{
    clock, detail_words, fixed, midday, names, roles_gone, secret_expired, secret_refused, wanted_added,
};

pub use report::{ChangeReport, SinceReport};

/// One difference in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeWords {
    /// What differs, without a full stop.
    pub title: String,
    /// What that means, in one or two sentences; none where the title says it all.
    pub meaning: Option<String>,
}

/// The frame around the differences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinceWords {
    /// When it last worked, as a sentence.
    pub worked: String,
    /// When the first failure came and what it was, as a sentence; or that nothing was proved since.
    pub failed: String,
    /// What the newest failure is, where that is another one.
    pub latest: Option<String>,
    /// Attempts that learned nothing.
    pub silent: Option<String>,
    /// That nothing explains it, and what cannot be seen from here; none where something does.
    pub unexplained: Option<String>,
}

/// The frame. `now` is the day from which dates are told.
pub fn since_it_worked(voice: impl Into<Voice>, since: &SinceItWorked, now: OffsetDateTime) -> SinceWords {
    let voice = voice.into();
    let lang = voice.lang;
    let worked = moment(voice, since.worked.at, now);
    let named = |cause: Option<Cause>| cause.map(|cause| within_sentence(cause_title(lang, cause)));
    let failed = match &since.failed {
        None => lang
            .pick((
                "No check since then has proved anything.",
                "Ingen kontroll sedan dess har bevisat något.",
            ))
            .to_owned(),
        Some(failed) => {
            let at = moment(voice, failed.at, now);
            let what = named(failed.cause).map_or_else(String::new, |what| format!(": {what}"));
            lang.pick((
                format!("The first failure was seen at {at}{what}."),
                format!("Det första felet sågs {at}{what}."),
            ))
        }
    };
    let latest =
        since.latest.filter(|_| since.changed_cause()).and_then(|latest| named(latest.cause)).map(|what| {
            lang.pick((
                format!("By the latest check it is something else: {what}."),
                format!("Enligt den senaste kontrollen är det något annat: {what}."),
            ))
        });
    let unexplained = (since.failed.is_some() && !since.is_explained()).then(|| unexplained(lang, since));
    SinceWords {
        worked: lang
            .pick((format!("It last worked at {worked}."), format!("Det fungerade senast {worked}."))),
        failed,
        latest,
        silent: silent(lang, since),
        unexplained,
    }
}

fn unexplained(lang: Lang, since: &SinceItWorked) -> String {
    let first = if since.changes.is_empty() {
        lang.pick((
            "Consentry sees no difference between then and now.",
            "Consentry ser ingen skillnad mellan då och nu.",
        ))
    } else {
        lang.pick((
            "None of the differences that Consentry sees explains it.",
            "Ingen av de skillnader som Consentry ser förklarar det.",
        ))
    };
    let unseen = lang.pick((
        "Licences, policies and who changed what cannot be seen from here; the customer can look in their audit logs in Entra.",
        "Licenser, principer och vem som har ändrat något syns inte härifrån; kunden kan titta i sina granskningsloggar i Entra.",
    ));
    format!("{first} {unseen}")
}

fn silent(lang: Lang, since: &SinceItWorked) -> Option<String> {
    let attempts = |number: usize| match (number, lang) {
        (1, Lang::En) => "One attempt".to_owned(),
        (1, Lang::Sv) => "Ett försök".to_owned(),
        (number, Lang::En) => format!("{number} attempts"),
        (number, Lang::Sv) => format!("{number} försök"),
    };
    let learned = |number: usize, when: (&str, &str)| {
        let (who, when) = (attempts(number), lang.pick(when));
        lang.pick((format!("{who} {when} learned nothing."), format!("{who} {when} gav inget besked.")))
    };
    let counted = match (since.failed.is_some(), since.silent_before, since.silent_after) {
        (_, 0, 0) => None,
        (false, before, _) => Some(learned(before, ("since then", "sedan dess"))),
        (true, before, 0) => Some(learned(before, ("in between", "däremellan"))),
        (true, 0, after) => Some(learned(after, ("after that", "därefter"))),
        (true, before, after) => {
            let first = learned(before, ("in between", "däremellan"));
            Some(format!("{first} {}", learned(after, ("after that", "därefter"))))
        }
    };
    let told: Vec<String> = counted.into_iter().chain(left_out(lang, since.left_out)).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

/// Of a support file, which shortens a long history: what is counted there is not all there was.
fn left_out(lang: Lang, number: usize) -> Option<String> {
    Some(match (number, lang) {
        (0, _) => return None,
        (1, Lang::En) => "One check since it worked is left out of the file and not counted here.".to_owned(),
        (1, Lang::Sv) => {
            "En kontroll sedan det fungerade är inte med i filen och inte medräknad här.".to_owned()
        }
        (number, Lang::En) => {
            format!("{number} checks since it worked are left out of the file and not counted here.")
        }
        (number, Lang::Sv) => {
            format!("{number} kontroller sedan det fungerade är inte med i filen och inte medräknade här.")
        }
    })
}

/// One difference. `now` is the day from which dates are told.
#[allow(clippy::too_many_lines, reason = "one arm per difference; the compiler keeps the list whole")]
pub fn change(voice: impl Into<Voice>, change: &Change, now: OffsetDateTime) -> ChangeWords {
    let voice = voice.into();
    let lang = voice.lang;
    let at = change.at.map(|at| moment(voice, at, now));
    let (title, meaning) = match &change.difference {
        Difference::ConsentGone => fixed(
            lang,
            ("The app is no longer in their tenant", "Appen finns inte längre i deras klientorganisation"),
            (
                "Entra knew it there when it last worked. An administrator may have removed it, or the app \
                 registration may have been deleted or limited to one tenant.",
                "Entra kände till den där när det senast fungerade. En administratör kan ha tagit bort den, \
                 eller så kan appregistreringen ha raderats eller begränsats till en klientorganisation.",
            ),
        ),
        Difference::AppDisabled(DisabledIn::Tenant) => fixed(
            lang,
            (
                "The app is now switched off in their tenant",
                "Appen är nu avstängd i deras klientorganisation",
            ),
            (
                "It was not when it last worked. An administrator there can switch it on again.",
                "Det var den inte när det senast fungerade. En administratör där kan slå på den igen.",
            ),
        ),
        Difference::AppDisabled(DisabledIn::OthersToo) => fixed(
            lang,
            (
                "The app is now switched off, and not only in their tenant",
                "Appen är nu avstängd, och inte bara i deras klientorganisation",
            ),
            (
                "It was not when it last worked. Look in your own tenant first.",
                "Det var den inte när det senast fungerade. Titta först i din egen klientorganisation.",
            ),
        ),
        Difference::AppDisabled(DisabledIn::Home) => fixed(
            lang,
            (
                "The app is now switched off where it is registered",
                "Appen är nu avstängd där den är registrerad",
            ),
            ("It was not when it last worked.", "Det var den inte när det senast fungerade."),
        ),
        Difference::SingleTenant => fixed(
            lang,
            ("The app is now open to one tenant only", "Appen är nu bara öppen för en klientorganisation"),
            (
                "It was open to theirs when it last worked. The account type is set in the app registration.",
                "Den var öppen för deras när det senast fungerade. Kontotypen ställs in i appregistreringen.",
            ),
        ),
        Difference::ResourceGone => fixed(
            lang,
            (
                "The API of Defender for Endpoint is no longer in their tenant",
                "API:et för Defender för Endpoint finns inte längre i deras klientorganisation",
            ),
            (
                "It was there when it last worked. Why it went cannot be seen from here.",
                "Det fanns där när det senast fungerade. Varför det försvann syns inte härifrån.",
            ),
        ),
        Difference::TenantGone => fixed(
            lang,
            ("Their tenant is no longer found", "Deras klientorganisation hittas inte längre"),
            (
                "Microsoft knew it when it last worked. It may have been deleted.",
                "Microsoft kände till den när det senast fungerade. Den kan ha raderats.",
            ),
        ),
        Difference::PolicyRefuses => fixed(
            lang,
            (
                "A Conditional Access policy now stops the app",
                "En princip för villkorsstyrd åtkomst stoppar nu appen",
            ),
            (
                "None did when it last worked. Which one it is shows in their sign-in logs.",
                "Det gjorde ingen när det senast fungerade. Vilken det är syns i deras inloggningsloggar.",
            ),
        ),
        Difference::RolesGone(roles) => roles_gone(lang, roles),
        Difference::RolesNew(roles) => {
            let names = names(lang, roles);
            (lang.pick((format!("New in the token: {names}"), format!("Nytt i tokenen: {names}"))), None)
        }
        Difference::WantedAdded { permissions, asked } => {
            let day = change.at.map(|at| date(voice, at, now));
            wanted_added(lang, permissions, *asked, day)
        }
        Difference::WantedDropped(permissions) => {
            let names = names(lang, permissions);
            (
                lang.pick((format!("No longer wanted: {names}"), format!("Önskas inte längre: {names}"))),
                Some(
                    lang.pick(("Nothing is missing because of that.", "Det gör inte att något saknas."))
                        .to_owned(),
                ),
            )
        }
        Difference::ApiRefuses { same_roles: true } => fixed(
            lang,
            ("Defender now refuses the call", "Defender nekar nu anropet"),
            (
                "The token carries the same permissions as when it last worked. A licence or a setting of \
                 theirs may have changed, which cannot be seen from here.",
                "Tokenen har samma behörigheter som när det senast fungerade. En licens eller en inställning \
                 hos dem kan ha ändrats, och det syns inte härifrån.",
            ),
        ),
        Difference::ApiRefuses { same_roles: false } => fixed(
            lang,
            ("Defender now refuses the call", "Defender nekar nu anropet"),
            (
                "It answered when it last worked. The token does not carry the same permissions as then.",
                "Det svarade när det senast fungerade. Tokenen har inte samma behörigheter som då.",
            ),
        ),
        Difference::SecretExpired { last_day } => {
            let day = last_day.map(|day| date(Voice::from(lang), midday(day), now));
            secret_expired(lang, day)
        }
        Difference::SecretRefused { same } => secret_refused(lang, *same),
        Difference::SecretReplaced { used } => {
            let at = at.unwrap_or_default();
            let since = match (used, lang) {
                (true, Lang::En) => format!("That was at {at}. The checks since then use the new one."),
                (true, Lang::Sv) => format!("Det skedde {at}. Kontrollerna därefter använder den nya."),
                (false, Lang::En) => format!("That was at {at}. No check has proved the new one yet."),
                (false, Lang::Sv) => format!("Det skedde {at}. Ingen kontroll har bevisat den nya än."),
            };
            (lang.pick(("The secret was replaced", "Hemligheten byttes")).to_owned(), Some(since))
        }
        Difference::Clock { then, now } => clock(lang, *then, *now),
        Difference::RulesOfThen { cause } => {
            let found = within_sentence(cause_title(lang, *cause));
            (
                lang.pick((
                    "The last good check would be judged differently today",
                    "Den senaste lyckade kontrollen skulle bedömas annorlunda i dag",
                ))
                .to_owned(),
                Some(lang.pick((
                    format!("Consentry has learned more since then. By its rules of today: {found}."),
                    format!("Consentry har lärt sig mer sedan dess. Med dagens regler: {found}."),
                ))),
            )
        }
        Difference::RulesOfNow { cause } => {
            let connected = || lang.pick(("connected", "ansluten")).to_owned();
            let found = cause.map_or_else(connected, |cause| within_sentence(cause_title(lang, cause)));
            (
                lang.pick((
                    "The latest check would be judged differently today",
                    "Den senaste kontrollen skulle bedömas annorlunda i dag",
                ))
                .to_owned(),
                Some(lang.pick((
                    format!("By the rules of today: {found}."),
                    format!("Med dagens regler: {found}."),
                ))),
            )
        }
        Difference::ConsentHeard => {
            let at = at.unwrap_or_default();
            (
                lang.pick((
                    "There was a sign of a new consent",
                    "Det finns ett tecken på ett nytt medgivande",
                ))
                .to_owned(),
                Some(lang.pick((
                    format!("It was seen at {at}. Only a token is proof."),
                    format!("Det sågs {at}. Bara en token är bevis."),
                ))),
            )
        }
        Difference::Detail { detail, then, now } => detail_words(lang, *detail, then, now),
    };
    ChangeWords { title, meaning }
}

/// The same in one or two lines, for a terminal: when it worked and when it no longer did, and what can be the reason.
pub fn since_lines(voice: impl Into<Voice>, since: &SinceItWorked, now: OffsetDateTime) -> Vec<String> {
    let voice = voice.into();
    let frame = since_it_worked(voice, since, now);
    let whole = [Some(frame.worked), Some(frame.failed), frame.latest, frame.silent];
    let whole: Vec<String> = whole.into_iter().flatten().collect();
    let titles: Vec<String> = since
        .changes
        .iter()
        .filter(|one| one.bears)
        .map(|one| within_sentence(&change(voice, one, now).title))
        .collect();
    let changed = voice.lang.pick(("What changed", "Vad som har ändrats"));
    let told = (!titles.is_empty()).then(|| format!("{changed}: {}.", titles.join("; ")));
    [Some(whole.join(" ")), told.or(frame.unexplained)].into_iter().flatten().collect()
}
