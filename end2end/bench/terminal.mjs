// Terminals of a product in Chromium, for figures.
import { chromium } from "@playwright/test";

const { LYCEUM_URL: url, PRODUCT: product, LOGIN: login, PASSWORD: password } = process.env;

export const launch = () =>
    chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });

/** One figure: its values, or words where there are none. */
export function say(what, values) {
    console.log(JSON.stringify({ what, values }));
}

/** A shell that answers, with the keyboard. */
export async function openTerminal(page) {
    if (product === "ttyd") {
        // The renderer that both can have here.
        await page.goto(`${url}/?rendererType=dom`);
        await page.locator(".xterm-rows").waitFor();
        await page.locator(".xterm-helper-textarea").focus();
    } else {
        await page.goto(`${url}/admin/shell`);
        if (new URL(page.url()).pathname === "/sign-in") {
            await page.waitForLoadState("networkidle");
            await page.locator("input[name=login]").fill(login);
            await page.locator("input[name=password]").fill(password);
            await page.getByRole("button", { name: "Sign in", exact: true }).click();
            await page.waitForURL((at) => at.pathname === "/admin/shell");
        }
        await page.waitForLoadState("networkidle");
        const before = await page.locator(".xterm").count();
        await page.getByRole("button", { name: "New terminal" }).first().click();
        await page.waitForFunction((count) => document.querySelectorAll(".xterm").length > count, before);
        await page.locator(".xterm.focus .xterm-rows").waitFor();
    }
    await page.keyboard.type("PS1='$ '; printf 'shell-''answers\\n'\n");
    await shown(page, "shell-answers");
}

/** Waits until the screen with the keyboard shows these words. */
export async function shown(page, words, timeout = 30_000) {
    await page.waitForFunction(
        (words) => document.querySelector(".xterm.focus .xterm-rows")?.textContent.includes(words),
        words,
        { timeout },
    );
}
