//! Customers from a list that somebody has: a spreadsheet saved as CSV, a portal's export, a few pasted lines.
//!
//! Reading is pure: text in, lines and problems out, each with the number of its line. Nothing is guessed: what cannot
//! be added as it stands is said, with what to do. Looking the tenants up is the desk's part.

mod columns;

use std::collections::HashMap;

use crate::desk;
use crate::desk::InputProblem;
use crate::ids::{Domain, IdProblem, TenantId, TenantRef};
use crate::records::CustomerRecord;

use columns::Columns;

/// Longest text that is read.
pub const LONGEST: usize = 8 * 1024 * 1024;
/// Most lines that are read.
pub const MOST_LINES: usize = 50_000;

/// A line that can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the text, counted from one.
    pub line: u32,
    /// The customer's name.
    pub name: String,
    /// The tenant as the list has it.
    pub tenant: TenantRef,
    /// A domain that stands beside a tenant ID.
    pub domain: Option<Domain>,
}

/// A line that cannot be added as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Its number in the text, counted from one.
    pub line: u32,
    /// The cell in question.
    pub value: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The name cannot be used.
    Name(InputProblem),
    /// Letters were lost when the text was read: it is in another encoding.
    LettersLost,
    /// The tenant or domain cannot be used.
    Tenant(IdProblem),
    /// An earlier line has the same tenant.
    Repeats(u32),
    /// A customer has this tenant already; its name.
    Already(String),
    /// The domain belongs to another tenant than the ID beside it.
    OtherTenant(TenantId),
    /// Microsoft does not know the tenant, or could not be asked.
    NotFound(Box<crate::evidence::Evidence>),
}

/// Why a text is no list of customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing in it.
    Empty,
    /// Not a text, or one in an encoding that could not be told.
    NotText,
    /// Longer than [`LONGEST`] or [`MOST_LINES`].
    TooLong,
    /// No two columns with a name and a tenant or domain.
    NoColumns,
}

/// A list as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// What can be added, in the order of the text.
    pub lines: Vec<Line>,
    /// What cannot, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads a list. `known` are the customers the app has already.
pub fn read(text: &str, known: &[CustomerRecord]) -> Result<Reading, Unreadable> {
    if text.len() > LONGEST {
        return Err(Unreadable::TooLong);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(Unreadable::NotText);
    }
    let records = columns::records(text)?;
    if records.len() > MOST_LINES {
        return Err(Unreadable::TooLong);
    }
    let (columns, records) = Columns::find(&records)?;
    let mut judge = Judge::new(known);
    let mut reading = Reading::default();
    for record in records {
        let cell = |column: Option<usize>| column.and_then(|at| record.cells.get(at)).map_or("", |cell| cell);
        let judged = judge.line(record.line, cell(columns.name), cell(columns.tenant), cell(columns.domain));
        match judged {
            Ok(line) => reading.lines.push(line),
            Err(problem) => reading.problems.push(problem),
        }
    }
    Ok(reading)
}

/// What is in the way of a line: other lines, and customers that are there.
struct Judge<'a> {
    seen: HashMap<TenantRef, u32>,
    tenants: HashMap<TenantId, &'a str>,
    domains: HashMap<&'a str, &'a str>,
}

/// A list whose tenants were looked up.
#[derive(Debug, Default)]
pub struct Found {
    /// The customers to add, in the order of the text.
    pub customers: Vec<CustomerRecord>,
    /// What came out in looking, in the order of the text.
    pub problems: Vec<Problem>,
}

impl<'a> Judge<'a> {
    fn new(known: &'a [CustomerRecord]) -> Self {
        let domain = |customer: &'a CustomerRecord| {
            customer.domain.as_ref().map(|domain| (domain.as_str(), customer.name.as_str()))
        };
        Self {
            seen: HashMap::new(),
            tenants: known.iter().map(|customer| (customer.tenant_id, customer.name.as_str())).collect(),
            domains: known.iter().filter_map(domain).collect(),
        }
    }

    fn line(&mut self, line: u32, name: &str, tenant: &str, domain: &str) -> Result<Line, Problem> {
        let problem = |value: &str, fault| Problem { line, value: shown(value), fault };
        let parsed = desk::name_of(name).map_err(|fault| problem(name, Fault::Name(fault)))?;
        if parsed.contains(char::REPLACEMENT_CHARACTER) {
            return Err(problem(name, Fault::LettersLost));
        }
        let named = if tenant.trim().is_empty() { domain } else { tenant };
        let tenant = TenantRef::parse(named).map_err(|fault| problem(named, Fault::Tenant(fault)))?;
        let beside = domain.trim();
        let domain = match &tenant {
            TenantRef::Id(_) if !beside.is_empty() && beside != named.trim() => {
                match TenantRef::parse(beside).map_err(|fault| problem(beside, Fault::Tenant(fault)))? {
                    TenantRef::Domain(domain) => Some(domain),
                    TenantRef::Id(_) => None,
                }
            }
            _ => None,
        };
        let already = match &tenant {
            TenantRef::Id(id) => self.tenants.get(id),
            TenantRef::Domain(domain) => self.domains.get(domain.as_str()),
        };
        if let Some(customer) = already {
            return Err(problem(named, Fault::Already((*customer).to_owned())));
        }
        if let Some(first) = self.seen.insert(tenant.clone(), line) {
            self.seen.insert(tenant, first);
            return Err(problem(named, Fault::Repeats(first)));
        }
        Ok(Line { line, name: parsed, tenant, domain })
    }
}

/// A cell as it can be told in a list of problems.
fn shown(value: &str) -> String {
    const MOST: usize = 120;
    let value: String =
        value.trim().chars().map(|c| if crate::answer::steers(c) { ' ' } else { c }).collect();
    if value.chars().count() <= MOST { value } else { value.chars().take(MOST).chain(['…']).collect() }
}

#[cfg(test)]
mod tests;
