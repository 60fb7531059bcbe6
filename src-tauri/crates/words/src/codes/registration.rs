//! The app itself: where it is registered, of what kind it is, who knows it, where it sends people back.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const REGISTER_WEB_ADDRESS: Pair = (
    "Add the link's redirect address, character by character, as a Web redirect URI under \
     {registrations} > your app > {authentication}.",
    "Lägg till länkens omdirigeringsadress, tecken för tecken, som omdirigerings-URI av typen Web \
     under {registrations} > din app > {authentication}.",
);
const LOOPBACK: Pair = (
    "Use http://localhost for an address on your own computer, where any port will do; 127.0.0.1 has \
     to be added through the manifest.",
    "Använd http://localhost för en adress på din egen dator, där vilken port som helst duger; \
     127.0.0.1 måste läggas till via manifestet.",
);
pub(super) const COMPARE_APP_ID: Pair = (
    "Compare the application ID with {application-id} under {registrations} > your app > Overview.",
    "Jämför program-ID:t med {application-id} under {registrations} > din app > Overview.",
);
const COMPARE_TENANT: Pair = (
    "Check that the address names the customer's own tenant ID.",
    "Kontrollera att adressen innehåller kundens eget klientorganisations-ID.",
);
const SEND_LINK_HERE: Pair = (
    "Send the consent link to an administrator of this very tenant.",
    "Skicka medgivandelänken till en administratör i just den här klientorganisationen.",
);
const OTHER_CLOUD: Pair = (
    "Use that cloud's sign-in address and a registration made there if the customer is in a national \
     cloud.",
    "Använd det molnets inloggningsadress och en registrering som är gjord där om kunden finns i ett \
     nationellt moln.",
);
const SWITCH_ON: Pair = (
    "Ask the customer's administrator to set {sign-in-enabled} to Yes under {enterprise-apps} > your \
     app > Properties.",
    "Be kundens administratör ställa in {sign-in-enabled} på Yes under {enterprise-apps} > din app > \
     Properties.",
);
const NEW_CODE: Pair = ("Ask for a new code and enter it in time.", "Be om en ny kod och ange den i tid.");
const ADD_WEB_ADDRESS: Pair = (
    "Add a Web redirect URI under {registrations} > your app > {authentication}.",
    "Lägg till en omdirigerings-URI av typen Web under {registrations} > din app > {authentication}.",
);
const NOT_KNOWN_HERE: &[Pair] = &[COMPARE_APP_ID, COMPARE_TENANT, SEND_LINK_HERE, OTHER_CLOUD];

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 50_011,
        name: Some("InvalidReplyTo"),
        who_acts: Actor::Partner,
        meaning: (
            "The redirect address in the link is not one of those registered for the app. Microsoft \
             shows this error itself, so no answer comes back to you.",
            "Omdirigeringsadressen i länken är inte en av dem som är registrerade för appen. \
             Microsoft visar felet självt, så inget svar kommer tillbaka till dig.",
        ),
        likely_cause: (
            "A typing mistake, a missing slash at the end, capitals in the path, http instead of \
             https, or an address registered under another platform.",
            "Ett skrivfel, ett saknat snedstreck på slutet, versaler i sökvägen, http i stället för \
             https eller en adress som är registrerad under en annan plattform.",
        ),
        steps: &[
            REGISTER_WEB_ADDRESS,
            LOOPBACK,
            (
                "Wait about a minute after saving, then ask for the link to be opened again.",
                "Vänta ungefär en minut efter att du har sparat och be dem sedan öppna länken igen.",
            ),
        ],
    },
    Row {
        code: 50_194,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The app is for one tenant only, but the address is the one shared by all tenants.",
            "Appen gäller bara en klientorganisation, men adressen är den som delas av alla.",
        ),
        likely_cause: (
            "The supported account types were left at this directory only.",
            "De kontotyper som stöds lämnades kvar på den egna katalogen.",
        ),
        steps: &[
            (
                "Choose {multi-tenant} under {registrations} > your app > {account-types}.",
                "Välj {multi-tenant} under {registrations} > din app > {account-types}.",
            ),
            (
                "Wait a minute or two, then ask for the consent link to be opened again.",
                "Vänta någon minut och be dem sedan öppna medgivandelänken igen.",
            ),
        ],
    },
    Row {
        code: 65_002,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "An app of Microsoft's own was used to reach an API of Microsoft that has not approved \
             it.",
            "En av Microsofts egna appar användes för att nå ett Microsoft-API som inte har godkänt \
             den.",
        ),
        likely_cause: (
            "The application ID is that of Azure CLI, Graph Command Line Tools or another app of \
             Microsoft.",
            "Program-ID:t hör till Azure CLI, Graph Command Line Tools eller någon annan av \
             Microsofts appar.",
        ),
        steps: &[(
            "Register an app of your own and use its application ID.",
            "Registrera en egen app och använd dess program-ID.",
        )],
    },
    Row {
        code: 70_001,
        name: Some("UnauthorizedClient"),
        who_acts: Actor::Customer,
        meaning: (
            "The app is switched off or unknown in this tenant.",
            "Appen är avstängd eller okänd i den här klientorganisationen.",
        ),
        likely_cause: (
            "An administrator has blocked the app, or the address names the wrong tenant.",
            "En administratör har spärrat appen, eller så anger adressen fel klientorganisation.",
        ),
        steps: &[SWITCH_ON, COMPARE_TENANT],
    },
    Row {
        code: 70_004,
        name: Some("InvalidRedirectUri"),
        who_acts: Actor::Partner,
        meaning: (
            "The redirect address is not valid, or not registered for the app.",
            "Omdirigeringsadressen är inte giltig, eller inte registrerad för appen.",
        ),
        likely_cause: (
            "It differs from the registered one in a letter, a slash or the scheme, or sits under \
             another platform.",
            "Den skiljer sig från den registrerade i en bokstav, ett snedstreck eller schemat, eller \
             ligger under en annan plattform.",
        ),
        steps: &[REGISTER_WEB_ADDRESS, LOOPBACK],
    },
    Row {
        code: 70_016,
        name: Some("AuthorizationPending"),
        who_acts: Actor::Wait,
        meaning: (
            "The person has not finished signing in with the device code yet.",
            "Personen är inte klar med att logga in med enhetskoden ännu.",
        ),
        likely_cause: ("This is normal while they are at it.", "Det är normalt medan de håller på."),
        steps: &[(
            "Keep asking at the interval that Microsoft gave.",
            "Fortsätt fråga med det intervall som Microsoft angav.",
        )],
    },
    Row {
        code: 70_018,
        name: Some("BadVerificationCode"),
        who_acts: Actor::Partner,
        meaning: ("The device code that was entered is wrong.", "Enhetskoden som angavs är fel."),
        likely_cause: ("It was mistyped.", "Den skrevs in fel."),
        steps: &[("Enter the code again, or ask for a new one.", "Ange koden igen, eller be om en ny.")],
    },
    Row {
        code: 70_019,
        name: Some("CodeExpired"),
        who_acts: Actor::Partner,
        meaning: ("The device code has expired.", "Enhetskoden har gått ut."),
        likely_cause: (
            "Too much time passed before it was entered.",
            "Det gick för lång tid innan den angavs.",
        ),
        steps: &[NEW_CODE],
    },
    Row {
        code: 500_113,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "No redirect address is registered for the app. The consent may have been stored all the \
             same before the page failed.",
            "Ingen omdirigeringsadress är registrerad för appen. Medgivandet kan ändå ha sparats \
             innan sidan visade felet.",
        ),
        likely_cause: (
            "The registration was made without a redirect URI.",
            "Registreringen gjordes utan omdirigerings-URI.",
        ),
        steps: &[
            (
                "Check the connection before you ask anybody to consent again.",
                "Kontrollera anslutningen innan du ber någon ge sitt medgivande igen.",
            ),
            ADD_WEB_ADDRESS,
        ],
    },
    Row {
        code: 700_011,
        name: Some("UnauthorizedClientAppNotFoundInOrgIdTenant"),
        who_acts: Actor::Customer,
        meaning: (
            "The app asked this tenant for a token, but the tenant does not know the app.",
            "Appen begärde en token i klientorganisationen, men den känner inte till appen.",
        ),
        likely_cause: (
            "Consent was never given in this tenant, or the tenant ID or the application ID is \
             mistyped.",
            "Medgivande har aldrig getts i den här klientorganisationen, eller så är \
             klientorganisations-ID:t eller program-ID:t felskrivet.",
        ),
        steps: NOT_KNOWN_HERE,
    },
    Row {
        code: 700_016,
        name: Some("UnauthorizedClient_DoesNotMatchRequest"),
        who_acts: Actor::Customer,
        meaning: (
            "The tenant has no app with this application ID.",
            "Klientorganisationen har ingen app med det här program-ID:t.",
        ),
        likely_cause: (
            "Consent was never given in this tenant, another tenant gave it, or the application ID is \
             mistyped (a secret ID or an object ID was pasted).",
            "Medgivande har aldrig getts i den här klientorganisationen, det gavs i en annan, eller \
             så är program-ID:t fel (ett Secret ID eller objekt-ID klistrades in).",
        ),
        steps: NOT_KNOWN_HERE,
    },
    Row {
        code: 700_025,
        name: Some("InvalidClientPublicClientWithCredential"),
        who_acts: Actor::Partner,
        meaning: (
            "The app is a public client, and such an app must not send a secret or certificate.",
            "Appen är en offentlig klient, och en sådan får inte skicka hemlighet eller certifikat.",
        ),
        likely_cause: (
            "It is registered under Mobile and desktop, or the application ID belongs to a public app \
             of Microsoft.",
            "Den är registrerad som mobilapp eller skrivbordsapp, eller så hör program-ID:t till en \
             offentlig app från Microsoft.",
        ),
        steps: &[
            (
                "Set Allow public client flows to No under {registrations} > your app > \
                 {authentication}.",
                "Ställ in Allow public client flows på No under {registrations} > din app > \
                 {authentication}.",
            ),
            ("Use a registration with the platform Web.", "Använd en registrering med plattformen Web."),
            COMPARE_APP_ID,
        ],
    },
    Row {
        code: 900_971,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "There is no address to send people back to.",
            "Det finns ingen adress att skicka tillbaka användaren till.",
        ),
        likely_cause: (
            "The app has no redirect URI, and the link carries none.",
            "Appen har ingen omdirigerings-URI, och länken anger ingen.",
        ),
        steps: &[
            ADD_WEB_ADDRESS,
            (
                "Put the same address in the link as redirect_uri.",
                "Ange samma adress i länken som redirect_uri.",
            ),
        ],
    },
    Row {
        code: 7_000_112,
        name: Some("UnauthorizedClientApplicationDisabled"),
        who_acts: Actor::Customer,
        meaning: (
            "The app is disabled, in the customer's tenant or by Microsoft.",
            "Appen är inaktiverad, i kundens klientorganisation eller av Microsoft.",
        ),
        likely_cause: (
            "The customer's administrator switched sign-in off for the app, or Microsoft disabled a \
             registration that it judged abusive.",
            "Kundens administratör stängde av inloggning för appen, eller så inaktiverade Microsoft \
             en registrering som den bedömde som missbruk.",
        ),
        steps: &[
            SWITCH_ON,
            (
                "Look at the registration in your own tenant and open a case with Microsoft if every \
                 customer sees this.",
                "Titta på registreringen i din egen klientorganisation och öppna ett ärende hos \
                 Microsoft om alla kunder får felet.",
            ),
        ],
    },
    Row {
        code: 7_000_229,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The app exists, but it has not been added to the tenant in the address.",
            "Appen finns, men den har inte lagts till i klientorganisationen i adressen.",
        ),
        likely_cause: (
            "The customer has not consented yet, or removed the app afterwards.",
            "Kunden har inte gett sitt medgivande ännu, eller tog bort appen efteråt.",
        ),
        steps: &[
            SEND_LINK_HERE,
            (
                "Ask them to look for your app under {enterprise-apps} if they say that they have \
                 accepted it.",
                "Be dem leta efter din app under {enterprise-apps} om de säger att de har godkänt \
                 den.",
            ),
            COMPARE_TENANT,
        ],
    },
    Row {
        code: 9_002_327,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "Tokens for a single-page app can be fetched only by a browser.",
            "En token för en ensidesapp kan bara hämtas av en webbläsare.",
        ),
        likely_cause: (
            "The redirect address was added under Single-page application instead of Web.",
            "Omdirigeringsadressen lades till under Single-page application i stället för Web.",
        ),
        steps: &[(
            "Move the address to the platform Web under {registrations} > your app > \
                 {authentication}.",
            "Flytta adressen till plattformen Web under {registrations} > din app > \
                 {authentication}.",
        )],
    },
];
