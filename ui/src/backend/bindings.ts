// Generated from src-tauri/src/ipc/wire.rs; renew with `make types`.

export type Realm = "real" | "practice";
export type Lang = "en" | "sv";
export type Theme = "light" | "dark";
export type CloudId = "commercial" | "gcc" | "gcc-high" | "dod" | "practice";
export type Verdict = "connected" | "needs_attention" | "unknown";
export type Actor = "partner" | "customer" | "wait" | "nobody";
export type CheckStatus = "pass" | "warn" | "fail" | "skipped";
export type CheckId = "tenant" | "token" | "signature" | "issuer" | "audience" | "tenant_claim" | "app" | "lifetime" | "kind" | "permissions" | "api";
export type Cause = "tenant-not-found" | "wrong-cloud" | "not-consented" | "consent-declined" | "consent-by-non-admin" | "propagating" | "consent-outdated" | "redirect-uri-mismatch" | "single-tenant-app" | "wrong-tenant-consented" | "wrong-secret" | "secret-id-pasted" | "secret-expired" | "credential-missing" | "certificate-rejected" | "app-disabled" | "wrong-app" | "resource-missing" | "wrong-audience" | "conditional-access" | "role-missing" | "no-roles" | "delegated-token" | "signature-invalid" | "key-unknown" | "algorithm-refused" | "wrong-tenant" | "wrong-issuer" | "token-expired" | "token-not-yet-valid" | "malformed-token" | "api-forbidden" | "api-unauthorized" | "not-provisioned" | "throttled" | "service-unavailable" | "timed-out" | "network" | "proxy" | "captive-portal" | "tls" | "unexpected-reply" | "clock-skew" | "keychain-locked" | "keychain-missing" | "secret-lost" | "storage" | "not-proved" | "unrecognised";
export type LinkForm = "guide" | "admin-v1" | "admin-v2";
export type KeptIn = "keychain" | "memory";
export type SecretOutcome = "unchanged" | "proved" | "not-checked";
export type KitFile = "eml" | "html";
export type PortalStep = "register" | "permissions" | "home-consent" | "secret";
export type Severity = "error" | "warning" | "note";
export type PasteKind = "aadsts" | "oauth-error" | "redirect" | "consent-link" | "api-error" | "connection" | "token" | "support-bundle" | "unrecognised";
export type PortalPage = "registrations" | "overview" | "authentication" | "api-permissions" | "manifest" | "secrets" | "enterprise-app" | "trial";
export type NextAction = "none" | "ask" | "ask-again" | "write" | "paste-address" | "replace-secret" | "edit-app" | "account-type" | "edit-permissions" | "edit-customer" | "open-portal" | "wait" | "unlock-keychain" | "set-clock" | "network-help" | "look-up" | "diagnose" | "check";
export type TextReader = "customer-admin" | "app-owner" | "network-team" | "it-support" | "microsoft-support";
export type ExpiryStage = "far" | "soon" | "near" | "past";
export type Field = "name" | "app-cloud" | "app-id" | "home-tenant" | "redirect-uri" | "permissions" | "secret" | "secret-expires" | "publisher" | "contact" | "customer-name" | "customer-tenant" | "returned-address" | "pasted-link" | "api-host" | "api-parameter" | "token-path" | "import-list";
export type InputProblem = "empty" | "not-a-guid" | "nil-guid" | "consumer-tenant" | "not-a-tenant" | "taken-apart" | "too-long" | "control-characters" | "secret-id" | "not-a-redirect-uri" | "not-a-permission" | "not-a-cloud" | "not-a-date" | "not-a-host" | "not-a-parameter" | "not-a-path" | "duplicate" | "has-customers" | "not-text" | "no-columns";
export type ImportFault = "no-name" | "name-too-long" | "name-control-characters" | "letters-lost" | "no-tenant" | "not-a-tenant" | "nil-guid" | "consumer-tenant" | "taken-apart" | "repeats" | "already" | "other-tenant" | "not-found";
export type BoardFormat = "csv" | "json";

/**
 * Everything the board and the side bar show. Times are RFC 3339 in UTC; rows are the registry's numbers.
 */
