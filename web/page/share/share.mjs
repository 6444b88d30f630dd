// The address holds what is open: a jump makes a new entry of the history, so that Back undoes it;
// steps only change the entry that there is.
import { decodeLink, encodeLink, isLink } from "./link.mjs";
import { toast } from "../toast.mjs";

const SETTLED_MS = 250;

// Returns what is to be called after each frame.
export function shareHistory(lab) {
  let jumps = null, here = "", timer = 0, seen = "", restoring = false;

  const entry = async () => encodeLink(lab.shared());
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
    const link = await entry();
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
  lab.decode = decodeLink;
  lab.link = async () => new URL(await entry(), location.href.replace(/#.*/, "")).href;
  lab.copyLink = async () => {
    const link = lab.link(); // awaited by the clipboard
    if (await lab.copy(link)) toast("The link is copied: it opens what you see now.");
    return link;
  };
  function begin() {
    jumps = lab.state().jumps;
    entry().then(link => put("replaceState", link, location.href));
  }
  return () => {
    if (jumps === null) begin(); // after the first frame: it waits for nothing
    timer ||= setTimeout(look, SETTLED_MS);
  };
}
