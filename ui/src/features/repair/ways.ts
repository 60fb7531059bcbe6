/** From the core's actions to places and buttons. Nothing is decided here. */
import type { AppView, CloudId, CommandError, NextStepView, RepairView } from "../../backend/bindings";
import type { Session } from "../../app/session.svelte";
import type { IconName } from "../../components/icons";

export type Way = { testid: string; icon: IconName; text: string; go: () => void };

/** Where the person stands. What is null is not known there, and a button that needs it is not offered. */
export type Standing = {
  customer: number | null;
  app: Pick<AppView, "row" | "appId" | "cloud"> | null;
  repair: RepairView;
  /** What came back, to be read on the diagnosing page. */
  raw: string | null;
  /** Checks again; on a page that is not the customer's, it leads to it. */
  check: (() => void) | null;
  write: (() => void) | null;
  fail: (error: CommandError | null) => void;
};

export function wayOf(session: Session, step: NextStepView, on: Standing): Way | null {
  const { backend, t } = session;
  const { customer, app } = on;
  const place = (known: number | null, way: (row: number) => Way): Way | null => (known === null ? null : way(known));
  const told = async (asked: ReturnType<typeof backend.openLookUp>) => {
    const result = await asked;
    on.fail(result.ok ? null : result.error);
  };
  const again = (text: string): Way | null => (on.check ? { testid: "check-now", icon: "again", text, go: on.check } : null);
  const setUp = (testid: string, text: string, at: "app" | "permissions" | "secret", icon: IconName = "app") => place(app?.row ?? null, (row) => ({ testid, icon, text, go: () => session.go({ name: "setup", app: row, step: at }) }));
  switch (step.action) {
    case "none":
      return null;
    case "ask":
    case "ask-again":
      return place(customer, (row) => ({ testid: "ask-for-consent", icon: "open", text: step.action === "ask" ? t.customer.ask : t.customer.askAgain, go: () => session.go({ name: "onboard", customer: row, step: "ask" }) }));
    case "paste-address":
      return place(customer, (row) => ({ testid: "paste-address", icon: "forward", text: t.repair.pasteAddress, go: () => session.go({ name: "onboard", customer: row, step: "ask" }) }));
    case "edit-customer":
      return place(customer, (row) => ({ testid: "edit-customer", icon: "customers", text: t.customer.editCustomer, go: () => session.go({ name: "onboard", customer: row, step: "who" }) }));
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
      const cloud: CloudId = app?.cloud ?? "commercial";
      // Practice has no portal; the guide of the app tells there what would be done in one.
      if (page === null || cloud === "practice") return setUp("edit-app", t.customer.editApp, page === "api-permissions" ? "permissions" : page === "secrets" ? "secret" : "app");
      return { testid: `open-portal-${page}`, icon: "open", text: t.repair.portal[page], go: () => void told(backend.openPortalPage(page, cloud, app?.appId ?? "")) };
    }
    case "look-up": {
      const { number } = on.repair;
      return number === null ? null : { testid: "look-up", icon: "open", text: t.repair.lookUp, go: () => void told(backend.openLookUp(number)) };
    }
    case "diagnose": {
      const { raw } = on;
      return raw === null ? null : { testid: "diagnose-answer", icon: "diagnose", text: t.repair.diagnose, go: () => session.go({ name: "diagnose", customer, text: raw }) };
    }
    case "wait":
      return again(t.repair.tryNow);
    case "unlock-keychain":
      return again(t.repair.unlocked);
    case "set-clock":
      return again(t.repair.clockSet);
    case "check":
      return again(t.check.again);
  }
}
