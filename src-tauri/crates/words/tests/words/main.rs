//! Every text, in both languages, held against the house style; and the report held against its public form.

#![allow(
    clippy::unwrap_used,
    reason = "these are tests throughout: a sample that cannot be made must stop them"
)]

mod board;
mod changes;
mod findings;
#[path = "../../../../../tests/support/src/naughty.rs"]
mod naughty;
mod pastes;
mod records;
mod repair;
mod report;
mod returned;
mod samples;
mod screens;
mod style;
mod support;
mod verdicts;
