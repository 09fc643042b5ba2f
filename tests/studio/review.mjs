/* A sitting at the review page; run by test_review.py, which checks what lies on disk afterwards. */
import { address, finish, ground, open, seen, shot, text } from "./browser.mjs";

seen.judged = [];
const shown = (page) => page.locator(".form h1").innerText();
const painted = (page) => page.waitForFunction(() => (document.querySelector(".stage-picture img")?.naturalWidth ?? 0) > 0);

/* -- A mouse-less sitting: five pictures -- */

const page = await open();
await page.getByRole("heading", { name: "Needs you now" }).waitFor();
await page.waitForLoadState("networkidle").catch(() => undefined);
seen.token = await page.evaluate(() => location.search);
await page.keyboard.press("?");
await page.getByRole("dialog").waitFor();
await shot(page, "keys");
await page.keyboard.press("Escape");
await page.getByRole("link", { name: "Review" }).focus();
await page.keyboard.press("Enter");
await painted(page);
seen.nDimensions = await page.locator(".dimension").count();

async function score(digits) {
  for (let i = 0; i < seen.nDimensions; i++) await page.keyboard.press(digits[i % digits.length]);
}

async function judged(id) {
  await page.waitForFunction((old) => document.querySelector(".form h1")?.textContent !== old, id);
  seen.judged.push(id);
}

// One: good scores, a reason, saved by Enter in the reason.
let id = await shown(page);
await score(["8", "9"]);
await text(page, "Scores call for");
await page.keyboard.press("Enter");
await page.keyboard.type("Reads at once; the lamp holds it.");
await shot(page, "review-light");
await page.keyboard.press("Enter");
await judged(id);

// Two: bad scores and a failure mode by its letter.
id = await shown(page);
await score(["3"]);
await page.keyboard.press("f");
await page.keyboard.press("a");
await page.keyboard.press("Enter");
await page.keyboard.press("e");
await page.keyboard.type("Too clean.");
await page.keyboard.press("Enter");
await page.keyboard.press("Enter");
await judged(id);

// Three: a verdict that the scores contradict is refused in the page, and taken back.
id = await shown(page);
await score(["3"]);
await page.keyboard.press("a");
await page.keyboard.press("e");
await page.keyboard.type("Hm.");
await page.keyboard.press("Enter");
await page.keyboard.press("Enter");
await page.getByRole("alert").first().waitFor();
seen.refusal = await page.getByRole("alert").first().innerText();
await shot(page, "refusal");
await page.keyboard.press("a");
await page.keyboard.press("Enter");
await judged(id);

// Four: half steps, judged, taken back, and judged again.
id = await shown(page);
await page.keyboard.press("z");
await score(["6"]);
await page.keyboard.press(".");
await page.keyboard.press("e");
await page.keyboard.type("Nearly.");
await page.keyboard.press("Enter");
await page.keyboard.press("Enter");
await page.waitForFunction((old) => document.querySelector(".form h1")?.textContent !== old, id);
seen.zoom = await page.locator(".stage-scale").innerText();
await page.keyboard.press("u");
await page.waitForFunction((old) => document.querySelector(".form h1")?.textContent === old, id);
await text(page, "taken back");
await page.keyboard.press("Enter");
await judged(id);
await page.keyboard.press("z");

// Five: keys faster than the server answers.
id = await shown(page);
for (let i = 0; i < seen.nDimensions; i++) await page.keyboard.press("7", { delay: 0 });
await page.keyboard.press("+");
await page.keyboard.press("e");
await page.keyboard.type("Quick.");
await page.keyboard.press("Enter");
await page.keyboard.press("Enter");
await judged(id);
await page.waitForFunction(() => !document.querySelector(".form")?.textContent?.includes("Quick."));

/* -- Two browsers at one picture -- */

