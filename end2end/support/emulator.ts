// An emulator of our own beside the page's: fed with the same bytes, it must show the same cells.

import { Unicode11Addon } from "@xterm/addon-unicode11";
import headless, { type IBufferCell, type Terminal } from "@xterm/headless";
import { expect, type Page } from "@playwright/test";
import { createHash } from "node:crypto";

/** What a cell shows, and how: "text", "foreground/background/marks". */
type Cell = [string, string];

const OUTPUT = 0x01;
const SIZE = 0x06;
const SNAPSHOT = 0x07;

type Event =
    | { what: "output"; seq: number; bytes: Buffer }
    | { what: "size"; at: number; cols: number; rows: number }
    | { what: "snapshot"; seq: number; cols: number; rows: number; part: number; bytes: Buffer };

/** All that the server says about each terminal of a page's sockets. To be begun before the page opens. */
export class Listener {
    private channels = new Map<number, Event[]>();

    constructor(page: Page) {
        page.on("websocket", (socket) => {
            if (!socket.url().endsWith("/ws/terminals")) return;
            socket.on("framereceived", ({ payload }) => {
                if (typeof payload !== "string") this.hear(payload);
            });
        });
    }

    /** Forgets what was said so far: what follows is about another page's emulators. */
    forget() {
        this.channels.clear();
    }

    private hear(frame: Buffer) {
        const channel = frame.readUInt16LE(2);
        const events = this.channels.get(channel) ?? [];
        this.channels.set(channel, events);
        const number = (at: number) => Number(frame.readBigUInt64LE(at));
        switch (frame[0]) {
            case OUTPUT:
                events.push({ what: "output", seq: number(4), bytes: frame.subarray(12) });
                break;
            case SIZE:
                events.push({
                    what: "size",
                    at: number(4),
                    cols: frame.readUInt16LE(12),
                    rows: frame.readUInt16LE(14),
                });
                break;
            case SNAPSHOT:
                events.push({
                    what: "snapshot",
                    seq: number(4),
                    cols: frame.readUInt16LE(12),
                    rows: frame.readUInt16LE(14),
                    part: frame[16] ?? 0,
                    bytes: frame.subarray(18),
                });
        }
    }

    /** The terminal whose output holds these words. */
    private about(words: string): Event[] {
        const found = [...this.channels.values()].filter((events) =>
            Buffer.concat(events.flatMap((event) => (event.what === "size" ? [] : [event.bytes]))).includes(words),
        );
        expect(found, `terminals that said ${words}`).toHaveLength(1);
        return found[0] ?? [];
    }

    /** All bytes of that terminal, which must follow each other without a gap; what was said twice counts once. */
    stream(words: string): Buffer {
        const parts: Buffer[] = [];
        let next: number | undefined;
        for (const event of this.about(words)) {
            if (event.what === "snapshot") next ??= event.seq;
            if (event.what !== "output") continue;
            const from = next ?? event.seq;
            expect(event.seq, "nothing is left out").toBeLessThanOrEqual(from);
            parts.push(event.bytes.subarray(from - event.seq));
            next = Math.max(from, event.seq + event.bytes.length);
        }
        return Buffer.concat(parts);
    }

