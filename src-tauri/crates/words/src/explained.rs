//! What is said of a pasted text: the words for an explanation, put together from those that verdicts and reports use.

use consentry_onboarding::consent::lint::{Flaw, Lint, Severity};
use consentry_onboarding::consent::{RefusedPage, Returned};
use consentry_onboarding::evidence::{Evidence, Refusal};
use consentry_onboarding::explain::{
    ANOTHER_SERVICE, Explanation, Kind, Outcome, Parts, ReturnedParts, RoleGap,
};
use consentry_onboarding::ids::TenantId;
use consentry_onboarding::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::{Actor, Cause, Judgement};

use crate::lang::Lang;
use crate::portal::error_page;
use crate::portal_paths::filled;
use crate::support;
use crate::{api_meaning, cause_title, code_meaning_in, flaw_words, permission_info};

mod failure;
mod status;

/// What is said of a pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// In one line.
    pub title: String,
    /// In one or two sentences.
    pub meaning: String,
    /// What to do, one sentence each.
    pub next_steps: Vec<String>,
    /// Lines below, for a person.
    pub details: Vec<String>,
    /// Whether somebody here knows what it means.
    pub understood: bool,
}

/// What a text was taken for.
pub fn explained_kind(lang: Lang, kind: Kind) -> &'static str {
    lang.pick(match kind {
        Kind::Aadsts => ("Entra error", "Entra-fel"),
        Kind::OauthError => ("Answer from Entra", "Svar från Entra"),
        Kind::Redirect => ("Address at the end of a consent link", "Adress efter en medgivandelänk"),
        Kind::ConsentLink => ("Consent link", "Medgivandelänk"),
        Kind::ApiError => ("Answer from the API", "Svar från API:et"),
        Kind::Connection => ("A connection that failed", "En anslutning som misslyckades"),
        Kind::Token => ("Token", "Token"),
        Kind::SupportFile => ("Support file", "Supportfil"),
        Kind::Unrecognised => ("Not recognised", "Känns inte igen"),
    })
}

/// The words for an explanation; `corrected` is the link to send instead of a faulty one.
pub fn explained(lang: Lang, told: &Explanation, corrected: Option<&str>) -> Explained {
    match &told.parts {
        Parts::Refusal { .. } | Parts::Returned { .. } if told.reason.as_deref() == Some(ANOTHER_SERVICE) => {
            another_service(lang)
        }
        Parts::Refusal { refusal } => of_entra(lang, refusal),
        Parts::Returned { returned } => of_returned(lang, told, returned),
        Parts::Link { lint } => of_link(lang, lint, corrected),
        Parts::Api { refusal, roles, retry_after, bare } => {
            let mut said = of_api(lang, told, refusal, roles.as_ref());
            said.details.extend(status::beside(lang, *retry_after, *bare));
            if *bare {
                said.title = status::title(lang, refusal.status);
                said.meaning = status::meaning(lang, refusal.status, &said.meaning);
            }
            said
        }
        Parts::Failure { failure, host } => failure::explained(lang, *failure, host),
        Parts::Status { status, sender } => status::alone(lang, *status, sender),
        Parts::Token { evidence, judgement } => of_token(lang, evidence, judgement),
        Parts::SupportFile { file } => support::explained(lang, file),
        Parts::Nothing => of_nothing(lang, told),
    }
}

/// The number's own words are about Defender for Endpoint.
fn another_service(lang: Lang) -> Explained {
    let steps = [
        (
            "If your app does not need that service, remove it under {registrations} > your app > {api-permissions}.",
            "Om din app inte behöver tjänsten: ta bort den under {registrations} > din app > {api-permissions}.",
        ),
        (
            "Ask for https://api.securitycenter.microsoft.com/.default, or for the scope that belongs to the chosen cloud.",
            "Be om https://api.securitycenter.microsoft.com/.default, eller om omfånget som hör till det valda molnet.",
        ),
    ];
    Explained {
        title: lang.pick(("The app asks for another service", "Appen ber om en annan tjänst")).to_owned(),
        meaning: lang
            .pick((
                "The service in the message is not Defender for Endpoint, and the tenant does not have it.",
                "Tjänsten i meddelandet är inte Defender för Endpoint, och klientorganisationen har den inte.",
            ))
            .to_owned(),
        next_steps: steps.into_iter().map(|step| filled(lang.pick(step))).collect(),
        details: Vec::new(),
        understood: true,
    }
}