export type Overview = { version: string, language: Lang | null, theme: Theme | null, apps: Array<AppView>, 
/**
 * The one that new customers are onboarded to.
 */
currentApp: number | null, customers: Array<CustomerRow>, 
/**
 * A new app that was left on its way through the wizard.
 */
setupDraft: SetupDraftView | null, notices: Array<Notice>, };
/**
 * Something to say on top of the board, such as a damaged registry that was set aside.
 */
export type Notice = { id: string, text: string, };
/**
 * That a secret is stored, where and since when. Never the secret.
 */
export type SecretView = { keptIn: KeptIn, storedAt: string, provedAt: string | null, 
/**
 * The last day on which it works, as entered: `2027-05-22`.
 */
expiresOn: string | null, 
/**
 * How near that day is; null where it is not known.
 */
expiry: ExpiryView | null, };
/**
 * The end of a secret, seen from today.
 */
export type ExpiryView = { stage: ExpiryStage, 
/**
 * Negative once it is over.
 */
daysLeft: number, };
/**
 * The partner app.
 */
export type AppView = { row: number, name: string, cloud: CloudId, appId: string, homeTenant: string | null, 
/**
 * The partner's name for customers, as entered.
 */
publisher: string | null, 
/**
 * Whom a customer may ask, as entered.
 */
contact: string | null, redirectUris: Array<string>, permissions: Array<string>, secret: SecretView | null, 
/**
 * What was ticked as done in the portal, and when.
 */
ticks: Partial<Record<PortalStep, string>>, };
/**
 * An application permission of the catalogue.
 */
export type PermissionInfo = { value: string, name: string, meaning: string, sensitivity: "read" | "write" | "response-action", note: string | null, 
/**
 * What the calls it opens do, in the asked language.
 */
opens: Array<string>, };
/**
 * A file that was written.
 */
export type SavedFile = { 
/**
 * Its name, and the folder it lies in.
 */
name: string, folder: string, };
/**
 * The partner app as entered.
 */
export type AppDraft = { row: number | null, name: string, cloud: CloudId, appId: string, homeTenant: string, publisher: string, contact: string, 
/**
 * `2027-05-22`, or empty.
 */
secretExpiresOn: string, redirectUris: Array<string>, permissions: Array<string>, 
/**
 * What was done in the portal.
 */
ticks: PortalStep[], };
/**
 * A saved app. `why` says in the asked language why the secret could not be proved; `trimmed`: blanks around
 * it were cut off.
 */
export type AppSaved = { app: AppView, secret: SecretOutcome, why: string | null, cause: Cause | null, trimmed: boolean, };
/**
 * A customer as the board shows it.
 */
export type CustomerRow = { row: number, app: number, name: string, tenantId: string, domain: string | null, region: string | null, 
/**
 * The last verdict that proved something, and when. Null: nothing was proved yet.
 */
proved: Verdict | null, provedAt: string | null, provedCause: Cause | null, 
/**
 * The last attempt, which may have found out nothing.
 */
attempt: Verdict | null, attemptAt: string | null, attemptCause: Cause | null, 
/**
 * A link was sent, and nothing since shows that it was answered.
 */
waiting: boolean, linkSentAt: string | null, wanted: number, granted: number, missing: Array<string>, 
/**
 * Wanted permissions that were declared after the consent that was last seen: they must consent again.
 */
consentLacks: Array<string>, 
/**
 * The watch for their consent, while there is one.
 */
watch: WatchView | null, 
/**
 * What stands in the way, in the asked language.
 */
summary: string | null, 
/**
 * Practice only: the exercise that this customer is.
 */
lesson: Lesson | null, };
/**
 * An exercise of the practice shelf, in the asked language. The answer is for whoever asks to see it.
 */
export type Lesson = { 
/**
 * Its place on the shelf, from 1.
 */
number: number, 
/**
 * The group of exercises it belongs to.
 */
theme: string, 
/**
 * Where to look.
 */
look: string, 
/**
 * The cause in a few words; none where all is well.
 */
cause: string | null, 
/**
 * What it teaches.
 */
teaches: string, };
/**
 * A watch for consent. Times are RFC 3339.
 */
export type WatchView = { since: string, looks: number, nextAt: string, 
/**
 * When it ends by itself.
 */
until: string, };
/**
 * A tenant that was found.
 */
export type TenantView = { tenantId: string, domain: string | null, region: string | null, 
/**
 * The cloud it was found in, which its own metadata does not contradict.
 */
cloud: CloudId, };
/**
 * A customer as entered.
 */
