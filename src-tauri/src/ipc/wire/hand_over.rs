//! Handing a customer over: summary, code, token file.

use consentry_words::{CodeLanguage, CodeWay};
use serde::Serialize;

super::wire! {
    /// Code with the customer's values and no secret.
    #[derive(Debug, Serialize)]
    struct SnippetView {
        pub id: &'static str,
        #[cfg_attr(test, ts(type = "\"powershell\" | \"csharp\" | \"python\" | \"curl\""))]
        pub language: CodeLanguage,
        #[cfg_attr(test, ts(type = "\"v2\" | \"v1\" | \"guide\""))]
        pub way: CodeWay,
        pub file_name: String,
        pub code: String,
    }

    /// A token file that was written and is still there.
    #[derive(Debug, Serialize)]
    struct TokenFileView {
        pub path: String,
        pub expires_at: String,
        /// Whether Consentry deletes it then.
        pub delete: bool,
    }

    /// What can be handed over.
    #[derive(Debug, Serialize)]
    struct HandOverView {
        /// The summary as it is saved in Markdown.
        pub summary: String,
        pub snippets: Vec<SnippetView>,
        /// The environment variable that the code reads the secret from.
        pub secret_variable: &'static str,
        /// Where a token file would go.
        pub token_path: String,
        pub token_files: Vec<TokenFileView>,
    }

    /// What came of *Save token*: the file, or what speaks against the place, in the asked language, to be agreed to.
    #[derive(Debug, Serialize)]
    struct TokenSaved {
        pub file: Option<TokenFileView>,
        pub warnings: Vec<String>,
    }
}
