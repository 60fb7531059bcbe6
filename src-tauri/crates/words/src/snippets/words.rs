//! What the comments in the code say.

use crate::lang::Lang;

/// A sentence by its name in the templates; none for a name that is not a sentence.
pub(super) fn said(lang: Lang, name: &str) -> Option<&'static str> {
    Some(lang.pick(match name {
        "no-secret" => (
            "Made by Consentry. It holds no secret and no token, so it can be kept with your other code.",
            "Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.",
        ),
        "from-environment" => (
            "The client secret comes from the environment and never stands in this file.",
            "Klienthemligheten kommer från miljön och står aldrig i den här filen.",
        ),
        "missing" => (
            "Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.",
            "Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.",
        ),
        "get-token" => (
            "Get a token for exactly this customer's tenant.",
            "Hämta en token för just den här kundens klientorganisation.",
        ),
        "not-in-arguments" => (
            "The secret goes in by a pipe: arguments can be read by others on this computer.",
            "Hemligheten går in genom en pipe: argument kan läsas av andra på den här datorn.",
        ),
        "needs" => ("Needs", "Behöver"),
        "guide-powershell" => (
            "After Microsoft's guide. Unlike there, the secret is not written here and the token not into a file.",
            "Efter Microsofts guide. Till skillnad från den står hemligheten inte här, och token sparas inte i en fil.",
        ),
        "guide-csharp" => (
            "As in Microsoft's guide, with its old library ADAL. Microsoft ended support for ADAL in 2023: use MSAL.",
            "Som i Microsofts guide, med dess gamla bibliotek ADAL. Stödet för ADAL upphörde 2023: använd MSAL.",
        ),
        "guide-python" => (
            "After the page that Microsoft's guide leads to. It needs nothing but Python itself.",
            "Efter sidan som Microsofts guide leder till. Den behöver bara Python självt.",
        ),
        "guide-curl" => (
            "After Microsoft's guide. Unlike there, the server's certificate is checked.",
            "Efter Microsofts guide. Till skillnad från där kontrolleras serverns certifikat.",
        ),
        "older-address" => (
            "At the older token address, which asks for a resource instead of a scope.",
            "Vid den äldre tokenadressen, som frågar efter en resurs i stället för ett scope.",
        ),
        _ => return None,
    }))
}

/// The first line of every snippet. `customer` is one line already.
pub(super) fn purpose(lang: Lang, customer: &str) -> String {
    match lang {
        Lang::En => format!("Calls Microsoft Defender for Endpoint in the tenant of {customer}."),
        Lang::Sv => format!("Anropar Microsoft Defender for Endpoint i klientorganisationen för {customer}."),
    }
}

/// What the call at the end brings. `title` names it as the catalogue does.
pub(super) fn call_api(lang: Lang, title: &str) -> String {
    match lang {
        Lang::En => format!("Call the API with it ({title})."),
        Lang::Sv => format!("Anropa API:et med den ({title})."),
    }
}
