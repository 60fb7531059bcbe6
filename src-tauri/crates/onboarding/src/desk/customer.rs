//! Who a customer is: the tenant behind what was entered, and the record of it.

use crate::cloud::{Cloud, CloudId};
use crate::evidence::{Evidence, TenantFound};
use crate::gather;
use crate::ids::TenantRef;
use crate::judge;
use crate::ports::RegistryProblem;
use crate::records::{AppRecord, AppRow, CustomerRecord, CustomerRow};

use super::{Desk, DeskProblem, Field, InputProblem, name};

/// A customer as entered.
#[derive(Debug, Clone)]
pub struct CustomerDraft {
    /// The one to change; none adds one.
    pub row: Option<CustomerRow>,
    /// Whose customer.
    pub app: AppRow,
    /// Name.
    pub name: String,
    /// Tenant ID or domain.
    pub tenant: String,
}

/// A saved customer.
#[derive(Debug)]
pub struct CustomerSaved {
    /// As stored.
    pub customer: CustomerRecord,
    /// The same tenant was there before; this is that customer.
    pub existed: bool,
}

impl Desk {
    /// Turns a tenant ID or domain into the tenant, through its own metadata.
    pub async fn resolve_tenant(
        &self,
        cloud: CloudId,
        text: &str,
    ) -> Result<(TenantRef, TenantFound), DeskProblem> {
        let tenant = TenantRef::parse(text).map_err(|problem| DeskProblem::Invalid {
            field: Field::CustomerTenant,
            problem: InputProblem::Id(problem),
        })?;
        let cloud = self.cloud(cloud)?;
        let found = self.look_up(&cloud, tenant.clone()).await.map_err(DeskProblem::Tenant)?;
        Ok((tenant, found))
    }

    /// Asks for a tenant's metadata; what was met where there is no such tenant here, or no answer about it.
    pub(super) async fn look_up(
        &self,
        cloud: &Cloud,
        tenant: TenantRef,
    ) -> Result<TenantFound, Box<Evidence>> {
        let evidence = gather::resolve(&self.http, cloud, tenant, self.clock.as_ref()).await;
        match evidence.tenant.value().cloned() {
            Some(found) if judge::may_sign_in(&evidence) => Ok(found),
            _ => Err(Box::new(evidence)),
        }
    }

    /// Adds or changes a customer. The same tenant twice is the same customer.
    pub async fn save_customer(&self, draft: CustomerDraft) -> Result<CustomerSaved, DeskProblem> {
        let name = name(Field::CustomerName, &draft.name)?;
        let app = self.registry.app(draft.app).await?;
        let (asked, found) = self.resolve_tenant(app.cloud, &draft.tenant).await?;
        let domain = match asked {
            TenantRef::Domain(domain) => Some(domain),
            TenantRef::Id(_) => None,
        };
        let customers = self.registry.customers().await?;
        let same_tenant =
            customers.iter().find(|known| known.app == app.row && known.tenant_id == found.tenant_id);
        if let (Some(row), Some(known)) = (draft.row, same_tenant)
            && known.row != row
        {
            // The tenant entered for one customer is another's already: that one is shown, and neither is changed.
            return Ok(CustomerSaved { customer: known.clone(), existed: true });
        }
        let named = draft.row.and_then(|row| customers.iter().find(|known| known.row == row));
        if let Some(known) = same_tenant.or(named) {
            let mut customer = known.clone();
            if customer.tenant_id != found.tenant_id || customer.app != app.row {
                // For another tenant, or another app, nothing that was proved counts.
                customer = CustomerRecord::new(app.row, customer.name, found.tenant_id, customer.added_at);
            }
            let existed = same_tenant.is_some() && draft.row != Some(known.row);
            customer.name = name;
            customer.domain = domain.or(customer.domain);
            customer.region = found.region.or(customer.region);
            let customer = if customer.row == CustomerRow(0) {
                // The new one stands before the old one goes, so that a full disk loses neither.
                let added = self.registry.add_customer(customer).await?;
                match self.registry.remove_customer(known.row, self.clock.now()).await {
                    // Another program was quicker.
                    Ok(()) | Err(RegistryProblem::NotFound) => {}
                    Err(problem) => return Err(problem.into()),
                }
                self.tokens.drop_of(known.row);
                added
            } else {
                self.registry.save_customer(customer).await?
            };
            return Ok(CustomerSaved { customer, existed });
        }
        let new = CustomerRecord::new(app.row, name, found.tenant_id, self.clock.now());
        let customer = CustomerRecord { domain, region: found.region, ..new };
        Ok(CustomerSaved { customer: self.registry.add_customer(customer).await?, existed: false })
    }

    pub(super) async fn customer_and_app(
        &self,
        row: CustomerRow,
    ) -> Result<(CustomerRecord, AppRecord), DeskProblem> {
        let customer = self.registry.customer(row).await?;
        let app = self.registry.app(customer.app).await?;
        Ok((customer, app))
    }
}
