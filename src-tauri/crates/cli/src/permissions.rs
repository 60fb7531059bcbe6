//! `consentry permissions`: the catalogue of application permissions, and the least ones for a task.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use consentry_onboarding::calls::{
    self, Flag, Found, Least, Licence, Operation, Status, least_permissions, required_resource_access,
};
use consentry_onboarding::knowledge::{Api, PermissionFacts, Sensitivity};
use consentry_onboarding::permission::Permission;
use consentry_words::{Lang, call_notice, call_title, permission_info};
use serde::Serialize;
use serde_json::Value;

use crate::args::PermissionsArgs;
use crate::exit::{Exit, Trouble};
use crate::output::Out;

/// One permission in the JSON of `permissions`.
#[derive(Serialize)]
struct Line<'a> {
    value: &'a Permission,
    name: Option<&'static str>,
    meaning: Option<&'static str>,
    note: Option<&'static str>,
    sensitivity: &'static str,
    app_role_id: &'a str,
    included_in: Vec<&'a Permission>,
}

/// The JSON of `permissions --task`.
#[derive(Serialize)]
struct Answer<'a> {
    task: &'a str,
    /// The least permissions for the calls that fit best.
    permissions: Vec<&'a Permission>,
    calls: Vec<Call>,
    /// The same permissions as the registration's manifest takes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    required_resource_access: Option<Value>,
}

/// One documented call in it, with its title in the reader's language.
#[derive(Serialize)]
struct Call {
    id: &'static str,
    title: &'static str,
    method: &'static str,
    path: &'static str,
    permissions_any_of: &'static [Permission],
    perhaps_also: Option<&'static Permission>,
    /// None where all is well.
    status: Option<Status>,
    notice: Option<&'static str>,
    licence: Option<Licence>,
    flags: &'static [Flag],
    side_effects: bool,
    documentation: String,
}

impl Call {
    fn new(call: &'static Operation, lang: Lang) -> Self {
        Self {
            id: &call.id,
            title: title(call, lang),
            method: &call.method,
            path: &call.path,
            permissions_any_of: &call.permissions_any_of,
            perhaps_also: call.perhaps_also.as_ref(),
            status: Some(call.status).filter(|status| *status != Status::Active),
            notice: call_notice(lang, &call.id),
            licence: call.licence,
            flags: &call.flags,
            side_effects: call.side_effects,
            documentation: call.doc_address(),
        }
    }
}

/// Lists, or looks a task up.
pub fn run(args: &PermissionsArgs, out: Out) -> Result<Exit, Trouble> {
    if let Some(task) = &args.task {
        return look_up(task, out);
    }
    let api = Api::windows_defender_atp();
    let lines: Vec<Line<'_>> = api.permissions.iter().map(|facts| line(api, facts, out)).collect();
    if out.json {
        out.document(&lines)?;
    } else {
        out.text(&list(api, &lines))?;
    }
    Ok(Exit::Done)
}

/// Says on standard error that a permission is not in the catalogue: a new one of Microsoft's, or misspelt.
pub fn remark_on_unknown<'a>(out: Out, wanted: impl IntoIterator<Item = &'a Permission>) {
    let known = &Api::windows_defender_atp().permissions;
    for wanted in wanted {
        if known.iter().any(|facts| facts.value == *wanted) {
            continue;
        }
        let similar = known.iter().find(|facts| facts.value.as_str().eq_ignore_ascii_case(wanted.as_str()));
        let remark = out.say("not in the catalogue of permissions", "inte i förteckningen över behörigheter");
        match similar {
            Some(similar) => {
                let meant = out.say("did you mean", "menade du");
                out.note(&format!("{wanted}: {remark}; {meant} {}?", similar.value));
            }
            None => out.note(&format!("{wanted}: {remark}")),
        }
    }
}

fn line<'a>(api: &'a Api, facts: &'a PermissionFacts, out: Out) -> Line<'a> {
    let words = permission_info(out.lang, &facts.value);
    let includes = |wider: &&PermissionFacts| {
        api.covering(&facts.value, &BTreeSet::from([wider.value.clone()])).is_some()
    };
    Line {
        value: &facts.value,
        name: words.map(|words| words.name),
        meaning: words.map(|words| words.meaning),
        note: words.and_then(|words| words.note),
        sensitivity: match facts.sensitivity {
            Sensitivity::Read => "read",
            Sensitivity::Write => "write",
            Sensitivity::ResponseAction => "response-action",
        },
        app_role_id: &facts.app_role_id,
        included_in: api.permissions.iter().filter(includes).map(|wider| &wider.value).collect(),
    }
}

fn list(api: &Api, lines: &[Line<'_>]) -> String {
    let mut text = format!("{} ({})\n", api.name, api.app_id);
    for line in lines {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "\n{}  {}", line.value, line.name.unwrap_or_default());
        for sentence in [line.meaning, line.note].into_iter().flatten() {
            let _ = writeln!(text, "    {sentence}");
        }
    }
    text
}

/// The calls that fit a task. English titles stand in the catalogue; Swedish ones are understood whatever language is
/// spoken.
pub fn search(task: &str) -> Found {
    calls::search(task, &|id| call_title(Lang::Sv, id))
}

/// What a call is called in the reader's language.
pub fn title(call: &'static Operation, lang: Lang) -> &'static str {
    call_title(lang, &call.id).unwrap_or(&call.title)
}

fn look_up(task: &str, out: Out) -> Result<Exit, Trouble> {
    let found = search(task);
    let least = least_permissions(found.best.iter().copied(), &BTreeSet::new());
    let calls: Vec<Call> = found.all().map(|call| Call::new(call, out.lang)).collect();
    let exit = if calls.is_empty() { Exit::Finding } else { Exit::Done };
    if out.json {
        let manifest = required_resource_access(&least.permissions).required_resource_access;
        out.document(&Answer {
            task,
            permissions: least.by_weight(),
            required_resource_access: (!calls.is_empty()).then_some(manifest),
            calls,
        })?;
        return Ok(exit);
    }
    if calls.is_empty() {
        out.note(out.say(
            "no documented call fits this; try other words, or a path such as /api/alerts",
            "inget dokumenterat anrop passar; pröva andra ord, eller en sökväg som /api/alerts",
        ));
        return Ok(exit);
    }
    out.text(&told(&least, &calls, out))?;
    Ok(exit)
}

fn told(least: &Least, calls: &[Call], out: Out) -> String {
    // Writing into a string cannot fail.
    let mut text = String::new();
    for permission in least.by_weight() {
        let name = permission_info(out.lang, permission).map_or("", |words| words.name);
        let _ = writeln!(text, "{permission}  {name}");
    }
    let _ = writeln!(text);
    let or = out.say(" or ", " eller ");
    for call in calls {
        let any_of: Vec<&str> = call.permissions_any_of.iter().map(Permission::as_str).collect();
        let _ = writeln!(text, "{}\n    {} {}\n    {}", call.title, call.method, call.path, any_of.join(or));
        if let Some(perhaps) = call.perhaps_also {
            let may = out.say(
                "may be enough, although the page no longer names it",
                "kan räcka, även om sidan inte längre nämner den",
            );
            let _ = writeln!(text, "    {perhaps} {may}");
        }
        if let Some(notice) = call.notice {
            let _ = writeln!(text, "    {notice}");
        }
    }
    text
}
