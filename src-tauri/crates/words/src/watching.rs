//! What the watch for consent says outside the window: on the desktop, and on the page that a browser ends on when the
//! answer is caught on this computer.

use consentry_onboarding::consent::Returned;
use consentry_onboarding::desk::WatchEnd;
use consentry_onboarding::ports::Notification;
use consentry_onboarding::verdict::Cause;

use crate::labels::cause_title;
use crate::lang::Lang;

/// What the desktop is told when a watch ended by itself. The customer's name stands in the title, which no desktop
/// reads as markup. Nothing for one that a person ended.
pub fn watch_ended(lang: Lang, customer: &str, end: WatchEnd, cause: Option<Cause>) -> Option<Notification> {
    // Only this finding says that no consent came: with any other one, or none, it may have been given.
    let not_given = cause == Some(Cause::NotConsented);
    let title = match (end, lang) {
        (WatchEnd::Connected, Lang::En) => format!("{customer} is connected"),
        (WatchEnd::Connected, Lang::Sv) => format!("{customer} är ansluten"),
        (WatchEnd::Consented, Lang::En) => format!("{customer} has consented"),
        (WatchEnd::Consented, Lang::Sv) => format!("{customer} har gett sitt medgivande"),
        (WatchEnd::Blocked, Lang::En) => format!("The watch for {customer} stopped"),
        (WatchEnd::Blocked, Lang::Sv) => format!("Bevakningen av {customer} stannade"),
        (WatchEnd::Over, Lang::En) if not_given => format!("No consent from {customer} in seven days"),
        (WatchEnd::Over, Lang::Sv) if not_given => format!("Inget medgivande från {customer} på sju dagar"),
        (WatchEnd::Over, Lang::En) => format!("The watch for {customer} has ended"),
        (WatchEnd::Over, Lang::Sv) => format!("Bevakningen av {customer} är slut"),
        (WatchEnd::Stopped, _) => return None,
    };
    let cause = cause.map(|cause| cause_title(lang, cause)).unwrap_or_default();
    let body = match (end, lang) {
        (WatchEnd::Connected, Lang::En) => {
            "Consent was noticed, and a token and a real call proved it.".to_owned()
        }
        (WatchEnd::Connected, Lang::Sv) => {
            "Medgivandet upptäcktes, och en token och ett riktigt anrop bevisade det.".to_owned()
        }
        (WatchEnd::Consented, Lang::En) => {
            format!("Something else is in the way: {cause}. Open Consentry for the next step.")
        }
        (WatchEnd::Consented, Lang::Sv) => {
            format!("Något annat är i vägen: {cause}. Öppna Consentry för nästa steg.")
        }
        (WatchEnd::Blocked, Lang::En) => {
            format!("It cannot see the consent: {cause}. Open Consentry for the next step.")
        }
        (WatchEnd::Blocked, Lang::Sv) => {
            format!("Den kan inte se medgivandet: {cause}. Öppna Consentry för nästa steg.")
        }
        (WatchEnd::Over, Lang::En) if not_given => {
            "Consentry has stopped looking. Ask them, or send the link again.".to_owned()
        }
        (WatchEnd::Over, Lang::Sv) if not_given => {
            "Consentry tittar inte längre. Fråga dem, eller skicka länken igen.".to_owned()
        }
        (WatchEnd::Over, Lang::En) if cause.is_empty() => {
            "Seven days went by without a finding. Open Consentry for the next step.".to_owned()
        }
        (WatchEnd::Over, Lang::Sv) if cause.is_empty() => {
            "Sju dagar har gått utan besked. Öppna Consentry för nästa steg.".to_owned()
        }
        (WatchEnd::Over, Lang::En) => {
            format!("Seven days went by. Last found: {cause}. Open Consentry for the next step.")
        }
        (WatchEnd::Over, Lang::Sv) => {
            format!("Sju dagar har gått. Senast gällde: {cause}. Öppna Consentry för nästa steg.")
        }
        (WatchEnd::Stopped, _) => String::new(),
    };
    Some(Notification { title, body })
}

/// The language an administrator's browser prefers among ours; the given one where it names neither.
pub fn preferred_language(accepted: &str, otherwise: Lang) -> Lang {
    let named = |entry: &str| {
        let primary = entry.split([';', '-']).next().unwrap_or_default().trim().to_ascii_lowercase();
        Lang::ALL.into_iter().find(|lang| lang.id() == primary)
    };
    accepted.split(',').find_map(named).unwrap_or(otherwise)
}

