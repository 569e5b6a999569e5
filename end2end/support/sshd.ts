// A real sshd on a free port of the loopback, with its own keys, as long as a test runs.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const PROGRAM = "/usr/sbin/sshd";

export class Sshd {
    readonly user = userInfo().username;
    private process: ChildProcess | null = null;

    private constructor(
        readonly port: number,
        private readonly folder: string,
    ) {}

    static async start(): Promise<Sshd> {
        if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: install openssh-server`);
        if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
        const folder = mkdtempSync(join(tmpdir(), "lyceum-sshd-"));
        const listener = createServer().listen(0, "127.0.0.1");
        await once(listener, "listening");
        const { port } = listener.address() as AddressInfo;
        await new Promise((closed) => listener.close(closed));
        const sshd = new Sshd(port, folder);
        sshd.makeKey("key");
        writeFileSync(sshd.path("authorized"), readFileSync(sshd.path("key.pub")));
        await sshd.serveWithNewKey();
        return sshd;
    }

    /** Starts it, or starts it again, with a host key that nobody knows. */
    async serveWithNewKey() {
        await this.stop();
        for (const name of ["host", "host.pub"]) rmSync(this.path(name), { force: true });
        this.makeKey("host");
        const lines = [
            `Port ${this.port}`,
            "ListenAddress 127.0.0.1",
            `HostKey ${this.path("host")}`,
            `AuthorizedKeysFile ${this.path("authorized")}`,
            "PidFile none",
            "UsePAM no",
            "StrictModes no",
            "PermitRootLogin yes",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PrintMotd no",
            "PrintLastLog no",
        ];
        writeFileSync(this.path("config"), `${lines.join("\n")}\n`);
        this.process = spawn(PROGRAM, ["-D", "-e", "-f", this.path("config")], { stdio: "ignore" });
        for (let tries = 0; tries < 200; tries++) {
            const socket = connect(this.port, "127.0.0.1");
            const there = await once(socket, "connect").then(
                () => true,
                () => false,
            );
            socket.destroy();
            if (there) return;
            await setTimeout(50);
        }
        throw new Error("sshd does not listen");
    }

    /** The host's key as `ssh-keygen -l` prints it. */
    fingerprint(): string {
        const said = execFileSync("ssh-keygen", ["-lf", this.path("host.pub")], { encoding: "utf8" });
        return said.split(" ")[1] ?? "";
    }

    /** A private key that it lets in. */
    key(): string {
        return readFileSync(this.path("key"), "utf8");
    }

    async stop() {
        const running = this.process;
        this.process = null;
        if (!running || running.exitCode !== null) return;
        const gone = once(running, "exit");
        running.kill("SIGKILL");
        await gone;
    }

    async remove() {
        await this.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    private path(name: string): string {
        return join(this.folder, name);
    }

    private makeKey(name: string) {
        execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-C", "", "-N", "", "-f", this.path(name)]);
    }
}
