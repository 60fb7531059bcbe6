//! What a verdict means.

use consentry_onboarding::evidence::TokenReading;
use consentry_onboarding::verdict::{Cause, CheckId, Finding, Verdict};

use crate::dates::duration;
use crate::labels;
use crate::lang::Lang;
use crate::matter::{Declared, Matter, Record, listed};

#[allow(clippy::too_many_lines, reason = "one arm per cause; the compiler keeps the list whole")]
pub(crate) fn meaning(matter: &Matter<'_>) -> Option<String> {
    let Some(cause) = matter.judgement.cause else { return connected(matter) };
    let text = match cause {
        Cause::TenantNotFound => {
            let asked = matter.asked_tenant().map(|asked| format!(" {asked}")).unwrap_or_default();
            return Some(format!(
                "Microsofts inloggningstjänst känner inte till någon klientorganisation{asked} i det \
                 här molnet. Den kan vara felstavad, borttagen eller finnas i ett annat moln."
            ));
        }
        Cause::WrongCloud => {
            "Varje Microsoft-moln har sina egna appar och token. Det som hör till ett annat moln är \
             okänt i det här."
        }
        Cause::AppDisabled | Cause::NotConsented if matter.is_off_elsewhere_too() => {
            "Appen är avstängd i den här klientorganisationen, och hos en annan kund också. Då har den snarare \
             stängts av i din egen klientorganisation eller av Microsoft än av varje kund för sig."
        }
        Cause::NotConsented => return Some(not_consented(matter)),
        Cause::ConsentDeclined => "Någon valde Cancel på medgivandesidan. Inget har ändrats hos kunden.",
        Cause::ConsentByNonAdmin if matter.because("wrong-account") => {
            "Den som öppnade länken loggade in med ett konto som inte hör till klientorganisationen. Bara ett \
             administratörskonto i den kan godkänna."
        }
        Cause::ConsentByNonAdmin => {
            "Det krävs en administratör för att godkänna programbehörigheter för en hel organisation. \
             Den som öppnade länken har ingen sådan roll."
        }
        Cause::Propagating => return Some(propagating(matter)),
        Cause::ConsentOutdated | Cause::RoleMissing => return Some(missing_permission(matter)),
        Cause::RedirectUriMismatch => {
            "Microsoft skickar bara tillbaka användaren till adresser som står i appregistreringen, och \
             jämför dem tecken för tecken. Kunden fick se en felsida och kunde inte godkänna."
        }
        Cause::SingleTenantApp => {
            "Appregistreringen släpper bara in konton från din egen klientorganisation. Innan det \
             ändras kan ingen kund godkänna den."
        }
        Cause::WrongTenantConsented => {
            "Svaret gäller en annan klientorganisation än den här kundens. Oftast var administratören \
             inloggad med ett konto från en annan organisation."
        }
        Cause::WrongSecret => {
            "Microsoft godtog inte hemligheten för den här appen. Den kan vara avkortad, felskriven \
             eller höra till en annan app; en alldeles ny kan behöva några minuter."
        }
        Cause::SecretIdPasted => {
            "Portalen visar ett Secret ID bredvid varje Value. Bara Value bevisar vem appen är, och det \
             visas bara en gång."
        }
        Cause::SecretExpired => {
            "Slutdatumet som sattes när hemligheten skapades har passerat. Det stoppar alla appens \
             kunder, men deras medgivanden gäller fortfarande."
        }
        Cause::CredentialMissing => {
            "Bara en app som kan visa vem den är får en åtkomsttoken. Det finns ingen hemlighet att visa upp."
        }
        Cause::CertificateRejected => {
            "Certifikatet är inte uppladdat till appen, har fel datum eller har en nyckel av en typ som \
             Entra inte godtar."
        }
        Cause::AppDisabled if matter.partner_acts() => {
            "Appen är avstängd där den är registrerad. Innan det ändras får den ingen token i någon \
             klientorganisation."
        }
        Cause::AppDisabled if matter.because("here-only") => {
            "Appen finns i kundens klientorganisation, men är avstängd där. En annan kunds \
             klientorganisation gav den en token för mindre än en timme sedan."
        }
        Cause::AppDisabled => "Appen finns i kundens klientorganisation, men är avstängd där.",
        Cause::WrongApp if !matter.has_token() => {
            "Microsoft ser inte det här program-ID:t som en app som legitimerar sig med en hemlighet. \
             Det kan vara något annats ID, eller vara inställt som en offentlig klient."
        }
        Cause::WrongApp => {
            "Tokenen utfärdades till en annan app än den du har angett. Den säger inget om den här appen."
        }
        Cause::ResourceMissing if matter.because("resource-disabled") => {
            "WindowsDefenderATP, API:et för Defender för Endpoint, finns i klientorganisationen men är \
             avstängt där."
        }
        Cause::ResourceMissing if matter.because("tenant-being-deleted") => {
            "Enligt Microsofts svar är klientorganisationen borttagen, eller på väg att tas bort."
        }
        Cause::ResourceMissing => {
            "Klientorganisationen saknar WindowsDefenderATP (fc780465-2017-40d4-a0c5-307022471b92), \
             API:et för Defender för Endpoint. Det dyker upp när Defender för Endpoint är licensierat \
             och konfigurerat."
        }
        Cause::WrongAudience if !matter.has_token() => {
            "Varje token gäller ett visst API, och det som begärdes godtogs inte här. Ingen token utfärdades."
        }
        Cause::WrongAudience => {
            "Varje token gäller ett visst API, och den här gäller inte Defender för Endpoint. \
             Behörigheterna i den gäller bara i det andra API:et."
        }
        Cause::ConditionalAccess => {
            "En princip i kundens klientorganisation stoppar appen, till exempel utifrån plats. Det är oväntat \
             för en app som är öppen för flera organisationer: sådana principer omfattar dem inte, enligt Microsoft."
        }
        Cause::NoRoles => {
            "Appen finns i klientorganisationen, men har ingen programbehörighet där. Oftast lades \
             behörigheterna till som delegerade, eller efter medgivandet."
        }
        Cause::DelegatedToken => {
            "Den agerar för en person, inte för din app. Den säger inget om appens egna behörigheter."
        }
        Cause::SignatureInvalid => {
            "Tokenen ändrades efter att den signerades, eller signerades aldrig av Microsoft. Inget i \
             den går att lita på."
        }
        Cause::KeyUnknown if matches!(matter.finding(CheckId::Signature), Some(Finding::KeyUnfit { .. })) => {
            "Nyckeln som är publicerad under det id:t bryter mot en regel som skyddar dig, så den \
             används inte. Inget i tokenen går att lita på."
        }
        Cause::KeyUnknown => {
            "Microsoft publicerar inte nyckeln för klientorganisationen, inte ens efter en ny fråga. Så \
             kan det se ut med en gammal token, en från ett annat moln eller en förfalskad."
        }
        Cause::AlgorithmRefused => {
            "Microsoft signerar sådana token med RS256 och inget annat. Inget i den här går att lita på."
        }
        Cause::WrongTenant => {
            "Tokenen anger en annan klientorganisation än den här kundens. Den bevisar inget om den här \
             kunden."
        }
        Cause::WrongIssuer => {
            "Tokenen utfärdades enligt egen uppgift inte för den här klientorganisationen i det här \
             molnet. Inget annat i den har använts."
        }
        Cause::TokenExpired => {
            "En token gäller i 60 till 90 minuter och går inte att förlänga. En ny visar hur läget är nu."
        }
        Cause::TokenNotYetValid if matter.because("clock-right") => {
            "Tokenens tid har inte börjat, och den här datorns klocka stämmer med Microsofts. Då är det tokenen som \
             är fel, inte klockan."
        }
        Cause::TokenNotYetValid => {
            "Enligt den här datorns klocka har tokenens tid inte börjat. Oftast går en av två klockor fel."
        }
        Cause::MalformedToken => {
            return match matter.evidence.token.value() {
                Some(TokenReading::Unreadable { problem }) => {
                    Some(format!("{}.", labels::token_problem(Lang::Sv, problem)))
                }
                _ => None,
            };
        }
        Cause::ApiForbidden if matter.because("feature-disabled") => {
            "Tokenen har behörighet för anropet, men funktionen bakom det är avstängd i klientorganisationen."
        }
        Cause::ApiForbidden if matter.because("licence") => {
            "Tokenen har behörighet för anropet, men klientorganisationen saknar licensen för det: \
             Defender Vulnerability Management."
        }
        Cause::ApiForbidden => {
            "Tokenen har behörighet för anropet, och ändå säger API:et nej. Så ser det ut när en licens \
             saknas eller en funktion är avstängd."
        }
        Cause::ApiUnauthorized if matter.because("token-in-order") => {
            "Allt i tokenen är bevisat rätt, men API:et avvisade den ändå. Så ser det ut i en \
             klientorganisation utan ett aktivt Defender för Endpoint."
        }
        Cause::ApiUnauthorized => {
            "Tokenen ser rätt ut, men API:et avvisade den ändå. Så ser det ut med en token från ett \
             annat moln eller en som nyss har återkallats."
        }
        Cause::NotProvisioned => {
            "Klientorganisationen har inget aktivt Defender för Endpoint: ingen licens, en avslutad \
             provperiod eller aldrig konfigurerat. Felet ligger inte i din app."
        }
        Cause::Throttled => {
            "Microsofts gräns för antalet förfrågningar är nådd. Det är inget fel på anslutningen."
        }
        Cause::ServiceUnavailable => return Some(standing(matter, "Felet ligger hos Microsoft.")),
        Cause::TimedOut => return Some(standing(matter, "Microsoft dröjde för länge med att svara.")),
        Cause::Network => return Some(standing(matter, &no_answer(matter, "Microsoft gick inte att nå"))),
        Cause::Proxy => {
            return Some(standing(matter, &no_answer(matter, "Proxyn släppte inte igenom förfrågan")));
        }
        Cause::CaptivePortal => {
            return Some(standing(matter, "Nätverket vill att du loggar in innan det släpper igenom något."));
        }
        Cause::Tls => {
            let why = match matter.signer() {
                Some(name) => {
                    format!("Serverns certifikat är utfärdat av ”{name}”, som den här datorn inte litar på.")
                }
                None => no_answer(matter, "Certifikatet är inte betrott"),
            };
            return Some(format!("{why} Inget hemligt har skickats över den anslutningen."));
        }
        Cause::UnexpectedReply => {
            return Some(standing(matter, "Något mellan den här datorn och Microsoft kan ha ändrat svaret."));
        }
        Cause::ClockSkew => {
            "Token gäller på minuten, så med fel klocka verkar giltiga token ha gått ut eller inte \
             gälla ännu."
        }
        Cause::KeychainLocked => {
            "Appens hemlighet ligger i den här datorns nyckelring. Innan den låses upp kan ingen token \
             begäras."
        }
        Cause::KeychainMissing => {
            "Utan nyckelring finns det ingen säker plats för appens hemlighet på den här datorn."
        }
        Cause::SecretLost => {
            "En hemlighet fanns på den här datorn men finns inte kvar. Den går inte att få \
             tillbaka; kundernas medgivanden gäller fortfarande."
        }
        Cause::Storage => {
            "Consentry kunde inte läsa eller skriva på den här datorn. Inget har ändrats hos Microsoft."
        }
        Cause::NotProved if matter.because("cancelled") => "Kontrollen avbröts innan allt hade frågats.",
        Cause::NotProved => match matter.finding(CheckId::Signature) {
            Some(Finding::SignatureNotChecked) => {
                "Signaturen kontrollerades inte och inget anrop gjordes. Först båda tillsammans är ett bevis."
            }
            _ => "Inget anrop gjordes till API:et, och bara ett besvarat anrop är ett bevis.",
        },
        Cause::Unrecognised if matter.because("known-without-cause") => {
            "Microsoft ger det här numret av flera orsaker, och Consentry gissar inte. Svaret visas \
             nedan precis som det är."
        }
        Cause::Unrecognised => "Consentry gissar inte. Svaret visas nedan precis som det är.",
    };
    Some(text.to_owned())
}

