//! Taking customers along in a file for support.

use time::OffsetDateTime;

use super::{Desk, DeskProblem};
use crate::bundle::{self, Entry, MOST_CUSTOMERS, Made, Maker, Names};
use crate::history::Milestones;
use crate::ports::{LatestChecks, RegistryProblem};
use crate::records::{CheckRecord, CustomerRow};

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
            let latest = self.registry.latest_of(*row).await?;
            let milestones = self.registry.milestones(*row).await?;
            keep_what_tells(&mut checks, limit, latest, milestones);
            entries.push(Entry { customer, app, checks });
        }
        let unwritable = |error: serde_json::Error| RegistryProblem::Broken(error.to_string());
        Ok(bundle::make(&entries, names, maker, at).map_err(unwritable)?)
    }
}

/// What was proved last, and where the history turned, may be older than the latest checks; they say how the customer
/// stands and since when, so the oldest of the others make room for them.
fn keep_what_tells(
    checks: &mut Vec<CheckRecord>,
    limit: usize,
    latest: Option<LatestChecks>,
    milestones: Option<Milestones>,
) {
    let (worked, broke) = milestones
        .map_or((None, None), |found| (Some(found.worked.check), found.broke.map(|broke| broke.first.check)));
    let proved = latest.and_then(|latest| latest.proved);
    let mut tell: Vec<CheckRecord> = Vec::new();
    for check in [proved, broke, worked].into_iter().flatten() {
        if !tell.contains(&check) {
            tell.push(check);
        }
    }
    let mut room = limit.saturating_sub(tell.len());
    checks.retain(|check| {
        let told = tell.contains(check);
        let keep = told || room > 0;
        room -= usize::from(keep && !told);
        keep
    });
    // One that ended while the others were being read belongs in front of them.
    checks.extend(tell.into_iter().filter(|check| !checks.contains(check)).collect::<Vec<_>>());
    checks.sort_by_key(|check| std::cmp::Reverse(check.at));
}
