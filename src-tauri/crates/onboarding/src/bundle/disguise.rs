//! Made-up names and IDs that stand for the real ones.
//!
//! Inside one file the same stands for the same: a tenant's ID is replaced wherever it is met, in a claim, an issuer, an
//! address or a sentence of Microsoft's. Different ones stay different, an ID in capital letters stays in capital
//! letters, and what belongs to nobody (Microsoft's own apps and hosts) stays as it is. So every comparison that the
//! judge makes comes out as it did.
//!
//! Sentences are where names hide that nobody recorded, such as the display name of a directory. What is quoted goes,
//! and so does every domain and every ID. Since the judge reads a few turns of phrase in them too, a replacement that
//! would change what a refusal means is not made: what it would have hidden is a word of Microsoft's own.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::clean;
use super::texts::{self, Host, Id, Place, Plain};
use super::{Names, Replaced};
use crate::evidence::Refusal;
use crate::ids::{AppId, Domain, TenantId};
use crate::judge;
use crate::knowledge::Api;
use crate::records::{AppRecord, CustomerRecord};

/// IDs that stand for nobody: the tenant of personal accounts, and none at all.
const NOBODYS_IDS: [&str; 2] =
    ["9188040d-6c67-4c5b-b112-36a304b66dad", "00000000-0000-0000-0000-000000000000"];

/// Whose ID it is; the first group of a made-up one says so.
#[derive(Debug, Clone, Copy)]
enum Whose {
    Tenant = 1,
    App = 2,
    Other = 3,
}

/// What stands for whom in one file.
#[derive(Debug, Default)]
pub struct Disguise {
    keep: bool,
    /// By their digits, those of the made-up ones.
    ids: HashMap<String, String>,
    domains: HashMap<String, String>,
    addresses: HashMap<String, String>,
    users: HashMap<String, String>,
    somebodies: HashMap<String, String>,
    made: [usize; 4],
    /// Names of the customer at hand and of its app.
    names: Vec<(String, String)>,
    /// The word that the customer's domain begins with, which is often its name; looked for in sentences.
    label: Option<(String, String)>,
    told: Vec<Replaced>,
}

impl Disguise {
    /// Nothing is replaced yet.
    pub fn new(names: Names) -> Self {
        Self { keep: names == Names::Kept, ..Self::default() }
    }

    /// What was replaced by what.
    pub fn told(self) -> Vec<Replaced> {
        self.told
    }

    /// The app with this number; its names are looked for in every text from now on.
    pub fn app_name(&mut self, app: &AppRecord, number: usize) -> String {
        self.id(&app.app_id.to_string(), Whose::App);
        if let Some(home) = app.home_tenant {
            self.id(&home.to_string(), Whose::Tenant);
        }
        self.name(&app.name, format!("Partner app {number}"))
    }

    /// The customer with this number.
    pub fn customer_name(&mut self, customer: &CustomerRecord, number: usize) -> String {
        self.id(&customer.tenant_id.to_string(), Whose::Tenant);
        if let Some(domain) = &customer.domain {
            let instead = format!("customer-{number}.example");
            self.domains.entry(one_spelling(domain.as_str())).or_insert(instead);
        }
        self.name(&customer.name, format!("Customer {number}"))
    }

    fn name(&mut self, name: &str, instead: String) -> String {
        if self.keep {
            return name.to_owned();
        }
        self.told.push(Replaced { name: name.to_owned(), instead: instead.clone() });
        instead
    }

    /// The names that are looked for in the texts that follow: this customer's and its app's.
    pub fn about(&mut self, customer: (&CustomerRecord, &str), app: (&AppRecord, &str)) {
        let of_app = [Some(&app.0.name), app.0.publisher.as_ref(), app.0.contact.as_ref()];
        let of_app = of_app.into_iter().flatten().map(|name| (name.clone(), app.1.to_owned()));
        self.names = [(customer.0.name.clone(), customer.1.to_owned())].into_iter().chain(of_app).collect();
        // The longest first: what is left of a name that holds another would tell it.
        self.names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let label = customer.0.domain.as_ref().and_then(|domain| domain.as_str().split('.').next());
        self.label =
            label.filter(|label| label.len() > 3).map(|label| (label.to_owned(), customer.1.to_owned()));
    }

