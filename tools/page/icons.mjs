// The program's sign, drawn from one list of shapes as SVG and as PNG: a section's bracket, two
// slots of a batch that are pending, and one that has landed.
import { writeFileSync } from "node:fs";
import path from "node:path";
import zlib, { deflateSync } from "node:zlib";

// Rounded boxes on a square of 64: x, y, width, height, radius, colour.
const back = [0, 0, 64, 64, 14, "#14202b"];
const shapes = [
  [13, 14, 5, 36, 2, "#6aa3ff"], [13, 14, 12, 5, 2, "#6aa3ff"], [13, 45, 12, 5, 2, "#6aa3ff"],
  [28, 14, 23, 9, 2.5, "#e69f00"], [28, 27.5, 23, 9, 2.5, "#e69f00"],
  [28, 41, 23, 9, 2.5, "#00b386"],
];

const svg = list => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${
  list.map(([x, y, w, h, r, fill]) =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}"/>`).join("")
}</svg>\n`;

// How much of a pixel a rounded box covers, by the distance of its middle from the edge.
function cover([x, y, w, h, r], px, py, unit) {
  const dx = Math.abs(px - x - w / 2) - w / 2 + r, dy = Math.abs(py - y - h / 2) - h / 2 + r;
  const distance = Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
  return Math.min(Math.max(0.5 - distance / unit, 0), 1);
}

function png(list, size) {
  const unit = 64 / size, rows = Buffer.alloc(size * (size * 4 + 1));
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++) {
      let rgb = [0, 0, 0], alpha = 0;
      for (const shape of list) {
        const c = cover(shape, (i + 0.5) * unit, (j + 0.5) * unit, unit);
        const own = [1, 3, 5].map(at => parseInt(shape[5].slice(at, at + 2), 16));
        rgb = alpha ? rgb.map((old, k) => old + (own[k] - old) * c) : own;
        alpha += (1 - alpha) * c;
      }
      rows.set([...rgb.map(Math.round), Math.round(alpha * 255)], j * (size * 4 + 1) + 1 + i * 4);
    }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]), out = Buffer.alloc(8);
    out.writeUInt32BE(data.length);
    out.writeUInt32BE(checksum(body), 4);
    return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

// zlib.crc32 is young; older Node versions do it by hand.
function checksum(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return ~c >>> 0;
}

export function drawIcons(page) {
  const write = (name, data) => writeFileSync(path.join(page, name), data);
  write("icon.svg", svg([back, ...shapes]));
  for (const size of [192, 512]) write(`icon-${size}.png`, png([back, ...shapes], size));
  // for launchers that cut the corners themselves
  write("icon-maskable-512.png", png([[0, 0, 64, 64, 0, back[5]], ...shapes], 512));
}
