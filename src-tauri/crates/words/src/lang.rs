//! The two languages, and how a sentence is to be spoken.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::UtcOffset;

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

/// A language, and the offset in which dates and times are told. A bare [`Lang`] speaks in UTC and says so
/// beside every time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// The reader's offset from UTC.
    pub offset: UtcOffset,
}

impl From<Lang> for Voice {
    fn from(lang: Lang) -> Self {
        Self { lang, offset: UtcOffset::UTC }
    }
}
