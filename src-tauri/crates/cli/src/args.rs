//! The words on the command line, and what they mean. Whatever leaves this file is well formed.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand};
use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::{LinkForm, LinkState, RedirectUri};
use consentry_onboarding::evidence::Flow;
use consentry_onboarding::ids::{self, AppId, IdProblem, TenantId, TenantRef};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::records::CheckRow;
use consentry_practice::Scenario;
use consentry_words::Lang;

use crate::usage::BadValue;

/// From "this customer" to "this verdict, and here is why"
///
/// Secrets and tokens come in on standard input or from the keychain, never as an argument.
#[derive(Debug, Parser)]
#[command(name = "consentry", version, arg_required_else_help = true, after_help = EXIT_STATUS)]
pub struct Cli {
    /// Print exactly one JSON document on standard output
    #[arg(long, global = true, help_heading = COMMON)]
    pub json: bool,
    /// Language of the answer [default: from the environment]
    #[arg(long, global = true, help_heading = COMMON, value_name = "en|sv", value_parser = lang)]
    pub lang: Option<Lang>,
    /// Microsoft cloud of the app registration [default: commercial]
    #[arg(long, global = true, help_heading = COMMON, value_name = "commercial|gcc|gcc-high|dod",
          value_parser = cloud)]
    pub cloud: Option<CloudId>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Heading of the options that every command takes.
const COMMON: &str = "Common options";

const EXIT_STATUS: &str = "\
Exit status:
  0  connected, or done as asked
  1  needs attention
  2  wrong usage or unreadable input
  3  unknown: network, throttling, a fault of the service, nothing proved
  4  the keychain or the records on this computer are at fault

CONSENTRY_LOG=error|warn|info|debug|trace writes a log to standard error.";

const CHECK_USAGE: &str = "\
consentry check --app-id <GUID> --tenant <GUID|DOMAIN> [OPTIONS]
       consentry check --customer <NAME|GUID>";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a consent link for a customer's administrator
    Link(LinkArgs),
    /// Check a customer: tenant, token, permissions and one read-only call
    #[command(override_usage = CHECK_USAGE)]
    Check(CheckArgs),
    /// Read a token from standard input and judge it
    Inspect(InspectArgs),
    /// Say what anything pasted on standard input is, what it means and who acts
    Explain(ExplainArgs),
    /// Print a file for support about a customer on record, without names, IDs or the secret
    Bundle(BundleArgs),
    /// List the application permissions of WindowsDefenderATP
    Permissions(PermissionsArgs),
    /// Try everything in embedded practice tenants, with no Azure and no network
    Practice(PracticeArgs),
}

/// `consentry link`.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// Application (client) ID of the partner app
    #[arg(long, value_name = "GUID", value_parser = app_id)]
    pub app_id: AppId,
    /// The customer's tenant; without it anyone's administrator can answer
    #[arg(long, value_name = "GUID|DOMAIN", value_parser = tenant)]
    pub tenant: Option<TenantRef>,
    /// Form of the link
    #[arg(long, value_name = "guide|admin-v1|admin-v2", default_value = "admin-v2", value_parser = form)]
    pub form: LinkForm,
    /// A redirect address of the registration [default: https://portal.azure.com]
    #[arg(long, value_name = "URI", value_parser = redirect)]
    pub redirect_uri: Option<RedirectUri>,
    /// Text that comes back with the answer [default: random]
    #[arg(long, value_name = "TEXT", value_parser = state)]
    pub state: Option<LinkState>,
}

/// `consentry check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Application (client) ID of the partner app
    #[arg(long, value_name = "GUID", value_parser = app_id, required_unless_present = "customer")]
    pub app_id: Option<AppId>,
    /// The customer's tenant
    #[arg(long, value_name = "GUID|DOMAIN", value_parser = tenant, required_unless_present = "customer")]
    pub tenant: Option<TenantRef>,
    /// Permissions that must be in the token [default: those recorded for the app]
    #[arg(long, value_name = "P,P", value_delimiter = ',', value_parser = permission)]
    pub want: Option<Vec<Permission>>,
    /// Token address to use [default: v2]
    #[arg(long, value_name = "v1|v2", value_parser = flow)]
    pub flow: Option<Flow>,
    /// Read the client secret from one line of standard input instead of the keychain
    #[arg(long)]
    pub secret_stdin: bool,
    /// Do not call the API; at best the verdict is then "unknown: not proved"
    #[arg(long)]
    pub no_probe: bool,
    /// A customer on record, by name or tenant ID; the check is kept in its history
    #[arg(long, value_name = "NAME|GUID",
          conflicts_with_all = ["tenant", "want", "flow", "secret_stdin", "no_probe"])]
    pub customer: Option<String>,
}

