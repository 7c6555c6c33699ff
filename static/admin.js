// Choosers made by script are named after the label of the field they stand for. Nothing here is needed to work.
"use strict";

const name = () => document.querySelectorAll("select.admin-autocomplete").forEach((field) => {
  const parts = field.nextElementSibling?.querySelectorAll(".select2-selection, .select2-selection__rendered") ?? [];
  const label = field.getAttribute("aria-label") || field.labels?.[0]?.textContent.replace(/[:：]\s*$/, "");
  if (label) parts.forEach((part) => {
    part.setAttribute("aria-label", label);
    part.removeAttribute("aria-labelledby");  // of what is chosen, which may be nothing
  });
});
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
name();
