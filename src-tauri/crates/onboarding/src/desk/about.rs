//! Whose a pasted text is: which customer of the list, which of the partner's apps. Nothing is kept and nobody asked.

use crate::cloud::CloudId;
use crate::explain;
use crate::ids::AppId;
use crate::records::{AppRecord, AppRow, CustomerRecord, CustomerRow};

use super::{Desk, DeskProblem};

/// Whose a pasted text is, as far as it and the registry tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The customer that was chosen, or the only one that the text names.
    pub customer: Option<CustomerRow>,
    /// The text named the customer; nobody chose it.
    pub by_text: bool,
    /// Customers it may be about, where it names several of them or none at all. Empty where it is about somebody else.
    pub customers: Vec<CustomerRow>,
    /// The app: the customer's, the one that the text names, or the only one there is.
    pub app: Option<AppRow>,
    /// Apps it may be about, where it names several of them or none at all. Empty where it is about another's.
    pub apps: Vec<AppRow>,
    /// The app that the text names, ours or not.
    pub app_id: Option<AppId>,
    /// The cloud whose hosts the text names.
    pub cloud: Option<CloudId>,
}

impl Desk {
    /// Whose a pasted text is. A registry that cannot be read is no reason to explain nothing: then only the text is
    /// told about.
    pub async fn about(&self, text: &str, chosen: Option<CustomerRow>) -> Result<About, DeskProblem> {
        let named = explain::named(text);
        let told = About { app_id: named.app, cloud: named.cloud, ..About::default() };
        if let Some(row) = chosen {
            let app = self.registry.customer(row).await?.app;
            return Ok(About { customer: Some(row), app: Some(app), ..told });
        }
        let (Ok(apps), Ok(customers)) = (self.registry.apps().await, self.registry.customers().await) else {
            return Ok(told);
        };
        Ok(told.with(&named, &apps, &customers))
    }
}

impl About {
    fn with(self, named: &explain::Named, apps: &[AppRecord], customers: &[CustomerRecord]) -> Self {
        let ours: Vec<AppRow> =
            apps.iter().filter(|app| named.apps.contains(&app.app_id)).map(|app| app.row).collect();
        let of_somebody_else = ours.is_empty() && named.app.is_some();
        if of_somebody_else {
            return self;
        }
        let may_be_app: Vec<AppRow> =
            if ours.is_empty() { apps.iter().map(|app| app.row).collect() } else { ours };
        let fitting = || customers.iter().filter(|customer| may_be_app.contains(&customer.app));
        let by_id = |customer: &&CustomerRecord| match named.token_tenant {
            Some(tenant) => customer.tenant_id == tenant,
            None => named.tenants.contains(&customer.tenant_id),
        };
        let by_domain = |customer: &&CustomerRecord| {
            let domain = customer.domain.as_ref();
            named.token_tenant.is_none()
                && domain.is_some_and(|domain| named.domains.contains(domain.as_str()))
        };
        let mut found: Vec<&CustomerRecord> = fitting().filter(by_id).collect();
        if found.is_empty() {
            // An ID says more: a domain may be that of the partner's own page, to which a link leads back.
            found = fitting().filter(by_domain).collect();
        }
        let only_app = |rows: &[AppRow]| if let [one] = rows { Some(*one) } else { None };
        if let [one] = found[..] {
            return Self { customer: Some(one.row), by_text: true, app: Some(one.app), ..self };
        }
        if found.is_empty() && named.token_tenant.is_none() {
            found = fitting().collect();
        }
        let app = only_app(&may_be_app);
        Self {
            customers: found.iter().map(|customer| customer.row).collect(),
            app,
            apps: if app.is_some() { Vec::new() } else { may_be_app },
            ..self
        }
    }
}
