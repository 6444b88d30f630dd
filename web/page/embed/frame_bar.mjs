// The bar of a frame: the title, the machine, a way back to the lesson, a way to the whole program.
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

function chooser(id, label) {
  const select = make("select", { id, hidden: true });
  select.setAttribute("aria-label", label);
  return select;
}

export function drawBar(options, full) {
  const title = make("span", { id: "title", textContent: "Lazy MMU Lab" });
  const back = make("button", { id: "back", type: "button", hidden: true,
    textContent: "Back to the lesson" });
  const arch = chooser("arch", "Architecture"), kernel = chooser("kernel", "Kernel");
  const open = make("a", { id: "full", target: "_blank", rel: "noopener", href: full,
    textContent: "Open full" });
  const root = document.documentElement;
  root.classList.add("embedded");
  if (["dark", "light"].includes(options.theme)) root.dataset.theme = options.theme;
  const bar = make("header", { id: "bar" });
  bar.append(title, back, arch, kernel, open);
  document.body.prepend(bar);

  let lab = null, lesson = ""; // that the reader can go back to
  const update = () => {
    const s = lab.state();
    if (s.screen === "lesson") lesson = s.lesson;
    title.textContent = s.title || title.textContent;
    back.hidden = !lesson || s.screen === "lesson";
    arch.value = s.arch;
    kernel.value = s.kernel;
    arch.hidden = kernel.hidden = !["lesson", "playground"].includes(s.screen);
    if (["dark", "light"].includes(s.theme)) root.dataset.theme = s.theme;
  };
  return {
    open,
    title,
    update,
    // What the page around has opened is not the reader's own way.
    forget() { lesson = ""; },
    follow(running) {
      lab = running;
      const { archs, kernels } = lab.textView.content();
      for (const [select, all] of [[arch, archs], [kernel, kernels]]) {
        select.append(...all.map(each => new Option(each.title ?? each.name, each.name)));
        select.addEventListener("change", () => lab.command(`${select.id} ${select.value}`));
      }
      back.addEventListener("click", () => lab.command("mode lesson"));
      update();
    },
  };
}
