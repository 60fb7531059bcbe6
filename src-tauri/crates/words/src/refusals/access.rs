//! Doors that stay shut: the token, a permission, a licence or a feature is not as the call needs it.

use consentry_onboarding::verdict::Actor;

use super::requests::READ_MESSAGE;
use super::{Pair, Row};

const WHY_ROLES_LACK: Pair = (
    "The permission was never added, was added after the consent or as a delegated one, or the token \
     is for another API.",
    "Behörigheten lades aldrig till, lades till efter medgivandet eller som delegerad, eller så \
     gäller tokenen ett annat API.",
);
const LINK_AGAIN: Pair = (
    "Ask the customer's administrator to open the consent link again.",
    "Be kundens administratör öppna medgivandelänken igen.",
);
const NEW_TOKEN: Pair = (
    "Take a new token, since the old one stays as it was for up to 90 minutes.",
    "Hämta en ny token, eftersom den gamla förblir som den var i upp till 90 minuter.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "unauthorized",
        status: Some(401),
        code: Some("Unauthorized"),
        says: None,
        who_acts: Actor::Partner,
        meaning: (
            "The token is missing, has expired, is for another API, or is not accepted.",
            "Tokenen saknas, har gått ut, gäller ett annat API eller godtas inte.",
        ),
        likely_cause: (
            "An old token, a token for another API or cloud, a header without the word Bearer, or a \
             path that the API does not know.",
            "En gammal token, en token för ett annat API eller moln, en rubrik utan ordet Bearer \
             eller en sökväg som API:et inte känner till.",
        ),
        steps: &[
            (
                "Check the token here for its expiry and its audience.",
                "Kontrollera tokenens giltighetstid och mottagare här.",
            ),
            (
                "Send the header as Authorization: Bearer, one blank and the token, without quotes or \
                 line breaks.",
                "Skicka rubriken som Authorization: Bearer, ett blanksteg och tokenen, utan \
                 citattecken eller radbrytningar.",
            ),
            (
                "Check that the host belongs to the customer's cloud.",
                "Kontrollera att värdnamnet hör till kundens moln.",
            ),
            ("Try once with a fresh token.", "Försök en gång med en ny token."),
        ],
    },
    Row {
        id: "account-inactive",
        status: Some(401),
        code: Some("Unauthorized"),
        says: Some("account mode is inactive"),
        who_acts: Actor::Customer,
        meaning: (
            "The token is fine, but the tenant has no active Defender for Endpoint.",
            "Tokenen är i sin ordning, men klientorganisationen har inget aktivt Defender för \
             Endpoint.",
        ),
        likely_cause: (
            "There is no licence, the trial or subscription has ended, or the service was never set \
             up.",
            "Licens saknas, provperioden eller prenumerationen har tagit slut eller så har tjänsten \
             aldrig konfigurerats.",
        ),
        steps: &[
            (
                "Ask the customer to check or renew their licences.",
                "Be kunden kontrollera eller förnya sina licenser.",
            ),
            (
                "Ask them to open {endpoint-settings} once, so that the service is set up.",
                "Be dem öppna {endpoint-settings} en gång, så att tjänsten konfigureras.",
            ),
            ("Check again after an hour.", "Kontrollera igen efter en timme."),
        ],
    },
    Row {
        id: "forbidden",
        status: Some(403),
        code: Some("Forbidden"),
        says: None,
        who_acts: Actor::Customer,
        meaning: ("The token is valid but may not do this.", "Tokenen är giltig men får inte göra det här."),
        likely_cause: (
            "A permission is missing, or a feature of the tenant does not allow it.",
            "En behörighet saknas, eller så tillåter en funktion i klientorganisationen det inte.",
        ),
        steps: &[
            (
                "Compare the permissions in the token with those that this call accepts.",
                "Jämför behörigheterna i tokenen med dem som anropet godtar.",
            ),
            (
                "Take a new token after a new consent, since an old one keeps its old permissions.",
                "Hämta en ny token efter ett nytt medgivande, eftersom en gammal behåller sina gamla \
                 behörigheter.",
            ),
        ],
    },
    Row {
        id: "missing-roles",
        status: Some(403),
        code: Some("Forbidden"),
        says: Some("missing application roles"),
        who_acts: Actor::Customer,
        meaning: (
            "The app lacks a permission for this call. The message names those that are required, and \
             then those that the app has.",
            "Appen saknar en behörighet för anropet. Meddelandet anger först vilka som krävs och \
             sedan vilka appen har.",
        ),
        likely_cause: WHY_ROLES_LACK,
        steps: &[
            (
                "Add one of the required permissions under {registrations} > your app > \
                 {add-permission}.",
                "Lägg till en av de begärda behörigheterna under {registrations} > din app > \
                 {add-permission}.",
            ),
            LINK_AGAIN,
            NEW_TOKEN,
            (
                "Check the token's audience if the app seems to have no permission at all.",
                "Kontrollera tokenens mottagare om appen inte tycks ha någon behörighet alls.",
            ),
        ],
    },
    Row {
        id: "missing-permissions-old",
        status: Some(403),
        code: Some("Forbidden"),
        says: Some("does not have any of the required application permissions"),
        who_acts: Actor::Customer,
        meaning: (
            "The app lacks a permission for this call. The message names the accepted ones in \
             brackets.",
            "Appen saknar en behörighet för anropet. Meddelandet anger de godtagna inom parentes.",
        ),
        likely_cause: WHY_ROLES_LACK,
        steps: &[
            (
                "Add one of the named permissions under {registrations} > your app > \
                 {add-permission}.",
                "Lägg till en av de nämnda behörigheterna under {registrations} > din app > \
                 {add-permission}.",
            ),
            LINK_AGAIN,
            NEW_TOKEN,
        ],
    },
    Row {
        id: "resource-forbidden",
        status: Some(403),
        code: Some("Forbidden"),
        says: Some("access to the resource is forbidden"),
        who_acts: Actor::Customer,
        meaning: (
            "The API refuses although the permission is there.",
            "API:et säger nej trots att behörigheten finns.",
        ),
        likely_cause: (
            "The feature is not in the licence, the object belongs to another tenant, or a user's \
             token lacks rights to the device group.",
            "Funktionen ingår inte i licensen, objektet hör till en annan klientorganisation eller så \
             saknar en användares token rätt till enhetsgruppen.",
        ),
        steps: &[
            ("Check which licence this call needs.", "Kontrollera vilken licens anropet kräver."),
            (
                "Ask the customer to check the device groups if the token belongs to a user.",
                "Be kunden kontrollera enhetsgrupperna om tokenen tillhör en användare.",
            ),
        ],
    },
    Row {
        id: "feature-disabled",
        status: Some(403),
        code: Some("DisabledFeature"),
        says: Some("tenant feature is not enabled"),
        who_acts: Actor::Customer,
        meaning: (
            "The feature behind this call is switched off in the tenant.",
            "Funktionen bakom anropet är avstängd i klientorganisationen.",
        ),
        likely_cause: (
            "Live response, custom indicators or another advanced feature is off.",
            "Live response, anpassade indikatorer eller någon annan avancerad funktion är avstängd.",
        ),
        steps: &[(
            "Ask the customer to switch it on under {advanced-features}.",
            "Be kunden slå på den under {advanced-features}.",
        )],
    },
    Row {
        id: "operation-disallowed",
        status: Some(403),
        code: Some("DisallowedOperation"),
        says: None,
        who_acts: Actor::Customer,
        meaning: (
            "The action is not allowed on this object.",
            "Åtgärden är inte tillåten på det här objektet.",
        ),
        likely_cause: (
            "The state of the device or file forbids it, or a policy does; the file may be protected.",
            "Enhetens eller filens tillstånd hindrar det, eller en princip; filen kan vara skyddad.",
        ),
        steps: &[READ_MESSAGE],
    },
    Row {
        id: "not-provisioned",
        status: Some(403),
        code: None,
        says: Some("account is not provisioned"),
        who_acts: Actor::Customer,
        meaning: (
            "Defender for Endpoint has not been set up in the tenant.",
            "Defender för Endpoint är inte konfigurerat i klientorganisationen.",
        ),
        likely_cause: (
            "There is no plan, or nobody has opened the Defender portal yet.",
            "Det finns ingen plan, eller så har ingen öppnat Defender-portalen ännu.",
        ),
        steps: &[
            (
                "Ask the customer to check their plan and to open {defender} once.",
                "Be kunden kontrollera sin plan och öppna {defender} en gång.",
            ),
            (
                "Wait until the service is set up, then check again.",
                "Vänta tills tjänsten är konfigurerad och kontrollera sedan igen.",
            ),
        ],
    },
    Row {
        id: "no-tvm-licence",
        status: Some(403),
        code: None,
        says: Some("no tvm license"),
        who_acts: Actor::Customer,
        meaning: (
            "The call needs Defender Vulnerability Management, which the tenant does not have.",
            "Anropet kräver Defender Vulnerability Management, som klientorganisationen inte har.",
        ),
        likely_cause: (
            "The customer's licence is without that add-on or plan.",
            "Kundens licens saknar det tillägget eller den planen.",
        ),
        steps: &[(
            "Ask the customer to get that licence, or leave the call out.",
            "Be kunden skaffa den licensen, eller avstå från anropet.",
        )],
    },
];
