//! The texts in Swedish.

use consentry_onboarding::repair::Reader;
use consentry_onboarding::verdict::{Actor, Cause};

use super::{Frame, RepairFacts, Told, cause_name, named, told};
use crate::lang::Lang;
use crate::portal::{
    ACCOUNT_TYPES, ADD_PERMISSION, ADVANCED_FEATURES, APPLICATION_ID, AUTHENTICATION, DEFENDER,
    ENDPOINT_SETTINGS, ENOUGH_ROLE, ENTERPRISE_APPS, MORE_THAN_ENOUGH_ROLE, MULTI_TENANT, REGISTRATIONS,
    SECRETS, SIGN_IN_ENABLED, SIGN_IN_LOGS, TENANT_OVERVIEW,
};

pub(super) const FRAME: Frame = Frame {
    hello: "Hej!",
    to_do: "Det här behöver göras",
    missing: "Behörigheter som saknas",
    facts: "Att jämföra med",
    evidence: "Det här syntes",
    hosts: "Värdar att släppa igenom, alla på port 443",
    done: "När det är klart",
    questions: "Om du har frågor",
    contact: "Kontakt",
    customer: "Kund",
    tenant: "Klientorganisations-ID",
    app: "App",
    app_id: "Program-ID",
    redirect: "Omdirigeringsadress",
    code: "Kod",
    status: "HTTP-status",
    correlation_id: "Korrelations-ID",
    trace_id: "Spårnings-ID",
    time: "Tid",
    raw: "Svar",
};

pub(super) fn subject(reader: Reader, facts: &RepairFacts) -> String {
    let app = named(facts.app_name.as_ref(), "Vår app");
    let cause = cause_name(Lang::Sv, facts);
    match reader {
        Reader::CustomerAdmin => match &facts.customer {
            Some(_) => format!("{app}: åtkomst till Microsoft Defender för Endpoint hos {}", customer(facts)),
            None => format!("{app}: åtkomst till Microsoft Defender för Endpoint"),
        },
        Reader::AppOwner => format!("{app}: {cause}"),
        Reader::NetworkTeam => format!("Vägen till Microsofts tjänster: {cause}"),
        Reader::ItSupport => format!("En dator som kör Consentry: {cause}"),
        Reader::MicrosoftSupport => match &facts.code {
            Some(code) => format!("Inloggning som program eller Defenders API: {code}"),
            None => format!("Inloggning som program eller Defenders API: {cause}"),
        },
    }
}

pub(super) fn opening(reader: Reader, facts: &RepairFacts) -> String {
    let app = facts
        .app_name
        .as_ref()
        .map_or("vår app".to_owned(), |name| format!("appen {}", crate::kit::plain::isolated(name)));
    match reader {
        Reader::CustomerAdmin => {
            let who = facts.publisher.as_ref().map_or("Vi ansluter".to_owned(), |name| {
                format!("{} ansluter", crate::kit::plain::isolated(name))
            });
            format!("{who} till Microsoft Defender för Endpoint i er organisation med {app}.")
        }
        Reader::AppOwner => match &facts.customer {
            Some(_) => {
                format!("Anslutningen till Defender för Endpoint hos {} fungerar inte.", customer(facts))
            }
            None => "En anslutning till Defender för Endpoint fungerar inte.".to_owned(),
        },
        Reader::NetworkTeam => {
            "Consentry, ett program hos oss, frågar Microsofts inloggningstjänst och Microsoft Defender."
                .to_owned()
        }
        Reader::ItSupport => {
            "Consentry, ett program hos oss, kan inte arbeta på den här datorn som den är nu.".to_owned()
        }
        Reader::MicrosoftSupport => {
            "En app hos oss begär token som program (client credentials) och anropar API:et för Microsoft \
             Defender för Endpoint."
                .to_owned()
        }
    }
}

