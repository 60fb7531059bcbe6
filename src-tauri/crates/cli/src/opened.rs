//! `consentry bundle --open`: a file for support that somebody sent, on standard input. Nobody is asked about anything in
//! it, and nothing of it is kept.

use std::fmt::Write as _;

use consentry_onboarding::bundle::{self, InShort, LONGEST, Names, Opened, OpenedCustomer, Then};
use consentry_onboarding::history::{Kept, SinceItWorked};
use consentry_onboarding::ids::TenantId;
use consentry_onboarding::ports::{Clock as _, SystemClock};
use consentry_onboarding::records::CheckRow;
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_words::{self as words, SinceReport};
use serde::Serialize;
use time::OffsetDateTime;

use crate::args::BundleArgs;
use crate::exit::{Exit, Trouble};
use crate::output::{Out, one_line};
use crate::render::{Beside, JudgedThen};
use crate::{input, records, render};

/// The JSON of `bundle --open`.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(with = "time::serde::rfc3339")]
    made_at: OffsetDateTime,
    made_by: &'a str,
    rules: u32,
    system: &'a str,
    names: Names,
    judged_otherwise: usize,
    customers: Vec<CustomerDocument>,
}

#[derive(Serialize)]
struct CustomerDocument {
    #[serde(flatten)]
    in_short: InShort,
    #[serde(skip_serializing_if = "Option::is_none")]
    since_it_worked: Option<SinceReport>,
    /// Newest first.
    history: Vec<CheckDocument>,
}

/// One check of the history, by its number there; the oldest of all has 1.
#[derive(Serialize)]
struct CheckDocument {
    check: i64,
    #[serde(with = "time::serde::rfc3339")]
    checked_at: OffsetDateTime,
    verdict: Verdict,
    cause: Option<Cause>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_then: Option<JudgedThen>,
}

/// Opens the file and shows who is in it, one of them, or one check.
pub fn run(args: &BundleArgs, out: Out) -> Result<Exit, Trouble> {
    let text = input::pasted(out, LONGEST)?;
    let opened = bundle::open(&text).map_err(|problem| {
        let (title, text) = words::unopened(out.lang, &problem);
        Trouble::Usage(format!("{title}. {text}"))
    })?;
    let found = asked_for(&opened, args, out)?;
    if let Some(check) = args.check {
        let one = match found[..] {
            [one] => one,
            [] => return Err(nobody(out)),
            _ => {
                let said = out.say(
                    "say whose check it is; the file holds several customers",
                    "ange vems kontroll det är; filen innehåller flera kunder",
                );
                return Err(Trouble::Usage(format!("--customer: {said}")));
            }
        };
        return shown(one, check, out);
    }
    if out.json {
        out.document(&document(&opened, &found, out))?;
    } else {
        out.text(&page(&opened, &found, out))?;
    }
    Ok(Exit::Done)
}

/// The customers in the file that a name or tenant ID means; all of them where none is named.
fn asked_for<'a>(
    opened: &'a Opened,
    args: &BundleArgs,
    out: Out,
) -> Result<Vec<&'a OpenedCustomer>, Trouble> {
    let of_app = |one: &&OpenedCustomer| args.app_id.is_none_or(|id| id == one.app.app_id);
    let mut found: Vec<_> = opened.customers.iter().filter(of_app).collect();
    let Some(customer) = &args.customer else { return Ok(found) };
    let (named, id) = (customer.trim().to_lowercase(), TenantId::parse(customer).ok());
    found.retain(|one| Some(one.customer.tenant_id) == id || one.customer.name.to_lowercase() == named);
    match found.len() {
        1 => Ok(found),
        0 => Err(nobody(out)),
        _ => Err(records::several_customers(out)),
    }
}

fn nobody(out: Out) -> Trouble {
    let said = out.say("no such customer in the file", "det finns ingen sådan kund i filen");
    Trouble::Usage(format!("--customer: {said}"))
}

fn shown(one: &OpenedCustomer, check: CheckRow, out: Out) -> Result<Exit, Trouble> {
    let Some(past) = one.check(check) else {
        let said = out.say("no such check in the file", "det finns ingen sådan kontroll i filen");
        return Err(Trouble::Usage(format!("--check: {said}")));
    };
    let evidence = &past.check.evidence;
    let judged_then = one.otherwise.get(&check).map(|then| judged_then(*then, &evidence.made_by, out));
    render::conclude_with(out, evidence, &Beside { judged_then, ..Beside::default() })
}