export type CustomerDraft = { row: number | null, app: number, name: string, tenant: string, };
/**
 * A saved customer. `existed`: the same tenant was onboarded before; this is that customer.
 */
export type CustomerSaved = { customer: CustomerRow, existed: boolean, };
/**
 * Something to know before a link is sent, in the asked language.
 */
export type LinkWarning = { id: string, text: string, };
/**
 * A consent link.
 */
export type LinkView = { form: LinkForm, url: string, warnings: Array<LinkWarning>, 
/**
 * Until when its answer is known to be this customer's; null for a form without a state.
 */
goodUntil: string | null, };
/**
 * What the address at the end of a link says, in the asked language. Never proof.
 */
export type ReturnedView = { kind: "granted" | "declined" | "refused" | "foreign" | "old" | "unreadable", title: string, nextStep: string, raw: string, codes: number[], };
/**
 * One thing to do; `page` names the page for `open-portal` only.
 */
export type NextStepView = { action: NextAction, page: PortalPage | null, };
/**
 * What is to be done about a finding.
 */
export type RepairView = { first: NextStepView, also: Array<NextStepView>, 
/**
 * Who can be written to, the one who acts first.
 */
readers: TextReader[], 
/**
 * The number that Microsoft's own page explains.
 */
number: number | null, };
/**
 * What a text is about: a customer's latest check, or what somebody pasted, and perhaps whom that is about.
 */
export type RepairAbout = { customer: number | null, pasted: string | null, to: TextReader, 
/**
 * The reader's language.
 */
reader: Lang, };
/**
 * The text for a reader, in the reader's language.
 */
export type RepairText = { subject: string, text: string, 
/**
 * Whether a mail program takes it.
 */
mail: boolean, 
/**
 * Whether it carries the customer's consent link.
 */
hasLink: boolean, 
/**
 * By which it is copied or sent.
 */
number: number, };
/**
 * Every call of the catalogue, and what these permissions mean for it.
 */
export type CallsView = { calls: Array<CallView>, 
/**
 * What is to be known of the whole API.
 */
notice: string, };
/**
 * A permission that is missing for a task; `declared` is null where no record of the app is at hand.
 */
export type MissingView = { value: string, name: string | null, declared: boolean | null, };
/**
 * From tasks back to what is missing for them.
 */
export type ReachView = { missing: Array<MissingView>, 
/**
 * Declared by the app's record and not needed for these tasks; a consent link asks for them all the same.
 */
beyond: Array<string>, };
/**
 * One line of evidence.
 */
export type CheckLine = { id: CheckId, status: CheckStatus, label: string, detail: string, tookMs: number | null, };
/**
 * How far a running check has come.
 */
export type CheckProgress = { checks: CheckLine[], 
/**
 * The service asked for a pause until then.
 */
waitingUntil: string | null, 
/**
 * The keychain was asked for the secret and may be waiting to be unlocked.
 */
keychain: boolean, };
/**
 * What may be told of a token.
 */
export type TokenView = { expiresAt: string | null, version: string, keyId: string | null, };
/**
 * The refusal or failure that decided.
 */
export type ErrorView = { code: string | null, oauthError: string | null, correlationId: string | null, traceId: string | null, raw: string, };
/**
 * Wanted against granted.
 */
export type PermissionsView = { wanted: Array<string>, granted: Array<string>, missing: Array<string>, extra: Array<string>, coveredBy: { [key in string]: string }, };
/**
 * A verdict with everything under it, in the asked language.
 */
export type Report = { verdict: Verdict, cause: Cause | null, reason: string | null, whoActs: Actor, retryAt: string | null, headline: string, meaning: string | null, nextStep: string, repair: RepairView, checkedAt: string, tenantId: string | null, appId: string | null, cloud: CloudId, permissions: PermissionsView, checks: Array<CheckLine>, token: TokenView | null, error: ErrorView | null, };
/**
 * A customer with its last verdict and the newest part of its history.
 */
export type CustomerDetail = { customer: CustomerRow, app: AppView, report: Report | null, history: HistoryPage, 
/**
 * What became of it, where it once was connected and the newest check is not.
 */
since: SinceItWorked | null, 
/**
 * Why the check just made is not in the history; its report is above all the same.
 */
notKept: string | null, };
/**
 * Checks in a row that came to the same. Checks are named by their place in the history.
 */
