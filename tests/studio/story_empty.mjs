/* The story page of a project without one; run by test_story_page.py. */
import { finish, open, seen } from "./browser.mjs";

const page = await open("/story");
await page.getByRole("heading", { name: "No story yet" }).waitFor();
seen.text = await page.locator("main").innerText();
await finish();
