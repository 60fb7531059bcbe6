//! The faults, where they strike, how often, and what a person must be told.

use std::sync::Arc;

use crate::authority::Authority;
use crate::stand_in::{Act, Door};
use crate::tenant::{Asked, Place};
use crate::trial::HOSTS;

mod answered;
mod around;
use answered::{head, keys, line, portal, shape, size, slow, weather};
use around::{clock, proxy, tls};

const STEPS: [Place; 4] = [Place::Metadata, Place::Token, Place::Keys, Place::Call];

/// What is told: a cause with its finer reason, or that the customer is connected.
pub type Told = (&'static str, Option<&'static str>);

const WELL: Told = ("connected", None);
const NETWORK: Told = ("network", Some("unreachable"));
const UNEXPECTED: Told = ("unexpected-reply", None);
const TOO_LARGE: Told = ("unexpected-reply", Some("too-large"));
const PORTAL: Told = ("captive-portal", None);
const SLOW: Told = ("timed-out", None);
const AWAY: Told = ("service-unavailable", None);
const THROTTLED: Told = ("throttled", None);
const SIGN_IN: Told = ("proxy", Some("sign-in-required"));
const REFUSED: Told = ("proxy", Some("refused"));
const CLOCK: Told = ("clock-skew", None);

type Spoil = Arc<dyn Fn(&Asked) -> Option<Act> + Send + Sync>;
type MakeDoor = Arc<dyn Fn(&Authority) -> Door + Send + Sync>;

/// One run of the program.
pub struct Case {
    pub class: &'static str,
    pub name: String,
    pub door: MakeDoor,
    pub spoil: Spoil,
    /// Instead of the usual environment; `{port}` is the proxy's, `{closed}` one that nobody listens at.
    pub environment: Vec<(&'static str, String)>,
    /// The clock is wrong by so much, from when this place is asked or from the start.
    pub clock: Option<(i64, Option<Place>)>,
    /// Any of these.
    pub told: Vec<Told>,
    /// Takes a minute or two.
    pub slow: bool,
    /// A time to come back has to be named.
    pub parked: bool,
}

/// Chance that can be repeated.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % end.max(1) as u64).unwrap()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// How often what is met is asked for again.
#[derive(Clone, Copy, PartialEq)]
enum Again {
    /// Three times.
    Passing,
    /// Once.
    Misread,
    /// Never.
    Final,
}

fn usual_door() -> MakeDoor {
    Arc::new(|authority: &Authority| Door::Tunnel(authority.serving(&HOSTS)))
}

fn case(class: &'static str, name: impl Into<String>, told: Told) -> Case {
    Case {
        class,
        name: name.into(),
        door: usual_door(),
        spoil: Arc::new(|_| None),
        environment: Vec::new(),
        clock: None,
        told: vec![told],
        slow: false,
        parked: false,
    }
}

/// A step that is answered so the first few times, or always.
fn at(
    class: &'static str,
    name: &str,
    step: Place,
    chance: &mut Chance,
    (told, again): (Told, Again),
    act: impl Fn(&Asked) -> Act + Send + Sync + 'static,
) -> Case {
    let most = match again {
        Again::Passing => 3,
        Again::Misread => 1,
        Again::Final => 0,
    };
    // Every other time it stays.
    let times = if chance.below(2) == 0 { usize::MAX } else { 1 + chance.below(most.max(1)) };
    let told = if times <= most { WELL } else { told };
    let often = if times == usize::MAX { "always".to_owned() } else { format!("{times} times") };
    let spoil = move |asked: &Asked| (asked.place == step && asked.nth <= times).then(|| act(asked));
    Case { spoil: Arc::new(spoil), ..case(class, format!("{name} at {step:?}, {often}"), told) }
}

/// Nothing is wrong.
pub fn well() -> Case {
    case("well", "nothing", WELL)
}

/// Every class at every step, so many times.
pub fn all(chance: &mut Chance, seeds: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for _ in 0..seeds {
        for step in STEPS {
            for class in [line, size, head, shape, portal, weather] {
                cases.extend(class(step, chance));
            }
        }
        cases.extend(proxy(chance));
        cases.extend(clock(chance));
    }
    cases.extend(STEPS.into_iter().flat_map(slow));
    cases.extend(tls());
    cases.extend(keys());
    cases
}

/// Each class once or twice, without those that take a minute.
pub fn selection(chance: &mut Chance) -> Vec<Case> {
    let mut cases = Vec::new();
    for class in [line, size, head, shape, portal, weather] {
        let step = chance.one_of(&STEPS);
        cases.extend(class(step, chance));
    }
    cases.extend(proxy(chance));
    cases.extend(tls());
    cases.extend(keys());
    cases.extend(clock(chance));
    cases.retain(|case| !case.slow);
    cases
}
