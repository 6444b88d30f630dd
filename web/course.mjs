// A course that somebody else wrote: ?course=URL, a folder with a course.json. It comes from the
// page's own origin, since no request of the page leaves that; and it is bounded, like everything
// that comes from a network.
const MAX_FILES = 64, MAX_BYTES = 4 * 1024 * 1024;
const NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*\.json$/;

// Returns [{ name, text }], course.json first.
export async function fetchCourse(address) {
  let left = MAX_BYTES;
  async function text(url, name) {
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
    let all = "";
    const decoder = new TextDecoder();
    for (const reader = response.body.getReader(); ;) {
      const { value, done } = await reader.read();
      if (done) return all + decoder.decode();
      left -= value.length;
      if (left < 0) throw new Error(`it has more than ${MAX_BYTES >> 20} MiB`);
      all += decoder.decode(value, { stream: true });
    }
  }
  const list = /\.json$/.test(address) ? address : `${address.replace(/\/$/, "")}/course.json`;
  const url = new URL(list, document.baseURI);
  if (url.origin !== new URL(document.baseURI).origin)
    throw new Error(`it must come from this page's own origin, not from ${url.origin}`);
  const order = await text(url, "course.json");
  let names;
  try {
    const flat = entries => entries.flatMap(e => (typeof e === "string" ? [e] : flat(e.lessons)));
    names = flat(JSON.parse(order).lessons);
  } catch { names = []; } // the program says what is wrong, and where
  if (names.length >= MAX_FILES) throw new Error(`it has more than ${MAX_FILES - 1} lessons`);
  const wrong = names.find(name => !NAME.test(name));
  if (wrong !== undefined) throw new Error(`"${wrong}" is not the name of a .json file below it`);
  const files = [{ name: "course.json", text: order }];
  for (const name of names) files.push({ name, text: await text(new URL(name, url), name) });
  return files;
}
