//! Which cloud a tenant lives in, for every cloud asked for and every region Microsoft is known to write.

use super::builders::*;
use crate::cloud::{Cloud, CloudId};
use crate::evidence::{Evidence, Step};
use crate::judge::{judge, may_sign_in};
use crate::verdict::{Actor, Cause, CheckId, CheckStatus, Finding, Verdict};

fn asked_of(
    cloud: CloudId,
    region: Option<&str>,
    sub_region: Option<&str>,
    instance: Option<&str>,
) -> Evidence {
    but(|evidence| {
        evidence.asked.cloud = cloud;
        let row = Cloud::real(cloud).unwrap_or_else(|| Cloud::practice(4711));
        let issuer = row.issuer_v1(tenant());
        change_facts(evidence, |facts| facts.issuer = issuer);
        let issuers = evidence.issuers.as_mut().unwrap();
        issuers.v1 = row.issuer_v1(tenant());
        issuers.v2 = row.issuer_v2(tenant());
        let Step::Answered { value, .. } = &mut evidence.tenant else { unreachable!() };
        value.region = region.map(str::to_owned);
        value.sub_region = sub_region.map(str::to_owned);
        value.cloud_instance = instance.map(str::to_owned);
    })
}

#[rustfmt::skip]
const PUBLIC: &[(Option<&str>, Option<&str>, Option<&str>)] = &[
    (Some("EU"), None, Some("microsoftonline.com")), (Some("NA"), None, Some("microsoftonline.com")),
    (Some("AS"), None, None), (Some("WW"), Some(""), Some("microsoftonline.com")),
];
#[rustfmt::skip]
const GCC: &[(Option<&str>, Option<&str>, Option<&str>)] = &[
    (Some("NA"), Some("GCC"), Some("microsoftonline.com")), (Some("na"), Some("gcc"), None),
];
#[rustfmt::skip]
const HIGH: &[(Option<&str>, Option<&str>, Option<&str>)] = &[
    (Some("USGov"), Some("DODCON"), Some("microsoftonline.us")), (Some("USGOV"), None, None),
    (Some("NA"), None, Some("login.microsoftonline.us")),
];
#[rustfmt::skip]
const DOD: &[(Option<&str>, Option<&str>, Option<&str>)] = &[
    (Some("USGov"), Some("DOD"), Some("microsoftonline.us")),
];
#[rustfmt::skip]
const CHINA: &[(Option<&str>, Option<&str>, Option<&str>)] = &[
    (Some("AS"), None, Some("partner.microsoftonline.cn")), (None, None, Some("CHINACLOUDAPI.CN")),
];

#[test]
fn every_cloud_against_every_region() {
    use CloudId::{Commercial, Dod, Gcc, GccHigh, Practice};
    // GCC High and DoD share every host, so a secret asked for one may go to the other.
    let table: [(&[_], &[CloudId], Option<&str>); 5] = [
        (PUBLIC, &[Commercial, Practice], Some("commercial")),
        (GCC, &[Gcc], Some("gcc")),
        (HIGH, &[GccHigh, Dod], Some("gcc-high")),
        (DOD, &[GccHigh, Dod], Some("dod")),
        (CHINA, &[], None),
    ];
    for (regions, right_clouds, name) in table {
        for (region, sub_region, instance) in regions {
            for asked in [Commercial, Gcc, GccHigh, Dod, Practice] {
                let evidence = asked_of(asked, *region, *sub_region, *instance);
                let judgement = judge(&evidence);
                let case = format!("{asked} asked, {region:?} {sub_region:?} {instance:?}");
                if right_clouds.contains(&asked) {
                    assert_eq!(judgement.verdict, Verdict::Connected, "{case}: {judgement:?}");
                    assert!(may_sign_in(&evidence), "{case}");
                } else {
                    assert_eq!(judgement.cause, Some(Cause::WrongCloud), "{case}");
                    assert_eq!(judgement.reason.as_deref(), name.or(Some("another-cloud")), "{case}");
                    assert_eq!(judgement.who_acts, Actor::Partner);
                    assert_eq!(status_of(&judgement, CheckId::Tenant), CheckStatus::Fail);
                    assert_eq!(
                        check_of(&judgement, CheckId::Tenant).finding,
                        Finding::TenantInOtherCloud { cloud: name.map(str::to_owned) }
                    );
                    assert!(!may_sign_in(&evidence), "{case}: a secret must not be sent");
                }
            }
        }
    }
}

#[test]
fn a_tenant_whose_metadata_names_no_region_is_taken_as_asked_for() {
    for cloud in CloudId::REAL {
        assert!(may_sign_in(&asked_of(cloud, None, None, None)), "{cloud}");
    }
    assert!(may_sign_in(&asked_of(CloudId::Commercial, None, None, Some("microsoftonline.com"))));
}

#[test]
fn a_secret_goes_nowhere_without_a_tenant_that_answered() {
    for step in [
        refused(entra(400, &[90_002], "invalid_tenant")),
        failed(crate::evidence::FailureKind::TimedOut),
        Step::Pending,
        Step::NotDone { why: crate::evidence::NotDone::Cancelled },
    ] {
        assert!(!may_sign_in(&tenant_ends(step)));
    }
}