/// A number explains itself; where none is known, the verdict that it leads to does.
fn of_entra(lang: Lang, refusal: &Refusal) -> Explained {
    let words = refusal.codes.iter().find_map(|code| code_meaning_in(lang, *code, &refusal.message));
    let evidence = Evidence::of_token_refusal(refusal.clone());
    let judgement = judge::judge(&evidence);
    let known = judgement.cause.filter(|cause| *cause != Cause::Unrecognised);
    let title = match (known, &words) {
        (Some(cause), _) => cause_title(lang, cause).to_owned(),
        (None, Some(words)) => words.meaning.trim_end_matches('.').to_owned(),
        (None, None) => crate::headline(lang, &evidence, &judgement),
    };
    if let Some(words) = words {
        return Explained {
            title,
            meaning: format!("{} {}", words.meaning, words.likely_cause),
            next_steps: words.steps,
            details: Vec::new(),
            understood: true,
        };
    }
    let next_step = crate::next_step(lang, &evidence, &judgement);
    let page = refusal.codes.first().filter(|_| known.is_none()).map(|code| error_page(*code));
    // The next step may name the page itself.
    let look_up = page.filter(|page| !next_step.contains(page.as_str())).map(|page| {
        let see = lang.pick(("Look the number up at", "Slå upp numret på"));
        format!("{see} {page}")
    });
    Explained {
        title,
        meaning: crate::meaning(lang, &evidence, &judgement).unwrap_or_default(),
        next_steps: [Some(next_step), look_up].into_iter().flatten().collect(),
        details: Vec::new(),
        understood: known.is_some(),
    }
}

fn of_returned(lang: Lang, told: &Explanation, returned: &ReturnedParts) -> Explained {
    let page = || RefusedPage {
        error: returned.error.clone().unwrap_or_default(),
        description: returned.description.clone().unwrap_or_default(),
        codes: returned.codes.clone(),
    };
    let tenant = || returned.tenant.as_deref().and_then(|text| TenantId::parse(text).ok());
    let read = match returned.outcome {
        Outcome::Granted => Returned::Granted,
        Outcome::OtherTenant => Returned::OtherTenant(tenant()),
        Outcome::Declined => Returned::Declined(page()),
        Outcome::NotAnAdmin => Returned::NotAnAdmin(page()),
        Outcome::Refused => Returned::Refused(page()),
        Outcome::ForeignState => Returned::ForeignState,
    };
    let (title, next_step) = crate::returned(lang, &read);
    let description = returned.description.as_deref().unwrap_or_default();
    let number = returned.codes.iter().find_map(|code| code_meaning_in(lang, *code, description));
    let understood = told.cause != Some(Cause::Unrecognised) || number.is_some();
    let (meaning, next_steps) = match number {
        Some(words) => (format!("{} {}", words.meaning, words.likely_cause), words.steps),
        None => (format!("{title}."), vec![next_step]),
    };
    Explained { title, meaning, next_steps, details: Vec::new(), understood }
}

fn of_link(lang: Lang, lint: &Lint, corrected: Option<&str>) -> Explained {
    let serious = || lint.findings.iter().filter(|finding| finding.severity != Severity::Note);
    let Some(worst) = serious().next() else {
        let title = lang.pick(("The link can be sent as it is", "Länken kan skickas som den är"));
        return Explained {
            title: title.to_owned(),
            meaning: format!("{title}."),
            next_steps: Vec::new(),
            details: notes(lang, lint),
            understood: true,
        };
    };
    let (title, meaning) = flaw_words(lang, worst.id);
    let others = serious().skip(1).map(|finding| {
        let (title, meaning) = flaw_words(lang, finding.id);
        format!("{title}. {meaning}")
    });
    let instead = corrected.map(|link| {
        let send = lang.pick(("Send this link instead:", "Skicka den här länken i stället:"));
        // Where neither link nor record names the tenant, the new one cannot either.
        let open = link.contains("/organizations/").then(|| flaw_words(lang, Flaw::Organizations).1);
        format!("{send} {link}") + &open.map(|open| format!(" {open}")).unwrap_or_default()
    });
    Explained {
        title: title.to_owned(),
        meaning: meaning.to_owned(),
        next_steps: instead.into_iter().chain(others).collect(),
        details: notes(lang, lint),
        understood: true,
    }
}

fn notes(lang: Lang, lint: &Lint) -> Vec<String> {
    let notes = lint.findings.iter().filter(|finding| finding.severity == Severity::Note);
    notes.map(|finding| flaw_words(lang, finding.id).0.to_owned()).collect()
}

