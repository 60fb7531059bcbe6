//! `consentry check`: from tenant to proof, for a customer on record or for any app and tenant.

use std::collections::BTreeSet;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::desk::DeskProblem;
use consentry_onboarding::evidence::{Asked, Evidence, Failure, FailureKind, Flow, NotDone, Step};
use consentry_onboarding::gather::{self, Credential, Http, Plan};
use consentry_onboarding::history::SinceItWorked;
use consentry_onboarding::ids::{AppId, TenantRef};
use consentry_onboarding::ports::{Clock as _, SystemClock};
use tokio_util::sync::CancellationToken;

use crate::args::CheckArgs;
use crate::exit::{Exit, Trouble};
use crate::output::Out;
use crate::progress::Teller;
use crate::render::Beside;
use crate::{block_on, input, link, permissions, records, render};

/// Checks, prints and says how it ended.
pub fn run(args: &CheckArgs, cloud: Option<CloudId>, out: Out) -> Result<Exit, Trouble> {
    if args.customer.is_some() && cloud.is_some() {
        // clap does not see an option that stands before the command.
        return Err(Trouble::Usage(
            out.say(
                "not together: --customer, --cloud; a customer on record has its cloud",
                "inte tillsammans: --customer, --cloud; en sparad kund har redan sitt moln",
            )
            .to_owned(),
        ));
    }
    let evidence = match (&args.customer, args.app_id, &args.tenant) {
        (Some(customer), app_id, _) => {
            let (evidence, since) = block_on(on_record(customer, app_id, out))??;
            return render::conclude_with(
                out,
                &evidence,
                &Beside { since: since.as_ref(), ..Beside::default() },
            );
        }
        (None, Some(app_id), Some(tenant)) => {
            let cloud = cloud.unwrap_or(CloudId::Commercial);
            // Read before anything else: what cannot be used is said at once.
            let given = args.secret_stdin.then(|| input::secret(out)).transpose()?;
            let intent = Intent { cloud, app_id, tenant: tenant.clone(), args };
            block_on(intent.check(given, out))??
        }
        // The description of the arguments asks for one or the other.
        (None, _, _) => {
            return Err(Trouble::Usage(
                out.say("missing: --app-id, --tenant", "saknas: --app-id, --tenant").to_owned(),
            ));
        }
    };
    render::conclude(out, &evidence)
}

/// A check of an app in a tenant, both named on the command line.
struct Intent<'a> {
    cloud: CloudId,
    app_id: AppId,
    tenant: TenantRef,
    args: &'a CheckArgs,
}

impl Intent<'_> {
    async fn check(self, given: Option<Credential>, out: Out) -> Result<Evidence, Trouble> {
        let cloud = link::real(self.cloud)?;
        if let Some(want) = &self.args.want {
            permissions::remark_on_unknown(out, want);
        }
        let on_record = match records::look_up(out, self.cloud, self.app_id, &self.tenant).await {
            Ok(on_record) => on_record,
            Err(why) if given.is_some() => {
                let said = out.say("going on without the records", "fortsätter utan uppgifterna");
                out.note(&format!("{said}: {why}"));
                None
            }
            Err(why) => return Ok(records_unusable(self.asked(), why)),
        };
        let asked = self.asked();
        let mut plan = Plan::new(&cloud, asked.app_id, asked.tenant);
        (plan.call, plan.flow) = (asked.call, asked.flow);
        plan.wanted = match (&self.args.want, &on_record) {
            (None, Some(on_record)) => on_record.app.permissions.keys().cloned().collect(),
            _ => asked.wanted,
        };
        let teller = Teller::new(out);
        let secret_was_given = given.is_some();
        let credential = match (given, &on_record) {
            (Some(given), _) => given,
            (None, Some(on_record)) => {
                teller.tell_of_keychain();
                on_record.desk.credential(&on_record.app).await
            }
            (None, None) => Credential::Unavailable(
                FailureKind::CredentialMissing,
                "this computer has no record of the app; --secret-stdin takes its secret".to_owned(),
            ),
        };
        if let Some(on_record) = on_record {
            plan.known = on_record.known;
            if secret_was_given {
                plan.known.secret = None;
            }
        }
        let report = |progress: gather::Progress<'_>| teller.tell(&progress);
        let cancel = CancellationToken::new();
        Ok(gather::check(&Http::system(), &cloud, plan, credential, &SystemClock, &report, &cancel).await)
    }

    /// As far as the command line says it.
    fn asked(&self) -> Asked {
        Asked {
            cloud: self.cloud,
            app_id: Some(self.app_id),
            tenant: Some(self.tenant.clone()),
            wanted: self.args.want.iter().flatten().cloned().collect(),
            flow: self.args.flow.unwrap_or_default(),
            call: !self.args.no_probe,
        }
    }
}

