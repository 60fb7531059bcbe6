/**
 * The only door from the window to the core. Everything else in `ui` knows this interface; only `tauri.ts` knows Tauri.
 * The types are generated from Rust (`bindings.ts`); the names of the commands are held against the permission files by a test.
 */
import type {
  ApiView,
  AnswerPlace,
  AnswerWait,
  AppDraft,
  AppSaved,
  AppView,
  BoardFormat,
  CheckAllCounts,
  CheckAllProgress,
  CallsView,
  CheckProgress,
  CloudId,
  CommandError,
  CustomerDetail,
  CustomerDraft,
  CustomerSaved,
  ExplanationView,
  HandOverView,
  HistoryPage,
  HomeConsent,
  KitFile,
  KitView,
  LandingView,
  ImportAdded,
  ImportFound,
  ImportProgress,
  ImportReading,
  Lang,
  LatestLook,
  LinkForm,
  LinkView,
  LintView,
  MadeView,
  Overview,
  PastCheck,
  PermissionInfo,
  PermissionPlan,
  PortalGuide,
  PortalPage,
  PortalStep,
  PortalValue,
  QrView,
  ReachView,
  Realm,
  RepairAbout,
  RepairText,
  ReturnedView,
  SavedFile,
  SetupDraftEntered,
  SupportFileView,
  SupportPreview,
  TasksFound,
  TenantView,
  TokenReading,
  Theme,
  TokenSaved,
  WatchNews,
} from "./bindings";

export type Result<T> = { ok: true; value: T } | { ok: false; error: CommandError };

