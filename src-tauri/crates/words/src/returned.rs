//! What the address that a customer's administrator ended on tells. It is a hint at most, and the words say
//! so: anyone can type such an address.

use consentry_onboarding::consent::{RefusedPage, Returned};
use consentry_onboarding::evidence::{Evidence, Refusal};
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::{Actor, Cause, Judgement, Verdict};

use crate::labels::cause_title;
use crate::lang::Lang;

/// What the address that a consent link ended on tells: in one line without a full stop, and the next step as
/// one sentence.
pub fn returned(lang: Lang, returned: &Returned) -> (String, String) {
    match returned {
        Returned::Granted => fixed(
            lang,
            ("The address says that they accepted", "Adressen säger att de har godkänt"),
            (
                "Check now, since only a token proves it and such an address can be typed by anyone.",
                "Kontrollera nu, för bara en token bevisar det och en sådan adress kan vem som helst skriva.",
            ),
        ),
        Returned::OtherTenant(Some(tenant)) => {
            let (title, next_step) = by_cause(lang, Cause::WrongTenantConsented);
            (format!("{title}: {tenant}"), next_step)
        }
        Returned::OtherTenant(None) => by_cause(lang, Cause::WrongTenantConsented),
        Returned::Declined(_) => by_cause(lang, Cause::ConsentDeclined),
        Returned::NotAnAdmin(_) => by_cause(lang, Cause::ConsentByNonAdmin),
        Returned::Refused(page) => refused(lang, page),
        Returned::ForeignState => fixed(
            lang,
            ("This is the answer to another link", "Det här är svaret på en annan länk"),
            (
                "Ask for the address they ended on after opening the latest link, or check now whether \
                 it worked.",
                "Be om adressen de hamnade på efter den senaste länken, eller kontrollera nu om det \
                 gick bra.",
            ),
        ),
        Returned::AnsweredBefore => fixed(
            lang,
            ("This answer was taken in before", "Det här svaret har redan tagits emot"),
            (
                "Check now whether it worked, and send a new link only if it did not, since each one is good \
                 for one answer.",
                "Kontrollera nu om det gick bra och skicka en ny länk bara om det inte gjorde det, för varje \
                 länk gäller för ett svar.",
            ),
        ),
        Returned::Expired => fixed(
            lang,
            ("The link was too old to be answered", "Länken var för gammal för ett svar"),
            (
                "Check now whether it worked all the same, or send the new link, since a link is good for \
                 ninety days.",
                "Kontrollera nu om det gick bra ändå, eller skicka den nya länken, för en länk gäller i nittio \
                 dagar.",
            ),
        ),
        Returned::Unreadable => fixed(
            lang,
            ("This is not the answer to a consent link", "Det här är inte svaret på en medgivandelänk"),
            (
                "Paste the whole address from their browser's address bar, from https to the end.",
                "Klistra in hela adressen från deras webbläsares adressfält, från https till slutet.",
            ),
        ),
    }
}

fn fixed(lang: Lang, title: (&str, &str), next_step: (&str, &str)) -> (String, String) {
    (lang.pick(title).to_owned(), lang.pick(next_step).to_owned())
}

/// Causes that only a returned address tells; no check ever ends in one of them.
fn by_cause(lang: Lang, cause: Cause) -> (String, String) {
    let judgement = Judgement {
        verdict: Verdict::NeedsAttention,
        cause: Some(cause),
        reason: None,
        retry_at: None,
        who_acts: Actor::Customer,
        permissions: consentry_onboarding::permission::PermissionReport::default(),
        checks: Vec::new(),
    };
    let evidence = Evidence::of_token_refusal(Refusal::default());
    (cause_title(lang, cause).to_owned(), crate::next_step(lang, &evidence, &judgement))
}

/// Entra's numbers mean the same in an address as in an answer, so the judge reads them.
fn refused(lang: Lang, page: &RefusedPage) -> (String, String) {
    let evidence = Evidence::of_token_refusal(Refusal {
        // What Entra answers beside these errors when it is asked for a token; an address carries no status.
        status: 400,
        codes: page.codes.clone(),
        oauth_error: Some(page.error.clone()),
        message: page.description.clone(),
        ..Refusal::default()
    });
    let judgement = judge(&evidence);
    let title = match judgement.cause {
        Some(cause) if cause != Cause::Unrecognised => cause_title(lang, cause).to_owned(),
        _ => crate::headline(lang, &evidence, &judgement),
    };
    (title, crate::next_step(lang, &evidence, &judgement))
}
