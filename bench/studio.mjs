/* How long the review page takes from the key that saves to the next picture on the screen: node studio.mjs PLAYWRIGHT CHROMIUM URL N.
 * Prints a list of milliseconds as JSON, from the event's own time to the frame after the one that draws the picture. */
import { createRequire } from "node:module";

const [, , playwright, executablePath, url, count] = process.argv;
const { chromium } = createRequire(import.meta.url)(playwright);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
page.setDefaultTimeout(120000);
const start = Date.now();
await page.goto(url);
await page.goto(new URL("/review", url).href);
await page.waitForFunction(() => (document.querySelector(".stage-picture img")?.naturalWidth ?? 0) > 0);
const opened = Date.now() - start;
const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null);
await page.evaluate(() => {
  window.times = [];
  let pressed = null;
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !(event.target instanceof HTMLTextAreaElement)) pressed = event.timeStamp;
  }, true);
  new MutationObserver((changes) => {
    if (pressed === null || !changes.some(({ target }) => target.classList?.contains("stage-picture"))) return;
    const from = pressed;
    pressed = null;
    requestAnimationFrame(() => requestAnimationFrame((now) => window.times.push(now - from)));
  }).observe(document.querySelector("main"), { subtree: true, childList: true });
});
const nDimensions = await page.locator(".dimension").count();
for (let i = 0; i < Number(count); i++) {
  const before = await page.locator(".form h1").innerText();
  for (let k = 0; k < nDimensions; k++) await page.keyboard.press("8");
  await page.keyboard.press("e");
  await page.keyboard.type("Fits.");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(250); // what a person takes at the very least
  await page.keyboard.press("Enter");
  await page.waitForFunction((n) => window.times.length > n, i);
  await page.waitForFunction((old) => document.querySelector(".form h1")?.textContent !== old, before);
}
await page.waitForFunction(() => !document.querySelector(".next-left")?.textContent?.includes("…"));
console.log(JSON.stringify({ opened, paint, times: await page.evaluate(() => window.times) }));
await browser.close();
