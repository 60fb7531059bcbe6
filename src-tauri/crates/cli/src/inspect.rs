//! `consentry inspect`: reads a token that somebody has, and judges it.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::gather::{self, Http, Plan};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::ports::SystemClock;
use tokio_util::sync::CancellationToken;

use crate::ability::Ability;
use crate::args::InspectArgs;
use crate::exit::{Exit, Trouble};
use crate::output::Out;
use crate::progress::Teller;
use crate::render::Beside;
use crate::{block_on, input, link, permissions, render};

/// Inspects, prints and says how it ended.
pub fn run(args: &InspectArgs, cloud: Option<CloudId>, out: Out) -> Result<Exit, Trouble> {
    let cloud = link::real(cloud.unwrap_or(CloudId::Commercial))?;
    permissions::remark_on_unknown(out, &args.want);
    let token = input::token(out)?;
    let mut plan = Plan::new(&cloud, args.app_id, args.tenant.map(TenantRef::Id));
    plan.wanted = args.want.iter().cloned().collect();
    plan.call = args.call;
    plan.offline = args.offline;
    let teller = Teller::new(out);
    let report = |progress: gather::Progress<'_>| teller.tell(&progress);
    let cancel = CancellationToken::new();
    let evidence =
        block_on(gather::inspect(&Http::system(), &cloud, plan, token, &SystemClock, &report, &cancel))?;
    let ability = Ability::of(out, &evidence, args.task.as_deref());
    render::conclude_with(out, &evidence, &Beside { ability, ..Beside::default() })
}
