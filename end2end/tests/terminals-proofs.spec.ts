// Nothing is lost: screens after a reload, keys and output over a minute without a network, a web server that
// is restarted under a program. Beside the page runs an emulator of the test's own, fed with the same bytes.

import { hashOfLines, Listener, pageCells } from "../support/emulator";
import { OwnServer } from "../support/own-server";
import { signInTo } from "../support/outage";
import { expect, settled, test } from "../support/test";
import { answers, leave, line, newTerminal, openLab, screen, type, Wire } from "../support/terminals";

test.use({ as: "student" });
test.setTimeout(180_000);

/** Programs, and what is to be seen of each. */
const PROGRAMS = [
    {
        name: "a shell",
        // Colours, and lines longer than the window, most of it scrolled away.
        start: `for i in $(seq 1 300); do printf '\\033[3%dmline %d \\303\\251 %0180d\\033[0m\\n' $((i % 8)) $i $i; done\n`,
        shows: /line 300 é/,
        back: 4,
        // A key leads back to the newest line.
        quit: ["\n"],
    },
    {
        name: "vim",
        // A program with colours, numbers, and two windows.
        start: `printf 'def f(x):\\n    """tëxt 你好 🙂"""\\n    return "a" + str(x * 2)\\n' > proof.py; vim -u NONE -c 'syntax on' -c 'set number ruler' -c split proof.py\n`,
        shows: /1,1\s+All/,
        quit: [":qa!\n"],
    },
    { name: "less", start: "seq 1 500 | less -N\n", shows: / {2,}\d+ \d+/, more: ["  ", "jj"], quit: ["q"] },
    { name: "top", start: "top -d 600\n", shows: /load average/, quit: ["q"] },
    {
        name: "htop",
        // It would draw anew all the time; bash would mind that it is held, sh does not.
        start: "sh -c 'htop; true'\n",
        shows: /Load average/,
        hold: "pkill -STOP -x htop",
        release: "pkill -CONT -x htop",
        quit: ["q"],
    },
    {
        name: "tmux",
        // Two panes, and a status line without the time of day.
        start: "tmux -f /dev/null new-session \\; set -g status-right '' \\; split-window -h \\; send-keys 'seq 1 30' Enter\n",
        shows: /\[0\] 0:/,
        more: ["\u0002%", "echo thi''rd\n"],
        settles: /third\s/,
        quit: ["tmux kill-server\n"],
        gone: "[server exited]",
    },
    { name: "nano", start: "nano proof-nano.txt\n", shows: /GNU nano/, more: ["kept over the reload"], quit: [] },
];

for (const program of PROGRAMS) {
    test(`${program.name}'s screen is the same after a reload, cell by cell`, { tag: "@wide" }, async ({ page }) => {
        // A terminal that is shown to the class elsewhere would take some lines of this one.
        await page.route(/\/api\/shown/, (route) => route.fulfill({ contentType: "application/x-postcard", body: "\u0000" }));
        const listener = new Listener(page);
        await openLab(page);
        await newTerminal(page);
        const token = `proof-${program.name.replace(" ", "-")}`;
        await type(page, `echo ${token.replace("-", "''-")}\n`);
        await expect(screen(page)).toContainText(token);
        await type(page, program.start);
        await expect(screen(page)).toContainText(program.shows);
        for (const keys of program.more ?? []) await type(page, keys);
        if (program.settles) await expect(screen(page)).toContainText(program.settles);
        if (program.hold) await beside(page, program.hold);
        await scrollBack(page, program.back);
        await rests(page);
        const before = await pageCells(page);
        const cols = await columns(page);
        // What was shown from the first byte on, by an emulator that nothing has interrupted.
        expect(await listener.cells(token, cols, before.rows, program.back)).toEqual(before.cells);

        listener.forget();
        await page.reload();
        await settled(page);
        const shown = page.locator(".xterm-rows:visible").filter({ hasText: program.shows }).first();
        await expect(shown).toBeVisible({ timeout: 20_000 });
        await shown.click({ force: true });
        await scrollBack(page, program.back);
        await rests(page);
        const after = await pageCells(page);
        expect(after.cells).toEqual(before.cells);
        // And by one that was given what the page was given now.
        expect(await listener.cells(token, cols, after.rows, program.back)).toEqual(after.cells);

        if (program.release) await beside(page, program.release);
        if (program.name === "nano") {
            await page.keyboard.press("Control+X");
            await type(page, "n");
        }
        for (const keys of program.quit) await type(page, keys);
        // It takes keys from the shell until then.
        if (program.gone) await expect(screen(page)).toContainText(program.gone);
        await answers(page);
        await leave(page);
    });
}