export type HistoryRun = { newest: number, newestAt: string, oldest: number, oldestAt: string, count: number, verdict: Verdict, cause: Cause | null, 
/**
 * As judged then, in the asked language.
 */
headline: string, 
/**
 * What turned with the oldest of them, attempts that learned nothing passed over.
 */
turn: "broke" | "works-again" | null, 
/**
 * So many older checks, before the next line, a support file leaves out.
 */
leftOut: number, 
/**
 * What a support file says of them, where they are judged otherwise here.
 */
then: string | null, };
/**
 * Part of a history, newest first. The last run may go on on the next page.
 */
export type HistoryPage = { runs: Array<HistoryRun>, 
/**
 * The next page holds what was checked before this one; null where the history ends.
 */
more: number | null, };
/**
 * One difference between then and now, in the asked language.
 */
export type ChangeView = { id: string, 
/**
 * It can be the reason.
 */
bears: boolean, title: string, meaning: string | null, 
/**
 * The permissions it names.
 */
permissions: Array<string>, };
/**
 * What became of a customer that once was connected, in the asked language.
 */
export type SinceItWorked = { 
/**
 * The last check that was connected.
 */
worked: number, workedAt: string, 
/**
 * The first one after it that proved otherwise; null where nothing was proved since.
 */
failed: number | null, failedAt: string | null, 
/**
 * What that one found.
 */
failedTitle: string | null, 
/**
 * What more is to be said of the time since.
 */
notes: Array<string>, 
/**
 * That nothing explains it, and what cannot be seen from here.
 */
unexplained: string | null, changes: Array<ChangeView>, };
/**
 * One check out of a history: the verdict as judged then, the evidence of then in words of today.
 */
export type PastCheck = { report: Report, 
/**
 * What the same evidence comes to by today's rules, where that is something else.
 */
today: string | null, 
/**
 * In a support file: what it says of the verdict, where today's rules judge otherwise.
 */
then: string | null, 
/**
 * Program and version that checked.
 */
madeBy: string, 
/**
 * The check before it and the one after it.
 */
earlier: number | null, later: number | null, };
/**
 * What there is to say of a link from elsewhere, worst first. `sound`: it can be sent as it is.
 */
export type LintView = { sound: boolean, findings: Array<FlawView>, 
/**
 * The link to use instead; null where the link is sound.
 */
good: string | null, };
/**
 * The message that goes with a link, in its reader's language.
 */
export type KitView = { subject: string, text: string, 
/**
 * What a mail program takes of it.
 */
mail: "whole" | "short" | "too-long", };
/**
 * A link as a QR code: the dark modules as the path of a drawing, one unit to a module.
 */
export type QrView = { path: string, 
/**
 * Its width and height, the quiet zone with it.
 */
size: number, };
/**
 * One thing that the partner's own page can say.
 */
export type LandingCaseView = { id: "done" | "declined" | "not-an-admin" | "refused" | "nothing", title: string, text: string, };
/**
 * What the partner's own page says, in its reader's language.
 */
export type LandingView = { cases: Array<LandingCaseView>, by: string | null, 
/**
 * The address where links lead to it; null where they lead elsewhere.
 */
hostedAt: string | null, };
/**
 * One flaw of a consent link, in the asked language.
 */
export type FlawView = { id: string, severity: Severity, title: string, detail: string, 
/**
 * What stands in the link, shortened, and what should.
 */
found: string | null, expected: string | null, };
/**
 * One entry of a token. `moment` instead of `value` for times; `why` says what the check that looks at it found.
 */
export type ClaimView = { name: string, value: string, moment: string | null, meaning: string | null, status: CheckStatus | null, why: string | null, };
/**
 * A token as it was read; never the token.
 */
export type TokenReading = { report: Report, claims: Array<ClaimView>, 
/**
 * Whether its signature was held against the published keys.
 */
verified: boolean, 
/**
 * The permissions in it that count at Defender: none in a token for another API, or of a signed-in user.
 */
held: Array<string>, };
/**
 * Whose a pasted text is, by rows of the registry.
 */
export type AboutView = { customer: number | null, 
/**
 * The text named the customer; nobody chose it.
 */
byText: boolean, 
/**
 * Those it may be about, where that is not known.
 */
customers: number[], app: number | null, apps: number[], 
/**
 * The app that the text names, ours or not.
 */
appId: string | null, 
/**
 * The cloud whose hosts the text names.
 */
cloud: CloudId | null, };
/**
 * What a pasted text is, means, and asks of whom, in the asked language.
 */
