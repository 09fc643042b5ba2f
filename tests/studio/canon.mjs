/* A sitting at the canon page; run by test_canon.py, with the path of the constitution. */
import { readFileSync, writeFileSync } from "node:fs";

import { address, finish, ground, open, painted, seen, shot, text, words } from "./browser.mjs";

const [constitution] = words;
const original = readFileSync(constitution, "utf-8");
const page = await open("/canon");
const looked = (at) => at.waitForFunction(() => document.querySelector(".change-numbers") && document.querySelector(".change")?.getAttribute("aria-busy") === "false");
const numbers = (at) => at.locator(".change-numbers b").evaluateAll((all) => all.map((each) => Number(each.textContent.replaceAll(",", ""))));
const draftOf = (at) => at.getByRole("textbox", { name: /^Text of/ });

/* -- Reading -- */

await page.locator(".canon-rule .fares-head").first().waitFor();
await page.locator(".trend").first().waitFor();
seen.trends = await page.locator(".trend").count();
while (!(await page.locator("#MAT-002.canon-marked").count())) await page.keyboard.press("j");
await painted(page);
seen.best = await page.locator("#MAT-002 .examples a").first().getAttribute("title");
await shot(page, "canon-light");

/* -- A rule, by keys: what would change is said before it can be saved -- */

await page.keyboard.press("e");
await draftOf(page).waitFor();
const rule = await draftOf(page).inputValue();
const save = page.getByRole("button", { name: /^Save/ });
seen.unlooked = await save.isDisabled();
await draftOf(page).fill(rule.replace("### MAT-002", "### MAT-001"));
await page.getByRole("alert").filter({ hasText: "would not be usable" }).waitFor();
seen.broken = await save.isDisabled();
await draftOf(page).fill(rule.replace("Scores: wear_level", "Scores: wear_level, composition"));
await looked(page);
seen.numbers = await numbers(page);
await painted(page);
await shot(page, "canon-edit");
await page.keyboard.press("Escape");
await page.locator("#MAT-002").waitFor();
seen.left = readFileSync(constitution, "utf-8");

await page.keyboard.press("e");
await draftOf(page).fill(rule.replace("Scores: wear_level", "Scores: wear_level, composition"));
await looked(page);
writeFileSync(constitution, `# A note\n\n${original}`);
await page.keyboard.press("Control+Enter");
await page.getByRole("alert").filter({ hasText: "somebody else" }).waitFor();
seen.ruleConflict = await page.getByRole("alert").innerText();
await page.getByRole("button", { name: "Put my words into the new text" }).click();
await text(page, "from line 73");
await looked(page);
await draftOf(page).focus();
await page.keyboard.press("Control+Enter");
await text(page, "is saved");
writeFileSync(constitution, readFileSync(constitution, "utf-8").replace("# A note\n\n", ""));
await page.locator("#MAT-002 .rule-facts", { hasText: "composition" }).waitFor();

/* -- Thresholds, by mouse; and somebody else is faster -- */

await page.getByRole("button", { name: /^Thresholds/ }).click();
const range = page.getByRole("slider", { name: /^Approve: every dimension/ });
await range.fill("0.8");
await looked(page);
writeFileSync(constitution, `${readFileSync(constitution, "utf-8")}\n<script>alert(1)</script>\n`);
await save.click();
await page.getByRole("alert").filter({ hasText: "somebody else" }).waitFor();
seen.conflict = await page.getByRole("alert").innerText();
await page.getByRole("button", { name: /^Leave it/ }).click();
await text(page, "<script>alert(1)</script>");
seen.script = await page.locator("main script").count();
writeFileSync(constitution, readFileSync(constitution, "utf-8").replace("\n<script>alert(1)</script>\n", ""));
await page.waitForFunction(() => !document.querySelector("main")?.textContent?.includes("alert(1)"));
await page.keyboard.press("t");
await range.waitFor();
for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
await looked(page);
seen.calls = await numbers(page);
await painted(page);
await shot(page, "canon-limits");
await save.click();
await text(page, "Thresholds is saved");
await page.locator(".canon-limits", { hasText: "≥ 0.75" }).waitFor();

/* -- Other files, dark, small, and none -- */

await page.getByRole("link", { name: "review rubric" }).click();
await page.getByRole("heading", { name: "Quick Review Protocol" }).waitFor();
seen.rubric = await page.getByRole("main").innerText();
const dark = await open("/canon", { colorScheme: "dark" });
await dark.locator(".trend").first().waitFor();
for (let i = 0; i < 3; i++) await dark.keyboard.press("j");
await painted(dark);
await shot(dark, "canon-dark");
seen.darkGround = await ground(dark);
await dark.setViewportSize({ width: 900, height: 700 });
await shot(dark, "canon-small");
await dark.keyboard.press("k");
await dark.keyboard.press("k");
await dark.keyboard.press("e");
await draftOf(dark).waitFor();
await draftOf(dark).fill("### RND-001: Painted\n\nStrokes.\n\nScores: painterly_finish, composition\n");
await looked(dark);
await shot(dark, "canon-edit-small");
await dark.goto(address("/canon?file=canon/nothing.md"));
await dark.getByRole("alert").waitFor();
await dark.goto(address("/canon?file=constitution.json"));
await dark.getByRole("heading", { name: "No constitution yet" }).waitFor();
seen.none = await dark.getByRole("main").innerText();

await finish();
