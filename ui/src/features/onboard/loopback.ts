/** Whether the first redirect address of an app leads to this very computer. */
import type { AppView, Realm } from "../../backend/bindings";

/** Practice answers at its own page on 127.0.0.1, so there only `localhost` is free to listen on. */
export function isAnsweredHere(realm: Realm, app: AppView): boolean {
  const first = app.redirectUris[0] ?? "";
  return (realm === "real" ? /^http:\/\/(localhost|127\.0\.0\.1)([:/?]|$)/i : /^http:\/\/localhost([:/?]|$)/i).test(first);
}