export type ExplanationView = { kind: PasteKind, kindName: string, cause: Cause | null, reason: string | null, whoActs: Actor, understood: boolean, title: string, meaning: string, nextSteps: Array<string>, repair: RepairView, details: Array<string>, codes: number[], code: string | null, correlationId: string | null, traceId: string | null, 
/**
 * The text, cleaned of tokens and secrets, and shortened.
 */
raw: string, 
/**
 * What else is in the text.
 */
also: Array<string>, flaws: Array<FlawView>, 
/**
 * The link to send instead of a faulty one.
 */
corrected: string | null, about: AboutView, token: TokenReading | null, };
/**
 * Code with the customer's values and no secret.
 */
export type SnippetView = { id: string, language: "powershell" | "csharp" | "python" | "curl", way: "v2" | "v1" | "guide", fileName: string, code: string, };
/**
 * A token file that was written and is still there.
 */
export type TokenFileView = { path: string, expiresAt: string, 
/**
 * Whether Consentry deletes it then.
 */
delete: boolean, };
/**
 * What can be handed over.
 */
export type HandOverView = { 
/**
 * The summary as it is saved in Markdown.
 */
summary: string, snippets: Array<SnippetView>, 
/**
 * The environment variable that the code reads the secret from.
 */
secretVariable: string, 
/**
 * Where a token file would go.
 */
tokenPath: string, tokenFiles: Array<TokenFileView>, };
/**
 * What came of *Save token*: the file, or what speaks against the place, in the asked language, to be agreed to.
 */
export type TokenSaved = { file: TokenFileView | null, warnings: Array<string>, };
/**
 * A host of the app's cloud.
 */
export type HostView = { id: string, address: string, };
/**
 * A call of the catalogue, and what the token means for it. Texts are in the asked language.
 */
export type CallView = { id: string, area: string, title: string, method: string, path: string, 
/**
 * Whether it can be made here.
 */
makable: boolean, 
/**
 * What has to be typed for it.
 */
parameter: "id" | "domain" | "ip" | "cve" | null, 
/**
 * Whether an amount can be chosen.
 */
amount: boolean, perMinute: number | null, perHour: number | null, 
/**
 * The permission that opens it; null: none in the token does, or no token is known.
 */
allowedBy: string | null, missingAnyOf: Array<string>, 
/**
 * A permission in the token that may be enough, though the documentation no longer names it.
 */
perhapsBy: string | null, notice: string | null, };
/**
 * What can be called for a customer.
 */
export type ApiView = { hosts: Array<HostView>, calls: Array<CallView>, 
/**
 * Where the permissions were read: in the token in hand, in the last one that was checked, or nowhere.
 */
rolesFrom: "token" | "history" | null, tokenExpiresAt: string | null, 
/**
 * What is to be known of the whole API.
 */
notice: string, };
/**
 * A header that tells of limits or of the request.
 */
export type HeaderView = { name: string, value: string, };
/**
 * Alerts or devices as a table; a column's name is the field's name.
 */
export type TableView = { columns: Array<string>, rows: Array<Array<string>>, };
/**
 * A refusal or failure, told in the asked language.
 */
export type WhyView = { title: string, cause: string | null, steps: Array<string>, retryAt: string | null, correlationId: string | null, raw: string, };
/**
 * A call that was made.
 */
export type MadeView = { operation: string, address: string, at: string, status: number | null, tookMs: number | null, headers: Array<HeaderView>, entries: number | null, table: TableView | null, json: string | null, 
/**
 * Whether there was more than is shown.
 */
cut: boolean, why: WhyView | null, 
/**
 * It was stopped.
 */
stopped: boolean, tokenExpiresAt: string, };
/**
 * A new app on its way through the wizard, as it was left. Never with a secret.
 */
export type SetupDraftView = { name: string, cloud: CloudId, appId: string, homeTenant: string, publisher: string, contact: string, redirectUris: Array<string>, 
/**
 * Picked by name.
 */
permissions: Array<string>, 
/**
 * Ids of the ticked tasks.
 */
tasks: Array<string>, secretExpiresOn: string, ticks: Partial<Record<PortalStep, string>>, 
/**
 * The step it was left on, by the window's own id.
 */
step: string, };
/**
 * The same as entered; the core gives the ticks their times.
 */