/// Heading and text of the page that an administrator ends on when the answer was caught on this computer. To them,
/// not to partner staff; every word is ours.
pub fn answer_page(lang: Lang, returned: &Returned) -> (&'static str, &'static str) {
    lang.pick(match returned {
        Returned::Granted => (
            (
                "Done. You may close this page.",
                "Your answer has reached Consentry on this computer. Nothing more is needed from you.",
            ),
            (
                "Klart. Du kan stänga den här sidan.",
                "Ditt svar har nått Consentry på den här datorn. Du behöver inte göra något mer.",
            ),
        ),
        Returned::Declined(_) => (
            (
                "Nothing was granted. You may close this page.",
                "Cancel was chosen. If that was a mistake, open the link again.",
            ),
            (
                "Inget beviljades. Du kan stänga den här sidan.",
                "Du valde Cancel. Om det var ett misstag öppnar du länken igen.",
            ),
        ),
        Returned::NotAnAdmin(_) => (
            (
                "Your account may not accept for your organisation",
                "Nothing was granted. An Application Administrator, Cloud Application Administrator or Privileged Role \
                 Administrator has to open the link.",
            ),
            (
                "Ditt konto får inte godkänna för organisationen",
                "Inget beviljades. Länken måste öppnas av en Application Administrator, Cloud Application Administrator \
                 eller Privileged Role Administrator.",
            ),
        ),
        Returned::OtherTenant(_) => (
            (
                "This was another organisation",
                "You accepted for another organisation than the one that was asked. Sign in with an account of the right \
                 one and open the link again.",
            ),
            (
                "Det här var en annan organisation",
                "Du godkände för en annan organisation än den som tillfrågades. Logga in med ett konto i rätt organisation \
                 och öppna länken igen.",
            ),
        ),
        Returned::Refused(_) => (
            (
                "Microsoft could not complete it",
                "Consentry on this computer shows why, and what to do next. You may close this page.",
            ),
            (
                "Microsoft kunde inte slutföra det",
                "Consentry på den här datorn visar varför och vad ni gör nu. Du kan stänga den här sidan.",
            ),
        ),
        Returned::ForeignState | Returned::AnsweredBefore | Returned::Expired | Returned::Unreadable => (
            (
                "This is not the answer Consentry waits for",
                "Nothing was changed. Go back to Consentry on this computer and open the link from there.",
            ),
            (
                "Det här är inte svaret som Consentry väntar på",
                "Inget ändrades. Gå tillbaka till Consentry på den här datorn och öppna länken därifrån.",
            ),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_own_wish_decides_the_language() {
        for (accepted, expected) in [
            ("sv-SE,sv;q=0.9,en;q=0.8", Lang::Sv),
            ("de-DE,de;q=0.9,en-GB;q=0.5,sv;q=0.3", Lang::En),
            ("EN", Lang::En),
            ("de", Lang::Sv),
            ("", Lang::Sv),
            ("svenska", Lang::Sv),
        ] {
            assert_eq!(preferred_language(accepted, Lang::Sv), expected, "{accepted}");
        }
    }

    #[test]
    fn every_end_but_the_person_s_own_is_told_in_both_languages() {
        for end in [WatchEnd::Connected, WatchEnd::Consented, WatchEnd::Blocked, WatchEnd::Over] {
            let told = |lang| watch_ended(lang, "Fabrikam <b>&", end, Some(Cause::NotProvisioned)).unwrap();
            let (en, sv) = (told(Lang::En), told(Lang::Sv));
            assert_ne!((&en.title, &en.body), (&sv.title, &sv.body));
            for one in [en, sv] {
                assert!(one.title.contains("Fabrikam <b>&") && !one.body.contains("Fabrikam"), "{one:?}");
                assert!(one.body.ends_with('.'), "{one:?}");
            }
        }
        assert_eq!(watch_ended(Lang::En, "x", WatchEnd::Stopped, None), None);
    }

    #[test]
    fn seven_days_are_called_no_consent_only_where_that_was_found() {
        let over = |lang, cause| {
            let told = watch_ended(lang, "Fabrikam", WatchEnd::Over, cause).unwrap();
            (told.title, told.body)
        };
        let said = |title: &str, body: &str| (title.to_owned(), body.to_owned());

        let not_given = Some(Cause::NotConsented);
        assert_eq!(
            over(Lang::En, not_given),
            said(
                "No consent from Fabrikam in seven days",
                "Consentry has stopped looking. Ask them, or send the link again.",
            )
        );
        assert_eq!(
            over(Lang::Sv, not_given),
            said(
                "Inget medgivande från Fabrikam på sju dagar",
                "Consentry tittar inte längre. Fråga dem, eller skicka länken igen.",
            )
        );

        let other = Cause::NotProvisioned;
        let found = cause_title(Lang::En, other);
        assert_eq!(
            over(Lang::En, Some(other)),
            said(
                "The watch for Fabrikam has ended",
                &format!("Seven days went by. Last found: {found}. Open Consentry for the next step."),
            )
        );
        let found = cause_title(Lang::Sv, other);
        assert_eq!(
            over(Lang::Sv, Some(other)),
            said(
                "Bevakningen av Fabrikam är slut",
                &format!("Sju dagar har gått. Senast gällde: {found}. Öppna Consentry för nästa steg."),
            )
        );

        assert_eq!(
            over(Lang::En, None),
            said(
                "The watch for Fabrikam has ended",
                "Seven days went by without a finding. Open Consentry for the next step.",
            )
        );
        assert_eq!(
            over(Lang::Sv, None),
            said(
                "Bevakningen av Fabrikam är slut",
                "Sju dagar har gått utan besked. Öppna Consentry för nästa steg.",
            )
        );
    }
}
