//! The one thing to do next, as one sentence to partner staff.

use consentry_onboarding::evidence::FailureKind;
use consentry_onboarding::verdict::{Cause, CheckId, Finding, Verdict};

use super::missing;
use crate::dates::duration;
use crate::labels;
use crate::lang::Lang;
use crate::matter::Matter;
use crate::portal::{
    ACCOUNT_TYPES, ADD_PERMISSION, ADVANCED_FEATURES, API_PERMISSIONS, APPLICATION_ID, AUTHENTICATION,
    DEFENDER, ENDPOINT_SETTINGS, ENOUGH_ROLE, ENTERPRISE_APPS, MORE_THAN_ENOUGH_ROLE, MULTI_TENANT,
    REGISTRATIONS, SECRETS, SERVICE_STATUS, SIGN_IN_ENABLED, SIGN_IN_LOGS, TENANT_OVERVIEW, error_page,
};

#[allow(clippy::too_many_lines, reason = "one arm per cause; the compiler keeps the list whole")]
pub(crate) fn next_step(matter: &Matter<'_>) -> String {
    let Some(cause) = matter.judgement.cause else { return without_cause(matter) };
    match cause {
        Cause::TenantNotFound => format!(
            "Jämför klientorganisations-ID:t eller domänen med kundens eget, som de hittar under \
             {TENANT_OVERVIEW}, och kontrollera att det valda molnet är deras."
        ),
        Cause::WrongCloud => match their_cloud(matter) {
            Some(cloud) => {
                format!("Använd en appregistrering i {cloud} för den här kunden och välj det molnet här.")
            }
            None => "Fråga kunden vilket Microsoft-moln de använder och välj det här, med en \
                     appregistrering som är gjord i det molnet."
                .to_owned(),
        },
        Cause::NotConsented if matter.because("at-home") => format!(
            "Jämför program-ID:t och klientorganisations-ID:t här med dem under {REGISTRATIONS} > din app > \
             Overview."
        ),
        Cause::AppDisabled | Cause::NotConsented if matter.is_off_elsewhere_too() => format!(
            "Kontrollera under {REGISTRATIONS} > din app om den är avstängd, och öppna ett supportärende hos \
             Microsoft om den inte är det."
        ),
        Cause::NotConsented => format!(
            "Skicka medgivandelänken till en administratör i klientorganisationen ({ENOUGH_ROLE} \
             räcker, {MORE_THAN_ENOUGH_ROLE} behövs inte) och kontrollera att din app tillåter flera \
             klientorganisationer under {REGISTRATIONS} > din app > {ACCOUNT_TYPES}."
        ),
        Cause::ConsentDeclined => "Berätta för kundens administratör vilka behörigheter du ber om och \
                                   varför, och skicka sedan medgivandelänken igen."
            .to_owned(),
        Cause::ConsentByNonAdmin if matter.because("wrong-account") => {
            "Be dem öppna länken igen i ett privat fönster och logga in med ett administratörskonto i kundens \
             egen klientorganisation."
                .to_owned()
        }
        Cause::ConsentByNonAdmin => format!(
            "Be kunden skicka länken vidare till en administratör: {ENOUGH_ROLE} räcker, \
             {MORE_THAN_ENOUGH_ROLE} behövs inte."
        ),
        Cause::Propagating => match matter.retry() {
            Some(at) => format!("Vänta till {at} och kontrollera igen med en ny token."),
            None => "Vänta en minut och kontrollera igen med en ny token.".to_owned(),
        },
        Cause::ConsentOutdated => format!(
            "Be kundens administratör öppna medgivandelänken igen, så att medgivandet även omfattar {}.",
            missing(matter)
        ),
        Cause::RedirectUriMismatch => format!(
            "Lägg till länkens omdirigeringsadress, tecken för tecken, som omdirigerings-URI av typen \
             Web under {REGISTRATIONS} > din app > {AUTHENTICATION} och be sedan kunden öppna länken \
             igen."
        ),
        Cause::SingleTenantApp => format!(
            "Välj {MULTI_TENANT} under {REGISTRATIONS} > din app > {ACCOUNT_TYPES}, vänta en minut och \
             kontrollera igen."
        ),
        Cause::WrongTenantConsented if matter.partner_acts() => {
            "Ta reda på vilken klientorganisation som är kundens och skicka länken som innehåller dess ID."
                .to_owned()
        }
        Cause::WrongTenantConsented => "Be kundens administratör öppna länken i ett privat fönster och \
                                        logga in med ett konto från den här klientorganisationen."
            .to_owned(),
        Cause::WrongSecret => format!(
            "Skapa en ny hemlighet under {REGISTRATIONS} > din app > {SECRETS}, kopiera Value direkt \
             och spara det här."
        ),
        Cause::SecretIdPasted => format!(
            "Spara Value i stället för Secret ID, eller skapa en ny hemlighet under {REGISTRATIONS} > \
             din app > {SECRETS} om Value inte visas längre."
        ),
        Cause::SecretExpired => format!(
            "Skapa en ny hemlighet under {REGISTRATIONS} > din app > {SECRETS} och spara dess Value \
             här, så behöver ingen kund ge ett nytt medgivande."
        ),
        Cause::CredentialMissing => "Spara appens klienthemlighet här och kontrollera igen.".to_owned(),
        Cause::CertificateRejected => format!(
            "Ladda upp den offentliga delen av ett giltigt RSA-certifikat under {REGISTRATIONS} > din \
             app > {SECRETS} och använd det."
        ),
        Cause::AppDisabled if matter.partner_acts() => format!(
            "Öppna {REGISTRATIONS} > din app, slå på appen igen och öppna ett supportärende hos \
             Microsoft om det var de som stängde av den."
        ),
        Cause::AppDisabled => format!(
            "Be kundens administratör ställa in {SIGN_IN_ENABLED} på Yes under {ENTERPRISE_APPS} > din \
             app > Properties."
        ),
        Cause::WrongApp if matter.because("public-client") => format!(
            "Ställ in Allow public client flows på No under {REGISTRATIONS} > din app > \
             {AUTHENTICATION} och se till att program-ID:t här är den appens."
        ),
        Cause::WrongApp if !matter.has_token() => format!(
            "Jämför program-ID:t här med {APPLICATION_ID} under {REGISTRATIONS} > din app > Overview \
             och rätta det."
        ),
        Cause::WrongApp => format!(
            "Jämför program-ID:t här med {APPLICATION_ID} under {REGISTRATIONS} > din app > Overview \
             och använd en token för den appen."
        ),
        Cause::ResourceMissing if matter.because("resource-disabled") => format!(
            "Be kundens administratör ställa in {SIGN_IN_ENABLED} på Yes under {ENTERPRISE_APPS} > \
             WindowsDefenderATP > Properties."
        ),
        Cause::ResourceMissing if matter.because("tenant-being-deleted") => {
            "Fråga kunden om klientorganisationen finns kvar, och om ID:t för den som de använder nu."
                .to_owned()
        }
        Cause::ResourceMissing => format!(
            "Be kunden kontrollera att de har en licens för Defender för Endpoint, öppna {DEFENDER} en \
             gång och därefter medgivandelänken igen."
        ),
        Cause::WrongAudience => {
            let audience = matter.audience();
            format!("Begär tokenen för {audience}, alltså med omfånget {audience}/.default på v2-adressen.")
        }
        Cause::ConditionalAccess => format!(
            "Be kunden leta upp principen som stoppar appen under {SIGN_IN_LOGS} och släppa igenom din app."
        ),
        Cause::RoleMissing if matter.because("not-declared") => format!(
            "Lägg till {} under {REGISTRATIONS} > din app > {ADD_PERMISSION} och skicka sedan \
             medgivandelänken till kunden igen.",
            missing(matter)
        ),
        Cause::RoleMissing => format!(
            "Be kundens administratör öppna medgivandelänken igen, så att även {} beviljas.",
            missing(matter)
        ),
        Cause::NoRoles if matter.because("not-declared") => format!(
            "Lägg till behörigheterna du behöver under {REGISTRATIONS} > din app > {ADD_PERMISSION} och \
             skicka sedan medgivandelänken till kunden igen."
        ),
        Cause::NoRoles => format!(
            "Kontrollera att Type är Application under {REGISTRATIONS} > din app > {API_PERMISSIONS} \
             och be sedan kundens administratör öppna medgivandelänken igen."
        ),
        Cause::DelegatedToken => "Begär tokenen med appens egen hemlighet \
                                  (grant_type=client_credentials) i stället för med en inloggad \
                                  användare."
            .to_owned(),
        Cause::SignatureInvalid => {
            "Kasta tokenen och kontrollera igen med en ny från Microsofts egen tokenadress.".to_owned()
        }
        Cause::KeyUnknown => {
            "Kontrollera att klientorganisation och moln är rätt och försök igen med en ny token.".to_owned()
        }
        Cause::AlgorithmRefused => {
            "Kasta tokenen och begär en ny från Microsofts egen tokenadress.".to_owned()
        }
        Cause::WrongTenant => "Begär tokenen med kundens eget klientorganisations-ID, eller rätta ID:t \
                               här om det är tokenens som är kundens."
            .to_owned(),
        Cause::WrongIssuer => "Kontrollera att klientorganisation och moln är rätt här, och använd inte \
                               tokenen förrän utfärdaren stämmer."
            .to_owned(),
        Cause::TokenExpired => "Begär en ny token och kontrollera den.".to_owned(),
        Cause::TokenNotYetValid if matter.because("clock-right") => {
            "Kontrollera igen med en ny token, och skriv till Microsoft om även den börjar gälla för sent.".to_owned()
        }
        Cause::TokenNotYetValid => {
            "Kontrollera den här datorns klocka och försök igen med en ny token.".to_owned()
        }
        Cause::MalformedToken => "Kopiera hela åtkomsttokenen, tre delar med punkt emellan och inget \
                                  runt omkring, eller kontrollera igen för att få en ny."
            .to_owned(),
        Cause::ApiForbidden if matter.because("feature-disabled") => {
            format!("Be kunden slå på funktionen under {ADVANCED_FEATURES} och kontrollera sedan igen.")
        }
        Cause::ApiForbidden if matter.because("licence") => "Be kunden skaffa en licens för Defender \
                                                             Vulnerability Management, eller avstå från \
                                                             den här behörigheten."
            .to_owned(),
        Cause::ApiForbidden => format!(
            "Be kunden kontrollera sin Defender-licens och att funktionen är påslagen under \
             {ADVANCED_FEATURES}."
        ),
        Cause::ApiUnauthorized if matter.because("token-in-order") => format!(
            "Be kunden kontrollera att de har en licens för Defender för Endpoint och öppna \
             {ENDPOINT_SETTINGS} en gång; kontrollera själv igen om en timme."
        ),
        Cause::ApiUnauthorized => {
            "Kontrollera igen med en ny token och se till att det valda molnet är kundens.".to_owned()
        }
        Cause::NotProvisioned => format!(
            "Be kunden kontrollera att de har en licens för Defender för Endpoint och öppna \
             {ENDPOINT_SETTINGS} en gång; kontrollera själv igen om en timme."
        ),
        Cause::Throttled => match matter.retry() {
            Some(at) => format!("Vänta till {at} och kontrollera igen."),
            None => "Vänta en minut och kontrollera igen.".to_owned(),
        },
        Cause::ServiceUnavailable => match matter.retry() {
            Some(at) => format!(
                "Vänta till {at} och kontrollera igen, och titta på {SERVICE_STATUS} om felet håller i sig."
            ),
            None => format!(
                "Vänta några minuter och kontrollera igen, och titta på {SERVICE_STATUS} om felet \
                 håller i sig."
            ),
        },
        Cause::TimedOut => "Kontrollera igen, och se över den här datorns anslutning om det händer en \
                            gång till."
            .to_owned(),
        Cause::Network => network(matter.failure()),
        Cause::Proxy => proxy(matter.failure()),
        Cause::CaptivePortal => {
            "Öppna en webbsida i din webbläsare, logga in på nätverket där och kontrollera sedan igen."
                .to_owned()
        }
        Cause::Tls => tls(matter.failure()),
        Cause::UnexpectedReply => "Kontrollera igen, och visa det oförändrade svaret nedan för den som \
                                   sköter ditt nätverk om det återkommer."
            .to_owned(),
        Cause::ClockSkew => match matter.clock_behind() {
            Some(seconds) => {
                let (way, long) =
                    (if seconds > 0 { "fram" } else { "tillbaka" }, duration(Lang::Sv, seconds));
                format!(
                    "Ställ {way} den här datorns klocka {long}, eller låt den följa nätverkstid, och \
                     kontrollera sedan igen."
                )
            }
            None => "Låt den här datorns klocka följa nätverkstid och kontrollera sedan igen.".to_owned(),
        },
        Cause::KeychainLocked => "Lås upp den här datorns nyckelring och kontrollera igen.".to_owned(),
        Cause::KeychainMissing => "Starta en nyckelring som GNOME Keyring eller KWallet, eller låt \
                                   Consentry ha hemligheten i minnet tills programmet stängs."
            .to_owned(),
        Cause::SecretLost => format!(
            "Spara appens hemlighet här igen, eller skapa en ny under {REGISTRATIONS} > din app > \
             {SECRETS} om du inte har den kvar."
        ),
        Cause::Storage => {
            "Se till att disken inte är full och att du får skriva i Consentrys mapp, och försök sedan igen."
                .to_owned()
        }
        Cause::NotProved if matter.because("cancelled") => {
            "Kontrollera igen och låt kontrollen gå klart.".to_owned()
        }
        Cause::NotProved if matter.because("signature-not-checked") => {
            "Kontrollera igen med anslutning till Microsoft, så att signaturen kan jämföras med de \
             publicerade nycklarna."
                .to_owned()
        }
        Cause::NotProved => "Kontrollera igen med anropet till API:et, för det är det som bevisar \
                             anslutningen."
            .to_owned(),
        Cause::Unrecognised => match matter.number() {
            Some(number) if matter.because("known-without-cause") => format!(
                "Läs Microsofts egen sida {} om numret, som inte har någon entydig orsak, tillsammans \
                 med det oförändrade svaret nedan.",
                error_page(number)
            ),
            Some(number) => format!(
                "Läs Microsofts egen sida {} om numret, som är okänt här, och ge deras support \
                 korrelations-ID:t nedan om det inte hjälper.",
                error_page(number)
            ),
            None => "Läs det oförändrade svaret nedan, som är okänt här, och ge Microsofts support dess \
                     korrelations-ID om du behöver hjälp."
                .to_owned(),
        },
    }
}

