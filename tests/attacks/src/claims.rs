//! The claims, under a signature that fits: whoever could get such a token signed must still not be believed.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::verdict::Cause;
use serde_json::Value;

use crate::case::{Case, Class, Said};
use crate::mint::{APP, Mint, OTHER_APP, OTHER_TENANT, TENANT, with, without};

mod contents;

const MALFORMED: Said = Said::Cause(Cause::MalformedToken);
/// The tenant of personal accounts.
const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

fn case(name: impl AsRef<str>, why: &'static str, token: String, said: Said) -> Case {
    Case::new(Class::Claims, name, why, token, said)
}

pub(crate) fn cases(mint: &Mint) -> Vec<Case> {
    let families = [issuers, audiences, tenants, apps, versions, contents::cases];
    families.into_iter().flat_map(|family| family(mint)).collect()
}

fn signed(mint: &Mint, name: &str, value: impl Into<Value>) -> String {
    mint.published.token(&mint.header(), &with(mint.claims(), name, value))
}

fn issuers(mint: &Mint) -> Vec<Case> {
    let wrong = Said::Cause(Cause::WrongIssuer);
    let good = format!("https://sts.windows.net/{TENANT}/");
    let upper = TENANT.to_uppercase();
    let mut all = Vec::new();
    for (nth, issuer) in [
        good[..good.len() - 1].to_owned(),
        format!("{good}/"),
        format!("{good}v2.0"),
        format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        format!("https://login.microsoftonline.com/{TENANT}/"),
        format!("https://sts.windows.net/{OTHER_TENANT}/"),
        format!("https://sts.windows.net/{CONSUMERS}/"),
        "https://sts.windows.net/{tenantid}/".to_owned(),
        "https://sts.windows.net/common/".to_owned(),
        format!("https://sts.windows.net/{upper}/"),
        format!("HTTPS://STS.WINDOWS.NET/{TENANT}/"),
        format!("http://sts.windows.net/{TENANT}/"),
        format!("https://sts.windows.net:443/{TENANT}/"),
        format!("https://sts.windows.net./{TENANT}/"),
        format!("https://sts.windows.net@evil.example/{TENANT}/"),
        format!("https://evil.example@sts.windows.net/{TENANT}/"),
        format!("https://sts.windows.net.evil.example/{TENANT}/"),
        format!("https://evil.example/sts.windows.net/{TENANT}/"),
        format!("https://sts.wind\u{43e}ws.net/{TENANT}/"),
        format!("https://sts\u{3002}windows.net/{TENANT}/"),
        format!("https://sts.windows.net/./{TENANT}/"),
        format!("https://sts.windows.net/{OTHER_TENANT}/../{TENANT}/"),
        format!("https://sts.windows.net/%31{}/", &TENANT[1..]),
        format!("https://sts.windows.net/{TENANT}/?x"),
        format!("https://sts.windows.net/{TENANT}/#x"),
        format!("https://sts.chinacloudapi.cn/{TENANT}/"),
        format!(" {good}"),
        format!("{good} "),
        format!("{good},https://evil.example/"),
        "https://evil.example/".to_owned(),
        String::new(),
    ]
    .into_iter()
    .enumerate()
    {
        all.push(case(
            format!("iss-{nth}"),
            "the issuer is one text, letter by letter",
            signed(mint, "iss", issuer),
            wrong,
        ));
    }
    for (name, issuer) in [
        ("zero-byte", format!("{good}\0")),
        ("turned", format!("\u{202e}{good}")),
        ("zero-width", format!("\u{200b}{good}")),
        ("soft-hyphen", good.replacen("sts", "st\u{ad}s", 1)),
        ("line", format!("{good}\n")),
    ] {
        all.push(case(
            format!("iss-{name}"),
            "unseen characters are not overlooked",
            signed(mint, "iss", issuer),
            MALFORMED,
        ));
    }
    all
}

