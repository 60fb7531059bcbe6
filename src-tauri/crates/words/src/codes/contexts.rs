//! Numbers that Microsoft uses for several faults, each with the circumstance that tells it from the others.

use consentry_onboarding::verdict::Actor;

use super::consent::{ADD_ROLES, LINK_AGAIN, SEND_LINK};
use super::places::{CHECK_DEFENDER, CHOOSE_CLOUD, FIND_TENANT_ID};
use super::registration::COMPARE_APP_ID;
use super::{Context, Row};

pub(super) const CONTEXTS: &[Context] = &[
    Context {
        id: "not-declared",
        label: ("Your app does not ask for WindowsDefenderATP", "Din app ber inte om WindowsDefenderATP"),
        says: &[],
        row: Row {
            code: 65_005,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "The API is missing from the list of permissions in the app registration.",
                "API:et saknas i appregistreringens lista över behörigheter.",
            ),
            likely_cause: (
                "The permission was never added to the registration.",
                "Behörigheten lades aldrig till i registreringen.",
            ),
            steps: &[ADD_ROLES, LINK_AGAIN],
        },
    },
    Context {
        id: "resource-missing",
        label: (
            "The tenant has no Defender for Endpoint",
            "Klientorganisationen saknar Defender för Endpoint",
        ),
        says: &[],
        row: Row {
            code: 65_005,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "The app asks for WindowsDefenderATP, and the tenant does not have it.",
                "Appen ber om WindowsDefenderATP, och klientorganisationen har det inte.",
            ),
            likely_cause: (
                "There is no Defender for Endpoint licence in the tenant.",
                "Det finns ingen licens för Defender för Endpoint i klientorganisationen.",
            ),
            steps: &[CHECK_DEFENDER, LINK_AGAIN],
        },
    },
    Context {
        id: "mistyped",
        label: ("The tenant ID or domain is wrong", "Klientorganisations-ID:t eller domänen är fel"),
        says: &[],
        row: Row {
            code: 90_002,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "No tenant has this ID or domain.",
                "Ingen klientorganisation har det här ID:t eller den här domänen.",
            ),
            likely_cause: (
                "It is mistyped, the domain is not registered, or the tenant was deleted.",
                "Det är felskrivet, domänen är inte registrerad eller så är klientorganisationen \
                 borttagen.",
            ),
            steps: &[FIND_TENANT_ID],
        },
    },
    Context {
        id: "other-cloud",
        label: ("The tenant is in another cloud", "Klientorganisationen finns i ett annat moln"),
        says: &[],
        row: Row {
            code: 90_002,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "The tenant exists, but not in the cloud that was asked.",
                "Klientorganisationen finns, men inte i molnet som tillfrågades.",
            ),
            likely_cause: (
                "The customer is in GCC High, DoD or China, and the public cloud was asked.",
                "Kunden finns i GCC High, DoD eller Kina, och det publika molnet tillfrågades.",
            ),
            steps: &[CHOOSE_CLOUD],
        },
    },
    Context {
        id: "resource-missing",
        label: (
            "The tenant has no Defender for Endpoint",
            "Klientorganisationen saknar Defender för Endpoint",
        ),
        says: &[],
        row: Row {
            code: 500_011,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "The API's address is right, but WindowsDefenderATP does not exist in the tenant.",
                "API:ets adress är rätt, men WindowsDefenderATP finns inte i klientorganisationen.",
            ),
            likely_cause: (
                "There is no Defender for Endpoint licence, or the service has not been set up.",
                "Det saknas en licens för Defender för Endpoint, eller så är tjänsten inte \
                 konfigurerad.",
            ),
            steps: &[
                CHECK_DEFENDER,
                ("Check again after a few minutes.", "Kontrollera igen efter några minuter."),
            ],
        },
    },
    Context {
        id: "wrong-audience",
        label: ("The API's address in the request is wrong", "API:ets adress i begäran är fel"),
        says: &[],
        row: Row {
            code: 500_011,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "The request names an API that does not exist under this address in this cloud.",
                "Begäran anger ett API som inte finns under den adressen i det här molnet.",
            ),
            likely_cause: (
                "The scope or resource is mistyped, or belongs to another cloud.",
                "Omfånget eller resursen är felskriven, eller hör till ett annat moln.",
            ),
            steps: &[(
                "Ask for https://api.securitycenter.microsoft.com/.default, or for the scope that \
                     belongs to the chosen cloud.",
                "Be om https://api.securitycenter.microsoft.com/.default, eller om omfånget som \
                     hör till det valda molnet.",
            )],
        },
    },
    Context {
        id: "wrong-tenant",
        label: ("The request went to the wrong tenant", "Begäran gick till fel klientorganisation"),
        says: &[],
        row: Row {
            code: 500_011,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "The tenant that was asked is not the customer's.",
                "Klientorganisationen som tillfrågades är inte kundens.",
            ),
            likely_cause: (
                "The tenant ID in the address belongs to another organisation.",
                "Klientorganisations-ID:t i adressen hör till en annan organisation.",
            ),
            steps: &[FIND_TENANT_ID],
        },
    },
    Context {
        id: "already-present",
        label: ("The app is already present in the tenant", "Appen finns redan i klientorganisationen"),
        says: &["already present"],
        row: Row {
            code: 650_051,
            name: None,
            who_acts: Actor::Nobody,
            meaning: (
                "The app could not be added because it is there already.",
                "Appen gick inte att lägga till eftersom den redan finns där.",
            ),
            likely_cause: (
                "The link was opened, or Accept was chosen, a second time.",
                "Länken öppnades, eller Accept valdes, en andra gång.",
            ),
            steps: &[(
                "Treat it as done and check the connection.",
                "Se det som klart och kontrollera anslutningen.",
            )],
        },
    },
    Context {
        id: "not-spread",
        label: ("The new registration has not spread yet", "Den nya registreringen har inte spridits ännu"),
        says: &[],
        row: Row {
            code: 650_051,
            name: None,
            who_acts: Actor::Wait,
            meaning: (
                "The app is so new that not all of Microsoft's servers know it.",
                "Appen är så ny att alla Microsofts servrar inte känner till den.",
            ),
            likely_cause: (
                "The link was opened within seconds of creating the app.",
                "Länken öppnades inom några sekunder efter att appen skapades.",
            ),
            steps: &[(
                "Wait 30 seconds, then ask for the link to be opened again.",
                "Vänta 30 sekunder och be dem sedan öppna länken igen.",
            )],
        },
    },
    Context {
        id: "permission-unknown",
        label: (
            "The message says that a permission does not exist on the resource",
            "Meddelandet säger att en behörighet inte finns hos resursen",
        ),
        says: &["does not exist on resource", "does not exist on the resource"],
        row: Row {
            code: 650_051,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "This tenant's WindowsDefenderATP does not offer a permission that the app asks for.",
                "Klientorganisationens WindowsDefenderATP erbjuder inte en behörighet som appen ber \
                 om.",
            ),
            likely_cause: (
                "The customer's Defender for Endpoint is old or was never set up.",
                "Kundens Defender för Endpoint är gammalt eller har aldrig konfigurerats.",
            ),
            steps: &[
                CHECK_DEFENDER,
                (
                    "Remove the permission from your app if this customer can do without it.",
                    "Ta bort behörigheten från din app om kunden klarar sig utan den.",
                ),
                LINK_AGAIN,
            ],
        },
    },
    Context {
        id: "no-permissions",
        label: ("The registration lists no permission", "Registreringen har ingen behörighet"),
        says: &[],
        row: Row {
            code: 650_056,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "The app asks for nothing, so there is nothing to accept.",
                "Appen ber inte om något, så det finns inget att godkänna.",
            ),
            likely_cause: (
                "The registration has no entry for WindowsDefenderATP.",
                "Registreringen har ingen post för WindowsDefenderATP.",
            ),
            steps: &[ADD_ROLES, LINK_AGAIN],
        },
    },
    Context {
        id: "not-consented",
        label: ("The customer has not consented", "Kunden har inte gett sitt medgivande"),
        says: &[],
        row: Row {
            code: 650_056,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "The app has not been accepted in this tenant.",
                "Appen är inte godkänd i klientorganisationen.",
            ),
            likely_cause: (
                "Nobody has opened the consent link and accepted yet.",
                "Ingen har öppnat medgivandelänken och godkänt ännu.",
            ),
            steps: &[SEND_LINK],
        },
    },
    Context {
        id: "wrong-id",
        label: ("The application ID or certificate is wrong", "Program-ID:t eller certifikatet är fel"),
        says: &[],
        row: Row {
            code: 650_056,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "The request does not fit the app that it names.",
                "Begäran stämmer inte med appen som den anger.",
            ),
            likely_cause: (
                "The application ID or the certificate belongs to another app.",
                "Program-ID:t eller certifikatet hör till en annan app.",
            ),
            steps: &[
                COMPARE_APP_ID,
                (
                    "Compare the certificate with those under {registrations} > your app > {secrets}.",
                    "Jämför certifikatet med dem under {registrations} > din app > {secrets}.",
                ),
            ],
        },
    },
    Context {
        id: "not-consented",
        label: (
            "Nobody has accepted the app in this tenant",
            "Ingen har godkänt appen i klientorganisationen",
        ),
        says: &[],
        row: Row {
            code: 700_016,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "The app exists, but has never been accepted in this tenant.",
                "Appen finns, men har aldrig godkänts i klientorganisationen.",
            ),
            likely_cause: (
                "The consent link has not been opened, or was answered with Cancel.",
                "Medgivandelänken har inte öppnats, eller besvarades med Cancel.",
            ),
            steps: &[SEND_LINK],
        },
    },
    Context {
        id: "propagating",
        label: ("The consent was given moments ago", "Medgivandet gavs alldeles nyss"),
        says: &[],
        row: Row {
            code: 700_016,
            name: None,
            who_acts: Actor::Wait,
            meaning: (
                "The consent has not reached all of Microsoft's servers yet.",
                "Medgivandet har inte nått alla Microsofts servrar ännu.",
            ),
            likely_cause: (
                "The app was accepted less than fifteen minutes ago.",
                "Appen godkändes för mindre än femton minuter sedan.",
            ),
            steps: &[(
                "Wait 30 to 60 seconds and check again, a few times.",
                "Vänta 30 till 60 sekunder och kontrollera igen, några gånger.",
            )],
        },
    },
    Context {
        id: "other-tenant",
        label: ("Another tenant gave the consent", "En annan klientorganisation gav medgivandet"),
        says: &[],
        row: Row {
            code: 700_016,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "The app was accepted, but in another tenant than the one asked here.",
                "Appen godkändes, men i en annan klientorganisation än den som tillfrågas här.",
            ),
            likely_cause: (
                "The administrator was signed in with an account of another organisation.",
                "Administratören var inloggad med ett konto från en annan organisation.",
            ),
            steps: &[
                (
                    "Compare the tenant ID with the one in the address that the consent page ended \
                     on.",
                    "Jämför klientorganisations-ID:t med det i adressen som medgivandesidan slutade \
                     på.",
                ),
                SEND_LINK,
            ],
        },
    },
    Context {
        id: "wrong-id",
        label: ("The application ID is wrong", "Program-ID:t är fel"),
        says: &[],
        row: Row {
            code: 700_016,
            name: None,
            who_acts: Actor::Partner,
            meaning: ("No app has this application ID.", "Ingen app har det här program-ID:t."),
            likely_cause: (
                "It is mistyped, or a Secret ID or an object ID was pasted.",
                "Det är felskrivet, eller så klistrades ett Secret ID eller ett objekt-ID in.",
            ),
            steps: &[COMPARE_APP_ID],
        },
    },
    Context {
        id: "other-cloud",
        label: ("The customer is in another cloud", "Kunden finns i ett annat moln"),
        says: &[],
        row: Row {
            code: 700_016,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "Apps of one Microsoft cloud are unknown in the others.",
                "Appar i ett Microsoft-moln är okända i de andra.",
            ),
            likely_cause: (
                "A registration of one cloud was used for a tenant of another.",
                "En registrering i ett moln användes för en klientorganisation i ett annat.",
            ),
            steps: &[CHOOSE_CLOUD],
        },
    },
    Context {
        id: "by-customer",
        label: ("One customer sees it", "En kund får felet"),
        says: &[],
        row: Row {
            code: 7_000_112,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "The app is switched off in this customer's tenant.",
                "Appen är avstängd i den här kundens klientorganisation.",
            ),
            likely_cause: (
                "An administrator of the customer switched sign-in off for the app.",
                "En administratör hos kunden stängde av inloggning för appen.",
            ),
            steps: &[
                (
                    "Ask the customer's administrator to set {sign-in-enabled} to Yes under \
                     {enterprise-apps} > your app > Properties.",
                    "Be kundens administratör ställa in {sign-in-enabled} på Yes under \
                     {enterprise-apps} > din app > Properties.",
                ),
                ("Check again a few minutes later.", "Kontrollera igen några minuter senare."),
            ],
        },
    },
    Context {
        id: "by-microsoft",
        label: ("Every customer sees it", "Alla kunder får felet"),
        says: &[],
        row: Row {
            code: 7_000_112,
            name: None,
            who_acts: Actor::Partner,
            meaning: (
                "The app is switched off where it is registered, so it works nowhere.",
                "Appen är avstängd där den är registrerad, så den fungerar ingenstans.",
            ),
            likely_cause: (
                "Microsoft disabled the registration because it judged it abusive.",
                "Microsoft inaktiverade registreringen för att den bedömdes som missbruk.",
            ),
            steps: &[
                (
                    "Look at disabledByMicrosoftStatus of the registration in your own tenant.",
                    "Titta på registreringens disabledByMicrosoftStatus i din egen \
                     klientorganisation.",
                ),
                ("Open a case with Microsoft.", "Öppna ett ärende hos Microsoft."),
            ],
        },
    },
    Context {
        id: "not-present",
        label: (
            "The message says that the app was not found in the directory",
            "Meddelandet säger att appen inte hittades i katalogen",
        ),
        says: &["not found in the directory"],
        row: Row {
            code: 7_000_112,
            name: None,
            who_acts: Actor::Customer,
            meaning: (
                "The tenant does not know the app, so it has not been accepted there.",
                "Klientorganisationen känner inte till appen, så den är inte godkänd där.",
            ),
            likely_cause: (
                "Nobody has accepted the app yet, or it was removed.",
                "Ingen har godkänt appen ännu, eller så togs den bort.",
            ),
            steps: &[SEND_LINK],
        },
    },
];
