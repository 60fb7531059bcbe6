//! Refusals that pass with time.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const AT_MOST_THREE: Pair = ("Try again, at most three times.", "Försök igen, högst tre gånger.");

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "throttled",
        status: Some(429),
        code: Some("TooManyRequests"),
        says: None,
        who_acts: Actor::Wait,
        meaning: (
            "The limit per minute or per hour is reached.",
            "Gränsen per minut eller per timme är nådd.",
        ),
        likely_cause: (
            "There were too many calls: usually 100 a minute and 1500 an hour are allowed, and some \
             calls have other limits.",
            "Det blev för många anrop: vanligen tillåts 100 i minuten och 1500 i timmen, och vissa \
             anrop har andra gränser.",
        ),
        steps: &[
            ("Wait as many seconds as Retry-After says.", "Vänta så många sekunder som Retry-After anger."),
            (
                "Wait 60 seconds if it says nothing, and twice as long each time after that.",
                "Vänta 60 sekunder om inget anges, och dubbelt så länge för varje gång därefter.",
            ),
        ],
    },
    Row {
        id: "server-error",
        status: Some(500),
        code: Some("InternalServerError"),
        says: None,
        who_acts: Actor::Wait,
        meaning: ("A fault in Microsoft's service.", "Ett fel i Microsofts tjänst."),
        likely_cause: ("The fault is at Microsoft.", "Felet ligger hos Microsoft."),
        steps: &[
            AT_MOST_THREE,
            (
                "Give Microsoft's support the target ID in the answer if it stays.",
                "Ge Microsofts support mål-ID:t (target) i svaret om felet består.",
            ),
        ],
    },
    Row {
        id: "gateway",
        status: None,
        code: None,
        says: None,
        who_acts: Actor::Wait,
        meaning: (
            "Something between this computer and the API answered instead of it.",
            "Något mellan den här datorn och API:et svarade i stället.",
        ),
        likely_cause: (
            "A gateway at Microsoft or a proxy in between is at fault.",
            "En gateway hos Microsoft eller en proxy emellan är orsaken.",
        ),
        steps: &[
            AT_MOST_THREE,
            (
                "Ask whoever runs your network whether it inspects encrypted traffic.",
                "Fråga den som sköter ditt nätverk om det granskar krypterad trafik.",
            ),
        ],
    },
];
