// <lazy-mmu-lab lesson="nested-sections" arch="x86" kernel="v7.0" step="2" theme="dark">: the
// program in your page. Load one of these from where the program is served; embed.js is the same
// as a classic script, which every server may give to every page:
//   <script type="module" src="/lab/embed.mjs"></script>
//   <script src="https://lab.example/embed.js"></script>
// docs/EMBED.md describes the element and the messages below it.
const PROTOCOL = 1;
const SCRIPT = new URL("./", import.meta.url);
const OPTIONS = ["lesson", "arch", "kernel", "seed", "theme", "step"]; // of the frame's address
const PLACES = ["base", "course", "src", "sandbox"]; // where it comes from: another frame
const KEYS = { PageUp: 33, PageDown: 34, ArrowLeft: 37, ArrowRight: 39 };

// The box has the shape, and not the element: its least height must not make it wider.
const STYLE = `
:host { display: block; }
:host([hidden]) { display: none; }
#box { position: relative; width: 100%; height: 100%; aspect-ratio: 16 / 10; min-height: 420px; }
@media (max-width: 600px) { #box { min-height: min(640px, 88vh); } }
iframe, #note { position: absolute; inset: 0; width: 100%; height: 100%; border: 0;
  border-radius: 8px; }
#note { box-sizing: border-box; padding: 1em; display: grid; place-content: center; gap: 1em;
  justify-items: center; text-align: center; background: Canvas; color: CanvasText;
  border: 1px solid GrayText; overflow: auto; }
#note[hidden] { display: none; }
`;

const make = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

// A promise that may be refused with nobody listening.
function promised() {
  const p = {};
  p.promise = new Promise((resolve, reject) => Object.assign(p, { resolve, reject }));
  p.promise.catch(() => {});
  return p;
}

class LazyMmuLab extends HTMLElement {
  #frame = null;
  #note = null;
  #next = 1;
  #asked = new Map(); // id -> promised()
  #met = false;
  #running = false;
  #wanted = false; // run() was called: the frame is asked once it is there
  #ready = promised();
  #over = false; // it was refused: the next start has another one
  #hears = event => this.#hear(event);
  #refuses = event => this.#refused(event);

  static observedAttributes = [...OPTIONS, ...PLACES];

