// The machine that Lyceum runs on, live.

import { expect, settled, test } from "../support/test";

test.use({ as: "admin" });

test("the host's figures are there, and move by themselves", async ({ page }) => {
    await page.goto("/admin");
    await settled(page);
    for (const name of ["Processor", "Memory", "Network", "Disk traffic"]) {
        const chart = page.locator("figure").filter({ hasText: name }).first();
        await expect(chart).toContainText(/\d+(\.\d+)? (%|[KMG]?i?B)/);
        const drawn = () => chart.innerHTML();
        const before = await drawn();
        await expect.poll(drawn, { message: `${name} moves` }).not.toBe(before);
    }
});
