// Keeps what is open in the browser's own storage, when the page is hidden or left, and opens it
// again at the next visit. Where storage is denied, it says so: losing work in silence is worse.
//
// All tabs share the storage, so none writes over what it has not understood or what another one
// has left there: answers are joined; a session of somebody else, and a text that cannot be read,
// are put aside first. A page that was opened by a link, or on a lesson, keeps its session beside
// the one that opens by itself.
const KEY = "lazymmu.session", LINKED = "lazymmu.session.linked", OTHER = "lazymmu.session.other";
const SETTINGS = "lazymmu.settings", ANSWERS = "lazymmu.answers";
const MOST_BAD = 9; // texts of one kind that could not be read

export const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch { return false; }
  },
};

export const hasSession = () => !!store.get(KEY);

const shared = text => {
  const { aside, ...rest } = JSON.parse(text);
  return JSON.stringify(rest);
};

// A page that is reloaded has the address of what was open, which says nothing of what was put
// aside: if one of the kept sessions is the very same, it is the one to open.
export function keptLike(session) {
  for (const key of [KEY, LINKED]) {
    const kept = store.get(key);
    try {
      if (kept && shared(kept) === shared(session)) return { key, session: kept };
    } catch { /* one of them is no session */ }
  }
  return null;
}

// saved(), settings(), answers(): texts of the program; open, load, loadAnswers(text): why it
// cannot be read, or "". wanted: the address asks for something else; key: where that was kept
// before. failed(): storage is denied or full; bad(why, key): something could not be read, and is
// kept there. Nothing is read or kept before begin().
export function autosave({
  saved, settings, answers, open, load, loadAnswers, wanted, key, failed, bad,
}) {
  const own = key ?? (wanted ? LINKED : KEY);
  // a text that is not understood is kept under another name; false: there is no room for it
  const putAside = (name, text, why) => {
    let n = 1;
    const at = () => `${name}.bad${n > 1 ? n : ""}`;
    while (n < MOST_BAD && ![null, text].includes(store.get(at()))) n++;
    if (![null, text].includes(store.get(at())) || !store.set(at(), text)) return false;
    bad(why, at());
    return true;
  };
  // A promise is of something that is still to be fetched: as a text it is understood.
  const take = (name, read) => {
    const text = store.get(name), why = text ? read(text) : "";
    return !why || typeof why !== "string" || putAside(name, text, why);
  };
  const known = new Map(); // what this page has read or written
  let writable = new Set(); // all but what could neither be understood nor be put aside
  const understood = name => {
    known.set(name, store.get(name));
    if (name === SETTINGS) return take(name, load);
    if (name === ANSWERS) return take(name, loadAnswers);
    return wanted || take(name, open);
  };
  let last = "", denied = false;

  const write = (name, text) => {
    if (!writable.has(name)) return true;
    const there = store.get(name);
    if (name === ANSWERS && there && there !== known.get(name)) { // another tab's
      if (!take(name, loadAnswers)) return false;
      text = answers();
    }
    if (name === own && there && there !== known.get(name) && there !== text)
      store.set(OTHER, there);
    if (!store.set(name, text)) return false;
    known.set(name, text);
    return true;
  };
  const save = () => {
    const all = [[own, saved()], [SETTINGS, settings()], [ANSWERS, answers()]];
    const now = all.flat().join("\n");
    if (now === last) return;
    // each of them: where one is too large, the others may fit
    const done = all.map(([name, text]) => !text || write(name, text));
    if (done.every(yes => yes)) last = now;
    else if (!denied) { denied = true; failed(); }
  };
  const begin = () => {
    writable = new Set([SETTINGS, ANSWERS, own].filter(understood));
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    addEventListener("pagehide", save);
    if (writable.has(SETTINGS) && !write(SETTINGS, settings())) { denied = true; failed(); }
  };
  // what another tab, or a page that was opened otherwise, has left
  const other = () =>
    [KEY, OTHER, LINKED].filter(name => name !== own).map(store.get).find(text => text) ?? "";
  return { begin, save, other, denied: () => denied };
}
