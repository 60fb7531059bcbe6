//! One finished check as text for a person: the verdict, who acts, what to do next, and the evidence below.

use std::fmt::Write as _;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::history::SinceItWorked;
use consentry_onboarding::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::{Cause, CheckStatus, Judgement, Verdict};
use consentry_words::{Lang, Report, SinceReport, permission_info};
use serde::Serialize;

use crate::ability::Ability;
use crate::exit::{Exit, Trouble};
use crate::output::{Out, one_line, quoted};

/// What may stand beside a report.
#[derive(Default)]
pub struct Beside<'a> {
    /// What became of a customer that once was connected.
    pub since: Option<&'a SinceItWorked>,
    /// What a token at hand may do.
    pub ability: Option<Ability>,
    /// What a file for support says of the verdict, where it says something else.
    pub judged_then: Option<JudgedThen>,
}

/// How a file for support has a check that is judged otherwise here.
#[derive(Clone, Serialize)]
pub struct JudgedThen {
    /// The cause that was found then; none where the file holds no verdict that could be believed.
    pub cause: Option<Cause>,
    /// In the chosen language.
    pub text: String,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    report: Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    since_it_worked: Option<SinceReport>,
    #[serde(flatten)]
    ability: Option<&'a Ability>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_then: Option<&'a JudgedThen>,
}

/// Judges, prints in the form that was asked for, and says how the run ends.
pub fn conclude(out: Out, evidence: &Evidence) -> Result<Exit, Trouble> {
    conclude_with(out, evidence, &Beside::default())
}

/// The same, with what stands beside it.
pub fn conclude_with(out: Out, evidence: &Evidence, beside: &Beside<'_>) -> Result<Exit, Trouble> {
    let judgement = judge::judge(evidence);
    let report = Report::new(out.lang, evidence, &judgement);
    if out.json {
        let today = report.checked_at;
        let since_it_worked = beside.since.map(|since| SinceReport::new(out.lang, since, today));
        let (ability, judged_then) = (beside.ability.as_ref(), beside.judged_then.as_ref());
        out.document(&Document { report, since_it_worked, ability, judged_then })?;
    } else {
        out.text(&Page { out, text: String::new() }.whole(evidence, &judgement, &report, beside))?;
    }
    Ok(Exit::of(&judgement))
}

/// The mark of a call that is allowed, or is not.
pub fn allowed(allowed: bool) -> &'static str {
    mark(if allowed { CheckStatus::Pass } else { CheckStatus::Fail })
}

/// The mark of a check; tells them apart without colour, too.
pub fn mark(status: CheckStatus) -> &'static str {
    match status {
        CheckStatus::Pass => "✓",
        CheckStatus::Warn => "!",
        CheckStatus::Fail => "✗",
        CheckStatus::Skipped => "–",
    }
}

#[derive(Clone, Copy)]
enum Tone {
    Good,
    Bad,
    Odd,
    Faint,
    Strong,
}

struct Page {
    out: Out,
    text: String,
}

impl Page {
    fn whole(
        mut self,
        evidence: &Evidence,
        judgement: &Judgement,
        report: &Report,
        beside: &Beside<'_>,
    ) -> String {
        if report.cloud == CloudId::Practice {
            let practice = self.out.say("PRACTICE: nothing here is real", "ÖVNING: inget här är på riktigt");
            self.line(&format!("[{practice}]"));
            self.line("");
        }
        self.verdict(evidence, judgement, report);
        if let Some(then) = &beside.judged_then {
            self.line(&one_line(&then.text));
        }
        if let Some(since) = beside.since {
            self.line("");
            for line in consentry_words::since_lines(self.out.lang, since, report.checked_at) {
                self.line(&one_line(&line));
            }
        }
        self.checks(report);
        self.permissions(report);
        if let Some(ability) = &beside.ability {
            self.line("");
            self.text.push_str(&ability.told(self.out));
        }
        self.error(report);
        self.text
    }

