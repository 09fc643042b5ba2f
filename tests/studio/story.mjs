/* A sitting at the story page; run by test_story_page.py. */
import { finish, ground, open, painted, seen, shot, text } from "./browser.mjs";

const page = await open("/story");
const heading = () => page.locator(".tale-desk h1").innerText();
const state = () => page.locator(".brief .state").first().innerText();

/* -- Passages, along the story by keys -- */

await page.locator(".tale-desk h1").waitFor();
seen.first = await heading();
await text(page, "Fog lies on the quay");
await page.keyboard.press("l");
await page.waitForFunction((old) => document.querySelector(".tale-desk h1")?.textContent !== old, seen.first);
seen.along = await heading();
await page.keyboard.press("h");
await page.waitForFunction((old) => document.querySelector(".tale-desk h1")?.textContent === old, seen.first);
await page.getByRole("button", { name: /^Stay/ }).click();
await text(page, "An ending.");
seen.clicked = await heading();
seen.script = await page.evaluate(() => window.hacked === undefined && document.querySelectorAll(".prose script, .prose img").length === 0);
await shot(page, "story-passages");

/* -- Gate 1 -- */

await page.getByRole("link", { name: /^Look/ }).click();
await page.locator(".look").first().waitFor();
await page.getByRole("button", { name: /^Send back/ }).click();
await page.getByRole("alert").first().waitFor();
seen.noReason = await page.getByRole("alert").first().innerText();
await page.keyboard.press("a");
await page.locator(".direction .state-approved").waitFor();
await shot(page, "story-look");

/* -- Gate 2: briefs by keys. The one that was looked at comes along, though it was to be skipped -- */

await page.keyboard.press("]");
await page.locator(".brief").waitFor();
seen.waiting = await page.locator(".tale-list button").count();
await page.locator("textarea[name=caption]").fill("Where the fog begins");
await page.locator("textarea[name=caption]").press("Enter");
await page.waitForFunction(() => document.querySelector(".tale-list")?.textContent.includes("Where the fog begins"));
await page.keyboard.press("2");
await page.waitForFunction(() => document.querySelector(".brief-priority [aria-pressed=true]")?.textContent.includes("important"));
await page.keyboard.press("a");
await page.waitForFunction((n) => document.querySelectorAll(".tale-list button").length < n, seen.waiting);
await shot(page, "story-briefs");
await page.keyboard.press("a");
await page.waitForFunction((n) => document.querySelectorAll(".tale-list button").length < n - 1, seen.waiting);
await page.keyboard.press("a");
await text(page, "All of it was seen");

/* -- The codex at a chosen state -- */

await page.keyboard.press("]");
await page.locator(".codex").waitFor();
seen.locked = await page.locator(".codex .locked").count();
await page.getByLabel(/^saw_it/).check();
seen.opened = await page.locator(".codex .locked").count();
await page.locator(".codex").getByRole("button", { name: "Approve" }).first().click();
await page.locator(".codex .state-approved").first().waitFor();
await shot(page, "story-codex");

/* -- The budget, seen before it is set -- */

await page.keyboard.press("]");
await page.getByRole("button", { name: "See what it takes" }).click();
await text(page, "costs nothing");
seen.plan = await page.locator("dialog[open] .plan li").allInnerTexts();
await page.getByRole("button", { name: "Set it" }).click();
await text(page, "set by human:tester");
await painted(page);
await shot(page, "story-pictures");

/* -- What changes elsewhere appears -- */

seen.told = await page.locator(".tale-head code").innerText();

const dark = await open("/story?tab=look", { colorScheme: "dark", viewport: { width: 900, height: 700 } });
await dark.locator(".look").first().waitFor();
seen.darkGround = await ground(dark);
await shot(dark, "story-dark");
await finish();
