// A machine that terminals reach over SSH: registered, its key accepted, used, and refused when it is another's.

import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { Sshd } from "../support/sshd";
import { answers, leave, line, places, screen, type } from "../support/terminals";
import { expect, settled, test as base } from "../support/test";

const test = base.extend<{ sshd: Sshd }>({
    sshd: async ({}, use) => {
        const sshd = await Sshd.start();
        await use(sshd);
        await sshd.remove();
    },
});

test.use({ as: "admin" });
test.setTimeout(180_000);

/** Adds a host on its page, which is shown then. */
async function register(page: Page, name: string, sshd: Sshd) {
    await page.goto("/admin/ssh/new");
    await settled(page);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Address", { exact: true }).fill("127.0.0.1");
    await page.getByLabel("Port", { exact: true }).fill(String(sshd.port));
    await page.getByLabel("User", { exact: true }).fill(sshd.user);
    await page.getByLabel("A private key").check();
    await page.getByLabel("Private key", { exact: true }).fill(sshd.key());
    await page.getByRole("button", { name: "Add host" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await settled(page);
}

const test_connection = (page: Page) => page.getByRole("button", { name: "Test connection" }).click();

test("a host is registered, its key accepted, and a changed one refused", async ({ page, sshd }, info) => {
    const name = `Build ${info.project.name} ${sshd.port}`;
    await register(page, name, sshd);
    const open = page.getByRole("button", { name: "Open terminal" });
    await expect(open).toBeDisabled();
    await test_connection(page);
    await expect(page.getByText("The host shows a key that nobody has accepted")).toBeVisible();
    await expect(page.getByText(sshd.fingerprint())).toBeVisible();
    await expectAccessible(page);
    await expectNoSideScroll(page);
    await page.getByRole("button", { name: "Accept this key" }).click();
    await expect(page.getByText("Host key: accepted")).toBeVisible();
    await test_connection(page);
    await expect(page.getByText(/It works: the key is the accepted one/)).toBeVisible();

    await open.click();
    await page.waitForURL(/\/admin\/desk$/);
    await answers(page);
    await type(page, "echo $((6*7)); tty\n");
    await expect(line(page, "42")).toBeVisible();
    await expect(screen(page)).toContainText("/dev/pts/");
    await expectNoSideScroll(page);
    await leave(page);

    // Another machine answers at the same place.
    const before = sshd.fingerprint();
    await sshd.serveWithNewKey();
    await (await places(page)).getByRole("button", { name }).click();
    const refused = page.getByRole("status").filter({ hasText: "shows another key than the one that was accepted" });
    await expect(refused).toContainText(before);
    await expect(refused).toContainText(sshd.fingerprint());
    await refused.getByRole("button", { name: "Close" }).click();

    await page.goto("/admin/ssh");
    await settled(page);
    await page.getByRole("link", { name }).click();
    await settled(page);
    await test_connection(page);
    const changed = page.getByRole("alert").filter({ hasText: "The host shows another key than the accepted one" });
    await expect(changed).toContainText(sshd.fingerprint());
    await expect(page.getByText("Host key: changed")).toBeVisible();
    await expect(open).toBeDisabled();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Accept the new key…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Accept the new key" }).click();
    await expect(changed).toHaveCount(0);
    await expect(open).toBeEnabled();
    await open.click();
    await page.waitForURL(/\/admin\/desk$/);
    await answers(page);
    await leave(page);

    // What is stored is kept, or replaced, and is nowhere on the page.
    await page.goto("/admin/ssh");
    await page.getByRole("link", { name }).click();
    await settled(page);
    await expect(page.getByLabel(/What is stored, which is kept/)).toBeChecked();
    expect(await page.content()).not.toContain("OPENSSH PRIVATE KEY-----\n");
    await page.getByRole("button", { name: "Remove host…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove host" }).click();
    await page.waitForURL(/\/admin\/ssh$/);
    await expect(page.getByRole("link", { name })).toHaveCount(0);
});

test("terminals of several places stand side by side", { tag: "@wide" }, async ({ page, sshd }) => {
    const name = `Side ${sshd.port}`;
    await register(page, name, sshd);
    await test_connection(page);
    await page.getByRole("button", { name: "Accept this key" }).click();
    await expect(page.getByText("Host key: accepted")).toBeVisible();

    await page.goto("/admin/desk");
    await settled(page);
    await (await places(page)).getByRole("button", { name: "Host shell" }).click();
    await answers(page);
    const beside = await places(page);
    await beside.getByRole("button", { name: "To the right" }).click();
    await beside.getByRole("button", { name }).click();
    await expect(page.getByRole("separator")).toHaveCount(1);
    await answers(page);
    await type(page, "echo $SSH_CONNECTION | cut -d' ' -f4\n");
    await expect(screen(page)).toContainText(String(sshd.port));
    await expectAccessible(page);

    await page.reload();
    await settled(page);
    await expect(page.getByRole("separator")).toHaveCount(1);
    await expect(page.locator(".xterm-rows:visible")).toHaveCount(2);
    for (const pane of [0, 1]) {
        await page.locator(".xterm-rows:visible").nth(1 - pane).click({ force: true });
        await leave(page);
    }
});