    /// A tenant's ID.
    pub fn tenant(&mut self, id: TenantId) -> String {
        self.id(&id.to_string(), Whose::Tenant)
    }

    /// An app's ID.
    pub fn app(&mut self, id: AppId) -> String {
        self.id(&id.to_string(), Whose::App)
    }

    /// A domain.
    pub fn domain(&mut self, domain: &Domain) -> String {
        if self.keep { domain.to_string() } else { self.domain_instead(domain.as_str()) }
    }

    fn id(&mut self, id: &str, whose: Whose) -> String {
        let plain = Plain::of(id);
        let digits = texts::digits(id);
        if self.keep || is_nobodys(&digits) {
            return id.to_owned();
        }
        let instead = self.digits_instead(&digits, whose);
        respelled(id, &plain, &(0..plain.text().len()), &instead)
    }

    /// The digits of the made-up ID that stands for the one with these.
    fn digits_instead(&mut self, digits: &str, whose: Whose) -> String {
        let made = &mut self.made;
        let instead = self.ids.entry(digits.to_owned()).or_insert_with(|| {
            let number = &mut made[whose as usize];
            *number += 1;
            // Letters, so that an ID in capital letters can stay one.
            format!("{}aaaa4aaa8aaa{number:012}", (whose as usize).to_string().repeat(8))
        });
        instead.clone()
    }

    fn domain_instead(&mut self, domain: &str) -> String {
        let number = self.domains.len() + 1;
        let instead = || format!("host-{number}.example");
        self.domains.entry(one_spelling(domain)).or_insert_with(instead).clone()
    }

    /// A text that is compared with others: a claim, an issuer. IDs and hosts in it are replaced and the rest stays.
    pub fn identity(&mut self, text: &str) -> String {
        let clean = clean::claim(text);
        if self.keep {
            return clean;
        }
        let clean = self.without_ids(&clean, &[]);
        let hosts = self.hosts_in(&clean);
        let clean = replaced(&clean, &hosts);
        let users = self.users_in(&clean);
        let clean = self.without_names(replaced(&clean, &users), &mut |_| true);
        self.without_quoted(clean, &mut |_| true)
    }

    /// A claim that stands for somebody by itself, such as `sub`: an ID is replaced, anything else taken out.
    pub fn somebody(&mut self, text: &str) -> String {
        if self.keep {
            return self.identity(text);
        }
        // Two that differ in anything stay two: an app's own token is told from a user's by that.
        let one_case = text == text.to_ascii_lowercase() || text == text.to_ascii_uppercase();
        if texts::is_guid(text) && one_case {
            return self.id(text, Whose::Other);
        }
        let number = self.somebodies.len() + 1;
        self.somebodies.entry(text.to_owned()).or_insert_with(|| format!("[id {number}]")).clone()
    }

    /// The number of an answer at Microsoft's, which stays, unless it is somebody's ID.
    pub fn number(&mut self, text: &str) -> String {
        let clean = clean::claim(text);
        if self.is_number(&clean) { clean } else { self.identity(&clean) }
    }

    fn is_number(&self, text: &str) -> bool {
        texts::is_guid(text) && !self.ids.contains_key(&texts::digits(text))
    }

    /// What is known of a failure, in which whoever signed a certificate may be named, too.
    pub fn failure(&mut self, raw: &str, issued_by: Option<&str>) -> String {
        let by = issued_by.filter(|_| !self.keep).map(str::trim).unwrap_or_default();
        let edits = places_of(raw, |text| texts::named(text, by));
        self.prose(&replaced(
            raw,
            &edits.into_iter().map(|place| (place, "[name]".to_owned())).collect::<Vec<_>>(),
        ))
    }

