//! The shape of the request: its scope, its grant, its parameters, its address.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const ONE_DEFAULT: Pair = (
    "Send exactly one scope, https://api.securitycenter.microsoft.com/.default.",
    "Skicka exakt ett omfång, https://api.securitycenter.microsoft.com/.default.",
);
const CLIENT_CREDENTIALS: Pair = (
    "Request the token with grant_type=client_credentials.",
    "Begär tokenen med grant_type=client_credentials.",
);
const AS_FORM: Pair = (
    "Send the body as application/x-www-form-urlencoded with grant_type, client_id, scope (or \
     resource) and the credential.",
    "Skicka innehållet som application/x-www-form-urlencoded med grant_type, client_id, scope (eller \
     resource) och autentiseringsuppgiften.",
);
const ENCODE_VALUES: Pair = ("URL-encode every value in the form.", "URL-koda varje värde i formuläret.");
const LOOK_FOR_BREAKS: Pair = (
    "Look for line breaks that were copied into the secret.",
    "Leta efter radbrytningar som följt med när hemligheten kopierades.",
);
const USE_POST: Pair = (
    "Send the request as POST to the address that ends in /oauth2/v2.0/token.",
    "Skicka begäran som POST till adressen som slutar på /oauth2/v2.0/token.",
);
const NO_COMMON: Pair = (
    "Put the customer's tenant ID in the address, or organizations in a link if you do not know it \
     yet.",
    "Sätt kundens klientorganisations-ID i adressen, eller organizations i en länk om du inte känner \
     till det ännu.",
);
const NOT_ENCODED: Pair = (
    "Characters such as +, & or % in the secret are not encoded, or quotes are broken.",
    "Tecken som +, & eller % i hemligheten är inte kodade, eller så är citattecken trasiga.",
);
const BUILT_WITH_COMMON: Pair = ("A v2 link was built with common.", "En v2-länk byggdes med common.");

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 28_002,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The scope does not fit this kind of request.",
            "Omfånget passar inte den här typen av begäran.",
        ),
        likely_cause: (
            "It lacks /.default, or the scope names a single permission or several APIs.",
            "Det saknar /.default, eller anger en enskild behörighet eller flera API:er.",
        ),
        steps: &[ONE_DEFAULT],
    },
    Row {
        code: 50_196,
        name: Some("LoopDetected"),
        who_acts: Actor::Partner,
        meaning: (
            "The app repeats the same request too often, so Microsoft stops it for a while.",
            "Appen upprepar samma begäran för ofta, så Microsoft stoppar den ett tag.",
        ),
        likely_cause: (
            "It asks for a new token for every call instead of keeping the one it has.",
            "Den begär en ny token för varje anrop i stället för att behålla den den har.",
        ),
        steps: &[
            ("Pause for some minutes before going on.", "Gör en paus på några minuter innan du fortsätter."),
            (
                "Keep the token of each tenant until about five minutes before it expires.",
                "Behåll varje klientorganisations token tills ungefär fem minuter innan den går ut.",
            ),
        ],
    },
    Row {
        code: 70_003,
        name: Some("UnsupportedGrantType"),
        who_acts: Actor::Partner,
        meaning: ("The grant type is not supported.", "Typen av begäran (grant_type) stöds inte."),
        likely_cause: ("It was mistyped.", "Den skrevs fel."),
        steps: &[CLIENT_CREDENTIALS],
    },
    Row {
        code: 70_011,
        name: Some("InvalidScope"),
        who_acts: Actor::Partner,
        meaning: ("The scope is not valid.", "Omfånget är inte giltigt."),
        likely_cause: (
            "It lacks /.default, there are several, a v1 resource stands where a scope belongs, or it \
             names a single permission.",
            "Det saknar /.default, det är flera, en v1-resurs står där ett omfång ska stå eller så \
             anges en enskild behörighet.",
        ),
        steps: &[ONE_DEFAULT],
    },
    Row {
        code: 90_004,
        name: Some("InvalidRequestFormat"),
        who_acts: Actor::Partner,
        meaning: ("The request is not well formed.", "Begäran har inte rätt form."),
        likely_cause: NOT_ENCODED,
        steps: &[ENCODE_VALUES, LOOK_FOR_BREAKS],
    },
    Row {
        code: 90_009,
        name: Some("TokenForItselfMissingIdenticalAppIdentifier"),
        who_acts: Actor::Partner,
        meaning: (
            "The app asks for a token for itself, in a form that is not allowed.",
            "Appen begär en token för sig själv, i en form som inte är tillåten.",
        ),
        likely_cause: (
            "The application ID was used as the scope or resource.",
            "Program-ID:t användes som omfång eller resurs.",
        ),
        steps: &[ONE_DEFAULT],
    },
    Row {
        code: 90_013,
        name: Some("InvalidUserInput"),
        who_acts: Actor::Partner,
        meaning: (
            "A value that somebody typed is not valid.",
            "Ett värde som någon har skrivit in är inte giltigt.",
        ),
        likely_cause: (
            "A field holds characters that are not allowed.",
            "Ett fält innehåller tecken som inte är tillåtna.",
        ),
        steps: &[("Check each value of the request.", "Kontrollera varje värde i begäran.")],
    },
    Row {
        code: 90_014,
        name: Some("MissingRequiredField"),
        who_acts: Actor::Partner,
        meaning: ("A required field is missing in the request.", "Ett obligatoriskt fält saknas i begäran."),
        likely_cause: (
            "The body was sent as JSON, or a field of the form was left out.",
            "Innehållet skickades som JSON, eller så utelämnades ett fält i formuläret.",
        ),
        steps: &[AS_FORM],
    },
    Row {
        code: 90_015,
        name: Some("QueryStringTooLong"),
        who_acts: Actor::Partner,
        meaning: ("The link is too long.", "Länken är för lång."),
        likely_cause: ("Its state or its scope is very long.", "Dess state eller scope är mycket långt."),
        steps: &[(
            "Shorten the state, and ask for nothing but the one /.default scope.",
            "Korta state och be bara om det enda omfånget /.default.",
        )],
    },
    Row {
        code: 90_023,
        name: Some("InvalidRequest"),
        who_acts: Actor::Partner,
        meaning: ("The request is not valid for this service.", "Begäran är inte giltig för tjänsten."),
        likely_cause: (
            "Parameters of v1 and v2 are mixed, or the scope matches no permission.",
            "Parametrar från v1 och v2 är blandade, eller så motsvarar omfånget ingen behörighet.",
        ),
        steps: &[(
            "Use one version of the protocol throughout.",
            "Använd en och samma version av protokollet hela vägen.",
        )],
    },
    Row {
        code: 90_056,
        name: Some("BadResourceRequest"),
        who_acts: Actor::Partner,
        meaning: (
            "The token address did not get the POST that it expects.",
            "Tokenadressen fick inte den POST som den väntar sig.",
        ),
        likely_cause: (
            "It was called with GET, or the addresses for sign-in and for tokens were mixed up.",
            "Den anropades med GET, eller så förväxlades adresserna för inloggning och token.",
        ),
        steps: &[USE_POST],
    },
    Row {
        code: 90_100,
        name: Some("InvalidRequestParameter"),
        who_acts: Actor::Partner,
        meaning: ("A parameter is empty or not valid.", "En parameter är tom eller inte giltig."),
        likely_cause: ("A placeholder was left in the link.", "En platshållare finns kvar i länken."),
        steps: &[(
            "Check client_id, tenant, scope and redirect_uri in the link.",
            "Kontrollera client_id, tenant, scope och redirect_uri i länken.",
        )],
    },
    Row {
        code: 90_102,
        name: Some("InvalidUriParameter"),
        who_acts: Actor::Partner,
        meaning: (
            "A parameter has to be a full address, and is not.",
            "En parameter måste vara en fullständig adress, men är inte det.",
        ),
        likely_cause: (
            "The redirect_uri is not URL-encoded, or lacks https at its beginning.",
            "Värdet i redirect_uri är inte URL-kodat, eller saknar https i början.",
        ),
        steps: &[
            ("Percent-encode redirect_uri in the link.", "Procentkoda redirect_uri i länken."),
            (
                "Let the address start with https:// (or http://localhost).",
                "Låt adressen börja med https:// (eller http://localhost).",
            ),
        ],
    },
    Row {
        code: 90_124,
        name: Some("V1ResourceV2GlobalEndpointNotSupported"),
        who_acts: Actor::Partner,
        meaning: (
            "The addresses common and consumers cannot be used here.",
            "Adresserna common och consumers går inte att använda här.",
        ),
        likely_cause: BUILT_WITH_COMMON,
        steps: &[NO_COMMON],
    },
    Row {
        code: 90_130,
        name: Some("NonConvergedAppV2GlobalEndpointNotSupported"),
        who_acts: Actor::Partner,
        meaning: (
            "An app of this kind cannot be used through common or consumers.",
            "En app av det här slaget går inte att använda via common eller consumers.",
        ),
        likely_cause: BUILT_WITH_COMMON,
        steps: &[NO_COMMON],
    },
    Row {
        code: 700_022,
        name: Some("InvalidMultipleResourcesScope"),
        who_acts: Actor::Partner,
        meaning: ("The scope names more than one API.", "Omfånget anger mer än ett API."),
        likely_cause: (
            "Defender for Endpoint and Microsoft Graph were asked for in one request.",
            "Defender för Endpoint och Microsoft Graph begärdes i samma begäran.",
        ),
        steps: &[("Request one token per API.", "Begär en token per API.")],
    },
    Row {
        code: 700_023,
        name: Some("InvalidResourcelessScope"),
        who_acts: Actor::Partner,
        meaning: ("The scope names no API.", "Omfånget anger inget API."),
        likely_cause: (
            "Only openid or a bare permission was sent.",
            "Bara openid eller en behörighet för sig skickades.",
        ),
        steps: &[ONE_DEFAULT],
    },
    Row {
        code: 900_144,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The request lacks the parameter that the message names.",
            "Begäran saknar den parameter som meddelandet anger.",
        ),
        likely_cause: (
            "The body was sent as JSON or with the wrong Content-Type, or the parameters were put in \
             the address.",
            "Innehållet skickades som JSON eller med fel Content-Type, eller så sattes parametrarna i \
             adressen.",
        ),
        steps: &[AS_FORM],
    },
    Row {
        code: 900_561,
        name: Some("BadResourceRequestInvalidRequest"),
        who_acts: Actor::Partner,
        meaning: ("The address takes POST only.", "Adressen tar bara emot POST."),
        likely_cause: (
            "The token address was opened in a browser, or called with GET.",
            "Tokenadressen öppnades i en webbläsare, eller anropades med GET.",
        ),
        steps: &[USE_POST],
    },
    Row {
        code: 901_002,
        name: None,
        who_acts: Actor::Partner,
        meaning: ("The parameter resource is not accepted here.", "Parametern resource godtas inte här."),
        likely_cause: (
            "A v1 request was sent to the v2 address.",
            "En v1-begäran skickades till v2-adressen.",
        ),
        steps: &[(
            "Use scope at /oauth2/v2.0/token, or send resource to /oauth2/token.",
            "Använd scope på /oauth2/v2.0/token, eller skicka resource till /oauth2/token.",
        )],
    },
    Row {
        code: 1_002_012,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "When an app asks for itself, the scope has to be the API's address plus /.default.",
            "När en app begär för egen del måste omfånget vara API:ets adress plus /.default.",
        ),
        likely_cause: (
            "A permission such as Alert.Read.All was put in the scope.",
            "En behörighet som Alert.Read.All sattes som omfång.",
        ),
        steps: &[
            ONE_DEFAULT,
            (
                "Leave the choice of permissions to the consent, since the request does not decide \
                 it.",
                "Låt medgivandet styra vilka behörigheter du får, eftersom begäran inte avgör det.",
            ),
        ],
    },
    Row {
        code: 7_000_114,
        name: None,
        who_acts: Actor::Partner,
        meaning: ("The app may not act on behalf of users.", "Appen får inte agera för användares räkning."),
        likely_cause: (
            "A request on behalf of a user was sent instead of one for the app itself.",
            "En begäran för en användares räkning skickades i stället för en för appen själv.",
        ),
        steps: &[CLIENT_CREDENTIALS],
    },
    Row {
        code: 9_001_023,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "This kind of request does not work at the addresses common and consumers.",
            "Den här typen av begäran fungerar inte på adresserna common och consumers.",
        ),
        likely_cause: (
            "The app's own request was sent to common.",
            "Appens egen begäran skickades till common.",
        ),
        steps: &[(
            "Send it to the address that holds the customer's tenant ID.",
            "Skicka den till adressen som innehåller kundens klientorganisations-ID.",
        )],
    },
    Row {
        code: 9_002_313,
        name: Some("InvalidRequest"),
        who_acts: Actor::Partner,
        meaning: ("The request is malformed.", "Begäran är felaktigt utformad."),
        likely_cause: NOT_ENCODED,
        steps: &[ENCODE_VALUES, LOOK_FOR_BREAKS],
    },
];
