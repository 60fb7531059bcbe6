//! Customers and what they are asked.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::LinkForm;
use consentry_onboarding::verdict::{Cause, Verdict};
use serde::{Deserialize, Serialize};

super::wire! {
    /// A customer as the board shows it.
    #[derive(Debug, Serialize)]
    struct CustomerRow {
        #[cfg_attr(test, ts(type = "number"))]
        pub row: i64,
        #[cfg_attr(test, ts(type = "number"))]
        pub app: i64,
        pub name: String,
        pub tenant_id: String,
        pub domain: Option<String>,
        pub region: Option<String>,
        /// The last verdict that proved something, and when. Null: nothing was proved yet.
        #[cfg_attr(test, ts(type = "Verdict | null"))]
        pub proved: Option<Verdict>,
        pub proved_at: Option<String>,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub proved_cause: Option<Cause>,
        /// The last attempt, which may have found out nothing.
        #[cfg_attr(test, ts(type = "Verdict | null"))]
        pub attempt: Option<Verdict>,
        pub attempt_at: Option<String>,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub attempt_cause: Option<Cause>,
        /// A link was sent, and nothing since shows that it was answered.
        pub waiting: bool,
        pub link_sent_at: Option<String>,
        pub wanted: u32,
        pub granted: u32,
        pub missing: Vec<String>,
        /// Wanted permissions that were declared after the consent that was last seen: they must consent again.
        pub consent_lacks: Vec<String>,
        /// The watch for their consent, while there is one.
        pub watch: Option<WatchView>,
        /// What stands in the way, in the asked language.
        pub summary: Option<String>,
        /// Practice only: the exercise that this customer is.
        pub lesson: Option<Lesson>,
    }

    /// An exercise of the practice shelf, in the asked language. The answer is for whoever asks to see it.
    #[derive(Debug, Serialize)]
    struct Lesson {
        /// Its place on the shelf, from 1.
        pub number: u32,
        /// The group of exercises it belongs to.
        pub theme: String,
        /// Where to look.
        pub look: String,
        /// The cause in a few words; none where all is well.
        pub cause: Option<String>,
        /// What it teaches.
        pub teaches: String,
    }

    /// A watch for consent. Times are RFC 3339.
    #[derive(Debug, Serialize)]
    struct WatchView {
        pub since: String,
        pub looks: u32,
        pub next_at: String,
        /// When it ends by itself.
        pub until: String,
    }

    /// A tenant that was found.
    #[derive(Debug, Serialize)]
    struct TenantView {
        pub tenant_id: String,
        pub domain: Option<String>,
        pub region: Option<String>,
        /// The cloud it was found in, which its own metadata does not contradict.
        #[cfg_attr(test, ts(type = "CloudId"))]
        pub cloud: CloudId,
    }

    /// A customer as entered.
    #[derive(Debug, Deserialize)]
    struct CustomerDraft {
        #[cfg_attr(test, ts(type = "number | null"))]
        pub row: Option<i64>,
        #[cfg_attr(test, ts(type = "number"))]
        pub app: i64,
        pub name: String,
        pub tenant: String,
    }

    /// A saved customer. `existed`: the same tenant was onboarded before; this is that customer.
    #[derive(Debug, Serialize)]
    struct CustomerSaved {
        pub customer: CustomerRow,
        pub existed: bool,
    }

    /// Something to know before a link is sent, in the asked language.
    #[derive(Debug, Serialize)]
    struct LinkWarning {
        pub id: String,
        pub text: String,
    }

    /// A consent link.
    #[derive(Debug, Serialize)]
    struct LinkView {
        #[cfg_attr(test, ts(type = "LinkForm"))]
        pub form: LinkForm,
        pub url: String,
        pub warnings: Vec<LinkWarning>,
        /// Until when its answer is known to be this customer's; null for a form without a state.
        pub good_until: Option<String>,
    }

    /// What the address at the end of a link says, in the asked language. Never proof.
    #[derive(Debug, Serialize)]
    struct ReturnedView {
        #[cfg_attr(test, ts(type = "\"granted\" | \"declined\" | \"refused\" | \"foreign\" | \"old\" | \"unreadable\""))]
        pub kind: &'static str,
        pub title: String,
        pub next_step: String,
        pub raw: String,
        #[cfg_attr(test, ts(type = "number[]"))]
        pub codes: Vec<u64>,
    }
}
