//! What is said of a file for support.

use consentry_onboarding::bundle::{self, InShort, Then, Unopened};
use consentry_onboarding::explain::SupportFile;

use crate::Explained;
use crate::labels::{actor, cause_title, verdict_word};
use crate::lang::Lang;

/// The name under which the file is saved, without day and ending.
pub fn support_file_name(lang: Lang) -> &'static str {
    lang.pick(("Consentry support file", "Consentry supportfil"))
}

/// Why a file cannot be opened: a title without a full stop, and a sentence on what to do.
pub fn unopened(lang: Lang, problem: &Unopened) -> (&'static str, String) {
    let read = bundle::VERSION;
    let program = env!("CARGO_PKG_VERSION");
    match problem {
        Unopened::Other => (
            lang.pick(("This is no support file", "Det här är ingen supportfil")),
            lang.pick((
                "Choose a file that Consentry saved for support. Its name ends in .json.",
                "Välj en fil som Consentry har sparat för support. Namnet slutar på .json.",
            ))
            .to_owned(),
        ),
        Unopened::TooLong => (
            lang.pick(("The file is too long", "Filen är för stor")),
            lang.pick((
                "No support file that Consentry saves is that long. Ask for it again, with fewer customers.",
                "Så stora supportfiler sparar Consentry inte. Be om filen igen, med färre kunder.",
            ))
            .to_owned(),
        ),
        Unopened::Newer { version, made_by } => (
            lang.pick(("The file was made by a newer Consentry", "Filen är gjord av ett nyare Consentry")),
            match lang {
                Lang::En => format!(
                    "It was made by {made_by} in version {version} of the format. This is consentry {program}, which reads up to version {read}. Update Consentry and open the file again."
                ),
                Lang::Sv => format!(
                    "Den är gjord av {made_by} i version {version} av formatet. Det här är consentry {program}, som läser till och med version {read}. Uppdatera Consentry och öppna filen igen."
                ),
            },
        ),
        Unopened::Damaged(_) => (
            lang.pick(("The support file is damaged", "Supportfilen är skadad")),
            lang.pick((
                "It was cut short or changed on its way. Ask for the file again, as an attachment rather than as text.",
                "Den har kapats eller ändrats på vägen. Be om filen igen, hellre som bilaga än som text.",
            ))
            .to_owned(),
        ),
    }
}

/// A pasted file.
pub(crate) fn explained(lang: Lang, file: &SupportFile) -> Explained {
    if let Some(problem) = &file.problem {
        let (title, text) = unopened(lang, problem);
        let details = match problem {
            Unopened::Damaged(detail) => vec![detail.clone()],
            _ => Vec::new(),
        };
        return Explained {
            title: title.to_owned(),
            meaning: text,
            next_steps: Vec::new(),
            details,
            understood: false,
        };
    }
    let (day, made_by) = (file.made_at.map_or_else(String::new, |at| at.date().to_string()), &file.made_by);
    let many = file.customers.len();
    let title = match (lang, many) {
        (Lang::En, 1) => "A support file with one customer".to_owned(),
        (Lang::En, _) => format!("A support file with {many} customers"),
        (Lang::Sv, 1) => "En supportfil med en kund".to_owned(),
        (Lang::Sv, _) => format!("En supportfil med {many} kunder"),
    };
    let meaning = match lang {
        Lang::En => format!(
            "Made on {day} by {made_by}. The verdicts are those of the checks in the file; nobody was asked anew."
        ),
        Lang::Sv => format!(
            "Gjord {day} av {made_by}. Utslagen gäller kontrollerna i filen; ingen har tillfrågats på nytt."
        ),
    };
    Explained {
        title,
        meaning,
        next_steps: Vec::new(),
        details: file.customers.iter().map(|one| in_short(lang, one)).collect(),
        understood: true,
    }
}

/// A customer of a file in one line.
pub fn in_short(lang: Lang, one: &InShort) -> String {
    let Some(verdict) = one.verdict else {
        return format!("{}: {}", one.name, lang.pick(("never checked", "aldrig kontrollerad")));
    };
    let verdict = verdict_word(lang, verdict);
    let left_out = one.checks_left_out.and_then(|number| left_out(lang, number));
    let left_out = left_out.map_or_else(String::new, |said| format!(". {said}"));
    let Some(cause) = one.cause else { return format!("{}: {verdict}{left_out}", one.name) };
    let acts = lang.pick(("acts", "agerar"));
    let (title, who) = (cause_title(lang, cause), actor(lang, one.who_acts));
    format!("{}: {verdict}. {title} ({}); {acts}: {who}{left_out}", one.name, cause.id())
}

/// How many checks of a history, or of several, a file leaves out; nothing where it holds them all.
pub fn left_out(lang: Lang, number: usize) -> Option<String> {
    Some(match (number, lang) {
        (0, _) => return None,
        (1, Lang::En) => "1 other check is not in the file".to_owned(),
        (1, Lang::Sv) => "1 annan kontroll är inte med i filen".to_owned(),
        (number, Lang::En) => format!("{number} other checks are not in the file"),
        (number, Lang::Sv) => format!("{number} andra kontroller är inte med i filen"),
    })
}

/// Behind what a file says of one check: so many more of the same line are judged otherwise.
pub fn and_more_checks(lang: Lang, number: usize) -> String {
    match (number, lang) {
        (1, Lang::En) => "The file gives another verdict for one more check.".to_owned(),
        (1, Lang::Sv) => "För en kontroll till anger filen ett annat utslag.".to_owned(),
        (number, Lang::En) => format!("The file gives another verdict for {number} more checks."),
        (number, Lang::Sv) => format!("För {number} kontroller till anger filen ett annat utslag."),
    }
}

/// What there is to say of a check in a file that its evidence does not show. `made_by`: the program that checked.
pub fn judged_then(lang: Lang, then: Then, made_by: &str) -> String {
    match then {
        Then::Judged(_, cause) => {
            let title = cause_title(lang, cause);
            match lang {
                Lang::En => format!("As judged then by {made_by}: {title} ({}).", cause.id()),
                Lang::Sv => format!("Utslaget då, enligt {made_by}: {title} ({}).", cause.id()),
            }
        }
        Then::CalledConnected => lang
            .pick((
                "The file says the customer was connected. What is in the file does not prove it.",
                "Filen säger att kunden var ansluten. Det som finns i filen bevisar det inte.",
            ))
            .to_owned(),
        Then::Impossible => lang
            .pick((
                "The file gives a verdict that Consentry never gives.",
                "Filen anger ett utslag som Consentry aldrig ger.",
            ))
            .to_owned(),
        Then::AnotherTenant => lang
            .pick((
                "This check was of another tenant than the customer's. It proves nothing about this customer.",
                "Den här kontrollen gällde en annan klientorganisation än kundens. Den bevisar inget om kunden.",
            ))
            .to_owned(),
        Then::AnotherApp => lang
            .pick((
                "This check was made with another app than the one on record. It proves nothing about this app.",
                "Den här kontrollen gjordes med en annan app än den som är registrerad. Den bevisar inget om appen.",
            ))
            .to_owned(),
        Then::LaterThanFile => lang
            .pick((
                "By its time, this check was made later than the file itself. A clock was wrong, or the file was changed.",
                "Enligt sin tid gjordes den här kontrollen senare än själva filen. En klocka gick fel, eller så är filen ändrad.",
            ))
            .to_owned(),
    }
}
