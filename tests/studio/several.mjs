/* Two people at one studio, and the studio started again under their open pages; run by test_several.py. */
import { address, finish, open, seen, shot, text } from "./browser.mjs";
import { createInterface } from "node:readline";

const answers = createInterface({ input: process.stdin });
const lines = answers[Symbol.asyncIterator]();
const shown = (page) => page.locator(".form h1").innerText();
const painted = (page) => page.waitForFunction(() => (document.querySelector(".stage-picture img")?.naturalWidth ?? 0) > 0);

/* Has the test do something with the server, and waits until it did. */
async function ask(what) {
  console.log(what);
  await lines.next();
}

async function logIn(page, name, password) {
  if (name) await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

async function enter(page, digit, why) {
  const n = await page.locator(".dimension").count();
  for (let i = 0; i < n; i++) await page.keyboard.press(digit);
  await page.keyboard.press("e");
  await page.keyboard.type(why);
  await page.keyboard.press("Enter");
}

const anna = await open("/review"), bert = await open("/review", { colorScheme: "dark" });
await logIn(anna, "anna", "wrong-lantern");
await text(anna, "name or password are wrong");
await shot(anna, "login");
await logIn(anna, null, "lantern-lit");
await logIn(bert, "bert", "quarry-cut");
await Promise.all([painted(anna), painted(bert)]);

// Both look at the same picture; Bert hears of Anna's verdict only when his own is refused.
let deaf = true;
bert.on("request", (request) => { if (request.url().endsWith("/api/judgments")) deaf = false; });
for (const path of ["**/api/records?*", "**/api/records/*"]) await bert.route(path, (route) => (deaf ? route.abort() : route.continue()));
seen.both = [await shown(anna), await shown(bert)];
await enter(anna, "9", "The lamp holds it.");
await enter(bert, "3", "Too clean.");
await anna.keyboard.press("Enter");
await anna.waitForFunction((id) => document.querySelector(".form h1")?.textContent !== id, seen.both[0]);
await anna.waitForFunction(() => !document.querySelector(".next-left")?.textContent?.includes("…"));
await bert.keyboard.press("Enter");
await text(bert, "was not saved and comes next");
await bert.keyboard.press("ArrowRight");
seen.theirs = await bert.locator(".conflict").innerText();
await shot(bert, "conflict-of-two");
await bert.keyboard.press("Enter");
await bert.waitForFunction((id) => document.querySelector(".form h1")?.textContent !== id, seen.both[1]);
await bert.waitForFunction(() => !document.querySelector(".next-left")?.textContent?.includes("…"));

// The studio ends and comes back: what Anna had entered is still there, and she goes on after logging in.
seen.after = await shown(anna);
await enter(anna, "7", "Kept over the gap.");
await ask("stop");
await text(anna, "does not answer");
await ask("start");
await anna.getByRole("dialog").getByLabel("Password").waitFor();
seen.name = await anna.getByRole("dialog").getByLabel("Name").inputValue();
await shot(anna, "again");
await logIn(anna, null, "lantern-lit");
await anna.getByRole("dialog").waitFor({ state: "hidden" });
await anna.locator(".bar-gone").waitFor({ state: "detached" });
await anna.evaluate(() => document.activeElement?.blur());
await anna.keyboard.press("Enter");
await anna.waitForFunction((id) => document.querySelector(".form h1")?.textContent !== id, seen.after);
await anna.waitForFunction(() => !document.querySelector(".next-left")?.textContent?.includes("…"));
await anna.getByRole("button", { name: "Log out" }).click();
await anna.getByLabel("Password").waitFor();
seen.place = anna.url() === address("/");
answers.close();
await finish();
