// Gives select2 boxes the label of the field that they replace. The pages work without this script.
"use strict";

const name = () => document.querySelectorAll("select.admin-autocomplete").forEach((field) => {
  const parts = field.nextElementSibling?.querySelectorAll(".select2-selection, .select2-selection__rendered") ?? [];
  const label = field.getAttribute("aria-label") || field.labels?.[0]?.textContent.replace(/[:：]\s*$/, "");
  if (label) parts.forEach((part) => {
    part.setAttribute("aria-label", label);
    part.removeAttribute("aria-labelledby");  // it points to the chosen value, which may be empty
  });
});
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
name();
