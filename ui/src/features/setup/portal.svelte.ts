/** What the portal calls things, asked from the core once per cloud; and the ways there. */
import type { CloudId, CommandError, PortalGuide, PortalPage, PortalValue } from "../../backend/bindings";
import type { Session } from "../../app/session.svelte";
import { fill } from "../../i18n";

export class Portal {
  guide = $state.raw<PortalGuide | null>(null);
  /** Why a page did not open, or a value was not copied. */
  problem = $state.raw<CommandError | null>(null);
  #cloud: CloudId | null = null;

  constructor(private readonly session: Session) {}

  async read(cloud: CloudId): Promise<void> {
    if (this.#cloud === cloud) return;
    this.#cloud = cloud;
    const result = await this.session.backend.portalGuide(cloud);
    if (result.ok && this.#cloud === cloud) this.guide = result.value;
    if (!result.ok) this.problem = result.error;
  }

  async open(page: PortalPage, cloud: CloudId, appId: string): Promise<void> {
    const result = await this.session.backend.openPortalPage(page, cloud, appId);
    this.problem = result.ok ? null : result.error;
  }

  /** `what` names the value for those who hear the window. */
  async copy(value: PortalValue, what: string): Promise<boolean> {
    const { backend, realm, lang, t } = this.session;
    const result = await backend.copyPortalValue(realm, value, lang);
    this.problem = result.ok ? null : result.error;
    if (result.ok) this.session.say(fill(t.setup.copied, { what }));
    return result.ok;
  }
}
