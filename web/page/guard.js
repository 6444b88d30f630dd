// Says in words why the page does not start where its own modules do not: this one runs before them
// and needs nothing of them. failure.mjs reads what it has noted.
(() => {
  const refused = window.lazymmuRefused = []; // what a policy has refused: "DIRECTIVE ADDRESS"
  document.addEventListener("securitypolicyviolation", event =>
    refused.push(`${event.effectiveDirective} ${event.blockedURI}`));

  const sandboxed = self.origin === "null" && location.protocol !== "file:";
  const why = file => (sandboxed
    ? `This frame is in a sandbox: the program's server has to send ` +
      `"Access-Control-Allow-Origin: *", or the sandbox to have allow-same-origin.`
    : refused.length
      ? `A policy (Content-Security-Policy) of its server forbids it: ${refused[0]}.`
      : `Its server does not give ${file}, or gives it as another type than text/javascript.`);

  window.lazymmuFailed = text => {
    const loading = document.getElementById("loading");
    const message = document.getElementById("message");
    loading.hidden = false;
    loading.classList.add("failed");
    message.textContent = text;
    if (window === window.parent) return;
    const url = new URL(location.href);
    for (const name of ["mode", "origin", "run"]) url.searchParams.delete(name);
    const link = Object.assign(document.createElement("a"), { href: url.href, target: "_blank",
      rel: "noopener", textContent: "Open it in a tab of its own" });
    message.append(" ", link);
  };

  addEventListener("error", event => {
    if (event.target.localName !== "script") return;
    window.lazymmuFailed(`Lazy MMU Lab cannot start here. ` +
      why(event.target.getAttribute("src") ?? "a script"));
  }, true);
})();