    /// A text for people.
    pub fn prose(&mut self, text: &str) -> String {
        self.sentence(text, &[], &mut |_| true)
    }

    /// What a refusal says, worded so that it means what it meant.
    pub fn message(&mut self, refusal: &Refusal) -> String {
        let means = |message: &str| {
            let said = Refusal { message: message.to_owned(), ..refusal.clone() };
            (judge::of_sign_in_refusal(&said), judge::of_api_refusal(&said))
        };
        let before = means(&clean::prose(&refusal.message));
        let numbers = [&refusal.correlation_id, &refusal.trace_id];
        let numbers: Vec<&str> = numbers.into_iter().flatten().map(String::as_str).collect();
        self.sentence(&refusal.message, &numbers, &mut |message| means(message) == before)
    }

    fn sentence(&mut self, text: &str, numbers: &[&str], holds: &mut dyn FnMut(&str) -> bool) -> String {
        let clean = clean::prose(text);
        if self.keep {
            return clean;
        }
        let clean = self.without_ids(&clean, numbers);
        let hosts = self.hosts_in(&clean);
        let clean = guarded(clean, hosts, holds);
        let users = self.users_in(&clean);
        let clean = guarded(clean, users, holds);
        let mut clean = self.without_names(clean, holds);
        if let Some((label, instead)) = &self.label {
            let edits = places_of(&clean, |text| texts::named(text, label));
            clean = guarded(clean, edits.into_iter().map(|place| (place, instead.clone())).collect(), holds);
        }
        self.without_quoted(clean, holds)
    }

    fn without_quoted(&self, text: String, holds: &mut dyn FnMut(&str) -> bool) -> String {
        let unknown = |place: &Place| !self.names.iter().any(|(_, instead)| *instead == text[place.clone()]);
        let places = places_of(&text, texts::quoted).into_iter().filter(unknown);
        let edits = places.map(|place| (place, "[name]".to_owned())).collect();
        let text = guarded(text, edits, holds);
        // Where hiding all up to the line's end would have changed the meaning, hiding a part may not.
        let parts = places_of(&text, |text| texts::announced(text, false));
        let known =
            |place: &Place| self.names.iter().any(|(_, instead)| text[place.start..].starts_with(instead));
        let edits = parts.into_iter().filter(|place| !known(place));
        let edits = edits.map(|place| (place, "[name]".to_owned())).collect();
        guarded(text, edits, holds)
    }

    fn without_ids(&mut self, text: &str, numbers: &[&str]) -> String {
        let plain = Plain::of(text);
        let found = texts::ids(plain.text(), &|digits| self.ids.contains_key(digits));
        let edits: Vec<Edit> = found
            .into_iter()
            .filter(|Id { digits, .. }| !is_nobodys(digits))
            .map(|Id { place, digits }| {
                let written = plain.place(&place);
                let stays =
                    numbers.contains(&&text[written.clone()]) && self.is_number(&text[written.clone()]);
                if stays {
                    return (written.clone(), text[written].to_owned());
                }
                let instead = self.digits_instead(&digits, Whose::Other);
                (written, respelled(text, &plain, &place, &instead))
            })
            .collect();
        replaced(text, &edits)
    }

    fn hosts_in(&mut self, text: &str) -> Vec<Edit> {
        let plain = Plain::of(text);
        let edit = |host| match host {
            Host::Domain(place) => {
                let instead = self.domain_instead(&plain.text()[place.clone()]);
                (plain.place(&place), instead)
            }
            Host::Person(place) => (plain.place(&place), "person@".to_owned()),
            Host::Address(place, address) => {
                let number = self.addresses.len() + 1;
                let instead = self.addresses.entry(address).or_insert_with(|| format!("[address {number}]"));
                (plain.place(&place), instead.clone())
            }
        };
        texts::hosts(plain.text()).into_iter().map(edit).collect()
    }

