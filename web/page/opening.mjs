// What is open from the start: what the address asks for, or the first lesson.
import { hasSession } from "./keep/autosave.mjs";

const WISHES = ["lesson", "arch", "kernel", "seed", "course"];
const matches = query => (matchMedia(query).matches ? 1 : 0);

function openCourse({ call }, { name, files, first }) {
  for (const { name: file, text } of files) call("course_file", file, text);
  if (!call("open_course", name) && first) call("command", `open ${first}`);
}

// Starts the program. options and wish: see platform.mjs. Resolves to what the autosave has to
// know: whether the address asked for anything, and where that was kept before.
export async function openFirst({ program, options, wish, embedded, framed }) {
  const { lab, later, withStrings, call, fail } = program;
  const { lesson, session, key, course, wrong } = await wish ?? {};
  if (lesson) call("supply", lesson.id, lesson.text);
  const wanted = WISHES.some(name => options[name]) || location.hash.length > 1;
  if (session || course || (!framed && !wanted && hasSession())) await later.wanted();

  const { arch = "", kernel = "", theme = "" } = options;
  const own = (!course && options.lesson) || "";
  const badSeed = options.seed ? call("command", `seed ${options.seed}`) : "";
  withStrings([own, arch, kernel, theme], (...texts) =>
    lab._web_start(...texts, matches("(prefers-color-scheme: dark)"),
      embedded ? 1 : 0, matches("(pointer: coarse)")));
  if (session) call("open_saved", "The link", session);
  if (course) openCourse(program, course);
  if (badSeed) fail("The seed", badSeed);
  if (wrong) fail(...wrong);
  return { wanted, key };
}
