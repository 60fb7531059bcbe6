//! The table of rules that pick the one cause, in order: the first that applies is the root, everything after it a
//! symptom. A sound token's own faults come in the order in which the API would meet them.
//!
//! Each row says what it finds, from which evidence that is known, where it stands written that this means so, and
//! which test in `tests/` holds it. Nobody signs in to the customer's directory: what was declared and when, and what
//! was granted before, is our own record; declined, not an administrator and another tenant are read from a pasted
//! answer only (`explain`).

use super::Case;
use super::causes::{self, Found};

/// One row of the table.
pub(super) struct Rule {
    /// What it finds.
    #[cfg_attr(not(test), allow(dead_code, reason = "for whoever reads the table"))]
    pub finds: &'static str,
    /// The evidence it is known from.
    #[cfg_attr(not(test), allow(dead_code, reason = "for whoever reads the table"))]
    pub known_from: &'static str,
    /// Where it stands written that this means so.
    #[cfg_attr(not(test), allow(dead_code, reason = "for whoever reads the table"))]
    pub source: &'static str,
    /// The test that holds it.
    #[cfg_attr(not(test), allow(dead_code, reason = "a test looks for it"))]
    pub test: &'static str,
    find: fn(&Case) -> Option<Found>,
}

const CODES: &str = "entra-docs reference-error-codes.md @04f6554; knowledge/entra-errors.json";
const ACCESS_TOKENS: &str =
    "learn.microsoft.com/entra/identity-platform/access-tokens; design catalogue claims.json";
const JWT: &str = "RFC 7515, RFC 7519, RFC 8725; design catalogue claims.json";
const COMMON_ERRORS: &str =
    "learn.microsoft.com/defender-endpoint/api/common-errors; design catalogue mde-errors.json";
const OWN: &str = "Consentry's own rule";

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { finds: "no such tenant, or no answer about it", known_from: "the tenant's metadata: number, status, failure",
           source: CODES, test: "every_row_is_judged_as_written", find: causes::tenant_not_answered },
    Rule { finds: "the tenant lives in another cloud", known_from: "tenant_region_scope, its sub scope, cloud_instance_name",
           source: "cisagov/ScubaGear and AADInternals; design catalogue clouds.json", test: "every_cloud_against_every_region",
           find: causes::tenant_in_other_cloud },
    Rule { finds: "no token: consent, secret, certificate, app, Defender, policy, line", known_from: "the token endpoint: number, status, failure",
           source: CODES, test: "every_number_in_the_knowledge_file_leads_to_a_judgement", find: causes::token_not_answered },
    Rule { finds: "what came is no signed token", known_from: "its parts and their types",
           source: JWT, test: "every_row_is_judged_as_written", find: causes::token_unreadable },
    Rule { finds: "signed with a method that is never accepted", known_from: "the token's header alone",
           source: JWT, test: "a_root_outranks_what_it_brings_about", find: causes::method_refused },
    Rule { finds: "signature or key does not fit", known_from: "the keys published for the tenant",
           source: ACCESS_TOKENS, test: "a_root_outranks_what_it_brings_about", find: causes::signature_wrong },
    Rule { finds: "for another API; which one is the reason", known_from: "aud",
           source: "design catalogue clouds.json, traps; windows-itpro-docs issue 10564", test: "the_audiences_in_the_wild_are_each_named",
           find: causes::audience_wrong },
    Rule { finds: "for another tenant", known_from: "tid against the tenant asked for",
           source: ACCESS_TOKENS, test: "identities_are_compared_as_identities_not_as_text", find: causes::tenant_wrong },
    Rule { finds: "from another issuer", known_from: "iss against our own table and the tenant's GUID",
           source: ACCESS_TOKENS, test: "a_root_outranks_what_it_brings_about", find: causes::issuer_wrong },
    Rule { finds: "for another app", known_from: "appid or azp against the app asked for",
           source: ACCESS_TOKENS, test: "a_root_outranks_what_it_brings_about", find: causes::app_wrong },
    Rule { finds: "a user's token", known_from: "scp, or an idtyp that is not app",
           source: ACCESS_TOKENS, test: "a_root_outranks_what_it_brings_about", find: causes::delegated },
    Rule { finds: "not valid now, or this machine's clock is wrong", known_from: "exp and nbf; the Date of Microsoft's answers",
           source: JWT, test: "a_local_clock_a_day_off_either_way_is_the_clock_s_fault", find: causes::lifetime_wrong },
    Rule { finds: "no or not all permissions: never declared, younger than the consent, taken back, missing",
           known_from: "roles; our own record of what was declared when and granted before", source: "microsoft-365-docs issue 5552; azure-docs issue 84585",
           test: "a_consent_older_than_the_permission_is_outdated", find: causes::permissions_wrong },
    Rule { finds: "the role is there and the API says no: licence, feature, not set up", known_from: "the call: status, error.code, then text",
           source: COMMON_ERRORS, test: "a_401_turns_on_the_token_and_not_on_its_text", find: causes::call_refused },
    Rule { finds: "the person stopped the check", known_from: "the steps not done",
           source: OWN, test: "every_row_is_judged_as_written", find: causes::cancelled },
    Rule { finds: "the signature could not be checked", known_from: "the keys' address: status, failure",
           source: OWN, test: "keys_out_of_reach_are_never_connected_and_never_a_failed_check", find: causes::signature_not_checked },
    Rule { finds: "no definite answer to the call: throttled, down, no line, unknown", known_from: "the call: status, failure",
           source: COMMON_ERRORS, test: "a_time_to_try_again_is_handed_on", find: causes::call_not_answered },
    Rule { finds: "nothing is wrong and nothing was proved", known_from: "no token, or no call",
           source: OWN, test: "every_row_is_judged_as_written", find: causes::not_proved },
];

/// The root cause; `None` means connected.
pub(super) fn root(case: &Case) -> Option<Found> {
    let found = RULES.iter().find_map(|rule| (rule.find)(case))?;
    Some(causes::whose(case, causes::patience(case, found)))
}
