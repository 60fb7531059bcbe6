//! Customers from a list: their tenants are looked up, eight at a time, and nothing is added until all are known.

use std::collections::HashMap;

use futures_util::StreamExt as _;
use tokio_util::sync::CancellationToken;

use crate::evidence::TenantFound;
use crate::ids::{TenantId, TenantRef};
use crate::import::{Fault, Found, Line, Problem, Reading, Unreadable, read};
use crate::records::{AppRow, CustomerRecord};

use super::check_all::AT_ONCE;
use super::{Desk, DeskProblem};

impl Desk {
    /// Reads a list of customers for an app; says of each line whether it could be added.
    pub async fn read_import(
        &self,
        app: AppRow,
        text: &str,
    ) -> Result<Result<Reading, Unreadable>, DeskProblem> {
        let mut known = self.registry.customers().await?;
        known.retain(|customer| customer.app == app);
        Ok(read(text, &known))
    }

    /// Looks the tenants of these lines up, through their own metadata. `None` where it was stopped.
    pub async fn look_up_all(
        &self,
        app: AppRow,
        lines: Vec<Line>,
        done: &(dyn Fn() + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Option<Found>, DeskProblem> {
        let cloud = self.cloud(self.registry.app(app).await?.cloud)?;
        let look = async |line: Line| {
            // The domain is asked where there is one: its answer names the tenant, which the ID alone does not prove.
            let asked = line.domain.clone().map_or_else(|| line.tenant.clone(), TenantRef::Domain);
            let found = self.look_up(&cloud, asked).await;
            done();
            (line, found)
        };
        let looks =
            futures_util::stream::iter(lines.into_iter().map(look)).buffer_unordered(AT_ONCE).collect();
        let mut looked: Vec<_> = tokio::select! {
            biased;
            () = cancel.cancelled() => return Ok(None),
            looked = looks => looked,
        };
        looked.sort_by_key(|(line, _)| line.line);
        let known = self.registry.customers().await?;
        let there: HashMap<TenantId, String> = known
            .into_iter()
            .filter(|customer| customer.app == app)
            .map(|customer| (customer.tenant_id, customer.name))
            .collect();
        let mut lines_of: HashMap<TenantId, u32> = HashMap::new();
        let mut all = Found::default();
        for (line, found) in looked {
            let value = line.domain.as_ref().map_or_else(|| line.tenant.to_string(), ToString::to_string);
            let fault = match found {
                Err(evidence) => Fault::NotFound(evidence),
                Ok(found) => match (&line.tenant, lines_of.get(&found.tenant_id)) {
                    (TenantRef::Id(id), _) if *id != found.tenant_id => Fault::OtherTenant(found.tenant_id),
                    (_, Some(first)) => Fault::Repeats(*first),
                    (_, None) => {
                        if let Some(name) = there.get(&found.tenant_id) {
                            Fault::Already(name.clone())
                        } else {
                            lines_of.insert(found.tenant_id, line.line);
                            all.customers.push(self.customer_of(app, line, found));
                            continue;
                        }
                    }
                },
            };
            all.problems.push(Problem { line: line.line, value, fault });
        }
        Ok(Some(all))
    }

    fn customer_of(&self, app: AppRow, line: Line, found: TenantFound) -> CustomerRecord {
        let domain = match line.tenant {
            TenantRef::Domain(domain) => Some(domain),
            TenantRef::Id(_) => line.domain,
        };
        let new = CustomerRecord::new(app, line.name, found.tenant_id, self.clock.now());
        CustomerRecord { domain, region: found.region, ..new }
    }
}
