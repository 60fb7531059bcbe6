/** Finds the window's words for what the core refused. */
import type { CommandError, Field, InputProblem } from "../backend/bindings";
import type { Messages } from "../i18n";

export type Invalid = Extract<CommandError, { code: "invalid" }>;

export function invalidText(t: Messages, field: Field, problem: InputProblem): string {
  if (problem === "empty") return t.invalid.empty[field];
  if (problem === "duplicate") return field === "app-id" ? t.invalid.duplicate.app : t.invalid.duplicate.other;
  return t.invalid[problem];
}

export type Worded = { title: string; text: string; raw: string };

export function errorWords(t: Messages, error: CommandError): Worded {
  const pair = ([title, text]: readonly string[], raw = ""): Worded => ({ title: title ?? "", text: text ?? "", raw });
  switch (error.code) {
    case "invalid":
      return { title: invalidText(t, error.field, error.problem), text: "", raw: "" };
    case "secret-refused":
    case "tenant":
    case "no-token":
    case "support-file":
      return { title: error.title, text: error.nextStep, raw: error.raw };
    case "keychain":
      return { title: t.setup.keychain[error.problem], text: t.setup.keychainText[error.problem], raw: error.detail };
    case "registry":
      return pair(t.errors.registry[error.problem], error.detail);
    case "browser":
      return pair(t.errors.browser, error.detail);
    case "mail":
      return pair(t.errors.mail, error.detail);
    case "clipboard":
      return pair(t.errors.clipboard, error.detail);
    case "file":
      return pair(t.errors.file[error.problem], error.detail);
    case "loopback":
      return pair(t.errors.loopback[error.problem], error.detail);
    case "outdated":
      return pair(t.errors.outdated);
    case "busy":
      return pair(t.errors.busy);
    case "unexpected":
      return pair(t.errors.unexpected, error.detail);
  }
}
