/* Sittings at the production page; run by test_production.py, which checks what lies on disk afterwards. The first word says which. */
import { finish, open, seen, shot, text, words } from "./browser.mjs";

const rows = (page) => page.locator(".job");
const tab = (page, name) => page.getByRole("tab", { name });
const counted = async (page, name) => Number((await tab(page, name).locator("b").innerText()).replace(",", ""));
const until = (page, name, wanted) => page.waitForFunction(([title, n]) => [...document.querySelectorAll("[role=tab]")]
  .some((each) => each.textContent.startsWith(title) && Number(each.querySelector("b").textContent) >= n), [name, wanted]);

/* Opens the dialog by its key and waits until it knows what it would make. */
async function propose(page) {
  await page.keyboard.press("n");
  await page.getByRole("dialog", { name: "Make images" }).waitFor();
  await page.locator(".tile").first().waitFor();
  await page.locator("dialog[open] button.main:enabled").waitFor();
}

async function make() {
  const page = await open("/production");
  await text(page, "Nothing is being made");
  await text(page, "answers");
  await propose(page);
  seen.planned = await page.locator(".sum dd b").first().innerText();
  // One subject by its box, that is two images, by mouse.
  const subject = page.locator(".tiles-subject").nth(3);
  const title = (await subject.innerText()).split(/\s/)[0];
  await subject.click();
  await page.getByRole("button", { name: "Make 12 images" }).waitFor();
  seen.button = await page.locator("dialog[open] button.main").innerText();
  await shot(page, "production-generate");
  await page.locator("dialog[open] button.main").focus();
  await page.keyboard.press("Enter");

  // It is made: live tiles with previews; then held.
  await page.waitForFunction(() => [...document.querySelectorAll(".live-picture img")].some((image) => image.complete && image.naturalWidth > 0));
  await until(page, "Made", 8);
  await shot(page, "production-light");
  await page.keyboard.press("p");
  await page.locator(".run h2", { hasText: "Paused" }).waitFor();
  seen.paused = await page.locator(".run h2").innerText();
  await page.waitForFunction(() => document.querySelectorAll(".live-tile").length === 0);

  // Another browser, in the dark, sees the same.
  const other = await open("/production", { colorScheme: "dark" });
  await other.locator(".job").first().waitFor();
  await shot(other, "production-dark");

  // The last of the queue first, where the mark goes with it; the next one is cancelled.
  const queue = await counted(page, "Queue");
  for (let i = 0; i < queue - 1; i++) await page.keyboard.press("j");
  const wanted = await page.locator(".job.marked .job-name").innerText();
  await page.keyboard.press("t");
  await text(page, "put before all others");
  await page.waitForFunction((id) => document.querySelector(".job .job-name")?.textContent === id, wanted);
  await page.keyboard.press("j");
  await page.waitForFunction((id) => document.querySelector(".job.marked .job-name")?.textContent !== id, wanted);
  seen.cancelled = [await page.locator(".job.marked .job-name").innerText()];
  await page.keyboard.press("c");
  await page.getByRole("dialog", { name: "Cancel these jobs?" }).getByRole("button", { name: "Cancel 1 job" }).click();
  await until(page, "Cancelled", 1);
  await page.keyboard.press("p");
  await page.waitForFunction(() => !document.querySelector(".run h2").textContent.includes("Paused"));
  await page.keyboard.press("4");
  const before = await counted(page, "Made");
  await until(page, "Made", before + 3);
  seen.first = await page.evaluate(async (id) => (await (await fetch(`/api/job?key=${id}`)).json()).state, wanted);

  // What failed says why, and is made after all.
  await until(page, "Failed", 1);
  await page.waitForFunction(() => document.querySelector(".run h2").textContent === "Nothing is being made", undefined, { timeout: 60000 });
  await page.keyboard.press("2");
  await rows(page).first().locator(".job-why").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".job-history li").first().waitFor();
  seen.failure = await page.locator(".job-said").innerText();
  await shot(page, "production-failed");
  await page.keyboard.press("Escape");
  await page.keyboard.press("r");
  await until(page, "Made", 17);
  await page.waitForFunction(() => document.querySelector(".run h2").textContent === "Nothing is being made");
  const names = await page.evaluate(async () => (await (await fetch("/api/jobs?limit=100")).json()).jobs.map(({ id }) => id));
  seen.left = [title];
  seen.untold = names.some((id) => id.startsWith(`${title}_`)) ? [] : [title];
  await page.setViewportSize({ width: 900, height: 700 });
  await page.keyboard.press("4");
  await rows(page).first().waitFor();
  await shot(page, "production-small");
}

async function watch() {
  const page = await open("/production");
  await text(page, "A terminal makes images");
  seen.who = await page.locator(".run h2").innerText();
  seen.note = await page.locator(".run-note").innerText();
  await until(page, "Made", 1);
  await page.keyboard.press("p");
  await page.locator(".run h2", { hasText: "paused" }).waitFor();
  seen.paused = await page.locator(".run h2").innerText();
  await propose(page);
  await page.locator("dialog[open] button.main").click();
  await page.locator("dialog[open] [role=alert]").waitFor();
  seen.refused = await page.locator("dialog[open] [role=alert]").innerText();
  await page.keyboard.press("Escape");
  const left = await counted(page, "Queue");
  for (let i = 0; i < left - 1; i++) await page.keyboard.press("j");
  await page.keyboard.press("c");
  await page.getByRole("button", { name: "Cancel 1 job" }).click();
  await until(page, "Cancelled", 1);
  await page.keyboard.press("p");
  await page.locator(".run h2", { hasText: "A terminal makes images" }).waitFor();
  await until(page, "Made", 4);
  await page.keyboard.press("C");
  await page.getByRole("button", { name: /^Cancel \d+ jobs?$/ }).click();
  await page.locator(".run h2", { hasText: "Nothing is being made" }).waitFor();
}

async function leave() {
  const page = await open("/production");
  await text(page, "Nothing is being made");
  await propose(page);
  await page.locator("dialog[open] button.main").click();
  await until(page, "Made", 2);
  await page.keyboard.press("p");
  await page.locator(".run h2", { hasText: "Paused" }).waitFor(); // else all could be made before the browser is closed
}

await { make, watch, leave }[words[0]]();
await finish();
