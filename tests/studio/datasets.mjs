/* The datasets page: crops by keys and mouse, saved, taken back, and in conflict with an editor. */
import { readFileSync, writeFileSync } from "node:fs";

import { address, finish, open, painted, seen, shot, text, words } from "./browser.mjs";

const [plan] = words;
const onDisk = () => readFileSync(plan, "utf8");
const page = await open("/datasets");
const field = (name) => page.locator(`input[name=${name}]`);
const mark = (id) => page.locator(".crop-name", { hasText: id }).first().click();
const saved = () => page.locator(".crops-tools .main", { hasText: /^Saved/ }).waitFor();
await painted(page);
await page.locator(".sheet-crop").first().waitFor();
seen.crops = await page.locator(".crop-id").allInnerTexts();
await page.locator(".sheet-figure").first().waitFor();
await shot(page, "datasets-light");

/* -- By keys -- */

await mark("clean_front");
await page.locator(".sheet-stage").focus();
await page.keyboard.press("ArrowRight");
await page.keyboard.press("Shift+ArrowDown");
await page.keyboard.press("Control+ArrowLeft");
seen.nudged = [await field("left").inputValue(), await field("top").inputValue(), await field("width").inputValue()];
await page.keyboard.press("Shift+ArrowLeft");
await page.locator(".remarks, .fine").first().waitFor();
await page.keyboard.press("u");
seen.afterUndo = await field("left").inputValue();
for (let i = 0; i < 12; i++) await page.keyboard.press("Shift+ArrowRight");
await page.locator(".remarks li", { hasText: "overlaps" }).waitFor();
seen.remarks = await page.locator(".remarks li").allInnerTexts();
await page.keyboard.press("s");
seen.snapped = [await field("left").inputValue(), await field("width").inputValue()];
await page.keyboard.press("Escape");
seen.discarded = await field("left").inputValue();
await page.keyboard.press("ArrowRight");
await page.keyboard.press("Enter");
await text(page, "Saved into dataset/ada/plan.yaml");
await saved();
seen.afterKeys = onDisk();

/* -- By mouse -- */

await mark("clean_back");
const line = page.locator(".sheet-crop.marked .sheet-line");
const middle = async (locator) => { const at = await locator.boundingBox(); return [at.x + at.width / 2, at.y + at.height / 2]; };
let [x, y] = await middle(line);
await page.mouse.move(x, y);
await page.mouse.down();
await page.keyboard.down("Alt");
await page.mouse.move(x - 20, y + 10, { steps: 4 });
await page.mouse.up();
await page.keyboard.up("Alt");
seen.dragged = [Number(await field("left").inputValue()), Number(await field("top").inputValue())];
[x, y] = await middle(page.locator("[data-hold=se] rect").last());
await page.mouse.move(x, y);
await page.mouse.down();
await page.mouse.move(x - 30, y - 40, { steps: 4 });
await page.mouse.up();
seen.pulled = [Number(await field("width").inputValue()), Number(await field("height").inputValue())];
const stage = await page.locator(".sheet-stage").boundingBox(), sheet = await page.locator(".sheet-stage img").boundingBox();
await page.mouse.move(sheet.x + sheet.width * 0.62, sheet.y + sheet.height * 0.78);
await page.mouse.down();
await page.mouse.move(sheet.x + sheet.width * 0.72, sheet.y + sheet.height * 0.96, { steps: 5 });
await page.mouse.up();
await text(page, "new");
await field("id").fill("drawn");
await field("id").press("Enter");
await page.locator("label", { hasText: "Framing" }).locator("select").selectOption("closeup");
await page.locator(".caption-line", { hasText: "closeup" }).waitFor();
await page.locator(".sheet-stage").focus();
await page.mouse.move(stage.x + stage.width / 2, stage.y + stage.height / 2);
await page.mouse.wheel(0, -400);
seen.zoom = await page.locator(".stage-scale").innerText();
await painted(page);
await shot(page, "datasets-near");
await page.keyboard.press("z");
await mark("clean_angry");
await page.keyboard.press("Delete");
await page.getByRole("button", { name: /Save 3 crops/ }).click();
await saved();
seen.afterMouse = onDisk();
await page.locator(".sheet-stage").focus();
await page.keyboard.press("u");
await text(page, "Took back");
await page.locator(".crop-name", { hasText: "clean_angry" }).waitFor();
seen.takenBack = onDisk();

/* -- What cannot be -- */

await mark("clean_front");
await field("width").fill("5000");
await page.locator(".remarks li", { hasText: "leaves the sheet" }).waitFor();
await shot(page, "datasets-impossible");
await page.locator(".sheet-stage").focus();
await page.keyboard.press("Escape");
await field("id").fill("clean_back");
await field("id").press("Enter");
await page.getByRole("alert").first().waitFor();
seen.twice = await page.getByRole("alert").first().innerText();
await page.locator(".sheet-stage").focus();
await page.keyboard.press("Escape");

/* -- Somebody else -- */

