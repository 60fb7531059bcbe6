//! The two languages, and how a sentence is to be spoken.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, UtcOffset};

/// A language Consentry speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Swedish.
    Sv,
}

/// Neither `en` nor `sv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the languages are en and sv")]
pub struct NotALanguage;

impl Lang {
    /// Both.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Sv];

    /// The public id: `en` or `sv`.
    pub fn id(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Sv => "sv",
        }
    }

    /// Picks from a pair that stands side by side in the source.
    pub(crate) fn pick<T>(self, (en, sv): (T, T)) -> T {
        match self {
            Lang::En => en,
            Lang::Sv => sv,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Lang {
    type Err = NotALanguage;
    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        Self::ALL.into_iter().find(|lang| lang.id() == text).ok_or(NotALanguage)
    }
}

/// By which clocks dates and times are told.
#[derive(Debug, Clone, Copy)]
pub enum Clocks {
    /// By UTC, which is said beside every time of day.
    Utc,
    /// By the reader's own, as everything else on their screen tells it, summer and winter; nothing is said beside.
    /// The function gives their offset from UTC at a moment.
    Local(fn(OffsetDateTime) -> UtcOffset),
}

impl Clocks {
    /// A moment as these clocks show it.
    pub(crate) fn show(self, at: OffsetDateTime) -> OffsetDateTime {
        match self {
            Self::Utc => at.to_offset(UtcOffset::UTC),
            Self::Local(offset) => at.to_offset(offset(at)),
        }
    }
}

/// A language, and the clocks by which it tells dates and times. A bare [`Lang`] speaks in UTC and says so.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// The clocks.
    pub clocks: Clocks,
}

impl From<Lang> for Voice {
    fn from(lang: Lang) -> Self {
        Self { lang, clocks: Clocks::Utc }
    }
}