  connectedCallback() {
    if (this.#frame) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const frame = this.#frame = make("iframe", {
      loading: this.hasAttribute("eager") || this.#wanted ? "eager" : "lazy",
      allow: "clipboard-write",
      title: this.getAttribute("label") || "Lazy MMU Lab",
    });
    if (this.hasAttribute("sandbox"))
      frame.setAttribute("sandbox", this.getAttribute("sandbox") || "allow-scripts");
    this.#note = make("div", { id: "note", hidden: true });
    this.#note.setAttribute("role", "status");
    addEventListener("message", this.#hears);
    document.addEventListener("securitypolicyviolation", this.#refuses);
    // a frame that has loaded has said hello, if its script runs
    frame.addEventListener("load", () => {
      if (!this.#met && frame === this.#frame && this.#note.hidden)
        this.#say("Lazy MMU Lab does not start in this frame: its server is not there, or it, or " +
          "this page's policy, does not allow it.");
    });
    this.#open();
    root.replaceChildren(make("div", { id: "box" }, frame, this.#note));
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hears);
    document.removeEventListener("securitypolicyviolation", this.#refuses);
    this.#frame?.remove();
    this.#frame = null;
    this.#lose("the element was removed");
  }

  attributeChangedCallback(name, before, value) {
    if (!this.#frame || before === value) return;
    if (PLACES.includes(name)) {
      this.disconnectedCallback();
      this.connectedCallback();
    } else if (!this.#running) {
      this.#open();
    } else if (value !== null) {
      const request = { lesson: () => this.load({ lesson: value }),
        step: () => this.seek({ lessonStep: Number(value) }) }[name] ??
        (() => this.set({ [name]: value }));
      request().catch(error => this.#tell("error", { message: error.message }));
    }
  }

  // When the program runs.
  get ready() { return this.#ready.promise; }

  // The frame may not have loaded yet, or, below the fold, not even begun to.
  run() {
    this.#wanted = true;
    if (this.#frame) this.#frame.loading = "eager";
    if (this.#met) this.#post({ type: "run" });
    return this.#ready.promise;
  }
  load(what) { return this.#ask("load", what); }
  step(how = {}) { return this.#ask("step", how); }
  seek(where) { return this.#ask("seek", where); }
  set(what) { return this.#ask("set", what); }
  answer(value) { return this.#ask("answer", { value }); }
  query() { return this.#ask("query", {}); }

  // The folder of the program.
  #home() {
    const base = this.getAttribute("base");
    return base ? new URL(base.replace(/\/?$/, "/"), document.baseURI) : SCRIPT;
  }

  #address() {
    const url = new URL("index.html", this.#home());
    for (const name of OPTIONS)
      if (this.hasAttribute(name)) url.searchParams.set(name, this.getAttribute(name));
    if (this.hasAttribute("course"))
      url.searchParams.set("course", new URL(this.getAttribute("course"), document.baseURI).href);
    return url;
  }

  #open() {
    const url = this.#address();
    url.searchParams.set("mode", "embed");
    url.searchParams.set("origin", location.origin);
    if (this.hasAttribute("run")) url.searchParams.set("run", "");
    this.#begin();
    this.#frame.src = url.href;
  }

  #origin() {
    return this.#frame.hasAttribute("sandbox") &&
      !this.#frame.sandbox.contains("allow-same-origin") ? "null" : this.#home().origin;
  }

  #post(message) {
    const origin = this.#origin();
    this.#frame.contentWindow?.postMessage({ lazymmu: PROTOCOL, ...message },
      origin === "null" ? "*" : origin);
  }

  async #ask(type, fields) {
    await this.#ready.promise;
    return this.#send(type, fields);
  }

  #send(type, fields) {
    const id = this.#next++, answer = promised();
    this.#asked.set(id, answer);
    this.#post({ ...fields, type, id });
    return answer.promise;
  }

  #begin() {
    if (this.#over) this.#ready = promised();
    this.#over = this.#met = this.#running = false;
  }

  // Nobody will answer any more.
  #lose(why) {
    const error = new Error(why);
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
    this.#ready.reject(error);
    this.#over = true;
    this.#met = this.#running = false;
  }

  #hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin() ||
      data?.lazymmu !== PROTOCOL) return;
    if (data.type === "hello") {
      if (this.#running) this.#lose("the frame was loaded anew");
      this.#begin();
      this.#post({ type: "ping", id: 0 });
    } else if (data.type === "pong") {
      this.#meet(data.running);
    } else if (data.type === "reply" || data.type === "error") {
      const waiting = this.#asked.get(data.id);
      this.#asked.delete(data.id);
      if (data.type === "reply") waiting?.resolve(data.state);
      else waiting?.reject(new Error(data.message));
    } else if (data.type === "event") {
      this.#happened(data);
    }
  }

  #meet(running) {
    if (this.#met) return;
    this.#met = true;
    this.#note.hidden = true;
    if (running) this.#run();
    if (this.hasAttribute("src")) this.#loadFile();
    if (this.#wanted) this.#post({ type: "run" });
  }

  #run() {
    this.#running = true;
    this.#ready.resolve(this);
  }

  #happened({ lazymmu, type, event, ...detail }) {
    if (event === "key") return this.#press(detail);
    if (event === "ready") this.#run();
    if (event === "failed") {
      this.#note.hidden = true; // the frame says it
      this.#lose(detail.message);
    }
    this.#tell(event, detail);
  }

  // A file of the page around: the program need not be allowed to read it.
  async #loadFile() {
    const url = new URL(this.getAttribute("src"), document.baseURI), frame = this.#frame;
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      const name = url.pathname.replace(/.*\//, "").replace(/[^\w.-]/g, "_").slice(-80);
      const script = await response.text();
      if (frame !== this.#frame) return;
      const loaded = this.#send("load", { script, name: name || "script.lazy" });
      if (this.hasAttribute("step"))
        this.#send("seek", { lessonStep: Number(this.getAttribute("step")) });
      await loaded;
    } catch (error) {
      if (frame !== this.#frame) return;
      const message = `${url.href}: ${error.message}`;
      this.#say(message);
      this.#lose(message);
      this.#tell("error", { message });
    }
  }

  // A key that means nothing to the program, where it was pressed: as if it had been pressed here.
  // Who turns pages with it prevents what a browser does with it by itself: it scrolls.
  #press({ key, code, shiftKey }) {
    if (!Object.hasOwn(KEYS, key)) return;
    const keys = { key, code, shiftKey, keyCode: KEYS[key], which: KEYS[key], bubbles: true,
      cancelable: true, composed: true };
    const free = this.dispatchEvent(new KeyboardEvent("keydown", keys));
    this.dispatchEvent(new KeyboardEvent("keyup", keys));
    const pages = { PageUp: -1, PageDown: 1 }[key];
    if (!free) this.#frame?.blur(); // the next one goes to the page itself
    else if (pages) scrollBy({ top: pages * innerHeight * 0.85, behavior: "smooth" });
  }

  #refused({ effectiveDirective, blockedURI }) {
    const { origin } = this.#home();
    if (!/^(frame|child)-src$/.test(effectiveDirective) || !blockedURI.startsWith(origin)) return;
    const message = "This page's policy (Content-Security-Policy) does not let Lazy MMU Lab be " +
      `shown here: frame-src needs ${origin}.`;
    this.#say(message);
    this.#lose(message);
    this.#tell("failed", { message });
  }

  // In place of the frame.
  #say(text) {
    const link = make("a", { href: this.#address().href, target: "_blank", rel: "noopener",
      textContent: "Open it in a tab of its own" });
    this.#note.replaceChildren(make("span", { textContent: text }), link);
    this.#note.hidden = false;
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true })); }
}

if (!customElements.get("lazy-mmu-lab")) customElements.define("lazy-mmu-lab", LazyMmuLab);
export { LazyMmuLab };
