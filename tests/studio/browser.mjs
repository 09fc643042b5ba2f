/* What the scripts that drive the pages share: node NAME.mjs PLAYWRIGHT CHROMIUM URL FOLDER WORDS…, run by PageCase.sit() in pages.py.
 *
 *   import { finish, open, seen, shot, words } from "./browser.mjs";
 *   const page = await open("/compare", { colorScheme: "dark" });
 *   …
 *   await shot(page, "compare-dark");
 *   seen.ranking = await page.locator(".rank li").allInnerTexts();
 *   await finish();
 *
 * What stands in `seen` goes to the test, with the console's complaints, and with what overflows, controls without a name and
 * whatever else axe finds that keeps people out, in light and dark, which every shot() looks for. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , playwright, executablePath, url, folder, ...rest] = process.argv;
const { chromium } = createRequire(import.meta.url)(playwright);
const axe = readFileSync(`${playwright}/../axe-core/axe.min.js`, "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

export const words = rest;
export const seen = { complaints: [], overflows: [], nameless: [], barriers: [], screenshots: [] };
export const address = (path) => new URL(path, url).href;

/* A page of a browser of its own, let in by the token, at @path. */
export async function open(path = "/", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30000);
  // What the server refuses, and what the test stops, is told as a failed resource; so is a server that was ended.
  page.on("console", (message) => message.type() === "error" && !/status of 4\d\d|ERR_(FAILED|CONNECTION_|INCOMPLETE_|EMPTY_)/.test(message.text()) && seen.complaints.push(message.text()));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  await page.goto(url);
  if (path !== "/") await page.goto(address(path));
  return page;
}

/* Waits until every picture in view is there; those further down may be loaded later. */
export const painted = (page) => page.waitForFunction(() => [...document.images].every((image) => {
  const { top, bottom, left, right } = image.getBoundingClientRect();
  return bottom < 0 || right < 0 || top > innerHeight || left > innerWidth || (image.complete && image.naturalWidth > 0);
}));

/* Waits until @what, a text or pattern, stands on the page. */
export const text = (page, what) => page.getByText(what).first().waitFor();

/* The colour of the page's ground, as “rgb(27, 28, 26)”. */
export const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/* What of WCAG 2.1 AA axe sees broken on the page as it stands. A key beside a button's word is no part of the button's name. */
async function barriers(page) {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"],
      rules: { "label-content-name-mismatch": { enabled: false } } });
    return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, any }) => `${id}: ${target.join(" ")}${id === "color-contrast" ? ` ${any[0]?.data?.contrastRatio}` : ""}`));
  });
}

/* Under both colour schemes, and the page as it was after that. */
async function lookForBarriers(page, name) {
  const was = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  for (const colorScheme of [was === "dark" ? "light" : "dark", was]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    seen.barriers.push(...(await barriers(page)).map((each) => `${name}, ${colorScheme}: ${each}`));
  }
}

export async function shot(page, name) {
  await page.screenshot({ path: `${folder}/${name}.png` });
  seen.screenshots.push(name);
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector("header.bar")?.scrollWidth > innerWidth)) seen.overflows.push(name);
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, a, input, select, textarea, [role=slider], [role=img]")]
    .filter((each) => ![each.getAttribute("aria-label"), each.getAttribute("aria-labelledby"), each.textContent, each.closest("label")?.textContent,
      each.querySelector("img[alt]")?.alt].some((given) => given?.trim())).map((each) => each.outerHTML.slice(0, 90)));
  seen.nameless.push(...nameless.map((each) => `${name}: ${each}`));
  await lookForBarriers(page, name);
}

/* Ends the browser and tells what was seen. */
export async function finish() {
  await browser.close();
  console.log(JSON.stringify(seen));
}
