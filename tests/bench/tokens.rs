//! Every attack on tokens and keys, and every good token, judged and timed: how many were tried, how many were judged
//! wrongly, how long each took. Speaks as a lane of `make torture` does, and ends with a status of its own when anything
//! was wrong or over its budget: `cargo bench --package consentry-attacks`.

use std::process::ExitCode;
use std::time::Duration;

use consentry_attacks::{
    Case, KeySetCase, Mint, good, harmless, hostile, key_sets, mutations, pastes, sizes, trial,
};
use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::explain::{explain, token_in, token_pasted};
use consentry_onboarding::gather::{self, Http, Plan};
use consentry_onboarding::ids::{AppId, TenantRef};
use consentry_onboarding::judge::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::ports::SystemClock;
use consentry_onboarding::{ids::TenantId, token};
use consentry_words::{Lang, Report, explained};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

/// A pasted token or message: 99 of a hundred take less.
const ORDINARY: Duration = Duration::from_millis(5);
/// Whatever somebody made up to take long.
const ATTACK: Duration = Duration::from_millis(50);
/// Each is timed so often, in this thread's own processor time, so that the machine's other work is not its; one case's
/// time is the middle one.
const ROUNDS: usize = 5;
const KILOBYTE: usize = 1024;
const MEGABYTE: usize = 1024 * KILOBYTE;

fn main() -> ExitCode {
    let mint = Mint::new(OffsetDateTime::now_utc());
    let tokens: Vec<Case> = hostile(&mint).into_iter().chain(good(&mint)).chain(harmless(&mint)).collect();
    let sets = key_sets(&mint);
    let mut table = Table::default();
    verdicts(&mut table, &mint, &tokens, &sets);
    times(&mut table, &mint, &tokens, &sets);
    table.end()
}

/// What was tried and what was wrong.
fn verdicts(table: &mut Table, mint: &Mint, tokens: &[Case], sets: &[KeySetCase]) {
    let kinds = [("hostile", false), ("good", true)];
    for (name, wanted) in kinds {
        let of_kind: Vec<&Case> = tokens.iter().filter(|case| case.is_good() == wanted).collect();
        for (way, trial) in [
            ("verified", trial::verified as fn(&Case, &Mint) -> trial::Complaint),
            ("pasted", trial::pasted),
            ("explained", trial::explained),
        ] {
            let wrong = of_kind.iter().filter_map(|case| trial(case, mint)).collect();
            table.tried(&format!("{name}-{way}"), of_kind.len(), wrong);
        }
    }
    let wrong = sets.iter().filter_map(|case| trial::with_keys(case, mint)).collect();
    table.tried("key-sets", sets.len(), wrong);
    let done = mutations(mint, usize::MAX);
    table.tried("one-byte-changed", done.tried, done.wrong);
}

