// A word's meaning beside the word. Without this file the word leads to the list at the foot of the page.
const box = document.getElementById("meaning").content.firstElementChild;
const said = document.createElement("p");
said.className = "nhsuk-u-visually-hidden";
said.setAttribute("role", "status");
document.getElementById("words").append(said);
let open = null;

function close(back) {
  if (!open) return;
  open.setAttribute("aria-expanded", "false");
  box.remove();
  said.textContent = "";
  if (back) open.focus();
  open = null;
}

// Below the line the word ends on, and never wider than the text around it.
function place(word) {
  const around = box.offsetParent.getBoundingClientRect();
  const line = [...word.getClientRects()].pop();
  box.style.top = `${line.bottom - around.top + 6}px`;
  box.style.left = `${Math.max(0, Math.min(line.left - around.left, around.width - box.offsetWidth))}px`;
}

function show(word) {
  const meaning = document.getElementById(word.hash.slice(1)).nextElementSibling.cloneNode(true);
  meaning.lastElementChild.remove(); // the way back to the text: one is there
  box.setAttribute("aria-label", word.textContent);
  box.querySelector("[data-part=means]").replaceChildren(...meaning.childNodes);
  word.after(box);
  word.setAttribute("aria-expanded", "true");
  open = word;
  place(word);
  said.textContent = box.querySelector("[data-part=means]").textContent;
}

for (const word of document.querySelectorAll("a.lms-word")) {
  word.setAttribute("role", "button");
  word.setAttribute("aria-expanded", "false");
  word.addEventListener("click", (event) => {
    event.preventDefault();
    const same = open === word;
    close(false);
    if (!same) show(word);
  });
  word.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    word.click();
  });
}

box.querySelector("button").addEventListener("click", () => close(true));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close(box.contains(document.activeElement) || document.activeElement === open);
});
document.addEventListener("click", (event) => {
  if (open && !box.contains(event.target) && !event.target.closest("a.lms-word")) close(false);
});
addEventListener("resize", () => open && place(open));
