// Every page, as everybody who may see it, in both themes: named, quiet, accessible, no wider than the window.

import { expectAccessible, expectNamed, expectNoSideScroll } from "../support/checks";
import { PAGES, PUBLIC, type Listed } from "../support/pages";
import { ROLES } from "../support/people";
import { atWork } from "../support/terminals";
import { expect, settled, test } from "../support/test";
import type { Browser, Page } from "@playwright/test";

async function open(page: Page, listed: Listed) {
    let path = listed.path;
    for (const { from, link, name } of listed.through ?? []) {
        await page.goto(from || path);
        const all = name ? page.getByRole("link", { name }) : page.locator("a[href]");
        const links = await all.evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
        const found = links.find((href) => link.test(href));
        expect(found, `${from || path} links to ${link}`).toBeTruthy();
        path = found ?? path;
    }
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(listed.status ?? 200);
    await settled(page);
}

async function check(page: Page, browser: Browser, faults: string[], listed: Listed) {
    if (listed.lab) test.setTimeout(150_000);
    const student = listed.lab ? await atWork(browser) : null;
    await open(page, listed);
    await expectNamed(page);
    await expectNoSideScroll(page);
    await expectAccessible(page);
    await student?.close();
    // The browser notes such a status itself.
    if (listed.status) faults.length = 0;
}

for (const colorScheme of ["light", "dark"] as const) {
    test.describe(colorScheme, () => {
        test.use({ colorScheme });
        for (const listed of PUBLIC) {
            test(`nobody opens ${listed.path}`, ({ page, browser, faults }) => check(page, browser, faults, listed));
        }
        for (const role of ROLES) {
            test.describe(role, () => {
                test.use({ as: role });
                for (const listed of PAGES[role]) {
                    test(`the ${role} opens ${listed.path}`, ({ page, browser, faults }) =>
                        check(page, browser, faults, listed));
                }
            });
        }
    });
}