fn audiences(mint: &Mint) -> Vec<Case> {
    let wrong = Said::Cause(Cause::WrongAudience);
    let good = "https://api.securitycenter.microsoft.com";
    let mut all = Vec::new();
    for (nth, audience) in [
        "https://graph.microsoft.com",
        "00000003-0000-0000-c000-000000000000",
        "https://management.azure.com/",
        "https://api.security.microsoft.com",
        "https://graph.windows.net/",
        "https://vault.azure.net",
        "https://api.securitycenter.microsoft.com//",
        "https://api.securitycenter.microsoft.com/api",
        "https://api.securitycenter.microsoft.com/.default",
        "https://api.securitycenter.microsoft.com:443",
        "https://api.securitycenter.microsoft.com.evil.example",
        "https://api.securitycenter.microsoft.com@evil.example",
        "https://evil.example/https://api.securitycenter.microsoft.com",
        "http://api.securitycenter.microsoft.com",
        "HTTPS://API.SECURITYCENTER.MICROSOFT.COM",
        "api.securitycenter.microsoft.com",
        "https://api.securitycenter.micros\u{43e}ft.com",
        "https://api.securitycenter.microsoft.com https://evil.example",
        " https://api.securitycenter.microsoft.com",
        "https://api.securitycenter.microsoft.com ",
        "fc780465-2017-40d4-a0c5-307022471b9",
        "{fc780465-2017-40d4-a0c5-307022471b92}",
        "api://fc780465-2017-40d4-a0c5-307022471b92",
        "fc780465201740d4a0c5307022471b92",
        APP,
        "*",
        "",
        "/",
    ]
    .into_iter()
    .enumerate()
    {
        all.push(case(
            format!("aud-{nth}"),
            "the token is for another API",
            signed(mint, "aud", audience),
            wrong,
        ));
    }
    for (name, audience) in [
        ("zero-byte", format!("{good}\0")),
        ("turned", format!("{good}\u{202c}")),
        ("zero-width", format!("{good}\u{2060}")),
        ("varied", good.replacen("api", "api\u{fe0f}", 1)),
        ("bell", format!("\u{7}{good}")),
    ] {
        all.push(case(
            format!("aud-{name}"),
            "unseen characters are not overlooked",
            signed(mint, "aud", audience),
            MALFORMED,
        ));
    }
    all
}

fn tenants(mint: &Mint) -> Vec<Case> {
    let wrong = Said::Cause(Cause::WrongTenant);
    let mut all = Vec::new();
    for (name, tenant) in
        [("other", OTHER_TENANT), ("consumers", CONSUMERS), ("nil", "00000000-0000-0000-0000-000000000000")]
    {
        let claims = with(mint.claims(), "tid", tenant);
        all.push(case(
            format!("tid-{name}"),
            "the tenant is another",
            mint.published.token(&mint.header(), &claims),
            wrong,
        ));
        let issuer = format!("https://sts.windows.net/{tenant}/");
        let token = mint.published.token(&mint.header(), &with(claims, "iss", issuer));
        all.push(case(format!("tid-and-iss-{name}"), "the tenant is another", token, wrong));
    }
    for (nth, tenant) in [
        format!("{{{TENANT}}}"),
        format!(" {TENANT}"),
        format!("{TENANT} "),
        format!("\"{TENANT}\""),
        format!("{TENANT}\0"),
        format!("{TENANT}\u{202c}"),
        format!("{TENANT}\n"),
        TENANT.replace('-', ""),
        format!("urn:uuid:{TENANT}"),
        TENANT[..35].to_owned(),
        format!("{TENANT}0"),
        TENANT.replacen('1', "\u{0661}", 1),
        TENANT.replacen('d', "\u{ff44}", 1),
        "common".to_owned(),
        "contoso.onmicrosoft.com".to_owned(),
        String::new(),
    ]
    .into_iter()
    .enumerate()
    {
        all.push(case(
            format!("tid-form-{nth}"),
            "a tenant is named in one form",
            signed(mint, "tid", tenant),
            MALFORMED,
        ));
    }
    let token = mint.published.token(&mint.header(), &without(mint.claims(), "tid"));
    all.push(case("tid-missing", "without it nobody knows whose it is", token, wrong));
    all
}