pub(super) fn closing(reader: Reader, nothing_to_do: bool) -> &'static str {
    match reader {
        Reader::CustomerAdmin if nothing_to_do => {
            "Svara på meddelandet. Vi ber aldrig om ett lösenord eller en inloggningskod. Är du osäker på om \
             meddelandet kommer från oss, så fråga oss via kontaktuppgifter som du redan har."
        }
        Reader::CustomerAdmin => {
            "Svara på meddelandet, så kontrollerar vi igen. Vi ber aldrig om ett lösenord eller en inloggningskod. Är \
             du osäker på om meddelandet kommer från oss, så fråga oss via kontaktuppgifter som du redan har."
        }
        Reader::AppOwner | Reader::ItSupport => "Säg till mig, så kontrollerar jag igen i Consentry.",
        Reader::NetworkTeam => {
            "Säg till mig, så kontrollerar jag igen. Anslutningen är krypterad med TLS från den datorn till \
             Microsoft."
        }
        Reader::MicrosoftSupport => "Svara i ärendet; vi kan försöka igen när ni vill.",
    }
}

/// What to say to this reader; none where it is nothing of theirs.
pub(super) fn tell(reader: Reader, facts: &RepairFacts) -> Option<Told> {
    match reader {
        Reader::CustomerAdmin => to_customer(facts),
        Reader::AppOwner => to_owner(facts),
        Reader::NetworkTeam => to_network(facts),
        Reader::ItSupport => to_support(facts),
        Reader::MicrosoftSupport => to_microsoft(facts),
    }
}

fn customer(facts: &RepairFacts) -> String {
    named(facts.customer.as_ref(), "kunden")
}

/// Opening the link, as the last thing to do.
fn open_link(facts: &RepairFacts) -> Vec<String> {
    let whose = named(facts.customer.as_ref(), "er organisation");
    let which = if facts.link.is_some() { "länken nedan" } else { "medgivandelänken som vi har skickat" };
    vec![
        format!("Öppna {which} i ett privat fönster och logga in med ett administratörskonto hos {whose}."),
        "Jämför Microsofts sida med uppgifterna nedan. Välj Accept om de stämmer och Cancel om något skiljer sig åt."
            .to_owned(),
    ]
}

fn enough() -> String {
    format!("Rollen {ENOUGH_ROLE} räcker; {MORE_THAN_ENOUGH_ROLE} behövs inte.")
}

fn security_role() -> &'static str {
    "Rollen Security Administrator räcker för Defender-portalen."
}

