/* A picture with its caption; a press shows it as large as the window. */
import type { Picture } from "./book";
import { h } from "./elements";
import { address } from "./pictures";

function enlarge(picture: Picture, url: string): void {
  const plate = h("dialog", { class: "plate", "aria-label": picture.c ?? "Picture", click: () => plate.close(), close: () => plate.remove() },
    h("img", { src: url, alt: picture.c ?? "" }), picture.c ? h("p", { "aria-hidden": "true", dir: "auto" }, picture.c) : null,
    h("button", { type: "button", class: "quiet", "aria-label": "Close", lang: "en" }, "✕"));
  document.body.append(plate);
  plate.showModal();
}

export function figure(picture: Picture): HTMLElement {
  const image = h("img", { alt: picture.c ?? "", width: picture.w, height: picture.h, decoding: "async" });
  const button = h("button", { type: "button", title: "Enlarge", disabled: true }, image);
  const frame = h("figure", { class: picture.h > picture.w ? "tall" : "wide" }, button,
    picture.c ? h("figcaption", { "aria-hidden": "true", dir: "auto" }, picture.c) : null); // the picture's own words say it already
  frame.style.setProperty("--width", `${picture.w}px`);
  image.addEventListener("load", () => image.classList.add("here"));
  void address(picture).then((url) => {
    if (!url) {
      frame.replaceChildren(h("p", { class: "lost", lang: "en" }, `The picture beside this page is missing${picture.c ? `: ${picture.c}` : "."}`));
      return;
    }
    image.src = url;
    button.disabled = false;
    button.addEventListener("click", () => enlarge(picture, url));
  });
  return frame;
}