/// `consentry inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The tenant the token should be for
    #[arg(long, value_name = "GUID", value_parser = tenant_id)]
    pub tenant: Option<TenantId>,
    /// The app the token should be for
    #[arg(long, value_name = "GUID", value_parser = app_id)]
    pub app_id: Option<AppId>,
    /// Permissions that must be in it
    #[arg(long, value_name = "P,P", value_delimiter = ',', value_parser = permission)]
    pub want: Vec<Permission>,
    /// Ask nobody anything, not even for the keys
    #[arg(long, conflicts_with = "call")]
    pub offline: bool,
    /// Send the token to Defender in one read-only call
    #[arg(long)]
    pub call: bool,
    /// What it should be able to do, in words, as a path or a call's id: says what it lacks for that
    #[arg(long, value_name = "TEXT")]
    pub task: Option<String>,
}

/// `consentry explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The tenant it should be about
    #[arg(long, value_name = "GUID|DOMAIN", value_parser = tenant)]
    pub tenant: Option<TenantRef>,
    /// The partner app it should be about
    #[arg(long, value_name = "GUID", value_parser = app_id)]
    pub app_id: Option<AppId>,
}

/// `consentry bundle`.
#[derive(Debug, Args)]
pub struct BundleArgs {
    /// A customer on record, by name or tenant ID; with --open, one in the file
    #[arg(long, value_name = "NAME|GUID", required_unless_present = "open")]
    pub customer: Option<String>,
    /// Application (client) ID of the partner app, where several have such a customer
    #[arg(long, value_name = "GUID", value_parser = app_id)]
    pub app_id: Option<AppId>,
    /// Keep names, domains, tenant IDs and the application ID as they are
    #[arg(long, conflicts_with = "open")]
    pub keep_names: bool,
    /// Open a file for support that comes on standard input; nobody is asked about anything in it
    #[arg(long)]
    pub open: bool,
    /// Show this check of the customer, by the number that --open shows
    #[arg(long, value_name = "NUMBER", value_parser = check, requires = "open")]
    pub check: Option<CheckRow>,
}

/// `consentry permissions`.
#[derive(Debug, Args)]
pub struct PermissionsArgs {
    /// What the app is to do, such as "isolate a device" or "GET /api/alerts": the least permissions for it
    #[arg(long, value_name = "TEXT", value_parser = task)]
    pub task: Option<String>,
}

/// `consentry practice`.
#[derive(Debug, Args)]
pub struct PracticeArgs {
    /// List the practice customers
    #[arg(long, conflicts_with_all = ["serve", "scenario"])]
    pub list: bool,
    /// Serve the practice tenants for other clients until standard input closes or a signal comes
    #[arg(long, conflicts_with = "scenario")]
    pub serve: bool,
    /// Check one practice customer
    #[arg(long, value_name = "NAME", value_parser = scenario)]
    pub scenario: Option<&'static Scenario>,
}

/// Reads the command line.
pub fn read(words: Vec<OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(words)
}

fn lang(text: &str) -> Result<Lang, BadValue> {
    text.parse().map_err(|_| BadValue::Lang)
}

fn cloud(text: &str) -> Result<CloudId, BadValue> {
    text.parse().map_err(|_| BadValue::Cloud)
}

fn app_id(text: &str) -> Result<AppId, BadValue> {
    AppId::parse(text).map_err(BadValue::Id)
}

fn tenant(text: &str) -> Result<TenantRef, BadValue> {
    TenantRef::parse(text).map_err(BadValue::Id)
}

fn tenant_id(text: &str) -> Result<TenantId, BadValue> {
    TenantId::parse(text).map_err(|problem| match TenantRef::parse(text) {
        Err(IdProblem::TakenApart { suggestion }) if ids::is_guid(&suggestion) => {
            BadValue::Id(IdProblem::TakenApart { suggestion })
        }
        _ => BadValue::Id(problem),
    })
}

fn permission(text: &str) -> Result<Permission, BadValue> {
    Permission::parse(text).map_err(|_| BadValue::Permission)
}

fn form(text: &str) -> Result<LinkForm, BadValue> {
    text.parse().map_err(|()| BadValue::Form)
}

fn flow(text: &str) -> Result<Flow, BadValue> {
    match text {
        "v1" => Ok(Flow::V1),
        "v2" => Ok(Flow::V2),
        _ => Err(BadValue::Flow),
    }
}

fn redirect(text: &str) -> Result<RedirectUri, BadValue> {
    RedirectUri::parse(text).map_err(|_| BadValue::RedirectUri)
}

fn state(text: &str) -> Result<LinkState, BadValue> {
    LinkState::parse(text).ok_or(BadValue::State)
}

fn check(text: &str) -> Result<CheckRow, BadValue> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.map(CheckRow).ok_or(BadValue::Check)
}