#[allow(clippy::too_many_lines, reason = "one arm per cause")]
fn to_customer(facts: &RepairFacts) -> Option<Told> {
    let app = named(facts.app_name.as_ref(), "(vår app)");
    let asked = |found: &str| told(found, open_link(facts)).role(enough());
    Some(match facts.cause {
        Cause::NotConsented => {
            asked("Appen är inte godkänd i er organisation, så den har ingen åtkomst.")
        }
        Cause::ConsentDeclined => asked(
            "Någon valde Cancel på Microsofts sida, så inget beviljades. Säg till om det var meningen, och fråga oss \
             om något var oklart.",
        ),
        Cause::ConsentByNonAdmin if facts.because("wrong-account") => {
            asked("Länken öppnades med ett konto som inte hör till er organisation, så inget beviljades.")
        }
        Cause::ConsentByNonAdmin => {
            let first = format!("Skicka meddelandet vidare till någon med rollen {ENOUGH_ROLE}.");
            told(
                "Länken öppnades med ett konto som inte får godkänna för hela organisationen, så inget beviljades.",
                std::iter::once(first).chain(open_link(facts)),
            )
            .role(enough())
        }
        Cause::WrongTenantConsented => {
            let last = format!(
                "I organisationen som godkände av misstag kan appen tas bort under {ENTERPRISE_APPS} > {app} > \
                 Properties > Delete."
            );
            told(
                "Appen godkändes i en annan organisation, så inget beviljades i er.",
                open_link(facts).into_iter().chain([last]),
            )
            .role(enough())
        }
        Cause::ConsentOutdated => {
            asked("Appen godkändes innan den bad om behörigheterna nedan, så den har dem inte.")
        }
        Cause::RoleMissing if facts.because("was-granted-before") => asked(
            "Behörigheterna nedan saknas, och minst en av dem var beviljad förut. Säg till om det är med avsikt; \
             godkänn annars en gång till.",
        ),
        Cause::RoleMissing => asked("Behörigheterna nedan är inte beviljade."),
        Cause::NoRoles => asked("Appen är känd i er organisation men har ingen behörighet där."),
        Cause::Propagating => told(
            "Vi har sett tecken på ert medgivande. Det kan ta omkring femton minuter innan alla Microsofts servrar känner till \
             det.",
            ["Du behöver inte göra något mer. Vi kontrollerar själva igen.".to_owned()],
        ),
        Cause::AppDisabled => told(
            "Appen är avstängd och får därför ingen åtkomst. Säg till om det gjordes med avsikt.",
            [format!("Öppna {ENTERPRISE_APPS} > {app} > Properties och ställ in {SIGN_IN_ENABLED} på Yes.")],
        )
        .role(format!("Rollen {ENOUGH_ROLE} räcker.")),
        Cause::ResourceMissing if facts.because("resource-disabled") => told(
            "Defenders egen app, WindowsDefenderATP, är avstängd i er organisation.",
            [format!(
                "Öppna {ENTERPRISE_APPS} > WindowsDefenderATP > Properties och ställ in {SIGN_IN_ENABLED} på Yes."
            )],
        )
        .role(format!("Rollen {ENOUGH_ROLE} räcker.")),
        Cause::ResourceMissing if facts.because("tenant-being-deleted") => told(
            "Enligt Microsoft håller klientorganisationen nedan på att tas bort.",
            [format!("Skicka ID:t för den klientorganisation som ni använder nu. Det står under {TENANT_OVERVIEW}.")],
        ),
        Cause::ResourceMissing => told(
            "Microsoft hittar inget Defender för Endpoint i er organisation.",
            [
                "Kontrollera att ni har en licens för Microsoft Defender för Endpoint.".to_owned(),
                format!("Öppna {DEFENDER} en gång, så att Defender kommer i gång."),
                "Öppna sedan medgivandelänken en gång till.".to_owned(),
            ],
        )
        .role(security_role()),
        Cause::ConditionalAccess => told(
            "En princip för villkorsstyrd åtkomst hos er stoppar appen.",
            [
                format!("Öppna {SIGN_IN_LOGS} och leta upp appen med dess program-ID."),
                "Fliken Conditional Access i posten visar vilken princip det är. Undanta appen från den.".to_owned(),
            ],
        )
        .role("Rollen Conditional Access Administrator räcker."),
        Cause::ApiForbidden if facts.because("feature-disabled") => told(
            "Defender svarar att funktionen är avstängd.",
            [format!("Slå på den under {ADVANCED_FEATURES}.")],
        )
        .role(security_role()),
        Cause::ApiForbidden if facts.because("licence") => told(
            "Defender svarar att det saknas en licens för Defender Vulnerability Management.",
            ["Berätta om ni har en eller tänker skaffa en. Annars klarar vi oss utan behörigheten.".to_owned()],
        ),
        Cause::ApiForbidden => told(
            "Appen har behörigheten, men Defender nekar ändå anropet.",
            [
                "Kontrollera att er Defender-licens omfattar funktionen.".to_owned(),
                format!("Kontrollera att den är påslagen under {ADVANCED_FEATURES}."),
            ],
        )
        .role(security_role()),
        Cause::NotProvisioned | Cause::ApiUnauthorized => told(
            if facts.cause == Cause::NotProvisioned {
                "Defender för Endpoint är inte i gång i er organisation."
            } else {
                "Appens åtkomst är i ordning, men Defender i er organisation avvisar den ändå."
            },
            [
                "Kontrollera att ni har en licens för Microsoft Defender för Endpoint.".to_owned(),
                format!("Öppna {ENDPOINT_SETTINGS} en gång. Det tar upp till en timme innan allt är i gång."),
            ],
        )
        .role(security_role()),
        Cause::TenantNotFound => told(
            "Vi hittar inte er organisation med det klientorganisations-ID eller den domän som vi har.",
            [format!("Skicka ert klientorganisations-ID till oss. Det står under {TENANT_OVERVIEW}.")],
        ),
        Cause::WrongCloud => told(
            "Er organisation finns i ett annat Microsoft-moln än appen.",
            ["Berätta vilket Microsoft-moln ni använder: det globala, GCC, GCC High eller DoD.".to_owned()],
        ),
        _ => return None,
    })
}

