/** From the core's actions to places and buttons. Nothing is decided here. */
import type { AppView, CloudId, CommandError, NextAction, NextStepView, RepairView } from "../../backend/bindings";
import type { Session } from "../../app/session.svelte";
import type { IconName } from "../../components/icons";

export type Way = { testid: string; icon: IconName; text: string; go: () => void };

/** Where the person stands. What is null is not known there, and a button that needs it is not offered. */
export type Standing = {
  customer: number | null;
  app: Pick<AppView, "row" | "appId" | "cloud"> | null;
  /** What a text names where no app of ours is known: for the portal's page only. */
  named?: { appId: string | null; cloud: CloudId | null };
  repair: RepairView;
  /** What came back, to be read on the diagnosing page. */
  raw: string | null;
  /** Checks again; on a page that is not the customer's, it leads to it. */
  check: (() => void) | null;
  /** How that is called where nothing was checked yet. */
  checkText?: string;
  write: (() => void) | null;
  fail: (error: CommandError | null) => void;
};

/** What has to be known for an action beside the action itself. */
export function needs(action: NextAction): "customer" | "app" | null {
  switch (action) {
    case "ask":
    case "ask-again":
    case "paste-address":
    case "edit-customer":
    case "check":
    case "wait":
    case "unlock-keychain":
    case "set-clock":
      return "customer";
    case "replace-secret":
    case "edit-app":
    case "account-type":
    case "edit-permissions":
      return "app";
    default:
      return null;
  }
}

/** The first thing to do; where nothing can be done from here, whoever has to do it is written to. */
export function firstWay(session: Session, on: Standing): Way | null {
  const way = wayOf(session, on.repair.first, on);
  const [reader] = on.repair.readers;
  if (way || on.repair.first.action === "none" || !reader || !on.write) return way;
  return { testid: "open-text", icon: "mail", text: session.t.repair.writeTo[reader], go: on.write };
}

export function wayOf(session: Session, step: NextStepView, on: Standing): Way | null {
  const { backend, t } = session;
  const { customer, app } = on;
  const place = (known: number | null, way: (row: number) => Way): Way | null => (known === null ? null : way(known));
  const told = async (asked: ReturnType<typeof backend.openLookUp>) => {
    const result = await asked;
    on.fail(result.ok ? null : result.error);
  };
  const again = (text: string): Way | null => (on.check ? { testid: "check-now", icon: "again", text, go: on.check } : null);
  const onboard = (testid: string, text: string, at: "who" | "ask", icon: IconName) => place(customer, (row) => ({ testid, icon, text, go: () => session.go({ name: "onboard", customer: row, step: at }, row) }));
  const setUp = (testid: string, text: string, at: "app" | "permissions" | "secret", icon: IconName = "app") => place(app?.row ?? null, (row) => ({ testid, icon, text, go: () => session.go({ name: "setup", app: row, step: at }, customer) }));
  switch (step.action) {
    case "none":
      return null;
    case "ask":
    case "ask-again":
      return onboard("ask-for-consent", step.action === "ask" ? t.customer.ask : t.customer.askAgain, "ask", "open");
    case "paste-address":
      return onboard("paste-address", t.repair.pasteAddress, "ask", "forward");
    case "edit-customer":
      return onboard("edit-customer", t.customer.editCustomer, "who", "customers");
    case "replace-secret":
      return setUp("replace-secret", t.customer.replaceSecret, "secret", "key");
    case "edit-app":
      return setUp("edit-app", t.customer.editApp, "app");
    case "account-type":
      return setUp("check-account-type", t.customer.accountType, "app");
    case "edit-permissions":
      return setUp("edit-permissions", t.repair.editPermissions, "permissions");
    case "write":
      return on.write && { testid: "open-text", icon: "mail", text: t.repair.write, go: on.write };
    case "network-help":
      return on.write && { testid: "open-text", icon: "mail", text: t.repair.networkHelp, go: on.write };
    case "open-portal": {
      const page = step.page;
      const cloud: CloudId = app?.cloud ?? on.named?.cloud ?? (session.realm === "practice" ? "practice" : "commercial");
      // Practice has no portal; the guide of the app tells there what would be done in one.
      if (page === null || cloud === "practice") return setUp("edit-app", t.customer.editApp, page === "api-permissions" ? "permissions" : page === "secrets" ? "secret" : "app");
      const id = app?.appId ?? on.named?.appId ?? "";
      // Without an app there is no page of it: the list of all of them opens.
      return { testid: `open-portal-${page}`, icon: "open", text: t.repair.portal[id || page === "trial" ? page : "registrations"], go: () => void told(backend.openPortalPage(page, cloud, id)) };
    }
    case "look-up": {
      const { number } = on.repair;
      return number === null ? null : { testid: "look-up", icon: "open", text: t.repair.lookUp, go: () => void told(backend.openLookUp(number)) };
    }
    case "diagnose": {
      const { raw } = on;
      return raw === null ? null : { testid: "diagnose-answer", icon: "diagnose", text: t.repair.diagnose, go: () => session.go({ name: "diagnose", customer, text: raw }, customer) };
    }
    case "wait":
      return again(on.checkText ?? t.repair.tryNow);
    case "unlock-keychain":
      return again(t.repair.unlocked);
    case "set-clock":
      return again(t.repair.clockSet);
    case "check":
      return again(on.checkText ?? t.check.again);
  }
}
