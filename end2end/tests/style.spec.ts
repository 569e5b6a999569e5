// The style guide, group by group, beside the pictures of it that are kept.

import { expect, settled, test } from "../support/test";

/** Higher than any group, pixels. */
const TALL = 4000;

/** What goes on without the page: times, which take their room with them, and bars that lie over a group. */
const STILL = `
    time { display: none; }
    .top-bar, .phone-bar, .toasts { visibility: hidden !important; }
`;

for (const colorScheme of ["light", "dark"] as const) {
    test.describe(colorScheme, () => {
        test.use({ as: "admin", colorScheme });

        test(`every group of components looks as it did, ${colorScheme}`, async ({ page }) => {
            test.setTimeout(180_000);
            await page.goto("/admin/style");
            await settled(page);
            // Each group fits: a picture that is put together from several is cut at other places each time.
            await page.setViewportSize({ width: page.viewportSize()?.width ?? 1440, height: TALL });
            await page.addStyleTag({ content: STILL });
            // Another test may be choosing the school's colour.
            await page.locator("style#accent").evaluate((accent) => accent.replaceChildren());
            const links = page.getByRole("navigation", { name: "Groups" }).getByRole("link");
            const anchors = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
            expect(anchors.length).toBeGreaterThan(10);
            for (const anchor of anchors) {
                await expect.soft(page.locator(anchor)).toHaveScreenshot(`${anchor.slice(1)}-${colorScheme}.png`);
            }
        });
    });
}
