//! axe-core in the real web view: what a screen reader or a weak eye would stumble over.

use serde::Deserialize;
use serde_json::Value;

use crate::window::Window;

/// One rule that a screen breaks.
#[derive(Debug, Clone, Deserialize)]
pub struct Violation {
    /// axe's name for the rule.
    pub id: String,
    /// How bad.
    pub impact: Option<String>,
    /// What the rule asks.
    pub help: String,
    /// Where it is broken: selector, and why.
    pub nodes: Vec<String>,
}

const RUN: &str = r"
    const [done] = arguments;
    // Colours on their way from one theme to the other are nobody's fault.
    const frame = () => new Promise((next) => setTimeout(next, 50));
    // What a fold keeps out of sight does not move on, and would be waited for without end.
    const seen = (one) => one instanceof CSSTransition && one.effect?.target?.checkVisibility();
    const settled = () => Promise.allSettled(document.getAnimations().filter(seen).map((one) => one.finished));
    frame().then(settled).then(frame).then(() => axe.run(document, { resultTypes: ['violations'] })).then(
        (result) => done({
            rules: result.passes.length,
            violations: result.violations.map((v) => ({
                id: v.id, impact: v.impact, help: v.help,
                nodes: v.nodes.map((n) => `${n.target.join(' ')}: ${n.failureSummary}`),
            })),
        }),
        (problem) => done({ problem: String(problem) }),
    );
";

/// Looks at the screen as it stands now.
pub fn violations(window: &Window) -> Vec<Violation> {
    // Run as a WebDriver script, which the page's content policy does not concern. Once per page load.
    if window.script("return typeof axe", vec![]) != "object" {
        let source = crate::root().join("ui/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(source).expect("axe-core, a development package of the window");
        window.script(&source, vec![]);
    }
    let answer = window.script_with_callback(RUN);
    assert_eq!(answer["problem"], Value::Null, "axe could not look");
    assert!(answer["rules"].as_u64().unwrap_or(0) > 10, "axe looked at nothing: {answer}");
    serde_json::from_value(answer["violations"].clone()).expect("axe's answer")
}

/// Panics with a readable list unless the screen breaks no rule.
pub fn assert_none(found: &[Violation], screen: &str) {
    let list: Vec<String> = found
        .iter()
        .map(|v| {
            format!(
                "{} ({}): {}\n    {}",
                v.id,
                v.impact.as_deref().unwrap_or("?"),
                v.help,
                v.nodes.join("\n    ")
            )
        })
        .collect();
    assert!(found.is_empty(), "{screen} breaks {} rules:\n{}", found.len(), list.join("\n"));
}
