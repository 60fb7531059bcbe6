//! What the customer's own rules forbid: Conditional Access, tenant restrictions, approval by an administrator.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const MANAGED_DEVICE: Pair = (
    "Ask the administrator to use a device that the customer manages, or an account outside that \
     policy.",
    "Be administratören använda en enhet som kunden hanterar, eller ett konto som principen inte \
     omfattar.",
);
const CONSENT_ROLE: Pair = (
    "Ask the customer to forward the link to an administrator with the role {enough-role}, Cloud \
     Application Administrator or Privileged Role Administrator.",
    "Be kunden skicka länken vidare till en administratör med rollen {enough-role}, Cloud Application \
     Administrator eller Privileged Role Administrator.",
);
const VERIFY_PUBLISHER: Pair = (
    "Verify your organisation as the publisher under {registrations} > your app > Branding & \
     properties.",
    "Verifiera din organisation som utgivare under {registrations} > din app > Branding & properties.",
);
const LET_ADMIN_CONSENT: Pair = (
    "Ask an administrator of the customer to open the consent link.",
    "Be en administratör hos kunden öppna medgivandelänken.",
);
const LET_OTHER_ADMIN: Pair = (
    "Ask the customer for another administrator to open the consent link, on a network of theirs.",
    "Be kunden låta en annan administratör öppna medgivandelänken, i deras eget nätverk.",
);
const OTHER_NETWORK: Pair = (
    "Ask them to open the link from a network without that restriction, or to have their IT \
     department allow the tenant.",
    "Be dem öppna länken från ett nätverk utan den begränsningen, eller låta sin IT-avdelning tillåta \
     klientorganisationen.",
);
const POLICY_APPLIES: Pair = (
    "A Conditional Access policy applies to the administrator.",
    "En princip för villkorsstyrd åtkomst gäller för administratören.",
);
const PROXY_RESTRICTS: Pair = (
    "A company proxy adds the header Restrict-Access-To-Tenants.",
    "En företagsproxy lägger till rubriken Restrict-Access-To-Tenants.",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 50_097,
        name: Some("DeviceAuthenticationRequired"),
        who_acts: Actor::Customer,
        meaning: (
            "The customer wants the device itself to sign in, and it did not.",
            "Kunden kräver att själva enheten loggar in, och det gjorde den inte.",
        ),
        likely_cause: POLICY_APPLIES,
        steps: &[MANAGED_DEVICE],
    },
    Row {
        code: 50_131,
        name: Some("ConditionalAccessFailed"),
        who_acts: Actor::Customer,
        meaning: (
            "A policy of the customer refused the sign-in, for example because of the device or of suspicious \
             activity.",
            "En princip hos kunden nekade inloggningen, till exempel på grund av enheten eller misstänkt aktivitet.",
        ),
        likely_cause: POLICY_APPLIES,
        steps: &[MANAGED_DEVICE],
    },
    Row {
        code: 53_002,
        name: Some("ApplicationUsedIsNotAnApprovedApp"),
        who_acts: Actor::Customer,
        meaning: (
            "The customer lets people sign in from approved apps only, and this browser is none.",
            "Kunden tillåter bara inloggning från godkända appar, och den här webbläsaren är ingen sådan.",
        ),
        likely_cause: POLICY_APPLIES,
        steps: &[MANAGED_DEVICE],
    },
    Row {
        code: 53_004,
        name: Some("ProofUpBlockedDueToRisk"),
        who_acts: Actor::Customer,
        meaning: (
            "The administrator has to register for multifactor authentication, and Microsoft holds that back \
             because of risk.",
            "Administratören måste registrera sig för multifaktorautentisering, och Microsoft håller inne det på \
             grund av risk.",
        ),
        likely_cause: (
            "The account or the network looked suspicious to Microsoft.",
            "Kontot eller nätverket såg misstänkt ut för Microsoft.",
        ),
        steps: &[LET_OTHER_ADMIN],
    },
    Row {
        code: 50_105,
        name: Some("EntitlementGrantsNotFound"),
        who_acts: Actor::Customer,
        meaning: (
            "The person who signed in is not assigned to the app.",
            "Personen som loggade in är inte tilldelad appen.",
        ),
        likely_cause: (
            "The app is set to require assignment in the customer's tenant.",
            "Appen är inställd på att kräva tilldelning i kundens klientorganisation.",
        ),
        steps: &[
            (
                "Ask the customer to assign the person, or to set Assignment required to No, under \
                 {enterprise-apps} > your app.",
                "Be kunden tilldela personen, eller ställa in Assignment required på No, under \
                 {enterprise-apps} > din app.",
            ),
            (
                "Check the connection all the same, since an app's own tokens are not affected.",
                "Kontrollera anslutningen ändå, eftersom appens egna token inte påverkas.",
            ),
        ],
    },
    Row {
        code: 53_000,
        name: Some("DeviceNotCompliant"),
        who_acts: Actor::Customer,
        meaning: (
            "The administrator's device does not meet the customer's policy.",
            "Administratörens enhet uppfyller inte kundens princip.",
        ),
        likely_cause: POLICY_APPLIES,
        steps: &[MANAGED_DEVICE],
    },
    Row {
        code: 53_001,
        name: Some("DeviceNotDomainJoined"),
        who_acts: Actor::Customer,
        meaning: (
            "The administrator's device is not joined to the organisation as the policy demands.",
            "Administratörens enhet är inte ansluten till organisationen så som principen kräver.",
        ),
        likely_cause: POLICY_APPLIES,
        steps: &[MANAGED_DEVICE],
    },
    Row {
        code: 53_003,
        name: Some("BlockedByConditionalAccess"),
        who_acts: Actor::Customer,
        meaning: (
            "A Conditional Access policy in the customer's tenant blocks the token.",
            "En princip för villkorsstyrd åtkomst hos kunden stoppar tokenen.",
        ),
        likely_cause: (
            "The policy looks at location or device, or is aimed at apps (workload identities).",
            "Principen ser till plats eller enhet, eller riktar sig mot appar \
             (arbetsbelastningsidentiteter).",
        ),
        steps: &[
            (
                "Ask the customer to find the policy in the sign-in log, for an app's token under \
                 {sign-in-logs}.",
                "Be kunden leta upp principen i inloggningsloggen, för en apps token under \
                 {sign-in-logs}.",
            ),
            (
                "Ask them to adjust the policy so that it lets your app through.",
                "Be dem justera principen så att den släpper igenom din app.",
            ),
            (
                "Give them your fixed outgoing addresses if the policy goes by location.",
                "Ge dem dina fasta utgående adresser om principen går efter plats.",
            ),
        ],
    },
    Row {
        code: 53_011,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The person is blocked because their home tenant sees them as a risk.",
            "Personen är spärrad eftersom den egna klientorganisationen ser den som en risk.",
        ),
        likely_cause: (
            "The account is marked as a risky user.",
            "Kontot är markerat som en riskabel användare.",
        ),
        steps: &[(
            "Ask the person's own organisation to clear the risk, or use another administrator.",
            "Be personens egen organisation häva risken, eller använd en annan administratör.",
        )],
    },
    Row {
        code: 90_093,
        name: Some("GraphUserUnauthorized"),
        who_acts: Actor::Customer,
        meaning: (
            "The directory refused the action for the person who signed in.",
            "Katalogen nekade åtgärden för den som loggade in.",
        ),
        likely_cause: (
            "The person's role is too low, or the customer has a consent policy of its own.",
            "Personens roll är för låg, eller så har kunden en egen princip för medgivande.",
        ),
        steps: &[
            CONSENT_ROLE,
            (
                "Ask the customer to check their consent policies if such an administrator is refused \
                 too.",
                "Be kunden kontrollera sina medgivandeprinciper om även en sådan administratör nekas.",
            ),
        ],
    },
    Row {
        code: 90_094,
        name: Some("AdminConsentRequired"),
        who_acts: Actor::Customer,
        meaning: (
            "An administrator has to approve this app.",
            "En administratör måste godkänna den här appen.",
        ),
        likely_cause: (
            "The person who opened the link is not an administrator.",
            "Den som öppnade länken är inte administratör.",
        ),
        steps: &[CONSENT_ROLE],
    },
    Row {
        code: 90_095,
        name: Some("AdminConsentRequiredRequestAccess"),
        who_acts: Actor::Customer,
        meaning: (
            "The tenant uses an approval queue, and a request has been filed there or can be.",
            "Klientorganisationen använder en godkännandekö, och en begäran ligger där eller kan \
             läggas där.",
        ),
        likely_cause: (
            "The admin consent workflow is switched on, and the person who opened the link is not an \
             administrator.",
            "Arbetsflödet för administratörsmedgivande är påslaget, och den som öppnade länken är \
             inte administratör.",
        ),
        steps: &[(
            "Ask an administrator of the customer to approve it under {enterprise-apps} > Admin \
                 consent requests.",
            "Be en administratör hos kunden godkänna den under {enterprise-apps} > Admin consent \
                 requests.",
        )],
    },
    Row {
        code: 90_099,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The app is not accepted in the customer's tenant, so a delegated administrator of the \
             partner may not use it there.",
            "Appen är inte godkänd i kundens klientorganisation, så en delegerad administratör från \
             partnern får inte använda den där.",
        ),
        likely_cause: (
            "Partner staff signed in with their own account (CSP or GDAP) before the app was \
             accepted.",
            "Partnerns personal loggade in med eget konto (CSP eller GDAP) innan appen var godkänd.",
        ),
        steps: &[
            (
                "Ask the customer's own administrator to open the consent link.",
                "Be kundens egen administratör öppna medgivandelänken.",
            ),
            (
                "Give the consent through Partner Center instead if your agreement allows it.",
                "Ge medgivandet via Partner Center i stället om ert avtal tillåter det.",
            ),
        ],
    },
    Row {
        code: 500_021,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The network that the administrator uses does not let anyone sign in to this tenant.",
            "Nätverket som administratören använder låter ingen logga in i den här \
             klientorganisationen.",
        ),
        likely_cause: PROXY_RESTRICTS,
        steps: &[OTHER_NETWORK],
    },
    Row {
        code: 500_022,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "Restrictions on the administrator's network keep this tenant out of reach.",
            "Begränsningar i administratörens nätverk gör att den här klientorganisationen inte går \
             att nå.",
        ),
        likely_cause: PROXY_RESTRICTS,
        steps: &[OTHER_NETWORK],
    },
    Row {
        code: 530_003,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "Conditional Access wants a managed device for this sign-in.",
            "Villkorsstyrd åtkomst kräver en hanterad enhet för den här inloggningen.",
        ),
        likely_cause: (
            "The administrator opened the link on a private or unmanaged device.",
            "Administratören öppnade länken på en privat eller ohanterad enhet.",
        ),
        steps: &[(
            "Ask them to open the link on a device that the customer manages.",
            "Be dem öppna länken på en enhet som kunden hanterar.",
        )],
    },
    Row {
        code: 530_032,
        name: Some("BlockedByConditionalAccessOnSecurityPolicy"),
        who_acts: Actor::Customer,
        meaning: (
            "A security policy for the whole tenant blocks the request.",
            "En säkerhetsprincip för hela klientorganisationen stoppar begäran.",
        ),
        likely_cause: POLICY_APPLIES,
        steps: &[MANAGED_DEVICE],
    },
    Row {
        code: 530_034,
        name: Some("DelegatedAdminBlockedDueToSuspiciousActivity"),
        who_acts: Actor::Partner,
        meaning: (
            "A delegated administrator is blocked because their own tenant sees them as a risk.",
            "En delegerad administratör är spärrad eftersom den egna klientorganisationen ser den som \
             en risk.",
        ),
        likely_cause: ("The partner's account has been flagged.", "Partnerns konto har flaggats."),
        steps: &[(
            "Clear the risk in your own tenant, or ask the customer's own administrator to open \
                 the link.",
            "Häv risken i din egen klientorganisation, eller be kundens egen administratör öppna \
                 länken.",
        )],
    },
    Row {
        code: 530_035,
        name: Some("BlockedBySecurityDefaults"),
        who_acts: Actor::Customer,
        meaning: (
            "The tenant's security defaults block the request.",
            "Klientorganisationens standardinställningar för säkerhet stoppar begäran.",
        ),
        likely_cause: (
            "The customer's rules for sign-in are not met.",
            "Kundens regler för inloggning är inte uppfyllda.",
        ),
        steps: &[MANAGED_DEVICE],
    },
    Row {
        code: 900_941,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "Microsoft sees the app as risky, so an administrator has to approve it.",
            "Microsoft ser appen som riskabel, så en administratör måste godkänna den.",
        ),
        likely_cause: ("The app's publisher is not verified.", "Appens utgivare är inte verifierad."),
        steps: &[VERIFY_PUBLISHER, LET_ADMIN_CONSENT],
    },
    Row {
        code: 900_981,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "Microsoft sees the app as risky, and the request has gone to an administrator for \
             approval.",
            "Microsoft ser appen som riskabel, och begäran har gått till en administratör för \
             godkännande.",
        ),
        likely_cause: (
            "The publisher is not verified, so the tenant asks for more than a user's consent.",
            "Utgivaren är inte verifierad, så klientorganisationen kräver mer än en användares \
             medgivande.",
        ),
        steps: &[VERIFY_PUBLISHER, LET_ADMIN_CONSENT],
    },
    Row {
        code: 1_000_031,
        name: None,
        who_acts: Actor::Customer,
        meaning: (
            "The app cannot be reached at this time, and an administrator has to act.",
            "Appen går inte att nå just nu, och en administratör måste göra något.",
        ),
        likely_cause: (
            "The app is blocked or restricted in the customer's tenant.",
            "Appen är spärrad eller begränsad i kundens klientorganisation.",
        ),
        steps: &[(
            "Ask the customer to look at your app under {enterprise-apps} > your app > Properties \
                 and in the sign-in log.",
            "Be kunden titta på din app under {enterprise-apps} > din app > Properties och i \
                 inloggningsloggen.",
        )],
    },
];
