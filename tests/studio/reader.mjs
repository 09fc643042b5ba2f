/* Plays shipped stories in a real browser, from disk. Arguments: playwright-core, the browser, a JSON file that says what to play, and a folder
 * for screenshots. Prints what it saw as JSON; what a reader must see is worked out here from story.json, by its gates alone. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";

const [playwright, chromium, plan, shots] = process.argv.slice(2);
const { chromium: browserType } = createRequire(import.meta.url)(playwright);
const asked = JSON.parse(readFileSync(plan, "utf8"));
const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox"] });
const complaints = [];
const seen = {};

async function open(url, options = {}, before = undefined) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`${url}: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
  page.on("request", (request) => { if (!/^(file|blob):/.test(request.url())) complaints.push(`asks for ${request.url()}`); });
  page.on("dialog", (dialog) => { complaints.push(`a dialog: ${dialog.message()}`); void dialog.dismiss(); });
  if (before) await page.addInitScript(before);
  await page.goto(url);
  await page.waitForSelector("#passage > *");
  return page;
}

const shoot = (page, name) => page.screenshot({ path: `${shots}/reader-${name}.png` });
const labels = (page) => page.$$eval(".choice > span:last-child", (all) => all.map((each) => each.textContent));
const prose = (page) => page.$$eval("#passage > p:not(.chosen)", (all) => all.map((each) => each.textContent));
const plain = (text) => words(text.replace(/\*/g, "")); // the sample story knows no other signs
const words = (text) => text.replace(/\s+/g, " ").trim();

async function codex(page) {
  await page.keyboard.press("c");
  const found = await page.$$eval(".entry", (all) => all.map((each) => [...each.querySelectorAll("p")].map((p) => p.textContent).join(" ")));
  await page.keyboard.press("Escape");
  return found;
}

/* What a reader holds and may see, from story.json. */
class Model {
  constructor(story) {
    this.story = story;
    this.passages = new Map(story.passages.map((each) => [each.id, each]));
    this.order = new Map(story.entities.map((each, i) => [each.id, i]));
    this.held = new Set();
    this.come(story.start);
  }
  come(id) {
    this.here = this.passages.get(id);
    for (const word of this.here.grants) this.held.add(word);
  }
  get choices() {
    return this.here.choices.filter(({ requires }) => requires.every((word) => this.held.has(word)));
  }
  take(i) {
    const choice = this.choices[i];
    for (const word of choice.grants) this.held.add(word);
    this.come(choice.to);
  }
  get codex() {
    return this.story.codex.filter(({ visible_when }) => visible_when.every((word) => this.held.has(word)))
      .sort((a, b) => this.order.get(a.entity) - this.order.get(b.entity) || a.rank - b.rank).map(({ content }) => words(content));
  }
}

async function same(page, model) {
  assert.deepEqual(await labels(page), model.choices.map(({ label }) => label), `the choices of ${model.here.id}`);
  assert.equal(words((await prose(page)).join(" ")), plain(model.here.prose), `the prose of ${model.here.id}`);
}

/* -- Every choice and every entry is there exactly when its gates say so, on many ways -- */
const page = await open(asked.page);
const story = JSON.parse(readFileSync(asked.story, "utf8"));
const endings = new Set();
let chance = 7;
await shoot(page, "start");
for (let way = 0; way < 14; way++) {
  const model = new Model(story);
  for (let step = 0; step < 40; step++) {
    await same(page, model);
    if (model.choices.length === 0) break;
    chance = (chance * 1103515245 + 12345) % 2147483648;
    const i = (chance >> 8) % model.choices.length;
    await page.keyboard.press(String(i + 1));
    model.take(i);
    assert.equal(await page.evaluate(() => document.activeElement.id), "passage");
  }
  assert.deepEqual(await codex(page), model.codex);
  if (model.here.is_ending) endings.add(model.here.id);
  if (way === 0) await shoot(page, "ending");
  await page.evaluate(() => document.querySelector(".end .strong")?.click());
}
seen.endings = [...endings].sort();
seen.found = await page.evaluate(() => JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).endings.length);

