// The answers of a frame: in the browser's own storage, where there is one, so that they are there
// when the page around is loaded anew. Several frames of a page share it.
import { store } from "./autosave.mjs";

const KEY = "lazymmu.answers";
const ORDER = ["open", "revealed", "solved"];

// The key of a record is all that is not its outcome.
const keyOf = ({ standing, tries, hints, ...key }) => JSON.stringify(Object.entries(key).sort());
const better = (a, b) => ({ ...a, tries: Math.max(a.tries, b.tries),
  hints: Math.max(a.hints, b.hints),
  standing: ORDER[Math.max(ORDER.indexOf(a.standing), ORDER.indexOf(b.standing))] });

function merged(one, other) {
  const all = new Map();
  for (const record of [...one.quizzes, ...other.quizzes]) {
    const key = keyOf(record);
    all.set(key, all.has(key) ? better(all.get(key), record) : record);
  }
  return { ...one, quizzes: [...all.values()] };
}

// Another version's, or damaged: null. It is left as it is.
function kept(version) {
  const text = store.get(KEY);
  if (!text) return { format_version: version, quizzes: [] };
  try {
    const answers = JSON.parse(text);
    return answers.format_version === version && Array.isArray(answers.quizzes) ? answers : null;
  } catch { return null; }
}

// answers(): the program's text of them; load(text): gives it another one.
export function keepAnswers({ answers, load }) {
  const { format_version: version } = JSON.parse(answers());
  const before = kept(version);
  if (before?.quizzes.length) load(JSON.stringify(before));
  return () => {
    const others = kept(version);
    if (others) store.set(KEY, JSON.stringify(merged(others, JSON.parse(answers()))));
  };
}
