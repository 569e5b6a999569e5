// What the owner of a terminal decides: who may come in, how large it is, and whether it goes on.

import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { signInTo } from "../support/outage";
import { OwnServer } from "../support/own-server";
import { session } from "../support/people";
import { expect, settled, signedIn, test } from "../support/test";
import { answers, line, leave, newTerminal, openLab, screen, type } from "../support/terminals";
import type { Locator, Page } from "@playwright/test";

test.setTimeout(180_000);

/** Who is invited; each window size has its own, so that both can be tested at once. */
const GUEST = {
    "hydrated-1440": ["tara.kelly", "Tara Kelly"],
    "hydrated-390": ["umut.demir", "Umut Demir"],
} as Record<string, [string, string]>;

async function share(page: Page): Promise<Locator> {
    await page.getByRole("button", { name: "Share this terminal" }).click();
    const dialog = page.getByRole("dialog", { name: "Share this terminal" });
    await expect(dialog.getByLabel("Invite somebody of the class")).toBeVisible();
    return dialog;
}

const company = (page: Page) => page.getByRole("group", { name: "People in this terminal" }).filter({ visible: true });

test.describe("a terminal of a lab", () => {
    test.use({ as: "student" });

    test("a classmate comes by invitation, is given control, and goes with the invitation", async ({ page, browser, faults }, info) => {
        const [login, name] = GUEST[info.project.name] ?? ["", ""];
        await openLab(page);
        await newTerminal(page);
        await type(page, "echo for-my''-guest\n");
        await expect(screen(page)).toContainText("for-my-guest");
        const dialog = await share(page);
        const link = await dialog.getByLabel("Link").inputValue();

        const guest = await signedIn(browser, login);
        expect((await guest.goto(link))?.status()).toBe(403);
        await expect(guest.getByText("Its owner can invite you")).toBeVisible();

        await dialog.getByRole("button", { name: "Invite", exact: true }).click();
        await expect(dialog.getByRole("alert")).toBeVisible();
        await settled(page);
        await expectAccessible(page);
        // The browser notes the refusal itself.
        faults.length = 0;
        await dialog.getByLabel("Invite somebody of the class").selectOption({ label: name });
        await dialog.getByLabel("They may ask for control").check();
        await dialog.getByRole("button", { name: "Invite", exact: true }).click();
        const takeBack = dialog.getByRole("button", { name: `Take back the invitation of ${name}` });
        await expect(takeBack).toBeVisible();
        await expect(dialog.getByText("May look and ask for control")).toBeVisible();
        await expectAccessible(page);
        await expectNoSideScroll(page);
        await dialog.getByRole("button", { name: "Close" }).click();

        expect((await guest.goto(link))?.status()).toBe(200);
        await settled(guest);
        await expect(guest.locator(".xterm-rows", { hasText: "for-my-guest" })).toBeVisible({ timeout: 20_000 });
        await expect(company(page)).toContainText(`${name} is watching`);
        await expectAccessible(guest);
        await expectNoSideScroll(guest);
        await company(guest).getByRole("button", { name: "Ask for control" }).click();
        await page.getByRole("button", { name: /^Grant control to/ }).click();
        await expect(company(guest)).toContainText("You control");
        await guest.locator(".xterm-rows:visible").first().click({ force: true });
        await guest.keyboard.type("echo by my''-guest\n");
        await expect(page.locator(".xterm-rows:visible", { hasText: "by my-guest" })).toBeVisible();

        const again = await share(page);
        await again.getByRole("button", { name: `Take back the invitation of ${name}` }).click();
        await expect(again.getByRole("button", { name: /^Take back/ })).toHaveCount(0);
        await again.getByRole("button", { name: "Close" }).click();
        await expect(guest.getByRole("status").filter({ hasText: "has taken the invitation back" })).toBeVisible();
        await expectAccessible(guest);
        expect((await guest.goto(link))?.status()).toBe(403);
        await guest.context().close();
        faults.length = 0;
        // The keys are the owner's again.
        await page.locator(".xterm-rows:visible").first().click({ force: true });
        await answers(page);
        await leave(page);
    });

    test("its owner says whose window decides about its size", async ({ page, browser }) => {
        await openLab(page);
        await newTerminal(page);
        await type(page, "echo siz''ed\n");
        await expect(screen(page)).toContainText("sized");
        const whose = async (which: RegExp) => {
            const dialog = await share(page);
            const size = dialog.getByLabel("Size of the terminal");
            const label = await size.locator("option").filter({ hasText: which }).textContent();
            await size.selectOption({ label: label ?? "" });
            await dialog.getByRole("button", { name: "Close" }).click();
            await page.locator(".xterm-rows:visible").first().click({ force: true });
        };
        const becomes = async (size: string, word: string) => {
            await type(page, `until stty size | grep -E '^${size}$'; do sleep 0.1; done; echo ${word}''-now\n`);
            await expect(line(page, `${word}-now`)).toBeVisible();
        };
        await whose(/^Fixed/);
        await becomes("24 80", "fixed");

        // A window that is lower than the owner's, whichever that is.
        const teacher = await browser.newContext({ storageState: session("teacher"), viewport: { width: 1000, height: 460 } });
        const watching = await teacher.newPage();
        await whose(/^That of the window/);
        await becomes("[0-9]+ ([0-79][0-9]|1[0-9]{2}|8[1-9])", "mine");
        const dialog = await share(page);
        const link = await dialog.getByLabel("Link").inputValue();
        await dialog.getByRole("button", { name: "Close" }).click();
        await watching.goto(link);
        await expect(watching.locator(".xterm-rows", { hasText: "sized" })).toBeVisible({ timeout: 20_000 });
        await whose(/^So small/);
        await becomes("([0-9]|1[0-9]) [0-9]+", "small");
        await expectAccessible(page);
        await expectNoSideScroll(watching);
        await teacher.close();
        await becomes("[2-9][0-9] [0-9]+", "large");
        await leave(page);
    });
});

test("a terminal in which nobody types says when it ends, and is kept or not", { tag: "@wide" }, async ({ page, faults }) => {
    const own = await OwnServer.start({
        LYCEUM_ALLOW_HOST_SHELL: "true",
        LYCEUM_HOST_SHELL: "/bin/sh",
        LYCEUM_TERMINALS_IDLE_S: "24",
        LYCEUM_TERMINALS_WARNING_S: "20",
        LYCEUM_TERMINALS_GRACE_S: "2",
    });
    try {
        await signInTo(own, page, "admin");
        await page.goto(`${own.url}/admin/shell`);
        await settled(page);
        await page.locator(".xterm-rows:visible").first().click({ force: true });
        await answers(page);
        const told = page.getByRole("timer").filter({ hasText: /^This terminal ends in 0:\d\d: nobody has typed for a long time/ });
        await expect(told).toBeVisible({ timeout: 15_000 });
        await expectAccessible(page);
        await page.getByRole("button", { name: "Keep it running" }).click();
        await expect(told).toBeHidden();
        // The keyboard is the terminal's again, and what is typed puts it off as well.
        await expect(told).toBeVisible({ timeout: 15_000 });
        await answers(page);
        await expect(told).toBeHidden();
        const ended = page.getByRole("status").filter({ hasText: "Closed after a long time in which nobody typed" });
        await expect(ended).toBeVisible({ timeout: 45_000 });
        await expectAccessible(page);
        await ended.getByRole("button", { name: "Close" }).click();
        await expect(page.locator(".xterm")).toHaveCount(0);
    } finally {
        await own.stop();
        // The browser notes what it asked for meanwhile.
        faults.length = 0;
    }
});
