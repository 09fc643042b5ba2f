/* The subjects page: lineage, gates by keys and mouse, promoting, and what is refused. */
import { address, finish, open, painted, seen, shot, text } from "./browser.mjs";

const page = await open("/subjects");
await page.locator(".node").first().waitFor();
await painted(page);
seen.nodes = await page.locator(".node").count();
seen.next = await page.locator(".subject-next").innerText();
seen.lines = await page.locator(".line").count();
seen.shots = await page.locator(".shots tbody th").allInnerTexts();
seen.missing = await page.locator(".shots td", { hasText: "missing" }).count();
await shot(page, "subjects-light");
const side = page.locator(".said");
const shown = () => side.locator("h2").innerText();

/* -- Promoting what is not approved -- */

await page.locator("[data-node=orla_portrait_s0]").click();
await side.locator("h2", { hasText: "orla_portrait_s0" }).waitFor();
await side.locator(".lacks").waitFor();
seen.lacks = await side.locator(".lacks li").allInnerTexts();
await page.keyboard.press("m");
await page.getByRole("dialog").getByRole("alert").waitFor();
seen.refused = await page.getByRole("dialog").getByRole("alert").innerText();
await shot(page, "subjects-refused");
await page.keyboard.press("Escape");

/* -- Gates by keys -- */

await page.locator("[data-node=orla_portrait_s1]").click();
await side.locator("h2", { hasText: "orla_portrait_s1" }).waitFor();
await side.locator(".gates li").first().waitFor();
for (const key of ["1", "2", "3", "4", "5"]) await page.keyboard.press(key);
await page.keyboard.press("!");
await page.keyboard.press("6");
await page.locator("input[name=IC-6]").waitFor();
await page.keyboard.press("Enter");
await side.getByRole("alert").waitFor();
seen.reasonless = await side.getByRole("alert").innerText();
await page.locator("input[name=IC-6]").fill("anybody with a braid");
await page.locator("input[name=IC-6]").press("Enter");
await text(page, "Noted of orla_portrait_s1");
await page.keyboard.press("6");
await page.keyboard.press("Enter");
await side.locator(".gates .gate-pass").nth(5).waitFor();

/* -- Scores by mouse and keys -- */

for (const name of ["identity_fidelity", "spec_compliance", "narrative_legibility"]) {
  await page.locator(`input[name=${name}]`).focus();
  for (let i = 0; i < 17; i++) await page.keyboard.press("ArrowRight");
}
await side.getByRole("button", { name: /^Save/ }).click();
await side.locator(".fine").waitFor();
seen.fine = await side.locator(".fine").innerText();
await shot(page, "subjects-gates");

/* -- It is approved elsewhere, and becomes the anchor -- */

await page.evaluate(async () => {
  const { record_hash } = await (await fetch("/api/records/orla_portrait_s1")).json();
  const { dimensions } = await (await fetch("/api/canon")).json();
  const answer = await fetch("/api/judgments", { method: "POST", headers: { "Content-Type": "application/json", "X-Limner": "1" },
    body: JSON.stringify({ id: "orla_portrait_s1", record_hash, status: "approved", explanation: "It is her.", scores: Object.fromEntries(dimensions.map(({ name }) => [name, 0.8])) }) });
  if (!answer.ok) throw new Error(await answer.text());
});
await side.locator(".word-approved", { hasText: "approved" }).first().waitFor();
await page.locator("main").focus();
await page.keyboard.press("m");
await page.getByRole("button", { name: "Promote to orla_venn_v1" }).click();
await text(page, "orla_portrait_s1 is the anchor orla_venn_v1");
await page.locator(".node-current").waitFor();
await painted(page);
seen.anchor = await page.locator(".node-current").getAttribute("data-node");
await page.locator("main").focus();
await page.keyboard.press("j");
seen.stepped = await shown();
await page.keyboard.press("n");
await page.keyboard.press("n");

/* -- A subject without images -- */

await page.locator(".subject-list a", { hasText: "heron" }).click();
await text(page, "make its first images");
seen.heron = await page.locator(".subject-next").innerText();

/* -- Dark, and small -- */

const dark = await open("/subjects", { colorScheme: "dark" });
await dark.locator(".node-current").waitFor();
await dark.locator(".said .gates li").first().waitFor();
await painted(dark);
await shot(dark, "subjects-dark");
await dark.setViewportSize({ width: 900, height: 700 });
await dark.goto(address("/subjects?name=orla_venn"));
await dark.locator(".said .gates li").first().waitFor();
await painted(dark);
await shot(dark, "subjects-small");
await finish();
