/**
 * The window's end of the wire, and the only file that knows Tauri. Each method is one command of the same name in
 * snake_case; a command that refuses comes back as a value, so that no caller needs a `try`.
 */
import { Channel, invoke, type InvokeArgs } from "@tauri-apps/api/core";
import type { Backend, Result } from "./backend";
import type { CommandError } from "./bindings";

/** Whatever the shell did not word as a `CommandError` (a panic, a refused command) is still shown, raw. */
function asError(cause: unknown): CommandError {
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string") {
    return cause as CommandError;
  }
  return { code: "unexpected", detail: cause instanceof Error ? cause.message : String(cause) };
}

async function call<T>(command: string, args?: InvokeArgs): Promise<Result<T>> {
  try {
    return { ok: true, value: await invoke<T>(command, args) };
  } catch (cause) {
    return { ok: false, error: asError(cause) };
  }
}

function channel<T>(onmessage: (message: T) => void): Channel<T> {
  const channel = new Channel<T>();
  channel.onmessage = onmessage;
  return channel;
}

export const tauri: Backend = {
  overview: (realm, lang) => call("overview", { realm, lang }),
  savePreferences: (language, theme) => call("save_preferences", { language, theme }),
  permissions: (lang) => call("permissions", { lang }),
  saveApp: (realm, draft, secret, keepInMemory, lang) => call("save_app", { realm, draft, secret, keepInMemory, lang }),
  saveSetupDraft: (realm, draft, lang) => call("save_setup_draft", { realm, draft, lang }),
  tickStep: (realm, app, step, done, lang) => call("tick_step", { realm, app, step, done, lang }),
  portalGuide: (cloud) => call("portal_guide", { cloud }),
  openPortalPage: (page, cloud, appId) => call("open_portal_page", { page, cloud, appId }),
  copyPortalValue: (realm, value, lang) => call("copy_portal_value", { realm, value, lang }),
  findHome: (realm, cloud, tenant, lang) => call("find_home", { realm, cloud, tenant, lang }),
  homeConsentLink: (realm, at, lang) => call("home_consent_link", { realm, at, lang }),
  openHomeConsent: (realm, at, lang) => call("open_home_consent", { realm, at, lang }),
  findTasks: (task, lang) => call("find_tasks", { task, lang }),
  planPermissions: (tasks, picked, lang) => call("plan_permissions", { tasks, picked, lang }),
  chooseApp: (app) => call("choose_app", { app }),
  removeApp: (realm, app, leaveSecret, lang) => call("remove_app", { realm, app, leaveSecret, lang }),
  resolveTenant: (realm, app, tenant, lang) => call("resolve_tenant", { realm, app, tenant, lang }),
  saveCustomer: (realm, draft, lang) => call("save_customer", { realm, draft, lang }),
  removeCustomer: (realm, customer, lang) => call("remove_customer", { realm, customer, lang }),
  customer: (realm, customer, lang) => call("customer", { realm, customer, lang }),
  consentLink: (realm, customer, form, lang) => call("consent_link", { realm, customer, form, lang }),
  copyConsentLink: (realm, customer, form, lang) => call("copy_consent_link", { realm, customer, form, lang }),
  openConsentLink: (realm, customer, form, lang) => call("open_consent_link", { realm, customer, form, lang }),
  readReturnedAddress: (realm, customer, address, lang) => call("read_returned_address", { realm, customer, address, lang }),
  lintLink: (realm, customer, text, lang) => call("lint_link", { realm, customer, text, lang }),
  consentKit: (realm, customer, form, reader, lang) => call("consent_kit", { realm, customer, form, reader, lang }),
  copyConsentKit: (realm, customer, form, reader, lang) => call("copy_consent_kit", { realm, customer, form, reader, lang }),
  mailConsentKit: (realm, customer, form, reader, lang) => call("mail_consent_kit", { realm, customer, form, reader, lang }),
  saveConsentKit: (realm, customer, form, file, reader, lang) => call("save_consent_kit", { realm, customer, form, file, reader, lang }),
  consentQr: (realm, customer, form, lang) => call("consent_qr", { realm, customer, form, lang }),
  landingPage: (realm, app, reader, lang) => call("landing_page", { realm, app, reader, lang }),
  saveLandingPage: (realm, app, reader, lang) => call("save_landing_page", { realm, app, reader, lang }),
  checkNow: (realm, customer, lang, onProgress) => call("check_now", { realm, customer, lang, onProgress: channel(onProgress) }),
  cancelCheck: (realm, customer) => call("cancel_check", { realm, customer }),
  earlierChecks: (realm, customer, before, lang) => call("earlier_checks", { realm, customer, before, lang }),
  pastCheck: (realm, customer, check, lang) => call("past_check", { realm, customer, check, lang }),
  explain: (realm, customer, text, lang) => call("explain", { realm, customer, text, lang }),
  inspectToken: (realm, customer, text, callDefender, lang, onProgress) =>
    call("inspect_token", { realm, customer, text, call: callDefender, lang, onProgress: channel(onProgress) }),
  cancelInspection: () => call("cancel_inspection"),
  handOver: (realm, customer, lang) => call("hand_over", { realm, customer, lang }),
  saveSummary: (realm, customer, markdown, lang) => call("save_summary", { realm, customer, markdown, lang }),
  printSummary: (realm, customer, lang) => call("print_summary", { realm, customer, lang }),
  copySnippet: (realm, customer, snippet, lang) => call("copy_snippet", { realm, customer, snippet, lang }),
  saveSnippet: (realm, customer, snippet, lang) => call("save_snippet", { realm, customer, snippet, lang }),
  saveToken: (realm, customer, path, agreed, remove, lang) => call("save_token", { realm, customer, path, agreed, delete: remove, lang }),
  deleteTokenFile: (path) => call("delete_token_file", { path }),
  repairText: (realm, about, lang) => call("repair_text", { realm, about, lang }),
  copyRepairText: (number, lang) => call("copy_repair_text", { number, lang }),
  mailRepairText: (number, lang) => call("mail_repair_text", { number, lang }),
  openLookUp: (number) => call("open_look_up", { number }),
  copyCorrectedLink: (realm, customer, text, lang) => call("copy_corrected_link", { realm, customer, text, lang }),
  callsFor: (held, lang) => call("calls_for", { held, lang }),
  reachOf: (realm, customer, held, tasks, lang) => call("reach_of", { realm, customer, held, tasks, lang }),
  apiPage: (realm, customer, lang) => call("api_page", { realm, customer, lang }),
  callApi: (realm, customer, host, operation, parameter, amount, lang) => call("call_api", { realm, customer, host, operation, parameter, amount, lang }),
  cancelCall: (realm, customer) => call("cancel_call", { realm, customer }),
  leaveApi: (realm, customer, lang) => call("leave_api", { realm, customer, lang }),
  listen: (lang, onNews) => call("listen", { lang, onNews: channel(onNews) }),
  startWatch: (realm, customer, lang) => call("start_watch", { realm, customer, lang }),
  stopWatch: (realm, customer, lang) => call("stop_watch", { realm, customer, lang }),
  lookNow: (realm, customer, lang) => call("look_now", { realm, customer, lang }),
  openAndWait: (realm, customer, lang, onOpen) => call("open_and_wait", { realm, customer, lang, onOpen: channel(onOpen) }),
  stopWaiting: () => call("stop_waiting"),
  checkAll: (realm, customers, lang, onProgress) => call("check_all", { realm, customers, lang, onProgress: channel(onProgress) }),
  cancelCheckAll: (realm) => call("cancel_check_all", { realm }),
  restoreCustomer: (realm, customer, lang) => call("restore_customer", { realm, customer, lang }),
  readImport: (realm, app, text, lang) => call("read_import", { realm, app, text, lang }),
  findImport: (realm, app, text, lang, onProgress) => call("find_import", { realm, app, text, lang, onProgress: channel(onProgress) }),
  cancelImport: (realm) => call("cancel_import", { realm }),
  addImport: (realm, lang) => call("add_import", { realm, lang }),
  exportBoard: (realm, format, customers, lang) => call("export_board", { realm, format, customers, lang }),
  previewSupportFile: (realm, customers, keepNames, lang) => call("preview_support_file", { realm, customers, keepNames, lang }),
  supportFilePart: (number, part) => call("support_file_part", { number, part }),
  saveSupportFile: (number, lang) => call("save_support_file", { number, lang }),
  openSupportFile: (text, lang) => call("open_support_file", { text, lang }),
  supportFile: (lang) => call("support_file", { lang }),
  supportCustomer: (place, lang) => call("support_customer", { place, lang }),
  supportPastCheck: (place, check, lang) => call("support_past_check", { place, check, lang }),
  startPractice: () => call("start_practice"),
  resetPractice: () => call("reset_practice"),
};