#[allow(clippy::too_many_lines, reason = "one arm per cause")]
fn to_owner(facts: &RepairFacts) -> Option<Told> {
    let app = named(facts.app_name.as_ref(), "(vår app)");
    let at = |page: &str| format!("{REGISTRATIONS} > {app} > {page}");
    let one = |found: &str, step: String| told(found, [step]);
    Some(match facts.cause {
        Cause::RedirectUriMismatch => one(
            "Medgivandelänkens omdirigeringsadress är inte registrerad.",
            format!(
                "Lägg till den, tecken för tecken, som omdirigerings-URI av typen Web under {}.",
                at(AUTHENTICATION)
            ),
        ),
        Cause::SingleTenantApp => one(
            "Appen är registrerad bara för vår egen organisation.",
            format!("Välj {MULTI_TENANT} under {}.", at(ACCOUNT_TYPES)),
        ),
        Cause::CertificateRejected => one(
            "Microsoft godtar inte appens certifikat.",
            format!("Ladda upp den offentliga delen av ett giltigt RSA-certifikat under {}.", at(SECRETS)),
        ),
        Cause::WrongApp if facts.because("public-client") => one(
            "Appen är registrerad som offentlig klient och kan då inte ha någon hemlighet.",
            format!("Ställ in Allow public client flows på No under {}.", at(AUTHENTICATION)),
        ),
        Cause::WrongApp => one(
            "Program-ID:t är inte det väntade.",
            format!("Jämför det med {APPLICATION_ID} under {}.", at("Overview")),
        ),
        Cause::NotConsented if facts.because("at-home") => one(
            "Microsoft känner inte till appen i klientorganisationen där den ska vara registrerad.",
            format!(
                "Jämför program-ID:t och klientorganisations-ID:t nedan med dem under {}.",
                at("Overview")
            ),
        ),
        Cause::AppDisabled | Cause::NotConsented => told(
            "Appen är avstängd.",
            [
                format!(
                    "Öppna {ENTERPRISE_APPS} > {app} > Properties och ställ in {SIGN_IN_ENABLED} på Yes."
                ),
                "Öppna ett ärende hos Microsofts support om det var de som stängde av den.".to_owned(),
            ],
        ),
        Cause::WrongSecret | Cause::SecretIdPasted | Cause::SecretLost | Cause::CredentialMissing => {
            let found = match facts.cause {
                Cause::WrongSecret => "Microsoft godtar inte appens klienthemlighet.",
                Cause::SecretIdPasted => "Klienthemlighetens ID skrevs in i stället för dess värde.",
                Cause::SecretLost => "Den sparade klienthemligheten finns inte kvar.",
                _ => "Det finns ingen klienthemlighet för appen.",
            };
            told(
                found,
                [
                    format!("Skapa en ny klienthemlighet under {} och kopiera Value direkt.", at(SECRETS)),
                    "Skriv själv in den i Consentry. Skicka den inte i ett meddelande.".to_owned(),
                ],
            )
        }
        Cause::SecretExpired => told(
            "Appens klienthemlighet har gått ut.",
            [
                format!("Skapa en ny under {} och kopiera Value direkt.", at(SECRETS)),
                "Skriv själv in den i Consentry. Skicka den inte i ett meddelande.".to_owned(),
                "Ingen kund behöver ge ett nytt medgivande.".to_owned(),
            ],
        ),
        Cause::RoleMissing | Cause::NoRoles => told(
            "Appen deklarerar inte de behörigheter som den behöver, så vitt våra uppgifter visar.",
            [
                format!("Lägg till dem under {}.", at(ADD_PERMISSION)),
                "Därefter måste kunden ge sitt medgivande en gång till.".to_owned(),
            ],
        ),
        Cause::TenantNotFound => one(
            "Microsoft känner inte till kundens klientorganisations-ID eller domän.",
            "Rätta det i Consentry med uppgiften som kunden ger oss.".to_owned(),
        ),
        Cause::WrongCloud => one(
            "Kunden finns i ett annat Microsoft-moln än appen.",
            "Registrera en app i det molnet och välj molnet i Consentry.".to_owned(),
        ),
        Cause::WrongTenantConsented => one(
            "En annan klientorganisation än den sparade gav sitt medgivande.",
            "Ta reda på vilken klientorganisation som är kundens och rätta det i Consentry.".to_owned(),
        ),
        Cause::WrongAudience => one(
            "Tokenen gäller ett annat API.",
            "Begär den för Defenders API i kundens moln, med omfånget som slutar på /.default.".to_owned(),
        ),
        Cause::DelegatedToken => one(
            "Tokenen tillhör en inloggad användare.",
            "Begär den med appens egen hemlighet: grant_type=client_credentials.".to_owned(),
        ),
        Cause::WrongTenant => one(
            "Tokenen är utfärdad för en annan klientorganisation.",
            "Begär den med kundens eget klientorganisations-ID, inte med common eller vårt eget.".to_owned(),
        ),
        Cause::WrongIssuer | Cause::KeyUnknown | Cause::SignatureInvalid | Cause::AlgorithmRefused => told(
            "Tokenen bevisar inte att Microsoft har utfärdat den för den här klientorganisationen.",
            [
                "Använd den inte. Begär en ny från Microsofts egen tokenadress.".to_owned(),
                "Kontrollera att programmet inte ändrar eller packar om token på vägen.".to_owned(),
            ],
        ),
        Cause::TokenNotYetValid => one(
            "Tokenen gäller inte än, och klockan den kontrollerades med stämmer med Microsofts.",
            "Begär en ny och kontrollera igen.".to_owned(),
        ),
        Cause::TokenExpired => one(
            "Tokenen har slutat gälla.",
            "Låt programmet hämta en ny när det är mindre än fem minuter kvar.".to_owned(),
        ),
        Cause::MalformedToken => one(
            "Det som angavs är ingen hel token.",
            "Skicka åtkomsttokenen vidare oförändrad: tre delar med punkt emellan och inget runt omkring."
                .to_owned(),
        ),
        Cause::ApiUnauthorized => one(
            "Defender godtar inte tokenen.",
            "Begär en ny, och kontrollera att API-adressen hör till kundens moln.".to_owned(),
        ),
        Cause::Throttled => one(
            "Microsoft svarar att det är för många förfrågningar.",
            "Låt programmen som använder appen vänta så länge som Retry-After anger, och fråga mer sällan."
                .to_owned(),
        ),
        Cause::NotProved if facts.who_acts == Actor::Nobody => return None,
        Cause::NotProved => one(
            "Inget är fel hittills, men inget anrop har bevisat anslutningen än.",
            "Kontrollera i Consentry med anropet till Defender, och låt kontrollen gå klart.".to_owned(),
        ),
        _ => return None,
    })
}

