// Starts the browser that the page's tests run in: the one place that knows which it is, what it is
// started with, and what its driver cannot do.
//   LAZYMMU_ENGINE    chromium (default) or firefox
//   LAZYMMU_BROWSER   its program, if it is not where Debian puts it
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium, firefox } from "playwright-core";
import { screen } from "./display.mjs";

export const engine = process.env.LAZYMMU_ENGINE || "chromium";

// Firefox tells of its downloads by the files alone.
export const downloads = mkdtempSync(path.join(os.tmpdir(), "lazymmu-downloads-"));
process.on("exit", () => rmSync(downloads, { recursive: true, force: true }));

const program = (...paths) => process.env.LAZYMMU_BROWSER || paths.find(existsSync);

// "media" is Playwright's colorScheme, forcedColors and reducedMotion. Chromium's pages are told
// of them one by one, Firefox when it starts.
const starters = {
  chromium(args) {
    const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    return chromium.launch({
      executablePath: program("/usr/bin/chromium", "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome"),
      args: ["--no-first-run", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", "--use-gl=angle", "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader", ...root, ...args],
    });
  },
  // Debian's own, by WebDriver BiDi. It has no WebGL without a screen.
  async firefox(args, media) {
    return firefox.launch({
      channel: "moz-firefox",
      executablePath: program("/usr/bin/firefox-esr", "/usr/bin/firefox"),
      headless: false,
      timeout: 60_000,
      args,
      env: await screen(),
      downloadsPath: downloads,
      firefoxUserPrefs: {
        "dom.events.testing.asyncClipboard": true, // reading it asks nobody
        "layout.css.prefers-color-scheme.content-override": media.colorScheme === "dark" ? 0 : 1,
        "ui.prefersReducedMotion": media.reducedMotion === "reduce" ? 1 : 0,
        "browser.display.document_color_use": media.forcedColors === "active" ? 2 : 0,
        "ui.useAccessibilityTheme": media.forcedColors === "active" ? 1 : 0,
      },
    });
  },
};
if (!starters[engine]) throw new Error(`LAZYMMU_ENGINE is ${Object.keys(starters).join(" or ")}`);

// A start that hangs is tried once more: Firefox's now and then never answers its driver.
export const launch = (args = [], media = {}) =>
  starters[engine](args, media).catch(() => starters[engine](args, media));

// Playwright's options of a context, without those that this engine is started with or cannot have.
export function splitContext({ colorScheme, forcedColors, reducedMotion, ...rest }) {
  const media = { colorScheme, forcedColors, reducedMotion };
  if (engine !== "firefox") return { media: {}, context: { ...media, ...rest } };
  const { permissions, hasTouch, isMobile, ...context } = rest;
  return { media, context };
}

const LACKS = {
  chromium: {},
  firefox: {
    touch: "Firefox's driver sends no touch and shows no phone",
    "input method": "Firefox's driver has no input method",
    keypad: "Firefox's driver has no numeric keypad",
    "change of scale": "Firefox's driver cannot change the scale of a page that is open",
    "no policy": "Firefox's driver cannot lift the page's policy",
    "sizes on the wire": "Firefox's driver does not tell what was transferred",
  },
};

// test(name, needs("touch"), ...): left out by name, and with the reason, where that cannot be had.
export function needs(...things) {
  const reason = things.map(thing => LACKS[engine][thing]).find(Boolean);
  return reason ? { skip: reason } : {};
}

// What the driver's own doings make a browser say, and not the page's.
const NOT_OURS = {
  chromium: [],
  firefox: [
    // the style that Playwright adds for a screenshot: this is its hash
    /sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT\+SmwNZWA=/,
    // told as an error where Chromium has a line in its console
    /^The target origin provided .* does not match the recipient window/,
    /^The Same Origin Policy disallows reading the remote resource/,
  ],
};
export const fromDriver = text => NOT_OURS[engine].some(pattern => pattern.test(text));

// Tests of one file share a browser: starting one takes seconds. It goes when nobody has used it
// for a moment, so that the process can end.
const shared = new Map(); // how it was started -> { browser, users, timer }

export async function borrow(args, media) {
  const key = JSON.stringify([args, media]);
  let entry = shared.get(key);
  if (entry && !(await entry.browser).isConnected()) entry = null; // it crashed: take another
  if (!entry) shared.set(key, entry = { users: 0, browser: launch(args, media) });
  clearTimeout(entry.timer);
  entry.users++;
  const giveBack = () => {
    if (--entry.users) return;
    entry.timer = setTimeout(async () => {
      shared.delete(key);
      await (await entry.browser).close();
    }, 300);
  };
  try {
    return { browser: await entry.browser, giveBack };
  } catch (error) {
    shared.delete(key);
    throw error;
  }
}
