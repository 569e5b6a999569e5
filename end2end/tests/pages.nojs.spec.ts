// Without JavaScript: every page, as everybody who may see it: named, accessible, no wider than the window. Those that
// are for terminals say what terminals need.

import { expectAccessible, expectNamed, expectNoSideScroll } from "../support/checks";
import { everyPage, open } from "../support/pages";
import { atWork } from "../support/terminals";
import { expect, test } from "../support/test";

everyPage(async ({ page, browser, faults }, listed) => {
    if (listed.lab) test.setTimeout(150_000);
    const student = listed.lab ? await atWork(browser) : null;
    await open(page, listed);
    await expectNamed(page);
    await expectNoSideScroll(page);
    // The browser of these tests runs no script, and yet reads this element as those do that would.
    if (listed.terminals) {
        expect((await page.locator("noscript").allTextContents()).join()).toContain("A terminal needs JavaScript.");
    }
    await expectAccessible(page);
    await student?.close();
    // The browser notes such a status itself.
    if (listed.status) faults.length = 0;
});
