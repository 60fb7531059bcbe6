//! Taking customers along in a file for support.

use time::OffsetDateTime;

use super::{Desk, DeskProblem};
use crate::bundle::{self, Entry, MOST_CUSTOMERS, Made, Maker, Names};
use crate::ports::RegistryProblem;
use crate::records::CustomerRow;
use crate::verdict::Verdict;

impl Desk {
    /// Makes the file; nothing is written anywhere. Customers that are gone meanwhile are passed over, and of more than
    /// [`MOST_CUSTOMERS`] the first are taken.
    pub async fn support_file(
        &self,
        customers: &[CustomerRow],
        names: Names,
        maker: &Maker,
        at: OffsetDateTime,
    ) -> Result<Made, DeskProblem> {
        let rows = &customers[..customers.len().min(MOST_CUSTOMERS)];
        let (apps, limit) = (self.registry.apps().await?, bundle::checks_each(rows.len()));
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let customer = match self.registry.customer(*row).await {
                Ok(customer) => customer,
                Err(RegistryProblem::NotFound) => continue,
                Err(problem) => return Err(problem.into()),
            };
            let Some(app) = apps.iter().find(|app| app.row == customer.app).cloned() else { continue };
            let mut checks = self.registry.checks(*row, limit).await?;
            // What was proved last may be older than the latest checks, and says how the customer stands.
            if !checks.iter().any(|check| check.verdict != Verdict::Unknown)
                && let Some(proved) = self.registry.latest_of(*row).await?.and_then(|latest| latest.proved)
            {
                checks.truncate(limit.saturating_sub(1));
                checks.push(proved);
            }
            entries.push(Entry { customer, app, checks });
        }
        let unwritable = |error: serde_json::Error| RegistryProblem::Broken(error.to_string());
        Ok(bundle::make(&entries, names, maker, at).map_err(unwritable)?)
    }
}