fn task(text: &str) -> Result<String, BadValue> {
    let fits = !text.trim().is_empty() && text.len() <= 500;
    if fits { Ok(text.trim().to_owned()) } else { Err(BadValue::Task) }
}

fn scenario(text: &str) -> Result<&'static Scenario, BadValue> {
    consentry_practice::shelf().iter().find(|scenario| scenario.name == text).ok_or(BadValue::Scenario)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use clap::error::ErrorKind;

    use super::*;

    const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";

    fn parse(line: &str) -> Result<Cli, ErrorKind> {
        let words = std::iter::once("consentry").chain(line.split(' ')).map(OsString::from).collect();
        read(words).map_err(|error| error.kind())
    }

    #[test]
    fn the_description_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_common_options_stand_anywhere() {
        for line in ["--json --lang sv --cloud gcc permissions", "permissions --json --lang sv --cloud gcc"] {
            let cli = parse(line).unwrap();
            assert!(cli.json && cli.lang == Some(Lang::Sv) && cli.cloud == Some(CloudId::Gcc), "{line}");
        }
    }

    #[test]
    fn values_are_read_as_people_paste_them() {
        let upper = format!("link --app-id {{{}}} --tenant Contoso.SE", APP.to_uppercase());
        let Command::Link(link) = parse(&upper).unwrap().command else { panic!("link") };
        assert_eq!(link.app_id.to_string(), APP);
        assert_eq!(link.tenant.unwrap().to_string(), "contoso.se");
        assert_eq!(link.form, LinkForm::AdminV2);

        let words =
            format!("check --app-id {APP} --tenant contoso.se --want A.Read,B.Write --flow v1 --no-probe");
        let Command::Check(check) = parse(&words).unwrap().command else { panic!("check") };
        let want: Vec<_> = check.want.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(want, ["A.Read", "B.Write"]);
        assert!(check.flow == Some(Flow::V1) && check.no_probe && !check.secret_stdin);
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let conflict = Err(ErrorKind::ArgumentConflict);
        let missing = Err(ErrorKind::MissingRequiredArgument);
        let cases = [
            (format!("check --app-id {APP}"), missing),
            ("check --tenant contoso.se".to_owned(), missing),
            ("check --customer Contoso --secret-stdin".to_owned(), conflict),
            ("check --customer Contoso --no-probe".to_owned(), conflict),
            ("check --customer Contoso --want A.Read".to_owned(), conflict),
            ("inspect --offline --call".to_owned(), conflict),
            ("practice --list --serve".to_owned(), conflict),
            ("practice --serve --scenario all-well".to_owned(), conflict),
            ("permissions --task".to_owned(), Err(ErrorKind::InvalidValue)),
            ("check --secret hunter2".to_owned(), Err(ErrorKind::UnknownArgument)),
            ("explain-not".to_owned(), Err(ErrorKind::InvalidSubcommand)),
        ];
        for (line, expected) in cases {
            assert_eq!(parse(&line).map(|_| ()), expected, "{line}");
        }
        assert_eq!(parse("bundle").map(|_| ()), Err(ErrorKind::MissingRequiredArgument));
        assert!(parse("bundle --customer Contoso --keep-names").is_ok());
        assert!(
            parse("bundle --open").is_ok() && parse("bundle --open --customer Contoso --check 7").is_ok()
        );
        assert_eq!(parse("bundle --open --keep-names").map(|_| ()), Err(ErrorKind::ArgumentConflict));
        assert_eq!(
            parse("bundle --customer Contoso --check 7").map(|_| ()),
            Err(ErrorKind::MissingRequiredArgument)
        );
        assert_eq!(parse("bundle --open --check 0").map(|_| ()), Err(ErrorKind::ValueValidation));
        assert!(parse("check --customer Contoso").is_ok());
        assert!(parse(&format!("check --customer Contoso --app-id {APP}")).is_ok());
    }

    #[test]
    fn malformed_values_are_refused() {
        for line in [
            "link --app-id 6f2b9d1e".to_owned(),
            "link --app-id 00000000-0000-0000-0000-000000000000".to_owned(),
            format!("link --app-id {APP} --tenant https://contoso.se/"),
            format!("link --app-id {APP} --tenant common"),
            format!("link --app-id {APP} --redirect-uri http://contoso.se"),
            format!("link --app-id {APP} --form admin-v3"),
            format!("check --app-id {APP} --tenant 9188040d-6c67-4c5b-b112-36a304b66dad"),
            format!("check --app-id {APP} --tenant contoso.se --want A.Read,"),
            "inspect --tenant contoso.se".to_owned(),
            "practice --scenario nowhere".to_owned(),
            "permissions --lang de".to_owned(),
            "permissions --cloud practice".to_owned(),
        ] {
            assert_eq!(parse(&line).map(|_| ()), Err(ErrorKind::ValueValidation), "{line}");
        }
    }
}