export type SetupDraftEntered = { name: string, cloud: CloudId, appId: string, homeTenant: string, publisher: string, contact: string, redirectUris: Array<string>, permissions: Array<string>, tasks: Array<string>, secretExpiresOn: string, ticks: PortalStep[], step: string, };
/**
 * A page of the portal and the menu path to it. `opens`: there is an address for it in this cloud.
 */
export type PortalPageView = { path: string, opens: boolean, };
/**
 * What the portal calls things. English in both languages, as most tenants show it.
 */
export type PortalGuide = { 
/**
 * The day on which words and addresses were last checked.
 */
checked: string, pages: Record<PortalPage, PortalPageView>, newRegistration: string, accountType: string, accountTypeBefore: string, redirectType: string, applicationId: string, directoryId: string, addPermission: string, grantConsent: string, secretValue: string, secretId: string, apiName: string, apiId: string, 
/**
 * The redirect address of the guide.
 */
portalRedirect: string, 
/**
 * The one for sessions on one computer.
 */
loopbackRedirect: string, };
/**
 * Where the partner's own consent is asked for.
 */
export type HomeConsent = { cloud: CloudId, appId: string, homeTenant: string, redirectUris: Array<string>, };
/**
 * A documented call as something to do, in the asked language.
 */
export type TaskView = { id: string, title: string, area: string, areaName: string, 
/**
 * One of these opens it, the least first.
 */
permissions: Array<string>, 
/**
 * When it ends or ended.
 */
notice: string | null, 
/**
 * It no longer works, so that it cannot be asked for.
 */
ended: boolean, 
/**
 * What else to know of it.
 */
flag: string | null, };
/**
 * What was found for a task.
 */
export type TasksFound = { best: Array<TaskView>, others: Array<TaskView>, };
/**
 * A task by its id and its title in the asked language.
 */
export type TaskName = { id: string, title: string, };
/**
 * The permissions to ask for.
 */
export type PermissionPlan = { permissions: Array<string>, 
/**
 * For each that a task needs: the tasks.
 */
neededFor: { [key in string]: Array<TaskName> }, 
/**
 * Picked by name, and opening nothing that the others do not open.
 */
spare: Array<string>, 
/**
 * The `requiredResourceAccess` of the manifest, to paste.
 */
manifest: string, 
/**
 * Not in the manifest: their app role is not known.
 */
unknown: Array<string>, };
/**
 * How far the checking of many has come.
 */
export type CheckAllCounts = { total: number, done: number, connected: number, needsAttention: number, unknown: number, 
/**
 * Were not asked about: removed meanwhile, or there is no secret to ask with.
 */
leftOut: number, 
/**
 * What kept some from being asked about, or from being written down, in the asked language.
 */
heldUp: Array<string>, };
/**
 * One more began or ended.
 */
export type CheckAllProgress = { counts: CheckAllCounts, 
/**
 * The rows that are being checked right now.
 */
running: number[], 
/**
 * The one that has just ended, as it stands now.
 */
customer: CustomerRow | null, };
/**
 * Something in a list that cannot be added as it is.
 */
export type ImportProblem = { 
/**
 * The line of the list, counted from one.
 */
line: number, fault: ImportFault, 
/**
 * What stands there.
 */
value: string, 
/**
 * The line it repeats, or the name of the customer it already is, or what can be entered instead.
 */
other: string | null, 
/**
 * What Microsoft's answer means, and what to do, in the asked language.
 */
title: string | null, nextStep: string | null, };
/**
 * A line that can be added.
 */
export type ImportLine = { line: number, name: string, tenant: string, };
/**
 * A list as it was read; nothing is added yet.
 */
export type ImportReading = { 
/**
 * How many lines can be added.
 */
ready: number, 
/**
 * The first of them, to look at.
 */
sample: Array<ImportLine>, problems: Array<ImportProblem>, };
/**
 * Where the tenants of a list are being looked up.
 */
export type ImportProgress = { total: number, done: number, };
/**
 * A list whose tenants were looked up; nothing is added yet.
 */
export type ImportFound = { ready: number, problems: Array<ImportProblem>, 
/**
 * It was stopped before the last line.
 */
stopped: boolean, };
/**
 * What was added.
 */
