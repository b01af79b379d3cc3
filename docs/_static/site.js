// What scrolls sideways (wide code, tables, formulas) can be reached with the keyboard.
const wide = "pre, .table-wrapper, .text_html, .katex-display, .output";
const mark = () => {
  for (const part of document.querySelectorAll(wide)) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
};
addEventListener("load", mark);
addEventListener("resize", mark);

// A demo that waits for its button; see docs/_extensions/demo.py.
for (const place of document.querySelectorAll(".demo-on-request")) {
  place.querySelector("button").addEventListener("click", () => {
    const module = new URL(place.dataset.module, location.href);
    place.replaceWith(place.querySelector("template").content);
    import(module);
  });
}
