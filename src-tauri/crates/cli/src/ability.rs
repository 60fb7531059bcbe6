//! What a token may call, and what it lacks for a task.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use consentry_onboarding::calls::{self, Operation};
use consentry_onboarding::evidence::{Evidence, TokenReading};
use consentry_onboarding::judge;
use consentry_onboarding::permission::Permission;
use consentry_words::Lang;
use serde::Serialize;

use crate::output::{Out, one_line};
use crate::{permissions, render};

/// What the permissions in a token open.
#[derive(Serialize)]
pub struct Ability {
    /// Ids of the documented calls that they open.
    may_call: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<Task>,
}

/// The same for a task that was asked about.
#[derive(Serialize)]
struct Task {
    text: String,
    calls: Vec<Call>,
    /// The least permissions that open the calls that fit best, and are not in the token.
    missing: Vec<Permission>,
}

#[derive(Serialize)]
struct Call {
    id: &'static str,
    title: &'static str,
    method: &'static str,
    path: &'static str,
    permissions_any_of: &'static [Permission],
    /// The permission in the token that opens it; null: not allowed.
    opened_by: Option<Permission>,
}

impl Call {
    fn new(call: &'static Operation, held: &BTreeSet<Permission>, lang: Lang) -> Self {
        Self {
            id: &call.id,
            title: permissions::title(call, lang),
            method: &call.method,
            path: &call.path,
            permissions_any_of: &call.permissions_any_of,
            opened_by: call.opened_with(held).cloned(),
        }
    }
}

impl Ability {
    /// Of the token in this evidence; none where it could not be read.
    pub fn of(out: Out, evidence: &Evidence, task: Option<&str>) -> Option<Self> {
        let Some(TokenReading::Readable { .. }) = evidence.token.value() else { return None };
        let held = judge::roles_that_count(evidence);
        Some(Self { may_call: may_call(&held), task: task.map(|text| Task::new(out, text, &held)) })
    }

    /// For a person.
    pub fn told(&self, out: Out) -> String {
        // Writing into a string cannot fail.
        let mut text = String::new();
        let (may, all) = (self.may_call.len(), calls::operations().len());
        let _ = match out.lang {
            Lang::En => writeln!(text, "It may make {may} of {all} documented calls."),
            Lang::Sv => writeln!(text, "Den får göra {may} av {all} dokumenterade anrop."),
        };
        if let Some(task) = &self.task {
            let _ = writeln!(text);
            task.tell(out, &mut text);
        }
        text
    }
}

/// Ids of the documented calls that these permissions open.
pub fn may_call(held: &BTreeSet<Permission>) -> Vec<&'static str> {
    let allowances = calls::allowed(held);
    allowances.iter().filter(|call| call.by.is_some()).map(|call| call.operation).collect()
}

impl Task {
    fn new(out: Out, text: &str, held: &BTreeSet<Permission>) -> Self {
        let found = permissions::search(text);
        let best = found.best.iter().map(|call| call.id.as_str());
        let missing = calls::reach(best, held, None).missing.into_iter().collect();
        let calls = found.all().map(|call| Call::new(call, held, out.lang)).collect();
        Self { text: text.to_owned(), calls, missing }
    }

    fn tell(&self, out: Out, text: &mut String) {
        if self.calls.is_empty() {
            let none = out.say(
                "No documented call fits this task; try other words, or a path such as /api/alerts.",
                "Inget dokumenterat anrop passar uppgiften; pröva andra ord, eller en sökväg som /api/alerts.",
            );
            let _ = writeln!(text, "{none}");
            return;
        }
        for call in &self.calls {
            let mark = render::allowed(call.opened_by.is_some());
            let names = |list: &[Permission]| {
                list.iter().map(Permission::as_str).collect::<Vec<_>>().join(out.say(" or ", " eller "))
            };
            let by = match &call.opened_by {
                Some(by) => by.to_string(),
                None => format!("{} {}", out.say("needs", "kräver"), names(call.permissions_any_of)),
            };
            let _ =
                writeln!(text, "  {mark} {}\n      {} {}\n      {by}", call.title, call.method, call.path);
        }
        if self.missing.is_empty() {
            return;
        }
        let missing: Vec<String> = self.missing.iter().map(|one| one_line(one.as_str())).collect();
        let _ = writeln!(
            text,
            "\n{}: {}",
            out.say("Missing for this task", "Saknas för uppgiften"),
            missing.join(", ")
        );
        let _ = writeln!(
            text,
            "{}",
            out.say(
                "If your app does not declare this yet, add it in the registration (API permissions > \
                 WindowsDefenderATP > Application permissions). Then send the customer a new consent link: \
                 consentry link.",
                "Om din app inte ber om det här än, lägg till det i registreringen (API permissions > \
                 WindowsDefenderATP > Application permissions). Skicka sedan kunden en ny medgivandelänk: \
                 consentry link.",
            )
        );
    }
}