fn to_network(facts: &RepairFacts) -> Option<Told> {
    let open = || "Låt datorn som kör Consentry nå värdarna nedan via HTTPS.".to_owned();
    let intact =
        "Undanta värdarna från TLS-inspektion, eller installera inspektionens rotcertifikat på den datorn.";
    Some(match facts.cause {
        Cause::Network if facts.because("name-not-resolved") => told(
            "Namnen på värdarna nedan går inte att slå upp.",
            ["Se till att de går att slå upp i DNS.".to_owned(), open()],
        ),
        Cause::Network => told("Värdarna nedan går inte att nå.", [open()]),
        Cause::TimedOut => told("Förfrågningarna får inget svar i tid.", [open(), intact.to_owned()]),
        Cause::Proxy if facts.because("unreachable") => told(
            "Den inställda proxyn går inte att nå.",
            ["Ge mig proxyns rätta adress, eller besked om att ingen behövs.".to_owned(), open()],
        ),
        Cause::Proxy if facts.because("sign-in-required") => told(
            "Proxyn begär inloggning (407).",
            ["Släpp igenom värdarna nedan utan inloggning i proxyn.".to_owned()],
        ),
        Cause::Proxy => {
            told("Proxyn nekar anslutningen.", ["Släpp igenom värdarna nedan i proxyn.".to_owned()])
        }
        Cause::CaptivePortal => told(
            "En inloggningssida i nätverket svarar i Microsofts ställe.",
            ["Släpp in datorn på nätverket, eller undanta värdarna nedan från inloggningssidan.".to_owned()],
        ),
        Cause::Tls if facts.because("certificate-expired") => told(
            "Certifikatet som svarar har gått ut eller gäller inte än.",
            [
                "Kontrollera om krypterad trafik granskas, och med vilket certifikat.".to_owned(),
                intact.to_owned(),
            ],
        ),
        Cause::Tls => {
            told("Certifikatet som svarar är inget som datorn litar på för Microsoft.", [intact.to_owned()])
        }
        Cause::UnexpectedReply => told(
            "Det som svarar är inte vad Microsofts tjänster skickar, så något däremellan verkar svara.",
            [open(), intact.to_owned()],
        ),
        _ => return None,
    })
}

