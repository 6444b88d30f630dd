// Lessons' texts, each fetched once, when it is wanted. The single-file page has them inside.
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,80})$/i;
const MAX_BYTES = 4 * 1024 * 1024;

const inside = id => {
  const all = document.getElementById("lessons");
  return all ? JSON.parse(all.textContent)[id] ?? null : undefined;
};

async function fetchLesson(id) {
  const own = inside(id);
  if (own) return own;
  if (own === null || !NAME.test(id)) throw new Error("there is no such lesson");
  const response = await fetch(new URL(`lessons/${id}.json`, document.baseURI),
    { credentials: "same-origin" });
  if (!response.ok) throw new Error(response.status === 404 ? "there is no such lesson" :
    `${response.status} ${response.statusText}`);
  if (Number(response.headers.get("content-length")) > MAX_BYTES)
    throw new Error("it is too large");
  return response.text();
}

const texts = new Map();

// A lesson's text; what could not be had is asked for again the next time.
export function lessonText(id) {
  if (!texts.has(id)) {
    texts.set(id, fetchLesson(id));
    texts.get(id).catch(() => texts.delete(id));
  }
  return texts.get(id);
}

// Gives the program what it wants; a promise of that, or null if it wants nothing.
export function lessonServer({ wanted, supply, fail }) {
  let asked = "", work = null;
  return () => {
    const id = wanted();
    if (!id) return null;
    if (id === asked) return work;
    asked = id;
    work = lessonText(id).then(text => supply(id, text), error => fail(id, error.message))
      .finally(() => { if (asked === id) asked = ""; });
    return work;
  };
}
