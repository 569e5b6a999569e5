// The engine room: whose lab a container is, and one container as it runs.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { person } from "../support/people";
import { expect, settled, signedIn, test } from "../support/test";
import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { answers, atWork, leave, line, newTerminal, openLab, type } from "../support/terminals";
import type { Page } from "@playwright/test";

test.use({ as: "admin" });
test.setTimeout(120_000);

/** The page of the student's running lab. */
async function openContainer(page: Page, login = person("student").login) {
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

/** As scripts/lib.sh names it. */
const LAB_IMAGE = process.env.LYCEUM_LAB_IMAGE ?? "localhost/lyceum/lab:2";
/** A line five times a second, for ten minutes: what a broken test leaves behind ends by itself. */
const TALK = "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line-$i; sleep 0.2; done";
/** Per cent of a core that writing these lines does not take, and a busy program does. */
const BUSY_PERCENT = 10;

async function docker(...words: string[]): Promise<string> {
    return (await promisify(execFile)("docker", words)).stdout.trim();
}

const numberOf = (line: string) => Number(line.replace("line-", ""));

test("a container's log is followed, held and gone on with, and its charts tell what it does", async ({ page }, info) => {
    const name = `lyceum-e2e-${info.project.name}-${Date.now()}`;
    await docker("run", "--detach", "--rm", "--network", "none", "--name", name, LAB_IMAGE, "sh", "-c", TALK);
    try {
        await page.goto(`/admin/containers?q=${name}`);
        await page.getByRole("row").filter({ hasText: name }).getByRole("link", { name }).click();
        await expect(page).toHaveURL(`/admin/containers/${name}`);
        await settled(page);
        const log = page.getByRole("region", { name: "Log lines, newest last" });
        const lines = log.locator(".log-line > span");
        const newest = async () => numberOf(await lines.last().innerText());

        // More than there is room for: the newest stays in sight.
        const first = await newest();
        await expect.poll(newest, { timeout: 20_000 }).toBeGreaterThan(first + 30);
        expect(await log.evaluate((log) => log.scrollHeight - log.clientHeight)).toBeGreaterThan(0);
        await expect.poll(() => log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)).toBeLessThan(25);

        await page.getByRole("button", { name: "Pause", exact: true }).click();
        await expect(page.getByRole("status").filter({ hasText: /paused/ })).toBeVisible();
        const held = await newest();
        const written = async () => numberOf(await docker("logs", "--tail", "1", name));
        await expect.poll(written, { timeout: 20_000 }).toBeGreaterThan(held + 10);
        expect(await newest()).toBe(held);

        await page.getByRole("button", { name: "Go on", exact: true }).click();
        await expect.poll(newest).toBeGreaterThan(held + 10);
        // What was written meanwhile is there, each line once.
        const numbers = (await lines.allInnerTexts()).map(numberOf);
        expect(numbers).toEqual(numbers.map((_, place) => (numbers[0] ?? 0) + place));

        const chart = (title: string) => page.locator("figure").filter({ hasText: title });
        const memory = chart("Memory");
        await expect(memory.locator(".chart-value")).toHaveText(/^[1-9][\d.]* [KM]iB$/);
        const drawn = await memory.locator("svg").innerHTML();
        await expect.poll(() => memory.locator("svg").innerHTML()).not.toBe(drawn);
        const processor = async () => parseFloat(await chart("Processor, of one core").locator(".chart-value").innerText());
        await expect.poll(processor).toBeLessThan(BUSY_PERCENT);
        await docker("exec", "--detach", name, "timeout", "20", "sh", "-c", "while :; do :; done");
        await expect.poll(processor, { timeout: 20_000 }).toBeGreaterThan(BUSY_PERCENT);
    } finally {
        await docker("kill", name);
    }
});

/** Each window size has its own student, whose lab is nobody else's matter. */
const STUDENT = { "hydrated-1440": "chiara.romano", "hydrated-390": "daniel.novak" } as Record<string, string>;

test("a lab's container is stopped, started, restarted and removed, and its student mends it", async ({ page, browser }, info) => {
    test.setTimeout(300_000);
    const login = STUDENT[info.project.name] ?? "";
    const student = await signedIn(browser, login);
    await openLab(student);
    await newTerminal(student);
    await type(student, "echo kept-at''-home > kept.txt\n");
    await answers(student);
    // A page that is loaded anew would not have it.
    await student.evaluate(() => void Object.assign(window, { sameAsBefore: true }));
    const down = student.getByRole("alert").filter({ hasText: "Your lab is not running" });
    const terminals = student.locator(".xterm-rows:visible").first();

    await openContainer(page, login);
    await settled(page);
    const name = (await page.getByRole("heading", { level: 1 }).innerText()).trim();
    const act = async (verb: string, said: string) => {
        await page.getByRole("button", { name: verb, exact: true }).click();
        // Said for some seconds; programs have ten to end.
        await expect(page.getByText(`${said} ${name}.`)).toBeVisible({ timeout: 40_000 });
    };
    await act("Stop", "Stopped");
    await expect(page.getByText(/^Stopped, /)).toBeVisible();
    await expect(page.getByRole("button", { name: "Stop", exact: true })).toBeHidden();
    await expect(down).toBeVisible({ timeout: 20_000 });
    await act("Start", "Started");
    await expect(page.getByText("Running", { exact: true })).toBeVisible();
    await expect(down).toHaveCount(0, { timeout: 20_000 });
    await expect(terminals).toBeVisible({ timeout: 60_000 });
    await act("Restart", "Restarted");
    await expect(page.getByText("Running", { exact: true })).toBeVisible();
    await expect(down).toHaveCount(0, { timeout: 20_000 });

    // What is lost and what stays is said first, and nothing is done yet.
    const question = page.getByRole("dialog", { name: `Remove ${name}?` });
    await page.getByRole("button", { name: "Remove…" }).click();
    await expect(question.getByText("These volumes stay:")).toBeVisible({ timeout: 20_000 });
    await expect(question.getByText(/^It is running:/)).toBeVisible();
    await expectAccessible(page);
    await expectNoSideScroll(page);
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(question).toBeHidden();
    await expect(page.getByText("Running", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Remove…" }).click();
    await question.getByRole("button", { name: "Remove", exact: true }).click();
    // What is gone has no page: the list is where to go on.
    await expect(page.getByRole("heading", { level: 1, name: "Containers" })).toBeVisible({ timeout: 40_000 });

    await expect(down).toContainText("was removed", { timeout: 20_000 });
    await settled(student);
    await expectNoSideScroll(student);
    await expectAccessible(student);
    await down.getByRole("button", { name: "Start again" }).click();
    await expect(terminals).toBeVisible({ timeout: 60_000 });
    await expect(down).toHaveCount(0);
    await newTerminal(student);
    await type(student, "cat kept.txt; rm kept.txt\n");
    await expect(line(student, "kept-at-home")).toBeVisible();
    expect(await student.evaluate(() => "sameAsBefore" in window)).toBe(true);
    await student.context().close();
});
