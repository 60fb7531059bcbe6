/** Finds the window's words for what the core refused. */
import type { CommandError, Field } from "../backend/bindings";
import type { Messages } from "../i18n";

export type Invalid = Extract<CommandError, { code: "invalid" }>;

export function invalidText(t: Messages, field: Field, problem: string): string {
  const words = t.invalid;
  switch (problem) {
    case "empty":
      return words.empty[field];
    case "duplicate":
      return field === "app-id" ? words.duplicate.app : words.duplicate.other;
    case "not-a-guid":
    case "nil-guid":
    case "consumer-tenant":
    case "not-a-tenant":
    case "taken-apart":
    case "too-long":
    case "control-characters":
    case "secret-id":
    case "not-a-redirect-uri":
    case "not-a-permission":
      return words[problem];
    default:
      return words.other;
  }
}

export type Worded = { title: string; text: string; raw: string };

export function errorWords(t: Messages, error: CommandError): Worded {
  const pair = ([title, text]: readonly string[], raw = ""): Worded => ({ title: title ?? "", text: text ?? "", raw });
  switch (error.code) {
    case "invalid":
      return { title: invalidText(t, error.field, error.problem), text: "", raw: "" };
    case "secret-refused":
    case "tenant":
      return { title: error.title, text: error.nextStep, raw: error.raw };
    case "keychain":
      return { title: t.setup.keychain[error.problem], text: t.setup.keychainText[error.problem], raw: error.detail };
    case "registry":
      return pair(t.errors.registry[error.problem], error.detail);
    case "browser":
      return pair(t.errors.browser, error.detail);
    case "clipboard":
      return pair(t.errors.clipboard, error.detail);
    case "busy":
      return pair(t.errors.busy);
    case "unexpected":
      return pair(t.errors.unexpected, error.detail);
  }
}