fn without_cause(matter: &Matter<'_>) -> String {
    match matter.judgement.verdict {
        Verdict::Connected => "Inget återstår att göra: anslutningen är bevisad.".to_owned(),
        Verdict::NeedsAttention | Verdict::Unknown => "Kontrollera igen.".to_owned(),
    }
}

fn their_cloud(matter: &Matter<'_>) -> Option<&'static str> {
    match matter.finding(CheckId::Tenant) {
        Some(Finding::TenantInOtherCloud { cloud: Some(id) }) => {
            id.parse().ok().map(|id| labels::cloud(Lang::Sv, id))
        }
        _ => None,
    }
}

fn network(failure: Option<FailureKind>) -> String {
    match failure {
        Some(FailureKind::NameNotResolved) => {
            "Kontrollera att datorn är ansluten till nätet och att dess DNS kan slå upp Microsofts \
             namn, och försök sedan igen."
        }
        _ => {
            "Kontrollera att datorn är ansluten till nätet och att brandväggen släpper fram HTTPS till \
             Microsoft, och försök sedan igen."
        }
    }
    .to_owned()
}

fn proxy(failure: Option<FailureKind>) -> String {
    match failure {
        Some(FailureKind::ProxyUnreachable) => {
            "Rätta proxyadressen i systemets inställningar eller i HTTPS_PROXY och kontrollera sedan igen."
        }
        Some(FailureKind::ProxySignIn) => {
            "Be den som sköter proxyn släppa igenom Microsofts adresser utan inloggning och kontrollera \
             sedan igen."
        }
        _ => {
            "Be den som sköter proxyn släppa igenom adresserna till Microsofts inloggning och Defender, \
             och kontrollera sedan igen."
        }
    }
    .to_owned()
}

fn tls(failure: Option<FailureKind>) -> String {
    match failure {
        Some(FailureKind::CertificateExpired) => {
            "Kontrollera datorns datum och tid och försök igen, och fråga den som sköter ditt nätverk \
             om det håller i sig."
        }
        Some(FailureKind::NoTrustStore) => {
            "Installera systemets rotcertifikat (i Linux paketet ca-certificates) och kontrollera sedan igen."
        }
        Some(FailureKind::UntrustedIssuer) | None => {
            "Installera din organisations rotcertifikat på den här datorn om den granskar krypterad \
             trafik, och kontrollera sedan igen."
        }
        Some(_) => {
            "Fråga den som sköter ditt nätverk om krypterad trafik granskas eller leds om, och \
             kontrollera sedan igen."
        }
    }
    .to_owned()
}
