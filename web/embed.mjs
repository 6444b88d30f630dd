// <lazy-mmu-lab lesson="nested-sections" arch="x86" kernel="v7.0" step="2" theme="dark">: the
// program in your page. Load this script from where the program is served:
//   <script type="module" src="/lab/embed.mjs"></script>
// docs/EMBED.md describes the element and the messages below it.
const PROTOCOL = 1;
const HOME = new URL("./", import.meta.url);
const ATTRIBUTES = ["lesson", "arch", "kernel", "seed", "theme", "step"];

const STYLE = `
:host { display: block; aspect-ratio: 16 / 10; min-height: 420px; }
:host([hidden]) { display: none; }
iframe { width: 100%; height: 100%; border: 0; border-radius: 8px; display: block; }
`;

class LazyMmuLab extends HTMLElement {
  #frame = null;
  #next = 1;
  #asked = new Map(); // id -> { resolve, reject }
  #met = false;
  #wanted = false; // run() was called: the frame is asked once it is there
  #listen = event => this.#hear(event);
  #ready;
  #isReady = new Promise(resolve => { this.#ready = resolve; });
  #pinging = 0;

  static observedAttributes = ATTRIBUTES;

  connectedCallback() {
    if (this.#frame) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#frame = document.createElement("iframe");
    this.#frame.loading = this.hasAttribute("eager") || this.#wanted ? "eager" : "lazy";
    this.#frame.allow = "clipboard-write";
    this.#frame.title = this.getAttribute("label") || "Lazy MMU Lab";
    if (this.hasAttribute("sandbox"))
      this.#frame.setAttribute("sandbox", this.getAttribute("sandbox") || "allow-scripts");
    this.#frame.src = this.#address();
    addEventListener("message", this.#listen);
    root.append(this.#frame);
    this.#pinging = setInterval(() => this.#ping(), 250);
  }

  disconnectedCallback() {
    removeEventListener("message", this.#listen);
    clearInterval(this.#pinging);
    this.#frame?.remove();
    this.#frame = null;
    this.#met = false;
    for (const { reject } of this.#asked.values()) reject(new Error("the element was removed"));
    this.#asked.clear();
    this.#isReady = new Promise(resolve => { this.#ready = resolve; });
  }

  attributeChangedCallback(name, before, value) {
    if (!this.#met || before === value || value === null) return;
    const request = { lesson: () => this.load({ lesson: value }),
      step: () => this.seek({ lessonStep: Number(value) }) }[name] ??
      (() => this.set({ [name]: value }));
    request().catch(error => this.#tell("error", { message: error.message }));
  }

  // When the program runs.
  get ready() { return this.#isReady; }

  // The frame may not have loaded yet, or, below the fold, not even begun to.
  run() {
    this.#wanted = true;
    if (this.#frame) this.#frame.loading = "eager";
    if (this.#met) this.#post({ type: "run" });
    return this.#isReady;
  }
  load(what) { return this.#ask("load", what); }
  step(how = {}) { return this.#ask("step", how); }
  seek(where) { return this.#ask("seek", where); }
  set(what) { return this.#ask("set", what); }
  answer(value) { return this.#ask("answer", { value }); }
  query() { return this.#ask("query", {}); }

  #address() {
    const url = new URL("index.html", HOME);
    url.searchParams.set("mode", "embed");
    url.searchParams.set("origin", location.origin);
    for (const name of ATTRIBUTES)
      if (this.hasAttribute(name)) url.searchParams.set(name, this.getAttribute(name));
    if (this.hasAttribute("run")) url.searchParams.set("run", "");
    return url.href;
  }

  #origin() {
    return this.#frame.hasAttribute("sandbox") &&
      !this.#frame.sandbox.contains("allow-same-origin") ? "null" : HOME.origin;
  }

  #post(message) {
    const origin = this.#origin();
    this.#frame?.contentWindow?.postMessage({ lazymmu: PROTOCOL, ...message },
      origin === "null" ? "*" : origin);
  }

  #ping() {
    // before it has loaded there is nobody of that origin, and the browser would complain
    if (!this.#met && this.#heard) this.#post({ type: "ping", id: 0 });
  }

  #heard = false;

  async #ask(type, fields) {
    await this.#isReady;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#post({ ...fields, type, id });
    });
  }

  #hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin() ||
      data?.lazymmu !== PROTOCOL) return;
    if (data.type === "hello") {
      this.#heard = true;
      this.#ping();
    } else if (data.type === "pong") {
      this.#met = true;
      clearInterval(this.#pinging);
      if (data.running) this.#ready(this);
      else if (this.#wanted) this.#post({ type: "run" });
    } else if (data.type === "reply" || data.type === "error") {
      const waiting = this.#asked.get(data.id);
      this.#asked.delete(data.id);
      if (data.type === "reply") waiting?.resolve(data.state);
      else waiting?.reject(new Error(data.message));
    } else if (data.type === "event") {
      if (data.event === "ready") this.#ready(this);
      const { lazymmu, type, event, ...detail } = data;
      this.#tell(event, detail);
    }
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true })); }
}

if (!customElements.get("lazy-mmu-lab")) customElements.define("lazy-mmu-lab", LazyMmuLab);
export { LazyMmuLab };
