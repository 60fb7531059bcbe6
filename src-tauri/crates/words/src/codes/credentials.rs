//! How the app proves itself: its secret, its certificate, its federated credential.

use consentry_onboarding::verdict::Actor;

use super::{Pair, Row};

const UPLOAD_CERTIFICATE: Pair = (
    "Upload the public part of the certificate under {registrations} > your app > {secrets}.",
    "Ladda upp certifikatets offentliga del under {registrations} > din app > {secrets}.",
);
const NAME_CERTIFICATE: Pair = (
    "Name that certificate in the header as x5t#S256 (or x5t), and sign with PS256 or RS256.",
    "Ange det certifikatet i huvudet som x5t#S256 (eller x5t) och signera med PS256 eller RS256.",
);
const RSA_ONLY: Pair = (
    "Use an RSA key, since certificates with EC keys are refused.",
    "Använd en RSA-nyckel, eftersom certifikat med EC-nycklar nekas.",
);
const WAIT_FOR_CERTIFICATE: Pair = (
    "Wait a little after uploading a certificate, then try again.",
    "Vänta en stund efter att du har laddat upp ett certifikat och försök sedan igen.",
);
const NEW_CERTIFICATE: Pair = (
    "Upload a new certificate under {registrations} > your app > {secrets}, and use that one.",
    "Ladda upp ett nytt certifikat under {registrations} > din app > {secrets} och använd det.",
);
const COPY_VALUE: Pair = (
    "Copy the Value, not the Secret ID, right after creating the secret, since it is shown only once.",
    "Kopiera Value, inte Secret ID, direkt när du har skapat hemligheten, eftersom det bara visas en \
     gång.",
);
const NEW_SECRET: Pair = (
    "Make a new secret under {registrations} > your app > {secrets} if the Value is lost.",
    "Skapa en ny hemlighet under {registrations} > din app > {secrets} om du inte har kvar Value.",
);
const ENCODE_SECRET: Pair = (
    "URL-encode the secret in the body of the request if you send it from a script.",
    "URL-koda hemligheten i begärans innehåll om du skickar den från ett skript.",
);
const SEND_CREDENTIAL: Pair = (
    "Send client_secret or client_assertion in the body of the form.",
    "Skicka client_secret eller client_assertion i formulärets innehåll.",
);
const PUBLIC_FLOWS: Pair = (
    "Set Allow public client flows to Yes under {registrations} > your app > {authentication} if a \
     device code is what you use.",
    "Ställ in Allow public client flows på Yes under {registrations} > din app > {authentication} om \
     det är en enhetskod du använder.",
);
const REVOKED: Pair = ("Its issuer revoked it.", "Utfärdaren har återkallat det.");
const SIGN_RIGHT: &[Pair] = &[UPLOAD_CERTIFICATE, NAME_CERTIFICATE, RSA_ONLY, WAIT_FOR_CERTIFICATE];

