// A course that somebody else wrote: ?course=URL, a folder with a course.json. It comes from the
// page's own origin, since no request of the page leaves that; and it is bounded, like everything
// that comes from a network.
const MAX_FILES = 64, MAX_BYTES = 4 * 1024 * 1024;
const NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*\.json$/;

// Reads files until there are too many bytes of them.
function reader() {
  let left = MAX_BYTES;
  return async (url, name) => {
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
    let all = "";
    const decoder = new TextDecoder();
    for (const parts = response.body.getReader(); ;) {
      const { value, done } = await parts.read();
      if (done) return all + decoder.decode();
      left -= value.length;
      if (left < 0) throw new Error(`it has more than ${MAX_BYTES >> 20} MiB`);
      all += decoder.decode(value, { stream: true });
    }
  };
}

// Where its course.json is.
function listAt(address) {
  const list = /\.json$/.test(address) ? address : `${address.replace(/\/$/, "")}/course.json`;
  const url = new URL(list, document.baseURI);
  if (url.origin !== new URL(document.baseURI).origin)
    throw new Error(`it must come from this page's own origin, not from ${url.origin}`);
  return url;
}

function namesIn(order) {
  let names;
  try {
    const flat = entries => entries.flatMap(e => (typeof e === "string" ? [e] : flat(e.lessons)));
    names = flat(JSON.parse(order).lessons);
  } catch { return []; } // the program says what is wrong, and where
  if (names.length >= MAX_FILES) throw new Error(`it has more than ${MAX_FILES - 1} lessons`);
  const wrong = names.find(name => !NAME.test(name));
  if (wrong !== undefined) throw new Error(`"${wrong}" is not the name of a .json file below it`);
  return names;
}

// Returns [{ name, text }], course.json first.
export async function fetchCourse(address) {
  const text = reader(), url = listAt(address), order = await text(url, "course.json");
  const files = [{ name: "course.json", text: order }];
  for (const name of namesIn(order))
    files.push({ name, text: await text(new URL(name, url), name) });
  return files;
}

// One of its lessons, as its file has it, without those that are not asked for: the one of this
// name, or else the first.
export async function courseLesson(address, id) {
  const text = reader(), url = listAt(address);
  const names = namesIn(await text(url, "course.json"));
  const name = names.find(each => each.replace(/.*\//, "") === `${id}.json`) ?? names[0];
  return JSON.parse(await text(new URL(name, url), name));
}