/// A check of a customer on record, kept in its history exactly as the window keeps it; and what became of a customer
/// that once was connected.
async fn on_record(
    customer: &str,
    app_id: Option<AppId>,
    out: Out,
) -> Result<(Evidence, Option<SinceItWorked>), Trouble> {
    let asked = || Asked {
        cloud: CloudId::Commercial,
        app_id,
        tenant: TenantRef::parse(customer).ok(),
        wanted: BTreeSet::new(),
        flow: Flow::default(),
        call: true,
    };
    let desk = match records::desk(out) {
        Ok(Some(desk)) => desk,
        Ok(None) => return Err(records::no_such_customer(out)),
        Err(why) => return Ok((records_unusable(asked(), why), None)),
    };
    let customer = match records::customer(out, &desk, customer, app_id).await {
        Ok(customer) => customer?,
        Err(problem) => return Ok((records_unusable(asked(), problem.to_string()), None)),
    };
    let teller = Teller::new(out);
    teller.tell_of_keychain();
    let report = |progress: gather::Progress<'_>| teller.tell(&progress);
    match desk.check(customer.row, &report, &CancellationToken::new()).await {
        Ok(checked) => {
            let kept = checked.kept.is_ok();
            if let Err(problem) = checked.kept {
                let not_kept = out.say(
                    "The check could not be written into the history",
                    "Kontrollen kunde inte skrivas in i historiken",
                );
                out.note(&format!("{not_kept}: {problem}"));
            }
            // A check that is not in the history would be compared with everything but itself.
            let since = if kept { records::since_it_worked(&desk, customer.row).await } else { None };
            Ok((checked.record.evidence, since))
        }
        Err(DeskProblem::Registry(problem)) => {
            let tenant = Some(TenantRef::Id(customer.tenant_id));
            Ok((records_unusable(Asked { tenant, ..asked() }, problem.to_string()), None))
        }
        Err(problem) => Err(Trouble::machine(&problem)),
    }
}

/// Evidence of a check that could not begin, because what it needs lies in records that cannot be used.
fn records_unusable(asked: Asked, why: String) -> Evidence {
    let now = SystemClock.now();
    let failure = Failure { kind: FailureKind::Storage, raw: why, retry_at: None, issued_by: None };
    let nothing = Evidence::not_done(asked, now, NotDone::EarlierStep);
    Evidence { token: Step::Failed { took_ms: 0, failure }, ..nothing }
}

#[cfg(test)]
mod tests {
    use consentry_onboarding::judge;
    use consentry_onboarding::verdict::Cause;

    use super::*;

    #[test]
    fn records_that_cannot_be_used_are_a_verdict_of_their_own() {
        let asked = Asked {
            cloud: CloudId::Commercial,
            app_id: None,
            tenant: None,
            wanted: BTreeSet::new(),
            flow: Flow::default(),
            call: true,
        };
        let judgement = judge::judge(&records_unusable(asked, "made by a newer version".to_owned()));
        assert_eq!(judgement.cause, Some(Cause::Storage));
        assert_eq!(Exit::of(&judgement), Exit::Machine);
        assert_eq!(judgement.checks.len(), 11);
    }
}