export interface Backend {
  /** Everything the board and the side bar show. `lang` words the summaries; `realm` is the real registry or practice's own. */
  overview(realm: Realm, lang: Lang): Promise<Result<Overview>>;
  savePreferences(language: Lang | null, theme: Theme | null): Promise<Result<null>>;
  permissions(lang: Lang): Promise<Result<PermissionInfo[]>>;
  /** The secret goes in here and never comes back; the caller empties its field at once. `null` leaves the stored one as it is. */
  saveApp(realm: Realm, draft: AppDraft, secret: string | null, keepInMemory: boolean, lang: Lang): Promise<Result<AppSaved>>;
  /** Keeps a new app on its way through the wizard, never with its secret; `null` lets it go. */
  saveSetupDraft(realm: Realm, draft: SetupDraftEntered | null, lang: Lang): Promise<Result<null>>;
  tickStep(realm: Realm, app: number, step: PortalStep, done: boolean, lang: Lang): Promise<Result<AppView>>;
  /** What Microsoft's portal calls things, and which of its pages can be opened in this cloud. */
  portalGuide(cloud: CloudId): Promise<Result<PortalGuide>>;
  /** Opens a page by its name; an application ID that cannot be read leads to the list of registrations. */
  openPortalPage(page: PortalPage, cloud: CloudId, appId: string): Promise<Result<null>>;
  copyPortalValue(realm: Realm, value: PortalValue, lang: Lang): Promise<Result<null>>;
  /** The partner's own tenant, by its ID or one of its domains. */
  findHome(realm: Realm, cloud: CloudId, tenant: string, lang: Lang): Promise<Result<TenantView>>;
  homeConsentLink(realm: Realm, at: HomeConsent, lang: Lang): Promise<Result<string>>;
  openHomeConsent(realm: Realm, at: HomeConsent, lang: Lang): Promise<Result<null>>;
  /** Documented calls by what they do; all of them where nothing is asked. */
  findTasks(task: string, lang: Lang): Promise<Result<TasksFound>>;
  /** The least permissions for ticked tasks, on top of those picked by name. */
  planPermissions(tasks: string[], picked: string[], lang: Lang): Promise<Result<PermissionPlan>>;
  /** The app that new customers are onboarded to. */
  chooseApp(app: number): Promise<Result<null>>;
  /** Removes an app with its customers, their history and its secret; `leaveSecret` does not ask the keychain. */
  removeApp(realm: Realm, app: number, leaveSecret: boolean, lang: Lang): Promise<Result<null>>;
  /** Turns a tenant ID or a domain into the tenant, through its own metadata. */
  resolveTenant(realm: Realm, app: number, tenant: string, lang: Lang): Promise<Result<TenantView>>;
  saveCustomer(realm: Realm, draft: CustomerDraft, lang: Lang): Promise<Result<CustomerSaved>>;
  removeCustomer(realm: Realm, customer: number, lang: Lang): Promise<Result<null>>;
  customer(realm: Realm, customer: number, lang: Lang): Promise<Result<CustomerDetail>>;
  consentLink(realm: Realm, customer: number, form: LinkForm, lang: Lang): Promise<Result<LinkView>>;
  copyConsentLink(realm: Realm, customer: number, form: LinkForm, lang: Lang): Promise<Result<null>>;
  openConsentLink(realm: Realm, customer: number, form: LinkForm, lang: Lang): Promise<Result<null>>;
  readReturnedAddress(realm: Realm, customer: number, address: string, lang: Lang): Promise<Result<ReturnedView>>;
  /** Says what is wrong with a link from elsewhere; it is not kept. */
  lintLink(realm: Realm, customer: number, text: string, lang: Lang): Promise<Result<LintView>>;
  /** The message that goes with the link, in the language of its reader. */
  consentKit(realm: Realm, customer: number, form: LinkForm, reader: Lang, lang: Lang): Promise<Result<KitView>>;
  copyConsentKit(realm: Realm, customer: number, form: LinkForm, reader: Lang, lang: Lang): Promise<Result<null>>;
  mailConsentKit(realm: Realm, customer: number, form: LinkForm, reader: Lang, lang: Lang): Promise<Result<null>>;
  saveConsentKit(realm: Realm, customer: number, form: LinkForm, file: KitFile, reader: Lang, lang: Lang): Promise<Result<SavedFile>>;
  consentQr(realm: Realm, customer: number, form: LinkForm, lang: Lang): Promise<Result<QrView>>;
  /** What the page for the partner's own redirect address says. */
  landingPage(realm: Realm, app: number, reader: Lang, lang: Lang): Promise<Result<LandingView>>;
  saveLandingPage(realm: Realm, app: number, reader: Lang, lang: Lang): Promise<Result<SavedFile>>;
  /** Resolves when the check is over; every finished check is reported as it comes. */
  checkNow(realm: Realm, customer: number, lang: Lang, onProgress: (progress: CheckProgress) => void): Promise<Result<CustomerDetail>>;
  cancelCheck(realm: Realm, customer: number): Promise<Result<null>>;
  /** What was checked before this check, folded. */
  earlierChecks(realm: Realm, customer: number, before: number, lang: Lang): Promise<Result<HistoryPage>>;
  /** One check out of the history. */
  pastCheck(realm: Realm, customer: number, check: number, lang: Lang): Promise<Result<PastCheck>>;
  /** Says what a pasted text is. Asks nobody, keeps nothing; with a customer it is held against that customer's app and tenant. */
  explain(realm: Realm, customer: number | null, text: string, lang: Lang): Promise<Result<ExplanationView>>;
  /** Verifies the token in a pasted text; `call` also sends it to Defender, for one read-only call. Null: the text holds none. */
  inspectToken(realm: Realm, customer: number | null, text: string, call: boolean, lang: Lang, onProgress: (progress: CheckProgress) => void): Promise<Result<TokenReading | null>>;
  cancelInspection(): Promise<Result<null>>;
  /** A summary and code with this customer's values; neither holds a secret or a token. */
  handOver(realm: Realm, customer: number, lang: Lang): Promise<Result<HandOverView>>;
  saveSummary(realm: Realm, customer: number, markdown: boolean, lang: Lang): Promise<Result<SavedFile>>;
  /** Saves the summary as a page and opens it where it can be printed. */
  printSummary(realm: Realm, customer: number, lang: Lang): Promise<Result<SavedFile>>;
  copySnippet(realm: Realm, customer: number, snippet: string, lang: Lang): Promise<Result<null>>;
  saveSnippet(realm: Realm, customer: number, snippet: string, lang: Lang): Promise<Result<SavedFile>>;
  /** The core writes a new token into a file; the window never sees it. Without `agreed` a bad place is only told. */
  saveToken(realm: Realm, customer: number, path: string, agreed: boolean, remove: boolean, lang: Lang): Promise<Result<TokenSaved>>;
  deleteTokenFile(path: string): Promise<Result<null>>;
  /** The text for whoever has to act, in the reader's language; it holds no secret and no token. */
  repairText(realm: Realm, about: RepairAbout, lang: Lang): Promise<Result<RepairText>>;
  copyRepairText(number: number, lang: Lang): Promise<Result<null>>;
  mailRepairText(number: number, lang: Lang): Promise<Result<null>>;
  /** Opens Microsoft's own page about a number. */
  openLookUp(number: number): Promise<Result<null>>;
  /** Copies the link to send instead of a faulty one, and gives it back as it was copied. */
  copyCorrectedLink(realm: Realm, customer: number | null, text: string, lang: Lang): Promise<Result<string>>;
  /** Every call of the catalogue, and what these permissions mean for it. */
  callsFor(held: string[], lang: Lang): Promise<Result<CallsView>>;
  /** From tasks back to what is missing for them; with a customer, held against the app's record. */
  reachOf(realm: Realm, customer: number | null, held: string[], tasks: string[], lang: Lang): Promise<Result<ReachView>>;
  apiPage(realm: Realm, customer: number, lang: Lang): Promise<Result<ApiView>>;
  /** Host and call by their ids; what was typed becomes one part of the call's path. The token stays in the core. */
  callApi(realm: Realm, customer: number, host: string, operation: string, parameter: string | null, amount: number, lang: Lang): Promise<Result<MadeView>>;
  cancelCall(realm: Realm, customer: number): Promise<Result<null>>;
  /** Lets go of the customer's token. */
  leaveApi(realm: Realm, customer: number, lang: Lang): Promise<Result<null>>;
  /** Hears what happens to the watches for consent, in this language; the latest listener is told. Gives back what the latest looks found. */
  listen(lang: Lang, onNews: (news: WatchNews) => void): Promise<Result<LatestLook[]>>;
  startWatch(realm: Realm, customer: number, lang: Lang): Promise<Result<null>>;
  stopWatch(realm: Realm, customer: number, lang: Lang): Promise<Result<null>>;
  lookNow(realm: Realm, customer: number, lang: Lang): Promise<Result<null>>;
  /** Opens the link and waits on this computer for its answer; resolves when the wait is over. */
  openAndWait(realm: Realm, customer: number, lang: Lang, onOpen: (place: AnswerPlace) => void): Promise<Result<AnswerWait>>;
  stopWaiting(): Promise<Result<null>>;
  /** Checks these, eight at a time; resolves when all are done or it was stopped. A second one is refused meanwhile. */
  checkAll(realm: Realm, customers: number[], lang: Lang, onProgress: (progress: CheckAllProgress) => void): Promise<Result<CheckAllCounts>>;
  cancelCheckAll(realm: Realm): Promise<Result<null>>;
  /** Puts a removed customer back, with its history. */
  restoreCustomer(realm: Realm, customer: number, lang: Lang): Promise<Result<null>>;
  /** Says of a list what could be added; adds nothing. */
  readImport(realm: Realm, app: number, text: string, lang: Lang): Promise<Result<ImportReading>>;
  /** Looks its tenants up and keeps them for `addImport`; adds nothing. */
  findImport(realm: Realm, app: number, text: string, lang: Lang, onProgress: (progress: ImportProgress) => void): Promise<Result<ImportFound>>;
  cancelImport(realm: Realm): Promise<Result<null>>;
  /** Adds what was found last, all of it or nothing. */
  addImport(realm: Realm, lang: Lang): Promise<Result<ImportAdded>>;
  /** Saves these customers, in this order, among the downloads. */
  exportBoard(realm: Realm, format: BoardFormat, customers: number[], lang: Lang): Promise<Result<SavedFile>>;
  /** Makes a file for support about these customers and shows it; nothing is written. */
  previewSupportFile(realm: Realm, customers: number[], keepNames: boolean, lang: Lang): Promise<Result<SupportPreview>>;
  /** Another part of the file that was shown under this number, counted from 0. */
  supportFilePart(number: number, part: number): Promise<Result<string>>;
  /** Saves the file that was shown under this number. */
  saveSupportFile(number: number, lang: Lang): Promise<Result<SavedFile>>;
  /** Opens a file that somebody sent, in memory only; it stays open until another one is. */
  openSupportFile(text: string, lang: Lang): Promise<Result<SupportFileView>>;
  /** The file that is open; null where none is. */
  supportFile(lang: Lang): Promise<Result<SupportFileView | null>>;
  /** A customer of that file, by its place in it. */
  supportCustomer(place: number, lang: Lang): Promise<Result<CustomerDetail>>;
  /** One check of that customer. */
  supportPastCheck(place: number, check: number, lang: Lang): Promise<Result<PastCheck>>;
  /** Starts the embedded practice cloud, if it does not run yet. */
  startPractice(): Promise<Result<null>>;
  /** Puts the practice shelf back as it was. */
  resetPractice(): Promise<Result<null>>;
}
