// A server of a test's own, with the demo school on a PostgreSQL of its own that can be stopped and started.

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";

const ROOT = resolve(import.meta.dirname, "../..");
const LYCEUM = join(ROOT, "target", process.env.LYCEUM_PROFILE ?? "release", "lyceum");

export class OwnServer {
    private constructor(
        readonly url: string,
        private readonly folder: string,
        private readonly env: NodeJS.ProcessEnv,
        private readonly database: Database,
        private server: ChildProcessWithoutNullStreams,
    ) {}

    /** With more of the environment, if the test says so. */
    static async start(more: NodeJS.ProcessEnv = {}): Promise<OwnServer> {
        const folder = mkdtempSync(join(tmpdir(), "lyceum-own-"));
        const database = await Database.start();
        const port = await freePort();
        const env = {
            ...process.env,
            DATABASE_URL: database.url,
            LYCEUM_CONFIG: join(folder, "lyceum.toml"),
            LYCEUM_DATA_DIR: join(folder, "data"),
            LYCEUM_LISTEN: `127.0.0.1:${port}`,
            LYCEUM_DOCKER_HOST: "unix:///nowhere/docker.sock",
            LEPTOS_SITE_ROOT: process.env.LEPTOS_SITE_ROOT ?? join(ROOT, "target/site"),
            ...more,
        };
        execFileSync(LYCEUM, ["seed"], { env, stdio: "ignore" });
        const url = `http://localhost:${port}`;
        return new OwnServer(url, folder, env, database, await serve(url, env));
    }

    /** Ends the web server so, and starts another in its place; what it had others do goes on. */
    async restart(signal: NodeJS.Signals) {
        const ended = once(this.server, "exit");
        this.server.kill(signal);
        await ended;
        this.server = await serve(this.url, this.env);
    }

    loseDatabase = () => this.database.say("stop");
    mendDatabase = () => this.database.say("start");
    sql = (statement: string) => this.database.say(statement);

    async stop() {
        const ended = once(this.server, "exit");
        this.server.kill();
        await ended;
        await this.database.end();
        // The terminals' own process may still be tidying up there.
        rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
    }
}

async function serve(url: string, env: NodeJS.ProcessEnv): Promise<ChildProcessWithoutNullStreams> {
    const server = spawn(LYCEUM, ["serve"], { env });
    server.stdout.resume();
    server.stderr.resume();
    await expect
        .poll(() => fetch(`${url}/readyz`).then((answer) => answer.status, () => 0), { timeout: 30_000 })
        .toBe(200);
    return server;
}

class Database {
    private constructor(
        readonly url: string,
        private readonly process: ChildProcessWithoutNullStreams,
        private readonly lines: AsyncIterator<string>,
    ) {}

    static async start(): Promise<Database> {
        const process = spawn(join(import.meta.dirname, "postgres.sh"), { stdio: "pipe" });
        let told = "";
        process.stderr.on("data", (text) => (told += text));
        const lines = createInterface(process.stdout)[Symbol.asyncIterator]();
        const { value: url } = await lines.next();
        if (!url) throw new Error(`no PostgreSQL of our own: ${told}`);
        return new Database(url, process, lines);
    }

    async say(line: string) {
        this.process.stdin.write(`${line}\n`);
        expect((await this.lines.next()).value, line).toBe("done");
    }

    async end() {
        const ended = once(this.process, "exit");
        this.process.stdin.end();
        await ended;
    }
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    return port;
}
