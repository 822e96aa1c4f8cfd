// Everything works without this file. It only saves people time.
const summary = document.getElementById("error-summary");
if (summary) summary.focus();

// A second press while the first is on its way is not sent; the server would ignore it anyway.
for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    if (Date.now() - sent < 3000) event.preventDefault();
    sent = Date.now();
  });
}

if (document.querySelector("[data-module]")) {
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
  const { initAll } = await import("./nhsuk-10.6.1/nhsuk-frontend.min.js");
  initAll();
}
