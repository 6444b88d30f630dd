// Keeps what is open in the browser's own storage, when the page is hidden or left, and opens it
// again at the next visit. Where storage is denied, it says so: losing work in silence is worse.
const KEY = "lazymmu.session", SETTINGS = "lazymmu.settings", ANSWERS = "lazymmu.answers";

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

// saved(), settings(), answers(): texts of the program; open(text): why it cannot be opened, or "".
// wanted: the address asks for something else. failed(): storage is denied or full.
export function attachAutosave({
  saved, settings, answers, open, load, loadAnswers, wanted, failed,
}) {
  const kept = store.get(SETTINGS), session = wanted ? null : store.get(KEY);
  const answered = store.get(ANSWERS);
  if (kept) load(kept);
  if (answered) loadAnswers(answered);
  if (session) open(session);
  let last = "", denied = false;
  const save = () => {
    const all = [[KEY, saved()], [SETTINGS, settings()], [ANSWERS, answers()]];
    const now = all.flat().join("\n");
    if (now === last) return;
    if (all.every(([key, text]) => store.set(key, text))) last = now;
    else if (!denied) { denied = true; failed(); }
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("pagehide", save);
  if (!store.set(SETTINGS, settings())) { denied = true; failed(); }
  return { save, denied: () => denied };
}
