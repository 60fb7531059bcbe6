//! Where the request went: which tenant, which cloud, which API in that tenant.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const RIGHT_AUDIENCE: Pair = (
    "Ask for https://api.securitycenter.microsoft.com, or for the address that belongs to the chosen \
     cloud.",
    "Be om https://api.securitycenter.microsoft.com, eller om adressen som hör till det valda molnet.",
);
const TENANT_ID_IN_ADDRESS: Pair =
    ("Put the customer's tenant ID in the address.", "Sätt kundens klientorganisations-ID i adressen.");
pub(super) const FIND_TENANT_ID: Pair = (
    "Ask the customer for the tenant ID under {tenant-overview}.",
    "Be kunden om klientorganisations-ID:t under {tenant-overview}.",
);
pub(super) const CHOOSE_CLOUD: Pair = (
    "Choose the customer's cloud, with an app registration made in it.",
    "Välj kundens moln, med en appregistrering som är gjord i det.",
);
const REGISTER_THERE: Pair =
    ("Register the app in the customer's cloud.", "Registrera appen i kundens moln.");
pub(super) const CHECK_DEFENDER: Pair = (
    "Ask the customer to check that they have a Defender for Endpoint licence and to open {defender} \
     once.",
    "Be kunden kontrollera att de har en licens för Defender för Endpoint och öppna {defender} en \
     gång.",
);
const MADE_ELSEWHERE: Pair = (
    "A registration of one cloud was used for a tenant of another.",
    "En registrering i ett moln användes för en klientorganisation i ett annat.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 50_001,
        name: Some("InvalidResource"),
        who_acts: Actor::Partner,
        meaning: (
            "The API that was asked for is disabled or does not exist.",
            "API:et som begärdes är inaktiverat eller finns inte.",
        ),
        likely_cause: ("The value of resource is mistyped.", "Värdet i resource är felskrivet."),
        steps: &[RIGHT_AUDIENCE],
    },
    Row {
        code: 50_049,
        name: Some("NoSuchInstanceForDiscovery"),
        who_acts: Actor::Partner,
        meaning: ("The sign-in address is unknown.", "Inloggningsadressen är okänd."),
        likely_cause: (
            "Its host is mistyped, or belongs to another cloud.",
            "Värdnamnet är felskrivet, eller hör till ett annat moln.",
        ),
        steps: &[CHOOSE_CLOUD],
    },
    Row {
        code: 50_059,
        name: Some("MissingTenantRealmAndNoUserInformationProvided"),
        who_acts: Actor::Partner,
        meaning: (
            "The request does not tell which tenant is meant.",
            "Begäran anger inte vilken klientorganisation som avses.",
        ),
        likely_cause: (
            "The app's own request was sent to common.",
            "Appens egen begäran skickades till common.",
        ),
        steps: &[TENANT_ID_IN_ADDRESS],
    },
    Row {
        code: 50_128,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "No tenant can be found for the domain that was given.",
            "Ingen klientorganisation hittas för den angivna domänen.",
        ),
        likely_cause: ("The domain is not registered in Entra.", "Domänen är inte registrerad i Entra."),
        steps: &[
            (
                "Use the tenant ID instead of the domain.",
                "Använd klientorganisations-ID:t i stället för domänen.",
            ),
            FIND_TENANT_ID,
        ],
    },
    Row {
        code: 90_002,
        name: Some("InvalidTenantName"),
        who_acts: Actor::Partner,
        meaning: (
            "There is no such tenant in this cloud.",
            "Det finns ingen sådan klientorganisation i det här molnet.",
        ),
        likely_cause: (
            "The tenant ID or domain is mistyped, the tenant was deleted, or it is in another cloud.",
            "Klientorganisations-ID:t eller domänen är felskriven, klientorganisationen är borttagen \
             eller så finns den i ett annat moln.",
        ),
        steps: &[FIND_TENANT_ID, CHOOSE_CLOUD],
    },
    Row {
        code: 90_019,
        name: Some("MissingTenantRealm"),
        who_acts: Actor::Partner,
        meaning: (
            "The tenant cannot be read from the request.",
            "Det går inte att utläsa klientorganisationen ur begäran.",
        ),
        likely_cause: (
            "The address holds common, or no tenant at all.",
            "Adressen innehåller common, eller ingen klientorganisation alls.",
        ),
        steps: &[TENANT_ID_IN_ADDRESS],
    },
    Row {
        code: 90_038,
        name: Some("NationalCloudTenantRedirection"),
        who_acts: Actor::Partner,
        meaning: (
            "The tenant lives in another national cloud.",
            "Klientorganisationen finns i ett annat nationellt moln.",
        ),
        likely_cause: (
            "The public cloud's sign-in was used for a government or China tenant.",
            "Det publika molnets inloggning användes för en klientorganisation i ett myndighetsmoln \
             eller i Kina.",
        ),
        steps: &[CHOOSE_CLOUD],
    },
    Row {
        code: 90_043,
        name: Some("NationalCloudAuthCodeRedirection"),
        who_acts: Actor::Partner,
        meaning: (
            "A sign-in cannot be passed on from one cloud to another.",
            "En inloggning kan inte skickas vidare från ett moln till ett annat.",
        ),
        likely_cause: (
            "The link was opened in another cloud than the customer's.",
            "Länken öppnades i ett annat moln än kundens.",
        ),
        steps: &[CHOOSE_CLOUD],
    },
    Row {
        code: 90_051,
        name: Some("InvalidNationalCloudId"),
        who_acts: Actor::Partner,
        meaning: ("The identifier of the cloud is not valid.", "Molnets beteckning är inte giltig."),
        likely_cause: (
            "The request was made for another cloud than the tenant's.",
            "Begäran gjordes för ett annat moln än klientorganisationens.",
        ),
        steps: &[CHOOSE_CLOUD],
    },
    Row {
        code: 500_011,
        name: Some("InvalidResourceServicePrincipalNotFound"),
        who_acts: Actor::Customer,
        meaning: (
            "The tenant does not have the API that was asked for.",
            "Klientorganisationen saknar API:et som begärdes.",
        ),
        likely_cause: (
            "It has no Defender for Endpoint, the API's address is wrong, or it is the wrong tenant.",
            "Den saknar Defender för Endpoint, API:ets adress är fel eller så är det fel \
             klientorganisation.",
        ),
        steps: &[
            RIGHT_AUDIENCE,
            CHECK_DEFENDER,
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
        code: 500_014,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The API is present in the tenant but disabled there.",
            "API:et finns i klientorganisationen men är inaktiverat där.",
        ),
        likely_cause: (
            "The customer's Defender subscription has lapsed, or an administrator switched \
             WindowsDefenderATP off.",
            "Kundens Defender-prenumeration har löpt ut, eller så har en administratör stängt av \
             WindowsDefenderATP.",
        ),
        steps: &[
            (
                "Ask the customer to check that a Defender for Endpoint plan is active.",
                "Be kunden kontrollera att en plan för Defender för Endpoint är aktiv.",
            ),
            (
                "Ask them to set {sign-in-enabled} to Yes under {enterprise-apps} > \
                 WindowsDefenderATP > Properties.",
                "Be dem ställa in {sign-in-enabled} på Yes under {enterprise-apps} > \
                 WindowsDefenderATP > Properties.",
            ),
        ],
    },
    Row {
        code: 900_023,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The tenant part of the address is neither an ID nor a domain name.",
            "Den del av adressen som anger klientorganisationen är varken ett ID eller ett domännamn.",
        ),
        likely_cause: (
            "A display name, a blank or the word undefined was filled in.",
            "Ett visningsnamn, ett blanksteg eller ordet undefined har fyllts i.",
        ),
        steps: &[TENANT_ID_IN_ADDRESS, FIND_TENANT_ID],
    },
    Row {
        code: 900_382,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "An app that keeps a secret cannot work across clouds.",
            "En app med en egen hemlighet kan inte arbeta över molngränser.",
        ),
        likely_cause: MADE_ELSEWHERE,
        steps: &[REGISTER_THERE],
    },
    Row {
        code: 900_432,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "An app that proves itself with its own credential works in its own cloud only.",
            "En app som legitimerar sig med en egen autentiseringsuppgift fungerar bara i sitt eget \
             moln.",
        ),
        likely_cause: MADE_ELSEWHERE,
        steps: &[REGISTER_THERE],
    },
    Row {
        code: 1_000_104,
        name: Some("XCB2BResourceCloudNotAllowedOnIdentityTenant"),
        who_acts: Actor::Customer,
        meaning: (
            "The account's tenant does not allow the cloud in which the API lives.",
            "Kontots klientorganisation tillåter inte molnet där API:et finns.",
        ),
        likely_cause: ("An account of another cloud was used.", "Ett konto från ett annat moln användes."),
        steps: &[(
            "Ask the administrator to sign in with an account of the right cloud.",
            "Be administratören logga in med ett konto i rätt moln.",
        )],
    },
    Row {
        code: 5_000_224,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The API is not available in this tenant.",
            "API:et är inte tillgängligt i klientorganisationen.",
        ),
        likely_cause: (
            "The tenant has been deleted, or is about to be.",
            "Klientorganisationen har tagits bort, eller är på väg att tas bort.",
        ),
        steps: &[(
            "Ask the customer whether the tenant still exists.",
            "Fråga kunden om klientorganisationen finns kvar.",
        )],
    },
];
