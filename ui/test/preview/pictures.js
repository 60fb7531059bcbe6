/**
 * Takes a picture of every screen in the sizes, themes and languages that matter, and asks axe about each.
 * Serves the built preview under the window's own Content-Security-Policy. Usage: npm run pictures [-- expression]
 */
import { createReadStream, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const only = new RegExp(process.argv[2] ?? "");
const out = here("./out/");
mkdirSync(out, { recursive: true });
await build({ configFile: here("./vite.config.ts"), logLevel: "warn" });

const csp = JSON.parse(readFileSync(here("../../../tauri.conf.json"), "utf8")).app.security.csp;
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
const server = createServer((request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  const file = join(here("./out/site"), path === "/" ? "index.html" : path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": csp });
  createReadStream(file).pipe(response);
}).listen(0);
const base = `http://127.0.0.1:${server.address().port}/`;

const id = (page, name) => page.locator(`[data-testid="${name}"]`);
const open = (name) => async (page) => page.getByRole("button", { name, exact: true }).click();
async function toAsk(page) {
  await id(page, "start-customer").click();
  await id(page, "customer-name").fill("Adatum Logistics");
  await id(page, "customer-tenant").fill("adatum.eu");
  await id(page, "next").click();
  await id(page, "consent-link").waitFor();
}
async function toHandOver(page) {
  await open("Fabrikam Retail")(page);
  await id(page, "hand-over").click();
  await id(page, "snippet").waitFor();
}
async function toUse(page) {
  await open("Fabrikam Retail")(page);
  await id(page, "use-api").click();
  await id(page, "send-call").waitFor();
}
async function toIds(page) {
  await id(page, "start-setup").click();
  await id(page, "app-name").fill("Northwind MDR");
  await id(page, "next").click();
}
async function toPermissions(page) {
  await toIds(page);
  await id(page, "app-id").fill("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764");
  await id(page, "home-tenant").fill("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d");
  await id(page, "next").click();
  await id(page, "permission-Alert.Read.All").waitFor();
}
async function toConsent(page) {
  await toPermissions(page);
  await id(page, "next").click();
}
async function toSecret(page) {
  await toConsent(page);
  await id(page, "next").click();
}
async function toSave(page) {
  await toSecret(page);
  await id(page, "app-secret").fill("abc8Q~notARealSecretJustForPictures0000000");
}
const bottom = (page) => page.evaluate(() => document.querySelector(".scroll").scrollTo(0, 1e6));
const half = (page) => page.evaluate(() => document.querySelector(".scroll").scrollBy(0, 560));
async function watching(page) {
  await id(page, "copy-consent-link").click();
  await id(page, "look-now").waitFor();
  await page.evaluate(() => window.backend.tell({ customer: 8, watch: window.watchView(), look: window.lookView(document.documentElement.lang) }));
}
async function toSupport(page, several) {
  if (!several) await open("Contoso Hospital")(page);
  await page.locator("summary.btn").click();
  await id(page, "support-file").click();
  const file = await id(page, "support-text").textContent();
  await id(page, "support-sheet").locator("[data-testid=close-sheet]").click();
  await id(page, "open-diagnose").click();
  await id(page, "open-support-file").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(file) });
  await id(page, "from-support-file").waitFor();
}
async function toImport(page) {
  await page.locator("summary.btn").click();
  await id(page, "start-import").click();
  await id(page, "import-text").waitFor();
}
async function paste(page) {
  await id(page, "import-text").fill("Kommunförbundet Östergötland;kommun.example\nContoso Hospital;contoso.se\nFabrikam;nowhere.example\n;litware.fi\nWingtip Foods;https wingtip\nTailspin;tailspin.no");
  await id(page, "import-read").click();
  await id(page, "import-reading").waitFor();
}
async function explain(page, text) {
  await id(page, "open-diagnose").click();
  await id(page, "paste-box").fill(text);
  await id(page, "explain").click();
  await id(page, "explanation").waitFor();
}
const refuse = (name, error) => (page) => page.evaluate(([n, e]) => window.backend.refuse(n, e), [name, error]);