await page.route("**/api/datasets/ada", (route) => route.abort());
writeFileSync(plan, `${onDisk()}# mine\n`);
await page.keyboard.press("ArrowDown");
await page.keyboard.press("Enter");
await page.locator(".crops-side [role=alert]", { hasText: "changed by somebody else" }).waitFor();
seen.conflict = await page.locator(".crops-side [role=alert]").innerText();
await page.unroute("**/api/datasets/ada");
seen.afterConflict = onDisk();

/* -- Captions -- */

await page.goto(address("/datasets?set=ada&tab=captions"));
await page.locator(".captions tbody tr").first().waitFor();
await painted(page);
await page.keyboard.press("/");
await page.keyboard.type("neutral pose");
await page.keyboard.press("Tab");
await page.keyboard.type("standing");
await page.keyboard.press("Enter");
await page.locator(".edits tbody tr").first().waitFor();
seen.previewed = [await page.locator(".edits tbody tr").count(), onDisk() === seen.afterConflict];
await shot(page, "captions-preview");
await page.getByRole("button", { name: /^Change \d+ captions/ }).click();
await page.locator(".caption-text", { hasText: "standing" }).first().waitFor();
seen.bulk = onDisk();
await page.locator("main").focus();
await page.keyboard.press("u");
await text(page, "Took back");
await page.locator(".caption-text", { hasText: "neutral pose" }).first().waitFor();
await page.getByRole("button", { name: /full body, front view/ }).first().click();
const caption = page.getByRole("textbox", { name: "Caption of clean_front" });
await caption.fill("a girl");
await caption.press("Enter");
await text(page, "Changed the caption of clean_front");
await page.locator(".lint").waitFor();
seen.lint = await page.locator(".lint summary").innerText();
await page.getByLabel("Choose clean_back").check();
await page.locator("input[name=remove]").fill("white background");
await page.getByRole("button", { name: "See what changes in 1" }).click();
await page.getByRole("button", { name: "Change 1 caption" }).click();
await page.locator(".captions tr", { hasText: "clean_back" }).first().locator(".caption-text", { hasNotText: "white background" }).waitFor();
await page.locator("main").focus();
await page.keyboard.press("u");
const captioned = (id, what) => page.locator(".captions tr", { hasText: id }).first().locator(".caption-text", { hasText: what }).waitFor();
await captioned("clean_back", "white background");
await page.keyboard.press("u");
await captioned("clean_front", "full body, front view");
seen.captions = onDisk();

/* -- Balance -- */

await page.goto(address("/datasets?set=ada&tab=balance"));
await page.locator(".steps-number").waitFor();
seen.bars = await page.locator(".bars-name").allInnerTexts();
seen.steps = await page.locator(".steps-number b").innerText();
await page.getByRole("button", { name: /^Take / }).click();
await page.locator(".steps-number .word-approved").waitFor();
await shot(page, "balance");
await page.getByRole("button", { name: "Save into the plan" }).click();
await page.getByRole("button", { name: "As in the plan" }).waitFor();
seen.balanced = onDisk();

/* -- Building -- */

await page.keyboard.press(".");
await page.locator(".contact img").first().waitFor();
await painted(page);
await page.getByRole("button", { name: "Make images" }).click();
await page.locator(".build .refusal").first().waitFor();
seen.unseen = await page.locator(".build .refusal").first().innerText();
await page.getByRole("button", { name: /approve 14/ }).click();
await page.getByRole("button", { name: "All approved" }).waitFor();
for (const [name, told] of [["Make images", "14 images made"], ["Write captions", "14 files made"], ["Mirror what may be", "4 images made"]]) {
  await page.getByRole("button", { name }).click();
  await page.locator(".build .fine", { hasText: told }).waitFor();
}
await page.locator(".check-parts li").first().waitFor();
await page.locator(".check-sum", { hasText: "18 training images" }).waitFor();
seen.check = await page.locator(".check-sum").innerText();
await painted(page);
await shot(page, "build");

/* -- A name changes, the image keeps its number; and another sheet -- */

await page.goto(address("/datasets?set=ada"));
await mark("clean_side");
await field("id").fill("side_view");
await field("id").press("Enter");
await page.getByRole("button", { name: /Save 1 crop/ }).click();
await saved();
await page.locator(".crop-name", { hasText: "side_view" }).locator(".approved").waitFor();
await page.getByRole("button", { name: "Add a sheet …" }).click();
await page.getByRole("button", { name: "Add inputs/references/more.png" }).click();
await page.getByRole("button", { name: "2 figures found" }).waitFor();
await page.locator(".stage-scale").waitFor();
await page.locator(".sheet-stage").focus();
await page.keyboard.press("n");
await page.locator(".crop-name", { hasText: "more_1" }).waitFor();
seen.added = await page.locator(".crop-id").allInnerTexts();
await page.keyboard.press("Escape");

/* -- Dark, and small -- */

const dark = await open("/datasets", { colorScheme: "dark" });
await dark.locator(".sheet-figure").first().waitFor();
await dark.locator(".crop-name", { hasText: "clean_three" }).click();
await painted(dark);
await dark.waitForTimeout(400);
await shot(dark, "datasets-dark");
await dark.setViewportSize({ width: 900, height: 700 });
await dark.goto(address("/datasets"));
await dark.locator(".sheet-figure").first().waitFor();
await painted(dark);
await shot(dark, "datasets-small");
await finish();
