//! Which sign parts the cells, and which column holds what. Told from the list itself: by a header where there is one,
//! else by where tenants stand.

use crate::ids::TenantRef;
use crate::table;

use super::{MOST_LINES, Unreadable};

/// What columns are called, in lower case: by Consentry's own export in both languages, by Microsoft's portals, and by
/// people. Checked against Partner Center's customer export on 2026-11-25.
const NAMES: &[&str] = &[
    "name",
    "customer",
    "customer name",
    "company",
    "company name",
    "organization",
    "organisation",
    "display name",
    "namn",
    "kund",
    "kundnamn",
    "kundens namn",
    "företag",
    "företagsnamn",
    "bolag",
    "visningsnamn",
];
const TENANTS: &[&str] = &[
    "tenant",
    "tenant id",
    "tenantid",
    "tenant_id",
    "customer tenant id",
    "directory id",
    "microsoft id",
    "tenant or domain",
    "klient-id",
    "klientorganisation",
    "klientorganisations-id",
    "klientorganisations id",
    "katalog-id",
    "klientorganisation eller domän",
    "klientorganisations-id eller domän",
];
const DOMAINS: &[&str] = &[
    "domain",
    "domain name",
    "primary domain",
    "primary domain name",
    "default domain",
    "domän",
    "domännamn",
    "primär domän",
    "primärt domännamn",
];

/// How many records are looked at to find out.
const LOOKED_AT: usize = 40;
/// Cells of a record beyond these are not kept: no list of customers is that wide.
const MOST_CELLS: usize = 500;

/// One record of the text.
#[derive(Debug)]
pub(super) struct Record {
    pub line: u32,
    pub cells: Vec<String>,
}

/// Where to find what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub name: Option<usize>,
    pub tenant: Option<usize>,
    pub domain: Option<usize>,
}

/// The records of a text, blank ones left out.
pub(super) fn records(text: &str) -> Result<Vec<Record>, Unreadable> {
    // The first line of some of Excel's files says which sign parts the cells.
    let told = text.get(..5).filter(|head| head.to_ascii_lowercase().starts_with("sep="));
    let delimiter = match told.and_then(|head| head.as_bytes().get(4).copied()) {
        Some(delimiter) => delimiter,
        None => delimiter_of(text),
    };
    let all = split(text, delimiter, usize::MAX)?;
    let all: Vec<Record> = all.into_iter().skip(usize::from(told.is_some())).collect();
    if all.is_empty() { Err(Unreadable::Empty) } else { Ok(all) }
}

/// The sign that leaves the most tenants in cells of their own.
fn delimiter_of(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let records = split(text, delimiter, LOOKED_AT).unwrap_or_default();
        let with_tenant = |record: &&Record| {
            record.cells.len() > 1 && record.cells.iter().any(|cell| TenantRef::parse(cell).is_ok())
        };
        let cells = records.iter().map(|record| record.cells.len()).min().unwrap_or(0);
        (records.iter().filter(with_tenant).count(), cells)
    };
    // The last of several that are equally good is taken: a comma is the rule.
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

fn split(text: &str, delimiter: u8, most: usize) -> Result<Vec<Record>, Unreadable> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records().take(most) {
        let record = record.map_err(|_| Unreadable::NotText)?;
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        let cells: Vec<String> =
            record.iter().take(MOST_CELLS).map(|cell| table::unguarded(cell).to_owned()).collect();
        let blank = |cell: &String| cell.trim_matches([' ', ',', ';', '\t']).is_empty();
        if !cells.iter().all(blank) {
            records.push(Record { line, cells });
        }
        // One more than may be, and one for the line that names the sign: enough to say that there are too many.
        if records.len() > MOST_LINES + 1 {
            break;
        }
    }
    Ok(records)
}

/// Counts lines as an editor does. (The reader's own count lags behind where a line ends in two signs.)
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of a record whose reading began here: that of its first sign that ends no line.
    fn of(&mut self, begun: u64) -> u32 {
        let begun = usize::try_from(begun).unwrap_or(usize::MAX);
        while let Some(sign) = self.text.get(self.at)
            && (self.at < begun || matches!(sign, b'\r' | b'\n'))
        {
            let next = self.text.get(self.at + 1);
            if *sign == b'\n' || (*sign == b'\r' && next != Some(&b'\n')) {
                self.line += 1;
            }
            self.at += 1;
        }
        self.line
    }
}

impl Columns {
    /// The columns, and the records without their header.
    pub(super) fn find(records: &[Record]) -> Result<(Self, &[Record]), Unreadable> {
        let Some((first, rest)) = records.split_first() else { return Err(Unreadable::Empty) };
        let called = |words: &[&str]| {
            first.cells.iter().position(|cell| words.contains(&cell.trim().to_lowercase().as_str()))
        };
        let headed = Self { name: called(NAMES), tenant: called(TENANTS), domain: called(DOMAINS) };
        if headed.name.is_some() && (headed.tenant.is_some() || headed.domain.is_some()) {
            return Ok((headed, rest));
        }
        if records.iter().take(LOOKED_AT).all(|record| record.cells.len() < 2) {
            return Err(Unreadable::NoColumns);
        }
        let tenants_in = |column: usize| {
            let is_one = |record: &&Record| {
                record.cells.get(column).is_some_and(|cell| TenantRef::parse(cell).is_ok())
            };
            records.iter().take(LOOKED_AT).filter(is_one).count()
        };
        let (name, tenant) = if tenants_in(0) > tenants_in(1) { (1, 0) } else { (0, 1) };
        Ok((Self { name: Some(name), tenant: Some(tenant), domain: None }, records))
    }
}
