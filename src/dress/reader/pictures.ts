/* Sealed pictures, in the page itself or beside it. A page from disk may not fetch the file beside it, but it may run it: each is a
 * script that does nothing but hand over its bytes. */
import { fromBase64, unseal } from "./cipher";
import type { Picture } from "./book";

type Take = (name: string, sealed: string) => void;

declare global {
  interface Window {
    limnerPicture?: Take;
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(name: string): string }): { createScriptURL(name: string): object } };
  }
}

/* The page lets no text become script; only the address of a picture of ours may. */
const policy = window.trustedTypes?.createPolicy("limner-picture", {
  createScriptURL(name) {
    if (!/^[0-9a-f]{16}$/.test(name)) throw new Error("no picture is called so");
    return `pictures/${name}.js`;
  },
});

const waiting = new Map<string, (sealed: string | null) => void>();
const shown = new Map<string, Promise<string | null>>();

window.limnerPicture = (name, sealed) => waiting.get(name)?.(sealed);

function embedded(name: string): string | null {
  return document.getElementById(`picture-${name}`)?.textContent ?? null;
}

function load(name: string): Promise<string | null> {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    const end = (sealed: string | null): void => {
      waiting.delete(name);
      script.remove();
      resolve(sealed);
    };
    waiting.set(name, end);
    script.addEventListener("error", () => end(null));
    script.addEventListener("load", () => end(null)); // it has handed its bytes over before, or has none
    script.src = policy ? (policy.createScriptURL(name) as unknown as string) : `pictures/${name}.js`;
    document.head.append(script);
  });
}

async function open(picture: Picture): Promise<string | null> {
  const sealed = embedded(picture.n) ?? (await load(picture.n));
  if (sealed === null) return null;
  const bytes = unseal(sealed, [fromBase64(picture.k)]);
  return URL.createObjectURL(new Blob([bytes as BlobPart], { type: picture.m }));
}

/* The address of a picture; null when it is not there. */
export function address(picture: Picture): Promise<string | null> {
  let url = shown.get(picture.n);
  if (!url) {
    url = open(picture);
    shown.set(picture.n, url);
  }
  return url;
}