    fn verdict(&mut self, evidence: &Evidence, judgement: &Judgement, report: &Report) {
        let (sign, tone) = match judgement.verdict {
            Verdict::Connected => ("✓", Tone::Good),
            Verdict::NeedsAttention => ("✗", Tone::Bad),
            Verdict::Unknown => ("?", Tone::Odd),
        };
        let headline = one_line(&consentry_words::headline(self.out.lang, evidence, judgement));
        let word = consentry_words::verdict_word(self.out.lang, judgement.verdict);
        let headline = if headline.starts_with(word) { headline } else { format!("{word}. {headline}") };
        let line = self.toned(&format!("{sign} {headline}"), tone);
        self.line(&line);
        if let Some(meaning) = consentry_words::meaning(self.out.lang, evidence, judgement) {
            self.line(&one_line(&meaning));
        }
        self.line("");
        let lang = self.out.lang;
        let (who, next) = (self.out.say("Who acts", "Vem agerar"), self.out.say("Next step", "Nästa steg"));
        let (tenant, app) =
            (self.out.say("Tenant ID", "Klientorg.-ID"), self.out.say("App ID", "Program-ID"));
        let (cloud, at) = (self.out.say("Cloud", "Moln"), self.out.say("Checked", "Kontrollerat"));
        self.pair(who, consentry_words::actor(lang, report.who_acts));
        self.pair(next, &report.next_step);
        if let Some(cause) = report.cause {
            let reason = report.reason.as_deref().map_or_else(String::new, |reason| format!(" ({reason})"));
            self.pair(self.out.say("Cause", "Orsak"), &format!("{}{reason}", cause.id()));
        }
        self.pair(tenant, report.tenant_id.as_deref().unwrap_or("–"));
        self.pair(app, report.app_id.as_deref().unwrap_or("–"));
        self.pair(cloud, consentry_words::cloud(lang, report.cloud));
        let (now, day) = (report.checked_at, report.checked_at.date());
        self.pair(at, &format!("{day} {}", consentry_words::dates::time_of_day(lang, now)));
    }

    fn checks(&mut self, report: &Report) {
        self.heading("Checks", "Kontroller");
        let label = |id| consentry_words::check_label(self.out.lang, id);
        let width = report.checks.iter().map(|check| label(check.id).chars().count()).max().unwrap_or(0);
        for check in &report.checks {
            let tone = match check.status {
                CheckStatus::Pass => Tone::Good,
                CheckStatus::Warn => Tone::Odd,
                CheckStatus::Fail => Tone::Bad,
                CheckStatus::Skipped => Tone::Faint,
            };
            let sign = self.toned(mark(check.status), tone);
            let name = consentry_words::check_label(self.out.lang, check.id);
            self.line(&format!("  {sign} {name:width$}  {}", one_line(&check.detail)));
        }
    }

    fn permissions(&mut self, report: &Report) {
        let all = &report.permissions;
        if all.wanted.is_empty() && all.granted.is_empty() {
            return;
        }
        self.heading("Permissions", "Behörigheter");
        let no_token = report.token.is_none();
        for wanted in &all.wanted {
            if no_token {
                self.permission(
                    "–",
                    Tone::Faint,
                    wanted,
                    self.out.say("no token to look in", "ingen token att se i"),
                );
            } else if all.missing.contains(wanted) {
                self.permission("✗", Tone::Bad, wanted, self.out.say("missing", "saknas"));
            } else if let Some(wider) = all.covered_by.get(wanted) {
                let covered = format!("{} {wider}", self.out.say("included in", "ingår i"));
                self.permission("✓", Tone::Good, wanted, &covered);
            } else {
                self.permission("✓", Tone::Good, wanted, self.out.say("granted", "finns"));
            }
        }
        for extra in &all.extra {
            self.permission(
                "+",
                Tone::Faint,
                extra,
                self.out.say("granted, not asked for", "finns, inte efterfrågad"),
            );
        }
    }

    fn permission(&mut self, sign: &str, tone: Tone, permission: &Permission, state: &str) {
        let sign = self.toned(sign, tone);
        let name = permission_info(self.out.lang, permission)
            .map_or_else(String::new, |words| format!(" ({})", words.name));
        self.line(&format!("  {sign} {permission}{name}: {state}"));
    }

    fn error(&mut self, report: &Report) {
        let Some(error) = &report.error else { return };
        self.heading("What came back", "Svaret");
        let code = [error.code.as_deref(), error.oauth_error.as_deref()];
        let code: Vec<&str> = code.into_iter().flatten().collect();
        if !code.is_empty() {
            self.line(&format!("  {}", one_line(&code.join(", "))));
        }
        self.text.push_str(&quoted(&error.raw));
        let ids = [
            (self.out.say("Correlation ID", "Korrelations-ID"), error.correlation_id.as_deref()),
            (self.out.say("Trace ID", "Spårnings-ID"), error.trace_id.as_deref()),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                self.line(&format!("  {name}: {}", one_line(id)));
            }
        }
    }

    fn heading(&mut self, en: &str, sv: &str) {
        let heading = self.toned(self.out.say(en, sv), Tone::Strong);
        self.line("");
        self.line(&heading);
    }

    fn pair(&mut self, name: &str, value: &str) {
        let width = match self.out.lang {
            Lang::En => 9,
            Lang::Sv => 13,
        };
        self.line(&format!("{name:width$}  {}", one_line(value)));
    }

    fn line(&mut self, line: &str) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn toned(&self, text: &str, tone: Tone) -> String {
        if !self.out.colour {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Odd => "33",
            Tone::Faint => "2",
            Tone::Strong => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
