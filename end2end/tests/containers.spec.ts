// The engine room: whose lab a container is, and one container as it runs.

import { person } from "../support/people";
import { expect, settled, test } from "../support/test";
import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { answers, atWork, leave, line, type } from "../support/terminals";
import type { Page } from "@playwright/test";

test.use({ as: "admin" });
test.setTimeout(120_000);

/** The page of the student's running lab. */
async function openContainer(page: Page) {
    const { login } = person("student");
    await page.goto(`/admin/containers?q=${login}&state=running&labs=only`);
    // Another school may share the engine, and have a student of that name.
    const row = page.getByRole("row").filter({ hasText: `Lab of ${login}` }).filter({ hasText: "CS 101 A" }).first();
    await expect(row).toBeVisible();
    // Holding classes is not among an admin's rights: the class is named and not linked.
    await expect(row.getByRole("link", { name: "CS 101 A" })).toHaveCount(0);
    await row.getByRole("link").first().click();
    await expect(page.getByText(`Lab of ${login} in CS 101 A`)).toBeVisible();
}

test("a lab is listed with its student and class, and its page is live", async ({ page, browser }) => {
    const student = await atWork(browser);
    await openContainer(page);
    await page.reload();
    await settled(page);
    await expect(page.getByRole("status").filter({ hasText: /0 lines/ })).toBeVisible();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("status").filter({ hasText: /paused/ })).toBeVisible();
    await student.close();
});

test("a container is entered as somebody, somewhere, with a program", async ({ page, browser }) => {
    const { login } = person("student");
    const student = await atWork(browser);
    await openContainer(page);
    await settled(page);
    await page.getByRole("button", { name: "Terminal…" }).click();
    const dialog = page.getByRole("dialog", { name: /^Terminal in / });
    await expect(dialog).toContainText(`This is the lab of ${login}. That you enter it is written to the audit log.`);
    const open = dialog.getByRole("button", { name: "Open terminal" });
    await dialog.getByLabel("User").fill("a b");
    await dialog.getByLabel("Folder").fill("srv");
    await dialog.getByLabel("Command").fill("sh -c 'echo");
    await open.click();
    await expect(dialog.getByRole("alert")).toHaveText([
        "A user is a name or a number, such as root, 1000 or 1000:1000.",
        "Write the whole path, such as /srv.",
        "A quote is not closed.",
    ]);
    await expectAccessible(page);
    await expectNoSideScroll(page);
    // What was typed is still there, to be put right.
    await expect(dialog.getByLabel("Folder")).toHaveValue("srv");
    await dialog.getByLabel("User").fill("65534");
    await dialog.getByLabel("Folder").fill("/usr/bin");
    await dialog.getByLabel("Command").fill("env 'GREETING=good day' sh");
    await open.click();
    await page.waitForURL(/\/admin\/desk/);
    await answers(page);
    await type(page, 'echo "$(id -u) $PWD $GREETING"\n');
    await expect(line(page, "65534 /usr/bin good day")).toBeVisible();
    await leave(page);
    await student.close();
});