test("a minute without a network loses no key and no output", { tag: "@wide" }, async ({ page, context, faults }) => {
    test.setTimeout(300_000);
    const wire = await Wire.lay(page);
    await openLab(page);
    await newTerminal(page);
    // Speaks all the time, and keeps what it hears.
    await type(page, "stty -echo; (for i in $(seq 1 450); do echo out-$i; sleep 0.2; done) & cat > away.txt; wait; stty echo\n");
    await expect(screen(page)).toContainText("out-5");
    await wire.cut();
    await context.setOffline(true);
    await expect(page.getByRole("status").filter({ hasText: /Reconnecting/ }).first()).toBeVisible();
    const typed = Array.from({ length: 30 }, (_, number) => `typed while away, line ${number}\n`);
    for (const words of typed) {
        await type(page, words);
        // A minute of the network's absence is what is tested here: thirty lines, two seconds each.
        await page.waitForTimeout(2_000);
    }
    await expect(page.getByRole("status").filter({ hasText: /\d+ keys wait/ }).first()).toBeVisible();
    await context.setOffline(false);
    wire.mend();
    await expect(page.getByRole("status").filter({ hasText: "Connected" }).first()).toBeVisible({ timeout: 20_000 });
    await page.keyboard.press("Control+D");
    await expect(line(page, "out-450")).toBeVisible({ timeout: 150_000 });
    await answers(page);
    const lengths = typed.join("").length;
    await type(page, "wc -c away.txt; uniq -d away.txt | wc -l; rm away.txt\n");
    await expect(screen(page)).toContainText(`${lengths} away.txt`);
    await expect(line(page, "0")).toBeVisible();
    // Every line of output is there once, also those that have scrolled out of sight.
    await page.keyboard.press("Control+Shift+F");
    await page.getByRole("button", { name: "Regular expression" }).click();
    await page.getByRole("textbox", { name: "Find" }).fill("^out-\\d+$");
    await expect(page.getByRole("search").getByRole("status")).toHaveText(/of 450$/);
    await page.keyboard.press("Escape");
    await leave(page);
    // The browser notes every attempt to reach the server.
    faults.length = 0;
});

test("a restarted web server ends no program and loses no byte", { tag: "@wide" }, async ({ page, faults }) => {
    const own = await OwnServer.start({
        LYCEUM_ALLOW_HOST_SHELL: "true",
        LYCEUM_HOST_SHELL: "/bin/sh",
        LYCEUM_TERMINALS_GRACE_S: "30",
    });
    try {
        const listener = new Listener(page);
        await signInTo(own, page, "admin");
        await page.goto(`${own.url}/admin/shell`);
        await expect(page.locator(".xterm-rows:visible").first()).toBeVisible({ timeout: 60_000 });
        await page.locator(".xterm-rows:visible").first().click({ force: true });
        await answers(page);
        await type(page, "stty -echo; for i in $(seq 1 900); do echo line-$i; sleep 0.02; done; stty echo; echo all-sai''d\n");
        await expect(screen(page)).toContainText(/line-([5-9]\d|\d{3})/);
        await own.restart("SIGTERM");
        await own.restart("SIGKILL");
        await expect(line(page, "all-said")).toBeVisible({ timeout: 60_000 });
        const wanted = Buffer.from(Array.from({ length: 900 }, (_, number) => `line-${number + 1}\r\n`).join(""));
        const said = listener.stream("all-said");
        expect(hashOfLines(said, /line-\d+/g)).toBe(hashOfLines(wanted, /line-\d+/g));
        // It goes on, also for a page that is opened now.
        await answers(page);
        await page.reload();
        await settled(page);
        await page.locator(".xterm-rows:visible").first().click({ force: true });
        await answers(page);
        await leave(page);
    } finally {
        await own.stop();
        // The browser notes what it asked for meanwhile.
        faults.length = 0;
    }
});

test("Ctrl-C ends a flood at once", { tag: "@wide" }, async ({ page }) => {
    await openLab(page);
    await newTerminal(page);
    await type(page, "yes this-is-a-flood\n");
    await expect(screen(page)).toContainText("this-is-a-flood");
    await page.waitForTimeout(2_000);
    await page.keyboard.press("Control+C");
    // How soon is a figure, B2 of the bench; here, that nothing of the flood has to be waited for.
    await expect(screen(page)).toContainText(/\^C[\s\S]*[$#] /, { timeout: 20_000 });
    await answers(page);
    await leave(page);
});

/** Looks at what has scrolled away. */
async function scrollBack(page: import("@playwright/test").Page, pages = 0) {
    for (let turn = 0; turn < pages; turn++) await page.keyboard.press("Shift+PageUp");
}

/** Runs a line in another terminal, and comes back. */
async function beside(page: import("@playwright/test").Page, line: string) {
    await newTerminal(page);
    await type(page, `${line}\n`);
    await answers(page);
    await leave(page);
    await page.locator(".xterm-rows:visible").first().click({ force: true });
}

/** Waits until the screen stands still. */
async function rests(page: import("@playwright/test").Page) {
    let before = "";
    let times = 0;
    await expect
        .poll(async () => {
            const now = JSON.stringify((await pageCells(page)).cells);
            times = now === before ? times + 1 : 0;
            before = now;
            return times;
        }, { intervals: [300], timeout: 20_000 })
        .toBeGreaterThanOrEqual(3);
}

/** How many columns the terminal with the keyboard has, by the width of its letters. */
async function columns(page: import("@playwright/test").Page): Promise<number> {
    return page.locator(".xterm.focus").evaluate((terminal) => {
        const measure = terminal.querySelector(".xterm-rows");
        const width = (terminal.querySelector(".xterm-screen") as HTMLElement).clientWidth;
        const letter = document.createElement("span");
        letter.textContent = "W".repeat(100);
        letter.style.cssText = "position:absolute;visibility:hidden;white-space:pre";
        measure?.append(letter);
        const cell = letter.getBoundingClientRect().width / 100;
        letter.remove();
        return Math.round(width / cell);
    });
}