export type ImportAdded = { customers: number[], };
/**
 * A name and what stands instead of it in the file.
 */
export type Replaced = { name: string, instead: string, };
/**
 * A file for support that was made and is not saved yet.
 */
export type SupportPreview = { 
/**
 * Names it when it is saved.
 */
number: number, 
/**
 * The first part of the file.
 */
text: string, 
/**
 * So many parts it is shown in.
 */
parts: number, bytes: number, customers: number, 
/**
 * So many were one too many for a file.
 */
leftOut: number, checks: number, 
/**
 * So many checks of long histories are not in it.
 */
checksLeftOut: number, 
/**
 * When the oldest check in it ended, and the newest.
 */
from: string | null, to: string | null, 
/**
 * What stands for whom; empty where names were kept.
 */
replaced: Array<Replaced>, };
/**
 * A customer in an open file.
 */
export type SupportCustomer = { name: string, tenantId: string, verdict: Verdict | null, cause: Cause | null, whoActs: Actor | null, 
/**
 * What stands in the way, in the asked language.
 */
summary: string | null, checkedAt: string | null, checks: number, 
/**
 * So many of its history are not in the file; null where the file does not say.
 */
checksLeftOut: number | null, 
/**
 * What the file says of the newest verdict, where it says something else.
 */
then: string | null, };
/**
 * A file that is open.
 */
export type SupportFileView = { madeAt: string, madeBy: string, system: string, 
/**
 * The rules of the program that made it.
 */
rules: number, namesKept: boolean, 
/**
 * Checks that this program judges otherwise than they were judged when they were made.
 */
judgedOtherwise: number, customers: Array<SupportCustomer>, };
/**
 * Something to carry over to the portal. The core builds or reads each: nothing is copied as the page hands it over.
 */
export type PortalValue = { "kind": "name", text: string, } | { "kind": "redirect-uri", text: string, } | { "kind": "account-type" } | { "kind": "api-name" } | { "kind": "api-id" } | { "kind": "manifest", permissions: Array<string>, } | { "kind": "home-consent", at: HomeConsent, };
/**
 * What a look for consent found; `said` words its cause.
 */
export type LookView = { at: string, verdict: Verdict, cause: Cause | null, said: string, };
/**
 * A customer's latest look in this session.
 */
export type LatestLook = { realm: Realm, customer: number, look: LookView, };
/**
 * Something happened to a watch. `recorded`: there is a new check in the customer's history. `said` tells an end in
 * one line, in the asked language.
 */
export type WatchNews = { realm: Realm, customer: number, looking: boolean, watch: WatchView | null, look: LookView | null, recorded: boolean, ended: "connected" | "consented" | "blocked" | "over" | "stopped" | null, said: string | null, };
/**
 * The address on this computer that waits for the answer, and until when.
 */
export type AnswerPlace = { address: string, until: string, };
/**
 * How waiting for the answer ended; `returned` says what came, where something came.
 */
export type AnswerWait = { end: "answered" | "timed-out" | "cancelled", returned: ReturnedView | null, };
/**
 * A command that was not carried out: a code and its parameters. Texts, where there are any, are in the asked
 * language.
 */
export type CommandError = { "code": "invalid", field: Field, problem: InputProblem, suggestion: string | null, } | { "code": "secret-refused", cause: Cause, title: string, nextStep: string, raw: string, } | { "code": "tenant", cause: Cause, title: string, nextStep: string, raw: string, } | { "code": "no-token", cause: Cause, title: string, nextStep: string, raw: string, } | { "code": "keychain", problem: "missing" | "locked" | "broken", detail: string, } | { "code": "registry", problem: "conflict" | "not-found" | "disk-full" | "read-only" | "newer" | "moved" | "broken", detail: string, } | { "code": "browser", detail: string, } | { "code": "mail", detail: string, } | { "code": "clipboard", detail: string, } | { "code": "file", problem: "exists" | "no-folder" | "bad-name" | "disk-full" | "read-only" | "other", detail: string, } | { "code": "support-file", problem: "other" | "too-long" | "newer" | "damaged", title: string, nextStep: string, raw: string, } | { "code": "loopback", problem: "not-loopback" | "port-taken" | "port-forbidden" | "broken", detail: string, } | { "code": "outdated" } | { "code": "busy" } | { "code": "unexpected", detail: string, };
