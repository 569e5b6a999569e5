// The few things that the browser offers to scripts alone, or that differ where a page is not secure.

export const load = (url) => import(url);

// Called from a click or a key press. Without a secure context there is only the old way.
export async function copyText(text) {
  if (navigator.clipboard?.writeText) return navigator.clipboard.writeText(text);
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus?.();
  if (!copied) throw new Error("The browser refused to copy.");
}

export async function clipboardText() {
  return navigator.clipboard.readText();
}

// Keeps the screen on as long as the page is looked at; returns what ends that. A browser that saves power refuses, and
// is right.
export function stayAwake() {
  let lock;
  let over = false;
  const ask = async () => {
    if (over || document.hidden) return;
    lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
    if (over) lock?.release();
  };
  ask();
  document.addEventListener("visibilitychange", ask);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", ask);
    lock?.release();
  };
}

// A tick under the finger.
export function tick() {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) navigator.vibrate?.(8);
}
