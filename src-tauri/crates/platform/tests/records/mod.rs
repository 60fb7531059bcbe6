//! Records to write: shaped like real ones, told apart by a number.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::{
    Asked, Evidence, FORMAT, Flow, Known, NotDone, Refusal, Step, TenantFound, TokenFacts, TokenReading,
};
use consentry_onboarding::ids::{AppId, Domain, TenantId, TenantRef};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::records::{
    AppRecord, AppRow, CheckRecord, CustomerRecord, CustomerRow, PortalStep, WatchRecord,
};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::SqliteRegistry;
use time::{Duration, OffsetDateTime};

pub fn open(path: &Path) -> SqliteRegistry {
    let (registry, aside) = SqliteRegistry::open(path).unwrap();
    assert_eq!(aside, None);
    registry
}

pub fn at(second: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(second).unwrap()
}

fn permission(name: &str) -> Permission {
    Permission::parse(name).unwrap()
}

fn guid(number: u32) -> String {
    format!("{number:08x}-1111-2222-3333-444444444444")
}

pub fn app(number: u32) -> AppRecord {
    AppRecord {
        row: AppRow::default(),
        version: 0,
        name: "Our “app” — för kunder".into(),
        cloud: CloudId::Commercial,
        app_id: AppId::parse(&guid(number)).unwrap(),
        home_tenant: Some(TenantId::parse(&guid(1000 + number)).unwrap()),
        publisher: Some("Northwind".into()),
        contact: Some("säkerhet@northwind.example".into()),
        ticks: BTreeMap::from([(PortalStep::Register, at(9))]),
        redirect_uris: vec!["https://b.example/back".into(), "https://a.example/back".into()],
        permissions: BTreeMap::from([
            (permission("Alert.Read.All"), at(1) + Duration::nanoseconds(1)),
            (permission("Machine.Read.All"), at(2)),
        ]),
        secret: None,
    }
}

pub fn customer(app: AppRow, number: u32, name: &str) -> CustomerRecord {
    CustomerRecord {
        row: CustomerRow::default(),
        version: 0,
        app,
        name: name.into(),
        tenant_id: TenantId::parse(&guid(number)).unwrap(),
        domain: Some(Domain::parse("contoso.example").unwrap()),
        region: Some("EU".into()),
        added_at: at(3) + Duration::nanoseconds(123_456_789),
        link_state: Some("state".into()),
        link_made_at: Some(at(3)),
        link_answered_at: Some(at(5)),
        link_sent_at: Some(at(4)),
        consent_hint_at: None,
        watch: Some(WatchRecord { since: at(4), looks: 2, next_at: at(6) }),
    }
}

pub fn check(ended: OffsetDateTime, verdict: Verdict, cause: Option<Cause>) -> CheckRecord {
    let tenant = TenantId::parse(&guid(7)).unwrap();
    let facts = TokenFacts {
        algorithm: "RS256".into(),
        roles: BTreeSet::from([permission("Alert.Read.All")]),
        expires: 1_800_000_000,
        ..TokenFacts::default()
    };
    CheckRecord {
        at: ended,
        verdict,
        cause,
        evidence: Evidence {
            format: FORMAT,
            made_by: "consentry-desktop 0.1.0".into(),
            asked: Asked {
                cloud: CloudId::Commercial,
                app_id: Some(AppId::parse(&guid(1)).unwrap()),
                tenant: Some(TenantRef::Id(tenant)),
                wanted: BTreeSet::from([permission("Alert.Read.All")]),
                flow: Flow::V2,
                call: true,
            },
            known: Known::default(),
            started_at: ended,
            finished_at: Some(ended),
            issuers: None,
            tenant: Step::Answered {
                took_ms: 12,
                value: TenantFound {
                    tenant_id: tenant,
                    region: Some("EU".into()),
                    sub_region: None,
                    cloud_instance: None,
                },
            },
            token: Step::Answered { took_ms: 34, value: TokenReading::Readable { facts: Box::new(facts) } },
            signature: Step::NotDone { why: NotDone::EarlierStep },
            call: Step::Refused {
                took_ms: 5,
                refusal: Refusal { status: 403, message: "it's \"no\"\u{0}".into(), ..Refusal::default() },
            },
            clock_ahead_seconds: Some(-3),
        },
    }
}