/* -- The way that opens most, with Tab and Enter alone -- */
const model = new Model(story);
for (const label of asked.way) {
  const i = model.choices.findIndex((each) => each.label === label);
  assert.notEqual(i, -1, `${label} is offered in ${model.here.id}`);
  const before = model.codex.length;
  for (let tab = 0; tab < 40; tab++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.querySelector("span:last-child")?.textContent === wanted, label)) break;
  }
  await page.keyboard.press("Enter");
  model.take(i);
  await same(page, model);
  const notice = await page.textContent(".notice");
  assert.equal(notice.startsWith("New in the codex"), model.codex.length > before, `${label}: “${notice}”`);
  if (model.here.picture && !seen.picture) {
    await page.waitForFunction(() => document.querySelector("figure img")?.naturalWidth > 0);
    seen.picture = await page.$eval("figure img", (image) => [image.naturalWidth, image.alt, image.src.slice(0, 5)]);
    await shoot(page, "picture");
    await page.click("figure button");
    await page.waitForFunction(() => document.querySelector(".plate img").naturalWidth > 0);
    await shoot(page, "enlarged");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector("dialog") === null);
  }
}
assert.deepEqual(await codex(page), model.codex);
await page.keyboard.press("c");
await shoot(page, "codex");
await page.keyboard.press("Escape");

/* -- What is kept -- */
const here = await page.textContent("#passage");
await page.reload();
assert.ok((await page.textContent("#passage")).includes((await prose(page))[0]) && here.includes((await prose(page))[0]), "the place survives a reload");
assert.deepEqual(await codex(page), model.codex);
await page.keyboard.press("p");
await page.click('[aria-label="Save in Place 2"]');
const code = await page.inputValue("#place-code");
await shoot(page, "places");
await page.keyboard.press("Escape");
await page.keyboard.press("b");
assert.notEqual((await prose(page))[0], words(model.here.prose).slice(0, 5));
await page.keyboard.press("p");
await page.click('[aria-label="Go to Place 2"]');
await same(page, model);
await page.keyboard.press("h");
seen.trail = await page.$$eval(".trail > li", (all) => all.length);
await shoot(page, "history");
await page.waitForFunction(() => [...document.querySelectorAll(".trail img")].every((image) => image.naturalWidth > 0));
await page.click('.trail > li:first-child button:has-text("Go back to here")');
await same(page, new Model(story));
assert.deepEqual(await codex(page), new Model(story).codex);

/* -- The story was changed since: the place is found by what was chosen, as far as that still leads -- */
const returning = await open(asked.page);
for (const label of asked.way.slice(0, 3)) await returning.locator(".choice", { hasText: label }).first().click();
const there = await returning.textContent("#passage h2");
await returning.goto(asked.typo);
assert.equal(await returning.textContent("#passage h2"), there, "another word elsewhere loses no place");
await returning.goto(asked.changed);
seen.changed = [await returning.textContent("#passage h2"), await returning.textContent(".notice")];
await returning.keyboard.press("p");
await returning.click('button:has-text("Begin the story again")');
await returning.keyboard.press("p");
await returning.click(".before button");
assert.equal(await returning.textContent("#passage h2"), seen.changed[0], "to begin again loses no place");

/* -- A browser that keeps nothing; the place goes along as letters -- */
const denied = await open(asked.page, {}, () => {
  Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
});
await denied.keyboard.press("p");
seen.denied = await denied.textContent(".hint");
await denied.fill("#place-code", "nonsense");
await denied.keyboard.press("Enter");
seen.noPlace = await denied.textContent(".said");
await denied.fill("#place-code", code);
await denied.keyboard.press("Enter");
await same(denied, model);