    fn users_in(&mut self, text: &str) -> Vec<Edit> {
        let plain = Plain::of(text);
        let edit = |place: Place| {
            let number = self.users.len() + 1;
            let user = plain.text()[place.clone()].to_lowercase();
            let instead = self.users.entry(user).or_insert_with(|| format!("[user {number}]"));
            (plain.place(&place), instead.clone())
        };
        texts::users(plain.text()).into_iter().map(edit).collect()
    }

    fn without_names(&self, mut text: String, holds: &mut dyn FnMut(&str) -> bool) -> String {
        for (name, instead) in &self.names {
            let places = places_of(&text, |text| texts::named(text, name));
            text = guarded(text, places.into_iter().map(|place| (place, instead.clone())).collect(), holds);
        }
        text
    }
}

/// Where in a text something is found, however it is spelled there.
fn places_of(text: &str, find: impl FnOnce(&str) -> Vec<Place>) -> Vec<Place> {
    let plain = Plain::of(text);
    find(plain.text()).iter().map(|place| plain.place(place)).collect()
}

/// A domain in the one spelling of all that it has: small letters, and Punycode for those beyond ASCII.
fn one_spelling(domain: &str) -> String {
    url::Host::parse(domain).map_or_else(|_| domain.to_lowercase(), |host| host.to_string())
}

/// Other digits in the spelling of an ID: what stands between its digits, capital letters, and how each digit was encoded.
/// So it is found where the ID was found, and is equal to nothing that the ID was not equal to.
fn respelled(original: &str, plain: &Plain, place: &Place, digits: &str) -> String {
    let capitals = plain.text()[place.clone()].contains(|c: char| c.is_ascii_uppercase());
    let mut digits = digits.chars();
    let mut out = String::new();
    for at in place.clone().filter(|at| plain.text().is_char_boundary(*at)) {
        let length = plain.text()[at..].chars().next().map_or(1, char::len_utf8);
        let piece = &original[plain.place(&(at..at + length))];
        let is_digit = plain.text().as_bytes()[at].is_ascii_hexdigit();
        let Some(digit) = is_digit.then(|| digits.next()).flatten() else {
            out.push_str(piece);
            continue;
        };
        let digit = if capitals { digit.to_ascii_uppercase() } else { digit };
        match piece.len() {
            1 => out.push(digit),
            _ if piece.starts_with(['%', '\\']) && piece.is_ascii() => {
                out.push_str(&piece[..piece.len() - 2]);
                // Writing into a string cannot fail.
                let _ = write!(out, "{:02x}", u32::from(digit));
            }
            // A wide letter, or one beside which another is not seen.
            _ => out.extend(char::from_u32(u32::from(digit) + 0xfee0)),
        }
    }
    out
}

/// Microsoft's own, by their digits: the APIs that are known here and their permissions.
fn is_nobodys(digits: &str) -> bool {
    let api = Api::windows_defender_atp();
    let Ok(id) = uuid::Uuid::try_parse(digits).map(|id| id.to_string()) else { return false };
    NOBODYS_IDS.contains(&id.as_str())
        || api.is_audience(&id)
        || api.other_api(&id).is_some()
        || api.permissions.iter().any(|facts| facts.app_role_id == id)
}

/// A place in a text, and what stands there instead.
type Edit = (Place, String);

fn replaced(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (place, instead) in edits {
        out.push_str(&text[done..place.start]);
        out.push_str(instead);
        done = place.end;
    }
    out.push_str(&text[done..]);
    out
}

/// Makes all the edits or, where the text would no longer mean the same, those of them that change nothing.
fn guarded(text: String, mut edits: Vec<Edit>, holds: &mut dyn FnMut(&str) -> bool) -> String {
    let all = replaced(&text, &edits);
    if edits.is_empty() || holds(&all) {
        return all;
    }
    let mut text = text;
    // From the end, so that the places before it stay where they are.
    while let Some(edit) = edits.pop() {
        let tried = replaced(&text, &[edit]);
        if holds(&tried) {
            text = tried;
        }
    }
    text
}
