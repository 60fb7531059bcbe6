//! The API page: hosts, calls, and what came of one.

use serde::Serialize;

super::wire! {
    /// A host of the app's cloud.
    #[derive(Debug, Serialize)]
    struct HostView {
        pub id: &'static str,
        pub address: String,
    }

    /// A call of the catalogue, and what the token means for it. Texts are in the asked language.
    #[derive(Debug, Serialize)]
    struct CallView {
        pub id: &'static str,
        pub area: &'static str,
        pub title: &'static str,
        pub method: &'static str,
        pub path: &'static str,
        /// Whether it can be made here.
        pub makable: bool,
        /// What has to be typed for it.
        #[cfg_attr(test, ts(type = "\"id\" | \"domain\" | \"ip\" | \"cve\" | null"))]
        pub parameter: Option<&'static str>,
        /// Whether an amount can be chosen.
        pub amount: bool,
        pub per_minute: Option<u32>,
        pub per_hour: Option<u32>,
        /// The permission that opens it; null: none in the token does, or no token is known.
        pub allowed_by: Option<String>,
        pub missing_any_of: Vec<String>,
        /// A permission in the token that may be enough, though the documentation no longer names it.
        pub perhaps_by: Option<String>,
        pub notice: Option<&'static str>,
    }

    /// What can be called for a customer.
    #[derive(Debug, Serialize)]
    struct ApiView {
        pub hosts: Vec<HostView>,
        pub calls: Vec<CallView>,
        /// Where the permissions were read: in the token in hand, in the last one that was checked, or nowhere.
        #[cfg_attr(test, ts(type = "\"token\" | \"history\" | null"))]
        pub roles_from: Option<&'static str>,
        pub token_expires_at: Option<String>,
        /// What is to be known of the whole API.
        pub notice: &'static str,
    }

    /// A header that tells of limits or of the request.
    #[derive(Debug, Serialize)]
    struct HeaderView {
        pub name: String,
        pub value: String,
    }

    /// Alerts or devices as a table; a column's name is the field's name.
    #[derive(Debug, Serialize)]
    struct TableView {
        pub columns: Vec<&'static str>,
        pub rows: Vec<Vec<String>>,
    }

    /// A refusal or failure, told in the asked language.
    #[derive(Debug, Serialize)]
    struct WhyView {
        pub title: String,
        pub cause: Option<String>,
        pub steps: Vec<String>,
        pub retry_at: Option<String>,
        pub correlation_id: Option<String>,
        pub raw: String,
    }

    /// A call that was made.
    #[derive(Debug, Serialize)]
    struct MadeView {
        pub operation: &'static str,
        pub address: String,
        pub at: String,
        pub status: Option<u16>,
        #[cfg_attr(test, ts(type = "number | null"))]
        pub took_ms: Option<u64>,
        pub headers: Vec<HeaderView>,
        pub entries: Option<u32>,
        pub table: Option<TableView>,
        pub json: Option<String>,
        /// Whether there was more than is shown.
        pub cut: bool,
        pub why: Option<WhyView>,
        /// It was stopped.
        pub stopped: bool,
        pub token_expires_at: String,
    }
}