    /** The cells of an emulator that was fed with all that was said about that terminal, scrolled back by some pages. */
    async cells(words: string, cols: number, rows: number, back = 0): Promise<Cell[][]> {
        const emulator = new headless.Terminal({ cols, rows, scrollback: 5000, allowProposedApi: true });
        emulator.loadAddon(new Unicode11Addon() as never);
        emulator.unicode.activeVersion = "11";
        const write = (bytes: Buffer) => new Promise<void>((parsed) => emulator.write(bytes, parsed));
        const sizes: { at: number; cols: number; rows: number }[] = [];
        let next = 0;
        const resize = (to: number) => {
            while (sizes[0] && sizes[0].at <= to) {
                const size = sizes.shift();
                if (size) emulator.resize(size.cols, size.rows);
            }
        };
        for (const event of this.about(words)) {
            if (event.what === "size") {
                sizes.push(event);
            } else if (event.what === "snapshot") {
                if (event.part === 0) {
                    sizes.length = 0;
                    emulator.reset();
                    emulator.resize(event.cols, event.rows);
                }
                await write(event.bytes);
                next = event.seq;
            } else {
                let bytes = event.bytes.subarray(Math.max(0, next - event.seq));
                while (sizes[0] && sizes[0].at < next + bytes.length) {
                    const stop = Math.max(0, sizes[0].at - next);
                    await write(bytes.subarray(0, stop));
                    next += stop;
                    bytes = bytes.subarray(stop);
                    resize(next);
                }
                await write(bytes);
                next += bytes.length;
            }
            resize(next);
        }
        emulator.scrollPages(-back);
        const cells = shownCells(emulator);
        emulator.dispose();
        return cells;
    }
}

function shownCells(emulator: Terminal): Cell[][] {
    const buffer = emulator.buffer.active;
    return Array.from({ length: emulator.rows }, (_, row) => {
        const line = buffer.getLine(buffer.viewportY + row);
        const cells: Cell[] = [];
        for (let column = 0; column < emulator.cols; column++) {
            const cell = line?.getCell(column);
            if (cell && cell.getWidth() > 0) cells.push([cell.getChars() || " ", styleOf(cell)]);
        }
        return trimmed(cells);
    });
}

/** As the page's emulator writes it into its document. */
function styleOf(cell: IBufferCell): string {
    const colour = (palette: boolean, rgb: boolean, value: number) =>
        palette ? String(value) : rgb ? `#${value.toString(16).padStart(6, "0")}` : "";
    let fg = colour(cell.isFgPalette(), cell.isFgRGB(), cell.getFgColor());
    let bg = colour(cell.isBgPalette(), cell.isBgRGB(), cell.getBgColor());
    if (cell.isInverse()) [fg, bg] = [bg || "257", fg || "257"];
    if (cell.isBold() && /^[0-7]$/.test(fg)) fg = String(Number(fg) + 8);
    const marks = [cell.isBold() && "bold", cell.isDim() && "dim", cell.isItalic() && "italic", cell.isUnderline() && "underline"];
    return `${fg}/${bg}/${marks.filter(Boolean).join("+")}`;
}

/** Without the blanks at its end, which a line need not have. */
function trimmed(cells: Cell[]): Cell[] {
    let end = cells.length;
    while (end > 0 && cells[end - 1]?.[0] === " " && cells[end - 1]?.[1] === "//") end--;
    return cells.slice(0, end);
}

/** The cells that the page shows in the terminal with the keyboard, and how many there are. */
export async function pageCells(page: Page): Promise<{ cells: Cell[][]; rows: number }> {
    const found = await page.locator(".xterm.focus .xterm-rows").evaluate((screen) =>
        Array.from(screen.children).map((row) =>
            Array.from(row.querySelectorAll("span")).flatMap((span) => {
                const classes = Array.from(span.classList);
                const colour = (side: string) =>
                    classes.find((name) => name.startsWith(`xterm-${side}-`))?.slice(`xterm-${side}-`.length) ?? "";
                const marks = ["bold", "dim", "italic", "underline"].filter((mark) =>
                    classes.some((name) => name === `xterm-${mark}` || name.startsWith(`xterm-${mark}-`)),
                );
                const style = `${colour("fg")}/${colour("bg")}/${marks.join("+")}`;
                return [...(span.textContent ?? "")].map((char): [string, string] => [char === "\u00a0" ? " " : char, style]);
            }),
        ),
    );
    return { cells: found.map(trimmed), rows: found.length };
}

/** SHA-256 of the numbered lines among these bytes, as they came. */
export function hashOfLines(bytes: Buffer, pattern: RegExp): string {
    const lines = bytes.toString("utf8").match(pattern) ?? [];
    return createHash("sha256").update(lines.join("\n")).digest("hex");
}