/// How long each took.
fn times(table: &mut Table, mint: &Mint, tokens: &[Case], sets: &[KeySetCase]) {
    let inspector = Inspector::new();
    let tokens = tokens.iter().map(|case| Text { name: &case.name, text: &case.token });
    // What is longer than a token may be was made up to be long.
    let ordinary = |text: &Text<'_>| text.text.len() <= 64 * KILOBYTE;
    let messages = MESSAGES.iter().map(|text| Text { name: "a message", text });
    let texts: Vec<Text> = tokens.clone().chain(messages).filter(ordinary).collect();
    let context = trial::context(CloudId::Commercial, mint);
    let explaining = |text: &str| {
        let told = explain(text, &context);
        explained(Lang::En, &told, None).title.len()
    };
    table.timed("explain, tokens and messages", ORDINARY, ATTACK, &texts, |text| explaining(text.text));
    let longer: Vec<Text> = tokens.clone().filter(|text| !ordinary(text)).collect();
    table.timed("explain, longer tokens", ATTACK, ATTACK, &longer, |text| explaining(text.text));
    let texts: Vec<Text> = tokens.collect();
    table.timed("inspect offline, tokens", ORDINARY, ATTACK, &texts, |text| inspector.inspect(text.text));
    let keys = mint.keys(CloudId::Commercial, false);
    table.timed("read and verify, tokens", ORDINARY, ATTACK, &texts, |text| {
        judge(&trial::evidence(text.text, CloudId::Commercial, &keys, mint)).checks.len()
    });
    table.timed("read and verify, key sets", ATTACK, ATTACK, sets, |case| {
        judge(&trial::evidence(&case.token, CloudId::Commercial, &case.body, mint)).checks.len()
    });
    for (name, bytes) in [("64 KiB", 64 * KILOBYTE), ("1 MiB", MEGABYTE)] {
        let pastes = pastes(mint, bytes);
        let way = format!("explain, costly pastes of {name}");
        table.timed(&way, ATTACK, ATTACK, &pastes, |big| explaining(&big.text));
        let way = format!("inspect offline, costly pastes of {name}");
        table.timed(&way, ATTACK, ATTACK, &pastes, |big| inspector.inspect(&big.text));
    }
    let each =
        [KILOBYTE, 16 * KILOBYTE, 65 * KILOBYTE, 100 * KILOBYTE, MEGABYTE, 8 * MEGABYTE, 64 * MEGABYTE];
    let mut slowest = Timed::default();
    sizes(mint, &each, |big| {
        slowest.add(&big.name, || token::read(&big.text));
        slowest.add(&big.name, || explaining(&big.text));
        slowest.add(&big.name, || token_in(&big.text).is_some());
        slowest.add(&big.name, || token::KeySet::parse(big.text.as_bytes()).is_some());
    });
    table.row("sizes from 1 kB to 64 MB, each reader", slowest, ATTACK, ATTACK);
}

/// What is pasted beside tokens.
const MESSAGES: [&str; 6] = [
    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'. Trace ID: 2c8f4d0e-7a1b-4c3d-9e5f-6a7b8c9d0e1f Correlation ID: 9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d Timestamp: 2026-11-22 10:11:12Z",
    r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Application with identifier '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764' was not found in the directory 'Contoso'.","error_codes":[700016],"timestamp":"2026-11-22 10:11:12Z","trace_id":"2c8f4d0e-7a1b-4c3d-9e5f-6a7b8c9d0e1f","correlation_id":"9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"}"#,
    r#"{"error":{"code":"Forbidden","message":"The application does not have any of the required application permissions (Alert.Read.All, Alert.ReadWrite.All) to access the resource.","target":"7d3f1c6a"}}"#,
    "https://security.microsoft.com/?admin_consent=True&tenant=1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af&state=abc",
    "https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&response_type=code&sso_reload=true",
    "Something odd went wrong, and nobody knows what.",
];

/// Inspects as `consentry inspect --offline --json` does.
struct Inspector {
    runtime: tokio::runtime::Runtime,
    http: Http,
    cloud: Cloud,
    plan: Plan,
}

impl Inspector {
    #[allow(clippy::expect_used, reason = "without these there is nothing to measure")]
    fn new() -> Self {
        let cloud = Cloud::real(CloudId::Commercial).expect("the public cloud");
        let app = AppId::parse(consentry_attacks::APP).expect("an app");
        let tenant = TenantId::parse(consentry_attacks::TENANT).expect("a tenant");
        let mut plan = Plan::new(&cloud, Some(app), Some(TenantRef::Id(tenant)));
        plan.wanted.insert(Permission::parse(trial::WANTED).expect("a permission"));
        (plan.offline, plan.call) = (true, false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        Self { runtime, http: Http::system(), cloud, plan }
    }

    fn inspect(&self, text: &str) -> usize {
        let (token, _) = token_pasted(text);
        let (plan, cancel) = (self.plan.clone(), CancellationToken::new());
        let inspecting =
            gather::inspect(&self.http, &self.cloud, plan, token, &SystemClock, &|_| {}, &cancel);
        let evidence = self.runtime.block_on(inspecting);
        let report = Report::new(Lang::En, &evidence, &judge(&evidence));
        serde_json::to_string(&report).map_or(0, |text| text.len())
    }
}

/// Times of one kind of work, case by case.
#[derive(Default)]
struct Timed {
    all: Vec<Duration>,
    /// The middle time of each case, with its name.
    cases: Vec<(Duration, String)>,
}

impl Timed {
    fn add<T>(&mut self, name: &str, work: impl Fn() -> T) {
        let mut rounds: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let begun = processor_time();
                std::hint::black_box(work());
                processor_time().saturating_sub(begun)
            })
            .collect();
        self.all.extend(&rounds);
        rounds.sort_unstable();
        self.cases.push((rounds[ROUNDS / 2], name.to_owned()));
    }
}