fn connected(matter: &Matter<'_>) -> Option<String> {
    if matter.judgement.verdict != Verdict::Connected {
        return None;
    }
    if let Some(Finding::ApiAcceptedToken { .. }) = matter.finding(CheckId::Api) {
        return Some(
            "Ingen av de beviljade behörigheterna har ett ofarligt anrop att prova. API:et nekade ett \
             annat anrop bara för att en behörighet saknas, vilket visar att det godtar tokenen."
                .to_owned(),
        );
    }
    match matter.judgement.permissions.extra.len() {
        0 => None,
        1 => Some("Tokenen har också en behörighet som du inte bad om.".to_owned()),
        more => Some(format!("Tokenen har också {more} behörigheter som du inte bad om.")),
    }
}

fn not_consented(matter: &Matter<'_>) -> String {
    let known = &matter.evidence.known;
    if matter.because("at-home") {
        return "Det här är klientorganisationen som du har angett som appens egen, och Microsoft känner inte till \
                appen där. Ett av de två ID:na är fel, eller så har appen raderats."
            .to_owned();
    }
    if let Some(grant) = &known.last_grant {
        return format!(
            "Det fungerade den {}, så appen har tagits bort där sedan dess. En administratör kan \
             godkänna den igen.",
            matter.day(grant.at)
        );
    }
    if let Some(hint) = known.consent_hint_at {
        return format!(
            "Ett medgivande rapporterades den {}, men Microsoft känner inte till appen i den här \
             klientorganisationen. Det kan ha getts i en annan, eller tagits tillbaka.",
            matter.day(hint)
        );
    }
    "Microsoft känner till klientorganisationen, men inte din app i den. Ingen har godkänt den där \
     ännu, eller så är program-ID:t felskrivet."
        .to_owned()
}