fn judged_then(then: Then, made_by: &str, out: Out) -> JudgedThen {
    let cause = match then {
        Then::Judged(_, cause) => Some(cause),
        Then::CalledConnected
        | Then::Impossible
        | Then::AnotherTenant
        | Then::AnotherApp
        | Then::LaterThanFile => None,
    };
    JudgedThen { cause, text: words::judged_then(out.lang, then, made_by) }
}

fn then_of(one: &OpenedCustomer, kept: &Kept, out: Out) -> Option<JudgedThen> {
    let then = one.otherwise.get(&kept.row)?;
    Some(judged_then(*then, &kept.check.evidence.made_by, out))
}

fn since(one: &OpenedCustomer) -> Option<SinceItWorked> {
    SinceItWorked::of(&one.app, &one.customer, &one.milestones()?)
}

fn document<'a>(opened: &'a Opened, found: &[&OpenedCustomer], out: Out) -> Document<'a> {
    let check = |one: &OpenedCustomer, kept: &Kept| CheckDocument {
        check: kept.row.0,
        checked_at: kept.check.at,
        verdict: kept.check.verdict,
        cause: kept.check.cause,
        judged_then: then_of(one, kept, out),
    };
    let customer = |one: &&OpenedCustomer| CustomerDocument {
        in_short: one.in_short(),
        since_it_worked: since(one).map(|since| SinceReport::new(out.lang, &since, SystemClock.now())),
        history: one.checks.iter().map(|kept| check(one, kept)).collect(),
    };
    Document {
        made_at: opened.made_at,
        made_by: &opened.made_by,
        rules: opened.rules,
        system: &opened.system,
        names: opened.names,
        judged_otherwise: opened.judged_otherwise,
        customers: found.iter().map(customer).collect(),
    }
}

fn page(opened: &Opened, found: &[&OpenedCustomer], out: Out) -> String {
    // Writing into a string cannot fail.
    let mut text = String::new();
    let made = out.say("A support file, made on", "En supportfil, gjord");
    let by = out.say("by", "av");
    let rules = out.say("rules", "regler");
    let day = opened.made_at.date();
    let made_by = one_line(&opened.made_by);
    let _ = writeln!(text, "{made} {day} {by} {made_by} ({rules} {})", opened.rules);
    for one in found {
        let _ = writeln!(text, "{}", one_line(&words::in_short(out.lang, &one.in_short())));
    }
    let [one] = found else { return text };
    if let Some(since) = since(one) {
        text.push('\n');
        for line in words::since_lines(out.lang, &since, SystemClock.now()) {
            let _ = writeln!(text, "{}", one_line(&line));
        }
    }
    let _ = writeln!(text, "\n{}", out.say("History", "Historik"));
    for run in one.history().runs {
        let at = format!("{} {}", run.newest_at.date(), words::dates::time_of_day(out.lang, run.newest_at));
        let title = run.cause.map_or_else(
            || words::verdict_word(out.lang, run.verdict).to_owned(),
            |cause| format!("{} ({})", words::cause_title(out.lang, cause), cause.id()),
        );
        let places = match run.count {
            1 => run.newest.0.to_string(),
            _ => format!("{}–{}", run.oldest.0, run.newest.0),
        };
        let _ = writeln!(text, "  {places:>9}  {at}  {title}");
        let then = one.otherwise.range(run.oldest..=run.newest);
        for (row, then) in then {
            let made_by = one.check(*row).map_or_else(String::new, |past| past.check.evidence.made_by);
            let said = words::judged_then(out.lang, *then, &made_by);
            let _ = writeln!(text, "  {:>9}  {}", row.0, one_line(&said));
        }
        if let Some(said) = words::left_out(out.lang, run.left_out) {
            let _ = writeln!(text, "  {:>9}  {said}", "…");
        }
    }
    let hint = out.say("--check NUMBER shows one check.", "--check NUMMER visar en kontroll.");
    let _ = writeln!(text, "\n{hint}");
    text
}
