//! Short texts, both languages side by side. None ends with a full stop.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::{FailureKind, TokenProblem};
use consentry_onboarding::verdict::{Actor, Cause, CheckId, Verdict};

use crate::lang::Lang;

/// The name of a check.
pub fn check_label(lang: Lang, check: CheckId) -> &'static str {
    lang.pick(match check {
        CheckId::Tenant => ("Tenant", "Klientorganisation"),
        CheckId::Token => ("Token", "Åtkomsttoken"),
        CheckId::Signature => ("Signature", "Signatur"),
        CheckId::Issuer => ("Issuer", "Utfärdare"),
        CheckId::Audience => ("Audience", "Mottagare"),
        CheckId::TenantClaim => ("Tenant claim", "Klientorganisation i token"),
        CheckId::App => ("App", "App i token"),
        CheckId::Lifetime => ("Lifetime", "Giltighetstid"),
        CheckId::Kind => ("Kind of token", "Typ av token"),
        CheckId::Permissions => ("Permissions", "Behörigheter"),
        CheckId::Api => ("A real call", "Ett riktigt anrop"),
    })
}

/// The one word on top.
pub fn verdict_word(lang: Lang, verdict: Verdict) -> &'static str {
    lang.pick(match verdict {
        Verdict::Connected => ("Connected", "Ansluten"),
        Verdict::NeedsAttention => ("Needs attention", "Behöver åtgärdas"),
        Verdict::Unknown => ("Unknown", "Okänt"),
    })
}

/// Who acts, to stand after "Who acts:".
pub fn actor(lang: Lang, actor: Actor) -> &'static str {
    lang.pick(match actor {
        Actor::Partner => ("you, the partner", "du som partner"),
        Actor::Customer => ("the customer", "kunden"),
        Actor::Wait => ("nobody: wait", "ingen: vänta"),
        Actor::Nobody => ("nobody", "ingen"),
    })
}

/// The name of a cloud.
pub fn cloud(lang: Lang, cloud: CloudId) -> &'static str {
    lang.pick(match cloud {
        CloudId::Commercial => ("the commercial cloud", "det kommersiella molnet"),
        CloudId::Gcc => ("US Government GCC", "US Government GCC"),
        CloudId::GccHigh => ("US Government GCC High", "US Government GCC High"),
        CloudId::Dod => ("US Government DoD", "US Government DoD"),
        CloudId::Practice => ("practice", "övningsmiljön"),
    })
}

/// In place of the title of `not-consented` in the tenant where the app is registered: nobody has to accept it there.
pub fn unknown_at_home(lang: Lang) -> &'static str {
    lang.pick((
        "Microsoft does not know the app in its own tenant",
        "Microsoft känner inte till appen i dess egen klientorganisation",
    ))
}