pub(super) const ROWS: &[Row] = &[
    Row {
        code: 50_012,
        name: Some("AuthenticationFailed"),
        who_acts: Actor::Partner,
        meaning: (
            "The app could not prove itself with its certificate: chain, subject, thumbprint or \
             signature do not fit.",
            "Appen kunde inte bevisa vem den är med sitt certifikat: kedja, ämne, tumavtryck eller \
             signatur stämmer inte.",
        ),
        likely_cause: (
            "The certificate is not trusted, or was not uploaded to this app.",
            "Certifikatet är inte betrott, eller har inte laddats upp till appen.",
        ),
        steps: SIGN_RIGHT,
    },
    Row {
        code: 50_013,
        name: Some("InvalidAssertion"),
        who_acts: Actor::Partner,
        meaning: (
            "The signed assertion is not valid: its issuer, its time or its form is off.",
            "Den signerade försäkran är inte giltig: utfärdare, tid eller form stämmer inte.",
        ),
        likely_cause: (
            "A request on behalf of a user was sent, or the assertion is broken.",
            "En begäran för en användares räkning skickades, eller så är försäkran trasig.",
        ),
        steps: &[
            (
                "Request the token with grant_type=client_credentials.",
                "Begär tokenen med grant_type=client_credentials.",
            ),
            ("Build the assertion anew.", "Skapa försäkran på nytt."),
        ],
    },
    Row {
        code: 50_027,
        name: Some("InvalidJwtToken"),
        who_acts: Actor::Partner,
        meaning: (
            "The app's signed assertion is not a proper token: its issuer, audience, time or form is \
             off.",
            "Appens signerade försäkran är inte en riktig token: utfärdare, mottagare, tid eller form \
             stämmer inte.",
        ),
        likely_cause: (
            "Its aud is not the token address of this tenant, or its iss and sub are not the application ID.",
            "Dess aud är inte klientorganisationens tokenadress, eller så är iss och sub inte \
             program-ID:t.",
        ),
        steps: &[
            (
                "Set aud to the exact token address, and iss and sub to the application ID.",
                "Sätt aud till den exakta tokenadressen, och iss och sub till program-ID:t.",
            ),
            ("Use a fresh jti for every assertion.", "Använd ett nytt jti för varje försäkran."),
        ],
    },
    Row {
        code: 50_048,
        name: Some("SubjectMismatchesIssuer"),
        who_acts: Actor::Partner,
        meaning: (
            "The claims sub and iss of the app's signed assertion differ.",
            "Uppgifterna sub och iss i appens signerade försäkran skiljer sig åt.",
        ),
        likely_cause: ("One of them is not the application ID.", "En av dem är inte program-ID:t."),
        steps: &[("Set both to the application ID.", "Sätt båda till program-ID:t.")],
    },
    Row {
        code: 70_002,
        name: Some("InvalidClient"),
        who_acts: Actor::Partner,
        meaning: (
            "Microsoft could not confirm the app's credentials.",
            "Microsoft kunde inte bekräfta appens autentiseringsuppgifter.",
        ),
        likely_cause: (
            "The secret is wrong; this is an older wording for it.",
            "Hemligheten är fel; det här är en äldre formulering för det.",
        ),
        steps: &[COPY_VALUE, ENCODE_SECRET, NEW_SECRET],
    },
    Row {
        code: 70_021,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "No federated credential of the app fits the assertion that was presented.",
            "Ingen av appens federerade autentiseringsuppgifter passar den försäkran som visades upp.",
        ),
        likely_cause: (
            "Subject, issuer or audience of the credential differs from the incoming token.",
            "Ämne, utfärdare eller mottagare skiljer sig från den inkommande tokenen.",
        ),
        steps: &[
            (
                "Compare issuer, subject and audience letter by letter under {registrations} > your \
                 app > {secrets} > Federated credentials.",
                "Jämför utfärdare, ämne och mottagare bokstav för bokstav under {registrations} > din \
                 app > {secrets} > Federated credentials.",
            ),
            ("Allow a few minutes after creating it.", "Räkna med några minuter efter att den har skapats."),
        ],
    },
    Row {
        code: 700_024,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The app's signed assertion is outside its time window.",
            "Appens signerade försäkran ligger utanför sin giltighetstid.",
        ),
        likely_cause: (
            "This computer's clock is wrong, or the assertion ends in the past or too far ahead.",
            "Datorns klocka går fel, eller så slutar försäkran gälla i det förflutna eller för långt \
             fram.",
        ),
        steps: &[
            ("Let the computer's clock follow network time.", "Låt datorns klocka följa nätverkstid."),
            (
                "Make the assertion valid from now for 5 to 10 minutes.",
                "Låt försäkran gälla från nu och i 5 till 10 minuter.",
            ),
        ],
    },
    Row {
        code: 700_027,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The signature of the app's assertion could not be verified.",
            "Signaturen på appens försäkran gick inte att verifiera.",
        ),
        likely_cause: (
            "The certificate is not uploaded to this app, the header names another one, the private \
             key is wrong, or the key is not RSA.",
            "Certifikatet är inte uppladdat till appen, huvudet anger ett annat, den privata nyckeln \
             är fel eller nyckeln är inte RSA.",
        ),
        steps: SIGN_RIGHT,
    },
    Row {
        code: 700_030,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The certificate's subject name is not allowed for this app.",
            "Certifikatets ämnesnamn är inte tillåtet för appen.",
        ),
        likely_cause: (
            "The app trusts certificates by subject name, and another one was used.",
            "Appen litar på certifikat efter ämnesnamn, och ett annat användes.",
        ),
        steps: &[(
            "Use a certificate whose subject is on the list.",
            "Använd ett certifikat vars ämne står på listan.",
        )],
    },
    Row {
        code: 700_229,
        name: Some("ForbiddenTokenType"),
        who_acts: Actor::Partner,
        meaning: (
            "Only a token that belongs to an app may serve as a federated credential here. This is \
             not the similar number 7000229.",
            "Bara en token som tillhör en app får användas som federerad autentiseringsuppgift här. \
             Det här är inte det snarlika numret 7000229.",
        ),
        likely_cause: ("A user's token was presented.", "En användares token visades upp."),
        steps: &[(
            "Present a token that was issued to an app.",
            "Visa upp en token som har utfärdats till en app.",
        )],
    },
    Row {
        code: 1_000_502,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The certificate is outside its validity dates.",
            "Certifikatet är utanför sin giltighetstid.",
        ),
        likely_cause: ("It has expired, or is not valid yet.", "Det har gått ut, eller gäller inte ännu."),
        steps: &[NEW_CERTIFICATE],
    },
    Row {
        code: 5_002_727,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The header typ of the app's assertion is not accepted.",
            "Rubriken typ i appens försäkran godtas inte.",
        ),
        likely_cause: ("The header is missing, or is not JWT.", "Rubriken saknas, eller är inte JWT."),
        steps: &[("Set typ to JWT.", "Sätt typ till JWT.")],
    },
    Row {
        code: 7_000_214,
        name: None,
        who_acts: Actor::Partner,
        meaning: ("The certificate has been revoked.", "Certifikatet har återkallats."),
        likely_cause: REVOKED,
        steps: &[NEW_CERTIFICATE],
    },
    Row {
        code: 7_000_215,
        name: None,
        who_acts: Actor::Partner,
        meaning: ("The client secret is wrong.", "Klienthemligheten är fel."),
        likely_cause: (
            "The Secret ID was pasted instead of the Value, characters were lost or not encoded, or \
             the secret is only seconds old.",
            "Secret ID klistrades in i stället för Value, tecken gick förlorade eller kodades inte, \
             eller så är hemligheten bara några sekunder gammal.",
        ),
        steps: &[
            COPY_VALUE,
            (
                "Try again after a minute or two if the secret was made moments ago.",
                "Försök igen efter någon minut om hemligheten är alldeles ny.",
            ),
            ENCODE_SECRET,
            NEW_SECRET,
        ],
    },
    Row {
        code: 7_000_216,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "An app of this kind must send a secret, a signed assertion or a signed request.",
            "En app av det här slaget måste skicka en hemlighet, en signerad försäkran eller en \
             signerad begäran.",
        ),
        likely_cause: ("The credential was left out.", "Autentiseringsuppgiften utelämnades."),
        steps: &[SEND_CREDENTIAL, PUBLIC_FLOWS],
    },
    Row {
        code: 7_000_218,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "Neither a client secret nor a signed assertion was sent.",
            "Varken klienthemlighet eller signerad försäkran skickades.",
        ),
        likely_cause: (
            "The secret is empty, the parameter has the wrong name, or the app was used like a public \
             client.",
            "Hemligheten är tom, parametern har fel namn eller så användes appen som en offentlig \
             klient.",
        ),
        steps: &[SEND_CREDENTIAL, PUBLIC_FLOWS],
    },
    Row {
        code: 7_000_222,
        name: Some("InvalidClientSecretExpiredKeysProvided"),
        who_acts: Actor::Partner,
        meaning: (
            "The client secret has expired. The customers' consents stay valid.",
            "Klienthemligheten har gått ut. Kundernas medgivanden gäller fortfarande.",
        ),
        likely_cause: (
            "The end date set when it was made has passed.",
            "Slutdatumet som sattes när den skapades har passerat.",
        ),
        steps: &[
            (
                "Make a new secret, or better a certificate, under {registrations} > your app > \
                 {secrets}.",
                "Skapa en ny hemlighet, eller hellre ett certifikat, under {registrations} > din app \
                 > {secrets}.",
            ),
            (
                "Put it to use everywhere, then delete the old one.",
                "Ta den i bruk överallt och ta sedan bort den gamla.",
            ),
        ],
    },
    Row {
        code: 7_000_274,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The app's assertion carries a bad signature.",
            "Appens försäkran har en felaktig signatur.",
        ),
        likely_cause: (
            "The certificate is not uploaded to this app, or another private key was used.",
            "Certifikatet är inte uppladdat till appen, eller så användes en annan privat nyckel.",
        ),
        steps: SIGN_RIGHT,
    },
    Row {
        code: 7_000_277,
        name: None,
        who_acts: Actor::Partner,
        meaning: (
            "The certificate was revoked and is no longer accepted.",
            "Certifikatet återkallades och godtas inte längre.",
        ),
        likely_cause: REVOKED,
        steps: &[NEW_CERTIFICATE],
    },
];
