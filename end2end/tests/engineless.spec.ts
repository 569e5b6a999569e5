// A school without a container engine: what needs one says so, and how to connect it.

import { signInTo, test } from "../support/outage";
import { expect, settled } from "../support/test";

test("pages that need an engine say what is missing and how to mend it @wide", async ({ page, own, browser }) => {
    test.setTimeout(120_000);
    await signInTo(own, page, "admin");
    for (const path of ["/admin", "/admin/containers"]) {
        await page.goto(own.url + path);
        await settled(page);
        await expect(page.getByText("No container engine")).toBeVisible();
        await page.getByText("How to connect an engine").click();
        await expect(page.getByText("docker_host", { exact: true })).toBeVisible();
        await expect(page.getByText("/nowhere/docker.sock").first()).toBeVisible();
    }

    const student = await (await browser.newContext()).newPage();
    await signInTo(own, student, "student");
    await settled(student);
    await student.getByRole("link", { name: /^Open lab/ }).first().click();
    await expect(student.getByText("The container engine does not answer")).toBeVisible();
    await student.context().close();
});
