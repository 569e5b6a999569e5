// Every page, as everybody who may see it, in both themes: named, quiet, accessible, no wider than the window.

import { expectAccessible, expectNamed, expectNoSideScroll } from "../support/checks";
import { PAGES, PUBLIC, type Listed } from "../support/pages";
import { ROLES } from "../support/people";
import { expect, settled, test } from "../support/test";
import type { Page } from "@playwright/test";

async function open(page: Page, listed: Listed) {
    let path = listed.path;
    if (listed.through) {
        await page.goto(listed.through.from);
        const links = await page.locator("a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
        const found = links.find((href) => listed.through?.link.test(href));
        expect(found, `${listed.through.from} links to ${listed.through.link}`).toBeTruthy();
        path = found ?? path;
    }
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(200);
    await settled(page);
}

async function check(page: Page, listed: Listed) {
    await open(page, listed);
    await expectNamed(page);
    await expectNoSideScroll(page);
    await expectAccessible(page);
}

for (const colorScheme of ["light", "dark"] as const) {
    test.describe(colorScheme, () => {
        test.use({ colorScheme });
        for (const listed of PUBLIC) {
            test(`nobody opens ${listed.path}`, ({ page }) => check(page, listed));
        }
        for (const role of ROLES) {
            test.describe(role, () => {
                test.use({ as: role });
                for (const listed of PAGES[role]) {
                    test(`the ${role} opens ${listed.path}`, ({ page }) => check(page, listed));
                }
            });
        }
    });
}