fn apps(mint: &Mint) -> Vec<Case> {
    let wrong = Said::Cause(Cause::WrongApp);
    let mut all = Vec::new();
    let other = signed(mint, "appid", OTHER_APP);
    all.push(case("appid-other", "the app is another", other, wrong));
    let token = mint.published.token(&mint.header(), &without(mint.claims(), "appid"));
    all.push(case("appid-missing", "without it nobody knows whose it is", token, wrong));
    let only_azp = with(without(mint.claims(), "appid"), "azp", APP);
    let token = mint.published.token(&mint.header(), &only_azp);
    all.push(case("azp-in-place-of-appid", "a 1.0 token names its app in appid", token, wrong));
    all.push(case("azp-conflict", "two apps in one token", signed(mint, "azp", OTHER_APP), MALFORMED));
    let v2 = mint.claims_v2_in(CloudId::Commercial);
    let token = mint.published.token(&mint.header(), &with(v2.clone(), "appid", OTHER_APP));
    all.push(case("appid-conflict", "two apps in one token", token, MALFORMED));
    let token = mint.published.token(&mint.header(), &with(v2, "azp", OTHER_APP));
    all.push(case("azp-other", "the app is another", token, wrong));
    for (nth, app) in [
        "",
        "*",
        &APP[..35],
        &format!("{{{APP}}}"),
        &format!("{APP} "),
        &APP.replace('-', ""),
        &APP.replacen('6', "\u{0666}", 1),
    ]
    .into_iter()
    .enumerate()
    {
        all.push(case(
            format!("appid-form-{nth}"),
            "an app is named in one form",
            signed(mint, "appid", app),
            wrong,
        ));
    }
    for (name, app) in [("zero-byte", format!("{APP}\0")), ("zero-width", format!("\u{feff}{APP}"))] {
        all.push(case(
            format!("appid-{name}"),
            "unseen characters are not overlooked",
            signed(mint, "appid", app),
            MALFORMED,
        ));
    }
    all
}

fn versions(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    for (name, version) in [
        ("3.0", "3.0"),
        ("1", "1"),
        ("2", "2"),
        ("empty", ""),
        ("1.0-blank", "1.0 "),
        ("01.0", "01.0"),
        ("zero-byte", "1.0\0"),
    ] {
        all.push(case(
            format!("ver-{name}"),
            "there are two versions",
            signed(mint, "ver", version),
            MALFORMED,
        ));
    }
    let second = with(with(without(mint.claims(), "appid"), "azp", APP), "ver", "2.0");
    let token = mint.published.token(&mint.header(), &second);
    all.push(case("ver-2-iss-1", "version and issuer disagree", token, Said::Cause(Cause::WrongIssuer)));
    let first = with(with(mint.claims_v2_in(CloudId::Commercial), "ver", "1.0"), "appid", APP);
    let token = mint.published.token(&mint.header(), &first);
    all.push(case("ver-1-iss-2", "version and issuer disagree", token, Said::Cause(Cause::WrongIssuer)));
    let token = mint.published.token(&mint.header(), &without(mint.claims(), "ver"));
    all.push(case("ver-missing", "without it nobody knows what counts", token, MALFORMED));
    // A 2.0 token of another cloud names another issuer, and its keys are another cloud's.
    for (cloud, other) in [
        (CloudId::Commercial, CloudId::GccHigh),
        (CloudId::GccHigh, CloudId::Commercial),
        (CloudId::Dod, CloudId::Gcc),
    ] {
        let token = mint.published.token(&mint.header(), &mint.claims_v2_in(other));
        let name = format!("cloud-{}-in-{}", other.id(), cloud.id());
        let said = Said::Cause(Cause::WrongIssuer);
        all.push(case(name, "the issuer is another cloud's", token, said).in_cloud(cloud));
    }
    all
}
