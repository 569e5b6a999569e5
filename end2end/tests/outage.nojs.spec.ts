// Without JavaScript: the database goes away under pages that are opened.

import { expectOutagesTold, signInTo, test } from "../support/outage";

test.setTimeout(240_000);

test("a database that is gone or broken is told on a page of ours", async ({ page, own }) => {
    await signInTo(own, page, "student");
    await expectOutagesTold(page, own);
});
