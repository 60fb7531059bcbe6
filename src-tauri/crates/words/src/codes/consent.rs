//! Consent itself: none, declined, asked for in a way that cannot be given, or for what is not there.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

pub(super) const SEND_LINK: Pair = (
    "Send the consent link to an administrator of this tenant.",
    "Skicka medgivandelänken till en administratör i klientorganisationen.",
);
const ASK_DEFAULT: Pair = (
    "Ask for the one scope https://api.securitycenter.microsoft.com/.default instead of single \
     permissions.",
    "Be om det enda omfånget https://api.securitycenter.microsoft.com/.default i stället för enskilda \
     behörigheter.",
);
pub(super) const ADD_ROLES: Pair = (
    "Add the permissions you need under {registrations} > your app > {add-permission}.",
    "Lägg till behörigheterna du behöver under {registrations} > din app > {add-permission}.",
);
const CHECK_LICENCE: Pair = (
    "Ask the customer to check that they have a Defender for Endpoint licence or trial, and to open \
     {defender} once.",
    "Be kunden kontrollera att de har en licens eller provperiod för Defender för Endpoint och öppna \
     {defender} en gång.",
);
pub(super) const LINK_AGAIN: Pair = (
    "Ask the customer's administrator to open the consent link again.",
    "Be kundens administratör öppna medgivandelänken igen.",
);
const CHECK_NOW: Pair = (
    "Check the connection instead, since only a token shows whether consent was given.",
    "Kontrollera anslutningen i stället, eftersom bara en token visar om medgivandet har getts.",
);
const NO_CODE: Pair = (
    "Ignore the code, since an app's own token does not need it.",
    "Bry dig inte om koden, eftersom appens egen token inte behöver den.",
);
const START_AGAIN: Pair = ("Start again from the consent link.", "Börja om från medgivandelänken.");

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 54_005,
        name: None,
        who_acts: Actor::Partner,
        meaning: ("The code in the address has been used already.", "Koden i adressen har redan använts."),
        likely_cause: (
            "The page that received the answer was loaded twice.",
            "Sidan som tog emot svaret laddades två gånger.",
        ),
        steps: &[NO_CODE, CHECK_NOW],
    },
    Row {
        code: 65_001,
        name: Some("DelegationDoesNotExist"),
        who_acts: Actor::Customer,
        meaning: (
            "Nobody who is allowed to do so has accepted the app in this tenant.",
            "Ingen som har rätt att göra det har godkänt appen i den här klientorganisationen.",
        ),
        likely_cause: (
            "The customer has not consented, or consented before you added a permission.",
            "Kunden har inte gett sitt medgivande, eller gav det innan du lade till en behörighet.",
        ),
        steps: &[
            SEND_LINK,
            (
                "Check the permissions in the token afterwards.",
                "Kontrollera behörigheterna i tokenen efteråt.",
            ),
        ],
    },
    Row {
        code: 65_004,
        name: Some("UserDeclinedConsent"),
        who_acts: Actor::Customer,
        meaning: (
            "The person chose Cancel on the consent page.",
            "Personen valde Cancel på medgivandesidan.",
        ),
        likely_cause: (
            "The wrong account was signed in, or they want to ask somebody first.",
            "Fel konto var inloggat, eller så vill de fråga någon först.",
        ),
        steps: &[
            (
                "Tell them which permissions you ask for and why.",
                "Berätta för dem vilka behörigheter du ber om och varför.",
            ),
            (
                "Send the link again with a text that they can forward to their administrator.",
                "Skicka länken igen med en text som de kan skicka vidare till sin administratör.",
            ),
        ],
    },
    Row {
        code: 65_005,
        name: Some("MisconfiguredApplication"),
        who_acts: Actor::Customer,
        meaning: (
            "The app asks for an API that is not on its list, or that the tenant does not have.",
            "Appen ber om ett API som inte står på dess lista, eller som klientorganisationen inte \
             har.",
        ),
        likely_cause: (
            "The tenant has no Defender for Endpoint, or the permission was never added to the \
             registration.",
            "Klientorganisationen saknar Defender för Endpoint, eller så lades behörigheten aldrig \
             till i registreringen.",
        ),
        steps: &[
            ADD_ROLES,
            CHECK_LICENCE,
            LINK_AGAIN,
            (
                "Ask the customer to create the service principal for \
                 fc780465-2017-40d4-a0c5-307022471b92 through Microsoft Graph if they have the \
                 licence.",
                "Be kunden skapa tjänstens huvudnamn för fc780465-2017-40d4-a0c5-307022471b92 via \
                 Microsoft Graph om de har licensen.",
            ),
        ],
    },
    Row {
        code: 65_006,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "What the link asks for probably does not fit what the app declares.",
            "Det länken ber om stämmer troligen inte med det appen anger.",
        ),
        likely_cause: (
            "The link names single permissions beside those in the registration.",
            "Länken räknar upp enskilda behörigheter vid sidan av dem i registreringen.",
        ),
        steps: &[ASK_DEFAULT],
    },
    Row {
        code: 70_000,
        name: Some("InvalidGrant"),
        who_acts: Actor::Partner,
        meaning: (
            "The code or token that was handed in is not valid.",
            "Koden eller tokenen som lämnades in är inte giltig.",
        ),
        likely_cause: (
            "It is old, or was made for another request.",
            "Den är gammal eller gjordes för en annan begäran.",
        ),
        steps: &[START_AGAIN],
    },
    Row {
        code: 70_008,
        name: Some("ExpiredOrRevokedGrant"),
        who_acts: Actor::Partner,
        meaning: ("The code or refresh token has expired.", "Koden eller uppdateringstokenen har gått ut."),
        likely_cause: (
            "Too much time passed before it was used.",
            "Det gick för lång tid innan den användes.",
        ),
        steps: &[START_AGAIN],
    },
    Row {
        code: 90_008,
        name: Some("TokenForItselfRequiresGraphPermission"),
        who_acts: Actor::Partner,
        meaning: (
            "Nobody has accepted the app, and a plain sign-in needs at least the permission to sign \
             in and read the profile.",
            "Ingen har godkänt appen, och en vanlig inloggning kräver minst behörigheten att logga in \
             och läsa profilen.",
        ),
        likely_cause: (
            "The plain sign-in link was used with an app that has application permissions only.",
            "Den vanliga inloggningslänken användes med en app som bara har programbehörigheter.",
        ),
        steps: &[
            ("Use the admin consent link.", "Använd länken för administratörsmedgivande."),
            (
                "Add the delegated permission User.Read of Microsoft Graph to the registration if you \
                 need the plain link.",
                "Lägg till den delegerade behörigheten User.Read i Microsoft Graph i registreringen \
                 om du behöver den vanliga länken.",
            ),
        ],
    },
    Row {
        code: 501_051,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The API lets in only apps that are assigned to it, and yours is not.",
            "API:et släpper bara in appar som är tilldelade, och din är inte det.",
        ),
        likely_cause: (
            "None of the app's application permissions has been granted in this tenant.",
            "Ingen av appens programbehörigheter har beviljats i klientorganisationen.",
        ),
        steps: &[
            LINK_AGAIN,
            (
                "Check that the Type is Application under {registrations} > your app > \
                 {api-permissions}.",
                "Kontrollera att Type är Application under {registrations} > din app > \
                 {api-permissions}.",
            ),
        ],
    },
    Row {
        code: 650_051,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "Microsoft uses this number for several faults while the app is being added to the \
             tenant.",
            "Microsoft använder det här numret för flera fel medan appen läggs till i \
             klientorganisationen.",
        ),
        likely_cause: (
            "The app is already there, has not spread yet, or asks for a permission that this \
             tenant's Defender does not offer.",
            "Appen finns redan där, har inte spridits ännu, eller ber om en behörighet som kundens \
             Defender inte erbjuder.",
        ),
        steps: &[
            (
                "Check the connection, since the app may already be accepted.",
                "Kontrollera anslutningen, eftersom appen redan kan vara godkänd.",
            ),
            (
                "Wait 30 seconds and ask for the link to be opened again if it is not.",
                "Vänta 30 sekunder och be dem öppna länken igen om den inte är det.",
            ),
            (
                "Read the message for the name of a permission that does not exist on the resource.",
                "Läs i meddelandet om en behörighet anges som inte finns hos resursen.",
            ),
        ],
    },
    Row {
        code: 650_052,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The app needs a service that the customer's organisation has not subscribed to or \
             enabled.",
            "Appen behöver en tjänst som kundens organisation inte prenumererar på eller har \
             aktiverat.",
        ),
        likely_cause: (
            "The tenant has no Defender for Endpoint, so WindowsDefenderATP does not exist there.",
            "Klientorganisationen saknar Defender för Endpoint, så WindowsDefenderATP finns inte där.",
        ),
        steps: &[
            (
                "Ask the customer to check their licences: Defender for Endpoint P1 or P2, Defender \
                 for Business, or a suite that holds one.",
                "Be kunden kontrollera sina licenser: Defender för Endpoint P1 eller P2, Defender for \
                 Business eller ett paket som innehåller någon av dem.",
            ),
            (
                "Ask an administrator to open {defender} once and to wait, since it may take hours \
                 before the service is set up.",
                "Be en administratör öppna {defender} en gång och vänta, eftersom det kan ta timmar \
                 innan tjänsten är klar.",
            ),
            LINK_AGAIN,
        ],
    },
    Row {
        code: 650_053,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The link asks for a permission that the API does not offer.",
            "Länken ber om en behörighet som API:et inte erbjuder.",
        ),
        likely_cause: (
            "A permission in the link is misspelt or no longer exists.",
            "En behörighet i länken är felstavad eller finns inte längre.",
        ),
        steps: &[
            ASK_DEFAULT,
            (
                "Correct the permission under {registrations} > your app > {api-permissions}.",
                "Rätta behörigheten under {registrations} > din app > {api-permissions}.",
            ),
        ],
    },
    Row {
        code: 650_054,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The app asks for permissions of an API that is gone from the tenant or not available \
             there.",
            "Appen ber om behörigheter i ett API som är borta ur klientorganisationen eller inte är \
             tillgängligt där.",
        ),
        likely_cause: (
            "The API's own entry among the enterprise apps was deleted or disabled.",
            "API:ets egen post bland företagsprogrammen har tagits bort eller inaktiverats.",
        ),
        steps: &[
            (
                "Ask the customer to restore it under {enterprise-apps}.",
                "Be kunden återställa det under {enterprise-apps}.",
            ),
            (
                "Remove APIs that you no longer use under {registrations} > your app > \
                 {api-permissions}.",
                "Ta bort API:er som du inte längre använder under {registrations} > din app > \
                 {api-permissions}.",
            ),
        ],
    },
    Row {
        code: 650_056,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The app is not set up so that it can be used in this tenant.",
            "Appen är inte inställd så att den kan användas i klientorganisationen.",
        ),
        likely_cause: (
            "The registration lists no permission of WindowsDefenderATP, the customer has not \
             consented, or the application ID or certificate is wrong.",
            "Registreringen har ingen behörighet för WindowsDefenderATP, kunden har inte gett sitt \
             medgivande, eller så är program-ID:t eller certifikatet fel.",
        ),
        steps: &[
            ADD_ROLES,
            SEND_LINK,
            (
                "Compare the application ID with {application-id} under {registrations} > your app > \
                 Overview.",
                "Jämför program-ID:t med {application-id} under {registrations} > din app > Overview.",
            ),
        ],
    },
    Row {
        code: 650_057,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The API that was asked for is not among those in the registration.",
            "API:et som begärdes finns inte bland dem i registreringen.",
        ),
        likely_cause: (
            "The scope points at another API than the one chosen, for example at \
             api.security.microsoft.com.",
            "Omfånget pekar på ett annat API än det som valts, till exempel \
             api.security.microsoft.com.",
        ),
        steps: &[
            (
                "Ask for https://api.securitycenter.microsoft.com/.default.",
                "Be om https://api.securitycenter.microsoft.com/.default.",
            ),
            (
                "Add the other API's permission to the registration if that API was meant.",
                "Lägg till det andra API:ets behörighet i registreringen om det var det som avsågs.",
            ),
        ],
    },
    Row {
        code: 700_005,
        name: Some("InvalidGrantRedeemAgainstWrongTenant"),
        who_acts: Actor::Partner,
        meaning: (
            "The code belongs to another tenant than the one it was handed in to.",
            "Koden hör till en annan klientorganisation än den där den lämnades in.",
        ),
        likely_cause: (
            "A code from a link with common was redeemed at a tenant's own address.",
            "En kod från en länk med common löstes in på en viss klientorganisations adress.",
        ),
        steps: &[
            NO_CODE,
            (
                "Request the token with grant_type=client_credentials.",
                "Begär tokenen med grant_type=client_credentials.",
            ),
        ],
    },
    Row {
        code: 1_003_031,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The list of required permissions in the registration is not valid.",
            "Listan över begärda behörigheter i registreringen är inte giltig.",
        ),
        likely_cause: (
            "The manifest names an ID that the API does not have, or marks a role as Scope or a scope \
             as Role.",
            "Manifestet anger ett ID som API:et inte har, eller markerar en roll som Scope eller ett \
             omfång som Role.",
        ),
        steps: &[
            (
                "Build requiredResourceAccess anew with the IDs of the roles and the type Role.",
                "Bygg om requiredResourceAccess med rollernas ID:n och typen Role.",
            ),
            (
                "Remove entries for APIs that the customer does not have.",
                "Ta bort poster för API:er som kunden inte har.",
            ),
            LINK_AGAIN,
        ],
    },
];
