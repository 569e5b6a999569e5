// A proxy in front of the school, as networks have them: pages pass, sockets as it is told.

import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** What becomes of WebSockets: they pass, are refused, or are opened and bring nothing. */
export type Mood = "pass" | "refuse" | "hold";

export class Proxy {
    mood: Mood = "pass";
    private readonly sockets = new Set<Duplex>();

    private constructor(
        private readonly target: URL,
        private readonly server: Server,
    ) {
        server.on("request", (asked, answer) => {
            const { method, url, headers } = asked;
            const onwards = request({ host: target.hostname, port: target.port, method, path: url, headers }, (found) => {
                answer.writeHead(found.statusCode ?? 502, found.rawHeaders);
                found.pipe(answer);
            });
            onwards.on("error", () => answer.destroy());
            asked.pipe(onwards);
        });
        server.on("upgrade", (asked: IncomingMessage, socket: Duplex) => this.upgrade(asked, socket));
    }

    static async before(target: string): Promise<Proxy> {
        const server = createServer().listen(0, "127.0.0.1");
        await once(server, "listening");
        return new Proxy(new URL(target), server);
    }

    get url(): string {
        return `http://localhost:${(this.server.address() as AddressInfo).port}`;
    }

    stop() {
        this.sockets.forEach((socket) => socket.destroy());
        this.server.closeAllConnections();
        this.server.close();
    }

    private upgrade(asked: IncomingMessage, socket: Duplex) {
        socket.on("error", () => {});
        if (this.mood === "refuse") return socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
        for (let at = 0; at < asked.rawHeaders.length; at += 2) {
            lines.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`);
        }
        const onwards: Socket = connect(Number(this.target.port), this.target.hostname);
        onwards.on("error", () => socket.destroy());
        onwards.write(`${lines.join("\r\n")}\r\n\r\n`);
        socket.pipe(onwards);
        let opened = false;
        const holds = this.mood === "hold";
        onwards.on("data", (bytes: Buffer) => {
            if (!holds || !opened) socket.write(bytes);
            opened = true;
        });
        onwards.on("close", () => socket.destroy());
        socket.on("close", () => onwards.destroy());
        for (const end of [socket, onwards]) this.sockets.add(end);
    }
}