/// What is wrong, in a few words.
#[allow(clippy::too_many_lines, reason = "one pair per cause; the compiler keeps the list whole")]
pub fn cause_title(lang: Lang, cause: Cause) -> &'static str {
    lang.pick(match cause {
        Cause::TenantNotFound => ("The tenant was not found", "Klientorganisationen hittades inte"),
        Cause::WrongCloud => {
            ("The tenant lives in another cloud", "Klientorganisationen finns i ett annat moln")
        }
        Cause::NotConsented => {
            ("The app has not been accepted in this tenant", "Appen är inte godkänd i klientorganisationen")
        }
        Cause::ConsentDeclined => ("The consent was declined", "Medgivandet avböjdes"),
        Cause::ConsentByNonAdmin => (
            "The person who opened the link is not allowed to accept",
            "Den som öppnade länken har inte rätt att godkänna",
        ),
        Cause::Propagating => ("The consent is still spreading", "Medgivandet håller på att spridas"),
        Cause::ConsentOutdated => {
            ("The consent is older than the permissions", "Medgivandet är äldre än behörigheterna")
        }
        Cause::RedirectUriMismatch => (
            "The link's redirect address is not registered",
            "Länkens omdirigeringsadress är inte registrerad",
        ),
        Cause::SingleTenantApp => {
            ("The app is for one tenant only", "Appen gäller bara en enda klientorganisation")
        }
        Cause::WrongTenantConsented => {
            ("Another tenant gave the consent", "En annan klientorganisation gav medgivandet")
        }
        Cause::WrongSecret => ("The secret is wrong", "Hemligheten är fel"),
        Cause::SecretIdPasted => {
            ("This is the secret's ID, not its value", "Det här är hemlighetens ID, inte dess värde")
        }
        Cause::SecretExpired => ("The secret has expired", "Hemligheten har gått ut"),
        Cause::CredentialMissing => ("There is no secret to send", "Det finns ingen hemlighet att skicka"),
        Cause::CertificateRejected => ("The certificate was refused", "Certifikatet godtogs inte"),
        Cause::AppDisabled => ("The app is switched off", "Appen är avstängd"),
        Cause::WrongApp => ("This is not the expected app", "Det här är inte den väntade appen"),
        Cause::ResourceMissing => (
            "Defender for Endpoint is missing in this tenant",
            "Defender för Endpoint saknas i klientorganisationen",
        ),
        Cause::WrongAudience => ("The token is for another API", "Tokenen gäller ett annat API"),
        Cause::ConditionalAccess => (
            "A Conditional Access policy blocks the app",
            "En princip för villkorsstyrd åtkomst stoppar appen",
        ),
        Cause::RoleMissing => ("A permission is missing", "En behörighet saknas"),
        Cause::NoRoles => {
            ("The app holds no application permission here", "Appen har ingen programbehörighet här")
        }
        Cause::DelegatedToken => {
            ("The token belongs to a signed-in user", "Tokenen tillhör en inloggad användare")
        }
        Cause::SignatureInvalid => ("The signature is not valid", "Signaturen är inte giltig"),
        Cause::KeyUnknown => (
            "No usable key for the signature is published",
            "Ingen publicerad nyckel går att använda för signaturen",
        ),
        Cause::AlgorithmRefused => (
            "The token is signed in a way that is never accepted",
            "Tokenen är signerad på ett sätt som aldrig godtas",
        ),
        Cause::WrongTenant => {
            ("The token is for another tenant", "Tokenen gäller en annan klientorganisation")
        }
        Cause::WrongIssuer => {
            ("The token comes from another issuer", "Tokenen kommer från en annan utfärdare")
        }
        Cause::TokenExpired => ("The token has expired", "Tokenen har gått ut"),
        Cause::TokenNotYetValid => ("The token is not valid yet", "Tokenen är inte giltig ännu"),
        Cause::MalformedToken => {
            ("This is not a readable signed token", "Det här är inte en läsbar signerad token")
        }
        Cause::ApiForbidden => (
            "The API refuses although the permission is there",
            "API:et säger nej trots att behörigheten finns",
        ),
        Cause::ApiUnauthorized => ("The API does not accept the token", "API:et godtar inte tokenen"),
        Cause::NotProvisioned => (
            "Defender for Endpoint is not active in this tenant",
            "Defender för Endpoint är inte aktivt i klientorganisationen",
        ),
        Cause::Throttled => ("Too many requests for the moment", "För många förfrågningar just nu"),
        Cause::ServiceUnavailable => ("A fault in Microsoft's service", "Ett fel i Microsofts tjänst"),
        Cause::TimedOut => ("No answer in time", "Inget svar i tid"),
        Cause::Network => ("No connection to Microsoft", "Ingen anslutning till Microsoft"),
        Cause::Proxy => ("The proxy did not let the request through", "Proxyn släppte inte igenom förfrågan"),
        Cause::CaptivePortal => (
            "The network's own sign-in page answered instead of Microsoft",
            "Nätverkets inloggningssida svarade i stället för Microsoft",
        ),
        Cause::Tls => ("The server's certificate is not trusted", "Serverns certifikat är inte betrott"),
        Cause::UnexpectedReply => {
            ("The answer is not what the service sends", "Svaret ser inte ut som tjänstens svar")
        }
        Cause::ClockSkew => ("This computer's clock is wrong", "Den här datorns klocka går fel"),
        Cause::KeychainLocked => ("The keychain is locked", "Nyckelringen är låst"),
        Cause::KeychainMissing => ("This computer has no keychain", "Den här datorn har ingen nyckelring"),
        Cause::SecretLost => ("The secret is no longer kept here", "Hemligheten finns inte längre kvar här"),
        Cause::Storage => {
            ("The records on this computer cannot be used", "Uppgifterna på den här datorn kan inte användas")
        }
        Cause::NotProved => (
            "Nothing is wrong so far, but nothing was proved",
            "Inget är fel så här långt, men inget är bevisat",
        ),
        Cause::Unrecognised => ("An answer that is unknown here", "Ett svar som är okänt här"),
    })
}

