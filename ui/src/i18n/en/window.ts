/** English words for the window itself. */
export const nav = {
  label: "Main",
  customers: "Customers",
  app: "Partner app",
  diagnose: "Diagnose",
  practice: "Practice",
  language: "Language",
  theme: "Theme",
  themes: { system: "System theme", light: "Light theme", dark: "Dark theme" },
  steps: "Steps",
  stepDone: "done",
  stepBlocked: "blocked",
} as const;

export const clouds = {
  commercial: "Commercial cloud",
  gcc: "US Government GCC",
  "gcc-high": "US Government GCC High",
  dod: "US Government DoD",
  practice: "Practice cloud",
} as const;

export const common = {
  back: "Back",
  backTo: "Back to {name}",
  next: "Next",
  cancel: "Cancel",
  tryAgain: "Try again",
  reload: "Reload",
  stopWaiting: "Stop waiting",
  close: "Close",
  rawText: "Raw answer",
  use: "Use {suggestion}",
  optional: "optional",
  justNow: "just now",
  opening: "Opening your registry…",
  searchEmpty: "Nothing matches “{words}”.",
} as const;

export const states = {
  connected: "Connected",
  needs_attention: "Needs attention",
  unknown: "Unknown",
  waiting: "Waiting for consent",
  none: "Not checked yet",
} as const;

export const actors = { partner: "you", customer: "the customer", wait: "nobody, just time", nobody: "nobody" } as const;

export const practice = {
  banner: "Practice.",
  bannerText: "Nothing here is real.",
  leave: "Leave practice",
  startOver: "Start over",
  startedOver: "The practice shelf is as it was.",
  starting: "Starting the practice cloud on this computer…",
  title: "Practice customers",
  lede: "Each is an exercise. Open one, check it, read the verdict, and name the cause before you look at the answer.",
  exercise: "Exercise {number} · {theme}",
  question: "What is the cause?",
  answer: "Show the answer",
  allWell: "All is well",
  left: "Back among your real customers.",
} as const;

export const invalid = {
  empty: {
    name: "Enter a name.",
    "app-cloud": "Choose a cloud.",
    "app-id": "Enter the application ID.",
    "home-tenant": "Enter the tenant ID.",
    "redirect-uri": "Enter at least one redirect address.",
    permissions: "Choose at least one permission.",
    secret: "Paste the secret's value.",
    "secret-expires": "Enter the last day of the secret.",
    publisher: "Enter your organisation's name.",
    contact: "Enter whom a customer may ask.",
    "customer-name": "Enter a name.",
    "customer-tenant": "Enter a tenant ID or a domain.",
    "returned-address": "Paste the address first.",
    "pasted-link": "Paste the link first.",
    "api-host": "Choose a host.",
    "api-parameter": "Enter what the call asks for.",
    "token-path": "Enter a path.",
    "import-list": "Paste the rows first, or choose a file.",
  },
  "not-a-guid": "This is not a GUID. One looks like 6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764.",
  "nil-guid": "This ID is all zeros. Copy the real one from the portal.",
  "consumer-tenant": "This is Microsoft's tenant for personal accounts. No organisation lives there.",
  "not-a-tenant": "This is neither a tenant ID nor a domain.",
  "taken-apart": "There is more here than the ID or domain.",
  "too-long": "This is too long to be right.",
  "control-characters": "There are line breaks or invisible characters in the middle.",
  "has-customers": "This app has customers, and another application ID is another app. Set it up as a new one.",
  "secret-id": "This is the secret's ID, not its value. The portal shows both; copy the column Value.",
  duplicate: {
    app: "This app is set up already.",
    other: "This is here already.",
  },
  "not-a-redirect-uri": "A redirect address starts with https://, or with http://localhost.",
  "not-a-permission": "WindowsDefenderATP has no permission of this name.",
  "not-a-cloud": "Consentry does not know this cloud.",
  "not-a-host": "This is not a host of this cloud.",
  "not-a-parameter": "This cannot be what the call asks for.",
  "not-a-path": "Enter a whole path with a file name, or one that begins with ~.",
  "not-a-date": "Enter a day as year, month and day: 2027-05-22.",
  "not-text": "This is not a text file. In Excel, save it as “CSV UTF-8”.",
  "no-columns": "There are no two columns with a name and a tenant ID or domain.",
} as const;

export const errors = {
  registry: {
    conflict: ["Somebody changed this meanwhile", "Another Consentry, or the terminal, saved it first. Reload to see the change; your entries stay here."],
    "not-found": ["This is no longer here", "It was removed meanwhile."],
    "disk-full": ["The disk is full", "Nothing was saved. Make room and try again; your entries stay here."],
    "read-only": ["The registry cannot be written", "Nothing was saved. Check the rights on Consentry's folder; your entries stay here."],
    newer: ["The registry was made by a newer Consentry", "It was left untouched. Update this program to open it."],
    moved: ["The registry was moved while it was open", "Nothing was saved. Put the file back, or start Consentry again to begin with what lies there now."],
    broken: ["The registry cannot be read", "Nothing was changed."],
  },
  file: {
    exists: ["A file of that name is there already", "Nothing is overwritten. Choose another name."],
    "no-folder": ["There is no such folder", "Nothing was saved. Choose a folder that exists."],
    "bad-name": ["The file cannot have this name", "Nothing was saved. Choose another name."],
    "disk-full": ["The disk is full", "Nothing was saved. Make room and try again."],
    "read-only": ["The folder cannot be written to", "Nothing was saved. Choose another folder."],
    other: ["The file could not be saved", "Here is what the system said."],
  },
  browser: ["The browser did not open", "Copy the link instead."],
  mail: ["The mail program did not open", "Copy the message, or save it for your mail program."],
  clipboard: ["The clipboard could not be written", "Select the link and copy it yourself."],
  loopback: {
    "not-loopback": ["The answer cannot be caught here", "The app's redirect address leads elsewhere. Only http://localhost and http://127.0.0.1 lead to this computer."],
    "port-taken": ["Another program has this port", "Close it, or register http://localhost as the app's redirect address: then any free port will do."],
    "port-forbidden": ["This port may not be opened", "Ports below 1024 belong to the system. Register http://localhost as the app's redirect address: then any free port will do."],
    broken: ["This computer cannot wait for the answer", "Copy the link instead, and paste the address they end on."],
  },
  outdated: ["What you read is no longer the latest", "Nothing was copied, sent or saved. Read it once more, then try again."],
  busy: ["A check is running already", "Wait for it, or cancel it."],
  unexpected: ["Something unexpected happened", "Consentry does not guess why. Here is what was said."],
} as const;
