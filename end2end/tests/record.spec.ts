// The record of terminals: an end that is put off by its owner, and one that an admin brings about.

import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { session } from "../support/people";
import { expect, settled, signedIn, test } from "../support/test";
import { newTerminal, openLab, screen, type } from "../support/terminals";

test.setTimeout(180_000);

/** Each window size has its own student, who opens no terminal anywhere else. */
const STUDENT = {
    "hydrated-1440": "xenia.papadakis",
    "hydrated-390": "yusuf.osman",
} as Record<string, string>;

test("a terminal is kept by its owner from afar, and ended by an admin with a reason", async ({ browser, faults }, info) => {
    const login = STUDENT[info.project.name] ?? "";
    const student = await signedIn(browser, login);
    await openLab(student);
    await newTerminal(student);
    await type(student, "echo to-be''-ended\n");
    await expect(screen(student)).toContainText("to-be-ended");

    // Shown nowhere, it says when it ends, and is kept without being opened.
    const keep = student.getByRole("button", { name: /^Keep it running/ }).first();
    await expect(async () => {
        await student.goto("/student/terminals");
        await expect(keep).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await settled(student);
    await expectNoSideScroll(student);
    await expectAccessible(student);
    const kept = student.waitForResponse(/\/api\/keep_terminal/);
    await keep.click();
    expect((await kept).ok()).toBe(true);
    await expect(keep).toBeEnabled();
    await expect(student.getByRole("alert")).toHaveCount(0);
    await openLab(student);
    const shown = student.locator(".xterm-rows:visible", { hasText: "to-be-ended" });
    await expect(shown).toBeVisible({ timeout: 20_000 });

    const admin = await (await browser.newContext({ storageState: session("admin") })).newPage();
    await admin.goto(`/admin/terminals?who=${login}&state=running`);
    await settled(admin);
    // Their newest: the one in which they have just typed.
    await admin.getByRole("row").nth(1).getByRole("link").first().click();
    await expect(admin).toHaveURL(/\/admin\/terminals\/\d+$/);
    await settled(admin);
    await admin.getByText("End this terminal", { exact: true }).click();
    const reason = admin.getByLabel("Why, for the person at it");
    await reason.fill("   ");
    await admin.getByRole("button", { name: "End the terminal" }).click();
    await expect(reason).toHaveAccessibleDescription(/Say why/);
    await expect(reason).toHaveAttribute("aria-invalid", "true");
    await expectNoSideScroll(admin);
    await expectAccessible(admin);
    await expect(shown).toBeVisible();
    // The browser notes the refusal itself.
    faults.length = 0;
    await reason.fill("the room closes");
    await admin.getByRole("button", { name: "End the terminal" }).click();
    await expect(admin.getByText("1 session ended")).toBeVisible();
    await expect(student.getByRole("status").filter({ hasText: /the room closes/ })).toBeVisible({ timeout: 20_000 });
    // The page follows what the record is told.
    await expect(admin.getByText(/the room closes/).first()).toBeVisible({ timeout: 20_000 });
    await expect(admin.getByText("End this terminal", { exact: true })).toHaveCount(0);
    await student.context().close();
    await admin.context().close();
});