fn to_support(facts: &RepairFacts) -> Option<Told> {
    Some(match facts.cause {
        Cause::KeychainLocked => told(
            "Nyckelringen är låst, eller så svarade ingen på dess fråga.",
            ["Hjälp mig att låsa upp den. I Linux öppnas den oftast när man loggar in på skrivbordet.".to_owned()],
        ),
        Cause::KeychainMissing => told(
            "Det hittar ingen nyckelring för hemligheter.",
            ["Installera och starta GNOME Keyring eller KWallet, eller ett annat program med Secret Service."
                .to_owned()],
        ),
        Cause::Storage => told(
            "Dess egna uppgifter går inte att läsa eller skriva.",
            [
                "Kontrollera att disken inte är full.".to_owned(),
                "Kontrollera att jag får skriva i Consentrys mapp i min hemmapp.".to_owned(),
            ],
        ),
        Cause::TokenNotYetValid => told(
            "Enligt datorns klocka gäller en token inte än. Klockan kan gå fel.",
            ["Kontrollera klockan och tidszonen, och låt den följa nätverkstid.".to_owned()],
        ),
        Cause::ClockSkew => told(
            "Datorns klocka skiljer sig från Microsofts.",
            ["Låt den följa nätverkstid, med rätt tidszon.".to_owned()],
        ),
        Cause::Tls => told(
            "Det litar inte på certifikaten hos Microsofts servrar.",
            [
                "Installera systemets rotcertifikat (i Linux paketet ca-certificates).".to_owned(),
                "Installera även inspektionens rotcertifikat om TLS-trafik inspekteras.".to_owned(),
            ],
        ),
        _ => return None,
    })
}

fn to_microsoft(facts: &RepairFacts) -> Option<Told> {
    let ask = || "Berätta vad tjänsten har noterat för ID:na nedan, och vad vi eller vår kund behöver ändra.";
    Some(match facts.cause {
        Cause::ServiceUnavailable => told(
            "Tjänsten svarar att den inte är tillgänglig.",
            ["Berätta om felet är känt och när det är över.".to_owned(), ask().to_owned()],
        ),
        Cause::Throttled => told(
            "Tjänsten svarar att det är för många förfrågningar.",
            ["Berätta vilken gräns som nås, och för vilket av ID:na nedan.".to_owned()],
        ),
        Cause::AppDisabled => told(
            "Appen sägs vara avstängd.",
            ["Berätta vem som stängde av den, och vad som krävs för att slå på den igen.".to_owned()],
        ),
        Cause::ApiForbidden => told(
            "Tokenen innehåller behörigheten, men API:et svarar 403.",
            ["Berätta vilken licens eller inställning som saknas i klientorganisationen.".to_owned()],
        ),
        Cause::TokenNotYetValid => told(
            "En token som vi har fått börjar gälla först senare, enligt en klocka som stämmer med Microsofts.",
            [ask().to_owned()],
        ),
        Cause::ApiUnauthorized => {
            told("API:et svarar 401 på en token som är utfärdad för det.", [ask().to_owned()])
        }
        Cause::UnexpectedReply => told("Svaret är inte ett dokumenterat svar.", [ask().to_owned()]),
        Cause::Unrecognised => {
            told("Tjänsten svarar med ett fel som dess dokumentation inte förklarar.", [ask().to_owned()])
        }
        _ => return None,
    })
}
