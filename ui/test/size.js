/**
 * Fails when a script outgrows its budget: what the window reads before its first screen, and each screen that it reads
 * on demand. Words and fonts are data and are told for information.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const FIRST = 40_000;
const SCREEN = 30_000;
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const files = readdirSync(dist, { recursive: true }).map(String);
const packed = (file) => gzipSync(readFileSync(dist + file), { level: 9 }).length;
const all = (ending) => files.filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + packed(file), 0);

/** A script and what it cannot do without: everything it imports at its beginning. */
function withImports(script, found = new Set()) {
  if (found.has(script)) return found;
  found.add(script);
  for (const [, name] of readFileSync(dist + script, "utf8").matchAll(/\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) withImports(`assets/${name}`, found);
  return found;
}

const entry = /<script[^>]+src="\/?([^"]+\.js)"/.exec(readFileSync(`${dist}index.html`, "utf8"))?.[1];
const first = entry ? [...withImports(entry)] : [];
const screens = files.filter((file) => file.endsWith(".js") && !first.includes(file));
const size = first.reduce((sum, file) => sum + packed(file), 0);
const largest = Math.max(0, ...screens.map(packed));
console.log(`first screen ${size} of ${FIRST} bytes, largest of ${screens.length} others ${largest} of ${SCREEN}, all script ${all(".js")}, page with words ${all(".html")}, styles ${all(".css")} (all gzip)`);
if (size === 0 || size > FIRST || largest > SCREEN) {
  console.error("A script is missing or over its budget.");
  process.exit(1);
}
