// Everything works without this file. It only saves people time.
const summary = document.getElementById("error-summary");
if (summary) summary.focus();

// A second press while the first is on its way is not sent; the server would ignore it anyway.
for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (Date.now() - sent < 3000) event.preventDefault();
    sent = Date.now();
  });
}

// On a phone each row of a table stands by itself and says what is what, in place of scrolling sideways;
// two columns fit as they are. Roles are given again, as browsers may forget those of a table that is not
// drawn as one.
for (const box of document.querySelectorAll(".lms-table:not(.lms-board)")) {
  const table = box.querySelector("table");
  const heads = Array.from(table?.tHead?.rows[0]?.cells ?? [], (cell) => cell.textContent.trim());
  if (heads.length < 3) continue;
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      const head = cell.scope === "row" ? "rowheader" : "columnheader";
      cell.setAttribute("role", cell.tagName === "TD" ? "cell" : head);
      if (cell.tagName === "TD") cell.dataset.head = heads[cell.cellIndex] ?? "";
    }
  }
  box.classList.add("lms-table--rows");
}

// The words left are counted aloud as well. The file field stays the browser's own: the component's button
// is named by three elements at once, and what is read out is not what is shown.
if (document.querySelector('[data-module="nhsuk-character-count"]')) {
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
  const { createAll, CharacterCount } = await import("./nhsuk-10.6.1/nhsuk-frontend.min.js");
  createAll(CharacterCount);
}
