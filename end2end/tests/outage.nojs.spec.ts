// Without JavaScript: the database goes away under pages that are opened.

import { expectOutagesTold, signedIn } from "../support/outage";
import { test } from "../support/test";

test.setTimeout(120_000);

test("a database that is gone or broken is told on a page of ours", async ({ page, faults }) => {
    const own = await signedIn(page, "student");
    await expectOutagesTold(page, own);
    await own.stop();
    // The browser notes each of the answers itself.
    faults.length = 0;
});
