//! The words of practice's own pages, in English and Swedish. They stand here and not with Consentry's other
//! words because they belong to the pages of somebody else: they play Microsoft.

use axum::http::{HeaderMap, header};

/// One language's words.
pub(crate) struct Words {
    pub(crate) language: &'static str,
    pub(crate) practice: &'static str,
    pub(crate) nothing_real: &'static str,
    pub(crate) signed_in_as: &'static str,
    pub(crate) permissions_requested: &'static str,
    pub(crate) review: &'static str,
    pub(crate) unverified: &'static str,
    pub(crate) application_id: &'static str,
    pub(crate) tenant_id: &'static str,
    pub(crate) may_do: fn(customer: &str) -> String,
    pub(crate) grants_nothing: &'static str,
    pub(crate) no_tenant_named: fn(shared: &str, customer: &str) -> String,
    pub(crate) only_if_trusted: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) given: &'static str,
    pub(crate) given_next: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) declined_next: &'static str,
    pub(crate) nothing_yet: &'static str,
    pub(crate) nothing_yet_next: &'static str,
    pub(crate) address_to_copy: &'static str,
    pub(crate) address_is_a_hint: &'static str,
    pub(crate) trouble: &'static str,
    pub(crate) stays_here: &'static str,
    pub(crate) used_up: &'static str,
    pub(crate) used_up_next: &'static str,
}

const EN: Words = Words {
    language: "en",
    practice: "Practice",
    nothing_real: "A simulated sign-in page. Nothing here reaches Microsoft or a real customer.",
    signed_in_as: "Signed in as",
    permissions_requested: "Permissions requested",
    review: "Review for your organization",
    unverified: "Publisher not verified",
    application_id: "Application ID",
    tenant_id: "Tenant ID",
    may_do: |customer| {
        format!("If you accept, this app may do the following at {customer}, without anyone being signed in:")
    },
    grants_nothing: "This link asks for no application permission: its scope does not end in /.default of \
                     Defender. Accepting lets the app in and grants it none.",
    no_tenant_named: |shared, customer| {
        format!(
            "The link says “{shared}” where a tenant should be, so it cannot tell which customer is meant. In \
             Entra, the account you sign in with decides. Here you are signed in at {customer}."
        )
    },
    only_if_trusted: "Accept only if you trust this app. You can remove it at any time, under Enterprise \
                      applications.",
    accept: "Accept",
    cancel: "Cancel",
    given: "Consent was given",
    given_next: "You can close this page and go back to Consentry.",
    declined: "Consent was not given",
    declined_next: "Nothing has changed in the tenant. You can close this page and go back to Consentry.",
    nothing_yet: "Nothing has been decided",
    nothing_yet_next: "The consent page leads here. Open the consent link first.",
    address_to_copy: "The address of this page",
    address_is_a_hint: "This is what a customer would send you. It is a hint: only a check proves anything.",
    trouble: "Sorry, but we’re having trouble signing you in.",
    stays_here: "Entra ends here and does not return to the app. You can paste this text into Diagnose.",
    used_up: "This page can no longer be used",
    used_up_next: "A decision works once. Open the consent link again.",
};

const SV: Words = Words {
    language: "sv",
    practice: "Övning",
    nothing_real: "En simulerad inloggningssida. Inget här når Microsoft eller någon riktig kund.",
    signed_in_as: "Inloggad som",
    permissions_requested: "Begärda behörigheter",
    review: "Granska åt din organisation",
    unverified: "Utgivaren är inte verifierad",
    application_id: "Program-ID",
    tenant_id: "Klientorganisations-ID",
    may_do: |customer| {
        format!("Om du godkänner får appen göra följande hos {customer}, utan att någon är inloggad:")
    },
    grants_nothing: "Länken ber inte om någon programbehörighet: dess scope slutar inte med /.default för \
                     Defender. Om du godkänner släpps appen in, men utan behörigheter.",
    no_tenant_named: |shared, customer| {
        format!(
            "Länken säger ”{shared}” där en klientorganisation ska stå, så den kan inte veta vilken kund som \
             avses. I Entra avgör kontot du loggar in med. Här är du inloggad hos {customer}."
        )
    },
    only_if_trusted: "Godkänn bara om du litar på appen. Du kan ta bort den när som helst, under \
                      Företagsprogram.",
    accept: "Godkänn",
    cancel: "Avbryt",
    given: "Medgivandet är lämnat",
    given_next: "Du kan stänga sidan och gå tillbaka till Consentry.",
    declined: "Medgivandet lämnades inte",
    declined_next: "Inget har ändrats hos kunden. Du kan stänga sidan och gå tillbaka till Consentry.",
    nothing_yet: "Inget har beslutats",
    nothing_yet_next: "Hit leder sidan för medgivande. Öppna länken för medgivande först.",
    address_to_copy: "Sidans adress",
    address_is_a_hint: "Den här adressen skulle en kund skicka till dig. Den är en ledtråd: bara en kontroll \
                        bevisar något.",
    trouble: "Det går tyvärr inte att logga in dig.",
    stays_here: "Här slutar Entra och går inte tillbaka till appen. Du kan klistra in texten under Felsök.",
    used_up: "Sidan går inte längre att använda",
    used_up_next: "Ett beslut gäller en gång. Öppna länken för medgivande igen.",
};

impl Words {
    /// The words a browser asks for: English, unless Swedish is preferred to it.
    pub(crate) fn preferred(headers: &HeaderMap) -> &'static Self {
        let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let weight = |language: &str| {
            let entries = wish.unwrap_or_default().split(',').map(str::trim);
            let weights = entries.filter_map(|entry| {
                let (tag, rest) = entry.split_once(';').unwrap_or((entry, ""));
                let primary = tag.trim().split('-').next().unwrap_or_default();
                let q = match rest.trim() {
                    "" => 1.0,
                    weighted => {
                        weighted.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).unwrap_or(0.0)
                    }
                };
                primary.eq_ignore_ascii_case(language).then_some(q)
            });
            weights.fold(0.0_f32, f32::max)
        };
        let (swedish, english) = (weight("sv"), weight("en"));
        // Browsers may list several languages without weights: then the first one counts.
        let first_is_swedish = wish.is_some_and(|text| text.trim().to_ascii_lowercase().starts_with("sv"));
        if swedish > english || (swedish > 0.0 && swedish >= english && first_is_swedish) { &SV } else { &EN }
    }

    /// Whether these are the Swedish words.
    pub(crate) fn swedish(&self) -> bool {
        self.language == SV.language
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_browser_s_wish_decides() {
        let language = |wish: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
            Words::preferred(&headers).language
        };
        for swedish in
            ["sv", "sv-SE,sv;q=0.9,en;q=0.8", "de,sv;q=0.5", "SV-fi", "en;q=0.3, sv;q=0.4", "sv,en"]
        {
            assert_eq!(language(swedish), "sv", "{swedish}");
        }
        for english in
            ["", "en-GB,en;q=0.9,sv;q=0.8", "de", "svx", "sv;q=0", "en,sv", "*", "sv;q=nonsense;;,en"]
        {
            assert_eq!(language(english), "en", "{english}");
        }
        assert_eq!(Words::preferred(&HeaderMap::new()).language, "en");
    }
}
