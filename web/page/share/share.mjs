// Links to what is open, and the address, which holds it: a jump makes a new entry of the history,
// so that Back undoes it; steps only change the entry that there is.
import { decodeLink, encodeLink, isLink } from "./link.mjs";
import { toast } from "../toast.mjs";

const SETTLED_MS = 250;

const fragment = shared => encodeLink(shared());

// shared(): what links hold; copy(text): to the clipboard.
export function shareLinks({ shared, copy }) {
  const link = async () => new URL(await fragment(shared), location.href.replace(/#.*/, "")).href;
  async function copyLink() {
    const address = link(); // awaited by the clipboard
    if (await copy(address)) toast("The link is copied: it opens what you see now.");
    return address;
  }
  return { decode: decodeLink, link, copyLink };
}

// Returns what is to be called after each frame.
export function shareHistory(lab) {
  let jumps = null, here = "", timer = 0, seen = "", restoring = false;

  const put = (how, link, address) => {
    here = link;
    try { history[how]({ link }, "", address); } catch { /* too often, or not allowed */ }
  };

  // Frames come for other reasons too: what counts is that nothing has changed for a while.
  function look() {
    timer = 0;
    const now = lab.shared();
    if (now === seen) settled();
    else {
      seen = now;
      timer = setTimeout(look, SETTLED_MS);
    }
  }

  async function settled() {
    const now = lab.state();
    if (now.playing || restoring) return;
    const jumped = now.jumps !== jumps;
    jumps = now.jumps;
    const link = await fragment(lab.shared);
    if (link === here) return;
    if (jumped) put("pushState", link, link);
    else put("replaceState", link, isLink(location.hash) ? link : location.href);
  }

  async function restore(link) {
    restoring = true;
    try {
      const error = await lab.openSaved("The link", await decodeLink(link));
      if (!error) here = link;
    } catch (error) { lab.fail("The link", error.message); }
    restoring = false;
    jumps = lab.state().jumps;
  }

  addEventListener("popstate", event => {
    const link = event.state?.link ?? (isLink(location.hash) ? location.hash : "");
    if (link && link !== here) restore(link);
  });
  function begin() {
    jumps = lab.state().jumps;
    fragment(lab.shared).then(link => put("replaceState", link, location.href));
  }
  return () => {
    if (jumps === null) begin(); // after the first frame: it waits for nothing
    timer ||= setTimeout(look, SETTLED_MS);
  };
}
