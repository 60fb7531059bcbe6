/** Where each step of setting up stands, and by what evidence: a tick, a token, or what was entered. */
import type { AppView, PortalStep, TenantView } from "../../backend/bindings";
import type { SetupStep } from "../../app/screen";
import { type Messages, fill } from "../../i18n";
import { dateTime, wholeDay } from "../../i18n/time";
import type { Lang } from "../../backend/bindings";
import { type Draft, hasGuid } from "./draft";

export type Standing = { state: "done" | "todo" | "blocked"; why: string };

/** What is looked at. `ticks` are the times of the steps that were ticked before today's sitting. */
export type Facts = { draft: Draft; app: AppView | null; ticks: Partial<Record<PortalStep, string>>; home: TenantView | null; pasted: boolean };

export const portalStepOf: Partial<Record<SetupStep, PortalStep>> = { app: "register", permissions: "permissions", consent: "home-consent", secret: "secret" };

export function standingOf(step: SetupStep, { draft, app, ticks, home, pasted }: Facts, t: Messages, lang: Lang, now: number): Standing {
  const s = t.setup.standing;
  const done = (why: string): Standing => ({ state: "done", why });
  const todo = (why: string): Standing => ({ state: "todo", why });
  const blocked = (why: string): Standing => ({ state: "blocked", why });
  const when = (at: string) => dateTime(lang, at, now);
  const portal = portalStepOf[step];
  const ticked = portal !== undefined && draft.ticks.includes(portal);
  const tick = (): Standing => {
    const at = portal && ticks[portal];
    return done(at ? fill(s.ticked, { when: when(at) }) : s.tickedNow);
  };
  const sameApp = app !== null && draft.cloud === app.cloud && draft.appId.toLowerCase().includes(app.appId);
  const provedAt = sameApp ? (app.secret?.provedAt ?? null) : null;
  const proved = () => done(fill(s.byToken, { when: when(provedAt ?? "") }));
  switch (step) {
    case "app":
      return ticked ? tick() : provedAt ? proved() : todo(s.register);
    case "ids":
      if (!hasGuid(draft.appId)) return todo(s.needsAppId);
      if (!hasGuid(draft.homeTenant)) return draft.homeTenant.trim() ? todo(s.needsIds) : todo(s.noHome);
      if (provedAt && draft.homeTenant.toLowerCase().includes(app?.homeTenant ?? "?")) return proved();
      return done(home ? fill(s.byTenant, { region: home.region ? fill(s.region, { region: home.region }) : "" }) : s.byShape);
    case "permissions":
      if (draft.permissions.length === 0 && draft.tasks.length === 0) return todo(s.nothingChosen);
      return ticked ? tick() : todo(s.declare);
    case "consent":
      if (ticked) return tick();
      return hasGuid(draft.appId) && hasGuid(draft.homeTenant) ? todo(s.optional) : blocked(s.needsIds);
    case "secret": {
      if (pasted) return todo(s.pasted);
      const secret = sameApp ? app.secret : null;
      if (!secret) return hasGuid(draft.appId) ? todo(s.none) : blocked(s.needsAppId);
      if (secret.expiry?.stage === "past") return blocked(fill(s.expired, { day: wholeDay(lang, secret.expiresOn ?? "") }));
      return secret.provedAt ? proved() : todo(s.notProved);
    }
  }
}