/// Why there is no usable answer.
pub fn failure(lang: Lang, kind: FailureKind) -> &'static str {
    lang.pick(match kind {
        FailureKind::NameNotResolved => {
            ("The host name could not be looked up", "Värdnamnet gick inte att slå upp")
        }
        FailureKind::Unreachable => ("The server could not be reached", "Servern gick inte att nå"),
        FailureKind::TimedOut => ("No answer came in time", "Inget svar kom i tid"),
        FailureKind::UntrustedIssuer => (
            "The server's certificate comes from an authority that this computer does not trust",
            "Serverns certifikat kommer från en utfärdare som den här datorn inte litar på",
        ),
        FailureKind::WrongName => {
            ("The server's certificate is for another name", "Serverns certifikat gäller ett annat namn")
        }
        FailureKind::CertificateExpired => (
            "The server's certificate has expired or is not valid yet",
            "Serverns certifikat har gått ut eller gäller inte ännu",
        ),
        FailureKind::TlsOther => (
            "The encrypted connection could not be set up",
            "Den krypterade anslutningen gick inte att upprätta",
        ),
        FailureKind::NoTrustStore => (
            "This computer has no usable list of trusted authorities",
            "Den här datorn har ingen användbar lista över betrodda utfärdare",
        ),
        FailureKind::ProxyUnreachable => ("The proxy could not be reached", "Proxyn gick inte att nå"),
        FailureKind::ProxySignIn => ("The proxy asks for a sign-in", "Proxyn kräver inloggning"),
        FailureKind::ProxyRefused => ("The proxy refused the connection", "Proxyn nekade anslutningen"),
        FailureKind::CaptivePortal => {
            ("A web page of the network answered", "En webbsida i nätverket svarade")
        }
        FailureKind::UnexpectedReply => {
            ("The answer lacks the expected content", "Svaret saknar det väntade innehållet")
        }
        FailureKind::TooLarge => ("The answer is larger than allowed", "Svaret är större än tillåtet"),
        FailureKind::CredentialMissing => {
            ("There is no secret to send", "Det finns ingen hemlighet att skicka")
        }
        FailureKind::SecretIdPasted => {
            ("This is the secret's ID, not its value", "Det här är hemlighetens ID, inte dess värde")
        }
        FailureKind::KeychainLocked => ("The keychain is locked", "Nyckelringen är låst"),
        FailureKind::KeychainMissing => {
            ("This computer has no keychain", "Den här datorn har ingen nyckelring")
        }
        FailureKind::SecretLost => {
            ("The secret is no longer kept here", "Hemligheten finns inte längre kvar här")
        }
        FailureKind::Storage => (
            "The keychain or the records on this computer failed",
            "Nyckelringen eller uppgifterna på den här datorn fungerade inte",
        ),
    })
}

/// Why a text is no readable signed token.
pub fn token_problem(lang: Lang, problem: &TokenProblem) -> String {
    match problem {
        TokenProblem::TooLong => {
            lang.pick(("The text is longer than 64 KiB", "Texten är längre än 64 KiB")).to_owned()
        }
        TokenProblem::NotThreeParts { parts } => lang.pick((
            format!(
                "The text has {parts} {} between dots instead of three",
                if *parts == 1 { "part" } else { "parts" }
            ),
            format!(
                "Texten har {parts} {} mellan punkter i stället för tre",
                if *parts == 1 { "del" } else { "delar" }
            ),
        )),
        TokenProblem::Encrypted => lang
            .pick((
                "The token is encrypted, and only its receiver can read it",
                "Tokenen är krypterad och kan bara läsas av mottagaren",
            ))
            .to_owned(),
        TokenProblem::NotBase64Url { part } => {
            let name = token_part(lang, part);
            lang.pick((
                format!("The {name} has the wrong length, or characters that cannot stand in a token"),
                format!("{name} har fel längd eller tecken som inte kan stå i en token"),
            ))
        }
        TokenProblem::NotJson { part } => {
            let name = token_part(lang, part);
            lang.pick((
                format!("The {name} is not a proper JSON object"),
                format!("{name} är inte ett riktigt JSON-objekt"),
            ))
        }
        TokenProblem::IllTyped { claim } => {
            lang.pick((format!("{claim} has the wrong form"), format!("{claim} har fel form")))
        }
        TokenProblem::Missing { claim } => {
            lang.pick((format!("{claim} is missing in the token"), format!("{claim} saknas i tokenen")))
        }
    }
}

/// A part of a token, in the form its sentence needs: English after "The", Swedish at the beginning.
fn token_part(lang: Lang, part: &str) -> &str {
    lang.pick(match part {
        "header" => ("header", "Tokenens huvud"),
        "payload" => ("payload", "Tokenens innehåll"),
        "signature" => ("signature part", "Tokenens signaturdel"),
        other => (other, other),
    })
}

/// A label as it stands in the middle of a sentence: small first letter, unless its first word is a name.
pub(crate) fn within_sentence(label: &str) -> String {
    const NAMES: [&str; 4] = ["Defender", "Microsoft", "Microsoft's", "Microsofts"];
    const ACRONYMS: &str = "API";
    let first_word = label.split(' ').next().unwrap_or_default();
    if NAMES.contains(&first_word) || first_word.starts_with(ACRONYMS) {
        return label.to_owned();
    }
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
