import { defineConfig } from "@playwright/test";

// scripts/e2e.sh starts a server on a fresh demo school and names it here.
const baseURL = process.env.LYCEUM_URL ?? "http://localhost:3000";

const desktop = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const withoutScript = { javaScriptEnabled: false };
const nojs = /\.nojs\.spec\.ts$/;
/** For fingers alone. */
const fingers = /-phone\.spec\.ts$/;

export default defineConfig({
    testDir: "tests",
    timeout: 60_000,
    expect: {
        timeout: 10_000,
        toHaveScreenshot: { animations: "disabled", caret: "hide", maxDiffPixelRatio: 0.02 },
    },
    // CONTRIBUTING.md says how they are renewed.
    snapshotPathTemplate: "pictures-of-style/{projectName}/{arg}{ext}",
    // Each role has two people (support/people.ts): a third test at once would be at work in the terminals of the first.
    workers: 2,
    forbidOnly: true,
    reporter: [["list"], ["html", { open: "never" }]],
    use: {
        baseURL,
        // A quarter of all time, so only where somebody looks for a fault: LYCEUM_TRACE=1 scripts/e2e.sh …
        trace: process.env.LYCEUM_TRACE ? "retain-on-failure" : "off",
        screenshot: "only-on-failure",
        launchOptions: {
            executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
            args: [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        },
    },
    projects: [
        { name: "sign-in", testMatch: /sign-in\.setup\.ts$/ },
        { name: "hydrated-1440", use: desktop, testIgnore: [nojs, fingers], dependencies: ["sign-in"] },
        { name: "hydrated-390", use: phone, testIgnore: nojs, grepInvert: /@wide/, dependencies: ["sign-in"] },
        { name: "nojs-1440", use: { ...desktop, ...withoutScript }, testMatch: nojs, dependencies: ["sign-in"] },
        { name: "nojs-390", use: { ...phone, ...withoutScript }, testMatch: nojs, dependencies: ["sign-in"] },
    ],
});
