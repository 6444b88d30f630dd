// Share links: the same state everywhere, Back undoes a jump, and damaged links harm nobody.
import assert from "node:assert/strict";
import test from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { open } from "./lib.mjs";

const pack = text => `#v1.${deflateRawSync(text).toString("base64url")}`;
const unpack = link => inflateRawSync(Buffer.from(link.split("#v1.")[1], "base64url")).toString();
const link = lab => lab.page.evaluate(() => window.lazymmu.link());
// The history's entry holds what is seen.
const settled = lab => lab.until("the address", () => lab.page.evaluate(async () =>
  history.state?.link === new URL(await window.lazymmu.link()).hash));

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

test("a link opens the same lesson, machine and moment, to the same digest", async () => {
  let made, before;
  await withLab({}, async lab => {
    await lab.command("open nested-sections");
    await lab.command("arch powerpc");
    await lab.command("kernel v6.18");
    await lab.command("seek 23");
    before = await lab.state();
    made = await link(lab);
  });
  assert.equal(JSON.parse(unpack(made)).lesson, "nested-sections");
  await withLab({ query: `?${new URL(made).hash}` }, async lab => {
    const after = await lab.state();
    for (const key of ["lesson", "arch", "kernel", "step", "lesson_step", "digest"])
      assert.equal(after[key], before[key], key);
    assert.equal(after.error, "");
    await lab.shot("link");
  });
});

test("a link holds a script that nobody else has", async () => {
  let made, before;
  const text = 'lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 7, "pw");\nlazy_mmu_mode_disable();\n';
  await withLab({}, async lab => {
    await lab.page.evaluate(script => window.lazymmu.openText("mine.lazy", script), text);
    await lab.command("seek 9");
    before = await lab.state();
    made = await link(lab);
  });
  await withLab({ query: `?${new URL(made).hash}` }, async lab => {
    const after = await lab.state();
    assert.equal(after.mode, "playground");
    assert.equal(after.digest, before.digest);
  });
});

test("Back undoes a jump, not a step; Forward does it again", () => withLab({}, async lab => {
  await settled(lab);
  await lab.command("open nested-sections");
  await settled(lab);
  const entries = () => lab.page.evaluate(() => history.length);
  const before = await entries();
  for (let i = 0; i < 5; i++) await lab.command("step");
  await settled(lab);
  assert.equal(await entries(), before);
  const here = await lab.state();
  await lab.command("seek 40");
  await settled(lab);
  assert.equal(await entries(), before + 1);
  const there = await lab.state();
  const digestIs = digest => lab.until("the digest", async () =>
    (await lab.state()).digest === digest);
  await lab.back();
  await digestIs(here.digest);
  assert.equal((await lab.state()).step, here.step);
  await lab.forward();
  await digestIs(there.digest);
  await lab.back();
  await digestIs(here.digest);
  await lab.back();
  await lab.until("the first lesson", async () => (await lab.state()).lesson === "why-batch");
}));

test("a link pasted into the address of an open page opens", () => withLab({}, async lab => {
  const session = JSON.parse(unpack(await link(lab)));
  session.lesson = "interrupts";
  delete session.digest;
  session.position = 4;
  delete session.schedule;
  delete session.lesson_step;
  await lab.page.evaluate(hash => { location.hash = hash; }, pack(JSON.stringify(session)));
  await lab.until("the lesson", async () => (await lab.state()).lesson === "interrupts");
  assert.equal((await lab.state()).step, 4);
}));

// Each is opened in the same page, and nothing about what is open changes.
test("200 damaged links are refused with a message", () => withLab({}, async lab => {
  await lab.command("open nested-sections");
  await lab.command("seek 12");
  const before = await lab.state(), good = new URL(await link(lab)).hash;
  const session = unpack(good);
  let seed = 20261123;
  const random = n => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  const links = ["#v1.", "#v1.!!!!", "#v2.AAAA", "#v1.AAAA", `#v1.${"A".repeat(300_000)}`,
    pack("null"), pack("[]"), pack("{}"), pack("\0"), pack('{"lazymmu":"session"}'),
    pack("9".repeat(1_000_000)), pack(" ".repeat(50_000_000)), pack("[".repeat(500_000)),
    pack(session.replace("nested-sections", "no-such-lesson")),
    pack(session.replace("nested-sections", "../../etc/passwd")),
    pack(session.replace(/"position": ?\d+/, '"position":4294967295')),
    pack(session.replace(/"arch": ?"\w+"/, '"arch":"vax"')),
    `${good.slice(0, 20)}%00${good.slice(20)}`, `${good}=`, good.slice(0, -9)];
  while (links.length < 200) {
    const bytes = [...session];
    for (let k = 1 + random(3); k--;) bytes.splice(random(bytes.length), 1 + random(4));
    const text = bytes.join("");
    const cut = good.split("");
    cut[5 + random(cut.length - 5)] = "AZaz09-_"[random(8)];
    links.push(links.length % 2 ? pack(text) : cut.join(""));
  }
  const outcome = await lab.page.evaluate(async ([all, usual]) => {
    const { state, command } = window.lazymmu;
    const told = () => new Promise(done => setTimeout(done, 8));
    let refused = 0, opened = 0;
    for (const hash of all) {
      command("dismiss");
      const was = state();
      dispatchEvent(new PopStateEvent("popstate", { state: { link: hash } }));
      for (let i = 0; i < 200 && !state().error && state().digest === was.digest; i++) await told();
      if (state().error) {
        refused++;
        if (state().digest !== was.digest) throw new Error(`changed by ${hash.slice(0, 80)}`);
      } else { opened++; } // the damage was harmless: a position, a digest
      if (state().digest !== usual) {
        command("open nested-sections");
        command("seek 12");
      }
    }
    return { refused, opened };
  }, [links.slice(0, 20), before.digest]);
  assert.equal(outcome.refused, 20, JSON.stringify(outcome));
  const rest = await lab.page.evaluate(async all => {
    const { openSaved, state, command, decode } = window.lazymmu;
    let refused = 0;
    for (const hash of all) {
      command("dismiss");
      const was = state().digest;
      try {
        const error = await openSaved("The link", await decode(hash));
        if (error) refused++;
        if (error && state().digest !== was) throw new RangeError(`changed by ${hash}`);
      } catch (error) {
        if (error instanceof RangeError) throw error;
        refused++;
      }
    }
    return refused;
  }, links.slice(20));
  assert.ok(rest > 120, `${rest} of 180 were refused`);
  assert.equal(links.length, 200);
  await lab.command("open nested-sections");
  await lab.command("seek 12");
  assert.equal((await lab.state()).lesson, "nested-sections");
}));

test("a damaged link in the address opens the start page, with a message", async () => {
  for (const hash of ["#v1.AAAA", "#v9.AAAA", pack('{"lazymmu":"session"}')])
    await withLab({ query: `?${hash}` }, async lab => {
      const state = await lab.state();
      assert.match(state.error, /link/i, hash);
      assert.equal(state.lesson, "why-batch");
    });
});

test("the link is copied by a command", () => withLab({
  context: { permissions: ["clipboard-read", "clipboard-write"] },
}, async lab => {
  await lab.command("seek 5");
  const copied = await lab.page.evaluate(async () => {
    window.lazymmu.command("copy link");
    while (!document.getElementById("toast")) await new Promise(done => setTimeout(done, 20));
    return navigator.clipboard.readText();
  });
  assert.equal(JSON.parse(unpack(copied)).position, 5);
}));
