// What the page, and a page around it, ask of the open session. An answer is why something could
// not be done, or "".

// files: keep/files.mjs; serveLessons: fetch/lessons.mjs.
export function sessionOf({ call, fail }, { files, poke, serveLessons }) {
  const asJson = name => JSON.parse(call(name));
  // What asks for a lesson that has to be fetched is a promise of the same, when it is there.
  const then = error => {
    poke();
    return serveLessons()?.then(() => error) ?? error;
  };
  return {
    state: () => asJson("state"),
    widgets: () => asJson("widgets"),
    command: line => then(call("command", line)),
    openText(name, content) {
      files.openBytes(name, new TextEncoder().encode(content));
      return then("");
    },
    openSaved: (name, json) => then(call("open_saved", name, json)),
    saved: () => call("saved"),
    shared: () => call("shared"),
    answers: { // of a frame, which keeps nothing else
      answers: () => call("progress"),
      load: text => call("load_progress", text),
    },
    fail(what, why) {
      fail(what, why);
      poke();
    },
  };
}
