// The school's name and accent: chosen, seen at once, refused where words would be hard to read, undone.

import { expectAccessibleInBothThemes } from "../support/checks";
import { expect, settled, test } from "../support/test";

test.describe.configure({ mode: "serial" });
test.use({ as: "admin" });

// One school for all windows: what one test sets, another would see.
test("a colour is chosen, leads every page, and is undone @wide", async ({ page, faults }) => {
    await page.goto("/admin/settings");
    await settled(page);
    const primary = () => page.evaluate(() => getComputedStyle(document.querySelector("button.btn[type=submit]")!).backgroundColor);
    const before = await primary();

    await page.getByText("Own", { exact: true }).click();
    await page.getByLabel("Own colour").fill("#ffcc00");
    await expect(page.getByText("Choose a darker one.")).toBeVisible();
    await page.getByRole("button", { name: "Save" }).click();
    // The browser notes the server's refusal; the words stood there before.
    await expect.poll(() => faults.length).toBe(1);
    await expect(page.getByText("Choose a darker one.")).toBeVisible();
    await expect(page.getByLabel("Own colour")).toHaveValue("#ffcc00");
    faults.length = 0;

    await page.getByText("Teal", { exact: true }).click();
    await page.getByLabel("Name of the school").fill("Hill School");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Other open pages show it")).toBeVisible();
    await expect.poll(primary).toBe("rgb(10, 107, 102)");

    await page.goto("/admin/people");
    await settled(page);
    await expect(page.getByRole("link", { name: "Hill School" })).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.emulateMedia({ colorScheme: "light" });

    await page.goto("/admin/settings");
    await settled(page);
    await page.getByRole("button", { name: "Back to the default" }).click();
    await expect(page.getByText("Back to the default.")).toBeVisible();
    await expect.poll(primary).toBe(before);
});
