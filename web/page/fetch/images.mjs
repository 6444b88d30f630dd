// The images of a course's lessons. Each is fetched when it is first drawn, from the page's own
// origin, and bounded before the browser decodes it.
const MAX_BYTES = 512 * 1024, MAX_SIDE = 2048;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IEND = 0x49454e44;

// The full address; "" for one of another origin.
export function imageUrl(address) {
  const base = new URL(document.baseURI), url = new URL(address, base);
  return url.origin === base.origin ? url.href : "";
}

async function fetchPng(address) {
  const url = imageUrl(address);
  if (!url) throw new Error("it must come from this page's own origin");
  const response = await fetch(url, { credentials: "same-origin", redirect: "error" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const bytes = new Uint8Array(MAX_BYTES);
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { value, done } = await reader.read();
    if (done) return bytes.subarray(0, size);
    if (size + value.length > MAX_BYTES) {
      reader.cancel();
      throw new Error(`it has more than ${MAX_BYTES >> 10} KiB`);
    }
    bytes.set(value, size);
    size += value.length;
  }
}

// Whether it goes on to its last chunk, IEND: some browsers show as much as there is of a picture.
function isWhole(view) {
  for (let at = SIGNATURE.length; at + 12 <= view.byteLength;) {
    const size = view.getUint32(at), end = at + 12 + size; // a length, a name, the data, a checksum
    if (view.getUint32(at + 4) === IEND) return end <= view.byteLength;
    at = end;
  }
  return false;
}

// Its pixels: not multiplied by alpha, in the file's own colours.
async function decode(bytes) {
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte))
    throw new Error("it is no PNG file");
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const side = [16, 20].map(at => head.getUint32(at));
  if (side.some(n => n === 0 || n > MAX_SIDE))
    throw new Error(`it has ${side.join(" x ")} pixels; at most ${MAX_SIDE} x ${MAX_SIDE} fit`);
  if (!isWhole(head)) throw new Error("it is damaged: its end is missing");
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }),
      { premultiplyAlpha: "none", colorSpaceConversion: "none" });
  } catch { throw new Error("it is damaged"); }
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

// Answers what web/glue/images.cpp asks.
export function imageServer({ lab, withStrings, poke }) {
  return async (id, address) => {
    try {
      const { width, height, data } = await decode(await fetchPng(address));
      const p = lab._malloc(data.length);
      if (!p) throw new Error("it does not fit into memory");
      lab.HEAPU8.set(data, p);
      lab._web_image(id, width, height, p);
      lab._free(p);
    } catch (error) {
      const name = address.slice(address.lastIndexOf("/") + 1);
      withStrings([`"${name}": ${error.message}`], why => lab._web_image_failed(id, why));
    }
    poke();
  };
}
