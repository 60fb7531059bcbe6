//! What was tried, survived and lost.

/// The figures of a class or a lane.
#[derive(Debug, Default, Clone, Copy)]
pub struct Figures {
    /// So often.
    pub tried: u32,
    /// Nothing was lost.
    pub survived: u32,
    /// Something was.
    pub lost: u32,
}

impl Figures {
    /// Counts one try; a loss is told.
    pub fn count(&mut self, what: &str, outcome: Result<(), String>) {
        self.tried += 1;
        match outcome {
            Ok(()) => self.survived += 1,
            Err(why) => {
                self.lost += 1;
                eprintln!("LOST in {what}: {why}");
            }
        }
    }

    /// Adds a class to its lane.
    pub fn add(&mut self, class: Figures) {
        self.tried += class.tried;
        self.survived += class.survived;
        self.lost += class.lost;
    }

    /// For people and programs alike.
    pub fn line(&self, name: &str) -> String {
        format!("{name}: tried {}, survived {}, lost {}", self.tried, self.survived, self.lost)
    }
}

/// Fails with a text unless it is so.
macro_rules! hold {
    ($so:expr, $($why:tt)+) => {
        if !$so {
            return Err(format!($($why)+));
        }
    };
}
pub(crate) use hold;
