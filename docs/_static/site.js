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
