//! Requests that cannot be answered as they stand: malformed, out of place, or asking for what is not there.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

pub(super) const READ_MESSAGE: Pair = ("Read the message in the answer.", "Läs meddelandet i svaret.");

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "bad-request",
        status: Some(400),
        code: Some("BadRequest"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("Something in the request is wrong.", "Något i begäran är fel."),
        likely_cause: (
            "The method, the path or the body does not fit the call.",
            "Metoden, sökvägen eller innehållet passar inte anropet.",
        ),
        steps: &[
            READ_MESSAGE,
            (
                "Compare the request with Microsoft's page on this call.",
                "Jämför begäran med Microsofts sida om anropet.",
            ),
        ],
    },
    Row {
        id: "odata",
        status: Some(400),
        code: Some("ODataError"),
        says: None,
        who_acts: Actor::Partner,
        meaning: (
            "One of $filter, $top, $orderby, $select and $expand is not valid.",
            "Någon av $filter, $top, $orderby, $select och $expand är inte giltig.",
        ),
        likely_cause: (
            "A property is unknown or in the wrong case, quotes are wrong, or $top is above the \
             limit.",
            "En egenskap är okänd eller har fel skiftläge, citattecken är fel eller $top är över \
             gränsen.",
        ),
        steps: &[
            (
                "Write the names of properties exactly as Microsoft does, capitals included.",
                "Skriv egenskapernas namn precis som Microsoft, även versaler och gemener.",
            ),
            (
                "Put strings in single quotes, and URL-encode blanks.",
                "Sätt strängar inom enkla citattecken och URL-koda blanksteg.",
            ),
            ("Lower $top.", "Sänk $top."),
        ],
    },
    Row {
        id: "invalid-input",
        status: Some(400),
        code: Some("InvalidInput"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("A value in the request is not accepted.", "Ett värde i begäran godtas inte."),
        likely_cause: (
            "It is not one of the allowed values, or an ID is out of range.",
            "Det är inte ett av de tillåtna värdena, eller så är ett ID utanför sitt område.",
        ),
        steps: &[(
            "Compare the value with those that Microsoft's page allows for this call.",
            "Jämför värdet med dem som Microsofts sida tillåter för anropet.",
        )],
    },
    Row {
        id: "invalid-body",
        status: Some(400),
        code: Some("InvalidRequestBody"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("The JSON body cannot be used.", "JSON-innehållet går inte att använda."),
        likely_cause: (
            "A field is missing or in the wrong case, or the body is not JSON.",
            "Ett fält saknas eller har fel skiftläge, eller så är innehållet inte JSON.",
        ),
        steps: &[
            (
                "Write the names of fields exactly as Microsoft does, capitals included.",
                "Skriv fältens namn precis som Microsoft, även versaler och gemener.",
            ),
            (
                "Send the header Content-Type: application/json.",
                "Skicka rubriken Content-Type: application/json.",
            ),
        ],
    },
    Row {
        id: "invalid-hash",
        status: Some(400),
        code: Some("InvalidHashValue"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("The hash of the file has the wrong form.", "Filens hashvärde har fel form."),
        likely_cause: (
            "An MD5 or SHA-256 was sent where a SHA-1 is wanted.",
            "MD5 eller SHA-256 skickades där SHA-1 krävs.",
        ),
        steps: &[(
            "Send the SHA-1 with its 40 hexadecimal digits.",
            "Skicka SHA-1 med dess 40 hexadecimala siffror.",
        )],
    },
    Row {
        id: "invalid-domain",
        status: Some(400),
        code: Some("InvalidDomainName"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("This is not a valid domain name.", "Det här är inte ett giltigt domännamn."),
        likely_cause: (
            "A whole address with https or a path was sent.",
            "En hel adress med https eller sökväg skickades.",
        ),
        steps: &[("Send the host name only.", "Skicka bara värdnamnet.")],
    },
    Row {
        id: "invalid-ip",
        status: Some(400),
        code: Some("InvalidIpAddress"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("This is not a valid IP address.", "Det här är inte en giltig IP-adress."),
        likely_cause: (
            "It was mistyped, or a whole range was sent.",
            "Den är felskriven, eller så skickades ett helt intervall.",
        ),
        steps: &[("Send one IPv4 or IPv6 address.", "Skicka en IPv4- eller IPv6-adress.")],
    },
    Row {
        id: "invalid-url",
        status: Some(400),
        code: Some("InvalidUrl"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("This is not a valid URL.", "Det här är inte en giltig URL."),
        likely_cause: ("It is not encoded.", "Den är inte kodad."),
        steps: &[("Percent-encode the URL.", "Procentkoda URL:en.")],
    },
    Row {
        id: "batch-size",
        status: Some(400),
        code: Some("MaximumBatchSizeExceeded"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("Too many items were sent at once.", "För många poster skickades på en gång."),
        likely_cause: (
            "The batch is above the limit of this call.",
            "Satsen är större än gränsen för anropet.",
        ),
        steps: &[("Split it into smaller batches.", "Dela upp den i mindre satser.")],
    },
    Row {
        id: "missing-parameter",
        status: Some(400),
        code: Some("MissingRequiredParameter"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("A required value is missing.", "Ett obligatoriskt värde saknas."),
        likely_cause: (
            "It is often the Comment of a device action.",
            "Ofta är det Comment för en enhetsåtgärd.",
        ),
        steps: &[("Add the value that the message names.", "Lägg till värdet som meddelandet anger.")],
    },
    Row {
        id: "os-unsupported",
        status: Some(400),
        code: Some("OsPlatformNotSupported"),
        says: None,
        who_acts: Actor::Customer,
        meaning: (
            "The device's operating system does not support this action.",
            "Enhetens operativsystem har inte stöd för åtgärden.",
        ),
        likely_cause: (
            "The action was sent to a device of another platform.",
            "Åtgärden skickades till en enhet med en annan plattform.",
        ),
        steps: &[(
            "Look at osPlatform and the version of the device before you send the action.",
            "Titta på enhetens osPlatform och version innan du skickar åtgärden.",
        )],
    },
    Row {
        id: "client-version",
        status: Some(400),
        code: Some("ClientVersionNotSupported"),
        says: None,
        who_acts: Actor::Customer,
        meaning: (
            "Defender on the device is too old for this action.",
            "Defender på enheten är för gammalt för åtgärden.",
        ),
        likely_cause: (
            "The device has not been updated for some time.",
            "Enheten har inte uppdaterats på ett tag.",
        ),
        steps: &[("Ask the customer to update the device.", "Be kunden uppdatera enheten.")],
    },
    Row {
        id: "action-running",
        status: Some(400),
        code: None,
        says: Some("action is already in progress"),
        who_acts: Actor::Partner,
        meaning: (
            "The same action is waiting or running on this device already.",
            "Samma åtgärd väntar eller pågår redan på enheten.",
        ),
        likely_cause: ("It was sent twice.", "Den skickades två gånger."),
        steps: &[(
            "Look at /api/machineactions for this device, and wait for the one that runs.",
            "Titta i /api/machineactions för enheten och vänta på den som pågår.",
        )],
    },
    Row {
        id: "live-response-busy",
        status: Some(400),
        code: Some("ActiveRequestAlreadyExists"),
        says: Some("activerequestalreadyexists"),
        who_acts: Actor::Partner,
        meaning: (
            "A live response session is queued or open on this device.",
            "En live response-session ligger i kö eller är öppen på enheten.",
        ),
        likely_cause: ("A device takes one session at a time.", "En enhet tar en session åt gången."),
        steps: &[(
            "Wait until its machine action is over, or cancel that action.",
            "Vänta tills dess enhetsåtgärd är klar, eller avbryt den.",
        )],
    },
    Row {
        id: "hunting-result-size",
        status: Some(400),
        code: None,
        says: Some("result size"),
        who_acts: Actor::Partner,
        meaning: ("The answer to the hunting query is too big.", "Svaret på jaktfrågan är för stort."),
        likely_cause: (
            "The query has no limit, or asks for wide columns.",
            "Frågan saknar gräns, eller hämtar breda kolumner.",
        ),
        steps: &[(
            "Make it smaller with project, summarize, take and a shorter time span.",
            "Gör den mindre med project, summarize, take och en kortare tidsperiod.",
        )],
    },
    Row {
        id: "not-found",
        status: Some(404),
        code: Some("NotFound"),
        says: None,
        who_acts: Actor::Partner,
        meaning: ("There is nothing at this path.", "Det finns inget på den här sökvägen."),
        likely_cause: (
            "The path is mistyped or lacks /api, or the host is wrong.",
            "Sökvägen är felskriven eller saknar /api, eller så är värdnamnet fel.",
        ),
        steps: &[("Compare the path with that of the call.", "Jämför sökvägen med anropets.")],
    },
    Row {
        id: "resource-not-found",
        status: Some(404),
        code: Some("ResourceNotFound"),
        says: None,
        who_acts: Actor::Partner,
        meaning: (
            "The object does not exist in this tenant.",
            "Objektet finns inte i den här klientorganisationen.",
        ),
        likely_cause: (
            "The ID belongs to another tenant, or the object is past its retention period.",
            "ID:t hör till en annan klientorganisation, eller så har objektets lagringstid gått ut.",
        ),
        steps: &[("Check the ID and the tenant.", "Kontrollera ID:t och klientorganisationen.")],
    },
    Row {
        id: "machines-404",
        status: Some(404),
        code: None,
        says: None,
        who_acts: Actor::Nobody,
        meaning: (
            "The list of devices is empty, and the token works.",
            "Listan över enheter är tom, och tokenen fungerar.",
        ),
        likely_cause: (
            "The tenant is new and has no recent devices.",
            "Klientorganisationen är ny och har inga aktuella enheter.",
        ),
        steps: &[("Take it as an empty list.", "Se det som en tom lista.")],
    },
    Row {
        id: "package-not-ready",
        status: Some(404),
        code: None,
        says: None,
        who_acts: Actor::Wait,
        meaning: ("The investigation package is not there yet.", "Undersökningspaketet finns inte ännu."),
        likely_cause: ("It is still being collected.", "Det håller fortfarande på att samlas in."),
        steps: &[(
            "Wait until the machine action says Succeeded, and ask every 30 to 60 seconds.",
            "Vänta tills enhetsåtgärden säger Succeeded och fråga var 30:e till 60:e sekund.",
        )],
    },
];
