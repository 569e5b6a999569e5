// The engine room: whose lab a container is, and one container as it runs.

import { person } from "../support/people";
import { expect, settled, test } from "../support/test";
import { atWork } from "../support/terminals";

test.use({ as: "admin" });
test.setTimeout(120_000);

test("a lab is listed with its student and class, and its page is live", async ({ page, browser }) => {
    const { login } = person("student");
    const student = await atWork(browser);
    await page.goto(`/admin/containers?q=${login}&state=running&labs=only`);
    // Another school may share the engine, and have a student of that name.
    const row = page.getByRole("row").filter({ hasText: `Lab of ${login}` }).filter({ hasText: "CS 101 A" }).first();
    await expect(row).toBeVisible();
    // Holding classes is not among an admin's rights: the class is named and not linked.
    await expect(row.getByRole("link", { name: "CS 101 A" })).toHaveCount(0);
    await row.getByRole("link").first().click();
    await expect(page.getByText(`Lab of ${login} in CS 101 A`)).toBeVisible();
    await page.reload();
    await settled(page);
    await expect(page.getByRole("status").filter({ hasText: /0 lines/ })).toBeVisible();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("status").filter({ hasText: /paused/ })).toBeVisible();
    await student.close();
});