/* -- Phone, dark, right to left; everything named, nothing overflows, all text stands out from its ground -- */
async function look(name, options) {
  const view = await open(asked.page, options);
  await view.keyboard.press("1");
  await shoot(view, name);
  const faults = await view.evaluate(() => {
    const part = (value) => { const c = value / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
    const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    const colour = (text) => { const n = text.match(/[\d.]+/g).map(Number); return text.startsWith("color(srgb") ? n.map((x, i) => i < 3 ? x * 255 : x) : n; };
    const ground = (element) => { for (let at = element; at; at = at.parentElement) { const c = colour(getComputedStyle(at).backgroundColor); if (c[3] !== 0) return c; } return [255, 255, 255]; };
    const faults = [];
    for (const element of document.querySelectorAll("button, p, h1, h2, figcaption, .bar-title, .number, .choice span")) {
      if (!element.textContent.trim() || element.disabled || element.closest("[hidden]")) continue;
      const a = light(colour(getComputedStyle(element).color)) + 0.05, b = light(ground(element)) + 0.05;
      if (Math.max(a, b) / Math.min(a, b) < 4.5) faults.push(`${element.tagName}.${element.className} “${element.textContent.slice(0, 20)}”`);
    }
    for (const button of document.querySelectorAll("button")) {
      if (!(button.getAttribute("aria-label") ?? button.textContent).trim()) faults.push("a button without a name");
      const { width, height } = button.getBoundingClientRect();
      if (Math.min(width, height) < 24) faults.push(`${button.textContent} is too small to be hit`);
    }
    if (document.documentElement.scrollWidth > innerWidth) faults.push("it overflows");
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    if (new Set(ids).size !== ids.length) faults.push("an id twice");
    for (const image of document.images) if (!image.alt) faults.push("a picture without words");
    const levels = [...document.querySelectorAll("main h1, main h2, main h3")].map(({ tagName }) => Number(tagName[1]));
    if (levels.some((level, i) => i > 0 && level > levels[i - 1] + 1)) faults.push("a heading skips a level");
    if (!document.documentElement.lang || !document.title) faults.push("no language or title");
    for (const one of ["main", "header", "nav"]) if (document.querySelectorAll(one).length !== 1) faults.push(`${one}: not one landmark`);
    return faults;
  });
  await view.keyboard.press("r");
  await shoot(view, `${name}-reading`);
  faults.push(...await view.evaluate(() => {
    const dialog = document.querySelector("dialog[open]"), title = document.getElementById(dialog.getAttribute("aria-labelledby"));
    return [title?.textContent ? "" : "a sheet without a name", dialog.contains(document.activeElement) ? "" : "the focus is not in the sheet",
      ...[...dialog.querySelectorAll("input")].map((input) => (input.labels.length > 0 ? "" : "an input without a label"))].filter((each) => each);
  }));
  await view.context().close();
  return faults;
}
seen.faults = [...await look("desktop", {}), ...await look("phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }),
  ...await look("dark", { colorScheme: "dark" }), ...await look("narrow", { viewport: { width: 320, height: 568 } })];

/* -- The same in one file -- */
const single = await open(asked.single);
for (const label of asked.way.slice(0, asked.pictureAt)) await single.locator(".choice", { hasText: label }).first().click();
await single.waitForFunction(() => document.querySelector("figure img")?.naturalWidth > 0);

/* -- Hostile prose is text -- */
const hostile = await open(asked.hostile);
for (let i = 0; i < 3; i++) {
  seen.hostile = [...(seen.hostile ?? []), await hostile.textContent("#passage")];
  await hostile.keyboard.press("1");
}
await hostile.keyboard.press("c");
await hostile.keyboard.press("Escape");
await hostile.keyboard.press("h");
seen.executed = await hostile.evaluate(() => [window.hacked ?? null, document.querySelectorAll("img, iframe, object, a[href^='javascript'], svg, [onerror], [onclick]").length, document.title]);
await shoot(hostile, "hostile");

/* -- A picture that is gone, and a page that was damaged -- */
const lost = await open(asked.lost);
for (const label of asked.way.slice(0, asked.pictureAt)) await lost.locator(".choice", { hasText: label }).first().click();
seen.lost = await lost.textContent(".lost");
const known = complaints.length;
const damaged = await browser.newPage();
await damaged.goto(asked.damaged);
seen.damaged = await damaged.textContent("[role=alert]");
complaints.splice(known);

seen.complaints = complaints.filter((each) => !/ERR_FILE_NOT_FOUND/.test(each));
console.log(JSON.stringify(seen));
await browser.close();