/// What this thread has used so far. None of what is timed waits for anything.
fn processor_time() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(used).unwrap_or_default()
}

/// What is printed, line by line, and what it comes to.
#[derive(Default)]
struct Table {
    all: Count,
    times: Count,
}

/// How many were tried and how many of them were wrong.
#[derive(Default, Clone, Copy)]
struct Count {
    tried: usize,
    wrong: usize,
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what this program is for")]
impl Count {
    fn told(self, name: &str) {
        println!("{name}: tried {}, survived {}, lost {}", self.tried, self.tried - self.wrong, self.wrong);
    }

    fn add(&mut self, more: Count) {
        self.tried += more.tried;
        self.wrong += more.wrong;
    }
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what this program is for")]
impl Table {
    fn tried(&mut self, what: &str, tried: usize, wrong: Vec<String>) {
        let count = Count { tried, wrong: wrong.len() };
        count.told(&format!("tokens/{what}"));
        self.all.add(count);
        for complaint in wrong {
            eprintln!("LOST in tokens/{what}: {complaint}");
        }
    }

    fn timed<C: Named>(
        &mut self,
        what: &str,
        budget: Duration,
        each: Duration,
        cases: &[C],
        work: impl Fn(&C) -> usize,
    ) {
        let mut timed = Timed::default();
        for case in cases {
            timed.add(&case.name(), || work(case));
        }
        self.row(what, timed, budget, each);
    }

    /// Nearest-rank percentiles of all times, and the slowest case by its middle time.
    fn row(&mut self, what: &str, mut timed: Timed, budget: Duration, each: Duration) {
        timed.all.sort_unstable();
        timed.cases.sort_unstable();
        let rank = |hundredths: usize| timed.all[(timed.all.len() * hundredths).div_ceil(100) - 1];
        let (slowest, name) = timed.cases[timed.cases.len() - 1].clone();
        let over = rank(99) > budget || slowest > each;
        self.times.add(Count { tried: timed.cases.len(), wrong: usize::from(over) });
        if over {
            eprintln!("LOST in tokens/times: {what} took too long, {name} longest of all");
        }
        println!(
            "{what}: {} cases, p50 {:.2?}, p99 {:.2?} (of {budget:?}), slowest case {slowest:.2?} (of {each:?}, {name}), longest single time {:.2?}{}",
            timed.cases.len(),
            rank(50),
            rank(99),
            rank(100),
            if over { ", OVER BUDGET" } else { "" }
        );
    }

    fn end(mut self) -> ExitCode {
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        println!("load at the end: {}", load.trim());
        self.times.told("tokens/times");
        self.all.add(self.times);
        self.all.told("tokens");
        if self.all.wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

/// How a case is called in the table.
trait Named {
    fn name(&self) -> String;
}

/// A text to paste.
struct Text<'a> {
    name: &'a str,
    text: &'a str,
}

impl Named for Text<'_> {
    fn name(&self) -> String {
        self.name.to_owned()
    }
}
impl Named for KeySetCase {
    fn name(&self) -> String {
        self.name.clone()
    }
}
impl Named for consentry_attacks::Big {
    fn name(&self) -> String {
        self.name.clone()
    }
}
