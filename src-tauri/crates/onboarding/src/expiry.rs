//! How near the end of a secret is. The day comes from the partner, who read it in the portal: no token tells it.

use serde::Serialize;
use time::Date;

/// From so many days before the end on it is said.
pub const SOON: i64 = 30;
/// From so many days before the end on it is pressing.
pub const NEAR: i64 = 7;

/// How near it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpiryStage {
    /// More than thirty days.
    Far,
    /// Thirty days or less.
    Soon,
    /// Seven days or less; the last day counts as nought.
    Near,
    /// The last day is over.
    Past,
}

impl ExpiryStage {
    /// All of them, the calm one first.
    pub const ALL: [ExpiryStage; 4] =
        [ExpiryStage::Far, ExpiryStage::Soon, ExpiryStage::Near, ExpiryStage::Past];
}

/// The end of a secret, seen from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretExpiry {
    /// How near it is.
    pub stage: ExpiryStage,
    /// Days until the last one; negative once it is over.
    pub days_left: i64,
}

/// How near the last day of a secret is.
pub fn secret_expiry(last_day: Date, today: Date) -> SecretExpiry {
    let days_left = (last_day - today).whole_days();
    let stage = match () {
        () if days_left < 0 => ExpiryStage::Past,
        () if days_left <= NEAR => ExpiryStage::Near,
        () if days_left <= SOON => ExpiryStage::Soon,
        () => ExpiryStage::Far,
    };
    SecretExpiry { stage, days_left }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::date;

    use super::*;

    #[test]
    fn it_is_said_at_thirty_days_at_seven_and_when_it_is_over() {
        let last = date!(2027 - 01 - 31);
        let before = |days| secret_expiry(last, last - Duration::days(days)).stage;
        assert_eq!(before(400), ExpiryStage::Far);
        assert_eq!((before(31), before(30)), (ExpiryStage::Far, ExpiryStage::Soon));
        assert_eq!((before(8), before(7)), (ExpiryStage::Soon, ExpiryStage::Near));
        assert_eq!(
            (before(0), before(-1)),
            (ExpiryStage::Near, ExpiryStage::Past),
            "the last day still works"
        );
        assert_eq!(secret_expiry(last, last - Duration::days(12)).days_left, 12);
        assert_eq!(secret_expiry(last, last + Duration::days(3)).days_left, -3);
    }

    #[test]
    fn it_never_calms_down_as_days_pass() {
        let last = date!(2028 - 02 - 29);
        let mut earlier = ExpiryStage::Far;
        for day in (-60..=60).map(|days| last + Duration::days(days)) {
            let now = secret_expiry(last, day).stage;
            assert!(now >= earlier, "{day}");
            earlier = now;
        }
    }
}
