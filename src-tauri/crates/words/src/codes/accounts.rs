//! Who signed in on the consent page: the wrong account, a second factor, a federation that says no.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const OPEN_PRIVATELY: Pair = (
    "Ask them to open the link in a private window and sign in with an administrator account of the \
     customer.",
    "Be dem öppna länken i ett privat fönster och logga in med ett administratörskonto hos kunden.",
);
const USE_TENANT_LINK: Pair = (
    "Send the link that holds the customer's own tenant ID.",
    "Skicka länken som innehåller kundens eget klientorganisations-ID.",
);
const FINISH_MFA: Pair = (
    "Ask the administrator to complete the extra sign-in step in the same browser.",
    "Be administratören slutföra det extra inloggningssteget i samma webbläsare.",
);
const OPEN_AGAIN: Pair =
    ("Ask them to open the consent link again afterwards.", "Be dem sedan öppna medgivandelänken igen.");
const WORK_ACCOUNT: Pair = (
    "Ask them to sign in with a work account of the customer.",
    "Be dem logga in med ett arbetskonto hos kunden.",
);
const EXTRA_STEP_DEMANDED: Pair = (
    "A Conditional Access policy or an MFA rule applies to the administrator.",
    "En princip för villkorsstyrd åtkomst eller en MFA-regel gäller för administratören.",
);
const OWN_ACCOUNT: Pair = (
    "Ask for an account that belongs to the customer's own tenant.",
    "Be om ett konto som hör till kundens egen klientorganisation.",
);
const RIGHT_ACCOUNT: &[Pair] = &[OPEN_PRIVATELY, USE_TENANT_LINK];
const MFA: &[Pair] = &[FINISH_MFA, OPEN_AGAIN];

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 16_000,
        name: Some("InteractionRequired"),
        who_acts: Actor::Customer,
        meaning: (
            "The signed-in account is not in this tenant, or several accounts fit and Microsoft \
             cannot choose.",
            "Det inloggade kontot finns inte i klientorganisationen, eller så passar flera konton och \
             Microsoft kan inte välja.",
        ),
        likely_cause: (
            "Several accounts are signed in in the same browser.",
            "Flera konton är inloggade i samma webbläsare.",
        ),
        steps: &[OPEN_PRIVATELY],
    },
    Row {
        code: 50_020,
        name: Some("UserUnauthorized"),
        who_acts: Actor::Customer,
        meaning: (
            "The signed-in account does not belong to the tenant.",
            "Det inloggade kontot hör inte till klientorganisationen.",
        ),
        likely_cause: (
            "A personal account, or one of another organisation, was used.",
            "Ett personligt konto eller ett konto från en annan organisation användes.",
        ),
        steps: RIGHT_ACCOUNT,
    },
    Row {
        code: 50_034,
        name: Some("UserAccountNotFound"),
        who_acts: Actor::Customer,
        meaning: (
            "The account is not in the tenant's directory.",
            "Kontot finns inte i klientorganisationens katalog.",
        ),
        likely_cause: (
            "The user name is mistyped, or the link is for another tenant.",
            "Användarnamnet är felskrivet, eller så gäller länken en annan klientorganisation.",
        ),
        steps: RIGHT_ACCOUNT,
    },
    Row {
        code: 50_053,
        name: Some("IdsLocked"),
        who_acts: Actor::Customer,
        meaning: (
            "The account that signed in is locked for now, or the sign-in came from a suspicious address.",
            "Kontot som loggade in är låst tills vidare, eller så kom inloggningen från en misstänkt adress.",
        ),
        likely_cause: (
            "The password was entered wrongly too often.",
            "Lösenordet har angetts fel för många gånger.",
        ),
        steps: &[
            (
                "Ask the administrator to wait a while, or to use another administrator account.",
                "Be administratören vänta ett tag, eller använda ett annat administratörskonto.",
            ),
            OPEN_AGAIN,
        ],
    },
    Row {
        code: 50_055,
        name: Some("InvalidPasswordExpiredPassword"),
        who_acts: Actor::Customer,
        meaning: (
            "The password of the account that signed in has expired.",
            "Lösenordet för kontot som loggade in har gått ut.",
        ),
        likely_cause: (
            "The customer's rules make people change it from time to time.",
            "Kundens regler kräver att det byts med jämna mellanrum.",
        ),
        steps: &[
            (
                "Ask the administrator to change the password first.",
                "Be administratören byta lösenord först.",
            ),
            OPEN_AGAIN,
        ],
    },
    Row {
        code: 50_057,
        name: Some("UserDisabled"),
        who_acts: Actor::Customer,
        meaning: ("The account that signed in is disabled.", "Kontot som loggade in är inaktiverat."),
        likely_cause: (
            "The administrator's account has been switched off.",
            "Administratörens konto har stängts av.",
        ),
        steps: &[(
            "Ask the customer for another administrator to open the link.",
            "Be kunden låta en annan administratör öppna länken.",
        )],
    },
    Row {
        code: 50_058,
        name: Some("UserInformationNotProvided"),
        who_acts: Actor::Partner,
        meaning: (
            "Nobody is signed in, and the request asked for a sign-in without showing any page.",
            "Ingen är inloggad, och begäran ville ha en inloggning utan att visa någon sida.",
        ),
        likely_cause: (
            "The link holds prompt=none, or the browser blocks third-party cookies.",
            "Länken innehåller prompt=none, eller så blockerar webbläsaren cookies från tredje part.",
        ),
        steps: &[
            (
                "Leave prompt out of the link, or set it to consent in the guide's form.",
                "Ta bort prompt ur länken, eller sätt den till consent i guidens form.",
            ),
            (
                "Ask the administrator to open the link again and sign in.",
                "Be administratören öppna länken igen och logga in.",
            ),
        ],
    },
    Row {
        code: 50_072,
        name: Some("UserStrongAuthEnrollmentRequiredInterrupt"),
        who_acts: Actor::Customer,
        meaning: (
            "The administrator has to register for multifactor authentication first.",
            "Administratören måste först registrera sig för multifaktorautentisering.",
        ),
        likely_cause: EXTRA_STEP_DEMANDED,
        steps: MFA,
    },
    Row {
        code: 50_074,
        name: Some("UserStrongAuthClientAuthNRequiredInterrupt"),
        who_acts: Actor::Customer,
        meaning: (
            "Multifactor authentication was demanded and not passed.",
            "Multifaktorautentisering krävdes men slutfördes inte.",
        ),
        likely_cause: EXTRA_STEP_DEMANDED,
        steps: MFA,
    },
    Row {
        code: 50_076,
        name: Some("UserStrongAuthClientAuthNRequired"),
        who_acts: Actor::Customer,
        meaning: (
            "This sign-in needs multifactor authentication.",
            "Den här inloggningen kräver multifaktorautentisering.",
        ),
        likely_cause: EXTRA_STEP_DEMANDED,
        steps: MFA,
    },
    Row {
        code: 50_079,
        name: Some("UserStrongAuthEnrollmentRequired"),
        who_acts: Actor::Customer,
        meaning: (
            "The account must be registered for multifactor authentication before it can sign in \
             here.",
            "Kontot måste vara registrerat för multifaktorautentisering innan det kan logga in här.",
        ),
        likely_cause: EXTRA_STEP_DEMANDED,
        steps: MFA,
    },
    Row {
        code: 50_126,
        name: Some("InvalidUserNameOrPassword"),
        who_acts: Actor::Customer,
        meaning: ("The user name or the password is wrong.", "Användarnamnet eller lösenordet är fel."),
        likely_cause: ("The administrator mistyped it.", "Administratören skrev fel."),
        steps: &[("Ask the administrator to sign in again.", "Be administratören logga in igen.")],
    },
    Row {
        code: 50_158,
        name: Some("ExternalSecurityChallenge"),
        who_acts: Actor::Customer,
        meaning: (
            "An extra security check by another service was not passed.",
            "En extra säkerhetskontroll i en annan tjänst slutfördes inte.",
        ),
        likely_cause: EXTRA_STEP_DEMANDED,
        steps: MFA,
    },
    Row {
        code: 51_004,
        name: Some("UserAccountNotInDirectory"),
        who_acts: Actor::Customer,
        meaning: (
            "The account does not exist in this tenant's directory.",
            "Kontot finns inte i den här klientorganisationens katalog.",
        ),
        likely_cause: (
            "The link names another tenant, or the wrong account was used.",
            "Länken anger en annan klientorganisation, eller så användes fel konto.",
        ),
        steps: RIGHT_ACCOUNT,
    },
    Row {
        code: 90_027,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The older sign-in address cannot serve personal accounts.",
            "Den äldre inloggningsadressen kan inte hantera personliga konton.",
        ),
        likely_cause: (
            "A personal Microsoft account was used on a v1 link.",
            "Ett personligt Microsoft-konto användes med en v1-länk.",
        ),
        steps: &[WORK_ACCOUNT],
    },
    Row {
        code: 90_072,
        name: Some("PassThroughUserMfaError"),
        who_acts: Actor::Customer,
        meaning: (
            "An account from outside cannot meet this tenant's demand for multifactor authentication.",
            "Ett utomstående konto kan inte uppfylla klientorganisationens krav på \
             multifaktorautentisering.",
        ),
        likely_cause: (
            "An account of the partner was used in the customer's tenant.",
            "Ett partnerkonto användes i kundens klientorganisation.",
        ),
        steps: &[(
            "Ask an administrator of the customer to open the link with their own account.",
            "Be en administratör hos kunden öppna länken med sitt eget konto.",
        )],
    },
    Row {
        code: 90_123,
        name: Some("IdentityProviderAccessDenied"),
        who_acts: Actor::Customer,
        meaning: (
            "The customer's own identity provider refused to issue a token.",
            "Kundens egen identitetsprovider vägrade utfärda en token.",
        ),
        likely_cause: (
            "The customer signs in through a federation server, and that server said no.",
            "Kunden loggar in via en federationsserver, och den servern sade nej.",
        ),
        steps: &[(
            "Ask the customer to check their federation server.",
            "Be kunden kontrollera sin federationsserver.",
        )],
    },
    Row {
        code: 500_208,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The account's domain does not fit the kind of account that is expected here.",
            "Kontots domän passar inte den typ av konto som förväntas här.",
        ),
        likely_cause: ("A personal Microsoft account was used.", "Ett personligt Microsoft-konto användes."),
        steps: &[WORK_ACCOUNT],
    },
    Row {
        code: 500_212,
        name: Some("NotAllowedByOutboundPolicyTenant"),
        who_acts: Actor::Customer,
        meaning: (
            "The account's home tenant forbids its users to reach the customer's tenant.",
            "Kontots egen klientorganisation förbjuder sina användare att nå kundens.",
        ),
        likely_cause: (
            "A cross-tenant access policy of the home tenant blocks the way out.",
            "En princip för åtkomst mellan klientorganisationer stoppar vägen ut.",
        ),
        steps: &[OWN_ACCOUNT],
    },
    Row {
        code: 500_213,
        name: Some("NotAllowedByInboundPolicyTenant"),
        who_acts: Actor::Customer,
        meaning: (
            "The customer's tenant does not let this outside account in.",
            "Kundens klientorganisation släpper inte in det här utomstående kontot.",
        ),
        likely_cause: (
            "A cross-tenant access policy of the customer blocks the way in.",
            "En princip för åtkomst mellan klientorganisationer hos kunden stoppar vägen in.",
        ),
        steps: &[OWN_ACCOUNT],
    },
    Row {
        code: 9_002_332,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The app is for work accounts only, but the link leads to the sign-in for personal \
             accounts.",
            "Appen är bara till för arbetskonton, men länken leder till inloggningen för personliga \
             konton.",
        ),
        likely_cause: (
            "The link holds consumers where the tenant belongs.",
            "Länken har consumers där klientorganisationen ska stå.",
        ),
        steps: &[(
            "Put the customer's tenant ID in the link, or organizations if you do not know it \
                 yet.",
            "Sätt kundens klientorganisations-ID i länken, eller organizations om du inte känner \
                 till det ännu.",
        )],
    },
];