fn of_api(lang: Lang, told: &Explanation, refusal: &Refusal, roles: Option<&RoleGap>) -> Explained {
    let words = api_meaning(lang, refusal.status, refusal.api_code.as_deref(), &refusal.message);
    let cause = told.cause.unwrap_or(Cause::Unrecognised);
    let understood = cause != Cause::Unrecognised || words.is_some();
    let title = if cause == Cause::Unrecognised {
        words.as_ref().map_or("", |words| words.meaning).trim_end_matches('.').to_owned()
    } else {
        cause_title(lang, cause).to_owned()
    };
    let details = roles.map(|gap| told_roles(lang, gap)).unwrap_or_default();
    if cause == Cause::WrongAudience {
        // The answer named what the token is for: none of the other things that its code may mean.
        let meaning = lang.pick((
            "Each token is for one API, and the answer names one other than Defender for Endpoint.",
            "Varje token gäller ett API, och svaret anger ett annat än Defender för Endpoint.",
        ));
        let meaning = meaning.to_owned();
        return Explained { meaning, details, ..of_cause(lang, cause, told.who_acts, refusal.clone()) };
    }
    match words {
        Some(words) => Explained {
            title,
            meaning: format!("{} {}", words.meaning, words.likely_cause),
            next_steps: words.steps,
            details,
            understood,
        },
        None => Explained { details, ..of_cause(lang, cause, told.who_acts, refusal.clone()) },
    }
}

fn told_roles(lang: Lang, gap: &RoleGap) -> Vec<String> {
    let names = |roles: &std::collections::BTreeSet<Permission>| {
        let named = |role: &Permission| {
            let name =
                permission_info(lang, role).map_or_else(String::new, |words| format!(" ({})", words.name));
            format!("{role}{name}")
        };
        roles.iter().map(named).collect::<Vec<_>>().join(", ")
    };
    let mut lines = vec![format!(
        "{}: {}",
        lang.pick(("One of these is needed", "En av dessa behövs")),
        names(&gap.required)
    )];
    match &gap.held {
        Some(held) if held.is_empty() => lines.push(
            lang.pick(("The token holds no role at all", "Tokenen innehåller ingen roll alls")).to_owned(),
        ),
        Some(held) => {
            let holds = lang.pick(("The token holds", "Tokenen innehåller"));
            lines.push(format!("{holds}: {}", names(held)));
        }
        None => {}
    }
    if !gap.of_this_api {
        lines.push(
            lang.pick((
                "These are permissions of another API than WindowsDefenderATP",
                "Det här är behörigheter i ett annat API än WindowsDefenderATP",
            ))
            .to_owned(),
        );
    }
    lines
}

fn of_token(lang: Lang, evidence: &Evidence, judgement: &Judgement) -> Explained {
    let title = crate::headline(lang, evidence, judgement);
    let meaning = crate::meaning(lang, evidence, judgement);
    Explained {
        meaning: meaning.unwrap_or_else(|| format!("{title}.")),
        title,
        next_steps: vec![crate::next_step(lang, evidence, judgement)],
        details: Vec::new(),
        understood: true,
    }
}

fn of_nothing(lang: Lang, told: &Explanation) -> Explained {
    let (title, meaning, next) = match told.reason.as_deref() {
        Some("microsofts-own-page") => (
            lang.pick(("This is Microsoft's own page", "Det här är Microsofts egen sida")),
            lang.pick((
                "The sign-in stopped there, and the address does not say why. The page itself does.",
                "Inloggningen stannade där, och adressen säger inte varför. Det gör själva sidan.",
            )),
            lang.pick((
                "Paste the text of that page, or the number on it that begins with AADSTS.",
                "Klistra in texten på sidan, eller numret på den som börjar med AADSTS.",
            )),
        ),
        Some("too-large") => (
            lang.pick(("This is more than one megabyte", "Det här är mer än en megabyte")),
            lang.pick(("Consentry reads no more than that at once.", "Mer än så läser Consentry inte på en gång.")),
            lang.pick(("Paste the part around the error.", "Klistra in delen kring felet.")),
        ),
        _ => (
            lang.pick(("Consentry does not recognise this", "Consentry känner inte igen det här")),
            lang.pick((
                "It holds no token, error number, answer, consent link or returned address that is known here. \
                 Consentry does not guess.",
                "Det innehåller ingen token, inget felnummer, inget svar, ingen medgivandelänk och ingen \
                 returadress som är känd här. Consentry gissar inte.",
            )),
            lang.pick((
                "Paste the whole message or the whole address.",
                "Klistra in hela meddelandet eller hela adressen.",
            )),
        ),
    };
    Explained {
        title: title.to_owned(),
        meaning: meaning.to_owned(),
        next_steps: vec![next.to_owned()],
        details: Vec::new(),
        understood: false,
    }
}

/// The words of a cause that was told by something else than a number.
fn of_cause(lang: Lang, cause: Cause, who_acts: Actor, refusal: Refusal) -> Explained {
    let evidence = Evidence::of_token_refusal(refusal);
    let judgement = Judgement { cause: Some(cause), who_acts, ..judge::judge(&evidence) };
    Explained {
        title: cause_title(lang, cause).to_owned(),
        meaning: crate::meaning(lang, &evidence, &judgement).unwrap_or_default(),
        next_steps: vec![crate::next_step(lang, &evidence, &judgement)],
        details: Vec::new(),
        understood: cause != Cause::Unrecognised,
    }
}
