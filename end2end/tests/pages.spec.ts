// Every page, as everybody who may see it: named, quiet, no wider than the window, accessible in both themes.

import { expectAccessibleInBothThemes, expectNamed, expectNoSideScroll } from "../support/checks";
import { everyPage, open } from "../support/pages";
import { atWork } from "../support/terminals";
import { test } from "../support/test";

everyPage(async ({ page, browser, faults }, listed, role) => {
    if (listed.lab) test.setTimeout(150_000);
    const student = listed.lab && role !== "student" ? await atWork(browser) : null;
    await open(page, listed);
    await expectNamed(page);
    await expectNoSideScroll(page);
    await expectAccessibleInBothThemes(page);
    await student?.close();
    // The browser notes such a status itself.
    if (listed.status) faults.length = 0;
});
