// The site's style sheet without the rules that no page uses: the library that it is built with brings many more parts
// than the pages have.
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import postcss from "postcss";
import selectorParser from "postcss-selector-parser";

const SOURCES = "app/src";
/** Parts of the library that no page has, though their names are words of the sources. */
const NOT_DRAWN = new Set(
    "accordion breadcrumb combobox command drawer fieldset form item label popover progress range sidebar switch tabs toast".split(" "),
);
/** What all browsers that are served know. */
const KNOWN_TO_ALL = "(color:color-mix(in lab, red, red))";

const texts = [];
for (const entry of await readdir(SOURCES, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || extname(entry.name) !== ".rs") continue;
    texts.push(await readFile(join(entry.parentPath ?? entry.path, entry.name), "utf8"));
}
const sources = texts.join("\n");

for (const [, names] of sources.matchAll(/\bclass="([^"]*)"/g)) {
    const drawn = names.split(/\s+/).find((name) => NOT_DRAWN.has(name));
    if (drawn) throw new Error(`a page has the class "${drawn}": take it off the list in scripts/sheet.mjs`);
}

// Names of classes and attributes stand in the sources as words; a word that names one keeps it.
const WORDS = /[\w\-/:.[\]()%&!>*+~=',#@]+/g;
const words = new Set();
for (const word of sources.match(WORDS) ?? []) [word, ...word.split(/[^\w-]+/)].forEach((one) => words.add(one));
const quoted = new Set(Array.from(sources.matchAll(/"([\w-]+)"/g), ([, value]) => value));

const selectors = selectorParser();
const ALTERNATIVES = /^:(is|where|has)$/;

/** Unless it needs a class or an attribute that no source names; of `:is(a, b)` one of use is enough. */
const isOfUse = (node) => {
    switch (node.type) {
        case "class":
            return words.has(node.value) && !NOT_DRAWN.has(node.value);
        case "attribute":
            if (node.attribute.startsWith("data-")) return words.has(node.attribute);
            // A field without a type is of this one.
            return !["type", "role"].includes(node.attribute) || !node.value || node.value === "text" || quoted.has(node.value);
        case "selector":
            return node.nodes.every(isOfUse);
        case "pseudo":
            // The library's own list of choices: pages have the browser's.
            if (String(node) === ":not(select)") return false;
            return !ALTERNATIVES.test(node.value) || node.nodes.some(isOfUse);
        default:
            return true;
    }
};

/** The alternatives of use. Within `:is` and `:has` all stay: the weightiest gives the whole its weight. */
const prune = (selector) => {
    const parsed = selectors.astSync(selector);
    parsed.walkPseudos((pseudo) => {
        if (pseudo.value === ":where" && pseudo.nodes.some(isOfUse)) {
            pseudo.nodes.filter((one) => !isOfUse(one)).forEach((one) => one.remove());
        }
    });
    return parsed.nodes.filter(isOfUse).map(String);
};

/** What stands under a condition that always holds takes the place of what it was to replace. */
const settle = (condition) => {
    const before = condition.prev();
    const [only] = condition.nodes;
    if (before?.type === "rule" && condition.nodes.length === 1 && before.selector === only.selector) {
        const replaced = new Set(only.nodes.map((declaration) => declaration.prop));
        before.nodes.filter((declaration) => replaced.has(declaration.prop)).forEach((declaration) => declaration.remove());
        before.append(only.nodes);
        condition.remove();
    } else {
        condition.replaceWith(condition.nodes);
    }
};

export const pruned = (css) => {
    const sheet = postcss.parse(css);
    sheet.walkRules((rule) => {
        if (/keyframes$/.test(rule.parent.name ?? "")) return;
        const kept = prune(rule.selector);
        if (kept.length) rule.selectors = kept;
        else rule.remove();
    });
    // What held nothing but such rules; a layer's name alone is its place among the others.
    for (let emptied = true; emptied; ) {
        emptied = false;
        sheet.walkAtRules((rule) => {
            if (rule.nodes?.length === 0) [emptied] = [true, rule.remove()];
        });
    }
    sheet.walkAtRules("supports", (condition) => {
        if (condition.params === KNOWN_TO_ALL) settle(condition);
    });
    return sheet.toString();
};