fn propagating(matter: &Matter<'_>) -> String {
    let normal = "Det tar en stund innan ett medgivande når alla Microsofts servrar, och upp till \
                  femton minuter är normalt.";
    match matter.evidence.known.consent_hint_at {
        Some(hint) => {
            let ago = (matter.evidence.started_at - hint).whole_seconds().max(0);
            let clock = matter.moment(hint);
            format!(
                "De gav sitt medgivande {clock}, {} före den här kontrollen. {normal}",
                duration(Lang::Sv, ago)
            )
        }
        None => normal.to_owned(),
    }
}

fn missing_permission(matter: &Matter<'_>) -> String {
    let several = matter.judgement.permissions.missing.len() > 1;
    let (they, it) = if several { ("de", "dem") } else { ("den", "den") };
    let added = |declared: Declared| match (several, declared.one_day) {
        (false, _) => format!("Du lade till behörigheten den {}.", declared.day),
        (true, true) => format!("Du lade till behörigheterna den {}.", declared.day),
        (true, false) => format!("Du lade till den senaste av behörigheterna den {}.", declared.day),
    };
    match matter.record() {
        Record::ConsentOlder { declared, consented } => format!(
            "{} De gav sitt medgivande den {consented}, så {they} omfattas inte ännu.",
            added(declared)
        ),
        Record::TokenOlder { declared, seen } => format!(
            "{} Den senast bevisade tokenen är från den {seen}, och sedan dess har inget tecken på ett \
             nytt medgivande kommit.",
            added(declared)
        ),
        Record::HeldBefore { day, held } => format!(
            "Tokenen från den {day} hade fortfarande {}. Sedan dess har beviljandet tagits tillbaka hos \
             kunden, eller ersatts av ett snävare.",
            listed(&held, 0, "och", "till")
        ),
        Record::NeverHeld { day } => format!(
            "Tokenen från den {day} hade {it} inte heller. Ett medgivande omfattar bara de behörigheter \
             som appen bad om just då."
        ),
        Record::NotDeclared { several: false } => {
            "Enligt uppgifterna här ber din app inte om den här behörigheten. Därför har kunden inte \
             heller fått frågan."
                .to_owned()
        }
        Record::NotDeclared { several: true } => {
            "Enligt uppgifterna här ber din app inte om de här behörigheterna. Därför har kunden inte \
             heller fått frågan."
                .to_owned()
        }
        Record::Silent => {
            "Ett medgivande omfattar bara de behörigheter som appen bad om just då. Det som läggs till \
             senare kräver ett nytt medgivande."
                .to_owned()
        }
    }
}

fn no_answer(matter: &Matter<'_>, otherwise: &str) -> String {
    let what = matter.failure().map_or(otherwise, |kind| labels::failure(Lang::Sv, kind));
    format!("{what}.")
}

/// A passing failure never changes what was known.
fn standing(matter: &Matter<'_>, first: &str) -> String {
    match &matter.evidence.known.last_grant {
        Some(grant) => format!("{first} Det som bevisades den {} gäller fortfarande.", matter.day(grant.at)),
        None => format!("{first} Det säger inget om kunden."),
    }
}