const locked = { code: "keychain", problem: "locked", detail: "org.freedesktop.Secret.Error.IsLocked" };
async function stillSaving(page) {
  await page.clock.install();
  await toSave(page);
  await page.evaluate(() => { window.release = window.backend.hold("saveApp"); });
  await id(page, "save-app").click();
  await page.clock.runFor(10_500);
  await page.locator(".waiting .btn").click();
}

const scenes = {
  empty: ["empty", async () => {}],
  board: ["board", async () => {}],
  damaged: ["damaged", async () => {}],
  none: ["none", async () => {}],
  "board-search": ["board", async (page) => page.locator("input[type=search]").fill("zzz")],
  "customer-missing": ["board", open("Contoso Hospital")],
  "repair-text": ["board", async (page) => { await open("Contoso Hospital")(page); await id(page, "open-text").click(); await id(page, "text-preview").waitFor(); }],
  "repair-ability": ["board", async (page) => { await open("Contoso Hospital")(page); await id(page, "open-ability").click(); await id(page, "reach-search").fill("isol"); await id(page, "reach-machines.isolate").click(); await id(page, "reach-beyond").waitFor(); }],
  "repair-enough": ["board", async (page) => { await open("Contoso Hospital")(page); await id(page, "open-ability").click(); await id(page, "reach-search").fill("dom"); await id(page, "reach-domains.alerts").click(); await id(page, "reach-answer").waitFor(); }],
  "repair-nothing": ["board", async (page) => { await open("Litware Schools")(page); await id(page, "open-ability").click(); await id(page, "reach-search").fill("zzz"); await page.waitForTimeout(150); }],
  "customer-connected": ["board", open("Fabrikam Retail")],
  "customer-unknown": ["board", open("Litware Schools")],
  "customer-waiting": ["board", open("Adatum Logistics")],
  "customer-menu": ["board", async (page) => { await open("Contoso Hospital")(page); await page.locator("summary.btn").click(); }],
  "board-removed": ["board", async (page) => { await open("Contoso Hospital")(page); await page.locator("summary.btn").click(); await id(page, "remove-customer").click(); await id(page, "removed").waitFor(); }],
  "board-apps": ["several", async () => {}],
  "board-many": ["many", async () => {}],
  "support-sheet": ["board", async (page) => { await open("Contoso Hospital")(page); await page.locator("summary.btn").click(); await id(page, "support-file").click(); await id(page, "support-text").waitFor(); }],
  "support-sheet-board": ["board", async (page) => { await page.locator("summary.btn").click(); await id(page, "support-file").click(); await id(page, "support-text").waitFor(); await page.locator("dialog summary").click(); }],
  "support-open": ["board", async (page) => id(page, "open-diagnose").click()],
  "support-list": ["board", async (page) => toSupport(page, true)],
  "support-customer": ["board", async (page) => toSupport(page, false)],
  "support-parts": ["board", async (page) => { await page.locator("summary.btn").click(); await id(page, "support-file").click(); await id(page, "support-which-all").click(); await id(page, "support-part-next").click(); }],
  "support-past": ["board", async (page) => { await toSupport(page, false); await page.locator("[data-testid=history-run]").nth(1).locator("[data-testid=open-past]").click(); await id(page, "past-of").waitFor(); }],
  "support-refused": ["board", async (page) => { await id(page, "open-diagnose").click(); await id(page, "open-support-file").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") }); await page.locator("[data-code=support-file]").waitFor(); }],
  "board-menu": ["board", async (page) => page.locator("summary.btn").click()],
  "board-checking": ["board", async (page) => { await page.evaluate(() => { window.backend.hold("keychain"); }); await id(page, "check-all").click(); await page.waitForTimeout(700); }],
  "board-checked": ["board", async (page) => { await id(page, "check-all").click(); await page.locator('[data-running="false"]').waitFor(); }],
  "board-stopped": ["many", async (page) => { await id(page, "check-all").click(); await page.waitForTimeout(400); await id(page, "cancel-check-all").click(); await page.locator('[data-running="false"]').waitFor(); }],
  "board-saved": ["board", async (page) => { await page.locator("summary.btn").click(); await id(page, "export-csv").click(); await id(page, "exported").waitFor(); }],
  import: ["several", toImport],
  "import-read": ["board", async (page) => { await toImport(page); await paste(page); }],
  "import-looking": ["board", async (page) => { await toImport(page); await paste(page); await page.evaluate(() => { window.backend.hold("keychain"); }); await id(page, "import-leave-out").check(); await id(page, "import-look-up").click(); await id(page, "cancel-import").waitFor(); }],
  "import-found": ["board", async (page) => { await toImport(page); await paste(page); await id(page, "import-leave-out").check(); await id(page, "import-look-up").click(); await id(page, "import-add").waitFor(); }],
  "import-added": ["board", async (page) => { await toImport(page); await paste(page); await id(page, "import-leave-out").check(); await id(page, "import-look-up").click(); await id(page, "import-add").click(); await id(page, "import-added").waitFor(); }],
  "customer-running": ["board", async (page) => { await open("Contoso Hospital")(page); await id(page, "check-now").click(); await id(page, "check-signature").waitFor(); }],
  "customer-keychain": ["board", async (page) => { await open("Contoso Hospital")(page); await page.evaluate(() => { window.backend.hold("keychain"); }); await id(page, "check-now").click(); await id(page, "running").waitFor(); }],
  "customer-unkept": ["board", async (page) => { await open("Contoso Hospital")(page); await page.evaluate(() => { window.backend.full = "database or disk is full"; }); await id(page, "check-now").click(); await id(page, "not-kept").waitFor(); await page.locator(".banner summary").click(); }],
  app: ["board", async (page) => page.locator("nav .place").nth(1).click()],
  "app-several": ["several", async (page) => page.locator("nav .place").nth(1).click()],
  "app-several-bottom": ["several", async (page) => { await page.locator("nav .place").nth(1).click(); await bottom(page); }],
  "app-remove": ["several", async (page) => { await page.locator("nav .place").nth(1).click(); await page.locator("summary.btn").first().click(); await id(page, "remove-app").first().click(); }],
  "app-remove-locked": ["several", async (page) => { await page.locator("nav .place").nth(1).click(); await page.locator("summary.btn").first().click(); await id(page, "remove-app").first().click(); await refuse("removeApp", locked)(page); await page.locator('dialog[open] [data-testid="confirm-remove-app"]').click(); await page.locator(".problem").waitFor(); }],
  "board-expiring": ["several", async () => {}],
  "empty-draft": ["draft", async () => {}],
  "app-none": ["empty", async (page) => page.locator("nav .place").nth(1).click()],
  "setup-1": ["empty", async (page) => id(page, "start-setup").click()],
  "setup-1-bottom": ["empty", async (page) => { await id(page, "start-setup").click(); await id(page, "app-name").fill("Northwind MDR"); await id(page, "add-redirect-loopback").click(); await id(page, "tick-register").click(); await bottom(page); }],
  "setup-2": ["empty", toIds],
  "setup-2-found": ["empty", async (page) => { await toIds(page); await id(page, "app-id").fill("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764"); await id(page, "home-tenant").fill("northwind.example"); await id(page, "use-home").waitFor(); }],
  "setup-2-wrong": ["empty", async (page) => { await toIds(page); await id(page, "app-id").fill("nonsense"); await id(page, "next").click(); }],
  "setup-2-apart": ["empty", async (page) => { await toSave(page); await refuse("saveApp", { code: "invalid", field: "home-tenant", problem: "taken-apart", suggestion: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d" })(page); await id(page, "save-app").click(); }],
  "setup-3": ["empty", toPermissions],
  "setup-3-tasks": ["empty", async (page) => { await toPermissions(page); await id(page, "task-hunting.run").evaluate((box) => { box.closest("details").open = true; box.click(); }); await id(page, "task-domains.alerts").evaluate((box) => { box.closest("details").open = true; box.click(); }); await id(page, "task-machines.isolate").evaluate((box) => box.click()); await id(page, "asked-Machine.Isolate").waitFor(); }],
  "setup-3-search": ["empty", async (page) => { await toPermissions(page); await id(page, "task-search").fill("list"); await id(page, "tasks-found").waitFor(); }],
  "setup-3-declare": ["empty", async (page) => { await toPermissions(page); await half(page); }],
  "setup-3-bottom": ["empty", async (page) => { await toPermissions(page); await bottom(page); }],
  "setup-4": ["empty", toConsent],
  "setup-5": ["empty", toSecret],
  "setup-5-replace": ["several", async (page) => id(page, "banner-replace-secret").first().click()],
  "setup-5-locked": ["empty", async (page) => { await toSave(page); await refuse("saveApp", locked)(page); await id(page, "save-app").click(); }],
  "setup-5-refused": ["empty", async (page) => { await toSave(page); await refuse("saveApp", { code: "secret-refused", cause: "wrong-secret", title: "Entra does not accept this secret", nextStep: "Copy the value, not the ID, or make a new secret.", raw: "AADSTS7000215: Invalid client secret provided." })(page); await id(page, "save-app").click(); }],
  "setup-5-waiting": ["empty", async (page) => { await toSave(page); await page.evaluate(() => { window.backend.hold("saveApp"); }); await id(page, "save-app").click(); await page.waitForTimeout(1300); }],
  "setup-5-still": ["empty", async (page) => { await stillSaving(page); }],
  "setup-5-before": ["empty", async (page) => { await stillSaving(page); await id(page, "secret-expires").fill("2027-05-22"); await page.evaluate(() => window.release()); await page.locator("footer .note").waitFor(); }],
  "empty-late": ["empty", async (page) => { await stillSaving(page); await id(page, "home").click(); await refuse("saveApp", locked)(page); await page.evaluate(() => window.release()); await page.locator(".problem").waitFor(); }],
  "setup-1-customers": ["empty", async (page) => { await toSave(page); await refuse("saveApp", { code: "invalid", field: "app-id", problem: "has-customers", suggestion: null })(page); await id(page, "save-app").click(); }],
  "setup-done": ["empty", async (page) => { await toSave(page); await id(page, "save-app").click(); }],
  "onboard-who": ["board", async (page) => id(page, "start-customer").click()],
  "onboard-found": ["board", async (page) => { await id(page, "start-customer").click(); await id(page, "customer-name").fill("Adatum"); await id(page, "customer-tenant").fill("adatum.eu"); await id(page, "resolve-tenant").click(); }],
  "onboard-ask": ["board", toAsk],
  "onboard-ask-forms": ["board", async (page) => { await toAsk(page); await page.locator("details.forms summary").click(); await page.locator('[data-testid="link-form-guide"]').click(); }],
  "onboard-ask-returned": ["board", async (page) => { await toAsk(page); await id(page, "returned-address").fill("https://portal.azure.com/?error=access_denied&error_description=AADSTS65004"); await id(page, "read-returned-address").click(); }],
  "onboard-ask-check": ["board", async (page) => { await toAsk(page); await id(page, "open-link-check").click(); await id(page, "pasted-link").fill("https://login.microsoftonline.com/common/adminconsent?client_id=x"); await id(page, "lint-link").click(); await id(page, "lint-answer").waitFor(); await id(page, "pasted-link").evaluate((one) => one.scrollIntoView()); }],
  "onboard-ask-sound": ["board", async (page) => { await toAsk(page); await id(page, "open-link-check").click(); await id(page, "pasted-link").fill("https://login.microsoftonline.com/x/v2.0/adminconsent?client_id=x"); await id(page, "lint-link").click(); await id(page, "lint-answer").waitFor(); await id(page, "lint-answer").evaluate((one) => one.scrollIntoView()); }],
  "onboard-ask-message": ["board", async (page) => { await toAsk(page); await id(page, "open-message").click(); await id(page, "message-preview").waitFor(); await id(page, "message-language-sv").click(); await id(page, "save-message-eml").click(); await id(page, "message-done").waitFor(); }],
  "onboard-ask-qr": ["board", async (page) => { await toAsk(page); await id(page, "open-qr").click(); await id(page, "qr-code").waitFor(); }],
  "onboard-ask-landing": ["board", async (page) => { await toAsk(page); if (!(await id(page, "open-landing-page").isVisible())) await page.locator("details.aside summary").click(); await id(page, "open-landing-page").click(); await id(page, "landing-preview").waitFor(); await id(page, "save-landing-page").click(); await id(page, "landing-done").waitFor(); }],
  "watch-idle": ["board", toAsk],
  "watch-on": ["board", async (page) => { await toAsk(page); await watching(page); }],
  "watch-calm": ["watched", open("Adatum Logistics")],
  "watch-board": ["watched", async () => {}],
  "answer-idle": ["loopback", toAsk],
  "answer-waiting": ["loopback", async (page) => { await toAsk(page); await id(page, "open-and-wait").click(); await id(page, "stop-waiting").waitFor(); }],
  "answer-came": ["loopback", async (page) => { await toAsk(page); await id(page, "open-and-wait").click(); await id(page, "stop-waiting").waitFor(); await page.evaluate(() => window.backend.answer({ end: "answered", returned: { kind: "granted", title: "The address says that they accepted", nextStep: "Check now, since only a token proves it and such an address can be typed by anyone.", raw: "", codes: [] } })); await id(page, "prove-answer").waitFor(); }],
  "onboard-prove": ["board", async (page) => { await toAsk(page); await id(page, "next").click(); }],
  "onboard-proved": ["board", async (page) => { await toAsk(page); await id(page, "next").click(); await id(page, "check-now").click(); await id(page, "verdict").waitFor(); }],
  "history-since": ["history", async (page) => { await open("Contoso Hospital")(page); await id(page, "since-it-worked").waitFor(); }],
  "history-unexplained": ["history", async (page) => { await open("Wingtip Foods")(page); await id(page, "unexplained").waitFor(); }],
  "history-lines": ["history", async (page) => { await open("Contoso Hospital")(page); await page.locator('[data-testid="other-changes"] summary').click(); await id(page, "more-history").click(); await id(page, "more-history").waitFor({ state: "detached" }); await bottom(page); }],
  "history-past": ["history", async (page) => { await open("Contoso Hospital")(page); await id(page, "open-failed").click(); await id(page, "past-of").waitFor(); }],
  "history-past-rules": ["history", async (page) => { await open("Contoso Hospital")(page); await id(page, "open-worked").click(); await id(page, "by-todays-rules").waitFor(); }],
  diagnose: ["board", async (page) => id(page, "open-diagnose").click()],
  "diagnose-code": ["board", async (page) => { await id(page, "open-diagnose").click(); await id(page, "paste-box").fill("AADSTS700016: not found"); await id(page, "explain").click(); await id(page, "explanation").waitFor(); }],
  "diagnose-link": ["board", async (page) => { await id(page, "open-diagnose").click(); await id(page, "paste-box").fill("https://login.evil.example/common/oauth2/authorize"); await id(page, "explain").click(); await id(page, "corrected-link").waitFor(); await page.locator("#explanation-title").scrollIntoViewIfNeeded(); }],
  "diagnose-token": ["board", async (page) => { await id(page, "open-diagnose").click(); await id(page, "paste-box").fill("Bearer eyJ0eXAi.e30.x"); await id(page, "explain").click(); await id(page, "token-parts").waitFor(); await page.locator("#token-title").scrollIntoViewIfNeeded(); }],
  "diagnose-nothing": ["board", async (page) => { await id(page, "open-diagnose").click(); await id(page, "paste-box").fill("hello"); await id(page, "explain").click(); await id(page, "explanation").waitFor(); }],
  "diagnose-named": ["board", (page) => explain(page, "AADSTS700016 in '1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af'")],
  "diagnose-which": ["several", (page) => explain(page, "AADSTS7000215")],
  "diagnose-list": ["few", (page) => explain(page, "AADSTS700016")],
  "diagnose-check": ["few", (page) => explain(page, "504 Gateway Timeout")],
  "repair-secret": ["secret", async (page) => { await open("Contoso Hospital")(page); await id(page, "replace-secret").click(); await id(page, "app-secret").waitFor(); }],
  "repair-saved": ["secret", async (page) => { await open("Contoso Hospital")(page); await id(page, "replace-secret").click(); await id(page, "app-secret").fill("abc8Q~notARealSecretJustForPictures0000000"); await id(page, "save-app").click(); await id(page, "check-after-repair").waitFor(); }],
  "repair-ask": ["board", async (page) => { await open("Contoso Hospital")(page); await id(page, "ask-for-consent").click(); await id(page, "consent-link").waitFor(); }],
  "repair-outdated": ["board", async (page) => { await open("Contoso Hospital")(page); await id(page, "open-text").click(); await id(page, "text-preview").waitFor(); await refuse("copyRepairText", { code: "outdated" })(page); await id(page, "copy-text").click(); await page.locator("[data-code=outdated]").waitFor(); }],
  handover: ["board", async (page) => { await toHandOver(page); }],
  "handover-code": ["board", async (page) => { await toHandOver(page); await page.locator('label:has([data-testid="code-language-csharp"])').click(); await page.locator('label:has([data-testid="code-way-guide"])').click(); await id(page, "copy-snippet").click(); }],
  "handover-token": ["board", async (page) => { await toHandOver(page); await id(page, "token-open").click(); await id(page, "token-path").fill("~/OneDrive/Latest-token.txt"); await id(page, "save-token").click(); await id(page, "token-agree").scrollIntoViewIfNeeded(); }],
  "handover-saved": ["board", async (page) => { await toHandOver(page); await id(page, "save-summary-html").click(); await id(page, "token-open").click(); await id(page, "save-token").click(); await id(page, "token-file").scrollIntoViewIfNeeded(); }],
  use: ["board", toUse],
  "use-answer": ["board", async (page) => { await toUse(page); await id(page, "send-call").click(); await id(page, "api-table").waitFor(); }],
  "use-refused": ["board", async (page) => { await toUse(page); await id(page, "api-call").selectOption("software.list"); await id(page, "send-call").click(); await id(page, "api-why").scrollIntoViewIfNeeded(); }],
  "use-may": ["board", async (page) => { await toUse(page); await id(page, "call-search").fill("quer"); await page.locator("li[data-allowed]").last().scrollIntoViewIfNeeded(); }],
  "use-parameter": ["board", async (page) => { await toUse(page); await id(page, "api-call").selectOption("ips.alerts"); await id(page, "api-parameter").fill("10.0.0.1/8"); await id(page, "send-call").click(); await page.locator(".wrong").waitFor(); }],
  practice: ["empty", async (page) => { await id(page, "open-practice").click(); await id(page, "customer-row").first().waitFor(); }],
  "practice-customer": ["empty", async (page) => { await id(page, "open-practice").click(); await open("All well")(page); await id(page, "exercise-answer").click(); }],
};
const looks = [
  { name: "light-en-1180", theme: "light", lang: "en", width: 1180, height: 780 },
  { name: "dark-sv-1180", theme: "dark", lang: "sv", width: 1180, height: 780 },
  { name: "light-sv-900", theme: "light", lang: "sv", width: 900, height: 700 },
  { name: "dark-en-640", theme: "dark", lang: "en", width: 640, height: 760 },
  { name: "light-sv-1600", theme: "light", lang: "sv", width: 1600, height: 900 },
];
const axe = readFileSync(here("../../node_modules/axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
let wrong = 0;
for (const look of looks) {
  for (const [name, [scene, act]] of Object.entries(scenes)) {
    if (!only.test(`${name}.${look.name}`)) continue;
    // axe is brought in from outside the page, which the policy would refuse; the policy's own complaints still count.
    const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, reducedMotion: "reduce", timezoneId: "Europe/Stockholm" });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.setDefaultTimeout(5000);
    await page.addInitScript("Object.freeze(Object.prototype)");
    try {
      await page.goto(`${base}?scene=${scene}&lang=${look.lang}&theme=${look.theme}`);
      await page.locator("h1").waitFor();
      await act(page);
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(out, `${name}.${look.name}.png`) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll(".scroll, .card, nav")].some((one) => one.scrollWidth > one.clientWidth));
      if (wide) complaints.push("scrolls sideways");
      const cdp = await context.newCDPSession(page);
      await cdp.send("Runtime.evaluate", { expression: axe });
      const found = await cdp.send("Runtime.evaluate", { expression: "axe.run().then((r) => JSON.stringify(r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target + ' ' + (n.any[0]?.message ?? '')).join(' | '))))", awaitPromise: true, returnByValue: true });
      complaints.push(...JSON.parse(found.result.value));
    } catch (error) {
      complaints.push(String(error));
      await page.screenshot({ path: join(out, `${name}.${look.name}.png`) }).catch(() => {});
    }
    for (const complaint of complaints) {
      wrong += 1;
      console.log(`${name}.${look.name}: ${complaint}`);
    }
    await context.close();
  }
}
await browser.close();
server.close();
console.log(wrong === 0 ? "No complaint." : `${wrong} complaints.`);
process.exitCode = wrong === 0 ? 0 : 1;
