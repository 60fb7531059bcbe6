/** Both catalogues, read from the page they came with. */
import type { Lang } from "../backend/bindings";
import type { Messages } from "./messages";

export { count, fill, type Messages } from "./messages";

export const catalogues = JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Record<Lang, Messages>;
