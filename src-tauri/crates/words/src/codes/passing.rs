//! Faults that pass: nothing is wrong with the app, the consent or the customer.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const WAIT_LONGER: Pair = (
    "Wait and try again, a little longer each time, and obey the waiting time if the answer names \
     one.",
    "Vänta och försök igen, lite längre för varje gång, och följ väntetiden om svaret anger en.",
);
const LOOK_AT_STATUS: Pair =
    ("Look at {service-status} if it goes on.", "Titta på {service-status} om det håller i sig.");
const LOAD: Pair =
    ("Heavy load or an incident at Microsoft.", "Hög belastning eller en incident hos Microsoft.");
const PATIENCE: &[Pair] = &[WAIT_LONGER, LOOK_AT_STATUS];

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 50_000,
        name: Some("TokenIssuanceError"),
        who_acts: Actor::Wait,
        meaning: ("A fault in Microsoft's sign-in service.", "Ett fel i Microsofts inloggningstjänst."),
        likely_cause: ("The fault is at Microsoft.", "Felet ligger hos Microsoft."),
        steps: &[
            ("Try again later.", "Försök igen senare."),
            (
                "Open a case with Microsoft and give them the trace ID if it stays.",
                "Öppna ett ärende hos Microsoft och ange spårnings-ID:t om felet består.",
            ),
        ],
    },
    Row {
        code: 50_033,
        name: Some("RetryableError"),
        who_acts: Actor::Wait,
        meaning: (
            "A passing fault in Microsoft's sign-in service.",
            "Ett övergående fel i Microsofts inloggningstjänst.",
        ),
        likely_cause: LOAD,
        steps: PATIENCE,
    },
    Row {
        code: 90_006,
        name: Some("ExternalServerRetryableError"),
        who_acts: Actor::Wait,
        meaning: (
            "A server that the sign-in service needs is not available for the moment.",
            "En server som inloggningstjänsten behöver är inte tillgänglig just nu.",
        ),
        likely_cause: LOAD,
        steps: PATIENCE,
    },
    Row {
        code: 90_012,
        name: Some("RequestTimeout"),
        who_acts: Actor::Wait,
        meaning: ("The request took too long.", "Begäran tog för lång tid."),
        likely_cause: LOAD,
        steps: PATIENCE,
    },
    Row {
        code: 90_024,
        name: Some("RequestBudgetExceededError"),
        who_acts: Actor::Wait,
        meaning: (
            "A passing fault: the sign-in service is busy.",
            "Ett övergående fel: inloggningstjänsten är upptagen.",
        ),
        likely_cause: LOAD,
        steps: PATIENCE,
    },
    Row {
        code: 90_033,
        name: Some("MsodsServiceUnavailable"),
        who_acts: Actor::Wait,
        meaning: (
            "Microsoft's directory service is not available for the moment.",
            "Microsofts katalogtjänst är inte tillgänglig just nu.",
        ),
        likely_cause: LOAD,
        steps: PATIENCE,
    },
    Row {
        code: 90_055,
        name: Some("TenantThrottlingError"),
        who_acts: Actor::Wait,
        meaning: (
            "There have been too many requests for this tenant.",
            "Det har kommit för många förfrågningar för den här klientorganisationen.",
        ),
        likely_cause: LOAD,
        steps: &[
            WAIT_LONGER,
            (
                "Keep each token until shortly before it expires instead of asking for a new one.",
                "Behåll varje token tills strax innan den går ut i stället för att begära en ny.",
            ),
            LOOK_AT_STATUS,
        ],
    },
    Row {
        code: 90_090,
        name: Some("GraphRetryableError"),
        who_acts: Actor::Wait,
        meaning: (
            "A service behind the sign-in is not available for the moment.",
            "En tjänst bakom inloggningen är inte tillgänglig just nu.",
        ),
        likely_cause: LOAD,
        steps: PATIENCE,
    },
];
