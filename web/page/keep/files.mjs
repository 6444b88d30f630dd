// Files that the reader drops, picks, or saves. What is saved is a download.
const MAX_FILE = 256 * 1024 * 1024;

export function files({ lab, canvas, withStrings, drawNow, poke }) {
  function openBytes(name, bytes) {
    const p = lab._malloc(bytes.length || 1);
    if (!p) return false;
    lab.HEAPU8.set(bytes, p);
    withStrings([name], n => lab._web_open(n, p, bytes.length));
    lab._free(p);
    return true;
  }

  async function openFile(file) {
    const fail = why => withStrings([file.name, why], (n, w) => lab._web_open_failed(n, w));
    if (file.size > MAX_FILE) return fail("is larger than 256 MiB");
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch (error) { return fail(String(error)); }
    if (!openBytes(file.name, bytes)) fail("does not fit into memory");
  }

  async function openFiles(list) {
    for (const file of list) await openFile(file);
    poke();
  }

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function pick() {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".json,.lazy,.txt";
    input.addEventListener("change", () => openFiles(input.files));
    input.click();
  }

  // What is drawn is there to be read only until the page goes on.
  function savePicture(name) {
    setTimeout(() => {
      drawNow(1);
      canvas.toBlob(blob => save(name, blob), "image/png");
    });
  }

  addEventListener("dragover", event => event.preventDefault());
  addEventListener("drop", event => {
    event.preventDefault();
    openFiles(event.dataTransfer.files);
  });
  return { openBytes, pick, savePicture, save: (name, bytes) => save(name, new Blob([bytes])) };
}