const other = await open("/review", { colorScheme: "dark" });
await painted(other);
seen.conflictOn = await shown(other);
await page.waitForFunction((id) => document.querySelector(".form h1")?.textContent === id, seen.conflictOn);
// The other page does not hear of the change before it judges: its ears are stopped until then.
let deaf = true;
other.on("request", (request) => { if (request.url().endsWith("/api/judgments")) deaf = false; });
for (const path of ["**/api/records?*", "**/api/records/*"]) await other.route(path, (route) => (deaf ? route.abort() : route.continue()));
for (const [who, digit, why] of [[page, "9", "First."], [other, "3", "Second."]]) {
  for (let i = 0; i < seen.nDimensions; i++) await who.keyboard.press(digit);
  await who.keyboard.press("e");
  await who.keyboard.type(why);
  await who.keyboard.press("Enter");
  await who.keyboard.press("Enter");
  if (who === page) await judged(seen.conflictOn);
}
// It went on at once, is told, and comes to it again: the other verdict stands beside its own, and both are kept.
await text(other, "was not saved and comes next");
seen.conflict = await other.getByRole("alert").first().innerText();
await other.keyboard.press("ArrowRight");
await other.waitForFunction((id) => document.querySelector(".form h1")?.textContent === id, seen.conflictOn);
seen.theirs = await other.locator(".conflict").innerText();
seen.mine = await other.locator(".form textarea").first().inputValue();
await shot(other, "conflict");
await other.keyboard.press("Enter");
await other.waitForFunction((id) => document.querySelector(".form h1")?.textContent !== id, seen.conflictOn);

/* -- Blind -- */

await page.waitForTimeout(1000);
await page.waitForFunction(() => document.querySelector(".stage-picture img")?.complete);
id = await shown(page);
await page.keyboard.press("v");
await text(page, "Blind:");
seen.blind = await page.evaluate((name) => document.querySelector("main").outerHTML.replaceAll(/(src|href)="[^"]*"/g, "").includes(name), id);
await shot(page, "blind");
await page.keyboard.press("v");
await page.waitForFunction((name) => document.querySelector(".form h1")?.textContent === name, id);

/* -- The grid: chosen by keyboard, judged alike, taken back -- */

await page.keyboard.press("t");
await page.locator(".cell img").first().waitFor();
await page.keyboard.press("Space");
await page.keyboard.press("ArrowRight");
await page.keyboard.press("ArrowRight");
await page.keyboard.press("Shift+Space");
await text(page, "3 chosen");
seen.chosen = await page.locator("[aria-selected=true]").evaluateAll((cells) => cells.map((cell) => cell.querySelector(".cell-name").innerText));
await painted(page).catch(() => undefined);
await shot(page, "grid");
await page.keyboard.press("b");
for (const box of await page.getByRole("dialog").getByRole("spinbutton").all()) await box.fill("0.3");
await page.getByLabel("Why").fill("All too clean.");
await page.getByRole("button", { name: "What would happen" }).click();
await text(page, "3 pictures would be judged");
await shot(page, "alike");
await page.getByRole("button", { name: "Judge 3 pictures" }).click();
await text(page, "3 pictures judged");
await page.getByRole("button", { name: "Take all back" }).click();
await text(page, "taken back");

/* -- Filters -- */

await page.getByRole("link", { name: "Borderline" }).click();
await page.waitForFunction(() => document.querySelectorAll(".cell img").length === 1);
await page.getByRole("link", { name: "Disagreed" }).click();
await text(page, "Nothing here.");
await page.getByRole("link", { name: "All", exact: true }).click();
await page.getByLabel("Words in name or reason").fill("lamp holds");
await page.keyboard.press("Enter");
await page.waitForFunction(() => document.querySelectorAll(".cell img").length === 1);
seen.found = await page.locator(".cell-name").innerText();
await page.goto(address("/review?queue=unseen"));
await painted(page);
seen.unseen = await shown(page);

/* -- Dark, and small -- */

await other.goto(address("/review"));
await painted(other);
for (let i = 0; i < seen.nDimensions; i++) await other.keyboard.press(["8", "7", "9"][i % 3]);
await text(other, "Scores call for");
await other.waitForTimeout(600);
await shot(other, "review-dark");
seen.darkGround = await ground(other);
await other.goto(address("/"));
await other.getByRole("heading", { name: "Judged last" }).waitFor();
await other.waitForTimeout(600);
await shot(other, "overview-dark");
await page.goto(address("/"));
await page.getByRole("heading", { name: "Judged last" }).waitFor();
await page.waitForTimeout(600);
await shot(page, "overview-light");
await page.setViewportSize({ width: 900, height: 700 });
await page.goto(address("/review"));
await painted(page);
await shot(page, "review-small");

/* -- To a page by its letter -- */

await page.keyboard.press("g");
await page.locator(".letter").first().waitFor();
await page.keyboard.press("o");
await page.getByRole("heading", { name: "Needs you now" }).waitFor();
seen.place = new URL(page.url()).pathname;

await finish();
