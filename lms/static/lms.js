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

// The words left are counted aloud as well. The file field stays the browser's own: the component's button
// is named by three elements at once, and what is read out is not what is shown.
if (document.querySelector('[data-module="nhsuk-character-count"]')) {
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
  const { createAll, CharacterCount } = await import("./nhsuk-10.6.1/nhsuk-frontend.min.js");
  createAll(CharacterCount);
}
