/* A sitting at the compare page; run by test_compare.py. */
import { finish, ground, open, painted, seen, shot, text } from "./browser.mjs";

const page = await open("/compare?lane=costume");
const side = (which) => page.locator(`.pair-${which} figcaption span`).innerText();
const pictures = () => page.waitForFunction(() => document.querySelectorAll(".stage-picture img").length === 2
  && [...document.querySelectorAll(".stage-picture img")].every((image) => image.naturalWidth > 0));
const other = async (pair) => {
  await page.waitForFunction((old) => [...document.querySelectorAll(".pair figcaption span")].map((each) => each.textContent).join() !== old, pair.join());
  await pictures();
};
const pair = async () => [await side("a"), await side("b")];

/* -- By keys: a choice, dimensions, and a reason that is asked for -- */

await pictures();
seen.first = await pair();
await text(page, "No answers yet");
await page.keyboard.press("1");
await page.keyboard.press("2");
await page.keyboard.press("2");
for (let i = 0; i < 3; i++) await page.keyboard.press("3");
for (let i = 0; i < 4; i++) await page.keyboard.press("4");
await page.keyboard.press("a");
await page.keyboard.press("Enter");
await page.keyboard.type("The coat has a waterline.");
await page.keyboard.press("Enter");
await other(seen.first);
await text(page, "beats");
seen.second = await pair();
await page.locator(".ranking-list li").nth(1).waitFor();
seen.afterOne = await page.locator(".ranking-list li").count();

/* -- What is refused stays -- */

await page.keyboard.press("Enter");
await page.getByRole("alert").first().waitFor();
seen.refusal = await page.getByRole("alert").first().innerText();

/* -- By mouse: b, and taken back -- */

await page.getByRole("button", { name: /^B is better/ }).click();
await page.getByRole("button", { name: "silhouette clarity: B is better" }).click();
await page.getByRole("textbox", { name: /^Why/ }).fill("The lamp reads.");
await page.getByRole("button", { name: /^Save/ }).click();
await other(seen.second);
seen.third = await pair();
await page.keyboard.press("u");
await other(seen.third);
await text(page, "is taken back");
seen.back = await pair();
seen.backWhy = await page.getByRole("textbox", { name: /^Why/ }).inputValue();
seen.backPressed = await page.locator(".contest-three [aria-pressed=true]").count();
await page.keyboard.press("t");
await page.keyboard.press("Enter");
await other(seen.second);

/* -- More, so that there is a ranking -- */

for (let i = 0; i < 8; i++) {
  const now = await pair();
  await page.keyboard.press(now[0] < now[1] ? "a" : "b");
  await page.keyboard.press("e");
  await page.keyboard.type("Earlier is better, for this test.");
  await page.keyboard.press("Enter");
  await other(now);
}
await page.waitForFunction(() => document.querySelectorAll(".ranking-list li").length >= 8);
await painted(page);
await page.keyboard.press("1");
await page.keyboard.press("3");
await page.keyboard.press("3");
await page.keyboard.press("a");
await shot(page, "compare-light");
seen.ranking = await page.locator(".ranking-list a").evaluateAll((rows) => rows.map((row) => row.title));

/* -- Zoom and pan move both; wipe and blink show one through the other -- */

await page.keyboard.press("z");
await page.keyboard.press("]");
await page.keyboard.press("L");
await page.keyboard.press("J");
seen.transforms = await page.locator(".stage-picture img").evaluateAll((images) => images.map((image) => `${image.style.width} ${image.style.transform}`));
await page.keyboard.press("z");
await page.keyboard.press("v");
await page.mouse.move(400, 500);
const clip = () => page.locator(".pair-b").evaluate((each) => each.style.clipPath);
seen.wipes = [await clip()];
await page.keyboard.press(".");
seen.wipes.push(await clip());
await shot(page, "compare-wipe");
await page.keyboard.press("v");
const away = () => page.locator(".pair-away figcaption b").textContent();
seen.blinks = [await away()];
await page.keyboard.press(" ");
seen.blinks.push(await away());
await page.keyboard.press("v");

/* -- Dark, small, and nothing to compare -- */

const dark = await open("/compare?lane=costume", { colorScheme: "dark" });
await dark.waitForFunction(() => document.querySelectorAll(".stage-picture img").length === 2);
await dark.locator(".ranking header").waitFor();
await painted(dark);
await shot(dark, "compare-dark");
seen.darkGround = await ground(dark);
await dark.setViewportSize({ width: 900, height: 700 });
await shot(dark, "compare-small");
await dark.setViewportSize({ width: 3840, height: 2160 });
await shot(dark, "compare-4k");
await dark.goto(new URL("/compare?lane=nowhere", dark.url()).href);
await dark.getByRole("heading", { name: "Nothing to compare in nowhere" }).waitFor();
seen.empty = await dark.getByRole("main").innerText();

await finish();
