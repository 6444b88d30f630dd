// Small pieces of DOM for the text view: elements, tables, code, and the lessons' Markdown subset.
// Everything goes in as text: nothing that a lesson or a script holds becomes markup.
import { imageUrl } from "../page/fetch/images.mjs";

// el("p.class#id", { attributes }, children...): strings become text; false and null are left out.
export function el(what, attributes = {}, ...children) {
  const [, tag, rest] = /^(\w+)(.*)$/.exec(what);
  const node = document.createElement(tag);
  for (const [, mark, name] of rest.matchAll(/([.#])([\w-]+)/g))
    if (mark === "#") node.id = name; else node.classList.add(name);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== false));
  return node;
}

// New content for a container. The focus stays with whoever had the same data-key.
export function refill(container, ...nodes) {
  const active = document.activeElement;
  const key = container.contains(active) ? active.dataset.key : null;
  container.replaceChildren(...nodes.flat(2).filter(Boolean));
  if (key) container.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function table({ id, caption, heads, rows, empty }) {
  if (!rows.length)
    return el("div.table", { "data-table": id }, el("h3", {}, caption), el("p.faint", {}, empty));
  return el("div.table", { "data-table": id }, el("table", {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map(head => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows.map(row => el("tr", {}, row.map((cell, i) =>
      i ? el("td", { class: /\(was /.test(cell) ? "changed" : false }, cell)
        : el("th", { scope: "row" }, cell)))))));
}

export function listing({ caption, rows }) {
  return el("figure", {},
    el("figcaption", {}, caption),
    el("ol.code", { start: rows[0]?.[0] ?? 1 }, rows.map(([, text, next]) =>
      el("li", next ? { "aria-current": "step" } : {},
        next && el("span.hidden", {}, "runs next: "), el("code", {}, text || " ")))));
}

// A part of the machine, under one of the text's headings.
const PLACES = { narration: "lesson", source: "code", stack: "code", timeline: "run" };
function reference(name, label) {
  const heading = `text-${PLACES[name] ?? "machine"}`;
  return el("a", { href: `#${heading}`, "data-ref": name, onclick: event => {
    event.preventDefault(); // the address is the session's
    const to = document.getElementById(heading);
    to.tabIndex = -1;
    to.focus();
  } }, label);
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|!?\[([^\]]*)\]\(([^)]*)\)|\\(.)/g;

// Of one line of text: code, emphasis, links.
export function inline(text) {
  const out = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    out.push(text.slice(from, found.index));
    from = found.index + found[0].length;
    const [, code, strong, emphasis, label, target, plain] = found;
    if (code) out.push(el("code", {}, code));
    else if (strong) out.push(el("strong", {}, ...inline(strong)));
    else if (emphasis) out.push(el("em", {}, ...inline(emphasis)));
    else if (plain) out.push(plain);
    else if (/^https?:/.test(target))
      out.push(el("a", { href: target, target: "_blank", rel: "noopener" }, label));
    else if (target.startsWith("ref:")) out.push(reference(target.slice(4), label));
    else out.push(label); // it points into the drawn view
  }
  out.push(text.slice(from));
  return out;
}

// Images by the paths that texts name them with; words stand for one that has no address.
let sources = new Map();
export function setImages(list = []) { sources = new Map(list.map(i => [i.path, i.src])); }
const IMAGE = /^\s*!\[([^\]]*)\]\(([^()]*)\)\s*$/;
function image([, alt, path]) {
  const address = sources.get(path), src = address ? imageUrl(address) : "";
  return el("p.image", {}, src ? el("img", { src, alt, loading: "lazy" }) : `[image: ${alt}]`);
}

const cells = line => line.trim().replace(/^\||\|$/g, "").split("|").map(cell => cell.trim());

// A block at a time: code, table, list, heading, quotation, paragraph.
export function markdown(text) {
  const lines = text.split("\n"), out = [];
  const starts = /^\s*([-*]|\d+\.)\s|^#|^```|^>|^\s*!\[[^\]]*\]\([^()]*\)\s*$/;
  for (let i = 0; i < lines.length;) {
    const line = lines[i].trim();
    if (!line || /^(---|\*\*\*)$/.test(line)) { i++; continue; }
    const found = IMAGE.exec(line);
    if (found) {
      out.push(image(found));
      i++;
    } else if (line.startsWith("```")) {
      const end = lines.findIndex((other, n) => n > i && other.trim().startsWith("```"));
      const last = end < 0 ? lines.length : end;
      out.push(el("pre", {}, el("code", {}, lines.slice(i + 1, last).join("\n"))));
      i = last + 1;
    } else if (line.includes("|") && /^[\s|:-]*-[\s|:-]*$/.test(lines[i + 1] ?? "")) {
      const head = cells(line), body = [];
      for (i += 2; lines[i]?.includes("|"); i++) body.push(cells(lines[i]));
      out.push(el("table", {},
        el("thead", {}, el("tr", {}, head.map(cell => el("th", { scope: "col" }, inline(cell))))),
        el("tbody", {}, body.map(row =>
          el("tr", {}, row.map(cell => el("td", {}, inline(cell))))))));
    } else if (/^\s*([-*]|\d+\.)\s/.test(lines[i])) {
      const ordered = /^\s*\d/.test(lines[i]), items = [];
      for (; i < lines.length && lines[i].trim() && !IMAGE.test(lines[i]); i++) {
        const item = /^\s*(?:[-*]|\d+\.)\s+(.*)$/.exec(lines[i]);
        if (item) items.push(item[1]);
        else items[items.length - 1] += ` ${lines[i].trim()}`;
      }
      out.push(el(ordered ? "ol" : "ul", {}, items.map(item => el("li", {}, inline(item)))));
    } else if (line.startsWith("#")) {
      out.push(el("h4", {}, inline(line.replace(/^#+\s*/, ""))));
      i++;
    } else {
      const quoted = line.startsWith(">"), words = [line];
      for (i++; lines[i]?.trim() && !starts.test(lines[i]); i++) words.push(lines[i].trim());
      const all = words.join(" ").replace(/^>\s*/, "");
      out.push(quoted ? el("blockquote", {}, inline(all)) : el("p", {}, inline(all)));
    }
  }
  return out;
}
