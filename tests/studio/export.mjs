/* A sitting at the export page; run by test_export.py, which checks what lies on disk afterwards. */
import { finish, open, painted, seen, shot, text } from "./browser.mjs";

const page = await open("/export");
const number = (words) => Number(words.replace(/\D/g, ""));

// What would be written, of two formats: one chosen already, one by mouse.
await page.locator(".split-bar").waitFor();
await page.getByRole("checkbox", { name: /^kto/ }).click();
await page.locator(".outlook tbody th", { hasText: "kto" }).waitFor();
seen.leftOut = await page.locator(".left-out").innerText();
seen.leaks = await page.locator(".leaks").innerText();
seen.foreseen = number(await page.locator(".outlook tr", { has: page.locator("th", { hasText: /^trl$/ }) }).locator("td").first().innerText());
await shot(page, "export-light");

// Shares that make no sense are refused in the command line's words.
const share = page.getByRole("spinbutton", { name: "Share of train" });
await share.fill("0.5");
await page.getByRole("alert").first().waitFor();
seen.refusal = await page.getByRole("alert").first().innerText();
await share.fill("0.9");
await page.locator(".split-bar").waitFor();

// Written by key, seen in the list, checked.
await page.locator("h1").click();
await page.keyboard.press("e");
await text(page, "Wrote");
await page.locator(".made", { hasText: "shoals-trl" }).getByRole("button", { name: "Check" }).click();
await page.locator(".grade").waitFor();
seen.grade = await page.locator(".grade").innerText();
await page.locator(".made-list").scrollIntoViewIfNeeded();
await shot(page, "export-made");

// Looked at, row by row, by keys.
await page.getByRole("link", { name: "shoals-trl", exact: true }).first().focus();
await page.keyboard.press("Enter");
await page.locator(".row-images img").waitFor();
seen.rows = number(await page.getByRole("tab", { name: "train" }).locator("b").innerText());
for (let i = 0; i < 17; i++) await page.keyboard.press("j"); // to the second critique
await page.locator(".row.marked", { hasText: "critique" }).waitFor();
await page.locator(".row-json").first().waitFor();
await painted(page);
seen.question = await page.locator(".row-question").innerText();
await shot(page, "export-rows");
await page.keyboard.press("]");
await page.waitForFunction(() => document.querySelector(".browse-files [aria-selected=true]")?.textContent.startsWith("train") === false);
await page.keyboard.press("Escape");
await page.getByRole("heading", { name: "Exports made" }).waitFor();
seen.place = new URL(page.url()).pathname;

const other = await open("/export", { colorScheme: "dark" });
await other.locator(".split-bar").waitFor();
await other.getByRole("checkbox", { name: /^dpo/ }).click();
await other.locator(".outlook tbody th", { hasText: "dpo" }).waitFor();
await shot(other, "export-dark");
await page.setViewportSize({ width: 900, height: 700 });
await page.locator(".split-bar").waitFor();
await shot(page, "export-small");
await finish();
