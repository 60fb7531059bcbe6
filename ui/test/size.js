/** Fails when the shipped script outgrows its budget. Words and fonts are data and are told for information. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET = 40_000;
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const files = readdirSync(dist, { recursive: true }).map(String);
const packed = (ending) =>
  files.filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + gzipSync(readFileSync(dist + file), { level: 9 }).length, 0);

const script = packed(".js");
console.log(`script ${script} of ${BUDGET} bytes, page with words ${packed(".html")}, styles ${packed(".css")} (all gzip)`);
if (script === 0 || script > BUDGET) {
  console.error("The script is missing or over its budget.");
  process.exit(1);
}
