// The frame: the search, the theme, the side bar, the pages that are not there, the network that is gone.

import { person } from "../support/people";
import { expect, settled, test } from "../support/test";

test("a first visit is painted from the page alone, a second from what the browser keeps", async ({ page }) => {
    const sheet = () => page.locator("head #leptos").evaluate((sheet) => sheet.tagName);
    const font = () => page.locator("body").evaluate((body) => getComputedStyle(body).fontFamily);
    const fetched = page.waitForResponse(/\/pkg\/lyceum\..+\.css$/);
    await page.goto("/sign-in");
    expect(await sheet()).toBe("STYLE");
    const painted = await font();
    expect(painted).toContain("Inter");
    // When it has nothing else to do.
    await fetched;
    await page.reload();
    expect(await sheet()).toBe("LINK");
    expect(await font()).toBe(painted);
});

test.describe("a teacher", () => {
    test.use({ as: "teacher" });

    test("finds a student of a class by the search", async ({ page }) => {
        await page.goto("/teacher");
        await settled(page);
        await page.keyboard.press("Control+k");
        await page.getByRole("combobox").fill(person("student").name);
        const found = page.getByRole("option").filter({ hasText: person("student").login });
        await expect(found.first()).toContainText("Person");
        await found.first().click();
        await page.waitForURL(/\/teacher\/classes\/\d+$/);
        await expect(page.getByRole("row", { name: person("student").name })).toBeVisible();
    });
});

test.describe("signed in", () => {
    test.use({ as: "admin" });

    test("Ctrl K finds pages, people and actions, by keyboard alone", async ({ page }) => {
        await page.goto("/admin");
        await settled(page);
        await page.keyboard.press("Control+k");
        const box = page.getByRole("combobox");
        await expect(box).toBeFocused();
        await box.fill("audit");
        await expect(page.getByRole("option").first()).toContainText("Audit log");
        await box.fill("admin");
        await expect(page.getByRole("option").filter({ hasText: "Person" }).first()).toBeVisible();
        await box.fill("sessions");
        await page.keyboard.press("Enter");
        await expect(page).toHaveURL(/\/account\/sessions$/);
        await page.keyboard.press("Control+k");
        await page.keyboard.press("Escape");
        await expect(box).toBeHidden();
    });

    test("the theme changes at once and stays after a reload", async ({ page }) => {
        await page.goto("/account");
        await settled(page);
        const choose = async (theme: string) => {
            const kept = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.ok());
            await page.locator("summary[title='Theme']").click();
            await page.getByRole("button", { name: theme, exact: true }).click();
            await kept;
        };
        await choose("Dark");
        await expect(page.locator("html")).toHaveClass(/dark/);
        await page.reload();
        await expect(page.locator("html")).toHaveClass(/dark/);
        await settled(page);
        await choose("As the system");
        await expect(page.locator("html")).not.toHaveClass(/dark/);
    });

    test("the side bar stays folded", async ({ page, isMobile }) => {
        await page.goto("/admin");
        await settled(page);
        if (isMobile) {
            await expect(page.locator(".side-bar")).toBeHidden();
            const bar = page.getByRole("navigation", { name: "Main pages" });
            await expect(bar.locator("> *")).toHaveCount(4);
            // What has no room is behind the last.
            const more = bar.locator("summary");
            await more.click();
            await expect(bar.getByRole("link", { name: "Audit log" })).toBeVisible();
            await bar.getByRole("link", { name: "People" }).click();
            await expect(page).toHaveURL("/admin/people");
            await expect(bar.locator("a.entry[aria-current=page]")).toHaveText("People");
            await expect(bar.locator("details[open]")).toHaveCount(0);
            return;
        }
        await page.getByRole("button", { name: "Collapse the side bar" }).click();
        await page.reload();
        await settled(page);
        await expect(page.getByRole("button", { name: "Expand the side bar" })).toBeVisible();
        const width = await page.locator(".side-bar").evaluate((bar) => bar.getBoundingClientRect().width);
        expect(width).toBeLessThan(80);
    });

    test("a page that is not there is 404 and says so", async ({ page, faults }) => {
        const answer = await page.goto("/admin/nowhere");
        expect(answer?.status()).toBe(404);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such page");
        // The browser notes the status itself.
        faults.length = 0;
    });

    test("without the network a page of ours says so", async ({ page, context, faults }) => {
        await page.goto("/admin");
        await settled(page);
        await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
        await expect
            .poll(() => page.evaluate(() => caches.match("/offline.html").then((kept) => kept !== undefined)))
            .toBe(true);
        await context.setOffline(true);
        await page.goto("/admin/containers").catch(() => null);
        await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
        await context.setOffline(false);
        await page.getByRole("link", { name: "Try again" }).click();
        await expect(page.locator(".top-bar")).toBeVisible();
        faults.length = 0;
    });
});

test.describe("without the right", () => {
    test.use({ as: "student" });

    test("a page of another role is 403 and leads home", async ({ page, faults }) => {
        const answer = await page.goto("/admin/people");
        expect(answer?.status()).toBe(403);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("You may not manage people");
        await page.getByRole("link", { name: "Go to my start page" }).click();
        await expect(page).toHaveURL(/\/student$/);
        faults.length = 0;
    });
});
