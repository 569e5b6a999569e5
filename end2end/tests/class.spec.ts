// A class is held: the teacher starts labs, sees them, and stops them; the roster can be searched and sent on.

import { openClass } from "../support/terminals";
import { expect, settled, signedIn, test } from "../support/test";

/** Each window size has its own student, so that both can be tested at once. */
const STUDENT = {
    "hydrated-1440": { search: "albrecht", name: /Ben Albrecht/ },
    "hydrated-390": { search: "andersen", name: /William Andersen/ },
} as Record<string, { search: string; name: RegExp }>;

test.describe("a teacher's class", () => {
    test.use({ as: "teacher" });

    test("start one, see it run, stop it", async ({ page }, { project }) => {
        test.setTimeout(120_000);
        const { search, name } = STUDENT[project.name];
        await openClass(page);
        await settled(page);

        await page.getByRole("searchbox", { name: "Search" }).fill(search);
        await expect(page).toHaveURL(new RegExp(`q=${search}`));
        const row = page.getByRole("row", { name });
        await expect(row).toBeVisible();
        await expect(page.getByRole("row")).toHaveCount(2);

        const stop = row.getByRole("button", { name: /^Stop/ });
        if (await stop.isVisible()) {
            await stop.click();
            await page.getByRole("button", { name: "Stop", exact: true }).click();
        }
        await row.getByRole("button", { name: /^Start/ }).click();
        // Said for some seconds.
        await expect(page.getByText(/1 started/)).toBeVisible({ timeout: 60_000 });
        await expect(row).toContainText("Running", { timeout: 60_000 });
        await expect(row.getByRole("link", { name: /^Watch/ })).toBeVisible();
        // What it uses, as it is measured.
        await expect(row).toContainText(/\d+(\.\d)? %/, { timeout: 20_000 });
        await expect(row).toContainText(/\d+(\.\d)? [KM]iB/);
        await expect(row.getByRole("img", { name: /^CPU, the last two minutes/ }).filter({ visible: true })).toBeVisible();

        await stop.click();
        await expect(page.getByRole("heading", { name: "Stop one lab?" })).toBeVisible();
        await page.getByRole("button", { name: "Stop", exact: true }).click();
        await expect(row).toContainText("Stopped", { timeout: 30_000 });
    });

    test("what is searched for stays in the address", async ({ page }) => {
        await openClass(page);
        await page.goto(`${page.url()}?q=haddad&sort=state`);
        await settled(page);
        await expect(page.getByRole("searchbox", { name: "Search" })).toHaveValue("haddad");
        await expect(page.getByRole("row", { name: /Amira Haddad/ })).toBeVisible();
        await expect(page.getByRole("row")).toHaveCount(2);
    });
});

test("all labs of a class are started, and stopped @wide", async ({ browser }) => {
    test.setTimeout(300_000);
    // A class in which nobody else is at work.
    const page = await signedIn(browser, "claire.dubois");
    await page.getByRole("navigation").getByRole("link", { name: "NET 201 B" }).first().click();
    await page.waitForURL(/\/teacher\/classes\/\d+$/);
    await settled(page);
    const students = (await page.getByRole("row").count()) - 1;
    expect(students).toBe(15);
    const summary = page.getByRole("status").filter({ hasText: "labs are running" });
    await page.getByRole("button", { name: "Start all" }).click();
    await expect(page.getByText("Starting: each lab's line says how far it is")).toBeVisible();
    await expect(page.getByText(new RegExp(`${students} started`))).toBeVisible({ timeout: 120_000 });
    await expect(summary).toContainText(`${students} of ${students}`);
    await expect(page.getByRole("link", { name: /^Watch/ })).toHaveCount(students);

    await page.getByRole("button", { name: "Stop all" }).click();
    await page.getByRole("dialog", { name: `Stop ${students} labs?` }).getByRole("button", { name: "Stop", exact: true }).click();
    await expect(page.getByText(new RegExp(`${students} stopped`))).toBeVisible({ timeout: 120_000 });
    await expect(summary).toContainText(`0 of ${students}`);
    await page.context().close();
});
